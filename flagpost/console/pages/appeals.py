"""Appeals: entering what somebody objects to, and withdrawing it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db.errors import ReviewError
from db.items import Objector
from flagpost.access import Right
from flagpost.appeals import LONGEST_HOW, LONGEST_WORDS
from flagpost.console.desks import appeals_of
from flagpost.console.guard import needs
from flagpost.console.numbers import Id
from flagpost.console.pages.case import Lines, Narrowed, case_page
from flagpost.console.pages.queue import asked_by

router = APIRouter()


@router.post("/cases/{case_id}/appeal")
@needs(Right.DECIDE)
def appeal(
    request: Request,
    case_id: Id,
    objector: Annotated[Objector, Form()],
    words: Annotated[Lines, Form(max_length=LONGEST_WORDS)],
    how: Annotated[str, Form(max_length=LONGEST_HOW)] = "",
    narrowed: Narrowed = "",
) -> Response:
    """Enter an appeal: the case opens again, for others than who decided."""
    asked = asked_by(request, narrowed)
    try:
        appeals_of(request).appeal(case_id, objector=objector, words=words, how=how)
    except ReviewError as error:
        return case_page(request, case_id, asked, problem=error)
    return RedirectResponse(asked.path(f"/cases/{case_id}", anchor="appeal"), 303)


@router.post("/cases/{case_id}/appeal/withdraw")
@needs(Right.DECIDE)
def withdraw(
    request: Request,
    case_id: Id,
    why: Annotated[Lines, Form(max_length=LONGEST_WORDS)],
    narrowed: Narrowed = "",
) -> Response:
    """Take the open appeal back: the case is decided again, as it was."""
    asked = asked_by(request, narrowed)
    try:
        appeals_of(request).withdraw(case_id, why)
    except ReviewError as error:
        return case_page(request, case_id, asked, problem=error)
    return RedirectResponse(asked.path(f"/cases/{case_id}", anchor="fairness"), 303)
