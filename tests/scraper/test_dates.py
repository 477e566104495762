from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.dates import YEARS, looks_like_date, parse_date, parse_machine, prints_day_first

NOW = datetime(2024, 3, 13, 15, 30, tzinfo=UTC)
"""A Wednesday."""

torture = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


MACHINE = {
    "2020-04-23T14:24:01+0200": at(2020, 4, 23, 12, 24, 1),
    "2020-04-23T14:24:01+02:00": at(2020, 4, 23, 12, 24, 1),
    "2020-04-23 14:24 -05": at(2020, 4, 23, 19, 24),
    "2020-04-23T14:24:01.250Z": at(2020, 4, 23, 14, 24, 1).replace(microsecond=250_000),
    "2020-04-23T24:00:00Z": at(2020, 4, 24),
    "1587644641": at(2020, 4, 23, 12, 24, 1),
    "1587644641000": at(2020, 4, 23, 12, 24, 1),
}

NO_MOMENTS = [
    None, "", "now", "2020-04-23", "2020-04-23T14:24:01", "2020-13-01T00:00:00Z", "2020-02-30T00:00:00Z",
    "2020-04-23T25:00:00Z", "2020-04-23T12:60:00Z", "2020-04-23T12:00:61Z", "2020-04-23T14:24:01+99:00",
    "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0", "123456789012345678", "9" * 200,
]  # fmt: skip


@pytest.mark.parametrize(("value", "moment"), MACHINE.items())
def test_moments_for_machines(value: str, moment: datetime) -> None:
    assert parse_machine(value) == moment


@pytest.mark.parametrize("value", NO_MOMENTS)
def test_what_is_no_moment(value: str | None) -> None:
    assert parse_machine(value) is None


def test_a_time_without_an_offset_is_told_in_the_zone_that_is_known() -> None:
    east = timezone(timedelta(hours=2))
    assert parse_machine("2020-04-23T14:24:01", zone=east) == at(2020, 4, 23, 12, 24, 1)


PRINTED = {
    "Jan 5, 2024 at 3:12 PM": at(2024, 1, 5, 15, 12),
    "Jan 5, 2024 12:00 AM": at(2024, 1, 5),
    "Jan 5, 2024 12:00 PM": at(2024, 1, 5, 12),
    "Jan 5 2024, noon": at(2024, 1, 5, 12),
    "Apr 19, 20": at(2020, 4, 19),
    "5 Jan 2024, 15:12": at(2024, 1, 5, 15, 12),
    "19-Apr-2020": at(2020, 4, 19),
    "01-15-2012, 10:33 AM": at(2012, 1, 15, 10, 33),
    "13/05/2020": at(2020, 5, 13),
    "05.04.2020": at(2020, 4, 5),
    "2020/04/23": at(2020, 4, 23),
    "4/4/2020": at(2020, 4, 4),
    "Mo 5. Feb 2018, 10:12": at(2018, 2, 5, 10, 12),
    "19. März 2020 um 7.05 Uhr": at(2020, 3, 19, 7, 5),
    "16 mai 2021 à 10h12": at(2021, 5, 16, 10, 12),
    "mié., 3 de abril de 2019 7:05 pm": at(2019, 4, 3, 19, 5),
    "mar 5 août 2014": at(2014, 8, 5),
    "3 Мар 2021": at(2021, 3, 3),
    "5 Ιαν 2020": at(2020, 1, 5),
    "2020年4月23日 14:24": at(2020, 4, 23, 14, 24),
    "2020년 4월 23일 오후 2:24": at(2020, 4, 23, 14, 24),
    "١٢ مايو ٢٠٢١": at(2021, 5, 12),
    "Tue Jan 07, 2020 8:00 pm UTC+1": at(2020, 1, 7, 19),
    "2020-01-07 20:00 GMT": at(2020, 1, 7, 20),
    "7 Jan 2020 20:00 +0530": at(2020, 1, 7, 14, 30),
}


@pytest.mark.parametrize(("raw", "moment"), PRINTED.items())
def test_a_printed_date_needs_no_clock_of_ours(raw: str, moment: datetime) -> None:
    assert parse_date(raw) == moment
    assert parse_date(raw, fetched_at=NOW) == moment
    assert looks_like_date(raw)


