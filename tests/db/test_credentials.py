"""Links that work once, sessions, tokens, and sign-ins that failed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.credentials import Failures
from db.errors import NotFound
from db.items import UserRole

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def ben(store, clock):
    with store.begin() as unit:
        return unit.users.ensure("Ben", at=clock())


def begun(unit, clock, secret="s1", *, lasts=HOUR):
    return unit.credentials.begin_session(
        secret, "Ben", at=clock(), expires_at=clock() + lasts, address="10.0.0.7", browser="Firefox"
    )


def test_no_secret_is_stored(store, clock):
    with store.begin() as unit:
        unit.credentials.new_link("link-secret", "Ben", by="Ben", at=clock(), expires_at=clock() + HOUR)
        begun(unit, clock, "session-secret")
        unit.credentials.new_token("token-secret", "Ben", "bot", beginning="tok", at=clock(), expires_at=None)
    with store._engine.connect() as connection:
        for table in ("links", "sessions", "api_tokens", "audit"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            assert rows
            assert "secret" not in repr(rows)


# --- links


def test_a_link_works_once(store, clock, ben):
    with store.begin() as unit:
        unit.credentials.new_link("x", "Ben", by="Rosa", at=clock(), expires_at=clock() + HOUR)
        assert unit.credentials.link("x", clock()).user == ben
        assert unit.credentials.use_link("x", clock()).user == ben
        assert unit.credentials.use_link("x", clock()) is None
        assert unit.credentials.link("x", clock()) is None
        assert unit.credentials.link("y", clock()) is None


def test_a_newer_link_ends_the_older_of_the_same_user_alone(store, clock):
    with store.begin() as unit:
        unit.users.ensure("Eva", at=clock())
        for secret, user in (("b1", "Ben"), ("e1", "Eva"), ("f1", None), ("b2", "Ben")):
            unit.credentials.new_link(secret, user, by="Rosa", at=clock(), expires_at=clock() + HOUR)
        assert unit.credentials.link("b1", clock()) is None
        assert unit.credentials.link("f1", clock()).user is None
        assert unit.credentials.link("e1", clock()).user.name == "Eva"
        unit.credentials.new_link("f2", None, by="flagpost", at=clock(), expires_at=clock() + HOUR)
        assert unit.credentials.link("f1", clock()) is None


def test_a_link_expires_and_one_of_a_disabled_user_is_worth_nothing(store, clock):
    with store.begin() as unit:
        unit.credentials.new_link("x", "Ben", by="Rosa", at=clock(), expires_at=clock() + HOUR)
        assert unit.credentials.link("x", clock() + HOUR) is None
        unit.users.disable("Ben", by="Rosa", at=clock())
        assert unit.credentials.use_link("x", clock()) is None


# --- sessions


def test_a_session_lasts_until_it_expires_idles_or_is_ended(store, clock, ben):
    with store.begin() as unit:
        session = begun(unit, clock, lasts=3 * HOUR)
        assert unit.credentials.session("s1", clock(), idle=HOUR) == session
        assert session.user == ben
        assert unit.credentials.session("s2", clock(), idle=HOUR) is None
        later = clock.forward(minutes=50)
        unit.credentials.seen(session.id, later)
        assert unit.credentials.session("s1", clock.forward(minutes=50), idle=HOUR).seen_at == later
        assert unit.credentials.session("s1", clock.forward(minutes=20), idle=HOUR) is None
        assert unit.credentials.session("s1", clock.forward(hours=2), idle=9 * HOUR) is None


def test_ended_sessions_are_over_at_once(store, clock):
    with store.begin() as unit:
        first, second, third = (begun(unit, clock, secret) for secret in ("s1", "s2", "s3"))
        unit.credentials.end_session(first.id, by="Ben", at=clock())
        unit.credentials.end_session(first.id, by="Ben", at=clock())
        assert [each.id for each in unit.credentials.sessions("Ben", clock())] == [second.id, third.id]
        assert unit.credentials.end_sessions("Ben", by="Rosa", at=clock(), but=third.id) == 1
        assert [each.id for each in unit.credentials.sessions("Ben", clock())] == [third.id]
        assert unit.credentials.session("s2", clock(), idle=HOUR) is None
        with pytest.raises(NotFound):
            unit.credentials.end_session(999, by="Ben", at=clock())
    with store.read() as unit:
        assert [line.actor for line in unit.audit.entries() if line.event == "session.ended"] == ["Ben", "Rosa"]


def test_a_disabled_users_session_is_worth_nothing(store, clock):
    with store.begin() as unit:
        begun(unit, clock)
        unit.users.disable("Ben", by="Rosa", at=clock())
        assert unit.credentials.session("s1", clock(), idle=HOUR) is None


# --- failures


def test_failures_are_counted_by_name_and_by_address_and_forgotten(store, clock):
    with store.begin() as unit:
        began = clock()
        for name, address in (("Ben", "a"), ("BEN", "b"), ("Eva", "a"), ("nobody", "a")):
            unit.credentials.failed(name, address, clock.forward(minutes=1))
        assert unit.credentials.failures("ben", "a", began) == Failures(of_name=2, from_address=3)
        assert unit.credentials.failures("ben", "a", began + timedelta(minutes=3)) == Failures(0, 1)
        unit.credentials.forget_failures(name="Ben", before=clock())
        assert unit.credentials.failures("ben", "a", began) == Failures(0, 2)
        unit.credentials.forget_failures(before=began + timedelta(minutes=3))
        assert unit.credentials.failures("eva", "a", began) == Failures(0, 1)


# --- tokens


def test_a_token_is_found_until_revoked_or_expired(store, clock, ben):
    with store.begin() as unit:
        kept = unit.credentials.new_token("t1", "Ben", "bot", beginning="t", at=clock(), expires_at=None)
        assert unit.credentials.new_token("t2", "Ben", "bot", beginning="t", at=clock(), expires_at=None) is None
        brief = unit.credentials.new_token("t3", "Ben", "job", beginning="t", at=clock(), expires_at=clock() + HOUR)
        assert unit.credentials.token("t1", clock()) == kept
        assert (kept.user, kept.name, kept.beginning, kept.used_at) == (ben, "bot", "t", None)
        unit.credentials.used(kept.id, clock.forward(minutes=5))
        assert unit.credentials.token("t1", clock()).used_at == clock()
        assert unit.credentials.token("t3", clock()) == brief
        assert unit.credentials.token("t3", clock.forward(hours=1)) is None
        unit.credentials.revoke_token(kept.id, by="Ben", at=clock())
        unit.credentials.revoke_token(kept.id, by="Ben", at=clock.forward(hours=1))
        assert unit.credentials.token("t1", clock()) is None
        assert [each.revoked_at is not None for each in unit.credentials.tokens("Ben")] == [True, False]
        with pytest.raises(NotFound):
            unit.credentials.revoke_token(999, by="Ben", at=clock())


def test_the_name_of_a_revoked_token_can_be_given_to_another(store, clock, ben):
    def new(secret):
        return unit.credentials.new_token(secret, "Ben", "bot", beginning="t", at=clock(), expires_at=None)

    with store.begin() as unit:
        for number in range(1, 4):
            made = new(f"t{number}")
            assert made.name == "bot"
            assert unit.credentials.token(f"t{number}", clock()) == made
            assert new("never") is None
            unit.credentials.revoke_token(made.id, by="Ben", at=clock())
        last = new("t4")
        names = {each.id: each.name for each in unit.credentials.tokens("Ben")}
        assert len(names) == 4
        assert all(name == ("bot" if id_ == last.id else f"bot\n{id_}") for id_, name in names.items())
        assert [unit.credentials.token(f"t{number}", clock()) for number in range(1, 5)] == [None, None, None, last]
        unit.users.ensure("Eva", at=clock())
        assert unit.credentials.new_token("a", "Eva", "bot", beginning="t", at=clock(), expires_at=None)


def test_a_token_of_a_disabled_user_is_worth_nothing(store, clock):
    with store.begin() as unit:
        unit.users.ensure("Rosa", UserRole.ADMIN, at=clock())
        unit.credentials.new_token("t1", "Ben", "bot", beginning="t", at=clock(), expires_at=None)
        unit.users.disable("Ben", by="Rosa", at=clock())
        assert unit.credentials.token("t1", clock()) is None
