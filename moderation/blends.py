"""A word read as a stem that insults and what it leaves of a name, and what can be measured of such a reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from math import log10
from string import ascii_lowercase

from moderation.groups import Name
from moderation.likeness import common_end, common_start, is_slip, likeness
from moderation.practice import PRACTISED, Practice
from moderation.stems import StemAt

LINK = "o"
"""The letter that links a name and a stem ("islam-o-")."""
SHORTEST_LINKED = 4
"""Letters of a name that must stand before it."""
LEAST_EXPLAINED = 0.8
"""Share of a word's letters that must be the stem's or the name's."""
LEAST_LEFT = 0.45
"""Share of a name's letters that must be left of it."""
LONGEST_PIECE = 8
"""Letters of the beginnings and endings of ordinary words that are counted."""
CACHED_PIECES = 10_000
"""Pieces of which is remembered how often everyday words hold them."""
SYLLABLE = re.compile(r"[aeiouy]+")

TRAITS = (
    "strength",  # of the stem
    "stem kept",  # share of it that is left
    "stem's letters",
    "stem's beginning",  # whether no more than its beginning is left
    "stem's end",
    "name kept",  # share of its letters that stand at the word's ends
    "likeness",  # of word and name
    "explained",  # share of the word's letters that are the stem's or the name's
    "unexplained letters",
    "shared letters",  # that are both's
    "name beside",  # share of the name that stands beside the stem
    "letters beside",
    "first letter",  # whether it is the name's
    "last letter",
    "whole",  # whether all of the name is left
    "joined",  # and nothing of it runs into the stem
    "short name",
    "name's letters",
    "inside",  # whether the stem stands neither at the word's beginning nor at its end
    "at the beginning",
    "at the end",
    "usual piece",  # how many ordinary words begin, or end, as what is left of the name does, as a power of ten
    "piece's letters",
    "usual beginning",  # how many ordinary words begin as the stem does
    "usual end",
    "slip",  # whether the word is the name with a letter dropped, doubled or swapped
    "likely",  # whether the target is often twisted
    "name's beginning",  # letters of it that are left
    "name's end",
    "letters",  # of the word
    "strength by letters",
    "likeness by share",
    "everyday name",
    "everyday stem",
    "syllables",  # that the word has more than the name
    "misspelled",  # whether it is an everyday word with one letter wrong
    "compound",  # whether it is two everyday words in one
    "stem behind",  # whether what is left of the name's beginning stands wholly before the stem
    "usual inside",  # how often everyday words hold what is left of the stem, as a power of ten
    *PRACTISED,
)
"""What is measured of a reading, in the order of `Split.traits`."""
FEW_LETTERS, MANY_SHARED, MANY_BESIDE, LONG_NAME = 8, 4, 6, 10
"""Beyond so many letters, a letter more says nothing."""
SHORT_NAME = 4
"""Letters up to which a name is short."""
SHORTEST_PART = 3
"""Letters of the words that a compound is made of."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What ordinary words do, so that doing it makes no blend."""

    everyday: AbstractSet[str]
    """Everyday words."""
    beginnings: Mapping[str, int]
    """Beginnings of words to how many of them begin so."""
    endings: Mapping[str, int]
    """Endings likewise."""
    text: str
    """The everyday words, one a line."""
    likely: Container[str]
    """Targets that are twisted often."""
    practice: Practice
    """What those who coin words do."""

    @classmethod
    def of(cls, words: Collection[str], likely: Container[str], practice: Practice) -> Habits:
        """What some everyday words do, and those who coin others."""
        lengths = range(2, LONGEST_PIECE + 1)
        return cls(
            frozenset(words),
            Counter(word[:length] for word in words for length in lengths if length < len(word)),
            Counter(word[-length:] for word in words for length in lengths if length < len(word)),
            "\n".join(sorted(words)),
            likely,
            practice,
        )

    def is_misspelled(self, word: str) -> bool:
        """Whether a word is an everyday one with a letter dropped, added, swapped with the next, or another one."""
        return not self.everyday.isdisjoint(_edits(word))

    def is_compound(self, word: str) -> bool:
        """Whether a word is two everyday ones."""
        places = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        return any(word[:place] in self.everyday and word[place:] in self.everyday for place in places)


