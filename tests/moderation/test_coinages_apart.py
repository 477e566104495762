"""Coinages by other hands: what share is found, and what share of words that only look like them.

One list was looked at while the detector was built; the other is the exam, of which nothing but these shares was seen.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from moderation.coinages import load_coinages
from moderation.detectors import Passage
from moderation.items import Context

SEEN, EXAM = "coinages_apart", "coinages_unseen"


def coinages(name: str) -> list[str]:
    return [entry["word"] for entries in listed(name)["coinages"].values() for entry in entries]


def harmless(name: str) -> list[str]:
    return [word for words in listed(name)["harmless"].values() for word in words]


def listed(name: str) -> dict:
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def share_found(words: list[str]) -> float:
    found = load_coinages().find([Passage(word, Context()) for word in words])
    return sum(map(bool, found)) / len(words)


@pytest.mark.parametrize(("name", "least"), [(SEEN, 0.92), (EXAM, 0.81)])
def test_most_coinages_are_found(name, least):
    assert share_found(coinages(name)) >= least


@pytest.mark.parametrize(("name", "most"), [(SEEN, 0.01), (EXAM, 0.005)])
def test_words_that_look_like_them_are_left_alone(name, most):
    assert share_found(harmless(name)) <= most


def test_nothing_of_the_exam_was_looked_at():
    seen = {word.lower() for word in (*coinages(SEEN), *harmless(SEEN))}
    assert seen.isdisjoint(word.lower() for word in (*coinages(EXAM), *harmless(EXAM)))
