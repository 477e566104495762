"""The policy: flags to scores, categories, severity and queue. Its numbers stand in ``data/policy.toml``."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from moderation.classifier import NAME as CLASSIFIER
from moderation.classifier import Reading
from moderation.datafiles import DATA, DIGEST_LENGTH, read_file, told_of
from moderation.errors import DataError, PolicyError
from moderation.items import Category, Flag, Severity, Trust, Verdict
from moderation.lexicon import Lexicon
from moderation.weighing import UNKNOWN, Evidence, load_weights, log_odds, logistic, witness_of

SUREST = 0.99
"""No combination of flags is surer than this."""


def _severity(value: object) -> object:
    """A severity by its name, as policy files write it."""
    names = {severity.name.lower(): severity for severity in Severity}
    if isinstance(value, Severity):
        return value
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"must be one of {', '.join(names)}")
    return names[value]


Share = Annotated[float, Field(ge=0, le=1, strict=True)]
"""A number from 0 to 1."""
Named = Annotated[Severity, BeforeValidator(_severity)]
"""A severity that files write by its name."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Precision(_Part):
    """A threshold that is asked for by what it is to do."""

    precision: Annotated[float, Field(gt=0, lt=1)]
    """Of the posts that are flagged, the share that is to be flagged rightly."""
    share: Annotated[float, Field(gt=0, lt=1)] = 0.1
    """The share of all posts on the board that are of the category, as far as the admin knows."""

    def threshold(self, category: Category) -> float:
        """The lowest score that is as precise, as measured on labelled posts held back.

        Raises:
            ValueError: None is, or the category was not measured.
        """
        weights = load_weights().get(category)
        if weights is None or not weights.points:
            raise ValueError("no precision was measured for this category; name a score")
        found = weights.threshold(self.precision, self.share)
        if found is None:
            most = weights.most_precise(self.share)
            raise ValueError(
                f"no score is as precise as {self.precision} where {self.share:.0%} of the posts are of this category;"
                f" {most:.2f} is the most"
            )
        return found


def _score_for(name: object, asked: Mapping[str, object]) -> float:
    try:
        return Precision.model_validate(asked).threshold(Category(str(name)))
    except ValidationError as error:
        raise ValueError(f"{name}: {told_of(error)}") from error
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


class Tone(_Part):
    """How far the tone of a text moves the scores of its flags, in log-odds."""

    negative: Annotated[float, Field(ge=0, le=3)]
    """How far a wholly negative tone raises them."""
    positive: Annotated[float, Field(ge=0, le=3)]
    """How far a wholly positive tone lowers them."""


class Band(_Part):
    """The gravest severity that scores from here on can carry."""

    start: Share = Field(alias="from")
    """The lowest score of the band."""
    at_most: Named
    """The gravest severity in it."""


class Queue(_Part):
    """Where texts of some categories go from some severity on."""

    name: Annotated[str, Field(min_length=1)]
    """The queue's name."""
    categories: tuple[Category, ...]
    """The categories it takes."""
    severity: Named
    """The least severity it takes."""


