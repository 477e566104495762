"""Statistics: what the store holds, at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from db.items import Board, CaseFilter, CaseState, Outcome, QueueCount, Scan, ScanState, Snapshot
from db.store import Store

BATCH = 500
"""Decisions that are held at once."""
RECENT = 50
"""Scans that are looked at for unfinished ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOverview:
    """A board with the numbers that it last printed about itself."""

    board: Board
    latest: Snapshot | None
    """None where no page of it printed any."""


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
