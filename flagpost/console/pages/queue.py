"""The queue: what waits, narrowed as its address says; and the way to the next case."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from db.items import Board, Decision
from flagpost.access import Right
from flagpost.console.filters import AGES, SEVERITIES, Asked, read_filter
from flagpost.console.guard import Door, needs
from flagpost.console.house import House, visitor_of
from flagpost.console.render import page

PAGE = 50
"""Cases of a page."""
LAST_PAGE = 10_000

router = APIRouter()


@router.get("/")
@needs(Door.SIGNED_IN)
def front() -> Response:
    """The queue is the front page."""
    return RedirectResponse("/queue", 303)


@router.get("/queue")
@needs(Right.LOOK)
def queue(request: Request, number: int = 1, done: int | None = None) -> Response:
    """Cases, the gravest first."""
    house, visitor = House.of(request), visitor_of(request)
    asked = read_filter(request.query_params, datetime.now(UTC))
    number = min(max(number, 1), LAST_PAGE)
    cases, total = visitor.desk.cases(asked.wanted, limit=PAGE, offset=(number - 1) * PAGE)
    if not cases and total:
        return RedirectResponse(asked.path("/queue", number=-(-total // PAGE)), 303)
    return page(
        request,
        "queue.html",
        asked=asked,
        cases=cases,
        total=total,
        number=number,
        pages=max(-(-total // PAGE), 1),
        first=(number - 1) * PAGE + 1,
        queues=visitor.desk.queues(),
        boards=boards_of(house),
        ages=AGES,
        severities=SEVERITIES,
        done=decision_of(request, done),
    )


@router.get("/next")
@needs(Right.DECIDE)
def next_case(request: Request, done: int | None = None) -> Response:
    """Claim the gravest free case that the address asks for, and open it."""
    asked = read_filter(request.query_params, datetime.now(UTC))
    shown = visitor_of(request).desk.next(asked.wanted)
    if shown is None:
        return RedirectResponse(asked.path("/queue", done=done), 303)
    return RedirectResponse(asked.path(f"/cases/{shown.case.id}", anchor="post", done=done), 303)


def boards_of(house: House) -> list[Board]:
    """Every board, for a filter."""
    with house.store.read() as unit:
        return unit.archive.boards()


def decision_of(request: Request, decision_id: int | None) -> Decision | None:
    """The decision that a page is to tell of: one that the visitor has just made."""
    return visitor_of(request).desk.own_decision(decision_id) if decision_id is not None else None


def asked_of(request: Request) -> Asked:
    """What a page's address asks for."""
    return read_filter(request.query_params, datetime.now(UTC))
