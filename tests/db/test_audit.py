"""The audit log: a chain that shows any change, in tables that refuse one."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import create_engine, text

from db.errors import StoreError

COLUMNS = "number, at, actor, event, subject, details, previous, hash"


def append(store, clock, *events):
    with store.begin() as unit:
        return [unit.audit.append("Rosa", event, "case:1", {"b": 1, "a": ["é", None]}, clock()) for event in events]


def verify(store):
    with store.read() as unit:
        return unit.audit.verify()


@pytest.fixture
def tamper(store, url):
    """Write past the triggers, as somebody with the file or the server in hand could."""

    def run(*statements):
        engine = create_engine(url)
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                for name in ("audit_no_update", "audit_no_delete", "audit_follows_on"):
                    connection.execute(text(f"DROP TRIGGER {name}"))
            else:
                connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    return run


def test_an_empty_log_holds(store):
    report = verify(store)
    assert (report.entries, report.broken_at, report.head) == (0, None, "0" * 64)


def test_lines_are_numbered_and_chained(store, clock):
    first, second = append(store, clock, "case.claimed", "case.decided")
    [third] = append(store, clock, "case.undone")
    assert [line.number for line in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == ("0" * 64, first.hash, second.hash)
    with store.read() as unit:
        assert unit.audit.entries() == [first, second, third]
        assert unit.audit.entries(after=1, limit=1) == [second]
    report = verify(store)
    assert (report.entries, report.broken_at, report.problem, report.head) == (3, None, None, third.hash)


def test_the_hash_is_the_documented_one(store, clock):
    """So that somebody else can check the chain without our code."""
    [line] = append(store, clock, "case.claimed")
    said = (
        '{"actor":"Rosa","at":"2026-03-01T12:00:00.000000+00:00","details":{"a":["\\u00e9",null],"b":1},'
        '"event":"case.claimed","number":1,"subject":"case:1"}'
    )
    assert json.loads(said)
    assert line.hash == hashlib.sha256(("0" * 64 + said).encode()).hexdigest()


def test_lines_noted_in_a_unit_are_written_with_it_or_not_at_all(store, clock):
    def note(event, then=lambda: None):
        with store.begin() as unit:
            unit.audit.note("Rosa", event, "case:1", {}, clock())
            then()

    note("noted")
    with pytest.raises(ZeroDivisionError):
        note("lost", lambda: 1 / 0)
    with store.read() as unit:
        assert [line.event for line in unit.audit.entries()] == ["noted"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'Ben' WHERE number = 1",
        "UPDATE audit SET number = number + 10",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE number = 2",
        f"INSERT INTO audit ({COLUMNS}) SELECT 9, at, actor, event, subject, details, hash, '{'1' * 64}' FROM audit",
        f"INSERT INTO audit ({COLUMNS}) SELECT 3, at, '', '', '', '', '{'2' * 64}', '{'1' * 64}' FROM audit",
    ],
)
def test_the_database_refuses_to_change_the_log(store, url, clock, statement):
    append(store, clock, "case.claimed", "case.decided")
    engine = create_engine(url)
    with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert (verify(store).entries, verify(store).broken_at) == (2, None)


def test_sqlite_replaces_no_line(sqlite_store, clock):
    """``INSERT OR REPLACE`` deletes without asking a DELETE trigger."""
    append(sqlite_store, clock, "case.claimed", "case.decided")
    for number in (1, 2, 3):
        replace = (
            f"INSERT OR REPLACE INTO audit ({COLUMNS}) "
            f"SELECT {number}, at, 'Ben', event, subject, details, previous, hash FROM audit WHERE number = 2"
        )
        with pytest.raises(StoreError, match="append-only"), sqlite_store.begin() as unit:
            unit.audit._session.execute(text(replace))
    assert verify(sqlite_store).entries == 2


def test_postgresql_truncates_no_log(postgres_store, clock):
    append(postgres_store, clock, "case.claimed")
    for table in ("audit", "claims", "decisions"):
        with pytest.raises(StoreError, match=r"append-only|never deleted"), postgres_store.begin() as unit:
            unit.audit._session.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize(
    ("change", "broken_at", "problem"),
    [
        ("UPDATE audit SET actor = 'Ben' WHERE number = 2", 2, "does not fit"),
        ("UPDATE audit SET details = '{}' WHERE number = 3", 3, "does not fit"),
        ("UPDATE audit SET details = 'x' WHERE number = 3", 3, "no JSON"),
        ("DELETE FROM audit WHERE number = 2", 2, "missing"),
        ("DELETE FROM audit WHERE number = 1", 1, "missing"),
        (f"UPDATE audit SET previous = '{'1' * 64}' WHERE number = 2", 2, "not the hash of the line before"),
        (f"UPDATE audit SET hash = '{'1' * 64}' WHERE number = 3", 3, "does not fit"),
    ],
)
def test_whoever_goes_around_the_triggers_is_noticed(store, clock, tamper, change, broken_at, problem):
    append(store, clock, "a", "b", "c")
    tamper(change)
    report = verify(store)
    assert (report.broken_at, report.entries) == (broken_at, broken_at - 1)
    assert problem in report.problem


def test_a_log_cut_off_at_its_end_has_another_head(store, clock, tamper):
    append(store, clock, "a", "b")
    head = verify(store).head
    tamper("DELETE FROM audit WHERE number = 2")
    report = verify(store)
    assert report.broken_at is None
    assert report.head != head


def test_a_long_log_is_checked_in_chunks(store, clock, monkeypatch):
    monkeypatch.setattr("db.audit.CHUNK", 3)
    append(store, clock, *"abcdefg")
    assert verify(store).entries == 7


def test_hostile_text_breaks_no_line(store, clock):
    with store.begin() as unit:
        unit.audit.append("a\x00\ud800", "event", "x", {"words": "\x00\ud800"}, clock())
    assert (verify(store).entries, verify(store).broken_at) == (1, None)
