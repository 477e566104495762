"""Time and chance, handed in so that tests neither wait nor wonder."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Where fetching gets its time and its chance from. The defaults are the real ones."""

    monotonic: Callable[[], float] = time.monotonic
    """Seconds from any fixed point, never running backwards: for pace and expiry."""
    now: Callable[[], datetime] = _utc_now
    """The moment, aware UTC: for evidence and for ``Retry-After`` dates."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits so many seconds."""
    chance: Callable[[], float] = random.random
    """A number from 0 up to 1: for the jitter of retries."""
