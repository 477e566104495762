"""Accounts at providers: each is one user's, and a user has one at each provider."""

from __future__ import annotations

import pytest

from db.errors import NotFound
from db.items import Account

FIRST = Account(issuer="https://id.example", subject="1")
SECOND = Account(issuer="https://id.example", subject="2")
ELSEWHERE = Account(issuer="https://other.example", subject="1")


@pytest.fixture
def people(store, clock):
    with store.begin() as unit:
        for name in ("Rosa", "Ben"):
            unit.users.ensure(name, at=clock())


def link(store, clock, name, account):
    with store.begin() as unit:
        return unit.accounts.link(name, account, by="provider", at=clock())


def whose(store, account):
    with store.read() as unit:
        user = unit.accounts.user(account)
    return user and user.name


def test_an_account_is_one_users_for_good(store, clock, people):
    assert whose(store, FIRST) is None
    assert link(store, clock, "Rosa", FIRST)
    assert link(store, clock, "ROSA", FIRST), "it is theirs already"
    assert not link(store, clock, "Ben", FIRST)
    assert not link(store, clock, "Rosa", SECOND), "they have one there"
    assert link(store, clock, "Rosa", ELSEWHERE)
    assert link(store, clock, "Ben", SECOND)
    assert [whose(store, each) for each in (FIRST, SECOND, ELSEWHERE)] == ["Rosa", "Ben", "Rosa"]
    with store.read() as unit:
        assert unit.accounts.of_all() == {
            unit.users.get("Rosa").id: [FIRST, ELSEWHERE],
            unit.users.get("Ben").id: [SECOND],
        }
        log = [(line.subject, line.details["subject"]) for line in unit.audit.entries() if line.event == "user.account"]
    assert log == [("user:Rosa", "1"), ("user:Rosa", "1"), ("user:Ben", "2")]


def test_a_forgotten_account_is_anybodys(store, clock, people):
    link(store, clock, "Rosa", FIRST)
    with store.begin() as unit:
        unit.accounts.forget("Rosa", by="Anna", at=clock())
        unit.accounts.forget("Ben", by="Anna", at=clock())
    assert whose(store, FIRST) is None
    assert link(store, clock, "Ben", FIRST)
    with store.read() as unit:
        log = [(line.actor, line.subject) for line in unit.audit.entries() if line.event == "user.account_forgotten"]
    assert log == [("Anna", "user:Rosa")]


def test_nobody_has_no_account(store, clock, people):
    with pytest.raises(NotFound):
        link(store, clock, "Nobody", FIRST)
