from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.numbers import LARGEST, parse_number

torture = settings(max_examples=300, deadline=None, derandomize=True, database=None)

COUNTS = {
    "0": 0,
    "007": 7,
    "2,635": 2635,
    "2.635": 2635,
    "2 635": 2635,
    "2\u202f635": 2635,
    "2\u00a0635 Beiträge": 2635,
    "2'635": 2635,
    "1,23,456": 123_456,
    "12.345.678": 12_345_678,
    "1.2K": 1200,
    "1,2k": 1200,
    "12.5 k replies": 12_500,
    "1.234K": 1234,
    "3M": 3_000_000,
    "3 million": 3_000_000,
    "5 Mio.": 5_000_000,
    "1,5 Tsd.": 1500,
    "1,2 тыс.": 1200,
    "1.2万": 12_000,
    "٣٤٥": 345,
    "１２３": 123,
    "#12": 12,
    "Replies: 22": 22,
    "5 members": 5,
    "7 bins": 7,
    "1 2": 1,
}

NO_COUNTS = [None, "", "none", "–", "4.5", "12,34", "1.234,56", "k", "²", "9" * 16, "9" * 5_000]


@pytest.mark.parametrize(("raw", "number"), COUNTS.items())
def test_a_printed_count(raw: str, number: int) -> None:
    assert parse_number(raw) == number


@pytest.mark.parametrize("raw", NO_COUNTS)
def test_what_is_no_count(raw: str | None) -> None:
    assert parse_number(raw) is None


@torture
@given(st.integers(0, LARGEST), st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "'", "’"]))
def test_groups_of_thousands_mean_the_same_in_every_notation(number: int, mark: str) -> None:
    assert parse_number(f"{number:,}".replace(",", mark)) == number


@torture
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_string_is_a_count_or_none(raw: str) -> None:
    number = parse_number(raw)
    assert number is None or 0 <= number <= LARGEST


@pytest.mark.parametrize("raw", ["12 " * 100_000, "1" * 1_000_000, "1.000" * 100_000, "1 000 " * 100_000 + "x"])
def test_a_long_string_is_turned_away_at_once(raw: str) -> None:
    started = time.process_time()
    parse_number(raw)
    assert time.process_time() - started < 0.5
