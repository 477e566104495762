"""Whatever goes wrong with the store is one clear message, and takes nothing along that was stored before."""

from __future__ import annotations

import socket
import sqlite3
import sys
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import event, exc, text
from sqlalchemy.engine import make_url

from db.errors import NotAStore, StoreError, StoreFull, StoreLocked, StoreReadOnly, StoreUnavailable, translated
from db.store import Store


def counted(store) -> int:
    with store.read() as unit:
        return len(unit.archive.posts())


@pytest.fixture
def save(make):
    def save_posts(store, *names):
        with store.begin() as unit:
            unit.archive.save(
                make.page(*(make.post(name, f"Words of {name}. " * 200) for name in names)), make.evidence()
            )

    return save_posts


# --- the address -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("flagpost.db", "sqlite:///flagpost.db"),
        ("", "sqlite:///flagpost.db"),
        ("sqlite://", "forget everything"),
        ("sqlite:///:memory:", "forget everything"),
        ("mysql://harbour/forum", "and not in mysql"),
    ],
)
def test_an_address_that_is_none_is_said_to_be_none(url, says):
    with pytest.raises(StoreUnavailable, match=says):
        Store.open(url)


def test_a_missing_driver_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match=r"pip install 'flagpost\[postgres\]'"):
        Store.open("postgresql://harbour/forum")


# --- SQLite ------------------------------------------------------------------------------------------------------


def test_a_folder_that_does_not_exist(tmp_path):
    with pytest.raises(StoreUnavailable, match=r"nowhere/flagpost\.db cannot be opened.*folder exists"):
        Store.open(f"sqlite:///{tmp_path}/nowhere/flagpost.db")


def test_a_folder_instead_of_a_file(tmp_path):
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear harbour master, " * 100)
    with pytest.raises(NotAStore, match="is not a database"):
        Store.open(f"sqlite:///{path}")
    assert path.read_text() == "Dear harbour master, " * 100


def test_a_damaged_file(tmp_path, sqlite_template):
    path = tmp_path / "flagpost.db"
    whole = sqlite_template.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreUnavailable, match=r"damaged.*backup"):
        Store.open(f"sqlite:///{path}")


def test_a_locked_file(tmp_path, sqlite_store, save):
    save(sqlite_store, "p1")
    url = str(sqlite_store._engine.url)
    other = sqlite3.connect(make_url(url).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(url, patience=0.1) as impatient:
        with pytest.raises(StoreLocked, match=r"in use by somebody else.*try again"):
            save(impatient, "p2")
        assert counted(impatient) == 1
        other.execute("ROLLBACK")
        other.close()
        save(impatient, "p2")
        assert counted(impatient) == 2


def test_a_new_file_that_somebody_holds(tmp_path):
    path = tmp_path / "flagpost.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreLocked):
        Store.open(f"sqlite:///{path}", patience=0.1)
    other.close()


def test_a_full_disk(sqlite_store, save):
    save(sqlite_store, "p1")
    engine = sqlite_store._engine
    engine.dispose()

    @event.listens_for(engine, "connect")
    def leave_no_room(connection, _):
        connection.execute("PRAGMA max_page_count = 1")  # SQLite makes it what the file has already

    with pytest.raises(StoreFull, match=r"no room left.*free some space"):
        save(sqlite_store, *(f"q{number}" for number in range(200)))
    assert counted(sqlite_store) == 1
    event.remove(engine, "connect", leave_no_room)
    engine.dispose()
    save(sqlite_store, "p2")
    assert counted(sqlite_store) == 2


def test_a_file_that_may_only_be_read(sqlite_store, save):
    save(sqlite_store, "p1")
    path = make_url(str(sqlite_store._engine.url)).database
    with Store.open(f"sqlite:///file:{path}?mode=ro&uri=true") as store:
        assert counted(store) == 1
        with pytest.raises(StoreReadOnly, match="the right to write"):
            save(store, "p2")


# --- both --------------------------------------------------------------------------------------------------------


def test_a_unit_that_reads_cannot_write(store, make):
    with pytest.raises(StoreReadOnly), store.read() as unit:
        unit.archive.save(make.page(make.post("p1")), make.evidence())
    assert counted(store) == 0


def test_a_unit_that_reads_sees_one_moment(store, save):
    save(store, "p1")
    with store.read() as unit:
        assert len(unit.archive.posts()) == 1
        save(store, "p2")
        assert len(unit.archive.posts()) == 1
    assert counted(store) == 2


def test_what_else_a_database_refuses_is_told_in_its_words(store):
    with pytest.raises(StoreError, match=r"nothing of it was written: .*no_such_table"), store.begin() as unit:
        unit.audit._session.execute(text("DELETE FROM no_such_table"))


# --- PostgreSQL --------------------------------------------------------------------------------------------------


def test_a_server_that_is_not_there():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        port = nobody.getsockname()[1]
        with pytest.raises(StoreUnavailable, match="Check that the server runs") as raised:
            Store.open(f"postgresql://rosa:secret@127.0.0.1:{port}/forum")
    assert "secret" not in str(raised.value)
    assert f"rosa:***@127.0.0.1:{port}/forum" in str(raised.value)


def test_a_wrong_password(postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS stranger")
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'right'")
    url = make_url(postgres).set(username="stranger", password="wrong")
    with pytest.raises(StoreUnavailable, match="refuses the user or the password"):
        Store.open(url.render_as_string(hide_password=False))


def test_a_database_that_does_not_exist(postgres):
    url = make_url(postgres).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(StoreUnavailable, match="Create the database first"):
        Store.open(url)


def test_a_user_without_the_right(postgres, new_postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS visitor")
        connection.execute("CREATE ROLE visitor LOGIN")
    url = make_url(new_postgres()).set(username="visitor").render_as_string(hide_password=False)
    with pytest.raises(StoreUnavailable, match="refuses this user"):
        Store.open(url)


def test_a_database_that_may_only_be_read(postgres_store, save):
    save(postgres_store, "p1")
    url = postgres_store._engine.url
    with postgres_store.begin() as unit:
        unit.audit._session.execute(text(f"ALTER DATABASE {url.database} SET default_transaction_read_only = on"))
    with Store.open(url.render_as_string(hide_password=False)) as store:
        with pytest.raises(StoreReadOnly):
            save(store, "p2")
        assert counted(store) == 1


def test_rows_that_somebody_holds(postgres_store, save):
    save(postgres_store, "p1")
    url = postgres_store._engine.url.render_as_string(hide_password=False)
    with Store.open(url, patience=0.1) as impatient, postgres_store.begin() as unit:
        unit.audit._session.execute(text("SELECT 1 FROM boards FOR UPDATE"))
        with pytest.raises(StoreLocked):
            save(impatient, "p2")


def test_a_connection_that_is_torn(postgres_store, postgres, save):
    save(postgres_store, "p1")

    def tear_and_go_on():
        with postgres_store.begin() as unit:
            process = unit.audit._session.execute(text("SELECT pg_backend_pid()")).scalar()
            with psycopg.connect(postgres, autocommit=True) as connection:
                connection.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
            unit.archive.posts()

    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        tear_and_go_on()
    assert counted(postgres_store) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("40P01", StoreLocked),
        ("53100", StoreFull),
        ("53300", StoreUnavailable),
        ("57P03", StoreUnavailable),
        ("99", StoreError),
    ],
)
def test_codes_that_are_hard_to_come_by(code, kind):
    refused = exc.OperationalError("SELECT 1", {}, SimpleNamespace(sqlstate=code))
    with pytest.raises(kind) as raised, translated("The store"):
        raise refused
    assert type(raised.value) is kind
