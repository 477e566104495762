"""Cards: a picture, what it says in words, and its numbers. What a page of figures is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from db.items import SeenBoard
from flagpost.console.axes import duration_told
from flagpost.console.marks import Picture
from flagpost.console.render import host_of
from flagpost.marking import legible

Cell = str | int | None
"""Of a table; None where nothing is known."""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture."""

    head: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    """The first cell of a row is its heading."""
    words: int = 1
    """How many of the first columns hold words and not figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A picture with everything that belongs to it."""

    id: str
    """Of its heading on the page."""
    heading: str
    note: str
    """What the numbers come to, in a sentence or two; also what the picture says to those who do not see it."""
    picture: Picture | None
    """None where there is nothing to show."""
    table: Table
    shown: bool = False
    """Whether the table is open from the start."""


@dataclass(frozen=True, slots=True)
class Section:
    """Cards of one concern."""

    id: str
    """Of its heading on the page."""
    heading: str
    cards: tuple[Card, ...]
    note: str = ""


def board_named(board: SeenBoard) -> str:
    """A board as people know it."""
    return legible(board.title or host_of(board.url))


def many(count: int, of: str) -> str:
    """So many of something: ``1 case``, ``1,200 cases``."""
    return f"{count:,} {of}" if count == 1 else f"{count:,} {of}s"


def percent(share: float | None) -> str | None:
    """A share as people read it."""
    return None if share is None else f"{100 * share:.0f} %"


def minutes(time: timedelta | None) -> float | None:
    """A time in minutes."""
    return None if time is None else time.total_seconds() / 60


def duration(time: timedelta | None) -> str | None:
    """A time in words."""
    return None if time is None else duration_told(time.total_seconds() / 60)
