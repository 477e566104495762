"""Axes: which numbers and days stand beside a picture, and how they're written. Pure."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOUR, DAY = 60, 24 * 60
"""In minutes."""
DURATIONS = (1, 2, 5, 10, 20, 30, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, DAY)
"""Steps of an axis of minutes, up to a day."""
UNITS = ((10**9, "bn"), (10**6, "M"), (10**3, "k"))
EXACT = 10
"""Hours and days from which on tenths of them are not told."""
NARROW, LETTER, CAPITAL, BROAD, SQUARE = 0.36, 0.62, 0.7, 0.95, 1.05
"""Widths of letters, of their size, as a rather wide font has them: pictures are laid out where none can be asked."""
NARROW_ONES, BROAD_ONES = frozenset(" iIjltf.,:;'|!/()[]"), frozenset("mwMW@%")


def ticks(low: float, high: float, *, most: int = 5) -> tuple[float, ...]:
    """Whole round numbers, from one not above the lowest to one not below the highest, evenly spaced.

    Args:
        low: The lowest value that is shown.
        high: The highest.
        most: So many steps, about; there are always two numbers at least.
    """
    span = max(high - low, 1)
    power = 10 ** math.floor(math.log10(max(span / most, 1)))
    step = next(power * size for size in (1, 2, 5, 10) if power * size * most >= span)
    return _spaced(low, high, step)


def duration_ticks(high: float, *, most: int = 5) -> tuple[float, ...]:
    """Round times from none to one not below the longest, in minutes."""
    step = next((step for step in DURATIONS if step * most >= high), None)
    return _spaced(0, high, step) if step else tuple(DAY * tick for tick in ticks(0, high / DAY, most=most))


def _spaced(low: float, high: float, step: float) -> tuple[float, ...]:
    first, last = math.floor(low / step), math.ceil(high / step)
    return tuple(step * n for n in range(first, max(last, first + 1) + 1))


def numbers_told(numbers: Sequence[float]) -> list[str]:
    """Numbers as an axis has room for them: ``1.5k`` where that loses nothing, and all alike."""
    for unit, name in UNITS:
        if any(abs(number) >= unit for number in numbers) and all(10 * number % unit == 0 for number in numbers):
            return [f"{number / unit:g}{name}" if number else "0" for number in numbers]
    return [f"{number:,.0f}" for number in numbers]


def durations_told(minutes: Sequence[float]) -> list[str]:
    """Times as an axis writes them."""
    return [duration_told(each) if each else "0" for each in minutes]


def duration_told(minutes: float) -> str:
    """A time in the one unit that fits it, rounded down: ``40 min``, ``3.5 h``, ``12 d``."""
    for above, unit, name in ((2 * DAY, DAY, "d"), (HOUR, HOUR, "h")):
        if minutes >= above:
            whole = minutes // unit
            return f"{whole if whole >= EXACT else math.floor(minutes / unit * 10) / 10:g} {name}"
    return f"{minutes:.0f} min" if minutes >= 1 else "under 1 min"


def day_told(day: date, *, year: bool = False) -> str:
    """A day as pictures write it: ``3 Nov``."""
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def day_ticks(days: Sequence[date], *, most: int = 5) -> list[tuple[int, str]]:
    """Which of the days are written below a picture, by their places, and how.

    Of days in a row those that begin something, weeks, halves of months, or months; of others every so many.

    Args:
        days: The days, in order.
        most: There is room for so many.
    """
    if len(days) <= most:
        return [(n, day_told(day)) for n, day in enumerate(days)]
    if days[-1] - days[0] == timedelta(days=len(days) - 1):
        weeks = [n for n, day in enumerate(days) if day.weekday() == 0]
        halves = [n for n, day in enumerate(days) if day.day in {1, 15}]
        for places in (weeks, halves):
            if 2 <= len(places) <= most:
                return [(n, day_told(days[n])) for n in places]
        firsts = [n for n, day in enumerate(days) if day.day == 1]
        for every in (1, 2, 3, 6, 12):
            places = [n for n in firsts if (days[n].month - 1) % every == 0]
            if 2 <= len(places) <= most:
                return [(n, _month_told(days[n])) for n in places]
    every = -(-len(days) // most)
    return [(n, day_told(days[n])) for n in range(0, len(days), every)]


def _month_told(day: date) -> str:
    return MONTHS[day.month - 1] + (f" {day.year}" if day.month == 1 else "")


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in the unit of its letters' size."""
    return size * sum(map(_room, text))


def fitted(text: str, width: float, size: float) -> str:
    """A text that is no wider than that: itself, or its beginning and an ellipsis."""
    if width_of(text, size) <= width:
        return text
    room, kept = width - size, 0
    for letter in text:
        room -= size * _room(letter)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "…"


def _room(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if letter in NARROW_ONES:
        return NARROW
    if letter in BROAD_ONES:
        return BROAD
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return SQUARE
    return CAPITAL if letter.isupper() else LETTER
