"""What a scan writes down: its beginning, every page with what it leads to, every failure, its end.

Each call is one transaction, so that a process killed between any two of them leaves a scan that can be resumed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial

from db.errors import StoreError
from db.items import Scan, ScanError, WarcRecord
from db.scans import REMARK
from db.store import Store, Unit
from flagpost.errors import OutputFailed, ScanRunning
from flagpost.reading import Page, Source
from flagpost.runner import BEAT, alive, this_runner, where
from scraper.crawl import follow, listed_ids
from scraper.items import KnownThread, Refusal, Step, ThreadPage, Unreadable

Keep = Callable[[Source], WarcRecord]
"""Keeps a page as it came, and says where."""

log = logging.getLogger(__name__)

BROKEN_PAGE = "error"
"""The kind of a failure that is a fault of ours: the page goes into the scan's errors, and the scan goes on."""
COMPARED = 3
"""Pages of threads of every scan that are read a second time without the engine's module: a new template is on all."""
NOT_SCREENED = "not_screened"
"""The kind of remark where a detector stumbled."""


class Ledger:
    """One scan, as the store keeps it."""

    def __init__(
        self, store: Store, scan: Scan, *, resumed: bool, keep: Keep | None, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._keep = keep
        self._clock = clock
        self._runner = this_runner()
        self._beaten_at = clock()
        self._to_compare = COMPARED
        self.resumed = resumed
        """Whether it goes on with a scan that had begun before."""
        self.scan = scan
        """The scan as last written."""

    @classmethod
    def open(
        cls,
        store: Store,
        target: str,
        steps: Sequence[Step],
        *,
        fresh: bool,
        keep: Keep | None,
        clock: Callable[[], datetime],
    ) -> Ledger:
        """Begin a scan of a target, or go on with the one that was left unfinished.

        Args:
            store: The store.
            target: What is scanned.
            steps: What to fetch first. Steps that an unfinished scan has already are not added again.
            fresh: End an unfinished scan where it stands, and begin a new one.
            keep: Keeps a page as it came, and says where; None where pages are not kept.
            clock: What time it is.

        Raises:
            ScanRunning: another process, still alive, works on it.
        """
        runner, now = this_runner(), clock()
        with store.begin() as unit:
            old = unit.scans.unfinished(target)
            if old and alive(old.runner, old.heartbeat_at, now):
                message = (
                    f"{target} is being scanned already, by {where(old.runner)} (scan {old.id}); wait for it or end it"
                )
                raise ScanRunning(message)
            if old and fresh:
                unit.scans.remark(old.id, target, message="Given up for a fresh scan.", at=now)
                unit.scans.finish(old.id, now)
                old = None
            if old:
                scan = unit.scans.take_over(old.id, runner, now)
            else:
                scan = unit.scans.start(target, runner=runner, options={"fresh": fresh}, first=steps[0], at=now)
            unit.scans.add(scan.id, steps)
            scan = unit.scans.get(scan.id)
        return cls(store, scan, resumed=old is not None, keep=keep, clock=clock)

    def waiting(self, *, limit: int, exclude: Collection[str] = ()) -> list[Step]:
        """What to fetch next."""
        with self._store.read() as unit:
            return unit.scans.waiting(self.scan.id, limit=limit, exclude=exclude)

    def page(self, step: Step, source: Source, *, follows: bool) -> str | None:
        """Read a page that arrived, and store what it shows together with the steps it leads to.

        A page that cannot be read goes into the scan's errors, also where it is our reader that broke.

        Args:
            step: The step that led to it.
            source: Its bytes.
            follows: Whether the links of the page become steps.

        Returns:
            The problem in one line, None where there is none.
        """
        try:
            outcome = source.read(compare=self._to_compare > 0)
            if isinstance(outcome, Unreadable):
                return self.refused(step, outcome)
            self._to_compare -= isinstance(outcome, ThreadPage)
            self._store_page(step, source, outcome, follows=follows)
        except (StoreError, OutputFailed):
            raise
        except Exception as error:
            log.exception("reading %s failed", step.url)
            problem = f"Flagpost stumbled over this page ({type(error).__name__}: {error}); please report it"
            return self.failed(step, kind=BROKEN_PAGE, message=problem)
        return None

    def refused(self, step: Step, refusal: Unreadable) -> str | None:
        """A page that is no part of a forum, or does not show it to us."""
        if refusal.reason is Refusal.REMOVED:
            return self.missing(step, kind=refusal.reason.value, message=refusal.detail)
        return self.failed(step, kind=refusal.reason.value, message=refusal.detail)

    def missing(self, step: Step, *, kind: str, message: str) -> str | None:
        """The board has nothing at an address. A thread that we know of is gone; everything else is a failure."""
        now = self._clock()
        with self._store.begin() as unit:
            known = unit.archive.thread_by_url(step.url)
            if known is None:
                unit.scans.failed(self.scan.id, step, kind=kind, message=message, at=now)
            else:
                gone = unit.archive.thread_gone(*known, at=now)
                unit.scans.done(self.scan.id, step, gone=gone, at=now)
                message = "The thread is no longer on the board: its posts are kept, and marked as gone."
                unit.scans.remark(self.scan.id, step.url, message=message, at=now)
            self.scan = unit.scans.get(self.scan.id)
        return message if known is None else None

    def failed(self, step: Step, *, kind: str, message: str) -> str:
        """An address that gave nothing."""
        now = self._clock()
        with self._store.begin() as unit:
            unit.scans.failed(self.scan.id, step, kind=kind, message=message, at=now)
            self.scan = unit.scans.get(self.scan.id)
        return message

    def screened(self, *, opened: int, failed: int) -> None:
        """So many posts got a case; so many could not be screened."""
        if not opened and not failed:
            return
        with self._store.begin() as unit:
            unit.scans.flagged(self.scan.id, opened)
            if failed:
                message = (
                    f"{NOT_SCREENED}: a detector stumbled over {failed} posts; they are tried again with the next scan"
                )
                unit.scans.remark(self.scan.id, self.scan.target, message=message, at=self._clock())
            self.scan = unit.scans.get(self.scan.id)

    def beat(self) -> None:
        """Give a sign of life, now and then.

        Raises:
            ScanRunning: another process has taken the scan over.
        """
        now = self._clock()
        if now - self._beaten_at < BEAT:
            return
        self._beaten_at = now
        with self._store.begin() as unit:
            if not unit.scans.beat(self.scan.id, self._runner, now):
                runner = unit.scans.get(self.scan.id).runner
                message = f"scan {self.scan.id} was taken over by {where(runner)}, and goes on there"
                raise ScanRunning(message)

    def finish(self) -> Scan:
        """Every step has ended. Last of all: what of the actions can be seen, though no thread's reading told."""
        now = self._clock()
        with self._store.begin() as unit:
            unit.actions.check(by=f"scan:{self.scan.id}", at=now)
            self.scan = unit.scans.finish(self.scan.id, now)
        return self.scan

    def errors(self) -> list[ScanError]:
        """What went wrong, without what merely does not add up."""
        with self._store.read() as unit:
            return [error for error in unit.scans.errors(self.scan.id) if error.kind != REMARK]

    def _known(self, unit: Unit, page: Page) -> dict[str, KnownThread]:
        """What is known of the threads that a page lists, but for those that are to be read again whatever it says."""
        known = unit.archive.known_threads(page.board_url, listed_ids(page))
        awaited = unit.actions.awaited(page.board_url, known) if known else set()
        return {id_: thread for id_, thread in known.items() if id_ not in awaited}

    def _store_page(self, step: Step, source: Source, page: Page, *, follows: bool) -> None:
        now, scan_id = self._clock(), self.scan.id
        with self._store.begin() as unit:
            known = self._known(unit, page) if follows else {}
            plan = follow(page, step, known) if follows else None
            keep = partial(self._keep, source) if self._keep else None
            saved = unit.archive.save(page, source.evidence, scan_id=scan_id, keep=keep)
            gone = 0
            if plan and plan.finished_thread:
                gone = unit.archive.finish_thread(
                    page.board_url, plan.finished_thread, scan_id=scan_id, link=step.thread, at=now
                )
            if plan:
                unit.scans.add(scan_id, plan.steps)
            skipped = plan.skipped if plan else 0
            unit.scans.done(scan_id, step, new=saved.new, revised=saved.revised, gone=gone, skipped=skipped, at=now)
            if saved.thread_id and (saved.revised or saved.returned or (plan and plan.finished_thread)):
                unit.actions.check_thread(saved.thread_id, by=f"scan:{scan_id}", at=now)
            for remark in (*page.reading.remarks, *(plan.remarks if plan else ())):
                unit.scans.remark(scan_id, step.url, message=remark, at=now)
            self.scan = unit.scans.get(scan_id)
