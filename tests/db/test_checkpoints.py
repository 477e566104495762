"""Checkpoints: while a store serves, what its log holds moves into its file beside the units that write."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from contextlib import closing

from db.checkpoints import LONGEST, checkpoints_aside

PATIENCE = 20


def in_the_file(store, tmp_path):
    """The names of the users that the store's file has, without its log."""
    alone = tmp_path / "alone.db"
    shutil.copy(store._engine.url.database, alone)
    with closing(sqlite3.connect(alone)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM users")}


def write(store, name, clock):
    with store.begin() as unit:
        unit.users.ensure(name, at=clock())


def commits_move(store):
    """From how many pages of the log on a commit moves them."""
    with store._engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar()


def test_what_is_written_moves_into_the_file_a_while_later(sqlite_store, tmp_path, clock):
    with checkpoints_aside(sqlite_store._engine, pause=0.05):
        for name in ("Rosa", "Ben"):  # not the first time alone
            write(sqlite_store, name, clock)
            until = time.monotonic() + PATIENCE
            while name not in in_the_file(sqlite_store, tmp_path):
                assert time.monotonic() < until, f"{name} is still in the log alone"
                time.sleep(0.02)


def test_no_commit_moves_anything_for_as_long_as_it_lasts(sqlite_store, tmp_path, clock):
    write(sqlite_store, "Rosa", clock)
    assert commits_move(sqlite_store) == 1000
    threads = threading.active_count()
    with checkpoints_aside(sqlite_store._engine, pause=600):
        assert commits_move(sqlite_store) == LONGEST
        write(sqlite_store, "Ben", clock)
        assert "Ben" not in in_the_file(sqlite_store, tmp_path)
    assert commits_move(sqlite_store) == 1000
    assert threading.active_count() == threads


def test_readers_and_writers_go_on_while_somebody_reads_what_was_there_before(sqlite_store, clock):
    with checkpoints_aside(sqlite_store._engine, pause=0.01), sqlite_store.read() as before:
        assert not before.users.known("Rosa")
        for number in range(20):
            write(sqlite_store, f"Rosa {number}", clock)
            time.sleep(0.01)
        assert not before.users.known("Rosa 0")
    with sqlite_store.read() as now:
        assert now.users.known("Rosa 19")


def test_postgresql_is_left_alone(postgres_store, clock):
    threads = threading.active_count()
    with postgres_store.checkpoints_aside():
        assert threading.active_count() == threads
        write(postgres_store, "Rosa", clock)
