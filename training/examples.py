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
from moderation.transcript import Transcript, transcribed
from training.groups import TARGETS, named, targets

HEADS: tuple[str, ...] = (*Category, *TARGETS)
"""What the classifier tells, in the order of its outputs."""
CLEAR = 0.5
"""The score from which a term of the lexicon labels a post."""
BATCH = 512
SIGNS = {"[linebreak]": "\n", "[USER]": "@user", "[URL]": "http://address", "<user>": "@user"}
"""Signs of the data sets, to what members post."""
ABOUT: Mapping[str, str] = {"edos": "gender"}
"""Data sets that were labelled for attacks on one family of groups: of the others they say nothing."""
ONE_IN = 20
"""One in so many posts is never trained on: calibration and the weighing of detectors are fitted to those."""


@dataclass(frozen=True, slots=True)
class Example:
    """A post with what is known of it."""

    text: str
    """The author's own words."""
    labels: Mapping[str, float]
    """Category, or family of groups that is attacked, to 0 or 1; one that nobody knows is left out."""
    source: str
    """Where it comes from: a data set, or ``kinds/NAME``."""
    groups: frozenset[str] = field(default_factory=frozenset)
    """The groups that it names."""
    marks: tuple[tuple[int, int], ...] | None = None
    """The stretches that make it toxic, start and end in characters; None where nobody knows."""

    def row(self) -> tuple[list[float], list[float]]:
        """Labels and mask, a number a head."""
        return (
            [self.labels.get(head, 0.0) for head in HEADS],
            [float(head in self.labels) for head in HEADS],
        )


def read_posts(path: Path, split: str) -> list[Example]:
    """The posts of one split of the data sets' file.

    The file labels hate and toxicity alone. What the lexicon finds in a toxic post labels the finer categories; a post
    that is not toxic has none of them, but may curse. The families of groups that a hateful post names are its targets.
    Where its annotators were asked for sexism alone, a post without it that names other groups may attack those: it
    teaches nothing of attacks. To be measured on, it keeps the label that it was given.

    Args:
        path: ``hostility.csv``, with the columns source, split, text, hate and toxic (1, 0 or empty).
        split: ``train`` or ``dev``.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["split"] == split]
    for row in rows:
        row["text"] = _as_posted(row["text"])
    found = _found([row["text"] for row in rows])
    abouts = ABOUT if split == "train" else {}
    return [_example(row, terms, abouts.get(row["source"])) for row, terms in zip(rows, found, strict=True)]


def _as_posted(text: str) -> str:
    """A text without the signs that data sets put for what they took out or could not print."""
    for sign, posted in SIGNS.items():
        text = text.replace(sign, posted)
    return text


def _found(texts: Sequence[str]) -> Iterator[frozenset[Category]]:
    """The categories of the clear terms in each text."""
    lexicon = load_lexicon()
    for start in range(0, len(texts), BATCH):
        for flags in lexicon.find(passages(texts[start : start + BATCH])):
            yield frozenset(flag.category for flag in flags if flag.score >= CLEAR)


def _example(row: Mapping[str, str], terms: frozenset[Category], about: str | None) -> Example:
    labels = _attacks(row, terms, about)
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
    return Example(row["text"], labels, row["source"], marks=() if toxic == "0" else None)


def _attacks(row: Mapping[str, str], terms: frozenset[Category], about: str | None) -> dict[str, float]:
    """Whether a post attacks a group, and the families of groups that it attacks, as far as anybody knows."""
    if not row["hate"]:
        return {}
    labels: dict[str, float] = {Category.IDENTITY_ATTACK: float(row["hate"])}
    groups = named(row["text"])
    if row["hate"] == "1":
        return labels | {target: value for target, value in targets(groups).items() if value}
    if about is None:
        return labels | targets(())
    others = any(group.protected and group.family != about for group in groups)
    return {about: 0.0} if others or Category.IDENTITY_ATTACK in terms else labels | {about: 0.0}


def read_marked(path: Path, split: str) -> list[Example]:
    """The comments of one split of the toxic spans' file.

    Args:
        path: ``toxic_spans.csv``, with the columns split, text and spans (``8-40 51-60``, in characters).
        split: ``train`` or ``dev``.
    """
    with path.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["split"] == split]
    found = []
    for row in rows:
        starts_and_ends = (span.split("-") for span in row["spans"].split())
        marks = tuple((int(start), int(end)) for start, end in starts_and_ends)
        found.append(Example(row["text"], {Category.TOXICITY: 1.0} if marks else {}, "toxic-spans", marks=marks))
    return found


def passages(texts: Iterable[str]) -> list[Passage]:
    """Texts as detectors take them."""
    return list(map(passage_of, texts))


def passage_of(text: str) -> Passage:
    """A text as detectors take it."""
    return Passage(text, Context(language="en"))


def transcripts(texts: Iterable[str]) -> Iterator[Transcript]:
    """Texts as the classifier reads them."""
    lexicon = load_lexicon()
    for passage in map(passage_of, texts):
        yield transcribed(passage, lexicon.disguised(passage))


def is_held_out(text: str) -> bool:
    """Whether a post, or a template, of these words is kept from training, which they alone decide."""
    return zlib.crc32(text.encode()) % ONE_IN == 0


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
