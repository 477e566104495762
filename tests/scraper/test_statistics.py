from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import fields

import pytest

from scraper.datewords import fold
from scraper.items import BoardStatistics
from scraper.statistics import LABELS, NAMES, field_of, from_pairs, merged


def test_a_label_table() -> None:
    found = from_pairs(
        [("Threads:", "2,635"), ("Messages", "19,062"), ("Members", " 988 "), ("Latest member", "Mossy \n Ann")]
    )
    assert found == BoardStatistics(threads=2635, messages=19062, members=988, latest_member="Mossy Ann")


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Threads", "threads"),
        ("Total topics", "threads"),
        ("Discussions:", "threads"),
        ("Themen", "threads"),
        ("Темы", "threads"),
        ("主题", "threads"),
        ("FORUM POSTS", "messages"),
        ("Beiträge", "messages"),
        ("Сообщения", "messages"),
        ("Mitglieder", "members"),
        ("Our newest member", "latest_member"),
        ("Dernier membre", "latest_member"),
        ("Guests online", "online_guests"),
        ("Most users ever online", "record_online"),
    ],
)
def test_labels_in_many_languages(label: str, field: str) -> None:
    assert field_of(label) == field


@pytest.mark.parametrize("label", ["", "Weather", "Thread", "Likes received", "Threads and threads"])
def test_labels_that_nobody_knows(label: str) -> None:
    assert field_of(label) is None


def test_what_is_unknown_is_kept_as_printed() -> None:
    found = from_pairs([("Threads", "12"), ("Tides  today:", " high at 3 "), ("Members", "a few")])
    assert found is not None
    assert found.threads == 12
    assert found.members is None
    assert found.other == {"Tides  today": "high at 3", "Members": "a few"}


def test_without_one_known_label_there_are_no_statistics() -> None:
    assert from_pairs([("Tides", "3"), ("Members", "a few")]) is None
    assert from_pairs([]) is None


def test_the_first_value_of_a_field_counts() -> None:
    found = from_pairs([("Threads", "12"), ("Topics", "13")])
    assert found is not None
    assert found.threads == 12


def test_a_value_that_is_a_whole_text_is_none() -> None:
    found = from_pairs([("Threads", "12"), ("Messages", "5 " + "words " * 60), ("x" * 70, "1")])
    assert found == BoardStatistics(threads=12)


def test_merging_keeps_the_first_and_fills_the_gaps() -> None:
    first = BoardStatistics(threads=12, online_names=("Wick",), other={"a": "1"})
    second = BoardStatistics(threads=13, messages=40, online_names=("Ivo",), other={"a": "2", "b": "3"})
    assert merged(first, second) == BoardStatistics(
        threads=12, messages=40, online_names=("Wick",), other={"a": "1", "b": "3"}
    )


def test_merging_with_nothing() -> None:
    some = BoardStatistics(threads=12)
    assert merged(some, None) is some
    assert merged(None, some) is some
    assert merged(None, None) is None


def test_zero_is_a_count() -> None:
    assert merged(BoardStatistics(threads=0), BoardStatistics(threads=5)) == BoardStatistics(threads=0)


def test_every_label_leads_to_one_field_that_there_is() -> None:
    table = json.loads(LABELS.read_text(encoding="utf-8"))
    assert set(table) <= {field.name for field in fields(BoardStatistics)}
    assert set(table) >= NAMES
    leads_to: dict[str, set[str]] = defaultdict(set)
    for name, labels in table.items():
        for label in labels.split():
            leads_to[fold(label)].add(name)
    assert not [label for label, names in leads_to.items() if len(names) > 1]
