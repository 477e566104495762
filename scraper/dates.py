"""Printed dates to aware UTC moments, or None where none can be known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import pairwise

from scraper.datewords import (
    AFTERNOON,
    HOURS_BY_NAME,
    MORNING,
    ago_words,
    day_words,
    fold,
    just_now,
    months,
    units,
    weekdays,
)

YEARS = range(1980, 2101)
"""Boards speak of no other years; everything else is no date."""

LONGEST = 120
"""Longer strings are no dates."""

PROBE = datetime(2024, 5, 15, 12, 34, 56, tzinfo=UTC)
"""A moment to lean dates on, where only their being dates is asked."""

MAYBE_A_DATE = re.compile(r"\d|\b(?:ago|just now|moments?|gerade|soeben)\b|刚刚|たった今|방금", re.IGNORECASE)
"""What nearly every date has."""

MONTH_FIRST = frozenset({"en-us", "en-ph", "fil", "en-ca"})
"""Languages that print the month before the day. Plain ``en`` says neither."""

ISO = re.compile(
    r"^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$",
    re.IGNORECASE,
)
EPOCH = re.compile(r"^\d{9,10}(?:\.\d+)?$|^\d{12,13}$")
CLOCK = re.compile(
    r"(?P<before>上午|下午|午前|午後|오전|오후)?\s*"
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-4])(?:\s?[:h時시点]\s?(?P<minute>[0-5]\d)(?:[:分](?P<second>[0-5]\d))?)"
    r"(?:[.,]\d{1,6})?(?![\d:])\s*(?P<after>[ap]\.?\s?m\b\.?|μ\.?μ\.?|π\.?μ\.?|[صم](?!\w))?"
)
CLOCK_BY_WORD = re.compile(
    r"(?<![\d.:/-])(?P<hour>[01]?\d|2[0-4])(?:\.(?P<minute>[0-5]\d))?\s*(?P<after>[ap]\.?m\b\.?|uhr\b)"
)
CLOCK_DOTTED = re.compile(r"\b(?:kl|klo|at|um|ore|alle|om)\.?\s*(?P<hour>[01]?\d|2[0-4])\.(?P<minute>[0-5]\d)(?![\d.])")
OFFSET = re.compile(
    r"(?:\b(?:utc|gmt)\s*)?(?P<sign>[+\-−])(?P<hours>[01]\d|\d(?=\b|:))(?::?(?P<minutes>[0-5]\d))?\s*\)?\s*$"
)
ZULU = re.compile(r"\b(?:utc|gmt|z)\b\.?\s*$")
YEAR_FIRST = re.compile(r"(?<!\d)(?P<y>\d{4})\s?[-/.年년]\s?(?P<m>\d{1,2})\s?[-/.月월]\s?(?P<d>\d{1,2})(?!\d)")
NUMERIC = re.compile(r"(?<!\d)(?P<a>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4}|\d{2})(?!\d)")
DAY_MONTH_EAST = re.compile(r"(?<!\d)(?P<m>\d{1,2})[月월]\s?(?P<d>\d{1,2})[日일]")
AGO_EAST = re.compile(
    r"(?P<n>\d+)\s?(?P<unit>秒|分钟|分鐘|分|小时|小時|時間|天|日|周|週間|个月|個月|か月|ヶ月|年|초|분|시간|일|주|개월|년)\s?(?:前|전)"
)
SHORT_AGO = re.compile(r"^(?P<n>\d{1,4})\s?(?P<unit>s|m|h|d|w|mo|y)(?:\s+ago)?\.?$")
SHORT_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000}
MONTHS_OR_WEEKDAYS = frozenset({"lun", "mar", "paz"})
"""Some language's month and another one's weekday: ``Mar 5 Juin``, ``Lun 8 Jan``. Beside a month it is the weekday."""
MOST_APART = 3
"""Words from one number of units to the next: ``1 hour and 5 minutes``."""
WORD = re.compile(r"\d+|[^\W\d_]+(?:['’.-][^\W\d_]+)*", re.UNICODE)


def parse_machine(value: str | None, *, zone: tzinfo | None = None) -> datetime | None:
    """A moment written for machines: ISO 8601, or seconds or milliseconds since 1970.

    Args:
        value: The attribute's value.
        zone: What a time without an offset is told in. Without it such a time is no moment.

    Returns:
        The moment in UTC, or None where the value is none.
    """
    if not value or len(value) > LONGEST:
        return None
    value = value.strip()
    if EPOCH.match(value):
        seconds = float(value) / (1000 if len(value.partition(".")[0]) > 10 else 1)
        moment = datetime.fromtimestamp(seconds, UTC)
        return moment if moment.year in YEARS else None
    match = ISO.match(value)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    told_in = _offset(offset) if offset else zone
    if hour is None or told_in is None:
        return None
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    ends_day = (hour, minute) == ("24", "00")
    try:
        clock = time(0 if ends_day else int(hour), int(minute), int(second or 0), micro)
    except ValueError:
        return None
    told = _moment(int(year), int(month), int(day), clock, told_in)
    return told + timedelta(days=1) if told is not None and ends_day else told


def parse_date(
    raw: str | None,
    *,
    fetched_at: datetime | None = None,
    zone: tzinfo | None = None,
    language: str | None = None,
    day_first: bool | None = None,
    year: int | None = None,
) -> datetime | None:
    """A date as printed for people, in any of some fifty languages.

    Args:
        raw: The string as printed.
        fetched_at: When the page was fetched. Dates that lean on it (``yesterday``, ``3 hours ago``, ``Friday at 9``,
            ``May 3`` without a year) stay None without it.
        zone: The zone that the board prints its clock in. Where nobody knows, UTC is taken.
        language: The language of the page, which settles ``04/05/2020`` where ``day_first`` does not.
        day_first: Whether the board prints the day before the month; see ``prints_day_first``.
        year: The year that the page is of. ``Sunday, March 8`` is in it or in the one before, whichever has such a
            Sunday, where nobody knows when the page was fetched.

    Returns:
        The moment in UTC, or None.
    """
    return _parsed(raw, fetched_at, zone, language, day_first, year) if raw and len(raw) <= LONGEST else None


@lru_cache(maxsize=1024)  # A page's dates are looked at for what they tell together before each is read.
def _parsed(
    raw: str,
    fetched_at: datetime | None,
    zone: tzinfo | None,
    language: str | None,
    day_first: bool | None,
    year: int | None,
) -> datetime | None:
    machine = parse_machine(raw, zone=zone or UTC)
    if machine is not None:
        return machine
    text = " ".join(fold(raw).split())
    told_in = zone or UTC
    now = fetched_at.astimezone(told_in) if fetched_at else None
    ago = _ago(text, now)
    if ago is not None:
        return ago
    text, told_in = _take_offset(text, told_in)
    text, clock = _take_clock(text)
    day = _day(text, now, language, day_first, year)
    if day is None:
        return None
    return _moment(day.year, day.month, day.day, clock or time(), told_in)


def looks_like_date(text: str) -> bool:
    """Whether a short string may hold a date, also one that needs the time of fetching, or day and month told apart.

    Cheap enough for every string of a page: most are turned away before they are parsed.
    """
    if len(text) > LONGEST or not MAYBE_A_DATE.search(text):
        return False
    folded = " ".join(fold(text).split())
    if NUMERIC.search(folded) or YEAR_FIRST.search(folded) or _ago(folded, PROBE) or _named(folded, PROBE, None):
        return True
    rest, clock = _take_clock(folded)
    return clock is not None and _relative(rest, PROBE) is not None


def prints_day_first(raws: Iterable[str | None]) -> bool | None:
    """Whether a board prints the day before the month, judged from several of its dates; None where none tells."""
    for raw in raws:
        match = NUMERIC.search(fold(raw)) if raw and len(raw) <= LONGEST else None
        if match and int(match["a"]) > 12 >= int(match["b"]):
            return True
        if match and int(match["b"]) > 12 >= int(match["a"]):
            return False
    return None


def _moment(year: int, month: int, day: int, clock: time, told_in: tzinfo) -> datetime | None:
    if year not in YEARS:
        return None
    try:
        return datetime.combine(date(year, month, day), clock, told_in).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> tzinfo | None:
    if text.upper() == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    if delta >= timedelta(hours=24):
        return None
    return timezone(-delta if text[0] in "-−" else delta)


def _take_offset(text: str, otherwise: tzinfo) -> tuple[str, tzinfo]:
    zulu = ZULU.search(text)
    if zulu:
        return text[: zulu.start()], UTC
    match = OFFSET.search(text)
    # Behind a clock or after "GMT" it is an offset; elsewhere a minus is a dash in the date.
    if match and (match[0].startswith(("utc", "gmt")) or re.search(r":\d\d\s*(?:[ap]m\s*)?$", text[: match.start()])):
        told_in = _offset(f"{match['sign']}{int(match['hours']):02d}{match['minutes'] or '00'}")
        return text[: match.start()], told_in or otherwise
    return text, otherwise


def _take_clock(text: str) -> tuple[str, time | None]:
    for form in (CLOCK, CLOCK_BY_WORD, CLOCK_DOTTED):
        match = form.search(text)
        if match is None:
            continue
        groups = match.groupdict()
        hour, minute, second = int(groups["hour"]), int(groups.get("minute") or 0), int(groups.get("second") or 0)
        mark = (groups.get("after") or groups.get("before") or "").replace(" ", "").rstrip(".")
        if mark in AFTERNOON and hour < 12:
            hour += 12
        elif mark in MORNING and hour == 12:
            hour = 0
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        return rest, time(hour % 24, minute, second)
    named = next((word for word in WORD.findall(text) if word in HOURS_BY_NAME), None)
    return text, time(HOURS_BY_NAME[named]) if named else None


def _ago(text: str, now: datetime | None) -> datetime | None:
    if now is None:
        return None
    if any(phrase in text for phrase in just_now()):
        return now.astimezone(UTC)
    glued = SHORT_AGO.match(text) or AGO_EAST.search(text)
    if glued:
        return _minus(now, int(glued["n"]), SHORT_UNITS.get(glued["unit"]) or units()[glued["unit"]])
    words = WORD.findall(text)
    if ago_words().isdisjoint(words):
        return None
    seconds = _counted(words)
    if seconds is not None:
        return _minus(now, 1, seconds)
    # "vor einer Stunde", "a minute ago": a unit without a number is one of it.
    lone = next((units()[word] for word in reversed(words) if word in units()), None)
    return _minus(now, 1, lone) if lone and not any(word.isdecimal() for word in words) else None


def _counted(words: list[str]) -> int | None:
    """The seconds of a number of units, and of the smaller ones right behind it: ``2 years, 3 months``."""
    total: int | None = None
    smallest = place = 0
    for i, (number, unit) in enumerate(pairwise(words)):
        if unit not in units() or not number.isdecimal():
            continue
        size = units()[unit]
        if total is not None and (size >= smallest or i - place > MOST_APART):
            break
        total, smallest, place = (total or 0) + int(number) * size, size, i
    return total


def _minus(now: datetime, count: int, seconds: int) -> datetime | None:
    try:
        return (now - timedelta(seconds=count * seconds)).astimezone(UTC)
    except OverflowError:
        return None


def _day(
    text: str, now: datetime | None, language: str | None, day_first: bool | None, year: int | None
) -> date | None:
    match = YEAR_FIRST.search(text)
    if match:
        return _date(int(match["y"]), int(match["m"]), int(match["d"]))
    match = NUMERIC.search(text)
    if match:
        return _numeric(match, language, day_first)
    match = DAY_MONTH_EAST.search(text)
    if match:
        return _without_year(int(match["m"]), int(match["d"]), now)
    return _named(text, now, language, year) or _relative(text, now)


def _numeric(match: re.Match[str], language: str | None, day_first: bool | None) -> date | None:
    first, second = int(match["a"]), int(match["b"])
    year = _year(match["y"])
    if first > 12 or second > 12:
        day_first = first > 12
    elif match["sep"] == ".":
        day_first = True
    elif day_first is None and first != second:
        tongue = (language or "").lower().replace("_", "-")
        if tongue in {"", "en"}:
            return None
        day_first = tongue not in MONTH_FIRST
    return _date(year, second, first) if day_first else _date(year, first, second)


def _named(text: str, now: datetime | None, language: str | None, page_year: int | None = None) -> date | None:
    """A date with the name of its month: ``Apr 19, 2020``, ``19. April 2020``, ``19-Apr-20``, ``April 19``."""
    table = months(language)
    words = [part for word in WORD.findall(text) for part in ([word] if word in table else word.split("-"))]
    places = [i for i, word in enumerate(words) if word.rstrip(".") in table]
    if not places:
        return None
    place = next((i for i in places if words[i].rstrip(".") not in MONTHS_OR_WEEKDAYS), places[0])
    month = table[words[place].rstrip(".")]
    numbers = [(i, word) for i, word in enumerate(words) if word.isdecimal()]
    year = next((i for i, word in numbers if len(word) == 4 and int(word) in YEARS), None)
    days = [(i, int(word)) for i, word in numbers if i != year and len(word) <= 2 and 1 <= int(word) <= 31]
    if not days:
        return None
    nearest = min(days, key=lambda one: (abs(one[0] - place), one[0] > place))
    if year is None and any(len(word) == 4 and 0 < i - place <= 2 for i, word in numbers):
        return None  # A year that no board is of.
    if year is None:
        short = next((word for i, word in numbers if i > place and i != nearest[0] and len(word) == 2), None)
        if short is None:
            weekday = next((weekdays()[word] for word in words if word in weekdays()), None)
            return _without_year(month, nearest[1], now) or _by_weekday(month, nearest[1], weekday, page_year, now)
        return _date(_year(short), month, nearest[1])
    return _date(int(words[year]), month, nearest[1])


def _relative(text: str, now: datetime | None) -> date | None:
    """``Yesterday``, or the last such weekday: ``Saturday`` seen on a Monday was two days ago."""
    if now is None:
        return None
    words = WORD.findall(text)
    for word, days in day_words().items():
        if word in words or ((not word.isascii() or " " in word) and word in text):
            return now.date() - timedelta(days=days)
    for word in words:
        weekday = weekdays().get(word)
        if weekday is not None:
            return now.date() - timedelta(days=(now.weekday() - weekday) % 7 or 7)
    return None


def _without_year(month: int, day: int, now: datetime | None) -> date | None:
    if now is None:
        return None
    for year in (now.year, now.year - 1):
        found = _date(year, month, day)
        if found is not None and found <= now.date() + timedelta(days=1):
            return found
    return None


def _by_weekday(month: int, day: int, weekday: int | None, year: int | None, now: datetime | None) -> date | None:
    """The day of the page's year, or of the one before, that is such a weekday; None where both or neither are."""
    if weekday is None or year is None or now is not None:
        return None
    days = [found for each in (year, year - 1) if (found := _date(each, month, day)) and found.weekday() == weekday]
    return days[0] if len(days) == 1 else None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 2000 + year if year < 70 else 1900 + year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
