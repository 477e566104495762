"""Fetching one address as a whole: turns, retries, redirects and robots around single requests."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Self

import httpx

from scraper.fetch.addresses import parse
from scraper.fetch.clock import Clock
from scraper.fetch.errors import (
    DisallowedByRobots,
    FetchError,
    Gone,
    NotFound,
    RateLimited,
    RefusedAddress,
    StatusError,
    TooManyRedirects,
    Unauthorized,
)
from scraper.fetch.fetched import Fetched
from scraper.fetch.limits import MAX_RETRY_AFTER, RETRIED_STATUSES, ROBOTS_MAX_BYTES, FetchLimits
from scraper.fetch.pace import Pace
from scraper.fetch.retry import backoff, parse_retry_after
from scraper.fetch.robots import Robots
from scraper.fetch.wire import Answer, Wire

STATUS_ERRORS: Final[dict[int, tuple[type[StatusError], str]]] = {
    401: (Unauthorized, "the page is for members. Flagpost reads as a guest: open it to guests, or leave it out."),
    403: (Unauthorized, "the host does not show the page to us. Ask the board's admin, or leave it out."),
    404: (NotFound, "there is no such page. Check the address; a thread may have been deleted or moved."),
    410: (Gone, "the page was removed for good. Leave it out."),
}
"""What a status means, and what to do."""


class Fetcher:
    """Fetches addresses, politely and within the limits. Any number of tasks may share one.

        async with Fetcher(FetchLimits(contact="mods@example.org")) as fetcher:
            fetched = await fetcher.fetch("https://forum.example.org/")

    A Fetcher belongs to the event loop in which it first fetches.
    """

    def __init__(self, limits: FetchLimits | None = None, *, clock: Clock | None = None) -> None:
        self._limits = limits or FetchLimits()
        self._clock = clock or Clock()
        self._wire = Wire(self._limits, self._clock)
        self._pace = Pace(concurrency=self._limits.concurrency, clock=self._clock)
        self._robots = Robots(self._get_robots, product=self._limits.product, clock=self._clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection. ``async with`` does it by itself."""
        await self._wire.aclose()

    async def fetch(self, url: str) -> Fetched:
        """Fetch one address, and return the page that answers with a 2xx.

        Each hop of a redirect is asked of robots.txt, waits for its turn, and passes the guard, as does each retry.

        Raises:
            FetchError: The page could not be had; ``kind`` and message say why and what to do.
        """
        trail = [here := parse(url)]
        while True:
            answer = await self._get_page(here)
            if answer.location is None:
                break
            here = _next_hop(answer, trail, self._limits.max_redirects)
            trail.append(here)
        fetched = Fetched(
            url=url,
            final_url=str(here),
            status=answer.status,
            content_type=answer.headers.get("content-type"),
            body=answer.body,
            fetched_at=answer.at,
            headers=tuple(answer.headers.multi_items()),
            redirects=tuple(map(str, trail[1:])),
        )
        if not 200 <= answer.status < 300:
            raise self._status_error(answer, fetched)
        return fetched

    async def _get_page(self, url: httpx.URL) -> Answer:
        """One hop: what robots.txt allows, at the pace that it and we want."""
        delay = self._limits.delay
        if self._limits.obey_robots:
            rules = await self._robots.rules(url)
            if not rules.allow(url):
                raise DisallowedByRobots(
                    f"the robots.txt of {url.host} asks {self._limits.product} to stay away from it. "
                    "Ask the board's admin to allow it.",
                    url=str(url),
                )
            delay = max(delay, rules.delay)
        return await self._get(url, delay=delay, max_bytes=self._limits.max_bytes)

    async def _get_robots(self, url: httpx.URL) -> Answer:
        return await self._get(url, delay=self._limits.delay, max_bytes=ROBOTS_MAX_BYTES, any_type=True)

    async def _get(self, url: httpx.URL, *, delay: float, max_bytes: int, any_type: bool = False) -> Answer:
        """Ask in turn, and again where that may help."""
        attempt = 0
        while True:
            if (held := self._pace.held(url.host)) > MAX_RETRY_AFTER:
                raise RateLimited(
                    f"{url.host} asked to be left alone for {held:.0f} more seconds. Resume the scan after that.",
                    url=str(url),
                    status=429,
                    retry_after=held,
                )
            last = attempt >= self._limits.retries
            async with self._pace.turn(url.host, delay):
                try:
                    answer = await self._wire.get(url, max_bytes=max_bytes, any_type=any_type)
                except FetchError as error:
                    if last or not error.may_pass:
                        raise
                    asked = None
                else:
                    if answer.status not in RETRIED_STATUSES:
                        return answer
                    asked = self._retry_after(answer)
                    self._pace.hold(url.host, asked or 0.0)
                    if last or (asked or 0.0) > MAX_RETRY_AFTER:
                        return answer
            if not asked:  # else the hold is the wait, for everybody who asks this host
                await self._clock.sleep(backoff(attempt, self._clock.chance()))
            attempt += 1

    def _retry_after(self, answer: Answer) -> float | None:
        return parse_retry_after(answer.headers.get("retry-after"), self._clock.now())

    def _status_error(self, answer: Answer, fetched: Fetched) -> StatusError:
        """The error for an answer that is no success."""
        status, url, host = answer.status, str(answer.url), answer.url.host
        asked = self._retry_after(answer)
        if status == 429 or (status in RETRIED_STATUSES and (asked or 0.0) > MAX_RETRY_AFTER):
            wait = f"for {asked:.0f} seconds" if asked else "for a while"
            message = f"{host} answers {status}: it asks us to wait {wait}. Resume the scan later, with a longer delay."
            return RateLimited(message, url=url, status=status, fetched=fetched, retry_after=asked)
        if status in STATUS_ERRORS:
            kind, advice = STATUS_ERRORS[status]
            return kind(f"{host} answers {status}: {advice}", url=url, status=status, fetched=fetched)
        trouble = "The board is in trouble: try again later." if status >= 500 else "Check the address."
        return StatusError(f"{host} answers {status}. {trouble}", url=url, status=status, fetched=fetched)


def _next_hop(answer: Answer, met: list[httpx.URL], most: int) -> httpx.URL:
    """Where a redirect leads, unless that is back or too far."""
    here = str(answer.url)
    try:
        target = parse(answer.location or "", base=answer.url)
    except RefusedAddress as error:
        raise RefusedAddress(f"it redirects to where we do not go: {error}", url=here) from error
    if target in met:
        raise TooManyRedirects(
            f"its redirects lead back to {target}. It may need a cookie: open it in a browser to see.", url=here
        )
    if len(met) > most:
        raise TooManyRedirects(
            f"it redirects more than {most} times. Give the address that a browser ends at.", url=here
        )
    return target
