"""Lists of coinages by several hands: ``data/coinages/``, a coinage and whom it twists a line, or a harmless word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from moderation.folding import fold_form

LISTS = Path(__file__).parent / "data" / "coinages"
HARMLESS = "-"
"""What stands before a harmless word."""


def lists() -> list[Path]:
    """The files of the lists."""
    return sorted(LISTS.glob("*.tsv"))


def coinages_in(path: Path) -> Iterator[tuple[str, str]]:
    """The coinages of a list, and the name that each twists."""
    return ((row[0], row[1]) for row in _rows(path) if row[0] != HARMLESS)


def harmless_in(path: Path) -> Iterator[str]:
    """The harmless words of a list that only look like coinages."""
    return (row[1] for row in _rows(path) if row[0] == HARMLESS)


def letters(word: str) -> str:
    """The folded letters of a word."""
    return "".join(filter(str.isalpha, fold_form(word)))


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
