"""Scans: what is to be fetched, what was, and what went wrong. Every step may be told twice and counts once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from db.audit import Audit
from db.errors import NotFound
from db.insert import insert_rows
from db.items import ErrorKind, Scan, ScanError, ScanState
from db.models import BoardRow, ErrorRow, ReadingRow, ScanRow, StepRow, ThreadRow
from db.models.scans import StepState
from db.types import shortened
from scraper.items import Step, StepKind

BEGUN, FRESH = 0, 1
"""Ranks of steps: a thread that is begun is read to its end before the next one is begun."""
REMARK = "remark"
"""The kind of an error that is none: something on a page that does not add up."""
LOOKED_AT = 200
"""Scans that are looked at for those of a board: no index says which ones were."""

Options = Mapping[str, str | int | float | bool | None]


class Scans:
    """Scans, their steps and errors over one transaction."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def start(self, target: str, *, runner: str, options: Options, first: Step, at: datetime) -> Scan:
        """Begin a scan with its first step."""
        row = ScanRow(
            target=target,
            state=ScanState.RUNNING,
            runner=runner,
            options=dict(options),
            started_at=at,
            heartbeat_at=at,
        )
        self._session.add(row)
        self._session.flush()
        self.add(row.id, [first])
        self._audit.note(f"scan:{row.id}", "scan.started", f"scan:{row.id}", {"target": target, "runner": runner}, at)
        return _scan(row)

    def unfinished(self, target: str) -> Scan | None:
        """The newest scan of that target that has not finished."""
        wanted = select(ScanRow).where(ScanRow.state == ScanState.RUNNING, ScanRow.target == target)
        row = self._session.scalars(wanted.order_by(ScanRow.id.desc()).limit(1)).one_or_none()
        return _scan(row) if row else None

    def take_over(self, scan_id: int, runner: str, at: datetime) -> Scan:
        """Another process goes on with a scan."""
        row = self._row(scan_id)
        details = {"from": row.runner, "to": runner}
        row.runner, row.heartbeat_at = runner, at
        self._session.flush()
        self._audit.note(f"scan:{scan_id}", "scan.taken_over", f"scan:{scan_id}", details, at)
        return _scan(row)

    def get(self, scan_id: int) -> Scan:
        """One scan.

        Raises:
            NotFound: There is none with that id.
        """
        row = self._session.get(ScanRow, scan_id)
        if row is None:
            raise NotFound(f"The store has no scan {scan_id}. See which ones it has: flagpost scans")
        return _scan(row)

    def recent(
        self, limit: int = 20, *, before: int | None = None, boards: Collection[int] | None = None
    ) -> list[Scan]:
        """Scans, newest first.

        Args:
            limit: At most so many.
            before: Those before the scan of this id.
            boards: Those of the last 200 that began on one of these boards, or read a thread of one.
        """
        wanted = select(ScanRow).order_by(ScanRow.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(ScanRow.id < before)
        if boards is not None:
            last = select(ScanRow.id).order_by(ScanRow.id.desc()).limit(LOOKED_AT)
            wanted = wanted.where(ScanRow.id.in_(last), or_(_began_on(boards), _read_something_of(boards)))
        return [_scan(row) for row in self._session.scalars(wanted)]

    def add(self, scan_id: int, steps: Iterable[Step]) -> int:
        """Add steps, but for addresses that the scan has already, whatever became of them. Returns how many are new."""
        new = {shortened(step.url): step for step in reversed(list(steps))}
        known = select(StepRow.url_key).where(StepRow.scan_id == scan_id, StepRow.url_key.in_(list(new)))
        scan = self._row(scan_id)
        for key in self._session.scalars(known).all():
            del new[key]
        rows = [
            StepRow(
                scan_id=scan_id,
                url=step.url,
                url_key=key,
                kind=step.kind,
                page=step.page,
                thread=step.thread,
                rank=BEGUN if step.kind is StepKind.THREAD and step.page > 1 else FRESH,
                state=StepState.WAITING,
            )
            for key, step in reversed(new.items())
        ]
        insert_rows(self._session, rows)
        scan.waiting += len(new)
        self._session.flush()
        return len(new)

    def waiting(self, scan_id: int, *, limit: int, exclude: Collection[str] = ()) -> list[Step]:
        """Steps to be fetched: next pages of threads already begun, then the others, each in order of discovery.

        Args:
            scan_id: The scan.
            limit: At most so many.
            exclude: Addresses that are being fetched now.
        """
        wanted = select(StepRow).where(StepRow.scan_id == scan_id, StepRow.state == StepState.WAITING)
        if exclude:
            wanted = wanted.where(StepRow.url_key.not_in([shortened(url) for url in exclude]))
        return [_step(row) for row in self._session.scalars(wanted.order_by(StepRow.rank, StepRow.id).limit(limit))]

    def done(
        self,
        scan_id: int,
        step: Step,
        *,
        at: datetime,
        new: int = 0,
        revised: int = 0,
        gone: int = 0,
        skipped: int = 0,
    ) -> None:
        """A step was fetched and stored; what it changed is counted, once."""
        scan = self._end(scan_id, step, StepState.DONE, at)
        if scan is None:
            return
        scan.done += 1
        scan.posts_new += new
        scan.posts_revised += revised
        scan.posts_gone += gone
        scan.skipped += skipped
        self._session.flush()

    def failed(self, scan_id: int, step: Step, *, kind: str, message: str, at: datetime) -> None:
        """A step could not be fetched or read; the scan goes on without it."""
        scan = self._end(scan_id, step, StepState.FAILED, at)
        if scan is None:
            return
        scan.failed += 1
        self._error(scan_id, step.url, kind, message, at)

    def remark(self, scan_id: int, url: str, *, message: str, at: datetime) -> None:
        """Something on a page does not add up. The same remark on the same page is kept once."""
        self._row(scan_id)
        self._error(scan_id, url, REMARK, message, at)

    def flagged(self, scan_id: int, count: int) -> None:
        """So many more posts of this scan got a case."""
        self._row(scan_id).flagged += count
        self._session.flush()

    def beat(self, scan_id: int, runner: str, at: datetime) -> bool:
        """The runner is alive. False where the scan is no longer its own: another one took it over, or it finished."""
        mine = (ScanRow.id == scan_id) & (ScanRow.runner == runner) & (ScanRow.state == ScanState.RUNNING)
        beaten = self._session.execute(update(ScanRow).where(mine).values(heartbeat_at=at).returning(ScanRow.id))
        return beaten.first() is not None

    def finish(self, scan_id: int, at: datetime) -> Scan:
        """Every step has ended. Finishing twice is finishing once."""
        row = self._row(scan_id)
        if row.state is ScanState.FINISHED:
            return _scan(row)
        row.state, row.runner, row.finished_at, row.heartbeat_at = ScanState.FINISHED, None, at, at
        self._session.flush()
        details = {
            "done": row.done,
            "failed": row.failed,
            "new": row.posts_new,
            "revised": row.posts_revised,
            "gone": row.posts_gone,
        }
        self._audit.note(f"scan:{scan_id}", "scan.finished", f"scan:{scan_id}", details, at)
        return _scan(row)

    def errors(self, scan_id: int) -> list[ScanError]:
        """What went wrong or does not add up, in order."""
        wanted = select(ErrorRow).where(ErrorRow.scan_id == scan_id).order_by(ErrorRow.id)
        return [_error(row) for row in self._session.scalars(wanted)]

    def error_kinds(self, scan_ids: Collection[int], *, examples: int = 3) -> dict[int, list[ErrorKind]]:
        """What went wrong or does not add up in these scans, by scan, the most frequent kind first."""
        kind = ErrorRow.scan_id, ErrorRow.kind
        ranked = (
            select(ErrorRow.id)
            .add_columns(func.row_number().over(partition_by=kind, order_by=ErrorRow.id.desc()).label("place"))
            .add_columns(func.count().over(partition_by=kind).label("count"))
            .where(ErrorRow.scan_id.in_(scan_ids))
            .subquery()
        )
        wanted = select(ErrorRow, ranked.c.count).join(ranked, ranked.c.id == ErrorRow.id)
        wanted = wanted.where(ranked.c.place <= examples).order_by(ErrorRow.id.desc())
        found: dict[tuple[int, str], list[ScanError]] = {}
        counts: dict[tuple[int, str], int] = {}
        for row, count in self._session.execute(wanted):
            found.setdefault((row.scan_id, row.kind), []).append(_error(row))
            counts[row.scan_id, row.kind] = count
        kinds: dict[int, list[ErrorKind]] = {}
        for (scan_id, name), few in sorted(found.items(), key=lambda each: (-counts[each[0]], each[0])):
            told = ErrorKind(kind=name, count=counts[scan_id, name], examples=tuple(few))
            kinds.setdefault(scan_id, []).append(told)
        return kinds

    def _row(self, scan_id: int) -> ScanRow:
        """The scan's row, locked: its counters and its steps change together."""
        wanted = select(ScanRow).where(ScanRow.id == scan_id).with_for_update()
        row = self._session.scalars(wanted, execution_options={"populate_existing": True}).one_or_none()
        if row is None:
            raise NotFound(f"The store has no scan {scan_id}. See which ones it has: flagpost scans")
        return row

    def _end(self, scan_id: int, step: Step, state: StepState, at: datetime) -> ScanRow | None:
        """End a step that waits. None where it has ended before."""
        scan = self._row(scan_id)
        wanted = select(StepRow).where(StepRow.scan_id == scan_id, StepRow.url_key == step.url)
        row = self._session.scalars(wanted).one_or_none()
        if row is None:
            raise NotFound(f"Scan {scan_id} has no step {step.url}. Add it first.")
        if row.state is not StepState.WAITING:
            return None
        row.state, row.ended_at = state, at
        scan.waiting -= 1
        return scan

    def _error(self, scan_id: int, url: str, kind: str, message: str, at: datetime) -> None:
        digest = hashlib.sha256("\n".join((kind, url, message)).encode(errors="replace")).hexdigest()
        known = select(ErrorRow.id).where(ErrorRow.scan_id == scan_id, ErrorRow.digest == digest)
        if self._session.scalars(known).one_or_none() is None:
            self._session.add(ErrorRow(scan_id=scan_id, digest=digest, url=url, kind=kind, message=message, at=at))
        self._session.flush()


def _step(row: StepRow) -> Step:
    return Step(url=row.url, kind=row.kind, page=row.page, thread=row.thread)


def _began_on(boards: Collection[int]) -> ColumnElement[bool]:
    """Scans whose target is one of the boards, or lies within it."""
    folder = func.rtrim(BoardRow.url, "/") + "/"
    within = func.substr(ScanRow.target, 1, func.length(folder)) == folder
    return exists().where(BoardRow.id.in_(boards), within | (ScanRow.target + "/" == folder))


def _read_something_of(boards: Collection[int]) -> ColumnElement[bool]:
    read = ReadingRow.scan_id == ScanRow.id, ThreadRow.id == ReadingRow.thread_id
    return exists().where(*read, ThreadRow.board_id.in_(boards))


def _error(row: ErrorRow) -> ScanError:
    return ScanError(scan_id=row.scan_id, url=row.url, kind=row.kind, message=row.message, at=row.at)


def _scan(row: ScanRow) -> Scan:
    return Scan(
        id=row.id,
        target=row.target,
        state=row.state,
        runner=row.runner,
        options=row.options,
        started_at=row.started_at,
        heartbeat_at=row.heartbeat_at,
        finished_at=row.finished_at,
        waiting=row.waiting,
        done=row.done,
        failed=row.failed,
        skipped=row.skipped,
        posts_new=row.posts_new,
        posts_revised=row.posts_revised,
        posts_gone=row.posts_gone,
        flagged=row.flagged,
    )
