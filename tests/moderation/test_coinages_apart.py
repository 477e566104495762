"""Coinages by other hands: what share is found, and what share of words that only look like them.

The lists that the trees were grown on are looked at; the other is the exam, of which nothing but these shares was seen.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from moderation.coinages import load_coinages
from moderation.detectors import Passage
from moderation.items import Context

HERE = Path(__file__).parent
LISTS = sorted((HERE.parents[1] / "training" / "data" / "coinages").glob("*.tsv"))
HARMLESS = "-"


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def coinages(path: Path) -> list[str]:
    return [row[0] for row in rows(path) if row[0] != HARMLESS]


def harmless(path: Path) -> list[str]:
    return [row[1] for row in rows(path) if row[0] == HARMLESS]


exam = tomllib.loads((HERE / "coinages_unseen.toml").read_text(encoding="utf-8"))
EXAM_HARMLESS = [word for words in exam["harmless"].values() for word in words]
# What another hand happened to coin, too, is no exam any more.
learned = {word.lower() for path in LISTS for word in coinages(path)}
EXAM_COINAGES = [
    entry["word"] for entries in exam["coinages"].values() for entry in entries if entry["word"].lower() not in learned
]


def share_found(words: list[str]) -> float:
    found = load_coinages().find([Passage(word, Context()) for word in words])
    return sum(map(bool, found)) / len(words)


@pytest.mark.parametrize(("lists", "least", "most"), [(LISTS[:1], 0.92, 0.01), (LISTS, 0.91, 0.015)])
def test_of_what_was_learned_little_is_missed_and_few_harmless_words_are_taken_for_coinages(lists, least, most):
    assert share_found([word for path in lists for word in coinages(path)]) >= least
    assert share_found([word for path in lists for word in harmless(path)]) <= most


def test_the_exam():
    assert len(EXAM_COINAGES) >= 300
    assert share_found(EXAM_COINAGES) >= 0.88
    assert share_found(EXAM_HARMLESS) <= 0.005
