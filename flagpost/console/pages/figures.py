"""Figures: how the work goes, over the last days, as pictures with their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo

from fastapi import APIRouter, Request
from fastapi.responses import Response

from flagpost.access import Right
from flagpost.console.board_cards import errors, growth, scans
from flagpost.console.cards import Section, board_named, many
from flagpost.console.case_cards import categories, flow, pace, rules, targets, waiting, waits
from flagpost.console.guard import needs
from flagpost.console.house import House, visitor_of
from flagpost.console.numbers import possible
from flagpost.console.render import page
from flagpost.dashboard import Dashboard, Wanted
from flagpost.figures import DAYS

LONGEST = 200
"""Characters of a value in an address."""
MOST_GROWTH = 6
"""Boards whose own numbers are shown at once."""

router = APIRouter()


@router.get("/figures")
@needs(Right.LOOK)
def figures(request: Request) -> Response:
    """How the work goes, as far as the visitor may look."""
    house, access = House.of(request), visitor_of(request).access
    wanted, unknown = read_wanted(request.query_params)
    found = house.dashboards.of(wanted, access)
    if wanted.board_id not in {None, *(board.id for board in found.boards)}:
        # Whether there is no such board, or one out of reach, is told alike.
        found, unknown = house.dashboards.of(replace(wanted, board_id=None), access), [*unknown, "board"]
    return page(
        request,
        "figures.html",
        wanted=found.wanted,
        unknown=unknown,
        found=found,
        days=DAYS,
        boards=[(board.id, board_named(board)) for board in found.boards],
        queues=sorted({*found.queues, *filter(None, [found.wanted.queue])}),
        sections=sections(found, house.settings.zone),
    )


def read_wanted(given: Mapping[str, str]) -> tuple[Wanted, list[str]]:
    """What an address asks for, and the fields whose value means nothing; those are left out."""
    wanted, unknown = Wanted(), []
    days, board = given.get("days", "").strip(), given.get("board", "").strip()
    queue = given.get("queue", "").strip()[:LONGEST]
    if days in map(str, DAYS):
        wanted = replace(wanted, days=int(days))
    elif days:
        unknown.append("days")
    if board.isdecimal() and len(board) <= LONGEST and possible(int(board)):
        wanted = replace(wanted, board_id=int(board))
    elif board:
        unknown.append("board")
    return replace(wanted, queue=queue or None), unknown


def sections(found: Dashboard, zone: tzinfo) -> list[Section]:
    """What the page shows, from top to bottom.

    Args:
        found: What was counted.
        zone: In which moments are told.
    """
    boards = {board.id: board_named(board) for board in found.boards}
    more = len(found.growth) - MOST_GROWTH
    left = f"Not shown: {many(more, 'further board')}. Choose a board above." if more > 0 else ""
    return [
        Section("cases", "Cases", (flow(found), waiting(found), pace(found), waits(found))),
        Section("rules", "Rules", (rules(found),)),
        Section("content", "What is said, and of whom", (categories(found, boards), targets(found, boards))),
        Section("boards", "What boards print about themselves", tuple(map(growth, found.growth[:MOST_GROWTH])), left),
        Section("health", "Scans", (scans(found, zone), errors(found))),
    ]
