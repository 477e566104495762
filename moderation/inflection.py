"""Regular inflection by rule: a term to its forms. Irregular forms stand in the data files.

A rule may make a form that nobody writes; that costs nothing, since nobody writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

VOWELS = frozenset("aeiou")
_DOUBLING = re.compile(r"(?<![aeiou])[aeiou][^aeiouwxy]$")
DOUBLED_UP_TO = 6
"""Letters of a verb up to which its last consonant is doubled (pissing, but fucking by its two consonants)."""

SUFFIXES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "de": {"noun": ("e", "en", "er", "ern", "n", "s", "es"), "adjective": ("e", "en", "er", "es", "em")},
    "fr": {"noun": ("s", "e", "es", "x"), "adjective": ("s", "e", "es")},
    "es": {"noun": ("s", "es"), "adjective": ("s", "es")},
}
"""Endings simply added to a term, by language and kind of word; English has rules of its own."""

GENDERED = {"es": ("o", "a")}
"""Languages whose nouns and adjectives change the first ending to the second."""


def inflected(term: str, kind: str, language: str) -> tuple[str, ...]:
    """All regular forms of a term, itself first. Of a phrase, the last word changes.

    Args:
        term: One or more words in lower case.
        kind: ``noun``, ``verb``, ``adjective`` or ``none``.
        language: Such as ``en``; a language without rules has the term alone.
    """
    if kind == "none":
        return (term,)
    head, blank, last = term.rpartition(" ")
    if language == "en":
        endings = _ENGLISH[kind](last)
    else:
        endings = [last + suffix for suffix in SUFFIXES.get(language, {}).get(kind, ())]
        if language in GENDERED and last.endswith(GENDERED[language][0]):
            stem, other = last[:-1], GENDERED[language][1]
            endings += [stem + other, stem + other + "s"]
    return tuple(dict.fromkeys((term, *(head + blank + form for form in endings))))


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _noun(word: str) -> list[str]:
    return [_plural(word)]


def _verb(word: str) -> list[str]:
    stem = word
    if word.endswith("e"):
        stem = word[:-1]
    elif len(word) <= DOUBLED_UP_TO and _DOUBLING.search(word):
        stem = word + word[-1]
    past = word[:-1] + "ied" if word.endswith("y") and word[-2:-1] not in VOWELS else stem + "ed"
    return [_plural(word), past, stem + "ing", stem + "in", stem + "in'", stem + "er", stem + "ers"]


def _adjective(word: str) -> list[str]:
    stem = word[:-1] + "i" if word.endswith("y") else word.removesuffix("e")
    return [stem + "er", stem + "est"]


_ENGLISH: Mapping[str, Callable[[str], list[str]]] = {"noun": _noun, "verb": _verb, "adjective": _adjective}

KINDS = frozenset({"none", *_ENGLISH})
"""What a data file may say of a term."""
