"""Pictures of numbers, as marks that the templates write down as SVG. Pure.

Every picture is as wide as a column of the page, on a phone too, so that its letters stay legible: what is long grows
downwards. Marks have a kind, and the style sheet gives kinds their colours; what a colour says is also said by a shape,
a pattern or a word, and by the table that stands below each picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flagpost.console.axes import day_ticks, day_told, fitted, numbers_told, ticks, width_of
from flagpost.console.marks import WIDTH, Box, Dot, Line, Mark, Path, Picture, Words, moved

TEXT, SMALL = 13.0, 12.0
"""Sizes of letters."""
EDGE = 4.0
"""What is left free at the edges."""
PLOT = 140.0
"""The height of what lies between the axes."""
FEW = 31
"""Slots up to which every value gets a dot of its own."""
TIPS = 100
"""Slots up to which each tells its values to a pointer that rests on it."""
ROW = 22.0
"""The height of a bar with the space around it."""
LABELS = 0.36
"""The part of a picture's width that the labels of bars may take."""
DROP = 0.36
"""How far below its middle a letter stands, of its size."""
DATE = 50.0
"""The room that a date takes below a picture."""
NOTHING = "no data"


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one thing, slot by slot."""

    name: str
    values: Sequence[float | None]
    """None where nothing is known."""
    kind: str


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis: its numbers, in order, and how they are written."""

    ticks: tuple[float, ...]
    told: list[str]

    @classmethod
    def of(cls, values: Iterable[float | None], *, from_zero: bool = True, most: int = 5) -> Scale:
        """An axis of plain numbers that holds these, in so many steps at most."""
        known = [value for value in values if value is not None] or [0]
        held = [0, *known] if from_zero else known
        marks = ticks(min(held), max(held), most=most)
        return cls(marks, numbers_told(marks))

    def part(self, value: float) -> float:
        """How far along the axis a value lies, 0 to 1."""
        return (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])


def timeline(
    days: Sequence[date],
    series: Sequence[Series],
    *,
    scale: Scale | None = None,
    told: Callable[[float], str] = lambda value: f"{value:,.0f}",
    height: float = PLOT,
) -> Picture:
    """Lines over days, or over weeks by their first days.

    Args:
        days: The slots.
        series: One line each; where a value is None the line is broken.
        scale: The axis of the values; None for one of plain numbers from zero.
        told: A value in words, for pointers.
        height: Of the plot.
    """
    scale = scale or Scale.of(value for each in series for value in each.values)
    marks, top = _legend([(each.name, each.kind, "line") for each in series] if len(series) > 1 else [])
    left = _room_for(scale)
    right, bottom = WIDTH - 2 * EDGE, top + height
    marks += _levels(scale, left, right, top, bottom)
    wide = (right - left) / max(len(days), 1)
    centre = [left + wide * (n + 0.5) for n in range(len(days))]
    for n, words in day_ticks(days, most=int((right - left) / DATE)):
        marks.append(Line(centre[n], bottom, centre[n], bottom + EDGE, "axis"))
        marks.append(_below(centre[n], bottom + EDGE + SMALL, words))
    for each in series:
        for run in _runs(each.values):
            points = tuple((centre[n], _y(scale, value, top, bottom)) for n, value in run)
            if len(points) > 1:
                marks.append(Path(points, each.kind))
            if len(points) == 1 or len(days) <= FEW:
                marks += [Dot(x, y, 3, each.kind) for x, y in points]
    if not any(value is not None for each in series for value in each.values):
        marks.append(_nothing((left + right) / 2, (top + bottom) / 2))
    elif len(days) <= TIPS:
        marks += [
            Box(centre[n] - wide / 2, top, wide, height, "tip", _tip(day, n, series, told))
            for n, day in enumerate(days)
        ]
    return Picture(bottom + SMALL + 3 * EDGE, tuple(marks))