@dataclass(frozen=True, slots=True)
class Split:
    """A word read as one stem with what it leaves of a name on either side."""

    word: str
    """The word, in the singular."""
    at: StemAt
    """The stem, and where it stands."""
    name: Name
    """The name."""
    head: int
    """Letters of the name that the word begins with."""
    tail: int
    """Letters of the name that the word ends with, those of its beginning aside."""

    @property
    def is_whole(self) -> bool:
        """Whether all of the name is left."""
        return self.head + self.tail >= len(self.name.form)

    @property
    def is_joined(self) -> bool:
        """Whether all of the name is left beside all of the stem."""
        return self.is_whole and len(self.word) >= self.at.end - self.at.start + len(self.name.form)

    def traits(self, habits: Habits, *, misspelled: bool, compound: bool) -> tuple[float, ...]:
        """What is measured of the reading, in the order of `TRAITS`.

        Args:
            habits: What ordinary words do.
            misspelled: Whether the word is an everyday one with a letter wrong.
            compound: Whether it is two everyday ones.
        """
        word, name, stem = self.word, self.name.form, self.at.stem
        start, end, head, tail = self.at.start, self.at.end, self.head, self.tail
        letters, length, shown = len(word), len(name), end - start
        left = (head + tail) / length
        alike = likeness(word, name)
        before, after = min(head, start), min(tail, letters - end)
        piece, usual = (name[:head], habits.beginnings) if head >= tail else (name[length - tail :], habits.endings)
        explained = self.explained()
        return (
            stem.strength,
            shown / len(stem.form),
            min(shown, FEW_LETTERS),
            self.at.is_beginning,
            self.at.is_end,
            left,
            alike,
            explained / letters,
            letters - explained,
            min(shown + head + tail - explained, MANY_SHARED),
            (before + after) / length,
            min(before + after, MANY_BESIDE),
            word[0] == name[0],
            word[-1] == name[-1],
            self.is_whole,
            self.is_joined,
            length <= SHORT_NAME,
            min(length, LONG_NAME),
            start > 0 and end < letters,
            start == 0,
            end == letters,
            log10(1 + usual.get(piece, 0)),
            len(piece),
            log10(1 + habits.beginnings.get(word[start:end], 0)),
            log10(1 + habits.endings.get(word[start:end], 0)),
            is_slip(word, name),
            self.name.target in habits.likely,
            min(head, MANY_BESIDE),
            min(tail, MANY_BESIDE),
            letters,
            stem.strength * min(shown, FEW_LETTERS),
            alike * left,
            name in habits.everyday,
            stem.form in habits.everyday,
            len(SYLLABLE.findall(word)) - len(SYLLABLE.findall(name)),
            misspelled,
            compound,
            start >= head,
            log10(1 + _times(word[start:end], habits.text)),
            *habits.practice.traits(stem, self.name),
        )

    def explained(self) -> int:
        """Letters of the word that are the stem's, the name's, or link the two."""
        start, end, head, behind = self.at.start, self.at.end, self.head, len(self.word) - self.tail
        if head >= SHORTEST_LINKED and self.word[head:start] == LINK and not self.at.is_clipped:
            head = start
        between = max(0, min(start, behind) - head) + max(0, behind - max(end, head))
        return len(self.word) - between

    def told(self) -> str:
        """The split in words, for a reason."""
        stem, name = self.at.stem.form, self.name
        left, right = self.word[: self.at.start], self.word[self.at.end :]
        if left and right:
            return f'puts "{stem}" into "{name.printed}"'
        if name.form in {left, right} or (left[:-1] == name.form and left[-1:] == LINK):
            return f'joins "{stem}" to "{name.printed}"'
        if left:
            return f'blends the beginning of "{name.printed}" with "{stem}"'
        return f'blends "{stem}" with the ending of "{name.printed}"'


def splits(word: str, stems: Sequence[StemAt], names: Iterable[Name]) -> Iterator[Split]:
    """The ways to read a word as one of the stems in it and one of some names.

    Args:
        word: A folded word.
        stems: The stems in it.
        names: Names that share a piece with it.
    """
    for name in names:
        form = name.form
        head, tail = common_start(word, form), common_end(word, form)
        beyond = max(0, head + tail - len(form))
        if head + tail - beyond < LEAST_LEFT * len(form):
            continue
        for at in stems:
            if (at.stem.form in form and not at.is_clipped) or form in at.stem.form:
                continue
            # A letter that may be the beginning's or the end's is that one's which stands farther from the stem.
            at_front = at.start <= len(word) - at.end
            split = Split(word, at, name, head - beyond * at_front, tail - beyond * (not at_front))
            if split.explained() < LEAST_EXPLAINED * len(word) or (at.stem.is_topic and split.is_joined):
                continue
            yield split


@lru_cache(maxsize=CACHED_PIECES)
def _times(piece: str, text: str) -> int:
    return text.count(piece)


def _edits(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        left, right = word[:place], word[place:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in ascii_lowercase:
            if right:
                yield left + letter + right[1:]
            yield left + letter + right
