"""The classifier: a small network that reads whole texts, and says of each category how likely it is.

Its first layers end in a glance at how likely the rest would find anything. The parts of a text where that is next to
nothing are left at that, unless somebody asks for all of it.

Its files lie in ``data/classifier/``; `training` makes them. It needs the extra ``classifier`` (emoji, onnxruntime,
tokenizers); without it, texts are screened by the other detectors alone. It was trained on English.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from moderation.datafiles import DATA
from moderation.detectors import Passage
from moderation.errors import DataError
from moderation.items import Category, Flag, Severity, Span
from moderation.lexicon import Lexicon
from moderation.network import PARTS, READ_ALL, Mark, Network, Told
from moderation.transcript import Transcript, transcribed
from moderation.weighing import logistic

FOLDER = DATA / "classifier"
NAME = "classifier"
CODE_VERSION = "4"
"""Raised with every change of this module's, or the transcript's, judgement."""
LANGUAGE = "en"
"""The language that it was trained on."""
BESIDE = 1.0
"""How far below its most marked word a text's other words count, in log-odds, where few of them are marked for sure."""
MOST_SPANS = 24
"""Stretches of a text that a flag shows."""
MOST_NAMED = 3
"""Stretches that its reason names."""
AT_A_GLANCE = (Category.TOXICITY, Category.IDENTITY_ATTACK)
"""What a glance tells apart, where it settles a text."""
LIKELY = 0.5
"""The probability from which a flag names who is attacked, and from which it says that a text is hostile, too."""

SEVERITIES: Mapping[Category, Severity] = MappingProxyType(
    {
        Category.THREAT: Severity.CRITICAL,
        Category.IDENTITY_ATTACK: Severity.HIGH,
        Category.INSULT: Severity.MEDIUM,
        Category.TOXICITY: Severity.MEDIUM,
    }
)
"""What is flagged, the gravest first, and how grave it is.

Cursing and what is sexually explicit are told by words: there the classifier only learned what the lexicon knows, and
without the lexicon's exceptions.
"""
FLAGGED_FROM: Mapping[Category, float] = MappingProxyType(
    {Category.THREAT: 0.5, Category.IDENTITY_ATTACK: 0.35, Category.INSULT: 0.5, Category.TOXICITY: 0.5}
)
"""The probability from which each is flagged: no higher than the threshold of the default policy, so that what reaches
it has a reason.
"""
READS_AS: Mapping[Category, str] = MappingProxyType(
    {
        Category.THREAT: "a threat",
        Category.IDENTITY_ATTACK: "an attack on people for what they are",
        Category.INSULT: "an insult",
        Category.TOXICITY: "hostile",
    }
)
TARGETS: Mapping[str, str] = MappingProxyType(
    {
        "age": "an age group",
        "disability": "people with disabilities",
        "faith": "a faith",
        "gender": "a gender",
        "migration": "migrants",
        "nation": "a nation",
        "orientation": "a sexual orientation",
        "people": "an ethnic group",
    }
)
"""Families of groups that may be attacked, as a flag names them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier makes of one text."""

    scores: Mapping[Category, float]
    """Every category to its calibrated probability; of a long text, that of its worst part."""
    target: str | None
    """Who is attacked, most likely: one of the values of `TARGETS`; None where nobody is."""
    spans: tuple[Span, ...]
    """The stretches of the text as given that make it toxic, in text order."""
    settled: bool = False
    """Whether a glance was enough: then the probabilities are the glance's."""


