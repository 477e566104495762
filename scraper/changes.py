"""Whether a thread has to be read again, from what its listing prints now and printed then.

A row prints two signs of change: the reply count, and when the last post was written. One that differs is enough to
read the thread; with none that differs, one that is surely the same is needed to leave it alone. A row with nothing to
compare is always read.

A last post "5 minutes ago" is no such moment: the same words mean another one at the next scan, and the moment they
are resolved to wanders with the time of reading. It differs where even the width of its unit cannot make the two the
same, and short of that it says nothing; the reply count decides then. A date without a clock is as wide as its day:
boards print today's posts with a clock, and the same posts without one next week.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Final

from scraper.dates import parse_date
from scraper.items import KnownThread, ThreadLink

UNITS: Final = (
    timedelta(days=365),
    timedelta(days=30),
    timedelta(days=7),
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
)
"""What relative dates count in, the widest first."""
PROBE: Final = datetime(2024, 5, 15, 12, 34, 56, tzinfo=UTC)
"""A moment to resolve printed dates against, only to see whether they move with it."""
YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""A date with a year means the same whenever it is read, also where it could not be parsed."""


def has_changed(link: ThreadLink, known: KnownThread | None) -> bool:
    """Whether the thread behind a listing's row has to be read.

    Args:
        link: The row as it is printed now.
        known: What was printed when the thread was last read to its end; None for a thread never read so far.
    """
    if known is None:
        return True
    signs = {_same_replies(link, known), _same_last_post(link, known)}
    return False in signs or True not in signs


def _same_replies(link: ThreadLink, known: KnownThread) -> bool | None:
    """None where either did not print them."""
    if link.replies is None or known.replies is None:
        return None
    return link.replies == known.replies


def _same_last_post(link: ThreadLink, known: KnownThread) -> bool | None:
    """None where it cannot be told."""
    if link.last_post_at is None or known.last_post_at is None:
        now, then = link.last_post_raw, known.last_post_raw
        return now == then if now and then and YEAR.search(now) and YEAR.search(then) else None
    if link.last_post_at == known.last_post_at:
        return True
    blur = _blur(link.last_post_raw) + _blur(known.last_post_raw)
    return False if abs(link.last_post_at - known.last_post_at) > blur else None


def _blur(raw: str | None) -> timedelta:
    """How far a moment resolved from ``raw`` may be from the true one."""
    at = parse_date(raw, fetched_at=PROBE)
    if at is None:
        return timedelta(0)  # it came from a machine-readable attribute
    if parse_date(raw, fetched_at=PROBE + timedelta(seconds=1)) != at:  # it moves with the reading: it is relative
        return next((unit for unit in UNITS if unit <= PROBE - at), UNITS[-1])
    return timedelta(days=1) if at.time() == time() else timedelta(0)  # midnight stands for a date without a clock
