"""Those who review."""

from __future__ import annotations

import pytest

from db.errors import NotFound
from db.items import UserRole


def test_a_user_is_created_once_and_stays_as_it_is(store, clock):
    created = clock()
    with store.begin() as unit:
        rosa = unit.users.ensure("Rosa", UserRole.ADMIN, at=created)
        assert unit.users.ensure("ROSA ", UserRole.READ_ONLY, at=clock.forward(days=1)) == rosa
        unit.users.ensure("Ben", at=clock())
    assert (rosa.name, rosa.role, rosa.created_at, rosa.disabled_at) == ("Rosa", UserRole.ADMIN, created, None)
    with store.read() as unit:
        assert [(user.name, user.role) for user in unit.users.all()] == [
            ("Ben", UserRole.MODERATOR),
            ("Rosa", UserRole.ADMIN),
        ]
        assert unit.users.get("rosa") == rosa
        assert [(line.event, line.subject) for line in unit.audit.entries()] == [
            ("user.created", "user:Rosa"),
            ("user.created", "user:Ben"),
        ]


def test_a_user_that_is_not_there_is_said_to_be_missing(store):
    with store.read() as unit, pytest.raises(NotFound, match="no user Nobody"):
        unit.users.get("Nobody")