class Policy(_Part):
    """A checked policy. `load_policy` reads one from a file."""

    name: Annotated[str, Field(min_length=1)]
    """Its name."""
    version: Annotated[str, Field(min_length=1)]
    """As the file says, then a digest of what the policy says, so that two different ones never share a version."""
    thresholds: Mapping[Category, Share]
    """From which score a category counts; where nothing was found it never does. Files may ask for a `Precision`."""
    by_words: Mapping[Category, Share]
    """The least score from which a category counts where the classifier did not read the text: what words alone say is
    no measured probability. A category that is not named has its threshold."""
    weights: Mapping[str, Share]
    """How far each detector is believed; one that is not named is believed in full."""
    speaks_for: Mapping[Category, Mapping[Category, Share]]
    """What a finding of one category says for the others."""
    tone: Tone
    """What the tone of a text adds."""
    bands: tuple[Band, ...]
    """By rising score."""
    queues: tuple[Queue, ...]
    """In the order in which they are asked."""

    @field_validator("thresholds", mode="before")
    @classmethod
    def _scores_for(cls, value: object) -> object:
        """Thresholds as scores, those that ask for a precision among them."""
        if not isinstance(value, Mapping):
            return value
        return {name: _score_for(name, one) if isinstance(one, Mapping) else one for name, one in value.items()}

    @model_validator(mode="after")
    def _complete(self) -> Policy:
        missing = [category for category in Category if category not in self.thresholds]
        if missing:
            raise ValueError(f"thresholds: {missing[0]} has none")
        starts = [band.start for band in self.bands]
        if not starts or starts[0] != 0 or starts != sorted(starts):
            raise ValueError("bands: must start from 0 and rise")
        return self

    def judge(
        self,
        flags: Sequence[Flag],
        polarity: float | None,
        versions: Mapping[str, str],
        reading: Reading | None = None,
        language: str | None = None,
        trust: Trust = Trust.WORDS,
    ) -> Verdict:
        """Weighs the flags of a text.

        Args:
            flags: What the detectors found, in text order.
            polarity: The tone of the text, -1 to 1, where it is known and the classifier did not read the text.
            versions: The detectors that looked, to their versions.
            reading: What the classifier makes of the text, where it read it.
            language: The language of the text, where it is known.
            trust: How far a verdict can be trusted in it.
        """
        scores = self._scores(flags, polarity, reading) if flags or reading else _NO_SCORES
        floors = self.by_words if reading is None else {}
        reached = [
            category
            for category, score in scores.items()
            if score and score >= max(self.thresholds[category], floors.get(category, 0))
        ]
        severities = {category: self._severity(category, scores[category], flags) for category in reached}
        reached.sort(key=lambda category: (-severities[category], -scores[category]))
        severity = max(severities.values(), default=Severity.NONE)
        return Verdict(
            scores=scores,
            categories=tuple(reached),
            flags=tuple(flags),
            severity=severity,
            queue=self._queue(severities),
            policy=f"{self.name}@{self.version}",
            versions=versions,
            language=language,
            trust=trust,
        )

    def says(self, flag: Flag, category: Category) -> float:
        """How much a flag says for a category, 0 to 1."""
        share = 1.0 if flag.category is category else self.speaks_for.get(flag.category, {}).get(category, 0.0)
        return flag.score * share * self.weights.get(flag.detector, 1.0)

    @property
    def hears_classifier(self) -> bool:
        """Whether what the classifier says counts at all."""
        return self.weights.get(CLASSIFIER, 1.0) > 0

    def _scores(
        self, flags: Sequence[Flag], polarity: float | None, reading: Reading | None
    ) -> Mapping[Category, float]:
        if reading is not None:
            return MappingProxyType({one: self._joined(one, flags, reading) for one in Category})
        doubts = {category: math.prod(self._doubts(flags, category).values()) for category in Category}
        return MappingProxyType({category: self._toned(1 - doubt, polarity) for category, doubt in doubts.items()})

    def _doubts(self, flags: Sequence[Flag], category: Category) -> Mapping[str, float]:
        """The doubt that the flags of each witness leave: that none of them is right.

        A rule speaks once, however often it fires. The classifier's flags are left out: its reading speaks for them.
        """
        of_rules: dict[str, dict[str, float]] = defaultdict(dict)
        for flag in flags:
            said = self.says(flag, category)
            if said and flag.detector != CLASSIFIER:
                left = of_rules[witness_of(flag)]
                left[flag.rule] = min(left.get(flag.rule, 1.0), 1 - said)
        return {witness: math.prod(left.values()) for witness, left in of_rules.items()}

    def evidence(self, flags: Sequence[Flag], reading: Reading, category: Category) -> Evidence:
        """What is said of a text for a category, as its fitted weights take it.

        Args:
            flags: What the detectors found.
            reading: What the classifier makes of the text.
            category: The category.
        """
        return self._weighed(self._doubts(flags, category), reading, category)

    def _weighed(self, doubts: Mapping[str, float], reading: Reading, category: Category) -> Evidence:
        return Evidence(
            classifier=logistic(self.weights.get(CLASSIFIER, 1.0) * log_odds(reading.scores[category])),
            lexicon=doubts.get(Lexicon.name, 1.0),
            unknown=doubts.get(UNKNOWN, 1.0),
        )

    def _joined(self, category: Category, flags: Sequence[Flag], reading: Reading) -> float:
        """What the classifier and what it was weighed against say, then what all others do, each for itself."""
        doubts = self._doubts(flags, category)
        weights = load_weights().get(category)
        if weights is None:
            return round(min(1 - math.prod(doubts.values()), SUREST), 4)
        evidence = self._weighed(doubts, reading, category)
        left = 1 - weights.probability(evidence)
        for witness, doubt in doubts.items():
            if witness not in evidence.said():
                left *= doubt
        return round(min(1 - left, SUREST), 4)

    def _toned(self, score: float, polarity: float | None) -> float:
        score = min(score, SUREST)
        if not polarity or not score:
            return round(score, 4)
        shift = -polarity * (self.tone.negative if polarity < 0 else self.tone.positive)
        return round(min(1 / (1 + (1 - score) / score * math.exp(-shift)), SUREST), 4)

    def _severity(self, category: Category, score: float, flags: Iterable[Flag]) -> Severity:
        """The gravest of the flags that speak for a category, within what its score can carry."""
        cap = max(band.at_most for band in self.bands if band.start <= score)
        speaking = (
            flag
            for flag in flags
            # The classifier says for every category by itself what it has to say.
            if self.says(flag, category) and (flag.category is category or flag.detector != CLASSIFIER)
        )
        gravest = max((flag.severity for flag in speaking), default=Severity.LOW)
        return max(min(gravest, cap), Severity.LOW)

    def _queue(self, severities: Mapping[Category, Severity]) -> str | None:
        for queue in self.queues:
            least = max(queue.severity, Severity.LOW)
            if any(severities.get(category, Severity.NONE) >= least for category in queue.categories):
                return queue.name
        return None


_NO_SCORES: Mapping[Category, float] = MappingProxyType(dict.fromkeys(Category, 0.0))


@cache
def default_policy() -> Policy:
    """The policy of the package."""
    return load_policy()


def load_policy(path: Path | None = None) -> Policy:
    """Reads a policy file over the default policy.

    Tables are joined key by key; lists (bands, queues) are replaced as a whole.

    Args:
        path: The file; None for the default policy alone.

    Raises:
        PolicyError: The file is missing, is no TOML, or says what a policy cannot say. One line that names the key.
    """
    default = DATA / "policy.toml"
    content = _read(default)
    if path is not None:
        content = _overlaid(content, _read(path))
    digest = hashlib.sha256(repr(content).encode()).hexdigest()[:DIGEST_LENGTH]
    version = content["version"]
    try:
        return Policy.model_validate({**content, "version": f"{version}+{digest}" if version else version})
    except ValidationError as error:
        raise PolicyError(f"{path or default}: {told_of(error)}") from error


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return read_file(path).content
    except DataError as error:
        raise PolicyError(str(error)) from error


def _overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    joined = dict(below)
    for key, value in above.items():
        old = joined.get(key)
        joined[key] = _overlaid(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return joined
