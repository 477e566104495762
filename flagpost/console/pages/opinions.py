"""Second opinions: what somebody is asked about, the blind page of it, and what was said beside the decision."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db.errors import AlreadyGiven
from db.items import Outcome
from db.types import LARGEST_COUNT
from flagpost.access import Right
from flagpost.console.desks import opinions_of
from flagpost.console.guard import needs
from flagpost.console.house import House, visitor_of
from flagpost.console.numbers import Id
from flagpost.console.pages.case import Lines
from flagpost.console.peeking import not_done, only_peeks
from flagpost.console.render import page
from flagpost.review import LONGEST_NOTE, known_in
from flagpost.wellbeing import exposure
from moderation.items import Category

router = APIRouter()


@router.get("/opinions")
@needs(Right.DECIDE)
def opinions(request: Request, last: bool = False) -> Response:
    """How many cases wait for an opinion of the visitor's, what they said of late, and where others disagreed."""
    desk, access = opinions_of(request), visitor_of(request).access
    return page(
        request,
        "opinions.html",
        waiting=desk.waiting(),
        last=last,
        mine=desk.mine(),
        disagreements=desk.disagreements() if access.may(Right.REVIEW) else None,
    )


@router.get("/opinions/next")
@needs(Right.DECIDE)
def next_opinion(request: Request, after: int = 0) -> Response:
    """Go to the next case that the visitor is asked about, behind one that they pass over."""
    if only_peeks(request):
        return not_done(request)
    decision_id = opinions_of(request).next_asked(after=min(max(after, 0), LARGEST_COUNT))
    return RedirectResponse(f"/opinions/{decision_id}#post" if decision_id else "/opinions?last=true", 303)


@router.get("/opinions/{decision_id}")
@needs(Right.DECIDE)
def opinion(request: Request, decision_id: Id) -> Response:
    """A case without its decision; or, once the visitor has said what they think, both side by side."""
    desk, house = opinions_of(request), House.of(request)
    given = desk.given(decision_id)
    if given is not None:
        return page(request, "opinion_given.html", beside=given, waiting=desk.waiting())
    shown = desk.look(decision_id)
    with house.store.read() as unit:
        flagged = known_in(unit, shown)
    return page(
        request,
        "opinion.html",
        decision_id=decision_id,
        shown=shown,
        flagged=flagged,
        case=shown.case,
        author=None,
        theirs=(),
        earlier=(),
        may_decide=False,
        back=f"/opinions/{decision_id}#post",
        others=(),
        precision=None,
        exposure=exposure(house.store, visitor_of(request).name, house.clock()),
    )


@router.get("/opinions/{decision_id}/case")
@needs(Right.DECIDE)
def decided(request: Request, decision_id: Id) -> Response:
    """Show what was decided after all, to somebody who needs to know, and leaves the opinion to others."""
    return RedirectResponse(f"/cases/{opinions_of(request).decision(decision_id).case_id}?decided=true", 303)


@router.post("/opinions/{decision_id}")
@needs(Right.DECIDE)
def give(
    request: Request,
    decision_id: Id,
    outcome: Annotated[Outcome, Form()],
    category: Annotated[Category | Literal[""], Form()] = "",
    note: Annotated[Lines, Form(max_length=LONGEST_NOTE)] = "",
) -> Response:
    """Say what one thinks of a case, and see it beside the decision."""
    with suppress(AlreadyGiven):  # a button pressed twice: what was said first stands, and is what the page shows
        opinions_of(request).give(decision_id, outcome, category=category or None, note=note)
    return RedirectResponse(f"/opinions/{decision_id}", 303)


@router.post("/opinions/{opinion_id}/leave")
@needs(Right.REVIEW)
def leave(request: Request, opinion_id: Id) -> Response:
    """Let a decision stand although an opinion differs."""
    opinions_of(request).leave(opinion_id)
    return RedirectResponse("/opinions#disagreements", 303)


@router.post("/cases/{case_id}/second")
@needs(Right.DECIDE)
def ask(request: Request, case_id: Id) -> Response:
    """Ask for a second opinion on a case."""
    opinions_of(request).ask(case_id)
    return RedirectResponse(f"/cases/{case_id}#fairness", 303)
