"""Coinages by other hands: what share is found, and what share of words that only look like them.

The lists that the trees were grown on are looked at; the other is the exam, of which nothing but these shares was seen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from moderation.coinages import load_coinages
from moderation.detectors import Passage
from moderation.items import Context
from training.hands import coinages_in, harmless_in, lists

HERE = Path(__file__).parent
LISTS = lists()
exam = tomllib.loads((HERE / "coinages_unseen.toml").read_text(encoding="utf-8"))
FURTHER_HANDS = ("fourth_hand", "fifth_hand")
"""Who wrote of the exam what another did not."""
learned = {word.lower() for path in LISTS for word, _ in coinages_in(path)}


def asked(is_asked: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """Coinages of the exam that no list has, by hand or by whom they twist, and its harmless words."""
    words = [entry["word"] for key, entries in exam["coinages"].items() if is_asked(key) for entry in entries]
    unseen = [word for word in words if word.lower() not in learned]
    return unseen, [word for key, words in exam["harmless"].items() if is_asked(key) for word in words]


def share_found(words: list[str]) -> float:
    found = load_coinages().find([Passage(word, Context()) for word in words])
    return sum(map(bool, found)) / len(words)


@pytest.mark.parametrize(("paths", "least", "most"), [(LISTS[:1], 0.92, 0.01), (LISTS, 0.91, 0.015)])
def test_of_what_was_learned_little_is_missed_and_few_harmless_words_are_taken_for_coinages(paths, least, most):
    assert share_found([word for path in paths for word, _ in coinages_in(path)]) >= least
    assert share_found([word for path in paths for word in harmless_in(path)]) <= most


def test_the_exam():
    unseen, harmless_words = asked(lambda key: key not in FURTHER_HANDS)
    assert len(unseen) >= 250
    assert share_found(unseen) >= 0.91
    assert share_found(harmless_words) <= 0.005


def test_the_exam_by_further_hands():
    unseen, harmless_words = asked(FURTHER_HANDS.__contains__)
    assert len(unseen) >= 150
    assert share_found(unseen) >= 0.84
    assert share_found(harmless_words) <= 0.03
