"""The schema's version: read it, upgrade it, refuse what cannot be read. How to write a migration: docs/store.md."""

from __future__ import annotations

import threading
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from db.connect import bare, snapshot, writer
from db.errors import NotAStore, SchemaTooNew
from db.models import Base

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "flagpost_schema"
MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
"""A file a version; its name begins with the version."""
MIGRATION_LOCK = 7_236_451_001
"""The advisory lock that one process migrates under, on PostgreSQL."""
WAL_PAUSE = 0.02
"""Seconds between two attempts to switch a new file to its write-ahead log."""

_one_at_a_time = threading.Lock()
"""Alembic keeps the migration it runs in module globals."""


def upgrade(engine: Engine, place: str, *, patience: float) -> None:
    """Bring the schema to the version that this Flagpost knows; two processes may try at once.

    Args:
        engine: The store's engine.
        place: The store as a person knows it.
        patience: Seconds to wait for somebody else who holds a new SQLite file.

    Raises:
        SchemaTooNew: A newer Flagpost wrote the store.
        NotAStore: The tables there are none of ours.
    """
    with snapshot(engine).connect() as connection:  # somebody else may be migrating at this moment
        if _is_current(connection, place):
            return
    if engine.dialect.name == "sqlite":
        _use_write_ahead_log(engine, patience)
    with _one_at_a_time, writer(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        if not _is_current(connection, place):
            from alembic import command  # noqa: PLC0415 - slow to load, and seldom is there anything to upgrade

            command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, made of what the package carries, for work over this connection."""
    from alembic.config import Config  # noqa: PLC0415 - likewise

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "db:migrations")
    return config


@cache
def versions() -> tuple[str, ...]:
    """The schema's versions that this Flagpost knows, the newest first."""
    return tuple(sorted((path.name.partition("_")[0] for path in MIGRATIONS.glob("[0-9]*.py")), reverse=True))


def _is_current(connection: Connection, place: str) -> bool:
    version: str | None = None
    if inspect(connection).has_table(VERSION_TABLE):
        version = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - a name of ours
    if version is None:
        _refuse_foreign_tables(connection, place)
        return False
    newest, *_ = known = versions()
    if version not in known:
        raise SchemaTooNew(
            f"{place} has schema {version}, and this Flagpost knows no further than {newest}. "
            "Upgrade Flagpost (pip install -U flagpost), or give the address of another store."
        )
    return version == newest


def _refuse_foreign_tables(connection: Connection, place: str) -> None:
    tables = set(inspect(connection).get_table_names()) - {VERSION_TABLE}
    if connection.dialect.name == "postgresql":
        tables &= set(Base.metadata.tables)  # one schema may well serve several applications
    if tables:
        raise NotAStore(
            f"{place} holds other tables ({', '.join(sorted(tables)[:3])}). Give the address of another one."
        )


def _use_write_ahead_log(engine: Engine, patience: float) -> None:
    """Readers and the writer do not wait for one another. The file remembers it, so it is set once.

    SQLite does not wait for others who are switching the same file, so we do.
    """
    deadline = time.monotonic() + patience
    with bare(engine).connect() as connection:
        while True:
            try:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            except OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(WAL_PAUSE)
            else:
                return