class Reader:
    """Reads texts with one network. Safe to use from several threads."""

    def __init__(self, lexicon: Lexicon, folder: Path = FOLDER) -> None:
        """Load the network.

        Args:
            lexicon: Tells what is spelled in disguise.
            folder: Where the network's files lie.

        Raises:
            ImportError: The extra ``classifier`` is not installed.
            DataError: A file is missing or broken.
        """
        import numpy as np  # noqa: PLC0415 - comes with the extra

        try:
            about: dict[str, Any] = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DataError(f"classifier: {error}") from error
        self._network = Network(folder, int(about["tokens"]))
        self._lexicon = lexicon
        self.version = f"{CODE_VERSION}+{about['version']}"
        """Changes with the network and its calibration."""
        self._marked_from = float(about["marked_from"])
        self._heads: tuple[str, ...] = tuple(about["heads"])
        self._slopes = np.array([one["slope"] for one in about["heads"].values()], dtype=np.float64)
        self._shifts = np.array([one["shift"] for one in about["heads"].values()], dtype=np.float64)
        self._least = float(about["glance"]["from"])
        self._at_a_glance = {
            category: (float(about["glance"][category]["slope"]), float(about["glance"][category]["shift"]))
            for category in AT_A_GLANCE
        }

    def read(self, passages: Sequence[Passage], skim: Sequence[bool] | None = None) -> list[Reading]:
        """What passages say.

        Args:
            passages: The passages.
            skim: Of each, whether a glance may settle its parts, so that they are not read to the end; as many as
                passages. None where all are read.

        Returns:
            A reading a passage, in the same order. Of one that was skimmed it is made of the parts that a glance does
            not settle, and of the glance where it settles all.
        """
        transcripts = [self.transcript(passage) for passage in passages]
        found = self.told(transcripts, [self._least if one else READ_ALL for one in skim] if skim else None)
        return [self._reading(*one) for one in zip(passages, transcripts, found, strict=True)]

    def transcript(self, passage: Passage) -> Transcript:
        """A passage in the words that the network reads."""
        return transcribed(passage, self._lexicon.disguised(passage))

    def told(self, transcripts: Sequence[Transcript], least: Sequence[float] | None = None) -> list[Told]:
        """What the network puts out.

        Args:
            transcripts: The texts.
            least: The least glance of each that is read on; None where all is read.
        """
        texts = [transcript.text for transcript in transcripts]
        return self._network.told(texts, least or [READ_ALL] * len(texts))

    def _reading(self, passage: Passage, transcript: Transcript, told: Told) -> Reading:
        import numpy as np  # noqa: PLC0415 - comes with the extra

        if told.logits is None:
            scores = dict.fromkeys(Category, 0.0)
            for category, (slope, shift) in self._at_a_glance.items():
                scores[category] = logistic(slope * told.glance + shift)
            return Reading(MappingProxyType(scores), None, (), settled=True)
        odds = told.logits * self._slopes + self._shifts
        likely = dict(zip(self._heads, map(float, 1 / (1 + np.exp(-odds))), strict=True))
        target = max(TARGETS, key=lambda family: likely[family])
        return Reading(
            MappingProxyType({category: likely[category] for category in Category}),
            TARGETS[target] if likely[target] >= LIKELY else None,
            tuple(self._spans(passage, transcript, told.marks)),
        )

    def _spans(self, passage: Passage, transcript: Transcript, marks: Sequence[Mark]) -> Iterator[Span]:
        """The stretches of a text whose words are marked, words that follow each other made one."""
        text, last = passage.text, None
        least = least_mark((mark.logit for mark in marks), self._marked_from)
        for start, end, logit in marks:
            if logit < least or start >= end:
                continue
            span = transcript.span(start, end)
            if last is not None and not text[last.end : span.start].strip():
                last = Span(start=last.start, end=max(last.end, span.end))
                continue
            if last is not None:
                yield _whole_words(text, last)
            last = span
        if last is not None:
            yield _whole_words(text, last)


def least_mark(marks: Iterable[float], sure: float) -> float:
    """The mark from which words of a text count: one that is sure, or, where none is, one that comes near the highest.

    Args:
        marks: The marks of its words, in log-odds.
        sure: The mark from which a word counts in any text.
    """
    return min(sure, max(marks, default=sure) - BESIDE)


def _whole_words(text: str, span: Span) -> Span:
    """A span stretched to the ends of the words that it cuts."""
    start, end = span.start, span.end
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return Span(start=start, end=end)


def flags_of(passage: Passage, reading: Reading, meant: str | None = None) -> list[Flag]:
    """What a reading finds, gravest first; that a text is hostile in general only where nothing finer is.

    Args:
        passage: The passage.
        reading: What the classifier made of it.
        meant: Whom its pronouns were taken to mean.
    """
    told = [category for category in SEVERITIES if reading.scores[category] >= FLAGGED_FROM[category]]
    if any(reading.scores[category] >= LIKELY for category in told if category is not Category.TOXICITY):
        told = [category for category in told if category is not Category.TOXICITY]  # the others say it, and say why
    return [
        Flag(
            rule=f"{NAME}/{category}",
            category=category,
            severity=SEVERITIES[category],
            score=round(reading.scores[category], 4),
            spans=reading.spans[:MOST_SPANS],
            reason=_reason(passage.text, category, reading, meant),
            target=(meant or reading.target) if category is Category.IDENTITY_ATTACK else None,
        )
        for category in told
    ]


def _reason(text: str, category: Category, reading: Reading, meant: str | None) -> str:
    shown = " and ".join(f'"{text[span.start : span.end]}"' for span in reading.spans[:MOST_NAMED])
    whole = f"the whole text, most of all {shown}," if shown else "the whole text"
    aim = meant or reading.target
    aimed = f", aimed at {aim}" if category is Category.IDENTITY_ATTACK and aim else ""
    told = f' "They" was read as {meant}, of whom the words around speak.' if meant else ""
    likely = f"({reading.scores[category]:.0%} likely)"
    return f"The classifier reads {whole} as {READS_AS[category]}{aimed} {likely}.{told}"


@cache
def load_reader(lexicon: Lexicon) -> Reader | None:
    """The package's classifier; None where it is not installed.

    Raises:
        DataError: Its files are broken.
    """
    if not (FOLDER / PARTS[0]).exists():
        return None
    try:
        return Reader(lexicon)
    except ImportError:
        return None
