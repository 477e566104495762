"""Statistics: what the store holds, at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from db.items import (
    ActionFilter,
    ActionState,
    Board,
    CaseFilter,
    CaseState,
    ErrorKind,
    Outcome,
    QueueCount,
    Scan,
    ScanState,
    Snapshot,
)
from db.store import Store, Unit
from flagpost.access import Access
from flagpost.errors import NotAllowed
from flagpost.history import ScanSummary, joined, summaries

BATCH = 500
"""Decisions that are held at once."""
RECENT = 50
"""Scans that are looked at for unfinished ones."""
LATELY = 10
"""Scans of a board that its page tells of, with their errors."""
SNAPSHOTS = 30
"""Statistics of a board that its page tells of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOverview:
    """A board with the numbers that it last printed about itself."""

    board: Board
    latest: Snapshot | None
    """None where no page of it printed any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardReport:
    """A board as those who look after it want to see it."""

    board: Board
    """With the open cases within reach."""
    actions: int
    """Actions that are to be carried out on it."""
    snapshots: tuple[Snapshot, ...]
    """What it printed about itself over time, newest first."""
    scans: tuple[ScanSummary, ...]
    """The last ones that read something of it, newest first."""
    errors: tuple[ErrorKind, ...]
    """What went wrong in those scans, the most frequent kind first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The store at a glance."""

    boards: tuple[BoardOverview, ...]
    threads: int
    """Stored, over all boards."""
    posts: int
    """Stored, over all boards."""
    queues: tuple[QueueCount, ...]
    """Those with open cases."""
    cases_open: int
    cases_decided: int
    outcomes: Mapping[Outcome, int]
    """Decisions in force, by what they say."""
    precision: float | None
    """The share of decisions in force that agree with the flags, of those that agree or disagree."""
    unfinished: tuple[Scan, ...]
    """Recent scans that were not brought to their end."""


def overview(store: Store) -> Overview:
    """What the store holds, from one snapshot of it."""
    with store.read() as unit:
        boards = [
            BoardOverview(board=board, latest=next(iter(unit.archive.snapshots(board.id, limit=1)), None))
            for board in unit.archive.boards()
        ]
        outcomes: Counter[Outcome] = Counter()
        after = 0
        while decisions := unit.review.decisions(after=after, limit=BATCH):
            outcomes.update(decision.outcome for decision in decisions if decision.undone_at is None)
            after = decisions[-1].id
        judged = outcomes[Outcome.AGREE] + outcomes[Outcome.DISAGREE]
        return Overview(
            boards=tuple(boards),
            threads=sum(entry.board.threads for entry in boards),
            posts=sum(entry.board.posts for entry in boards),
            queues=tuple(unit.review.queues()),
            cases_open=unit.review.count(CaseFilter()),
            cases_decided=unit.review.count(CaseFilter(state=CaseState.DECIDED)),
            outcomes=dict(outcomes),
            precision=outcomes[Outcome.AGREE] / judged if judged else None,
            unfinished=tuple(scan for scan in unit.scans.recent(RECENT) if scan.state is ScanState.RUNNING),
        )


def boards_within(store: Store, access: Access) -> list[BoardOverview]:
    """The boards on which a user may look at something, each with the open cases within reach."""
    with store.read() as unit:
        return [
            BoardOverview(
                board=_within(unit, board, access),
                latest=next(iter(unit.archive.snapshots(board.id, limit=1)), None),
            )
            for board in unit.archive.boards()
            if access.reaches(board.id)
        ]


def board_report(store: Store, board_id: int, access: Access, now: datetime) -> BoardReport:
    """A board with its statistics, its last scans and their errors.

    Raises:
        NotFound: there is no such board.
        NotAllowed: it is out of the user's reach.
    """
    with store.read() as unit:
        board = unit.archive.board(board_id)
        if not access.reaches(board.id):
            message = f"{access.user.name} may not look at board {board.id}: an admin can open it to them"
            raise NotAllowed(message)
        lately = summaries(unit, unit.scans.recent(LATELY, boards=[board.id]), now)
        reach = access.narrowed(CaseFilter()).reach
        to_do = ActionFilter(state=ActionState.RECOMMENDED, board_id=board.id, reach=reach)
        return BoardReport(
            board=_within(unit, board, access),
            actions=unit.actions.count(to_do) + unit.actions.count_to_take_back(to_do),
            snapshots=tuple(unit.archive.snapshots(board.id, limit=SNAPSHOTS)),
            scans=tuple(lately),
            errors=joined(kind for each in lately for kind in each.errors),
        )


def _within(unit: Unit, board: Board, access: Access) -> Board:
    """The board with the open cases that the user reaches."""
    if access.everywhere:
        return board
    return replace(board, open_cases=unit.review.count(access.narrowed(CaseFilter(board_id=board.id))))


def find_board(store: Store, named: str) -> Board:
    """The board of that id or address.

    Raises:
        NotFound: there is none.
    """
    with store.read() as unit:
        return unit.archive.board(int(named) if named.isdecimal() else named)


def snapshots(store: Store, board: Board, *, limit: int) -> list[Snapshot]:
    """The board's statistics over time, newest first."""
    with store.read() as unit:
        return unit.archive.snapshots(board.id, limit=limit)
