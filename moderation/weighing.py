"""How detectors are joined: the weight of what each says, fitted by `training.weigh` to labelled posts held back.

A score is the logistic function of a weighted sum. The lexicon says minus the logarithm of the doubt that its flags
leave (0 where it found nothing, so that findings add up), the classifier the log-odds of its probability. No weight is
below zero: a finding never makes a text more harmless.

A clear slur that the classifier does not know is weighed by itself (``unknown``): of one that it knows, it has said
most already.

Coinages and a board's own rules are not in the sum: labelled posts hardly hold them, and the classifier never met such
words. What they say is added as by witnesses of their own (`moderation.policy`).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from moderation.datafiles import DATA, DIGEST_LENGTH, read_words
from moderation.errors import DataError
from moderation.items import Category, Flag
from moderation.lexicon import Lexicon

FILE = DATA / "weighing.json"
UNKNOWN_RULES = DATA / "unknown_rules.txt"
FARTHEST = 6.0
"""Log-odds that a probability says at most."""
UNKNOWN = "unknown"
"""What the lexicon's words that the classifier does not know are weighed as."""
LEAST_DOUBT = 0.01
"""The doubt that any number of flags leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is said of one text for one category."""

    classifier: float
    """The classifier's probability."""
    lexicon: float = 1.0
    """The doubt that the lexicon's flags leave, 0 to 1."""
    unknown: float = 1.0
    """The same of those for words that the classifier does not know."""

    def said(self) -> Mapping[str, float]:
        """What each witness says, as it is weighed."""
        return {
            "classifier": log_odds(self.classifier),
            Lexicon.name: -math.log(max(self.lexicon, LEAST_DOUBT)),
            UNKNOWN: -math.log(max(self.unknown, LEAST_DOUBT)),
        }


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold does, measured on labelled posts held back."""

    score: float
    """The threshold."""
    found: float
    """Of posts of the category, the share that reaches it."""
    wrong: float
    """Of other posts, the share that reaches it."""

    def precision(self, share: float) -> float:
        """Of the posts that reach it, the share that is of the category, where so large a share of all posts is."""
        right, wrong = self.found * share, self.wrong * (1 - share)
        return right / (right + wrong) if right else 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one category."""

    bias: float
    each: Mapping[str, float]
    """What is weighed, to its weight."""
    points: tuple[Point, ...] = ()
    """What thresholds do, by rising score; none where the category was not measured."""

    def probability(self, evidence: Evidence) -> float:
        """How likely a text is of the category."""
        said = evidence.said()
        return logistic(self.bias + sum(weight * said[name] for name, weight in self.each.items()))

    def threshold(self, precision: float, share: float) -> float | None:
        """The lowest threshold that is as precise from there on, however high it is set; None where none is.

        Args:
            precision: The share of flagged posts that are to be rightly flagged, 0 to 1.
            share: The share of all posts on the board that are of the category, 0 to 1.
        """
        lowest = None
        for point in reversed(self.points):
            if point.precision(share) < precision:
                break
            lowest = point.score
        return lowest

    def most_precise(self, share: float) -> float:
        """The best precision that any threshold reaches."""
        return max((point.precision(share) for point in self.points), default=0.0)


def log_odds(probability: float) -> float:
    """The logarithm of the odds of a probability, within ``FARTHEST``."""
    least = logistic(-FARTHEST)
    bounded = min(max(probability, least), 1 - least)
    return math.log(bounded / (1 - bounded))


def logistic(odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-odds))


@cache
def weighing_version() -> str:
    """Another content of the files is another version."""
    return hashlib.sha256(FILE.read_bytes() + UNKNOWN_RULES.read_bytes()).hexdigest()[:DIGEST_LENGTH]


@cache
def load_weights() -> Mapping[Category, Weights]:
    """The weights of the categories that the classifier is heard on.

    Raises:
        DataError: Their file is missing or broken.
    """
    try:
        content = json.loads(FILE.read_text(encoding="utf-8"))
        return MappingProxyType(
            {
                category: Weights(
                    float(content[category]["bias"]),
                    {name: float(one) for name, one in content[category]["each"].items()},
                    tuple(Point(*map(float, point)) for point in content[category]["points"]),
                )
                for category in map(Category, content)
            }
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{FILE.name}: cannot be read: {error!r}") from error


@cache
def unknown_rules() -> frozenset[str]:
    """The lexicon's rules for clear words that the classifier does not know for what they are.

    Raises:
        DataError: Their file is missing.
    """
    return read_words(UNKNOWN_RULES.name)


def witness_of(flag: Flag) -> str:
    """As what a flag is weighed: as its detector's, or as one for a word that the classifier does not know."""
    return UNKNOWN if flag.rule in unknown_rules() else flag.detector
