"""Crawling one board: several fetches in flight, every page dealt with in the order of arrival."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from flagpost.errors import BoardSilent, Interrupted
from flagpost.ledger import BROKEN_PAGE, Ledger
from flagpost.reading import Source
from flagpost.screening import Stop
from flagpost.settings import Settings
from scraper.addresses import origin
from scraper.fetch import (
    Fetched,
    Fetcher,
    FetchError,
    FetchLimits,
    Gone,
    NotFound,
    RateLimited,
    StatusError,
    TimedOut,
    Unreachable,
)
from scraper.items import Refusal, Step, StepKind, Unreadable

SILENT_AFTER = 5
"""So many failures in a row that look like a board which does not answer, and the scan stops to be resumed later."""
TICK = 0.25
"""Seconds between two looks at whether the user wants an end, while no page arrives."""
LED_AWAY = "led_away"
"""The kind of failure of a page that redirects off its board."""
TOLD_BY_BODY = frozenset(
    {Refusal.CHALLENGE, Refusal.LOGIN_WALL, Refusal.CONSENT, Refusal.REMOVED, Refusal.NEEDS_JAVASCRIPT}
)
"""What the body of an error says more exactly than its status."""

After = Callable[[Step, str | None], None]
"""Told of every page that was dealt with, with its problem."""
Arrival = tuple["Flight", Fetched | Exception]


@dataclass(frozen=True, slots=True)
class Flight:
    """A step that is being fetched."""

    step: Step
    number: int
    """Counts the flights of a crawl from 1."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A failure that may be the board's silence rather than the address's fault."""

    step: Step
    kind: str
    message: str
    by: int
    """The last flight that had taken off when it failed: what a later one brings is newer."""


def limits_of(settings: Settings) -> FetchLimits:
    """The part of the settings that speaks of fetching."""
    named = {"user_agent": settings.user_agent} if settings.user_agent else {}
    return FetchLimits(
        **named,
        contact=settings.contact,
        delay=settings.delay,
        concurrency=settings.concurrency,
        timeout=settings.timeout,
        max_seconds=settings.max_seconds,
        max_bytes=settings.max_bytes,
        retries=settings.retries,
        max_redirects=settings.max_redirects,
        allowed_hosts=settings.allowed_hosts,
        obey_robots=settings.obey_robots,
    )


def source_of(fetched: Fetched) -> Source:
    """A fetched page, ready to be read."""
    return Source(
        url=fetched.final_url,
        body=fetched.body,
        content_type=fetched.content_type,
        fetched_at=fetched.fetched_at,
        status=fetched.status,
        headers=fetched.headers,
    )


async def fetch_one(url: str, settings: Settings) -> Source:
    """Fetch a single address.

    Raises:
        FetchError: it gives no page.
    """
    async with Fetcher(limits_of(settings)) as fetcher:
        return source_of(await fetcher.fetch(url))


