"""The review: cases, claims and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from db.items.appeals import Appeal
from db.items.archive import StoredPost
from db.items.priority import Standing
from db.items.screening import StoredVerdict
from moderation.items import Category, Severity


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    DECIDED = "decided"


class Outcome(StrEnum):
    """What a reviewer says to the flags."""

    AGREE = "agree"
    """The flags are right."""
    DISAGREE = "disagree"
    """The flags are wrong."""
    IGNORE = "ignore"
    """Right or wrong, nothing is to be done."""


class Action(StrEnum):
    """What is to happen on the forum."""

    NONE = "none"
    REMOVE = "remove"
    EDIT = "edit"
    WARN = "warn"
    LOCK = "lock"
    BAN = "ban"
    ESCALATE = "escalate"


class ActionState(StrEnum):
    """How far the action got."""

    RECOMMENDED = "recommended"
    DONE = "done"
    VERIFIED = "verified"
    """Seen to be done by a later scan."""


class Ground(StrEnum):
    """What a decision rests on (Digital Services Act, article 17(3)(d) and (e))."""

    TERMS = "terms"
    """Incompatible with the board's terms."""
    ILLEGAL = "illegal"
    """Illegal content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A lease on a case. A decision counts only with the current one."""

    case_id: int
    token: int
    """Rises with every claim on the case."""
    user: str
    claimed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A case handed to somebody: it is theirs to decide, whether they work on it at the moment or not."""

    case_id: int
    user: str
    """Whose it is."""
    by: str
    """Who handed it to them."""
    note: str
    """Why, for the team alone; may be empty."""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A decision as a reviewer makes it, with what a statement of reasons asks (Digital Services Act, article 17)."""

    outcome: Outcome
    action: Action = Action.NONE
    category: Category | None = None
    """None takes the verdict's gravest category."""
    ground: Ground = Ground.TERMS
    reference: str | None = None
    """The clause of the terms, or the law."""
    explanation: str = ""
    """Why, for the author of the post. Empty takes the flags' reasons."""
    facts: str = ""
    """Facts and circumstances the decision relies on. Empty takes the flagged spans and where they stood."""
    note: str = ""
    """For the team alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision as stored: one transaction, undone by a mark and never deleted."""

    id: int
    case_id: int
    post_id: int
    revision_id: int
    """The words that were judged."""
    verdict_id: int
    user: str
    token: int
    """The claim that it was made under."""
    outcome: Outcome
    action: Action
    action_state: ActionState
    category: Category | None
    ground: Ground
    reference: str | None
    explanation: str
    facts: str
    note: str
    automated_detection: bool
    automated_decision: bool
    decided_at: datetime
    undone_at: datetime | None
    undone_by: str | None
    superseded_at: datetime | None
    """When new words re-opened the case, a reviewer took it up, or somebody appealed. The decision stands, for what it
    judged."""
    batch_id: int | None
    """The batch that it was made in, None for one that was made by itself."""

    @property
    def to_take_back(self) -> bool:
        """Whether it was undone after somebody had carried its action out on the forum, and nobody took that back."""
        asked = self.action not in {Action.NONE, Action.ESCALATE}
        return asked and self.undone_at is not None and self.action_state is not ActionState.RECOMMENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row of a queue: one post with its verdict."""

    id: int
    queue: str
    state: CaseState
    severity: Severity
    score: float
    """The highest category score, 0 to 1."""
    priority: float
    """Hours, that compare with those of other cases: of one severity the highest comes first."""
    standing: Standing
    """What its priority rests on, beside its score and its age."""
    opened_at: datetime
    reopened: int
    """How often the case came back: an edit, an undo."""
    claim: Claim | None
    """The lease in force, None where the case is free."""
    assignment: Assignment | None
    """To whom it is handed, None where it is anybody's."""
    post: StoredPost
    """The post as it is now."""
    judged_revision_id: int
    """The revision that the verdict speaks of."""
    verdict: StoredVerdict
    decision: Decision | None
    """The decision in force."""
    appeal: Appeal | None = None
    """The open appeal, which the next decision answers."""

    @property
    def whereabouts(self) -> Whereabouts:
        """Where it stands."""
        return Whereabouts(self.id, self.post.board_id, self.queue)


class Whereabouts(NamedTuple):
    """Where a case stands: all that rights over it are asked about."""

    id: int
    board_id: int
    queue: str


class QueueCount(NamedTuple):
    """A queue and what waits in it."""

    queue: str
    open: int
    """Open cases, with or without a claim."""
    claimed: int
    """Those of them that somebody has a claim on."""
    oldest_at: datetime
    """Since when the oldest open case waits."""


class Reach(NamedTuple):
    """Where somebody may look: on a board, in a queue, or in a queue on a board."""

    board_id: int | None
    """None for every board."""
    queue: str | None
    """None for every queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases; every field that is set narrows."""

    state: CaseState | None = CaseState.OPEN
    queue: str | None = None
    board_id: int | None = None
    category: Category | None = None
    severity: Severity | None = None
    """This or graver."""
    author: str | None = None
    claimed_by: str | None = None
    """Under a claim in force of this user."""
    assigned_to: str | None = None
    """Handed to this user."""
    rule: str | None = None
    """With a flag of this rule, or of the rules that begin with it: ``lexicon/`` for a whole detector."""
    language: str | None = None
    """With words in this language, such as ``en``."""
    words: str | None = None
    """With all of these words in the post as it is now, in any order and in any case; in quotes, in a row."""
    opened_before: datetime | None = None
    """Waiting since before then."""
    appealed: bool = False
    """With an open appeal."""
    among: tuple[int, ...] | None = None
    """One of those with these ids."""
    but: tuple[int, ...] = ()
    """None of those with these ids."""
    reach: tuple[Reach, ...] | None = None
    """In one of these places alone; None for everywhere."""
