"""What the API sends and takes: what all of it shares, and screening. The names are a promise.

What is renamed inside Flagpost keeps its name here. ``casework`` has cases and decisions.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from moderation.items import Category, Severity, Trust

MOST_TEXTS = 100
"""Texts of one call."""
LONGEST_TEXT = 20_000
"""Characters of one text."""
MOST_QUOTES = 20
LARGEST_ID = 2**63 - 1


def _named(severity: object) -> object:
    return severity.name.lower() if isinstance(severity, Severity) else severity


Level = Annotated[Literal["none", "low", "medium", "high", "critical"], BeforeValidator(_named)]
"""How grave something is, by name."""


class Answered(BaseModel):
    """What is answered: read from our items."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)


class Sent(BaseModel):
    """What is sent to us. A field that is none of ours is refused: it may be a misspelt one."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Text(Sent):
    """A text, and what stands around it. Only the text is judged."""

    text: str = Field(max_length=LONGEST_TEXT)
    """The author's own words."""
    quotes: list[Annotated[str, Field(max_length=LONGEST_TEXT)]] = Field(default=[], max_length=MOST_QUOTES)
    """What the text quotes, word for word: words that stand in quotes are never flagged."""
    original_post: str | None = Field(default=None, max_length=LONGEST_TEXT)
    """The words of the post that it answers."""
    language: str | None = Field(default=None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35)
    """Such as `en`. Left out: it is told from the text."""
    author: str | None = Field(default=None, max_length=200)
    """The author's name: who is spoken to is never them."""


class Texts(Sent):
    """Texts to screen."""

    texts: list[Text | Annotated[str, Field(max_length=LONGEST_TEXT)]] = Field(min_length=1, max_length=MOST_TEXTS)
    """The texts: each a string, or an object that also tells what stands around it."""


class Span(Answered):
    """A stretch of a text."""

    start: int
    """First character, counted in Unicode code points from 0."""
    end: int
    """One past the last character."""


class Flag(Answered):
    """One detector's finding."""

    rule: str
    """The rule that fired, `detector/name`."""
    category: Category
    """What the finding is evidence of."""
    severity: Level
    """How grave it is where it is true."""
    score: float
    """How likely it is true, 0 to 1."""
    spans: list[Span]
    """Where it stands; empty for a finding about the whole text."""
    target: str | None
    """Whom it is aimed at, where somebody is named."""
    reason: str
    """One plain sentence for a moderator."""


class Verdict(Answered):
    """All flags of a text, weighed by the policy."""

    scores: dict[Category, float]
    """Every category to its probability, 0 to 1."""
    categories: list[Category]
    """Those that reach the policy's thresholds, gravest first."""
    severity: Level
    """How grave the text is; `none` where no category is reached."""
    queue: str | None
    """The queue that the policy sends it to; null where nobody needs to look."""
    flags: list[Flag]
    """What the detectors found, in the order of the text."""
    language: str | None
    """The language that it was read in; null where that is unclear."""
    trust: Trust
    """How far the verdict can be trusted in that language."""
    policy: str
    """Name and version of the policy."""
    versions: dict[str, str]
    """Every detector that looked, to its version."""


class Verdicts(Answered):
    """Verdicts of texts."""

    verdicts: list[Verdict]
    """One a text, in their order."""
