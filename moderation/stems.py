"""Stems that insult, as they stand in blends with a name: whole ones, and what is left of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from moderation.datafiles import DataFile, listed_in, severity_named, share_in, text_in, texts_in
from moderation.errors import DataError
from moderation.items import Severity

FIELDS = frozenset({"kind", "severity", "strength", "words"})
"""The keys of a table of stems."""
CLIPPED_SHARE = 0.6
"""Share of a stem that must be left of it."""
SHORTEST_AT_AN_END, SHORTEST_INSIDE = 3, 4
"""Letters that must be: of its beginning at a word's beginning and its end at a word's end, and elsewhere."""


@dataclass(frozen=True, slots=True)
class Stem:
    """A stem that insults."""

    form: str
    """Its letters."""
    kind: str
    """Its kind, as rules name it."""
    severity: Severity
    """How grave it is."""
    strength: float
    """0 to 1: how sure it is meant to insult inside a name."""
    is_topic: bool = False
    """Whether it makes a topic of a name that is left whole ("Norwayvirus"), and no insult."""


@dataclass(frozen=True, slots=True)
class StemAt:
    """A stem in a word, or what is left of it."""

    stem: Stem
    """The stem."""
    start: int
    """Where it starts in the word."""
    end: int
    """Where it ends."""
    is_beginning: bool = False
    """Whether no more than its beginning stands there."""
    is_end: bool = False
    """Whether no more than its end does."""

    @property
    def is_clipped(self) -> bool:
        """Whether a piece of it is missing."""
        return self.is_beginning or self.is_end


class Stems:
    """Stems, by their letters and by those of their pieces; of stems that share a piece, the surest has it."""

    def __init__(self, stems: Iterable[Stem], endings: tuple[str, ...] = ()) -> None:
        """Index the stems.

        Args:
            stems: The stems.
            endings: Endings that are known by themselves ("istan"), and so are no piece of a stem.
        """
        self.by_form: Mapping[str, Stem] = {stem.form: stem for stem in reversed([*stems])}
        self._heads: dict[str, Stem] = {}
        self._tails: dict[str, Stem] = {}
        for stem in sorted(self.by_form.values(), key=lambda stem: -stem.strength):
            whole = len(stem.form)
            for length in range(max(SHORTEST_AT_AN_END, ceil(CLIPPED_SHARE * whole)), whole):
                for pieces, piece in ((self._heads, stem.form[:length]), (self._tails, stem.form[-length:])):
                    if not piece.endswith(endings):
                        pieces.setdefault(piece, stem)
        self._longest = max(map(len, self.by_form), default=0)

    def within(self, word: str) -> list[StemAt]:
        """The stems in a word, and as much as there is of those of which a piece is."""
        least, most = SHORTEST_AT_AN_END, self._longest
        places = (
            (start, end)
            for start in range(len(word) - least + 1)
            for end in range(start + least, min(len(word), start + most) + 1)
        )
        return [found for start, end in places if (found := self._at(word, start, end))]

    def _at(self, word: str, start: int, end: int) -> StemAt | None:
        piece, size = word[start:end], end - start
        if stem := self.by_form.get(piece):
            return StemAt(stem, start, end)
        stem, is_long = self._heads.get(piece), size >= SHORTEST_INSIDE
        if stem and (is_long or start == 0) and not word.startswith(stem.form[size], end):
            return StemAt(stem, start, end, is_beginning=True)
        stem = self._tails.get(piece)
        if stem and (is_long or end == len(word)) and not word.endswith(stem.form[-size - 1], 0, start):
            return StemAt(stem, start, end, is_end=True)
        return None


def read_stems(file: DataFile) -> Iterator[Stem]:
    """The stems of a data file.

    Raises:
        DataError: A line is not as it must be.
    """
    topics = listed_in(file, "topics", "words")
    for section in file.content.get("stem", ()):
        try:
            yield from _stems_of(section, topics)
        except (KeyError, TypeError, ValueError) as error:
            told = f"needs {error}" if isinstance(error, KeyError) else error
            raise DataError(f"{file.name}: [[stem]] {section.get('kind', 'without a kind')}: {told}") from error


def _stems_of(section: Mapping[str, Any], topics: Container[str]) -> Iterator[Stem]:
    unknown = section.keys() - FIELDS
    if unknown:
        raise ValueError(f"unknown field {min(unknown)!r}; known are {', '.join(sorted(FIELDS))}")
    severity = severity_named(section["severity"], "severity")
    strength = share_in(section["strength"], "strength")
    for word in texts_in(section["words"], "words"):
        yield Stem(word, text_in(section["kind"], "kind"), severity, strength, word in topics)