class Crawling:
    """The crawl of one scan."""

    def __init__(self, ledger: Ledger, settings: Settings, *, stop: Stop, after: After) -> None:
        self._ledger = ledger
        self._limits = limits_of(settings)
        self._stop = stop
        self._after = after
        self._flights = 0
        self._unanswered: dict[str, Unanswered] = {}

    def run(self) -> None:
        """Fetch until nothing waits.

        Raises:
            Interrupted: the user wanted an end.
            BoardSilent: the board stopped answering.
        """
        asyncio.run(self._crawl())

    async def _crawl(self) -> None:
        arrivals: asyncio.Queue[Arrival] = asyncio.Queue()
        flying: dict[str, asyncio.Task[None]] = {}
        async with Fetcher(self._limits) as fetcher:
            try:
                while True:
                    for step in await asyncio.to_thread(self._next, len(flying), {*flying, *self._unanswered}):
                        self._flights += 1
                        flight = Flight(step, self._flights)
                        flying[step.url] = asyncio.create_task(_arrive(flight, fetcher, arrivals))
                    if not flying:
                        break
                    arrival = await self._wait(arrivals)
                    await asyncio.to_thread(self._deal, *arrival)
                    del flying[arrival[0].step.url]
            finally:
                for task in flying.values():
                    task.cancel()
                await asyncio.gather(*flying.values(), return_exceptions=True)
        self._write_off(list(self._unanswered.values()))

    def _next(self, flying: int, exclude: set[str]) -> list[Step]:
        """The steps to be fetched now: as many as the host may be asked for at once."""
        room = self._limits.concurrency - flying
        return self._ledger.waiting(limit=room, exclude=exclude) if room > 0 else []

    async def _wait(self, arrivals: asyncio.Queue[Arrival]) -> Arrival:
        """The next page. While none arrives, the scan gives signs of life, and can be stopped."""
        while True:
            if self._stop():
                raise Interrupted
            try:
                return await asyncio.wait_for(arrivals.get(), TICK)
            except TimeoutError:
                await asyncio.to_thread(self._ledger.beat)

    def _deal(self, flight: Flight, arrived: Fetched | Exception) -> None:
        step = flight.step
        if isinstance(arrived, FetchError):
            self._failed(flight, arrived)
        elif isinstance(arrived, Exception):
            message = (
                f"Flagpost stumbled on the way to this page ({type(arrived).__name__}: {arrived}); please report it"
            )
            self._after(step, self._ledger.failed(step, kind=BROKEN_PAGE, message=message))
        elif step.kind is not StepKind.TARGET and origin(arrived.final_url) != origin(step.url):
            message = f"It leads away from the board, to {arrived.final_url}, and was not read."
            self._answered(flight)
            self._after(step, self._ledger.failed(step, kind=LED_AWAY, message=message))
        else:
            self._answered(flight)
            self._after(step, self._ledger.page(step, source_of(arrived), follows=True))

    def _failed(self, flight: Flight, error: FetchError) -> None:
        step = flight.step
        refusal = _told_by_body(error)
        kind, message = (refusal.reason.value, refusal.detail) if refusal else (error.kind, str(error))
        if _looks_silent(error, refusal):
            self._silent(step, kind, message)
            return
        self._answered(flight)
        if refusal:
            problem = self._ledger.refused(step, refusal)
        elif isinstance(error, NotFound | Gone):
            problem = self._ledger.missing(step, kind=kind, message=message)
        else:
            problem = self._ledger.failed(step, kind=kind, message=message)
        self._after(step, problem)

    def _silent(self, step: Step, kind: str, message: str) -> None:
        """Hold the failure back: where the board is silent altogether, its steps keep waiting for a better day."""
        self._unanswered[step.url] = Unanswered(step, kind, message, by=self._flights)
        if len(self._unanswered) >= SILENT_AFTER:
            told = f"the board stopped answering ({message.rstrip('.')}); the same command goes on from here later"
            raise BoardSilent(told)

    def _answered(self, flight: Flight) -> None:
        """The board answers: what failed before this flight took off was the fault of those addresses."""
        self._write_off([held for held in self._unanswered.values() if held.by < flight.number])

    def _write_off(self, held: list[Unanswered]) -> None:
        for one in held:
            del self._unanswered[one.step.url]
            self._after(one.step, self._ledger.failed(one.step, kind=one.kind, message=one.message))


async def _arrive(flight: Flight, fetcher: Fetcher, arrivals: asyncio.Queue[Arrival]) -> None:
    try:
        arrivals.put_nowait((flight, await fetcher.fetch(flight.step.url)))
    except Exception as error:  # noqa: BLE001 - whatever it is belongs to this one step
        arrivals.put_nowait((flight, error))


def _told_by_body(error: FetchError) -> Unreadable | None:
    """What the page behind an error says, where it says more than the status."""
    if error.fetched is None:
        return None
    try:
        outcome = source_of(error.fetched).read()
    except Exception:  # noqa: BLE001 - the status says enough about a body that our reader stumbles over
        return None
    if not isinstance(outcome, Unreadable) or outcome.reason not in TOLD_BY_BODY:
        return None
    if outcome.reason is Refusal.REMOVED and isinstance(error, NotFound | Gone):
        return None  # the status says the same
    status = f"The board answers {error.status}. " if isinstance(error, StatusError) else ""
    return replace(outcome, detail=status + outcome.detail)


def _looks_silent(error: FetchError, refusal: Unreadable | None) -> bool:
    if refusal:
        return refusal.reason is Refusal.CHALLENGE
    if isinstance(error, Unreachable | TimedOut | RateLimited):
        return True
    return isinstance(error, StatusError) and error.status >= 500
