"""The items that screening yields: plain, frozen, and free of any I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Category(StrEnum):
    """What a text can be, in the names that Perspective gave these attributes."""

    TOXICITY = "toxicity"
    IDENTITY_ATTACK = "identity_attack"
    INSULT = "insult"
    THREAT = "threat"
    PROFANITY = "profanity"
    SEXUALLY_EXPLICIT = "sexually_explicit"


class Severity(IntEnum):
    """How grave a finding is. The order is the order of the queue."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Trust(StrEnum):
    """How far a verdict can be trusted in the language of its text."""

    FULL = "full"
    """The classifier knows the language, and the lexicon too."""
    WORDS = "words"
    """Only known words and coinages were looked for: what is said without them is not found."""
    NONE = "none"
    """The lexicon has no words of the language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the text as it was given."""

    start: int
    """First character, counted in Python characters (code points) from 0."""
    end: int
    """One past the last character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One detector's finding. It explains itself."""

    rule: str
    """The rule that fired, ``detector/name``, such as ``coinage/vulgar-nation`` or ``lexicon/en/cretin``."""
    category: Category
    """What the finding is evidence of."""
    severity: Severity
    """How grave it is where it is true."""
    score: float
    """0 to 1: how likely the finding is true."""
    spans: tuple[Span, ...]
    """Where, in the text as given. Empty for a finding about the whole text."""
    reason: str
    """One plain sentence for a moderator."""
    target: str | None = None
    """Whom it is aimed at, such as ``Pakistan`` or ``women``; None where nobody is named."""

    @property
    def detector(self) -> str:
        """The detector that found it: the part of the rule before the first slash."""
        return self.rule.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What stands around a text. Its words count for nobody here."""

    quotes: tuple[str, ...] = ()
    """What the post quotes."""
    original_post: str | None = None
    """The words of the original post of its thread."""
    language: str | None = None
    """Such as ``en``, where known."""
    board: str | None = None
    """The board's address, for a policy of its own."""
    author: str | None = None
    """The author's name, where known."""
    author_posts: int | None = None
    """How many posts of the author are known on the board, this one among them."""
    answers: str | None = None
    """The name of the member whose words it quotes, where there is one."""

    @property
    def main_language(self) -> str:
        """The language without its region, in lower case: ``de`` of ``de-AT``; "" where none is known."""
        return (self.language or "").partition("-")[0].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All flags of a text, weighed by the policy."""

    scores: Mapping[Category, float]
    """Every category to its probability, 0 to 1."""
    categories: tuple[Category, ...]
    """Those that reach the policy's thresholds, gravest first."""
    flags: tuple[Flag, ...]
    """What the detectors found, in text order."""
    severity: Severity
    """How grave the text is; NONE where no category is reached."""
    queue: str | None
    """The queue that the policy sends it to; None where nobody needs to look."""
    policy: str
    """Name and version of the policy, ``name@version``."""
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Every detector that looked, to its version, also where it found nothing."""
    language: str | None = None
    """The text's language, such as ``en``: as its context says, or as it shows; None where unclear."""
    trust: Trust = Trust.WORDS
    """How far the verdict can be trusted in that language."""
