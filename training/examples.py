"""Labelled posts: what one is, and those of the data sets' file."""

from __future__ import annotations

import csv
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from moderation.detectors import Passage
from moderation.items import Category, Context
from moderation.lexicon import load_lexicon

HEADS: tuple[Category, ...] = tuple(Category)
"""What the classifier tells, in the order of its outputs."""
CLEAR = 0.5
"""The score from which a term of the lexicon labels a post."""
BATCH = 512
ONE_IN = 20
"""One in so many posts is never trained on: calibration and the weighing of detectors are fitted to those."""


@dataclass(frozen=True, slots=True)
class Example:
    """A post with what is known of it."""

    text: str
    """The author's own words."""
    labels: Mapping[Category, float]
    """Category to 0 or 1; one that nobody knows is left out."""
    source: str
    """Where it comes from: a data set, or ``kinds/NAME``."""
    weight: float = 1.0
    """How much it counts."""
    groups: frozenset[str] = field(default_factory=frozenset)
    """The groups that it names."""

    def row(self) -> tuple[list[float], list[float]]:
        """Labels and mask, a number a head."""
        return (
            [self.labels.get(head, 0.0) for head in HEADS],
            [float(head in self.labels) for head in HEADS],
        )


def read_posts(path: Path, split: str) -> list[Example]:
    """The posts of one split of the data sets' file.

    The file labels hate and toxicity alone. What the lexicon finds in a toxic post labels the finer categories; a post
    that is not toxic has none of them, but may curse.

    Args:
        path: ``hostility.csv``, with the columns source, split, text, hate and toxic (1, 0 or empty).
        split: ``train`` or ``dev``.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["split"] == split]
    found = _found([row["text"] for row in rows])
    return [_example(row, terms) for row, terms in zip(rows, found, strict=True)]


def _found(texts: Sequence[str]) -> Iterator[frozenset[Category]]:
    """The categories of the clear terms in each text."""
    lexicon = load_lexicon()
    for start in range(0, len(texts), BATCH):
        passages = [Passage(text, Context(language="en")) for text in texts[start : start + BATCH]]
        for flags in lexicon.find(passages):
            yield frozenset(flag.category for flag in flags if flag.score >= CLEAR)


def _example(row: Mapping[str, str], terms: frozenset[Category]) -> Example:
    labels: dict[Category, float] = {}
    if row["hate"]:
        labels[Category.IDENTITY_ATTACK] = float(row["hate"])
    toxic = row["toxic"] or ("1" if row["hate"] == "1" else "")
    if toxic:
        labels[Category.TOXICITY] = float(toxic)
    finer = (Category.INSULT, Category.THREAT)
    if toxic == "0":
        labels |= dict.fromkeys(finer, 0.0)
    elif toxic == "1":
        labels |= {category: 1.0 for category in finer if category in terms}
    if Category.PROFANITY in terms or toxic == "0":
        labels[Category.PROFANITY] = float(Category.PROFANITY in terms)
    if Category.SEXUALLY_EXPLICIT in terms or toxic == "0":
        labels[Category.SEXUALLY_EXPLICIT] = float(Category.SEXUALLY_EXPLICIT in terms)
    return Example(row["text"], labels, row["source"])


def is_held_out(example: Example) -> bool:
    """Whether a post is kept from training, which its words decide."""
    return zlib.crc32(example.text.encode()) % ONE_IN == 0


def deduplicated(examples: Iterable[Example]) -> list[Example]:
    """The examples without those whose words came before, whatever their case and blanks."""
    seen: set[str] = set()
    kept = []
    for example in examples:
        key = " ".join(example.text.casefold().split())
        if key not in seen:
            seen.add(key)
            kept.append(example)
    return kept
