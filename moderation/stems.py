"""Stems that insult, as they stand in blends with a name: whole ones, and what is left of them in a pun."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from moderation.datafiles import DataFile, listed_in, severity_named, share_in, text_in, texts_in
from moderation.errors import DataError
from moderation.items import Severity

FIELDS = frozenset({"kind", "severity", "strength", "words"})
"""The keys of a table of stems."""
SURE_STEM = 0.7
"""Strength from which a stem needs no more of a name than an end that reminds of it."""
SHORTEST_CLIPPED, CLIPPED_SHARE = 4, 0.6
"""Letters of a stem that must be left of it where it runs into a name, and their share."""
CLIPPED = 0.8
"""How sure what is left of a stem is beside the whole of it."""


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
    clipped_of: str = ""
    """The stem that this is the beginning or the end of; "" where it is whole."""


def clipped(stems: Iterable[Stem], pinned: tuple[str, ...]) -> tuple[dict[str, Stem], dict[str, Stem]]:
    """The beginnings and the ends of sure stems that are long enough to be known by.

    Args:
        stems: The stems.
        pinned: Endings that are known by themselves, and so are no piece of a stem.
    """
    heads: dict[str, Stem] = {}
    tails: dict[str, Stem] = {}
    for stem in sorted(stems, key=lambda stem: -stem.strength):
        if stem.strength < SURE_STEM:
            break
        whole = len(stem.form)
        for length in range(max(SHORTEST_CLIPPED, ceil(CLIPPED_SHARE * whole)), whole):
            for pieces, piece in ((heads, stem.form[:length]), (tails, stem.form[-length:])):
                if not piece.endswith(pinned):
                    left = replace(stem, form=piece, strength=CLIPPED * stem.strength, clipped_of=stem.form)
                    pieces.setdefault(piece, left)
    return heads, tails


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