LEANING = {
    "Today, 01:02": at(2024, 3, 13, 1, 2),
    "Yesterday at 9:30 PM": at(2024, 3, 12, 21, 30),
    "gestern, 22:10": at(2024, 3, 12, 22, 10),
    "昨天 10:00": at(2024, 3, 12, 10),
    "오늘 오후 3:20": at(2024, 3, 13, 15, 20),
    "just now": NOW,
    "a minute ago": at(2024, 3, 13, 15, 29),
    "3 hours ago": at(2024, 3, 13, 12, 30),
    "2 weeks, 1 day ago": at(2024, 2, 27, 15, 30),
    "modified 1 hour and 5 minutes ago by 3 people": at(2024, 3, 13, 14, 25),
    "vor 5 Minuten": at(2024, 3, 13, 15, 25),
    "il y a 2 jours": at(2024, 3, 11, 15, 30),
    "2 дня назад": at(2024, 3, 11, 15, 30),
    "3日前": at(2024, 3, 10, 15, 30),
    "2h": at(2024, 3, 13, 13, 30),
    "Saturday at 8:00 AM": at(2024, 3, 9, 8),
    "Wednesday at 8:00 AM": at(2024, 3, 6, 8),
    "Mar 14": at(2024, 3, 14),
    "May 3": at(2023, 5, 3),
    "Dec 24 at 6:00 PM": at(2023, 12, 24, 18),
}


@pytest.mark.parametrize(("raw", "moment"), LEANING.items())
def test_a_date_that_leans_on_the_time_of_fetching(raw: str, moment: datetime) -> None:
    assert parse_date(raw, fetched_at=NOW) == moment
    assert parse_date(raw) is None, "without that time nobody knows"
    assert looks_like_date(raw)


@pytest.mark.parametrize(
    "raw",
    [
        None, "", "hello", "12345", "2024", "99:99", "31 Feb 2020", "Feb 30, 2021", "March 2020", "Ende 2020",
        "Jan 5, 1900 10:00", "5 Jan 1530", "5 Jan, 1015 views", "Threads 12", "May I ask", "፩ Jan 2020", "x" * 200,
        "Jan 7, 2020 " * 20,
    ],
)  # fmt: skip
def test_what_is_no_date(raw: str | None) -> None:
    assert parse_date(raw, fetched_at=NOW) is None


def test_yesterday_is_told_where_the_board_is() -> None:
    west = timezone(timedelta(hours=-5))
    night = at(2024, 3, 13, 3)  # still the 12th over there
    assert parse_date("Yesterday at 1:00 AM", fetched_at=night, zone=west) == at(2024, 3, 11, 6)


def test_a_printed_clock_is_the_boards() -> None:
    east = timezone(timedelta(hours=2))
    assert parse_date("Jan 5, 2024 at 1:00 AM", zone=east) == at(2024, 1, 4, 23)


@pytest.mark.parametrize(
    ("more", "moment"),
    [
        ({}, None),
        ({"language": "en"}, None),
        ({"language": "en-US"}, at(2020, 4, 5)),
        ({"language": "en-GB"}, at(2020, 5, 4)),
        ({"language": "pt-BR"}, at(2020, 5, 4)),
        ({"language": "en-GB", "day_first": False}, at(2020, 4, 5)),
        ({"day_first": True}, at(2020, 5, 4)),
    ],
)
def test_two_numbers_that_may_be_day_or_month(more: dict[str, str | bool], moment: datetime | None) -> None:
    assert parse_date("04/05/2020", **more) == moment


@pytest.mark.parametrize(
    ("raws", "expected"),
    [
        (["04/05/2020", None, "14/05/2020"], True),
        (["04/05/2020", "05/14/2020"], False),
        (["04/05/2020", "words"], None),
        ([], None),
    ],
)
def test_a_board_shows_which_comes_first(raws: list[str | None], expected: bool | None) -> None:
    assert prints_day_first(raws) is expected


def test_months_that_neighbours_name_otherwise() -> None:
    assert parse_date("5. listopad 2020", language="hr") == at(2020, 10, 5)
    assert parse_date("5. listopad 2020", language="cs") == at(2020, 11, 5)


@torture
@given(st.integers(0, 120 * 365 * 86_400), st.integers(-12, 14))
def test_a_moment_survives_being_written_for_machines(seconds: int, hours: int) -> None:
    moment = (at(1980, 1, 2) + timedelta(seconds=seconds)).astimezone(timezone(timedelta(hours=hours)))
    assert parse_machine(moment.isoformat()) == moment


@torture
@given(st.text(max_size=130), st.booleans())
def test_any_string_is_a_date_or_none(raw: str, fetched: bool) -> None:
    found = parse_date(raw, fetched_at=NOW if fetched else None)
    assert found is None or (found.tzinfo is UTC and (found.year in YEARS or found.year in (1979, 2101)))
    looks_like_date(raw)


PIECES = st.sampled_from(
    ["Jan", "5", "31", "2020", "1900", "at", "24:59", "3:12", "pm", "ago", "3", "hours", "yesterday", "-", "/", ".",
     "+99", "+0200", "UTC", "月", "年", "前", "²", "፩", "٣", "\x00", "Tuesday", "of", ",", "99999", "mar",
     "vor", "einer"]
)  # fmt: skip


@torture
@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_any_words_of_dates_are_a_date_or_none(raw: str) -> None:
    found = parse_date(raw, fetched_at=NOW)
    assert found is None or found.tzinfo is UTC
    looks_like_date(raw)
