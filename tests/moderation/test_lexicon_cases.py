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


@pytest.mark.parametrize("code", sorted(CASES))
@pytest.mark.parametrize("told", [True, False])
def test_terms_are_found_in_their_sentences(code: str, told: bool) -> None:
    missed = [
        (text, term)
        for text, term in CASES[code]["flagged"]
        if f"lexicon/{code}/{term.replace(' ', '-')}"
        not in [flag.rule for flag in flags_of(text, code if told else None)]
    ]
    assert not missed


@pytest.mark.parametrize("code", sorted(CASES))
@pytest.mark.parametrize("told", [True, False])
def test_harmless_sentences_weigh_nothing(code: str, told: bool) -> None:
    wrong = [
        (text, flag.rule)
        for text in CASES[code]["clean"]
        for flag in flags_of(text, code if told else None)
        if flag.score > LITTLE
    ]
    assert not wrong
