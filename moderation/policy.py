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

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from moderation.datafiles import DATA, DIGEST_LENGTH, read_file, told_of
from moderation.errors import DataError, PolicyError
from moderation.items import Category, Flag, Severity, Verdict

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
    """From which score a category counts; where nothing was found it never does."""
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

    @model_validator(mode="after")
    def _complete(self) -> Policy:
        missing = [category for category in Category if category not in self.thresholds]
        if missing:
            raise ValueError(f"thresholds: {missing[0]} has none")
        starts = [band.start for band in self.bands]
        if not starts or starts[0] != 0 or starts != sorted(starts):
            raise ValueError("bands: must start from 0 and rise")
        return self

    def judge(self, flags: Sequence[Flag], polarity: float | None, versions: Mapping[str, str]) -> Verdict:
        """Weighs the flags of a text.

        Args:
            flags: What the detectors found, in text order.
            polarity: The tone of the text, -1 to 1, where it is known.
            versions: The detectors that looked, to their versions.
        """
        scores = self._scores(flags, polarity) if flags else _NO_SCORES
        reached = [category for category, score in scores.items() if score and score >= self.thresholds[category]]
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
        )

    def says(self, flag: Flag, category: Category) -> float:
        """How much a flag says for a category, 0 to 1."""
        share = 1.0 if flag.category is category else self.speaks_for.get(flag.category, {}).get(category, 0.0)
        return flag.score * share * self.weights.get(flag.detector, 1.0)

    def _scores(self, flags: Sequence[Flag], polarity: float | None) -> Mapping[Category, float]:
        """Noisy-or: the chance that at least one of the flags is right. A rule speaks once, however often it fires."""
        doubts: dict[Category, dict[str, float]] = defaultdict(dict)
        for flag in flags:
            for category in Category:
                said = self.says(flag, category)
                if said:
                    doubts[category][flag.rule] = min(doubts[category].get(flag.rule, 1.0), 1 - said)
        return MappingProxyType(
            {category: self._toned(1 - math.prod(doubts[category].values()), polarity) for category in Category}
        )

    def _toned(self, score: float, polarity: float | None) -> float:
        score = min(score, SUREST)
        if not polarity or not score:
            return round(score, 4)
        shift = -polarity * (self.tone.negative if polarity < 0 else self.tone.positive)
        return round(min(1 / (1 + (1 - score) / score * math.exp(-shift)), SUREST), 4)

    def _severity(self, category: Category, score: float, flags: Iterable[Flag]) -> Severity:
        """The gravest of the flags that speak for a category, within what its score can carry."""
        cap = max(band.at_most for band in self.bands if band.start <= score)
        gravest = max((flag.severity for flag in flags if self.says(flag, category)), default=Severity.LOW)
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