def columns(slots: Sequence[str], series: Sequence[Series]) -> Picture:
    """Columns of stacked numbers, the first series at the bottom. Names that would touch are left out."""
    totals = [sum(each.values[n] or 0 for each in series) for n in range(len(slots))]
    scale = Scale.of(totals)
    marks, top = _legend([(each.name, each.kind, "box") for each in series] if len(series) > 1 else [])
    left = _room_for(scale)
    right, bottom = WIDTH - 2 * EDGE, top + PLOT
    marks += _levels(scale, left, right, top, bottom)
    wide = (right - left) / max(len(slots), 1)
    every = -(-max((width_of(name, SMALL) + EDGE for name in slots), default=1) // wide) if slots else 1
    width = min(wide * 0.72, 44)
    for n, name in enumerate(slots):
        middle, foot, base = left + wide * (n + 0.5), bottom, 0.0
        for each in series:
            value = each.values[n] or 0
            head = _y(scale, base + value, top, bottom)
            if value:
                room = foot - head
                told = f"{value:,.0f}"
                tip = f"{name}, {each.name}: {told}"
                marks.append(Box(middle - width / 2, head, width, max(room - 1, 1), each.kind, tip))
                if room >= SMALL + 2 and width_of(told, SMALL) <= width - 2:
                    marks.append(Words(middle, (foot + head) / 2 + DROP * SMALL, told, "inside", "middle"))
            base, foot = base + value, head
        if totals[n] and width_of(f"{totals[n]:,.0f}", SMALL) <= wide:
            marks.append(Words(middle, foot - EDGE, f"{totals[n]:,.0f}", "number", "middle"))
        if n % every == 0:
            marks.append(_below(middle, bottom + EDGE + SMALL, name))
    if not any(totals):
        marks.append(_nothing((left + right) / 2, (top + bottom) / 2))
    return Picture(bottom + SMALL + 3 * EDGE, tuple(marks))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its name and number."""

    name: str
    value: float
    kind: str = "bar"


def bars(groups: Sequence[tuple[str, Sequence[Bar]]]) -> Picture:
    """Bars that lie, one below the other, under the name of their group; a group without a name has no heading."""
    every = [bar for _, group in groups for bar in group]
    longest = max((width_of(bar.name, TEXT) for bar in every), default=0)
    left = min(longest, WIDTH * LABELS) + 2 * EDGE
    told = max((width_of(f"{bar.value:,.0f}", SMALL) for bar in every), default=0)
    right = WIDTH - told - 3 * EDGE
    scale = Scale.of(bar.value for bar in every)
    marks: list[Mark] = []
    y = EDGE
    for name, group in groups:
        if name:
            y += TEXT + 2 * EDGE
            marks.append(_shortened(EDGE, y - 2 * EDGE, name, "heading", WIDTH - 2 * EDGE))
        marks.append(Line(left, y, left, y + ROW * len(group), "zero"))
        for bar in group:
            length = (right - left) * scale.part(bar.value) - (right - left) * scale.part(0)
            middle = y + ROW / 2 + DROP * TEXT
            label = _shortened(left - EDGE, middle, bar.name, "label", left - 2 * EDGE)
            marks.append(replace(label, anchor="end"))
            if bar.value:
                marks.append(Box(left, y + 4, max(length, 1), ROW - 8, bar.kind))
            marks.append(Words(left + max(length, 0) + EDGE, middle, f"{bar.value:,.0f}", "number"))
            y += ROW
        y += 2 * EDGE
    if not every:
        y = 4 * ROW
        marks.append(_nothing(WIDTH / 2, 2 * ROW))
    return Picture(y, tuple(marks))


PERCENT = Scale((0, 0.25, 0.5, 0.75, 1), ["0 %", "25 %", "50 %", "75 %", "100 %"])
"""The axis of shares."""


@dataclass(frozen=True, slots=True)
class Whisker:
    """A measure and the interval in which the true one lies."""

    name: str
    told: str
    """The numbers behind it, in a few words."""
    value: float | None
    """None where nobody can tell."""
    low: float
    high: float
    uncertain: bool


def whiskers(rows: Sequence[Whisker], scale: Scale = PERCENT) -> Picture:
    """A dot with whiskers for each row, below its name: hollow and dashed where the value is uncertain.

    Args:
        rows: The rows, from the top.
        scale: The axis, which holds every value and every end of a whisker.
    """
    left, right = 4 * EDGE, WIDTH - 4 * EDGE
    tall = TEXT + ROW
    top = SMALL + 3 * EDGE
    bottom = top + tall * max(len(rows), 2)
    marks: list[Mark] = []
    for tick, words in zip(scale.ticks, scale.told, strict=True):
        x = left + (right - left) * scale.part(tick)
        marks.append(Line(x, top, x, bottom, "grid" if tick else "zero"))
        marks += [_below(x, y, words) for y in (top - EDGE, bottom + SMALL + EDGE)]
    for n, row in enumerate(rows):
        y = top + tall * n
        told = width_of(row.told, SMALL)
        marks.append(_shortened(left + EDGE, y + TEXT + EDGE, row.name, "label", right - left - told - 4 * EDGE))
        marks.append(Words(right - EDGE, y + TEXT + EDGE, row.told, "number", "end"))
        if row.value is None:
            continue
        middle = y + TEXT + ROW / 2 + 1
        low, high, value = (left + (right - left) * scale.part(each) for each in (row.low, row.high, row.value))
        kind = " uncertain" if row.uncertain else ""
        marks.append(Line(low, middle, high, middle, "whisker" + kind))
        marks += [Line(end, middle - 4, end, middle + 4, "whisker") for end in (low, high)]
        marks.append(Dot(value, middle, 4.5, "share" + kind))
    if not rows:
        marks.append(_nothing((left + right) / 2, (top + bottom) / 2))
    return Picture(bottom + SMALL + 3 * EDGE, tuple(marks))


def stacked(parts: Sequence[tuple[str, Picture]]) -> Picture:
    """Pictures one below the other, each under its name."""
    marks: list[Mark] = []
    y = 0.0
    for name, picture in parts:
        marks.append(Words(EDGE, y + TEXT + EDGE, name, "heading"))
        y += TEXT + 2 * EDGE
        marks += moved(picture.marks, y)
        y += picture.height
    return Picture(y, tuple(marks))


def _legend(entries: Sequence[tuple[str, str, str]]) -> tuple[list[Mark], float]:
    """What each series looks like, in as many lines as it takes; and how far down it reaches."""
    marks: list[Mark] = []
    x, y = EDGE, EDGE + SMALL
    for name, kind, shape in entries:
        room = 26 + width_of(name, SMALL) + 3 * EDGE
        if x > EDGE and x + room > WIDTH:
            x, y = EDGE, y + SMALL + EDGE
        middle = y - DROP * SMALL
        if shape == "line":
            marks += [Path(((x, middle), (x + 22, middle)), kind), Dot(x + 11, middle, 3, kind)]
        else:
            marks.append(Box(x + 4, middle - 5, 14, 10, kind))
        marks.append(Words(x + 26, y, name, "legend"))
        x += room
    return marks, (y + 3 * EDGE if entries else 2 * EDGE)


def _room_for(scale: Scale) -> float:
    """Where the plot begins, right of the numbers beside it."""
    return max(width_of(each, SMALL) for each in scale.told) + 2 * EDGE


def _levels(scale: Scale, left: float, right: float, top: float, bottom: float) -> Iterator[Mark]:
    """A line across for each number of the axis, the one of zero apart from the others."""
    for tick, told in zip(scale.ticks, scale.told, strict=True):
        y = _y(scale, tick, top, bottom)
        yield Line(left, y, right, y, "grid" if tick else "zero")
        yield Words(left - EDGE, y + DROP * SMALL, told, "tick", "end")


def _y(scale: Scale, value: float, top: float, bottom: float) -> float:
    return bottom - (bottom - top) * scale.part(value)


def _below(x: float, y: float, text: str) -> Words:
    """A text centred below a spot, or as near to it as the edges let it."""
    half = width_of(text, SMALL) / 2
    return Words(min(max(x, EDGE + half), WIDTH - EDGE - half), y, text, "tick", "middle")


def _shortened(x: float, y: float, text: str, kind: str, width: float) -> Words:
    short = fitted(text, width, TEXT)
    return Words(x, y, short, kind, tip="" if short == text else text)


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Stretches without a gap, as places and values."""
    run: list[tuple[int, float]] = []
    for n, value in enumerate(values):
        if value is not None:
            run.append((n, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _tip(day: date, n: int, series: Sequence[Series], told: Callable[[float], str]) -> str:
    values = ((each.name, each.values[n]) for each in series)
    return f"{day_told(day)}: " + ", ".join(f"{name} {NOTHING if v is None else told(v)}" for name, v in values)


def _nothing(x: float, y: float) -> Words:
    return Words(x, y, NOTHING, "legend", "middle")
