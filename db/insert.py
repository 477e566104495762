"""Inserts: many rows in few statements, and a row only where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models import Base


def insert_unless_there(session: Session, table: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row, unless a unique constraint says that it is there. Returns whether it was inserted.

    Another transaction that is inserting the same row is waited for.
    """
    insert_here = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert_here(table).values(**values).on_conflict_do_nothing().returning(*inspect(table).primary_key)
    return session.execute(statement).first() is not None


def insert_rows(session: Session, rows: Sequence[Base]) -> None:
    """Insert rows of one table in one statement. The rows given learn nothing of it."""
    if rows:
        session.execute(insert(type(rows[0])), _values(rows))


def insert_for_ids(session: Session, rows: Sequence[Base], key: InstrumentedAttribute[str]) -> dict[str, int]:
    """Insert rows of one table in a few statements, and tell the ids that they got by the key that each has.

    The session's own way to insert reads the ids back in order, which takes a statement a row on SQLite.
    """
    if not rows:
        return {}
    table = type(rows[0])
    identity = inspect(table).primary_key[0]
    inserted = session.execute(insert(table).returning(key, identity), _values(rows))
    return {name: id_ for name, id_ in inserted}  # noqa: C416  (a Result is no mapping)


def _values(rows: Sequence[Base]) -> list[dict[str, Any]]:
    names = [each.key for each in inspect(type(rows[0])).column_attrs if each.key != "id"]
    return [{name: getattr(row, name) for name in names} for row in rows]
