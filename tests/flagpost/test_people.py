"""People: the first admin, invitations, passwords, sessions, limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from db.items import Grant, UserRole
from flagpost import people as module
from flagpost.errors import BadLink, BadName, BadPassword, NameTaken, SignInRefused, TooManyTries
from flagpost.people import People

from .console.making import make_case

GOOD = "seven grey herons"


class Clock:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self):
        return self.now

    def forward(self, **by):
        self.now += timedelta(**by)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Hashing is slow on purpose; not here."""
    monkeypatch.setattr(module, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def people(store, settings, clock):
    return People(store, settings, clock=clock)


@pytest.fixture
def anna(people):
    return people.accept(people.first_link(), GOOD, name="Anna")


def enter(people, name="Anna", password=GOOD, address="10.0.0.1"):
    return people.sign_in(name, password, address=address, browser="Firefox")


def test_the_first_admin_is_made_by_a_link_and_there_is_no_second_one(people):
    stale = people.first_link()
    secret = people.first_link()
    with pytest.raises(BadLink):
        people.link(stale)
    assert people.link(secret).user is None
    anna = people.accept(secret, GOOD, name="  Anna ")
    assert (anna.name, anna.role, anna.has_password) == ("Anna", UserRole.ADMIN, True)
    assert people.first_link() is None
    with pytest.raises(BadLink):
        people.accept(secret, GOOD, name="Mallory")


def test_a_link_that_met_a_bad_password_still_works(people):
    secret = people.first_link()
    for password in ("short", "Anna" * 5, "aaaaaaaaaaaaaaaa", "x" * 1001):
        with pytest.raises(BadPassword):
            people.accept(secret, password, name="Anna")
    assert people.accept(secret, GOOD, name="Anna").role is UserRole.ADMIN


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "An\u202ena", "An\x00na", "me", " ＭＥ"])
def test_a_name_is_something_that_people_can_see_and_means_one_of_them(people, name):
    with pytest.raises(BadName):
        people.accept(people.first_link(), GOOD, name=name)


def test_somebody_whom_the_command_line_knows_may_become_the_first_admin(people, store, clock):
    with store.begin() as unit:
        unit.users.ensure("anna", at=clock())
    assert people.accept(people.first_link(), GOOD, name="Anna").role is UserRole.ADMIN


def test_others_are_invited(people, anna):
    made = people.invite("Ben", UserRole.MODERATOR, by=anna.name)
    with pytest.raises(SignInRefused):
        enter(people, "Ben", "anything at all")
    assert people.link(made.secret).user.name == "Ben"
    assert people.accept(made.secret, "eleven small boats").name == "Ben"
    assert enter(people, "ben", "eleven small boats").thing.user.role is UserRole.MODERATOR
    with pytest.raises(NameTaken):
        people.invite("BEN", UserRole.MODERATOR, by=anna.name)


def test_a_new_link_replaces_a_forgotten_password_and_ends_the_sessions(people, anna):
    session = enter(people)
    link = people.new_link("Anna", by="Anna")
    assert people.session(session.secret) is not None
    people.accept(link.secret, "eleven small boats")
    assert people.session(session.secret) is None
    with pytest.raises(SignInRefused):
        enter(people)
    assert enter(people, password="eleven small boats")


def test_a_session_is_noted_when_used_and_ends_by_itself(people, anna, clock):
    session = enter(people)
    began = clock()
    clock.forward(seconds=30)
    assert people.session(session.secret).seen_at == began
    clock.forward(hours=11)
    people.session(session.secret)
    assert people.session(session.secret).seen_at == clock()
    clock.forward(hours=12)
    assert people.session(session.secret) is None
    for _ in range(20):
        session = session if people.session(session.secret) else enter(people)
        clock.forward(hours=11)
    assert len(people.sessions("Anna")) <= 2  # a week at most, however busy


def test_signing_out_is_signing_out(people, anna):
    first, second = enter(people), enter(people)
    people.sign_out(first.thing.id, by="Anna")
    assert people.session(first.secret) is None
    assert people.session(second.secret) is not None
    assert people.sign_out_everywhere("Anna", by="Anna") == 1
    assert people.session(second.secret) is None


def test_wrong_ones_are_refused_alike_whether_there_is_such_a_user_or_not(people, anna):
    told = set()
    for name, password in (("Anna", "a wrong password"), ("Nobody", GOOD), ("", ""), ("Anna", "")):
        with pytest.raises(SignInRefused) as refused:
            enter(people, name, password, address=name)
        told.add(str(refused.value))
    assert len(told) == 1


