"""Filters of the queue in a page's address: read leniently, written back the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from db.items import CaseFilter, CaseState
from moderation.items import Category, Severity

AGES = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "3d": timedelta(days=3), "7d": timedelta(days=7)}
"""How long a case may be asked to have waited."""
SEVERITIES = {severity.name.lower(): severity for severity in Severity if severity}
LONGEST = 200
"""Characters of a value; nothing that is searched for is longer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page's address asks for."""

    wanted: CaseFilter
    values: Mapping[str, str]
    """The fields that are set, as they stand in the address."""
    unknown: tuple[str, ...]
    """Fields whose value means nothing, and was left out."""

    @property
    def query(self) -> str:
        """The address's query, without the question mark; "" where nothing narrows."""
        return urlencode(self.values)

    def path(self, to: str, *, anchor: str = "", **more: object) -> str:
        """A path with this query behind it, and more fields, which go where they are None."""
        values = {**self.values, **{name: str(value) for name, value in more.items() if value is not None}}
        return to + (f"?{urlencode(values)}" if values else "") + (f"#{anchor}" if anchor else "")


def read_filter(given: Mapping[str, str], now: datetime) -> Asked:
    """What an address asks for. A value that means nothing is left out, and told.

    Args:
        given: The fields of the address; those that are no filter's are passed over.
        now: For how long cases have waited.
    """
    fields: dict[str, Any] = {}
    values: dict[str, str] = {}
    unknown = []
    for name, read in READERS.items():
        value = given.get(name, "").strip()[:LONGEST]
        if not value:
            continue
        found = read(value, now)
        if found is None:
            unknown.append(name)
            continue
        fields |= found
        values[name] = value
    return Asked(CaseFilter(**fields), values, tuple(unknown))


def _board(value: str, _now: datetime) -> dict[str, Any] | None:
    return {"board_id": int(value)} if value.isdecimal() and int(value) < 2**31 else None


def _category(value: str, _now: datetime) -> dict[str, Any] | None:
    return {"category": Category(value)} if value in set(Category) else None


def _severity(value: str, _now: datetime) -> dict[str, Any] | None:
    return {"severity": SEVERITIES[value]} if value in SEVERITIES else None


def _state(value: str, _now: datetime) -> dict[str, Any] | None:
    if value == "all":
        return {"state": None}
    return {"state": CaseState(value)} if value in set(CaseState) else None


def _age(value: str, now: datetime) -> dict[str, Any] | None:
    return {"opened_before": now - AGES[value]} if value in AGES else None


READERS = {
    "queue": lambda value, _now: {"queue": value},
    "board": _board,
    "category": _category,
    "severity": _severity,
    "rule": lambda value, _now: {"rule": value},
    "language": lambda value, _now: {"language": value},
    "author": lambda value, _now: {"author": value},
    "words": lambda value, _now: {"words": value},
    "waiting": _age,
    "claimed": lambda value, _now: {"claimed_by": value},
    "state": _state,
}
"""The fields of a filter, in the order in which pages show them, and how each is read."""
