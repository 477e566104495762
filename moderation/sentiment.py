"""The tone of a text by TextBlob's pattern analyser: one weighed signal, never a finding.

TextBlob's analyser needs no corpora, and only its lexicon is used here: the words come from our own tokens, in linear
time, since TextBlob's tokeniser splits by expressions that were not made for hostile input. The policy asks for the
tone of flagged texts alone: there it moves a score up or down, and reading it everywhere would cost more than all
other detectors together.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Protocol

from moderation.detectors import Passage

CODE_VERSION = "1"
"""Raised with every change of this module's judgement."""

MOST_WORDS = 400
"""Words of a text that are read at most; the tone of the rest would not change much."""

LANGUAGE = "en"
"""The language whose words the analyser knows."""


class _Analyser(Protocol):
    def __call__(self, words: list[str]) -> tuple[float, float]: ...


@cache
def _analyser() -> _Analyser:
    from textblob.en import sentiment  # noqa: PLC0415 - half a second, and only a flagged text needs it

    analyser: _Analyser = sentiment
    return analyser


@cache
def sentiment_version() -> str:
    """The version that a verdict names: ours and TextBlob's."""
    return f"{CODE_VERSION}+textblob{version('textblob')}"


def polarity(passage: Passage) -> float | None:
    """The tone of a text, from -1 (negative) to 1 (positive); None where the text is known not to be English."""
    if passage.context.main_language not in {"", LANGUAGE}:
        return None
    words: list[str] = []
    for form in passage.tokens.forms[:MOST_WORDS]:
        if form.endswith("n't"):
            words += [form[:-3], "n't"]
        else:
            words.append(form)
    return float(_analyser()(words)[0])
