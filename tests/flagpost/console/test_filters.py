"""Filters in an address: read without failing, whatever stands there, and written back the same."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from db.items import CaseFilter, CaseState
from db.types import UNSTORABLE
from flagpost.console.filters import AGES, LONGEST, LONGEST_QUERY, READERS, SEVERITIES, read_filter
from moderation.items import Category, Severity

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = [
    *AGES,
    *SEVERITIES,
    *map(str, Category),
    *map(str, CaseState),
    "all",
    "1",
    "0",
    str(2**70),
    "-1",
    "٣",
    "²",
    "1_0",
]
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=2 * LONGEST)
QUERIES = st.dictionaries(st.sampled_from([*READERS, "done", "number"]) | ANYTHING, st.sampled_from(KNOWN) | ANYTHING)


@given(QUERIES)
@example({"words": "a" * (LONGEST - 1) + "  b"})
@example({"rule": "İ" * LONGEST, "language": "EN"})
@example({"words": "\ud800\x00", "queue": " \t\n"})
@example({"board": "9" * LONGEST})
def test_any_address_can_be_read_and_is_written_back_the_same(given_fields):
    asked = read_filter(given_fields, NOW)
    assert set(asked.values) | set(asked.unknown) <= set(READERS)
    assert not set(asked.values) & set(asked.unknown)
    address = asked.path("/queue", anchor="post")
    assert address.isascii()
    assert len(asked.query) <= LONGEST_QUERY
    parts = urlsplit(address)
    assert (parts.path, parts.fragment, parts.query) == ("/queue", "post", asked.query)
    again = read_filter(dict(parse_qsl(parts.query)), NOW)
    assert (again.wanted, again.values, again.unknown) == (asked.wanted, asked.values, ())
    assert not any(UNSTORABLE.search(value) or value != value.strip() for value in asked.values.values())


@given(st.text(max_size=300))
def test_any_text_can_be_read_as_an_address(text):
    asked = read_filter(dict(parse_qsl(text)), NOW)
    assert read_filter(dict(parse_qsl(asked.query)), NOW).wanted == asked.wanted


def test_nothing_asked_for_is_every_open_case():
    for fields in ({}, {"queue": ""}, {"queue": "  "}, {"number": "3"}, {"state": "open"}):
        asked = read_filter(fields, NOW)
        assert (asked.wanted, asked.query, asked.path("/queue")) == (CaseFilter(), "", "/queue")


def test_every_field_is_one_of_the_filter():
    fields = {
        "queue": "urgent",
        "board": "2",
        "category": "threat",
        "severity": "high",
        "rule": "lexicon/",
        "language": "de",
        "author": "Eva",
        "words": "a b",
        "waiting": "3d",
        "claimed": "Ben",
        "state": "decided",
    }
    assert set(fields) <= set(READERS)
    wanted = read_filter(fields, NOW).wanted
    assert wanted == CaseFilter(
        state=CaseState.DECIDED,
        queue="urgent",
        board_id=2,
        category=Category.THREAT,
        severity=Severity.HIGH,
        author="Eva",
        claimed_by="Ben",
        rule="lexicon/",
        language="de",
        words="a b",
        opened_before=NOW - AGES["3d"],
    )
    assert read_filter({"state": "all"}, NOW).wanted.state is None


def test_what_means_nothing_is_told_and_left_out():
    asked = read_filter({"severity": "none", "state": "Open", "waiting": "2h", "board": "x", "queue": "q"}, NOW)
    assert asked.unknown == ("board", "severity", "waiting", "state")
    assert (asked.wanted, asked.query) == (CaseFilter(queue="q"), "queue=q")


def test_no_more_than_a_few_words_are_looked_for():
    ten = " ".join(map(str, range(10)))
    assert read_filter({"words": ten}, NOW).wanted.words == ten
    assert read_filter({"words": f'"{ten}" 11'}, NOW).unknown == ("words",)


def test_an_address_takes_further_fields():
    asked = read_filter({"queue": "a b&c"}, NOW)
    assert asked.path("/next", done=3, number=None) == "/next?queue=a+b%26c&done=3"
    assert asked.path("/cases/1", anchor="post") == "/cases/1?queue=a+b%26c#post"
