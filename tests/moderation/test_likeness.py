"""How alike two words are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.likeness import common_end, common_start, is_slip, likeness

WORDS = st.text("abc", max_size=8)
torture = settings(max_examples=200, deadline=None, derandomize=True, database=None)


@pytest.mark.parametrize(
    ("one", "other", "start", "end"),
    [
        ("pakistan", "pornistan", 1, 5),
        ("italy", "italy", 5, 5),
        ("peru", "cuba", 0, 0),
        ("", "cuba", 0, 0),
        ("cub", "cuba", 3, 0),
    ],
)
def test_letters_in_common(one, other, start, end):
    assert (common_start(one, other), common_end(one, other)) == (start, end)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("italy", "italy", 1),
        ("abc", "xyz", 0),
        ("", "", 1),
        ("", "abc", 0),
        ("kitten", "sitting", 1 - 3 / 7),
        ("ab", "abc", 2 / 3),
    ],
)
def test_likeness(one, other, share):
    assert likeness(one, other) == pytest.approx(share)


@torture
@given(WORDS, WORDS)
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert (likeness(one, other) == 1) == (one == other)


@torture
@given(WORDS, WORDS, st.sampled_from("abc"))
def test_one_more_letter_is_one_more_edit_at_most(one, other, letter):
    edits = edits_between(one, other)
    assert abs(edits_between(one + letter, other) - edits) <= 1


def edits_between(one: str, other: str) -> int:
    return round((1 - likeness(one, other)) * max(len(one), len(other), 1))


@pytest.mark.parametrize(
    ("word", "slip"),
    [
        ("polnd", True),
        ("pollland", False),
        ("polland", True),
        ("poalnd", True),
        ("poland", False),
        ("pooland", True),
        ("porland", False),
        ("polend", False),
        ("ppoland", True),
        ("poladn", True),
        ("adnpol", False),
    ],
)
def test_a_slip_drops_doubles_or_swaps_one_letter(word, slip):
    assert is_slip(word, "poland") is slip


@torture
@given(WORDS, st.data())
def test_every_dropped_letter_is_a_slip(word, data):
    if word:
        at = data.draw(st.integers(0, len(word) - 1))
        assert is_slip(word[:at] + word[at + 1 :], word)