def test_after_too_many_failures_even_the_right_password_waits(people, anna, clock):
    for number in range(module.FAILURES_OF_NAME):
        with pytest.raises(SignInRefused):
            enter(people, password="a wrong password", address=f"10.0.0.{number}")
    with pytest.raises(TooManyTries, match="15 minutes"):
        enter(people)
    clock.forward(minutes=15)
    assert enter(people)


def test_an_address_that_tries_many_names_waits_and_others_do_not(people, anna):
    for number in range(module.FAILURES_FROM_ADDRESS):
        with pytest.raises(SignInRefused):
            enter(people, f"user{number}", address="10.0.0.9")
    with pytest.raises(TooManyTries):
        enter(people, address="10.0.0.9")
    assert enter(people, address="10.0.0.1")


def test_a_right_password_clears_the_failures_before(people, anna):
    for _ in range(3):
        for _ in range(module.FAILURES_OF_NAME - 1):
            with pytest.raises(SignInRefused):
                enter(people, password="a wrong password")
        assert enter(people)


def test_a_changed_password_ends_all_other_sessions(people, anna):
    here, there = enter(people), enter(people)
    with pytest.raises(SignInRefused):
        people.change_password(here.thing, "a wrong password", "eleven small boats", address="::1")
    with pytest.raises(BadPassword):
        people.change_password(here.thing, GOOD, "short", address="::1")
    people.change_password(here.thing, GOOD, "eleven small boats", address="::1")
    assert people.session(here.secret) is not None
    assert people.session(there.secret) is None
    assert enter(people, password="eleven small boats")


def test_an_old_hash_is_made_anew(people, anna, store, monkeypatch):
    with store.read() as unit:
        before = unit.users.password_hash("Anna")
    monkeypatch.setattr(module, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    enter(people)
    with store.read() as unit:
        assert unit.users.password_hash("Anna") != before
    enter(people)


def test_who_is_disabled_is_out_at_once(people, anna):
    people.accept(people.invite("Ben", UserRole.MODERATOR, by="Anna").secret, "eleven small boats")
    session = enter(people, "Ben", "eleven small boats")
    people.disable("Ben", by="Anna")
    assert people.session(session.secret) is None
    with pytest.raises(SignInRefused):
        enter(people, "Ben", "eleven small boats")
    people.enable("Ben", by="Anna")
    assert enter(people, "Ben", "eleven small boats")


@pytest.mark.parametrize(
    ("change", "free"),
    [
        (lambda people: people.disable("Ben", by="Anna"), True),
        (lambda people: people.set_role("Ben", UserRole.READ_ONLY, by="Anna"), True),
        (lambda people: people.set_role("Ben", UserRole.REVIEWER, by="Anna"), False),
        (lambda people: people.set_grants("Ben", [Grant(role=UserRole.MODERATOR, queue="other")], by="Anna"), True),
        (lambda people: people.set_grants("Ben", [Grant(role=UserRole.READ_ONLY, queue="triage")], by="Anna"), True),
        (lambda people: people.set_grants("Ben", [Grant(role=UserRole.MODERATOR, queue="triage")], by="Anna"), False),
    ],
)
def test_cases_out_of_somebodys_reach_are_anybodys_at_once(people, anna, store, clock, change, free):
    people.invite("Ben", UserRole.MODERATOR, by="Anna")
    mine, handed = make_case(store, score=0.9), make_case(store, score=0.5)
    with store.begin() as unit:
        unit.review.claim(mine, "Ben", lease=timedelta(minutes=15), at=clock())
        token = unit.review.claim(handed, "Anna", lease=timedelta(minutes=15), at=clock()).token
        unit.assignments.assign(handed, token=token, user="Anna", to="Ben", note="", at=clock())
    change(people)
    with store.read() as unit:
        assert [where.id for where in unit.review.in_hands_of("Ben")] == ([] if free else [mine, handed])
        told = [(line.actor, line.event) for line in unit.audit.entries()]
    assert (("Anna", "case.unassigned") in told) is free
    if free:
        with store.begin() as unit:
            assert unit.review.claim(mine, "Anna", lease=timedelta(minutes=15), at=clock()).user == "Anna"


def test_a_token_is_told_once_and_can_be_revoked(people, anna, clock):
    made = people.new_token("Anna", "nightly export", days=30)
    assert made.secret.startswith(made.thing.beginning)
    assert made.secret.startswith("flagpost_")
    assert people.token(made.secret).user == anna
    assert people.token(made.secret).used_at == clock()
    assert people.token(made.secret + "x") is None
    with pytest.raises(NameTaken):
        people.new_token("Anna", "nightly export", days=None)
    people.revoke_token(made.thing.id, by="Anna")
    assert people.token(made.secret) is None
    brief = people.new_token("Anna", "another", days=1)
    clock.forward(days=1)
    assert people.token(brief.secret) is None
