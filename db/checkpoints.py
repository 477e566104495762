"""Checkpoints: what SQLite's write-ahead log holds moves into the store's file in a thread, and within no transaction.

By itself, SQLite does so in whichever commit finds the log long, so that one reviewer in ten would wait until the pages
of nine others are written to their places. Nothing is less safe for it: a commit is on the disk once it is in the log.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from db.connect import bare, is_writing

PAUSE = 1.0
"""Seconds after a commit until what was written by then is moved."""
LONGEST = 25_000
"""Pages of the log, 100 MB, from which on a commit moves them all the same: the thread never found its chance."""


@contextmanager
def checkpoints_aside(engine: Engine, *, pause: float = PAUSE) -> Iterator[None]:
    """For as long as it lasts, commits over an engine move nothing into the file, and a thread does.

    On PostgreSQL, whose server does that anyway, it does nothing.

    Args:
        engine: The store's engine.
        pause: Seconds after a commit until what was written by then is moved.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    written, ended = Event(), Event()

    def note(connection: Connection) -> None:
        if is_writing(connection):
            written.set()

    def work() -> None:
        while written.wait() and not ended.wait(pause):
            written.clear()
            with suppress(DBAPIError):  # whoever writes next is told what is wrong with the file
                _move(engine)

    thread = Thread(target=work, name="checkpoints", daemon=True)
    event.listen(engine, "connect", _leave_it)
    event.listen(engine, "commit", note)
    engine.dispose()  # connections that are open already would go on as before
    thread.start()
    try:
        yield
    finally:
        ended.set()
        written.set()
        thread.join()
        event.remove(engine, "commit", note)
        event.remove(engine, "connect", _leave_it)
        engine.dispose()


def _leave_it(connection: Any, _record: object) -> None:
    connection.execute(f"PRAGMA wal_autocheckpoint = {LONGEST}")


def _move(engine: Engine) -> None:
    """Move as much as nobody reads any more. Neither readers nor writers wait for it."""
    with bare(engine).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
