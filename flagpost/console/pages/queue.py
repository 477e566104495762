"""The queue: what waits, narrowed as its address says; and the way to the next case."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db.batches import seen_now
from db.items import BoardName, Decision
from flagpost.access import Right
from flagpost.bulk import MOST
from flagpost.console.desks import opinions_of, views_of
from flagpost.console.filters import AGES, LONGEST_QUERY, MOST_WORDS, SEVERITIES, Asked, read_filter
from flagpost.console.guard import Door, needs
from flagpost.console.house import House, visitor_of
from flagpost.console.numbers import possible
from flagpost.console.peeking import not_done, only_peeks
from flagpost.console.render import page
from flagpost.console.skips import begin_anew, skipped_by

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
def queue(request: Request, number: int = 1, done: int | None = None, end: bool = False) -> Response:
    """Cases, the gravest first."""
    return queue_page(request, asked_of(request), number=number, done=done, end=end)


def queue_page(
    request: Request,
    asked: Asked,
    *,
    status: int = 200,
    number: int = 1,
    done: int | None = None,
    end: bool = False,
    problem: str | None = None,
) -> Response:
    """A page of the queue, with what went wrong where something did, and whether no next case was found."""
    house, visitor, views = House.of(request), visitor_of(request), views_of(request)
    skipped = skipped_by(request)
    number = min(max(number, 1), LAST_PAGE)
    listed = visitor.desk.listed(asked.wanted, limit=PAGE, offset=(number - 1) * PAGE)
    total = listed.total
    if not listed.cases and total:
        return RedirectResponse(asked.path("/queue", number=-(-total // PAGE), done=done, end=int(end) or None), 303)
    counted = views.counted(lambda view: asked_by(request, view.query).wanted)
    return page(
        request,
        "queue.html",
        status=status,
        asked=asked,
        problem=problem,
        views=counted,
        viewed=[view.id for view, _ in counted if asked.query and asked_by(request, view.query).query == asked.query],
        may_delete=views.may_delete,
        most=MOST,
        seen_now=seen_now,
        cases=listed.cases,
        total=total,
        number=number,
        pages=max(-(-total // PAGE), 1),
        first=(number - 1) * PAGE + 1,
        queues=listed.queues,
        handed=listed.handed,
        appealed=listed.appealed,
        opinions=opinions_of(request).waiting() if visitor.may(Right.DECIDE) else 0,
        boards=[each for each in boards_of(house) if visitor.access.reaches(each.id)],
        ages=AGES,
        severities=SEVERITIES,
        most_words=MOST_WORDS,
        done=decision_of(request, done),
        skipped=visitor.desk.still_open(asked.wanted, skipped),
        taken=visitor.desk.with_others(asked.wanted, skipped=skipped) if end and visitor.may(Right.DECIDE) else None,
    )


@router.get("/next")
@needs(Right.DECIDE)
def next_case(request: Request, done: int | None = None) -> Response:
    """Claim the first free case that the address asks for and the visitor did not skip, and open it."""
    if only_peeks(request):
        return not_done(request)
    asked = asked_of(request)
    skipped = skipped_by(request)
    case_id = visitor_of(request).desk.claim_next(asked.wanted, skipped=skipped)
    if case_id is None:
        return RedirectResponse(asked.path("/queue", done=done, end=1), 303)
    return RedirectResponse(asked.path(f"/cases/{case_id}", anchor="post", done=done), 303)


@router.post("/queue/anew")
@needs(Right.DECIDE)
def anew(request: Request, narrowed: Annotated[str, Form(max_length=LONGEST_QUERY)] = "") -> Response:
    """Forget what the visitor skipped, and begin with the gravest case again."""
    answer = RedirectResponse(asked_by(request, narrowed).path("/next"), 303)
    begin_anew(request, answer)
    return answer


def boards_of(house: House) -> list[BoardName]:
    """Every board, for a filter."""
    with house.store.read() as unit:
        return unit.archive.board_names()


def decision_of(request: Request, decision_id: int | None) -> Decision | None:
    """The decision that a page is to tell of: one that the visitor has just made."""
    if decision_id is None or not possible(decision_id):
        return None
    return visitor_of(request).desk.own_decision(decision_id)


def asked_of(request: Request) -> Asked:
    """What a page's address asks for."""
    return read_filter(request.query_params, House.of(request).clock(), me=visitor_of(request).name)


def asked_by(request: Request, narrowed: str) -> Asked:
    """What a filter asks for that a form carries, as in an address."""
    return read_filter(dict(parse_qsl(narrowed)), House.of(request).clock(), me=visitor_of(request).name)
