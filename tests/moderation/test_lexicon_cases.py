"""The lexicons held to sentences of their languages: `lexicon_cases/LANGUAGE.toml`.

``flagged`` has pairs of a sentence and the term that must be found in it; ``clean`` has sentences in which nothing
may weigh.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from moderation.detectors import Passage
from moderation.items import Context, Flag
from moderation.lexicon import load_lexicon

CASES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).parent / "lexicon_cases").glob("*.toml")
}
LEXICON = load_lexicon()
LITTLE = 0.2
"""A score that alone moves nothing."""


def flags_of(text: str, language: str | None) -> list[Flag]:
    [flags] = LEXICON.find([Passage(text, Context(language=language))])
    return flags


FLAGGED = [(code, text, term) for code, cases in sorted(CASES.items()) for text, term in cases["flagged"]]
CLEAN = [(code, text) for code, cases in sorted(CASES.items()) for text in cases["clean"]]


@pytest.mark.parametrize(("code", "text", "term"), FLAGGED)
@pytest.mark.parametrize("told", [True, False])
def test_a_term_is_found_in_its_sentence(code: str, text: str, term: str, told: bool) -> None:
    rules = [flag.rule for flag in flags_of(text, code if told else None)]
    assert f"lexicon/{code}/{term.replace(' ', '-')}" in rules


@pytest.mark.parametrize(("code", "text"), CLEAN)
@pytest.mark.parametrize("told", [True, False])
def test_a_harmless_sentence_weighs_nothing(code: str, text: str, told: bool) -> None:
    assert [flag.rule for flag in flags_of(text, code if told else None) if flag.score > LITTLE] == []
