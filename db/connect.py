"""How to speak to each database: drivers, waiting, transactions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from db.errors import StoreUnavailable
from db.texts import holds_in_a_row

MODE = "flagpost_mode"
WRITING = "writing"
READING = "reading"
BARE = "bare"
CONNECT_TIMEOUT = 10
"""Seconds until a PostgreSQL server that does not answer counts as unreachable."""


def parse(url: str) -> URL:
    """The address of a store, with the driver we use.

    Raises:
        StoreUnavailable: It is no address of an SQLite file or a PostgreSQL database.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreUnavailable(
            "The address of the store cannot be read. It looks like sqlite:///flagpost.db or "
            "postgresql://user:password@host/database."
        ) from error
    kind = address.get_backend_name()
    if kind == "sqlite":
        if address.database in {None, "", ":memory:"}:
            raise StoreUnavailable("A store in memory would forget everything. Give a file: sqlite:///flagpost.db")
        return address.set(drivername="sqlite+pysqlite")
    if kind in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    raise StoreUnavailable(f"Flagpost keeps its store in SQLite or PostgreSQL, and not in {kind}.")


def place_of(address: URL) -> str:
    """The store as a person knows it, without its password."""
    if address.get_backend_name() == "sqlite":
        return f"The store {address.database}"
    return f"The store {address.render_as_string(hide_password=True)}"


def connect(address: URL, *, patience: float) -> Engine:
    """An engine whose connections are set up as the store needs them.

    Args:
        address: From ``parse``.
        patience: Seconds to wait for a lock that somebody else holds.
    """
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, connect_args={"timeout": patience})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = create_engine(
            address,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_TIMEOUT, "application_name": "flagpost"},
        )
    except (ImportError, NoSuchModuleError) as error:
        raise StoreUnavailable(
            "The driver for PostgreSQL is not installed. Install it with: pip install 'flagpost[postgres]'"
        ) from error
    event.listen(engine, "connect", lambda connection, _: _set_up_postgres(connection, patience))
    return engine


def writer(engine: Engine) -> Engine:
    """The engine for writing: on SQLite a transaction takes the write lock as it begins."""
    return engine.execution_options(**{MODE: WRITING})


def reader(engine: Engine) -> Engine:
    """The engine for reading: one snapshot a transaction, and no writing."""
    if engine.dialect.name == "postgresql":
        return snapshot(engine).execution_options(postgresql_readonly=True)
    return snapshot(engine)


def snapshot(engine: Engine) -> Engine:
    """The engine for a look that others' work does not change halfway.

    Unlike a reader's, its connection leaves to the server whether later transactions may write.
    """
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine.execution_options(**{MODE: READING})


def is_writing(connection: Connection) -> bool:
    """Whether a connection is one of a writer's."""
    return bool(connection.get_execution_options().get(MODE) == WRITING)


def bare(engine: Engine) -> Engine:
    """The engine without transactions, for what SQLite does only outside of one."""
    return engine.execution_options(**{MODE: BARE})


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # no transactions of the driver's own making: _begin_sqlite begins them
    connection.execute("PRAGMA foreign_keys = ON")
    # With a write-ahead log, NORMAL may lose the last transactions when the power fails. A decision must not be lost.
    connection.execute("PRAGMA synchronous = FULL")
    connection.create_function("holds_in_a_row", 2, holds_in_a_row, deterministic=True)


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(MODE)
    if mode == BARE:
        return
    connection.exec_driver_sql(f"PRAGMA query_only = {int(mode == READING)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == WRITING else "BEGIN")


def _set_up_postgres(connection: Any, patience: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {round(patience * 1000)}")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()
