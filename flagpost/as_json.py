"""Items to JSON: one way for every item, so that no face writes a field by hand.

Moments become ISO 8601 in UTC, ending in ``Z``; enumerations their value; severities their name, because their
numbers only carry an order. ``None`` stays, so that every item of a kind has the same keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import singledispatch
from pathlib import PurePath
from typing import Any

from moderation.items import Severity
from scraper.items import IndexPage, ListingPage, ThreadPage, Unreadable

KINDS: Mapping[type, str] = {ThreadPage: "thread", ListingPage: "listing", IndexPage: "index", Unreadable: "unreadable"}
"""What a page is, written as its ``kind``: the one thing that its fields do not say."""


@singledispatch
def plain(value: object) -> Any:
    """The value in the types of JSON."""
    if not is_dataclass(value):
        message = f"{type(value).__name__} has no form in JSON"
        raise TypeError(message)
    found = {entry.name: plain(getattr(value, entry.name)) for entry in fields(value)}
    kind = KINDS.get(type(value))
    return {"kind": kind, **found} if kind else found


@plain.register(type(None))
@plain.register(bool)
@plain.register(int)
@plain.register(float)
@plain.register(str)
def _as_it_is(value: object) -> Any:
    return value


@plain.register
def _severity(value: Severity) -> Any:
    return value.name.lower()


@plain.register
def _moment(value: datetime) -> Any:
    return value.isoformat().replace("+00:00", "Z")


@plain.register
def _path(value: PurePath) -> Any:
    return str(value)


@plain.register
def _mapping(value: Mapping) -> Any:  # type: ignore[type-arg]  # singledispatch takes no parameters of a type
    return {str(plain(key)): plain(entry) for key, entry in value.items()}


@plain.register
def _list(value: list) -> Any:  # type: ignore[type-arg]  # as above
    return [plain(entry) for entry in value]


@plain.register
def _tuple(value: tuple) -> Any:  # type: ignore[type-arg]  # as above
    named = getattr(value, "_asdict", None)
    return plain(named()) if named else [plain(entry) for entry in value]


@plain.register
def _set(value: frozenset) -> Any:  # type: ignore[type-arg]  # as above
    return sorted(plain(entry) for entry in value)


def json_text(value: object, *, indent: int | None = None) -> str:
    """The value as JSON: one line, or indented for people. Never with a lone surrogate, which no reader accepts."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8")
