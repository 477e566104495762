"""Label tables of board statistics to numbers: in every language whose labels we know, the rest kept as printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scraper.datewords import fold
from scraper.items import BoardStatistics
from scraper.numbers import parse_number

LABELS = Path(__file__).parent / "data" / "statistics.json"
"""Field of :class:`BoardStatistics` to its labels, an underscore for a space."""

NAMES = frozenset({"latest_member"})
"""Fields that hold a name; the others are numbers."""

LONGEST_LABEL = 60
LONGEST_VALUE = 200
SEPARATORS = " \u00a0:：.-–—|•·"
HEADS = re.compile(r"^(?:total|forum|board|our|all|gesamt|anzahl|nombre(?: de)?|numero(?: de)?|всего)\s+|\s+total$")
"""Words around a label that do not change what it counts."""


def from_pairs(pairs: Iterable[tuple[str, str]]) -> BoardStatistics | None:
    """Board statistics from labels and their values.

    The first value of a field counts. A label that nobody knows is kept in ``other`` with its value as printed, and a
    known label with a value that is no number too.

    Args:
        pairs: Label and value as printed, such as ``("Messages:", "19,062")``.

    Returns:
        The statistics, or None where no pair has a known label with a value that fits.
    """
    known: dict[str, Any] = {}
    other: dict[str, str] = {}
    for raw_label, raw_value in pairs:
        label, value = raw_label.strip(SEPARATORS), " ".join(raw_value.split())
        if not label or not value or len(label) > LONGEST_LABEL or len(value) > LONGEST_VALUE:
            continue
        name = field_of(label)
        found: str | int | None = value if name in NAMES else parse_number(value) if name else None
        if name is not None and found is not None:
            known.setdefault(name, found)
        else:
            other.setdefault(label, value)
    if not known:
        return None
    return BoardStatistics(**known, other=MappingProxyType(other))


def field_of(label: str) -> str | None:
    """The field of :class:`BoardStatistics` that a printed label names, or None."""
    plain = fold(label).strip(SEPARATORS)
    labels = _labels()
    return labels.get(plain) or labels.get(HEADS.sub("", plain))


def label_in(text: str, name: str) -> int | None:
    """Where a label of a field ends in a text; None where none stands in it.

    Args:
        text: A sentence as printed.
        name: A field of :class:`BoardStatistics`, such as ``latest_member``.
    """
    found = _phrases(name).search(text)
    return found.end() if found else None


def merged(first: BoardStatistics | None, second: BoardStatistics | None) -> BoardStatistics | None:
    """Two parts of one page's statistics as one; where both know a field, the first is kept."""
    if first is None or second is None:
        return first or second
    empty = BoardStatistics()
    missing = {
        name: getattr(second, name)
        for name in BoardStatistics.__slots__
        if name != "other" and getattr(first, name) == getattr(empty, name)
    }
    return replace(first, **missing, other=MappingProxyType({**second.other, **first.other}))


@cache
def _phrases(name: str) -> re.Pattern[str]:
    """A pattern for the labels of a field, the longest first."""
    labels = sorted((label.replace("_", " ") for label in _table()[name].split()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, labels))})(?!\w)", re.IGNORECASE)


@cache
def _labels() -> dict[str, str]:
    return {fold(label.replace("_", " ")): name for name, labels in _table().items() for label in labels.split()}


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = json.loads(LABELS.read_text(encoding="utf-8"))
    return table
