"""Which threads are read again."""

from datetime import UTC, datetime, timedelta

import pytest

from scraper.changes import has_changed
from scraper.items import KnownThread, ThreadLink

NOON = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)


def row(replies=None, at=None, raw=None):
    return ThreadLink(
        id="7", title="Nets", url="https://quay.example/t/7", replies=replies, last_post_at=at, last_post_raw=raw
    )


def known(replies=None, at=None, raw=None):
    return KnownThread(id="7", replies=replies, last_post_at=at, last_post_raw=raw)


def test_a_thread_never_read_to_its_end_is_read():
    assert has_changed(row(replies=3, at=NOON), None)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"replies": 3}, {"replies": 3}),
        ({"at": NOON}, {"at": NOON}),
        ({"replies": 3, "at": NOON, "raw": "5 minutes ago"}, {"replies": 3, "at": NOON, "raw": "1 minute ago"}),
        ({"raw": "1 Mar 2025, xx"}, {"raw": "1 Mar 2025, xx"}),
        ({"replies": 3, "raw": "sometime"}, {"replies": 3, "raw": "lately"}),
        # the board stopped to print one of the two
        ({"replies": 3}, {"replies": 3, "at": NOON}),
        ({"at": NOON}, {"replies": 3, "at": NOON}),
    ],
)
def test_nothing_changed(now, then):
    assert not has_changed(row(**now), known(**then))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({"replies": 4, "at": NOON}, {"replies": 3, "at": NOON}),
        ({"replies": 2, "at": NOON}, {"replies": 3, "at": NOON}),
        # one post gone, one written
        ({"replies": 3, "at": NOON + timedelta(minutes=1)}, {"replies": 3, "at": NOON}),
        ({"replies": 3, "at": NOON - timedelta(minutes=1)}, {"replies": 3, "at": NOON}),
        ({"raw": "2 Mar 2025, xx"}, {"raw": "1 Mar 2025, xx"}),
    ],
)
def test_something_changed(now, then):
    assert has_changed(row(**now), known(**then))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({}, {}),
        ({}, {"replies": 3}),
        ({"replies": 3}, {}),
        ({"at": NOON}, {"raw": "1 March"}),
        ({"raw": "5 minutes ago"}, {"raw": "5 minutes ago"}),
        ({"raw": "lately"}, {"raw": "lately"}),
    ],
)
def test_nothing_to_compare_is_read(now, then):
    assert has_changed(row(**now), known(**then))


def read_at(moment, ago, raw):
    """What a row that says ``raw`` is resolved to when it is read at ``moment``."""
    return {"at": moment - ago, "raw": raw}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # read at noon, and again a day later
        ((timedelta(minutes=5), "5 minutes ago"), (timedelta(days=1), "1 day ago")),
        ((timedelta(hours=3), "3 hours ago"), (timedelta(days=1), "yesterday")),
        ((timedelta(days=6), "6 days ago"), (timedelta(days=7), "1 week ago")),
        ((timedelta(days=730), "2 years ago"), (timedelta(days=730), "2 years ago")),
        ((timedelta(minutes=5), "vor 5 Minuten"), (timedelta(days=1), "vor 1 Tag")),
    ],
)
def test_relative_dates_wander_without_a_change(before, after):
    then = known(replies=3, **read_at(NOON, *before))
    now = row(replies=3, **read_at(NOON + timedelta(days=1), *after))
    assert not has_changed(now, then)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((timedelta(minutes=5), "5 minutes ago"), (timedelta(hours=2), "2 hours ago")),
        ((timedelta(days=730), "2 years ago"), (timedelta(hours=2), "2 hours ago")),
        ((timedelta(days=6), "6 days ago"), (timedelta(0), "just now")),
    ],
)
def test_relative_dates_that_cannot_be_the_same_are_a_change(before, after):
    then = known(replies=3, **read_at(NOON, *before))
    now = row(replies=3, **read_at(NOON + timedelta(days=1), *after))
    assert has_changed(now, then)


def test_a_relative_date_alone_is_never_enough():
    then = known(**read_at(NOON, timedelta(minutes=5), "5 minutes ago"))
    assert has_changed(row(**read_at(NOON + timedelta(days=1), timedelta(days=1), "1 day ago")), then)


def test_a_board_that_drops_the_clock_of_older_posts_changed_nothing():
    then = known(replies=3, at=NOON, raw="Today, 12:00")
    assert not has_changed(row(replies=3, at=NOON.replace(hour=0), raw="Mar 1, 2025"), then)
    assert has_changed(row(replies=3, at=NOON + timedelta(days=2), raw="Mar 3, 2025"), then)
