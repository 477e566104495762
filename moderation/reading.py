"""How the classifier is asked: of passages as they stand, of whom "they" speaks, and of a long one's worst sentences.

Every question is put for all passages at once, so that the network reads in batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from moderation.classifier import Reader, Reading
from moderation.detectors import Passage
from moderation.groups import load_names
from moderation.items import Category, Flag
from moderation.reference import spoken_of, with_group
from moderation.sentences import sentence_around

LONG = 240
"""Characters from which a text is long: a sentence with a flagged word in it is read by itself, too."""
MOST_SENTENCES = 4
"""Sentences of a text that are."""


class Look(NamedTuple):
    """What came of asking about one passage."""

    reading: Reading
    meant: str | None
    """Whom its pronouns were taken to mean, where that made it worse."""


def read_closely(
    reader: Reader, passages: Sequence[Passage], flags: Sequence[Sequence[Flag]], *, skim: bool
) -> list[Look]:
    """What the classifier makes of passages.

    Args:
        reader: The classifier.
        passages: The passages.
        flags: What other detectors found in each; as many as passages.
        skim: Whether a glance may settle what has no flag.

    Returns:
        A look a passage, in the same order.
    """
    skimmed = [skim and not own for own in flags]
    looks = [Look(reading, None) for reading in reader.read(passages, skimmed)]
    for row, look in _with_groups(reader, passages, skimmed):
        if _is_worse(look.reading, looks[row].reading):
            # The stretches of the words as they stand: the others stand in words that nobody wrote.
            looks[row] = look._replace(reading=replace(look.reading, spans=looks[row].reading.spans))
    for row, alone in _sentences(reader, passages, flags):
        looks[row] = looks[row]._replace(reading=_with_worst(looks[row].reading, alone))
    return looks


def _with_groups(reader: Reader, passages: Sequence[Passage], skimmed: Sequence[bool]) -> Iterator[tuple[int, Look]]:
    """Passages by their places, read with the group's name where they say "they"."""
    names = load_names()
    meant = {row: group for row, passage in enumerate(passages) if (group := spoken_of(passage, names))}
    named = [Passage(with_group(passages[row].text, group), passages[row].context) for row, group in meant.items()]
    readings = reader.read(named, [skimmed[row] for row in meant])
    for (row, group), reading in zip(meant.items(), readings, strict=True):
        yield row, Look(reading, group)


def _sentences(
    reader: Reader, passages: Sequence[Passage], flags: Sequence[Sequence[Flag]]
) -> Iterator[tuple[int, Reading]]:
    """The sentences of flagged words in long passages, by the passages' places, each read by itself."""
    rows, alone = [], []
    for row, (passage, own) in enumerate(zip(passages, flags, strict=True)):
        if len(passage.text) > LONG:
            stretches = {sentence_around(passage.text, span.start, span.end) for flag in own for span in flag.spans}
            for sentence in sorted(stretches, key=lambda span: span.start)[:MOST_SENTENCES]:
                rows.append(row)
                alone.append(Passage(passage.text[sentence.start : sentence.end], passage.context))
    yield from zip(rows, reader.read(alone), strict=True)


def _with_worst(reading: Reading, alone: Reading) -> Reading:
    """The reading of a long text with what one of its sentences says by itself: it may drown in the rest."""
    target = alone.target if _is_worse(alone, reading) else reading.target
    scores = {category: max(score, alone.scores[category]) for category, score in reading.scores.items()}
    return replace(reading, scores=MappingProxyType(scores), target=target)


def _is_worse(one: Reading, other: Reading) -> bool:
    return one.scores[Category.IDENTITY_ATTACK] > other.scores[Category.IDENTITY_ATTACK]
