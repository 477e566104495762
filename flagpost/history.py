"""Scans as they stand: how far each got, what it found, what went wrong, and how to go on with one that stopped."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit
from urllib.request import url2pathname

from db.items import ErrorKind, Scan, ScanError, ScanState
from db.scans import REMARK
from db.store import Store, Unit
from flagpost.access import Access
from flagpost.runner import alive, this_runner

EXAMPLES = 3
"""Errors that are told of each kind."""


class Standing(StrEnum):
    """Where a scan stands, as somebody who looks after it asks."""

    RUNNING = "running"
    """A process works on it."""
    STOPPED = "stopped"
    """It was not brought to its end, and nobody works on it."""
    FINISHED = "finished"
    """Every address was fetched or has its error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSummary:
    """A scan in some lines."""

    scan: Scan
    standing: Standing
    errors: tuple[ErrorKind, ...]
    """What went wrong, the most frequent kind first."""
    remarks: ErrorKind | None
    """What merely does not add up; None where everything does."""

    @property
    def known(self) -> int:
        """Pages that are known of so far."""
        return self.scan.done + self.scan.failed + self.scan.waiting

    @property
    def command(self) -> str:
        """The command that begins it, and goes on with it where it stopped."""
        address = urlsplit(self.scan.target)
        target = url2pathname(address.path) if address.scheme == "file" else self.scan.target
        return f"flagpost scan {shlex.quote(target)}"


def scans(
    store: Store, now: datetime, *, access: Access | None = None, limit: int = 20, before: int | None = None
) -> list[ScanSummary]:
    """Scans within a user's reach, newest first.

    Args:
        store: The store.
        now: For whether somebody still works on them.
        access: Who asks; None for somebody who has the store itself.
        limit: At most so many.
        before: Those before the scan of this id.
    """
    with store.read() as unit:
        boards = None
        if access is not None and not access.everywhere:
            boards = [board.id for board in unit.archive.boards() if access.reaches(board.id)]
        return summaries(unit, unit.scans.recent(limit, before=before, boards=boards), now)


def summaries(unit: Unit, found: list[Scan], now: datetime) -> list[ScanSummary]:
    """Scans with what went wrong in them."""
    kinds = unit.scans.error_kinds([scan.id for scan in found], examples=EXAMPLES)
    return [
        ScanSummary(
            scan=scan,
            standing=standing(scan, now),
            errors=tuple(each for each in kinds.get(scan.id, ()) if each.kind != REMARK),
            remarks=next((each for each in kinds.get(scan.id, ()) if each.kind == REMARK), None),
        )
        for scan in found
    ]


def standing(scan: Scan, now: datetime) -> Standing:
    """Where a scan stands: one that runs may have lost its process."""
    if scan.state is ScanState.FINISHED:
        return Standing.FINISHED
    at_work = scan.runner == this_runner() or alive(scan.runner, scan.heartbeat_at, now)
    return Standing.RUNNING if at_work else Standing.STOPPED


def joined(kinds: Iterable[ErrorKind]) -> tuple[ErrorKind, ...]:
    """The errors of several scans by kind, the most frequent first. The examples are those of the first scans."""
    counts: Counter[str] = Counter()
    examples: dict[str, list[ScanError]] = {}
    for each in kinds:
        counts[each.kind] += each.count
        few = examples.setdefault(each.kind, [])
        few += each.examples[: EXAMPLES - len(few)]
    return tuple(
        ErrorKind(kind=kind, count=count, examples=tuple(examples[kind])) for kind, count in counts.most_common()
    )
