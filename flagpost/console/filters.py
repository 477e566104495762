"""Filters of the queue and of other lists in a page's address: read leniently, written back the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from db.items import CaseFilter, CaseState
from db.texts import sought
from db.types import clean
from flagpost.people import ME
from moderation.items import Category, Severity

AGES = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "3d": timedelta(days=3), "7d": timedelta(days=7)}
"""How long a case may be asked to have waited."""
SEVERITIES = {severity.name.lower(): severity for severity in Severity if severity}
LONGEST = 200
"""Characters of a value; nothing that is searched for is longer."""
MOST_WORDS = 10
"""Words that a post is asked for at once."""
OF_ITSELF = {"state": CaseState.OPEN}
"""What is asked for where nothing is said: an address that says it narrows nothing by that."""
NAMING = frozenset({"claimed", "assigned"})
"""Fields that name one of us, and may say "me"."""
IN_LOWER_CASE = frozenset({"rule", "language"})
"""Fields of names that have no capitals, so that EN finds what en does."""
LONGEST_QUERY = 40_000
"""Characters of a whole filter in an address, where each of its values may be twelve times as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The fields of a page's address that narrow what it shows."""

    values: Mapping[str, str]
    """The fields that are set and narrow, as they stand in the address."""
    unknown: tuple[str, ...]
    """Fields whose value means nothing, and was left out."""

    @property
    def query(self) -> str:
        """The address's query, without the question mark; "" where nothing narrows."""
        return urlencode(self.values)

    def path(self, to: str, *, anchor: str = "", **more: object) -> str:
        """A path with this query behind it, and more fields, which go where they are None."""
        values = {name: str(value) for name, value in {**self.values, **more}.items() if value is not None}
        return to + (f"?{urlencode(values)}" if values else "") + (f"#{anchor}" if anchor else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Narrowing):
    """Which cases a page's address asks for."""

    wanted: CaseFilter


def read_filter(given: Mapping[str, str], now: datetime, *, me: str | None = None) -> Asked:
    """What an address asks for. A value that means nothing is left out, and told.

    Args:
        given: The fields of the address; those that are no filter's are passed over.
        now: For how long cases have waited.
        me: Who asks, where the address speaks of "me": the same one means somebody else for everybody.
    """
    fields: dict[str, Any] = {}
    values: dict[str, str] = {}
    unknown = []
    for name, read in READERS.items():
        value = given.get(name, "").strip()
        value = clean((value.lower() if name in IN_LOWER_CASE else value)[:LONGEST].strip())
        if not value:
            continue
        found = read(me if me and name in NAMING and value == ME else value, now)
        if found is None:
            unknown.append(name)
            continue
        fields |= found
        if found != OF_ITSELF:
            values[name] = value
    return Asked(wanted=CaseFilter(**fields), values=values, unknown=tuple(unknown))


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


def _words(value: str, _now: datetime) -> dict[str, Any] | None:
    return {"words": value} if len(sought(value).words) <= MOST_WORDS else None


def _appeals(value: str, _now: datetime) -> dict[str, Any] | None:
    return {"appealed": True} if value == "open" else None


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
    "words": _words,
    "waiting": _age,
    "claimed": lambda value, _now: {"claimed_by": value},
    "assigned": lambda value, _now: {"assigned_to": value},
    "appeals": _appeals,
    "state": _state,
}
"""The fields of a filter, in the order in which pages show them, and how each is read."""
