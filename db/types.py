"""Column types: what the items hold, as both databases can keep it.

Scraped text is hostile: it may hold NUL and halves of surrogate pairs, which PostgreSQL refuses, numbers beyond any
integer, and addresses longer than an index entry may be. Each is dealt with here, once, on its way into a column.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from moderation.items import Category

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters that no PostgreSQL text can hold. Replaced one for one, so that spans stay where they are."""

LONGEST_KEY = 500
"""Characters. PostgreSQL indexes entries up to 2,704 bytes; four bytes a character leave room for a second column."""

LARGEST_COUNT = 2**63 - 1

Id = BigInteger().with_variant(Integer, "sqlite")
"""An own id. SQLite counts only columns declared INTEGER, which hold 64 bits there anyway."""


def clean(text: str) -> str:
    """The text as both databases can keep it, of the same length."""
    return UNSTORABLE.sub("\ufffd", text)


def shortened(key: str) -> str:
    """A key that an index can hold: itself, or its beginning and a digest of the whole. Shortening twice is once."""
    key = clean(key)
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: LONGEST_KEY - len(digest) - 1]}#{digest}"


def storable(count: int) -> int | None:
    """The number, or None where no database can hold it."""
    return count if 0 <= count <= LARGEST_COUNT else None


class Words(TypeDecorator[str]):
    """Text of any length."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Replace what cannot be kept."""
        return None if value is None else clean(value)


class Key(TypeDecorator[str]):
    """Text that identifies a row: an address, the board's own id. Shortened where it is too long to be indexed."""

    impl = String(LONGEST_KEY)
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Shorten."""
        return None if value is None else shortened(value)


class Count(TypeDecorator[int]):
    """A number that a board prints. One that no database can hold, or below zero, is one that the page does not say."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, _dialect: Dialect) -> int | None:
        """Leave out what is no count."""
        return None if value is None else storable(value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment. SQLite keeps it as text of a fixed width, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: nobody could say later when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; the store keeps aware moments only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give it back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Items(TypeDecorator[Any]):
    """Plain items as JSON: ``Items(tuple[Quote, ...])``."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        """Items to what JSON knows."""
        return None if value is None else _cleaned(self._adapter.dump_python(value, mode="json"))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """And back."""
        return None if value is None else self._adapter.validate_python(value)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(each) for key, each in value.items()}
    return value


class Categories(TypeDecorator[tuple[Category, ...]]):
    """Categories in their order, as words between blanks, so that both databases can ask for one of them with LIKE."""

    impl = String(120)
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Join; a pattern of LIKE passes as it is."""
        return value if value is None or isinstance(value, str) else f" {' '.join(value)} "

    def process_result_value(self, value: str | None, _dialect: Dialect) -> tuple[Category, ...] | None:
        """Split."""
        return None if value is None else tuple(Category(word) for word in value.split())


def choice(kind: type[StrEnum], name: str) -> TypeEngine[Any]:
    """One of a few words, held by a CHECK constraint of that name."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda each: [m.value for m in each],
    )
