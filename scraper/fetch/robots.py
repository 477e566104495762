"""What a host's robots.txt says to us (RFC 9309), asked once and kept for a while.

    answer                          meaning
    2xx                             the rules in it
    4xx, or too many redirects      there is none: everything is allowed
    429, 5xx                        nothing is allowed for now (429: as the large search engines take it)
    no answer                       nothing is allowed for now, and the error says that the host does not answer

A longer crawl-delay or request-rate than ours becomes the pace of the host.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from scraper.fetch.addresses import parse
from scraper.fetch.clock import Clock
from scraper.fetch.errors import DisallowedByRobots, FetchError, RateLimited, RefusedAddress, TimedOut, Unreachable
from scraper.fetch.limits import MAX_CRAWL_DELAY, ROBOTS_FAILURE_LIFETIME, ROBOTS_LIFETIME, ROBOTS_MAX_REDIRECTS
from scraper.fetch.wire import Answer


@dataclass(frozen=True, slots=True)
class _Failure:
    """A robots.txt that could not be had. Kept as words: an exception raised twice would grow with each time."""

    error: type[DisallowedByRobots | RefusedAddress | TimedOut | Unreachable]
    message: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to one product."""

    parser: Protego
    product: str

    def allow(self, url: httpx.URL) -> bool:
        """Whether ``url`` may be fetched."""
        return self.parser.can_fetch(str(url), self.product)

    @property
    def delay(self) -> float:
        """Seconds between requests that it asks for, capped; 0 where it asks for none."""
        rate = self.parser.request_rate(self.product)
        seconds = (self.parser.crawl_delay(self.product) or 0.0, rate.seconds / rate.requests if rate else 0.0)
        return min(max(seconds), MAX_CRAWL_DELAY)


@dataclass(slots=True)
class _Entry:
    """What is kept of one origin."""

    lock: asyncio.Lock
    found: Rules | _Failure | None = None
    expires: float = 0.0


class Robots:
    """Knows the rules of every origin that was asked."""

    def __init__(self, get: Callable[[httpx.URL], Awaitable[Answer]], *, product: str, clock: Clock) -> None:
        self._get = get
        self._product = product
        self._clock = clock
        self._entries: dict[tuple[str, str, int | None], _Entry] = {}

    async def rules(self, url: httpx.URL) -> Rules:
        """The rules that count for ``url``.

        Raises:
            FetchError: The robots.txt could not be had, so nothing there may be fetched.
        """
        entry = self._entries.setdefault((url.scheme, url.host, url.port), _Entry(asyncio.Lock()))
        async with entry.lock:
            if entry.found is None or self._clock.monotonic() >= entry.expires:
                entry.found = await self._ask(url.copy_with(raw_path=b"/robots.txt"))
                failed = isinstance(entry.found, _Failure)
                lifetime = ROBOTS_FAILURE_LIFETIME if failed else ROBOTS_LIFETIME
                entry.expires = self._clock.monotonic() + lifetime
            found = entry.found
        if isinstance(found, _Failure):
            raise found.error(found.message, url=str(url))
        return found

    async def _ask(self, url: httpx.URL) -> Rules | _Failure:
        """Fetch and read one robots.txt."""
        try:
            answer = await self._follow(url)
        except (RefusedAddress, TimedOut, Unreachable) as error:
            return _Failure(type(error), f"robots.txt comes first, and {error}")
        except RateLimited as error:
            return _Failure(DisallowedByRobots, f"robots.txt comes first, and {error}")
        if answer is None or (400 <= answer.status < 500 and answer.status != 429):
            return self._read(b"")
        if 200 <= answer.status < 300:
            return self._read(answer.body)
        return _Failure(
            DisallowedByRobots,
            f"{url.host} answers {answer.status} for its robots.txt, which means that nothing may be fetched for now. "
            "Try again later.",
        )

    async def _follow(self, url: httpx.URL) -> Answer | None:
        """The answer after redirects; None where they go on for too long or lead to no web address."""
        for _ in range(ROBOTS_MAX_REDIRECTS + 1):
            answer = await self._get(url)
            if answer.location is None:
                return answer
            try:
                url = parse(answer.location, base=url)
            except FetchError:
                return None
        return None

    def _read(self, body: bytes) -> Rules:
        text = body.decode("utf-8-sig", errors="replace")
        return Rules(Protego.parse(text), self._product)
