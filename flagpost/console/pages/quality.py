"""Quality, for reviewers: how well people agree, how they judge golden cases, and which cases those are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db.items import Outcome
from flagpost.access import Right
from flagpost.console.desks import opinions_of
from flagpost.console.guard import needs
from flagpost.console.house import House, visitor_of
from flagpost.console.numbers import Id
from flagpost.console.pages.case import Lines
from flagpost.console.quality_cards import agreement
from flagpost.console.render import page
from flagpost.quality import quality
from flagpost.review import LONGEST_NOTE

router = APIRouter()


@router.get("/quality")
@needs(Right.REVIEW)
def figures(request: Request) -> Response:
    """Everybody who gave opinions, with how they agree; and the golden cases."""
    house = House.of(request)
    found = quality(house.store, visitor_of(request).access, clock=house.clock)
    return page(request, "quality.html", quality=found, agreement=agreement(found.people))


@router.post("/quality/golden/{case_id}")
@needs(Right.REVIEW)
def mark(
    request: Request,
    case_id: Id,
    outcome: Annotated[Outcome, Form()],
    reason: Annotated[Lines, Form(max_length=LONGEST_NOTE)],
) -> Response:
    """Vouch for the right outcome of a decided case."""
    opinions_of(request).mark_golden(case_id, outcome, reason)
    return RedirectResponse(f"/cases/{case_id}#fairness", 303)


@router.post("/quality/golden/{golden_id}/retire")
@needs(Right.REVIEW)
def retire(request: Request, golden_id: Id) -> Response:
    """Take a golden case out."""
    opinions_of(request).retire_golden(golden_id)
    return RedirectResponse("/quality#golden", 303)
