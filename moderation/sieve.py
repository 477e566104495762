"""The sieve: settles at a glance what is clearly harmless, so that the classifier reads the rest alone.

A weight a word, summed over every stretch of a text that is as long as a short post; the worst stretch counts. The
weights are learned and the least sum that is passed on is set by `training.sift`, so that of the texts that the
classifier would flag next to none is settled here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path

from moderation.datafiles import DATA
from moderation.detectors import Passage
from moderation.errors import DataError

FILE = DATA / "sieve.json"
STRETCH = 24
"""Words that are summed together."""
STEP = 12
"""Words from one stretch to the next."""
PICTURES = "\u2600"
"""The first character of those that may be pictures: the sieve knows words and no pictures."""


class Sieve:
    """Tells which texts are worth a reading."""

    def __init__(self, weights: Mapping[str, float], unknown: float, bias: float, least: float) -> None:
        """Take what was learned.

        Args:
            weights: A word, folded, to what it says, in log-odds.
            unknown: What a word says that is not among them.
            bias: What any stretch begins with.
            least: The sum from which on a text is passed on.
        """
        self._weights = weights
        self._unknown = unknown
        self._bias = bias
        self._least = least

    def passes(self, passage: Passage) -> bool:
        """Whether a text has to be read: it isn't clearly harmless, or has what the sieve cannot judge."""
        return (
            bool(passage.tokens.guesses)
            or (not passage.text.isascii() and max(passage.text) >= PICTURES)
            or self.worst(passage) >= self._least
        )

    def worst(self, passage: Passage) -> float:
        """The sum of the worst stretch of a text, in log-odds; minus infinity where it has no word."""
        forms = passage.tokens.forms
        if not forms:
            return float("-inf")
        said = (self._weights.get(form, self._unknown) for form in forms)
        sums: list[float] = list(accumulate(said, initial=self._bias))
        if len(forms) <= STRETCH:
            return sums[-1]
        starts = (*range(0, len(forms) - STRETCH, STEP), len(forms) - STRETCH)
        return float(max(sums[start + STRETCH] - sums[start] for start in starts)) + self._bias

    def knows(self, passage: Passage) -> float:
        """The share of a text's words that the sieve has learned, 0 to 1."""
        forms = passage.tokens.forms
        return sum(form in self._weights for form in forms) / len(forms) if forms else 0.0


@cache
def load_sieve(path: Path = FILE) -> Sieve:
    """The package's sieve.

    Raises:
        DataError: Its file is missing or broken.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        scale = float(content["scale"])
        weights = {word: int(weight) * scale for weight, words in content["weights"].items() for word in words.split()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path.name}: cannot be read: {error!r}") from error
    return Sieve(weights, float(content["unknown"]), float(content["bias"]), float(content["least"]))
