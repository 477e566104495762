"""One pace a host, however many tasks ask.

A host is its name without the port: two ports are one machine, and so are http and https.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from scraper.fetch.clock import Clock


class _Host:
    """What is kept of one host."""

    def __init__(self, concurrency: int) -> None:
        self.open = asyncio.Semaphore(concurrency)
        self.turn = asyncio.Lock()
        self.next_start = -math.inf
        self.held_until = -math.inf


class Pace:
    """Gives each request to a host its turn."""

    def __init__(self, *, concurrency: int, clock: Clock) -> None:
        self._concurrency = concurrency
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[None]:
        """Wait for a turn at ``host``, in the order of asking, and hold one of its places while inside.

        The next request to the host starts at least ``delay`` seconds later.
        """
        state = self._host(host)
        async with state.open:
            async with state.turn:
                # Asked again after each sleep: meanwhile the host may have asked for more time.
                while (wait := max(state.next_start, state.held_until) - self._clock.monotonic()) > 0:
                    await self._clock.sleep(wait)
                state.next_start = self._clock.monotonic() + delay
            yield

    def hold(self, host: str, seconds: float) -> None:
        """Start nothing at ``host`` for so many seconds, because it asked for that."""
        state = self._host(host)
        state.held_until = max(state.held_until, self._clock.monotonic() + seconds)

    def held(self, host: str) -> float:
        """Seconds for which ``host`` still asked to be left alone."""
        return max(0.0, self._host(host).held_until - self._clock.monotonic())

    def _host(self, host: str) -> _Host:
        if host not in self._hosts:
            self._hosts[host] = _Host(self._concurrency)
        return self._hosts[host]
