"""The network that the classifier reads with: texts in, log-odds out, in batches of windows of one length.

A text is read in windows of so many tokens. Those of all texts are sorted by length, and those of one length are read
at once: none is padded, and numbers are rounded to the same steps in any text (`training.rounding`), so that what is
said of a text never depends on its neighbours.

The network is in two parts. The first ends in a glance: how likely the rest would find anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from moderation.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_CHARACTERS = 6_000
"""Characters of a text that are read: its first and its last ones, where it is longer."""
MOST_WINDOWS = 6
"""Windows of a text that are read, evenly spread where it has more."""
OVERLAP = 24
"""Tokens that two windows share."""
AT_ONCE = 512
"""Tokens that are read at once: batches that are larger win nothing."""
BEGIN, END = "[CLS]", "[SEP]"
PARTS = ("first.onnx", "rest.onnx")
"""The layers below the glance, and those above it."""
READ_ALL = -math.inf
"""The least glance of which nothing is settled."""


class Window(NamedTuple):
    """A part of a text that is read in one piece."""

    text: int
    """The place of its text among those that are read."""
    ids: list[int]
    """Its tokens, begin and end among them."""
    places: list[tuple[int, int]]
    """Where each token stands in its text, start and end; begin and end stand nowhere."""


class Mark(NamedTuple):
    """What is said of one token."""

    start: int
    """Where it starts, in characters of its text."""
    end: int
    logit: float
    """Whether it is what makes the text toxic, in log-odds."""


@dataclass(slots=True)
class Told:
    """What is said of one text."""

    glance: float = -math.inf
    """The log-odds that the rest would find anything; of a long text those of its worst window."""
    logits: NDArray[np.float64] | None = None
    """Log-odds a head, of a long text the largest of its windows'; None where a glance settled all of them."""
    _marks: dict[tuple[int, int], float] = field(default_factory=dict)

    @property
    def marks(self) -> list[Mark]:
        """The tokens of the windows that were read to the end, in text order."""
        return [Mark(*place, logit) for place, logit in sorted(self._marks.items())]

    def add(self, window: Window, logits: NDArray[np.float32], marks: Sequence[float]) -> None:
        """Add what is said of one of its windows."""
        import numpy as np  # noqa: PLC0415 - comes with the extra

        told = logits.astype(np.float64)
        self.logits = told if self.logits is None else np.maximum(self.logits, told)
        for place, mark in zip(window.places, marks[1:-1], strict=True):
            self._marks[place] = max(mark, self._marks.get(place, mark))


class Network:
    """A network on the processor. Safe to use from several threads."""

    def __init__(self, folder: Path, tokens: int) -> None:
        """Load it.

        Args:
            folder: Where its files lie.
            tokens: Tokens of a window.

        Raises:
            ImportError: The extra ``classifier`` is not installed.
            DataError: A file is missing or broken.
        """
        import onnxruntime  # noqa: PLC0415 - an extra, and slow to load
        from tokenizers import Tokenizer  # noqa: PLC0415 - likewise

        try:
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
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._room = tokens - 2
        self._begin, self._end = map(self._id_of, (BEGIN, END))

    def _id_of(self, token: str) -> int:
        known = self._tokenizer.token_to_id(token)
        if known is None:
            raise DataError(f"classifier: the tokenizer has no {token}")
        return int(known)

    def told(self, texts: Sequence[str], least: Sequence[float]) -> list[Told]:
        """What texts say.

        Args:
            texts: The texts.
            least: The least glance of each whose window is read to the end; as many as texts.

        Returns:
            What is said of each, in the same order.
        """
        import numpy as np  # noqa: PLC0415 - comes with the extra

        found = [Told() for _ in texts]
        for batch in _batches(window for place, text in enumerate(texts) for window in self.windows(text, place)):
            hidden, glances = self._first.run(None, {"input_ids": np.array([one.ids for one in batch], dtype=np.int64)})
            still_open = []
            for row, (window, glance) in enumerate(zip(batch, glances.tolist(), strict=True)):
                found[window.text].glance = max(found[window.text].glance, glance)
                if glance >= least[window.text]:
                    still_open.append(row)
            if still_open:
                logits, marks = self._rest.run(None, {"hidden": hidden[still_open]})
                for row, own_logits, own_marks in zip(still_open, logits, marks.tolist(), strict=True):
                    found[batch[row].text].add(batch[row], own_logits, own_marks)
        return found

    def windows(self, text: str, place: int = 0) -> Iterator[Window]:
        """The windows of a text.

        Args:
            text: The text.
            place: Its place among those that are read.
        """
        gap = 0
        if len(text) > MOST_CHARACTERS:
            gap = len(text) - MOST_CHARACTERS
            text = text[: MOST_CHARACTERS // 2] + text[-(MOST_CHARACTERS // 2) :]
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = encoded.ids, encoded.offsets
        if gap:
            middle = MOST_CHARACTERS // 2
            offsets = [
                (start + gap, end + gap) if start >= middle else (start, min(end, middle)) for start, end in offsets
            ]
        starts = list(range(0, max(len(ids) - OVERLAP, 1), self._room - OVERLAP))
        if len(starts) > MOST_WINDOWS:
            starts = [starts[round(at * (len(starts) - 1) / (MOST_WINDOWS - 1))] for at in range(MOST_WINDOWS)]
        for start in starts:
            end = start + self._room
            yield Window(place, [self._begin, *ids[start:end], self._end], offsets[start:end])


def _batches(windows: Iterable[Window]) -> Iterator[list[Window]]:
    """Windows of one length, as many as are read at once, the shortest first."""
    for length, alike in groupby(sorted(windows, key=_length), key=_length):
        several, most = list(alike), max(AT_ONCE // length, 1)
        for start in range(0, len(several), most):
            yield several[start : start + most]


def _length(window: Window) -> int:
    return len(window.ids)
