"""What all rooms' tests share: the sample board, a store that it was scanned into, and statements compiled once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db import connect
from db.store import Store
from flagpost.sample import sample_folder, serve
from flagpost.scan import Scanning
from flagpost.settings import load_settings

STATEMENTS = 10_000
"""More than there are: the cache of an engine holds some hundreds, and drops the others."""


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


@pytest.fixture(scope="session")
def sample() -> Iterator[str]:
    """The address of the sample board."""
    with serve(sample_folder()) as address:
        yield address


@pytest.fixture(scope="session")
def scanned_store(tmp_path_factory: pytest.TempPathFactory, sample: str) -> Path:
    """A store file with the sample board and its cases, to be copied."""
    path = tmp_path_factory.mktemp("scanned") / "flagpost.db"
    settings = load_settings(delay=0.0, retries=0, allowed_hosts=frozenset({"127.0.0.1"}))
    with Store.open(f"sqlite:///{path}") as store:
        Scanning(store, settings).scan(sample)
    return path
