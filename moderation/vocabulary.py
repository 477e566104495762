"""One language's terms, by the words that a text has for them."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from moderation.datafiles import DataFile
from moderation.folding import fold, fold_form
from moderation.likeness import common_start
from moderation.terms import Ambiguity, Entry, read_entries
from moderation.tokens import read_tokens

MASKABLE = frozenset({Ambiguity.NONE})
"""What a word must be for a guess with hidden letters, or a word broken in two, to count."""
CACHED_MASKS = 10_000
"""Masks whose words are remembered."""
VOWELS = frozenset("aeiou")
OWN_LETTERS: Mapping[str, frozenset[str]] = {
    "de": frozenset("äöü"),
    "tr": frozenset("çğıöşü"),
    "pl": frozenset("ąćęłńóśźż"),
}
"""Letters with which a language tells words apart that folding makes one: "sık" is often, "şık" is smart, and "sik"
is vulgar. Who writes them means them; who writes the plain ones may mean either."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One form of an entry as a sequence of folded words."""

    words: tuple[str, ...]
    entry: Entry | None
    """None for a phrase in which an entry's term is harmless."""


class Vocabulary:
    """Every form of every entry of one language, by its words."""

    def __init__(self, files: Iterable[DataFile]) -> None:
        """Indexes the files. A form that several entries have belongs to the one that is most like it."""
        self.everyday: set[str] = set()
        """Harmless words of the language that are spelled like a term of another."""
        self.spellings: dict[tuple[str, ...], tuple[str, ...]] = {}
        """How the forms of a language with letters of its own are spelled."""
        patterns: dict[tuple[str, ...], Pattern] = {}
        for file in files:
            self.everyday |= set(map(fold_form, file.content.get("everyday", ())))
            for entry in read_entries(file):
                self._add(entry, patterns)
        self.first: dict[str, tuple[Pattern, ...]] = {}
        """The patterns by their first words."""
        self._maskable: dict[tuple[int, str], list[str]] = defaultdict(list)
        for words, pattern in patterns.items():
            self.first[words[0]] = (*self.first.get(words[0], ()), pattern)
            if len(words) == 1 and pattern.entry and pattern.entry.ambiguity in MASKABLE:
                self._maskable[len(words[0]), words[0][0]].append(words[0])
        self._masks: dict[str, tuple[str, ...]] = {}

    def unmasked(self, mask: str) -> tuple[str, ...]:
        """The single-word terms that a mask may hide, by length and first letter."""
        words = self._masks.get(mask)
        if words is None:
            words = tuple(word for word in self._maskable.get((len(mask), mask[0]), ()) if _fits(mask, word))
            if len(self._masks) >= CACHED_MASKS:
                self._masks.clear()
            self._masks[mask] = words
        return words

    def _add(self, entry: Entry, patterns: dict[tuple[str, ...], Pattern]) -> None:
        for form in entry.forms:
            words = _words_of(form)
            if entry.language in OWN_LETTERS:
                spelled, known_so = letters_of(form), self.spellings.get(words, ())
                if spelled not in known_so:
                    self.spellings[words] = (*known_so, spelled)
            known = patterns.get(words)
            if not known or (known.entry and _is_closer(words, entry, known.entry)):
                patterns[words] = Pattern(words, entry)
        for phrase in entry.excuses:
            words = _words_of(phrase)
            patterns.setdefault(words, Pattern(words, None))


def _words_of(form: str) -> tuple[str, ...]:
    """A form as the words that a text has for it."""
    folded = fold(form)
    words = folded.text.split()
    return tuple(words) if all(map(str.isalpha, words)) else tuple(read_tokens(folded).forms)


def letters_of(text: str) -> str:
    """The letters of a text with their accents, none of them twice in a row."""
    composed = unicodedata.normalize("NFC", text.lower())
    return "".join(letter for letter, _ in groupby(letter for letter in composed if letter.isalnum()))


def _is_closer(words: tuple[str, ...], entry: Entry, known: Entry) -> bool:
    """Whether a form is more an entry's own than the one's that has it: a "wanker" is more than a form of "wank"."""
    form = " ".join(words)
    own, other = fold_form(entry.term), fold_form(known.term)
    return (common_start(form, own), form == own) > (common_start(form, other), form == other)


def _fits(mask: str, word: str) -> bool:
    return all(
        sign in {letter, "*"} or (sign == "?" and letter in VOWELS) for sign, letter in zip(mask, word, strict=True)
    )
