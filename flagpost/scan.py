"""Scanning: from a target to a finished scan. A web address is crawled, a file or folder of saved pages is read.

Killed at any point, a scan is resumed by the same call: see ``Ledger``. Words are screened while the scan goes on, in
transactions of their own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from db.items import Scan, ScanError
from db.store import Store, utc_now
from flagpost.crawling import Crawling, limits_of
from flagpost.errors import BadInput, ExitCode, Interrupted
from flagpost.kept import Keeper
from flagpost.ledger import Keep, Ledger
from flagpost.reading import is_address
from flagpost.saved import open_saved, saved_pages, saved_path
from flagpost.screening import Screening, Stop, never, own_rules
from flagpost.settings import Settings
from moderation.policy import load_policy
from scraper.crawl import first_step
from scraper.items import Step, StepKind
from scraper.warc import is_warc

SCREEN_EVERY = 16
"""Pages between two rounds of screening: a moderator can begin while a long scan goes on."""
SAVED = "saved_page"
"""The kind of failure of a saved page that cannot be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a scan got, told after every page."""

    scan: Scan
    """Its counters."""
    url: str | None = None
    """The page that was just read."""
    problem: str | None = None
    """What was wrong with it, None where nothing was."""
    seconds_left: float | None = None
    """At the pace so far, for the addresses known so far; None before there is a pace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanReport:
    """What a scan came to."""

    scan: Scan
    errors: tuple[ScanError, ...]
    """What went wrong, address by address."""
    resumed: bool
    """Whether it went on with an unfinished scan."""
    seconds: float
    """How long this run took."""

    @property
    def code(self) -> ExitCode:
        """Fine; recorded, where an address failed; unreadable, where nothing at all could be read."""
        if not self.errors and not self.scan.failed:
            return ExitCode.FINE
        return ExitCode.RECORDED if self.scan.done else ExitCode.UNREADABLE


Watch = Callable[[Progress], None]


def unwatched(progress: Progress) -> None:
    """Nobody looks on."""


class Scanning:
    """Scans targets into a store."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        watch: Watch = unwatched,
        stop: Stop = never,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._settings = settings
        self._screening = Screening(store, load_policy(settings.policy), own_rules(settings.rules), clock=clock)
        self._watch = watch
        self._stop = stop
        self._clock = clock

    def scan(self, target: str, *, fresh: bool = False, url: str | None = None) -> ScanReport:
        """Scan a web address, a saved page, or a folder of saved pages.

        Args:
            target: A board, forum or thread; or a file or folder.
            fresh: Begin anew where an earlier scan of the target was left unfinished.
            url: The address of a single saved page, where the page does not say it.

        Raises:
            BadInput: there is nothing to scan at the target.
            ScanRunning: another process scans it at this moment.
            BoardSilent: the board stopped answering; the scan can be resumed.
            Interrupted: the user wanted an end; the scan can be resumed.
            db.errors.StoreError: the store cannot be used; the scan can be resumed.
        """
        if is_address(target):
            return self._scan_board(target, fresh=fresh)
        return self._scan_saved(target, fresh=fresh, url=url)

    def _scan_board(self, target: str, *, fresh: bool) -> ScanReport:
        first = first_step(target)
        with self._run(first.url, [first], fresh=fresh) as run:
            Crawling(run.ledger, self._settings, stop=self._stop, after=run.after).run()
        return run.report()

    def _scan_saved(self, target: str, *, fresh: bool, url: str | None) -> ScanReport:
        path = saved_path(target)
        if url and (path.is_dir() or is_warc(path)):
            message = f"{target} holds pages with addresses of their own, and --url is that of one; leave it out"
            raise BadInput(message)
        pages = saved_pages(path)
        steps = [Step(url=page, kind=StepKind.TARGET) for page in pages]
        with self._run(path.resolve().as_uri(), steps, fresh=fresh) as run:
            while waiting := run.ledger.waiting(limit=SCREEN_EVERY):
                for step in waiting:
                    if self._stop():
                        raise Interrupted
                    try:
                        source = open_saved(step.url, max_bytes=self._settings.max_bytes, url=url)
                    except BadInput as error:
                        problem: str | None = run.ledger.failed(step, kind=SAVED, message=str(error))
                    else:
                        problem = run.ledger.page(step, source, follows=False)
                    run.after(step, problem)
        return run.report()

    @contextmanager
    def _run(self, target: str, steps: Sequence[Step], *, fresh: bool) -> Iterator[_Run]:
        """Go through a scan's pages, then screen what is left and finish. Whatever stops it, it can be resumed."""
        with self._keeping(target) as keep:
            ledger = Ledger.open(self._store, target, steps, fresh=fresh, keep=keep, clock=self._clock)
            run = _Run(ledger, self._screening, self._watch, self._stop)
            with self._to_its_end(run):
                yield run

    @contextmanager
    def _keeping(self, target: str) -> Iterator[Keep | None]:
        """How pages are kept, where the settings want it."""
        if self._settings.warc is None:
            yield None
            return
        limits = limits_of(self._settings)
        robots = "obey" if limits.obey_robots else "ignore"
        about = {"isPartOf": target, "robots": robots, "http-header-user-agent": limits.header}
        with Keeper(self._settings.warc, about=about, clock=self._clock) as keeper:
            yield keeper.keep

    @contextmanager
    def _to_its_end(self, run: _Run) -> Iterator[None]:
        ledger = run.ledger
        self._watch(Progress(scan=ledger.scan))
        try:
            yield
            run.screen()
        except (Interrupted, KeyboardInterrupt):
            scan = ledger.scan
            message = (
                f"stopped after {scan.done} pages, with {scan.waiting} known ones to go; nothing is lost: "
                "the same command goes on from here"
            )
            raise Interrupted(message) from None
        ledger.finish()
        self._watch(Progress(scan=ledger.scan))


class _Run:
    """One process's work on a scan: paces, screens now and then, and tells how far it got."""

    def __init__(self, ledger: Ledger, screening: Screening, watch: Watch, stop: Stop) -> None:
        self.ledger = ledger
        """What is written down."""
        self._screening = screening
        self._watch = watch
        self._stop = stop
        self._began = time.monotonic()
        self._pages = 0

    def after(self, step: Step, problem: str | None) -> None:
        """A page was dealt with."""
        self._pages += 1
        if self._pages % SCREEN_EVERY == 0:
            self.screen()
        self.ledger.beat()
        pace = (time.monotonic() - self._began) / self._pages
        scan = self.ledger.scan
        self._watch(Progress(scan=scan, url=step.url, problem=problem, seconds_left=pace * scan.waiting))

    def screen(self) -> None:
        """Screen what waits for it, of this scan and of earlier ones."""
        screened = self._screening.pending(stop=self._stop)
        self.ledger.screened(opened=screened.opened, failed=screened.failed)
        if self._stop():
            raise Interrupted

    def report(self) -> ScanReport:
        """What the scan came to."""
        return ScanReport(
            scan=self.ledger.scan,
            errors=tuple(self.ledger.errors()),
            resumed=self.ledger.resumed,
            seconds=time.monotonic() - self._began,
        )
