"""When a break is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flagpost.wellbeing import BREAK, CASES, DAY, WHILE, Exposure, counted, exposure

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    """Moments so many minutes ago, in order."""
    return [NOW - timedelta(minutes=each) for each in sorted(minutes, reverse=True)]


@pytest.mark.parametrize(
    ("claimed", "today", "since_break", "working"),
    [
        ((), 0, 0, 0),
        ((0,), 1, 1, 0),
        ((3,), 1, 1, 3),
        ((9.9,), 1, 1, 9.9),
        ((10,), 1, 0, 0),
        ((10, 300), 2, 0, 0),
        ((1, 2, 3), 3, 3, 3),
        ((1, 10.5), 2, 2, 10.5),
        ((1, 11), 2, 1, 1),
        ((1, 10, 19, 30), 4, 3, 19),
        ((5, 5, 5), 3, 3, 5),
    ],
)
def test_what_was_looked_at_since_the_last_break(claimed, today, since_break, working):
    assert counted(ago(*claimed), NOW) == Exposure(today, since_break, timedelta(minutes=working))


def test_a_break_is_due_after_many_cases_or_a_long_while():
    assert not Exposure(CASES - 1, CASES - 1, timedelta(minutes=20)).break_due
    assert Exposure(CASES, CASES, timedelta(minutes=20)).break_due
    assert not Exposure(5, 5, WHILE - timedelta(seconds=1)).break_due
    assert Exposure(5, 5, WHILE).break_due
    assert not Exposure(100, 1, WHILE).break_due, "one case alone is no work without a break"
    assert not Exposure(100, 0, timedelta()).break_due


def test_a_break_ends_it():
    assert counted(ago(*range(1, 61)), NOW).break_due
    rested = counted(ago(*range(11, 71)), NOW)
    assert (rested.since_break, rested.break_due) == (0, False)
    again = counted([*ago(*range(15, 75)), NOW], NOW)
    assert (again.today, again.since_break, again.break_due) == (61, 1, False)


@given(st.lists(st.floats(0, DAY.total_seconds() / 60), max_size=80))
def test_what_is_counted_fits_together(minutes):
    claimed = ago(*minutes)
    found = counted(claimed, NOW)
    assert found.today == len(claimed)
    assert 0 <= found.since_break <= found.today
    assert timedelta() <= found.working <= DAY
    since = claimed[len(claimed) - found.since_break :]
    assert found.working == (NOW - since[0] if since else timedelta())
    assert all(later - earlier < BREAK for earlier, later in pairwise([*since, NOW]))


def test_a_case_counts_for_whoever_claims_it_and_for_half_a_day(full):
    with full.begin() as unit:
        for name in ("Anna", "Ben"):
            unit.users.ensure(name, at=NOW)
        for case_id, user, minutes in ((1, "Anna", 0), (2, "Anna", 5), (3, "Ben", 5)):
            at = NOW + timedelta(minutes=minutes)
            unit.review.claim(case_id, user, lease=timedelta(hours=1), at=at)
        unit.review.claim(2, "Anna", lease=timedelta(hours=1), at=NOW + timedelta(minutes=6))
    now = NOW + timedelta(minutes=7)
    assert exposure(full, "anna", now) == Exposure(2, 2, timedelta(minutes=7))
    assert exposure(full, "Ben", now) == Exposure(1, 1, timedelta(minutes=2))
    assert exposure(full, "Nobody", now) == Exposure(0, 0, timedelta())
    assert exposure(full, "Anna", NOW + DAY).today == 1
    assert exposure(full, "Anna", NOW + DAY + timedelta(minutes=5)).today == 0
