"""The schema: models and migrations agree, new stores open, newer and foreign ones are refused."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from db.connect import connect, parse
from db.errors import NotAStore, SchemaTooNew
from db.migrate import VERSION_TABLE, alembic_config, versions
from db.models import Base
from db.models.review import MADE_BY_MIGRATIONS
from db.store import Store


def test_models_and_migrations_agree(url):
    engine = connect(parse(url), patience=5)
    with engine.connect() as connection, warnings.catch_warnings():
        # SQLite cannot tell what such an index is over; the next test compares those
        warnings.filterwarnings("ignore", message="autogenerate skipping metadata-specified expression-based index")
        opts = {"version_table": VERSION_TABLE, "include_name": lambda name, *_: name not in MADE_BY_MIGRATIONS}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


SQLITE_SCHEMA = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
POSTGRES_SCHEMA = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def schema_of(url: str) -> dict[str, object]:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text(SQLITE_SCHEMA if url.startswith("sqlite") else POSTGRES_SCHEMA)).all()
    engine.dispose()
    of_models = ((name, sql) for name, sql in rows if VERSION_TABLE not in name and name not in MADE_BY_MIGRATIONS)
    return {name: sorted(parts_of(sql)) for name, sql in of_models}


def parts_of(sql: str) -> Iterator[str]:
    """Columns and constraints one by one: SQLite writes those that a migration adds behind the others, on one line.

    A foreign key stands within its column there, and behind all of them in a table that is made as a whole: the former
    is spelled like the latter.
    """
    column = ""
    for line in re.split(r",(?![^()]*\))|\s(?=CONSTRAINT )|\n", sql):
        part = " ".join(line.split())
        if part.count(")") > part.count("("):  # the one that ends the table
            part = part.removesuffix(")").strip()
        if part and not part.startswith("CONSTRAINT"):
            column = part.partition(" ")[0]
        part = re.sub(r"^(CONSTRAINT \w+) REFERENCES ", rf"\1 FOREIGN KEY({column}) REFERENCES ", part)
        if part:
            yield part


def test_checks_and_indexes_agree_to_the_letter(url, another_url):
    engine = create_engine(another_url)
    Base.metadata.create_all(engine)
    engine.dispose()
    assert schema_of(url) == schema_of(another_url)
    assert len(schema_of(url)) > 30


@pytest.fixture
def another_url(url, tmp_path, request):
    """An empty database of the same kind."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'another.db'}"
    return request.getfixturevalue("new_postgres")()


def test_a_new_store_is_created_and_opens_again(empty_url):
    Store.open(empty_url).close()
    with Store.open(empty_url) as store, store.read() as unit:
        assert unit.archive.boards() == []


def test_the_versions_that_files_are_named_for_are_those_that_alembic_finds(sqlite_store):
    with sqlite_store._engine.connect() as connection:
        found = ScriptDirectory.from_config(alembic_config(connection)).walk_revisions()
        assert versions() == tuple(each.revision for each in found)


def test_a_store_that_is_up_to_date_opens_without_alembic(url):
    told = subprocess.check_output([sys.executable, "-c", f"{OPEN}; print('alembic' in sys.modules)", url])
    assert told.split() == [b"open", b"False"]


OPEN = "import sys; from db.store import Store; Store.open(sys.argv[1]).close(); print('open')"


def test_processes_that_open_a_new_store_at_once_all_succeed(empty_url):
    opening = [
        subprocess.Popen([sys.executable, "-c", OPEN, empty_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    told = [process.communicate(timeout=60) for process in opening]
    assert [out for out, _ in told] == [b"open\n"] * 3, told


def test_a_newer_schema_is_refused_and_left_alone(url):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match=r"9999.*Upgrade Flagpost"):
        Store.open(url)
    with engine.connect() as connection:
        assert connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() == "9999"
    engine.dispose()


def test_a_file_of_another_application_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "recipes.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    with pytest.raises(NotAStore, match="recipes"):
        Store.open(f"sqlite:///{path}")
    engine = create_engine(f"sqlite:///{path}")
    assert inspect(engine).get_table_names() == ["recipes"]
    engine.dispose()


def test_a_file_store_uses_a_write_ahead_log_and_loses_no_commit(safe_and_slow, sqlite_store):
    with sqlite_store._engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
