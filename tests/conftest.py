"""What all rooms' tests share: the sample board, a store that it was scanned into, and statements compiled once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from ssl import SSLContext
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from db import connect
from db.store import Store
from flagpost.sample import sample_folder, serve
from flagpost.scan import Scanning
from flagpost.settings import load_settings

STATEMENTS = 10_000
"""More than there are: the cache of an engine holds some hundreds, and drops the others."""
SET_UP = connect._set_up_sqlite


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """The stores of all tests share one cache of compiled statements a database.

    A store is opened for thousands of tests, and each engine would compile the same statements anew: a fifth of the
    time that the tests take. The cache of an engine goes by its dialect, so they share that too.
    """
    first: dict[str, Engine] = {}
    create = connect.create_engine

    def create_engine(*given: Any, **named: Any) -> Engine:
        engine = create(*given, query_cache_size=STATEMENTS, **named)
        one = first.setdefault(engine.dialect.name, engine)
        engine.dialect, engine._compiled_cache = one.dialect, one._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connect, "create_engine", create_engine)
        yield


@pytest.fixture(scope="session", autouse=True)
def unsafe_and_quick() -> Iterator[None]:
    """SQLite does not wait for the disk: a store of a test need not outlive the machine's power.

    The real command, in a process of its own, does wait.
    """

    def set_up(connection: Any, record: object) -> None:
        SET_UP(connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connect, "_set_up_sqlite", set_up)
        yield


@pytest.fixture
def safe_and_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite is set up as it is outside of tests."""
    monkeypatch.setattr(connect, "_set_up_sqlite", SET_UP)


@pytest.fixture(scope="session", autouse=True)
def trusted_once() -> Iterator[None]:
    """The certificates that a scan believes are read once a worker, and again where the environment names others."""
    create = httpx.create_ssl_context
    read = cache(lambda _file, _folder, **given: create(**given))

    def read_once(**given: Any) -> SSLContext:
        return read(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"), **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx, "create_ssl_context", read_once)
        yield


@pytest.fixture(scope="session")
def sample() -> Iterator[str]:
    """The address of the sample board."""
    with serve(sample_folder()) as address:
        yield address


@pytest.fixture(scope="session")
def scanned_store(tmp_path_factory: pytest.TempPathFactory, sample: str) -> Path:
    """A store file with the sample board and its cases, to be copied. Its pages are kept in ``evidence`` beside it."""
    path = tmp_path_factory.mktemp("scanned") / "flagpost.db"
    hosts = frozenset({"127.0.0.1"})
    settings = load_settings(delay=0.0, retries=0, allowed_hosts=hosts, warc=path.parent / "evidence")
    with Store.open(f"sqlite:///{path}") as store:
        Scanning(store, settings).scan(sample)
    return path
