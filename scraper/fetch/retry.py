"""When to try again: as the host says, or after a wait that chance draws."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scraper.fetch.limits import BACKOFF_BASE, BACKOFF_CAP


def backoff(attempt: int, chance: float) -> float:
    """Seconds before retry number ``attempt`` (from 0), with full jitter.

    The whole wait is drawn and not only a part of it, so that many who failed together do not come back together.
    """
    return float(min(BACKOFF_CAP, BACKOFF_BASE * 2**attempt)) * chance


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` header asks for: a number, or an HTTP date. None where it says nothing usable."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:  # "-0000" says UTC without a promise; HTTP dates are always UTC
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
