"""Boards and scans: what was read, what it found, and what went wrong on the way."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from flagpost.access import Right
from flagpost.console.guard import needs
from flagpost.console.house import House, visitor_of
from flagpost.console.numbers import Id, possible
from flagpost.console.render import page
from flagpost.history import scans as history
from flagpost.overview import board_report, boards_within

SCANS = 20
"""Scans of a page."""

router = APIRouter()


@router.get("/boards")
@needs(Right.LOOK)
def boards(request: Request) -> Response:
    """Every board within reach."""
    found = boards_within(House.of(request).store, visitor_of(request).access)
    return page(request, "boards.html", boards=found)


@router.get("/boards/{board_id}")
@needs(Right.LOOK)
def board(request: Request, board_id: Id) -> Response:
    """A board: its statistics, its last scans, and what went wrong in them."""
    house = House.of(request)
    report = board_report(house.store, board_id, visitor_of(request).access, house.clock())
    return page(request, "board.html", report=report, board=report.board)


@router.get("/scans")
@needs(Right.LOOK)
def scans(request: Request, before: int | None = None) -> Response:
    """Scans within reach, the newest first."""
    before = before if possible(before) else None
    house, access = House.of(request), visitor_of(request).access
    found = history(house.store, house.clock(), access=access, limit=SCANS, before=before)
    return page(request, "scans.html", scans=found, more=len(found) == SCANS)
