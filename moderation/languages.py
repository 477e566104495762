"""The language of a text, where nobody says it: by its everyday words, then by py3langid's model of letter sequences.

A line of three words is in no language for certain. What is not told clearly is not told.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import cache
from typing import Protocol

from moderation.datafiles import read_words
from moderation.detectors import Passage

ENGLISH = "en"
ENGLISH_WORDS = "english_words.txt"
"""The data file of its everyday words."""
CLEARLY_ENGLISH = 0.75
"""The share of everyday English words from which a text is English."""
FEWEST_WORDS = 3
"""Words that a text needs for that."""
CLEAR = 0.8
"""The probability from which a language is told."""
LEAST_LETTERS = 8
"""Letters that it needs for that, in an alphabet."""
CLEARER, MORE_LETTERS = 0.98, 30
"""The same, where the context says another language."""
MOST_CHARACTERS = 1_000
"""Characters of a text that are looked at."""
KNOWN = [
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko",
    "nl", "no", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "ur", "vi", "zh",
]  # fmt: skip
"""The languages that are told apart: the more there are, the more often a short text is taken for a rare one."""

CODE = re.compile(r"[a-z]{2,3}")

_loading = threading.Lock()


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@cache
def _load_identifier() -> _Identifier | None:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        return None
    every = LanguageIdentifier.from_model_file(MODEL_FILE)
    every.set_languages(KNOWN)
    # Made anew of those that are told apart: one that knew others keeps them, which are four fifths of its table.
    known: _Identifier = LanguageIdentifier(
        every.nb_ptc,
        every.nb_pc,
        every.nb_classes,
        every.tk_nextmove,
        every.tk_output,
        norm_probs=True,
        tk_row=every.tk_row,
    )
    return known


@cache
def english_words() -> frozenset[str]:
    """The everyday words of English, folded.

    Raises:
        DataError: Their file is missing or broken.
    """
    return read_words(ENGLISH_WORDS)


def everyday_in(forms: Iterable[str]) -> int:
    """How many of some folded words are everyday ones of English."""
    known = english_words()
    return sum(form in known for form in forms)


def _identifier() -> _Identifier | None:
    """The model, read at the first call, once; None where the extra ``classifier`` is not installed."""
    with _loading:
        return _load_identifier()


def language_of(passage: Passage) -> str | None:
    """The main language of a passage, such as ``en``: what it clearly shows, else what its context says.

    A board says one language of all its posts, and members write in others.
    """
    forms = passage.tokens.forms
    if len(forms) >= FEWEST_WORDS and everyday_in(forms) >= CLEARLY_ENGLISH * len(forms):
        return ENGLISH
    told = passage.context.main_language if CODE.fullmatch(passage.context.main_language) else None
    text = passage.text[:MOST_CHARACTERS]
    letters = sum(map(str.isalpha, text))
    needed, clear = (MORE_LETTERS, CLEARER) if told else (LEAST_LETTERS, CLEAR)
    identifier = _identifier() if letters >= needed or any(map(_is_ideograph, text)) else None
    if identifier is None:
        return told
    shown, probability = identifier.classify(text)
    return shown if probability >= clear else told


def _is_ideograph(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff"
