"""Who may do what: every role, every right, every grant."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from db.items import CaseFilter, Grant, Reach, User, UserRole, Whereabouts
from flagpost.access import NEEDED, Access, Right
from flagpost.errors import NotAllowed

MAY = {
    UserRole.READ_ONLY: {Right.LOOK},
    UserRole.MODERATOR: {Right.LOOK, Right.DECIDE},
    UserRole.REVIEWER: {Right.LOOK, Right.DECIDE, Right.REVIEW},
    UserRole.ADMIN: {Right.LOOK, Right.DECIDE, Right.REVIEW, Right.MANAGE},
}
"""What each role may do, written out: a change here is a decision."""
PLACES = [(1, "triage"), (1, "urgent"), (2, "triage"), (2, "urgent")]
"""A board and a queue each."""
GRANTED = {
    (1, None): {(1, "triage"), (1, "urgent")},
    (None, "urgent"): {(1, "urgent"), (2, "urgent")},
    (2, "triage"): {(2, "triage")},
    (3, None): set(),
    (None, "Urgent"): set(),
}
"""A grant's board and queue, to the places that it reaches."""
ROLES = list(UserRole)
GIVEN = [role for role in UserRole if role is not UserRole.ADMIN]


def user(role, *grants):
    return User(
        id=1, name="Ben", role=role, created_at=datetime(2026, 3, 1, tzinfo=UTC), disabled_at=None, grants=tuple(grants)
    )


def case(board_id, queue):
    """As much of a case as tells where it is."""
    return Whereabouts(7, board_id, queue)


def grant(role, board_id, queue):
    return Grant(role=role, board_id=board_id, queue=queue)


def test_every_right_has_a_role_that_it_needs():
    assert set(NEEDED) == set(Right)
    assert set(MAY) == set(UserRole)


@pytest.mark.parametrize("role", ROLES)
def test_without_grants_a_role_holds_everywhere(role):
    access = Access(user(role))
    assert access.everywhere
    for right in Right:
        may = right in MAY[role]
        assert access.may(right) is may
        assert all(access.may(right, case(*place)) is may for place in PLACES)
        assert access.narrowed(CaseFilter(queue="q"), right) == CaseFilter(queue="q", reach=None if may else ())
    assert access.reaches(1)


@pytest.mark.parametrize(("role", "given"), list(product(GIVEN, GIVEN)))
@pytest.mark.parametrize("where", GRANTED)
def test_a_grant_alone_says_what_holds_where(role, given, where):
    access = Access(user(role, grant(given, *where)))
    assert not access.everywhere
    for right, place in product(Right, PLACES):
        may = place in GRANTED[where] and right in MAY[given]
        assert access.may(right, case(*place)) is may, (right, place)
    for right in Right:
        assert access.may(right) is (right in MAY[role] | MAY[given]), "anywhere at all, or apart from cases"
        reach = (Reach(board_id=where[0], queue=where[1]),) if right in MAY[given] else ()
        assert access.narrowed(CaseFilter(), right).reach == reach


@pytest.mark.parametrize("where", GRANTED)
@pytest.mark.parametrize("given", GIVEN)
def test_an_admin_reaches_everything_whatever_is_granted(where, given):
    access = Access(user(UserRole.ADMIN, grant(given, *where)))
    assert access.everywhere
    assert all(access.may(right, case(*place)) for right, place in product(Right, PLACES))
    assert access.narrowed(CaseFilter()).reach is None


@pytest.mark.parametrize(("first", "second"), [(a, b) for a, b in product(GRANTED, GRANTED) if a != b])
def test_grants_add_up_and_the_greater_one_counts(first, second):
    access = Access(user(UserRole.MODERATOR, grant(UserRole.READ_ONLY, *first), grant(UserRole.REVIEWER, *second)))
    for place in PLACES:
        looks = place in GRANTED[first] | GRANTED[second]
        assert access.may(Right.LOOK, case(*place)) is looks
        assert access.may(Right.REVIEW, case(*place)) is (place in GRANTED[second])
    assert access.narrowed(CaseFilter(), Right.LOOK).reach == (Reach(*first), Reach(*second))
    assert access.narrowed(CaseFilter(), Right.DECIDE).reach == (Reach(*second),)


def test_no_grant_makes_an_admin():
    access = Access(user(UserRole.REVIEWER, grant(UserRole.REVIEWER, 1, None)))
    assert not access.may(Right.MANAGE)


def test_a_board_is_within_reach_where_some_of_its_cases_may_be():
    assert not Access(user(UserRole.MODERATOR, grant(UserRole.MODERATOR, 1, None))).reaches(2)
    assert Access(user(UserRole.MODERATOR, grant(UserRole.MODERATOR, 1, "urgent"))).reaches(1)
    assert Access(user(UserRole.MODERATOR, grant(UserRole.MODERATOR, None, "urgent"))).reaches(2)
    assert Access(user(UserRole.ADMIN, grant(UserRole.MODERATOR, 1, None))).reaches(2)


def test_what_is_not_allowed_is_told_with_what_it_needs():
    access = Access(user(UserRole.MODERATOR))
    access.ask(Right.DECIDE)
    access.ask(Right.DECIDE, case(1, "triage"))
    with pytest.raises(NotAllowed, match="Ben may not review here: case 7 needs the role reviewer"):
        access.ask(Right.REVIEW, case(1, "triage"))
    with pytest.raises(NotAllowed, match="Ben may not manage here: this needs the role admin"):
        access.ask(Right.MANAGE)
    narrowed = Access(user(UserRole.MODERATOR, grant(UserRole.MODERATOR, 1, "urgent")))
    with pytest.raises(NotAllowed, match="case 7 is on a board or in a queue that is not Ben's; an admin can change"):
        narrowed.ask(Right.DECIDE, case(1, "triage"))


def test_the_narrowed_filter_keeps_what_it_asked_for():
    wanted = CaseFilter(queue="urgent", words="x", state=None)
    narrowed = Access(user(UserRole.MODERATOR, grant(UserRole.MODERATOR, 1, None))).narrowed(wanted)
    assert (narrowed.queue, narrowed.words, narrowed.state) == ("urgent", "x", None)
    assert narrowed.reach == (Reach(board_id=1, queue=None),)
