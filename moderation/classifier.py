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
from typing import TYPE_CHECKING, Any, NamedTuple

from moderation.datafiles import DATA
from moderation.detectors import Passage
from moderation.errors import DataError
from moderation.items import Category, Flag, Severity, Span
from moderation.lexicon import Lexicon
from moderation.transcript import Transcript, transcribed
from moderation.weighing import logistic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = DATA / "classifier"
NAME = "classifier"
CODE_VERSION = "4"
"""Raised with every change of this module's, or the transcript's, judgement."""
LANGUAGE = "en"
"""The language that it was trained on."""
MOST_CHARACTERS = 6_000
"""Characters of a text that are read: its first and its last ones, where it is longer."""
MOST_WINDOWS = 6
"""Windows of a text that are read, evenly spread where it has more."""
OVERLAP = 24
"""Tokens that two windows share."""
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
BEGIN, END = "[CLS]", "[SEP]"
PARTS = ("first.onnx", "rest.onnx")
"""The layers below the glance, and those above it."""

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


class Window(NamedTuple):
    """A part of a text that is read at once, after a glance."""

    glance: float
    """The log-odds that the rest of the network would find anything."""
    hidden: NDArray[np.float32]
    """What the first layers make of it, 1 by tokens by width."""
    places: list[tuple[int, int]]
    """Where its tokens stand in the transcript, start and end."""


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
        import onnxruntime  # noqa: PLC0415 - an extra, and slow to load
        from tokenizers import Tokenizer  # noqa: PLC0415 - likewise

        try:
            about: dict[str, Any] = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._first, self._rest = (
                onnxruntime.InferenceSession(str(folder / part), options, providers=["CPUExecutionProvider"])
                for part in PARTS
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # onnxruntime and tokenizers raise what has no common name
            raise DataError(f"classifier: {error}") from error
        self._lexicon = lexicon
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.version = f"{CODE_VERSION}+{about['version']}"
        """Changes with the network and its calibration."""
        self._tokens = int(about["tokens"])
        self._marked_from = float(about["marked_from"])
        self._heads: tuple[str, ...] = tuple(about["heads"])
        self._slopes = np.array([one["slope"] for one in about["heads"].values()], dtype=np.float64)
        self._shifts = np.array([one["shift"] for one in about["heads"].values()], dtype=np.float64)
        self._least = float(about["glance"]["from"])
        self._at_a_glance = {
            category: (float(about["glance"][category]["slope"]), float(about["glance"][category]["shift"]))
            for category in AT_A_GLANCE
        }
        self._begin, self._end = map(self._id_of, (BEGIN, END))

    def _id_of(self, token: str) -> int:
        known = self._tokenizer.token_to_id(token)
        if known is None:
            raise DataError(f"classifier: the tokenizer has no {token}")
        return known

    def read(self, passage: Passage) -> Reading:
        """What a passage says."""
        transcript = self.transcript(passage)
        return self._reading(passage, transcript, *self.logits(transcript))

    def skim(self, passage: Passage) -> Reading:
        """What a passage says: of the parts that a glance does not settle, or at a glance where it settles all."""
        transcript = self.transcript(passage)
        windows = list(self.glanced(transcript))
        if open_still := [window for window in windows if window.glance >= self._least]:
            return self._reading(passage, transcript, *self._told(open_still))
        worst = max(window.glance for window in windows)
        scores = dict.fromkeys(Category, 0.0)
        scores |= {category: logistic(slope * worst + shift) for category, (slope, shift) in self._at_a_glance.items()}
        return Reading(MappingProxyType(scores), None, (), settled=True)

    def _reading(
        self,
        passage: Passage,
        transcript: Transcript,
        logits: NDArray[np.float64],
        marks: Sequence[tuple[int, int, float]],
    ) -> Reading:
        import numpy as np  # noqa: PLC0415 - comes with the extra

        probabilities = 1 / (1 + np.exp(-(logits * self._slopes + self._shifts)))
        told = dict(zip(self._heads, map(float, probabilities), strict=True))
        target = max(TARGETS, key=lambda family: told[family])
        return Reading(
            MappingProxyType({category: told[category] for category in Category}),
            TARGETS[target] if told[target] >= LIKELY else None,
            tuple(self._spans(passage, transcript, marks)),
        )

    def transcript(self, passage: Passage) -> Transcript:
        """A passage in the words that the network reads."""
        return transcribed(passage, self._lexicon.disguised(passage))

    def glanced(self, transcript: Transcript) -> Iterator[Window]:
        """What a glance tells of each window of a text."""
        import numpy as np  # noqa: PLC0415 - comes with the extra

        for ids, places in self.windows(transcript.text):
            # One at a time: the scale of what is quantised on the way is that of all texts of a batch.
            hidden, glance = self._first.run(None, {"input_ids": np.array([ids], dtype=np.int64)})
            yield Window(float(glance[0]), hidden, places)

    def logits(self, transcript: Transcript) -> tuple[NDArray[np.float64], list[tuple[int, int, float]]]:
        """What the network puts out.

        Returns:
            A logit a head, of a long text the largest of its parts; and for each token its start and end in the
            transcript and the logit of its mark.
        """
        return self._told(self.glanced(transcript))

    def _told(self, windows: Iterable[Window]) -> tuple[NDArray[np.float64], list[tuple[int, int, float]]]:
        import numpy as np  # noqa: PLC0415 - comes with the extra

        worst = np.full(len(self._heads), -np.inf)
        marks: dict[tuple[int, int], float] = {}
        for window in windows:
            logits, told = self._rest.run(None, {"hidden": window.hidden})
            worst = np.maximum(worst, logits[0])
            for place, mark in zip(window.places, told[0, 1:-1].tolist(), strict=True):
                marks[place] = max(mark, marks.get(place, mark))
        return worst, [(start, end, mark) for (start, end), mark in sorted(marks.items())]

    def windows(self, text: str) -> Iterator[tuple[list[int], list[tuple[int, int]]]]:
        """The token ids of a text and where each stands in it, in windows that the network can read."""
        gap = 0
        if len(text) > MOST_CHARACTERS:
            gap = len(text) - MOST_CHARACTERS
            text = text[: MOST_CHARACTERS // 2] + text[-(MOST_CHARACTERS // 2) :]
        told = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = told.ids, told.offsets
        if gap:
            middle = MOST_CHARACTERS // 2
            offsets = [
                (start + gap, end + gap) if start >= middle else (start, min(end, middle)) for start, end in offsets
            ]
        room = self._tokens - 2
        starts = list(range(0, max(len(ids) - OVERLAP, 1), room - OVERLAP))
        if len(starts) > MOST_WINDOWS:
            starts = [starts[round(at * (len(starts) - 1) / (MOST_WINDOWS - 1))] for at in range(MOST_WINDOWS)]
        for start in starts:
            yield [self._begin, *ids[start : start + room], self._end], offsets[start : start + room]

    def _spans(
        self, passage: Passage, transcript: Transcript, marks: Sequence[tuple[int, int, float]]
    ) -> Iterator[Span]:
        """The stretches of a text whose words are marked, words that follow each other made one."""
        text, last = passage.text, None
        least = least_mark((mark for _, _, mark in marks), self._marked_from)
        for start, end, mark in marks:
            if mark < least or start >= end:
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
