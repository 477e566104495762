"""Those who review."""

from __future__ import annotations

import pytest

from db.errors import LastAdmin, NotFound
from db.items import Grant, UserRole


@pytest.fixture
def rosa(store, clock):
    """An admin who can sign in."""
    with store.begin() as unit:
        unit.users.ensure("Rosa", UserRole.ADMIN, at=clock())
        unit.users.set_password("Rosa", "a hash", by="Rosa", at=clock())
        return unit.users.get("Rosa")


def events(store):
    with store.read() as unit:
        return [(line.actor, line.event, line.subject) for line in unit.audit.entries()]


def test_a_user_is_created_once_and_stays_as_it_is(store, clock):
    created = clock()
    with store.begin() as unit:
        rosa = unit.users.ensure("Rosa", UserRole.ADMIN, at=created)
        assert unit.users.ensure("ROSA ", UserRole.READ_ONLY, at=clock.forward(days=1)) == rosa
        unit.users.ensure("Ben", at=clock(), by="Rosa")
    assert (rosa.name, rosa.role, rosa.created_at, rosa.disabled_at) == ("Rosa", UserRole.ADMIN, created, None)
    assert (rosa.has_password, rosa.grants) == (False, ())
    with store.read() as unit:
        assert [(user.name, user.role) for user in unit.users.all()] == [
            ("Ben", UserRole.MODERATOR),
            ("Rosa", UserRole.ADMIN),
        ]
        assert unit.users.get("rosa") == rosa
        assert unit.users.known("ｒｏｓａ")
        assert not unit.users.known("Nobody")
    assert events(store) == [("Rosa", "user.created", "user:Rosa"), ("Rosa", "user.created", "user:Ben")]


def test_a_user_that_is_not_there_is_said_to_be_missing(store):
    with store.read() as unit, pytest.raises(NotFound, match="no user Nobody"):
        unit.users.get("Nobody")


def test_a_role_changes_and_the_log_says_from_what(store, clock, rosa):
    with store.begin() as unit:
        unit.users.ensure("Ben", at=clock())
        assert unit.users.set_role("ben", UserRole.REVIEWER, by="Rosa", at=clock()).role is UserRole.REVIEWER
        unit.users.set_role("Ben", UserRole.REVIEWER, by="Rosa", at=clock())
    with store.read() as unit:
        changes = [line for line in unit.audit.entries() if line.event == "user.role"]
    assert [(line.actor, line.details) for line in changes] == [("Rosa", {"from": "moderator", "to": "reviewer"})]


@pytest.mark.parametrize("change", ["role", "disable"])
def test_the_last_admin_stays(store, clock, rosa, change):
    def try_it(unit):
        if change == "role":
            return unit.users.set_role("Rosa", UserRole.MODERATOR, by="Rosa", at=clock())
        return unit.users.disable("Rosa", by="Rosa", at=clock())

    with pytest.raises(LastAdmin, match="Rosa is the last admin"), store.begin() as unit:
        try_it(unit)
    with store.begin() as unit:
        assert unit.users.get("Rosa") == rosa
        unit.users.ensure("Ben", UserRole.ADMIN, at=clock())
    with pytest.raises(LastAdmin), store.begin() as unit:  # Ben has no password: he could let nobody in
        try_it(unit)
    with store.begin() as unit:
        unit.users.set_password("Ben", "a hash", by="Ben", at=clock())
        try_it(unit)


def test_who_is_disabled_has_no_password_until_enabled_again(store, clock, rosa):
    with store.begin() as unit:
        unit.users.ensure("Ben", at=clock())
        unit.users.set_password("Ben", "his hash", by="Ben", at=clock())
        assert unit.users.disable("Ben", by="Rosa", at=clock()).disabled_at == clock()
        assert unit.users.password_hash("Ben") is None
        assert unit.users.enable("Ben", by="Rosa", at=clock()).disabled_at is None
        assert unit.users.password_hash("Ben") == "his hash"
        assert unit.users.password_hash("Nobody") is None
        unit.users.refresh_hash("Ben", "a newer hash")
        assert unit.users.password_hash("Ben") == "a newer hash"
    assert [event for _, event, subject in events(store) if subject == "user:Ben"] == [
        "user.created", "user.password", "user.disabled", "user.enabled",
    ]  # fmt: skip


def test_grants_are_replaced_as_a_whole(store, clock, rosa, make):
    with store.begin() as unit:
        board = unit.archive.save(make.index(), make.evidence()).board_id
        unit.users.ensure("Ben", at=clock())
        wide = [
            Grant(role=UserRole.REVIEWER, board_id=board),
            Grant(role=UserRole.READ_ONLY, board_id=board, queue="triage"),
        ]
        assert unit.users.set_grants("Ben", wide, by="Rosa", at=clock()).grants == tuple(wide)
        narrow = [Grant(role=UserRole.MODERATOR, queue="triage")]
        assert unit.users.set_grants("Ben", narrow, by="Rosa", at=clock()).grants == tuple(narrow)
        assert unit.users.set_grants("Ben", [], by="Rosa", at=clock()).grants == ()
