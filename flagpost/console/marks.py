"""Marks: what pictures are made of. The templates write them down as SVG, the style sheet knows their kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

WIDTH = 320.0
"""Of every picture. Lengths have no unit: a picture is scaled to where it stands, and on a phone they are pixels."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    shape: ClassVar[str] = "line"
    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


@dataclass(frozen=True, slots=True)
class Path:
    """A line through several points."""

    shape: ClassVar[str] = "path"
    points: tuple[tuple[float, float], ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    shape: ClassVar[str] = "box"
    x: float
    y: float
    width: float
    height: float
    kind: str
    tip: str = ""
    """What a pointer that rests on it is told."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle, or one that its kind makes hollow."""

    shape: ClassVar[str] = "dot"
    x: float
    y: float
    radius: float
    kind: str


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text."""

    shape: ClassVar[str] = "words"
    x: float
    y: float
    """Of the line that its letters stand on."""
    text: str
    kind: str
    anchor: str = "start"
    """Which part of it stands at ``x``: ``start``, ``middle`` or ``end``."""
    tip: str = ""
    """The whole, where it was shortened."""


Mark = Line | Path | Box | Dot | Words


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture. What it shows in words is for those who put it on a page to say."""

    height: float
    marks: tuple[Mark, ...]
    width: float = WIDTH


def moved(marks: Iterable[Mark], by: float) -> Iterator[Mark]:
    """The same marks, further down."""
    for mark in marks:
        if isinstance(mark, Line):
            yield replace(mark, y1=mark.y1 + by, y2=mark.y2 + by)
        elif isinstance(mark, Path):
            yield replace(mark, points=tuple((x, y + by) for x, y in mark.points))
        else:
            yield replace(mark, y=mark.y + by)
