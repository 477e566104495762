"""Coinages by another hand: what share is found, and what share of words that only look like them.

Half of the list, chosen by the words' checksums, was looked at while the detector was built; the other half is the
exam, of which nothing but these shares was seen.
"""

from __future__ import annotations

import tomllib
import zlib
from pathlib import Path

import pytest

from moderation.coinages import load_coinages
from moderation.detectors import Passage
from moderation.items import Context

LISTS = tomllib.loads((Path(__file__).parent / "coinages_apart.toml").read_text(encoding="utf-8"))
COINAGES = [entry["word"] for entries in LISTS["coinages"].values() for entry in entries]
HARMLESS = [word for words in LISTS["harmless"].values() for word in words]


def half(words: list[str], number: int) -> list[str]:
    return [word for word in words if zlib.crc32(word.lower().encode()) % 2 == number]


def share_found(words: list[str]) -> float:
    found = load_coinages().find([Passage(word, Context()) for word in words])
    return sum(map(bool, found)) / len(words)


@pytest.mark.parametrize(("number", "least"), [(0, 0.885), (1, 0.85)], ids=["seen", "exam"])
def test_most_coinages_are_found(number, least):
    assert share_found(half(COINAGES, number)) >= least


@pytest.mark.parametrize(("number", "most"), [(0, 0.01), (1, 0.008)], ids=["seen", "exam"])
def test_words_that_look_like_them_are_left_alone(number, most):
    assert share_found(half(HARMLESS, number)) <= most
