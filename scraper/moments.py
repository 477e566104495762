"""What a page as a whole tells about its dates: the order of day and month, the zone, and what time it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo

from scraper.dates import LONGEST, PROBE, parse_date, prints_day_first
from scraper.document import Document
from scraper.notes import now_in, year_in, zone_in

US_DEFAULT = re.compile(r"\b\d\d(?:-\d\d-\d{4},? \d\d:\d\d |/\d\d/\d{4} \d\d:\d\d)[AP]M\b")
"""How vBulletin, MyBB and Phorum print a date unless their admin changes it: the month first."""
FULL_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DIGIT = re.compile(r"\d")
A_DAY = timedelta(days=1)
LABEL = re.compile(r"^[^\d]{0,60}?:\s+(?=\S)")
"""What stands before the time now, as in ``Current time: 11-24-2026, 08:30 PM``."""
HALF_HOUR = timedelta(minutes=30)
"""What zones differ by."""
FARTHEST = timedelta(hours=14)
SLOWEST = timedelta(seconds=90)
"""Time that may pass while a page is made."""


def day_first_of(raws: Iterable[str]) -> bool | None:
    """Whether the page prints the day before the month; None where none of its dates tells.

    Args:
        raws: Dates as the page prints them.
    """
    printed = list(raws)
    told = prints_day_first(printed)
    return False if told is None and any(US_DEFAULT.search(raw) for raw in printed) else told


def with_told_times(
    doc: Document, raws: Iterable[str], now: str | None = None, *, exact: datetime | None = None
) -> Document:
    """The page, with what it tells about its dates.

    Args:
        doc: The page.
        raws: Dates as it prints them.
        now: The moment that it calls now, as printed: what relative dates lean on where nobody knows better.
        exact: The same moment as machines read it, where the page says that too.
    """
    printed = [raw for raw in raws if DIGIT.search(raw[:LONGEST]) or parse_date(raw, fetched_at=PROBE)]
    day_first = doc.day_first if doc.day_first is not None else day_first_of([*printed, now or ""])
    zone = doc.zone or zone_in(doc.text)
    if zone is None and now and exact is not None:
        zone = _zone_of_clock(replace(doc, day_first=day_first, fetched_at=None), now, exact)
    doc = replace(doc, fetched_at=doc.fetched_at or exact)
    told = replace(doc, day_first=day_first, zone=zone, year=year_in(doc.bottom))
    whole = now is None and all(FULL_YEAR.search(raw) and told.date(raw) for raw in printed)
    if doc.fetched_at is not None or whole:
        return told
    raw = LABEL.sub("", now) if now else now_in(doc.top) or now_in(doc.bottom)
    at = told.date(raw)
    newest = max(filter(None, map(told.date, printed)), default=None)
    if at is None or (newest is not None and newest > at + A_DAY):
        return told
    return replace(told, fetched_at=at)


def zone_between(printed: datetime, exact: datetime) -> tzinfo | None:
    """The zone of a page that prints one moment so, read as UTC, and tells machines another; None where none fits."""
    apart = printed - exact
    offset = round(apart / HALF_HOUR) * HALF_HOUR
    return timezone(offset) if abs(offset) <= FARTHEST and abs(apart - offset) <= SLOWEST else None


def _zone_of_clock(doc: Document, now: str, exact: datetime) -> tzinfo | None:
    """The zone of a page's clock, told from how far it is from the exact time; None where that is no zone."""
    printed = doc.date(LABEL.sub("", now))
    return zone_between(printed, exact) if printed is not None else None
