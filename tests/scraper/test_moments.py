"""What a page as a whole tells about its dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from scraper.dates import parse_date
from scraper.document import Document
from scraper.moments import day_first_of, with_told_times, zone_between
from scraper.notes import now_in, year_in

BOARD = "https://kettles.example/t/7"


def page(html: str, *raws: str, fetched_at: datetime | None = None, now: str | None = None) -> Document:
    """A page, with what it tells about its dates."""
    return with_told_times(Document.parse(html, BOARD, fetched_at=fetched_at), raws, now)


@pytest.mark.parametrize(
    ("raws", "expected"),
    [
        (["03-04-2024", "25-04-2024"], True),
        (["03-04-2024", "04-25-2024"], False),
        (["03-04-2024, 05:12 PM"], False),
        (["03-04-2024"], None),
        ([], None),
    ],
)
def test_whether_the_day_comes_first(raws: list[str], expected: bool | None) -> None:
    assert day_first_of(raws) is expected


NOW = {
    "It is currently Tue Nov 24, 2026 8:30 pm": "Tue Nov 24, 2026 8:30 pm",
    "<p>Current time: <b>11-24-2026, 08:30 PM</b></p>": "11-24-2026, 08:30 PM",
    "Aktuelle Zeit: 24.11.2026, 20:30": "24.11.2026, 20:30",
    "Stats: 988 members, 2,635 topics. <b>Date</b>: Tuesday, 24 November 2026 at 08:30 PM": "Tuesday, 24 November 2026 "
    "at 08:30 PM",
    "Сейчас: 24.11.2026 20:30": "24.11.2026 20:30",
}


@pytest.mark.parametrize(("text", "expected"), NOW.items())
def test_the_moment_that_a_page_calls_now(text: str, expected: str) -> None:
    assert now_in(f"<div>{text}</div>") == expected


@pytest.mark.parametrize(
    "text", ["The time now is 08:30 PM.", "Date: 24 November 2026 at 08:30 PM", "It is currently raining.", ""]
)
def test_what_names_no_moment(text: str) -> None:
    assert now_in(text) is None


def test_relative_dates_lean_on_the_pages_own_clock() -> None:
    told = page("<p>It is currently Tue Nov 24, 2026 8:30 pm</p>", "Yesterday, 5:12 PM", "3 hours ago")
    assert told.date("Yesterday, 5:12 PM") == datetime(2026, 11, 23, 17, 12, tzinfo=UTC)
    assert told.date("3 hours ago") == datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


def test_the_clock_runs_in_the_pages_zone() -> None:
    html = "<p>It is currently Tue Nov 24, 2026 8:30 pm</p><p>All times are UTC+02:00</p>"
    told = page(html, "Today 7:00 pm")
    assert told.zone == timezone(timedelta(hours=2))
    assert told.fetched_at == datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
    assert told.date("Today 7:00 pm") == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def test_whoever_knows_when_it_was_fetched_knows_better() -> None:
    known = datetime(2026, 12, 1, tzinfo=UTC)
    assert page("<p>It is currently Tue Nov 24, 2026 8:30 pm</p>", fetched_at=known).fetched_at == known


def test_a_now_that_lies_before_a_post_is_none() -> None:
    assert page("<p>It is currently Tue Nov 24, 2026 8:30 pm</p>", "Dec 24, 2026 9:00 am").fetched_at is None


def test_a_clock_that_the_engine_knows() -> None:
    told = page("<p>no words of it</p>", "11-20-2026, 05:00 PM", now="Current time: 11-24-2026, 08:30 PM")
    assert told.fetched_at == datetime(2026, 11, 24, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("notice", "year"),
    [
        ("© 2020 Kettles Ltd", 2020),
        ("Copyright &copy; 2005 - 2020", 2020),
        ("(c) 1999–2021 Somebody", 2021),
        ("Since 2019", None),
    ],
)
def test_the_year_of_a_page(notice: str, year: int | None) -> None:
    assert year_in(notice) == year


def test_a_weekday_tells_the_year() -> None:
    told = page("<footer>© 2020 Kettles Ltd</footer>", "Sunday 8th March")
    assert told.date("Sunday 8th March") == datetime(2020, 3, 8, tzinfo=UTC)
    assert told.date("Tuesday 31st December") == datetime(2019, 12, 31, tzinfo=UTC)
    assert told.date("Monday 8th March") is None, "neither year has such a Monday"
    assert told.date("8th March") is None, "no weekday, no year"
    assert parse_date("Sunday 8th March") is None


@pytest.mark.parametrize(
    ("apart", "zone"),
    [
        (timedelta(hours=2), timezone(timedelta(hours=2))),
        (timedelta(hours=-3, minutes=-30, seconds=40), timezone(timedelta(hours=-3, minutes=-30))),
        (timedelta(minutes=10), None),
        (timedelta(days=-20), None),
    ],
)
def test_a_zone_lies_between_a_printed_and_an_exact_moment(apart: timedelta, zone: timezone | None) -> None:
    exact = datetime(2024, 5, 3, 9, tzinfo=UTC)
    assert zone_between(exact + apart, exact) == zone
