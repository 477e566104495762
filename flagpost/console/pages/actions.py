"""After a decision: what is to be done on the forum, and what was escalated to somebody with more say."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db.errors import NotFound
from db.items import Action, ActionState, BoardName, Case, Decision
from flagpost.access import Right
from flagpost.actions import ActionList, actions, escalated
from flagpost.console.action_filters import ON_THE_FORUM, read_actions
from flagpost.console.filters import LONGEST_QUERY
from flagpost.console.guard import needs
from flagpost.console.house import House, visitor_of
from flagpost.console.numbers import Id, possible
from flagpost.console.pages.queue import asked_by, boards_of
from flagpost.console.render import page
from flagpost.errors import NotAllowed

PAGE = 50
"""Actions, or escalations, of a page."""
LAST_PAGE = 10_000

router = APIRouter()


@router.get("/actions")
@needs(Right.LOOK)
def to_do(request: Request, number: int = 1, done: int | None = None) -> Response:
    """Actions that decisions ask for, those to be done first."""
    house, access = House.of(request), visitor_of(request).access
    asked = read_actions(request.query_params)
    number = min(max(number, 1), LAST_PAGE)
    found = actions(house.store, access, asked.wanted, limit=PAGE, offset=(number - 1) * PAGE)
    if not found.cases and found.total:
        return RedirectResponse(asked.path("/actions", number=-(-found.total // PAGE)), 303)
    return page(
        request,
        "actions.html",
        asked=asked,
        found=found,
        groups=[(kind, list(cases)) for kind, cases in groupby(found.cases, key=_kind)],
        following=_following(found.cases),
        number=number,
        pages=max(-(-found.total // PAGE), 1),
        boards=_boards(request),
        kinds=ON_THE_FORUM,
        states=list(ActionState),
        mine={case.id for case in _shown(found) if access.may(Right.DECIDE, case)},
        escalations=_escalations(request),
        done=_marked(request, done),
    )


@router.post("/actions/{decision_id}/done")
@needs(Right.DECIDE)
def done(
    request: Request,
    decision_id: Id,
    narrowed: Annotated[str, Form(max_length=4_000)] = "",
    then: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Say that an action was carried out on the forum, and go on to the one after it."""
    asked = read_actions(dict(parse_qsl(narrowed)))
    visitor_of(request).desk.done(decision_id)
    anchor = f"action-{then}" if then.isdecimal() else ""
    return RedirectResponse(asked.path("/actions", anchor=anchor, done=decision_id), 303)


@router.post("/actions/{decision_id}/not-done")
@needs(Right.DECIDE)
def not_done(request: Request, decision_id: Id, narrowed: Annotated[str, Form(max_length=4_000)] = "") -> Response:
    """Say that an action is still to be carried out."""
    asked = read_actions(dict(parse_qsl(narrowed)))
    visitor_of(request).desk.not_done(decision_id)
    return RedirectResponse(asked.path("/actions", anchor=f"action-{decision_id}"), 303)


@router.post("/actions/{decision_id}/taken-back")
@needs(Right.DECIDE)
def taken_back(request: Request, decision_id: Id, narrowed: Annotated[str, Form(max_length=4_000)] = "") -> Response:
    """Say that what was done for an undone decision was taken back on the forum."""
    visitor_of(request).desk.taken_back(decision_id)
    return RedirectResponse(read_actions(dict(parse_qsl(narrowed))).path("/actions"), 303)


@router.get("/escalations")
@needs(Right.REVIEW)
def escalations(request: Request, number: int = 1) -> Response:
    """What moderators handed to somebody with more say, the oldest first."""
    house, access = House.of(request), visitor_of(request).access
    number = min(max(number, 1), LAST_PAGE)
    cases, total = escalated(house.store, access, limit=PAGE, offset=(number - 1) * PAGE)
    if not cases and total:
        return RedirectResponse(f"/escalations?number={-(-total // PAGE)}", 303)
    return page(
        request,
        "escalations.html",
        cases=cases,
        total=total,
        number=number,
        pages=max(-(-total // PAGE), 1),
        first=(number - 1) * PAGE + 1,
    )


@router.post("/escalations/{decision_id}/take-up")
@needs(Right.REVIEW)
def take_up(
    request: Request, decision_id: Id, narrowed: Annotated[str, Form(max_length=LONGEST_QUERY)] = ""
) -> Response:
    """Open an escalated case anew, for oneself."""
    claim = visitor_of(request).desk.take_up(decision_id)
    return RedirectResponse(asked_by(request, narrowed).path(f"/cases/{claim.case_id}", anchor="post"), 303)


def _shown(found: ActionList) -> list[Case]:
    """The cases of a page: of actions to be done, and to be taken back."""
    return [*found.cases, *(case for _, case in found.back)]


def _kind(case: Case) -> tuple[ActionState, Action]:
    decision = _decision(case)
    return decision.action_state, decision.action


def _following(cases: tuple[Case, ...]) -> dict[int, int]:
    """The decision after each on the page; before the last one, the one before it."""
    ids = [_decision(case).id for case in cases]
    following = dict(pairwise(ids))
    if len(ids) > 1:
        following[ids[-1]] = ids[-2]
    return following


def _decision(case: Case) -> Decision:
    assert case.decision is not None, "a case of this list is decided"
    return case.decision


def _boards(request: Request) -> list[BoardName]:
    access = visitor_of(request).access
    return [each for each in boards_of(House.of(request)) if access.reaches(each.id)]


def _escalations(request: Request) -> int | None:
    """How many wait for the visitor; None for somebody who may not take them up."""
    access = visitor_of(request).access
    return escalated(House.of(request).store, access, limit=1)[1] if access.may(Right.REVIEW) else None


def _marked(request: Request, decision_id: int | None) -> Decision | None:
    """The decision whose action the visitor has just marked as done."""
    if decision_id is None or not possible(decision_id):
        return None
    try:
        decision = visitor_of(request).desk.decision(decision_id)
    except (NotFound, NotAllowed):
        return None
    return decision if decision.action_state is ActionState.DONE else None
