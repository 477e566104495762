"""What all tables share: names of constraints, and Python types to column types."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import CheckConstraint, Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from db.types import Count, Id, Key, Moment, Words

NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

Id64 = Annotated[int, mapped_column(Id, primary_key=True)]
"""The row's own id."""
Printed = Annotated[int | None, mapped_column(Count)]
"""A number that the board prints, None where it does not."""
KeyText = Annotated[str, mapped_column(Key)]
"""Text that identifies."""


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {str: Words, datetime: Moment}


def one_of(column: str, lowest: float, highest: float) -> CheckConstraint:
    """A CHECK that a number lies within bounds, both included."""
    return CheckConstraint(f"{column} BETWEEN {lowest} AND {highest}", name=column)


def partial_index(
    name: str, columns: Iterable[Any], where: str, *, on_sqlite: str | None = None, unique: bool = False
) -> Index:
    """An index over some rows only, on both databases.

    SQLite uses it for a statement that spells the condition in the very same way. It has no booleans, so a mark that
    is set is spelled ``mark = 1`` there.
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(on_sqlite or where), postgresql_where=text(where))
