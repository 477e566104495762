"""Priority as a number: what speaks for a case moves it forward, and waiting moves everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.items import Standing
from db.priority import EPOCH, HOUR, LONGEST, MOST, MOST_REPLIES, head_start, priority

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOTHING, EVERYTHING = Standing(), Standing(same_words=MOST, replies=MOST_REPLIES, agreed=MOST, waiting=MOST)
scores = st.floats(0, 1)
standings = st.builds(
    Standing,
    same_words=st.integers(0, MOST),
    replies=st.none() | st.integers(0, 10**7),
    agreed=st.integers(0, MOST),
    waiting=st.integers(0, MOST),
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(scores, standings, st.sampled_from(("same_words", "agreed", "waiting", "replies")), st.integers(1, 1000))
def test_more_of_anything_never_moves_a_case_back(score, standing, part, more):
    grown = replace(standing, **{part: (getattr(standing, part) or 0) + more})
    assert head_start(score, grown) >= head_start(score, standing)


@given(standings, scores, scores)
def test_a_surer_case_goes_before_its_like(standing, one, other):
    assume(one - other > 1e-6)
    assert priority(one, standing, NOW) > priority(other, standing, NOW)


@pytest.mark.parametrize("part", ["same_words", "agreed", "waiting", "replies"])
def test_every_part_counts_and_the_first_more_than_the_later_ones(part):
    told = [head_start(0.5, Standing(**{part: count})) for count in range(MOST + 1)]
    steps = [later - earlier for earlier, later in pairwise(told)]
    assert all(step > 0 for step in steps)
    assert steps == sorted(steps, reverse=True)


@given(scores, standings, moments, st.timedeltas(timedelta(seconds=1), timedelta(days=3000)))
def test_of_equals_the_older_goes_first(score, standing, opened_at, earlier):
    assert priority(score, standing, opened_at - earlier) > priority(score, standing, opened_at)


@given(scores, standings, scores, standings, moments)
def test_nothing_starves(score, standing, better, best, opened_at):
    waited = timedelta(hours=LONGEST, seconds=1)
    assert priority(score, standing, opened_at - waited) > priority(better, best, opened_at)


def test_the_longest_head_start_is_a_week_and_can_be_reached():
    assert head_start(1, EVERYTHING) == LONGEST == pytest.approx(7 * 24)
    assert head_start(0, NOTHING) == 0
    almost = timedelta(hours=LONGEST) - timedelta(seconds=1)
    assert priority(0, NOTHING, NOW - almost) < priority(1, EVERYTHING, NOW)


def test_the_difference_of_two_cases_is_one_of_time():
    ahead = head_start(0.9, replace(NOTHING, same_words=1)) * HOUR
    assert priority(0.9, replace(NOTHING, same_words=1), NOW + ahead) == pytest.approx(priority(0, NOTHING, NOW))
    assert priority(0, NOTHING, EPOCH) == 0


def test_an_open_case_of_an_author_counts_half_of_one_that_people_agreed_with():
    assert head_start(0.5, Standing(waiting=2)) == head_start(0.5, Standing(agreed=1))
