"""What the repositories take and return beside the items of scraper and moderation: plain, frozen, free of SQL.

Every moment is an aware UTC ``datetime``. Ids are the store's own integers; ``external_id`` is the board's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from moderation.items import Category, Severity, Span, Trust
from scraper.items import Attachment, BoardStatistics, Link, Quote, Reaction, Role


class ScanState(StrEnum):
    """Where a scan stands."""

    RUNNING = "running"
    """Begun and not ended; where its process is gone, it can be resumed."""
    FINISHED = "finished"
    """Every address was fetched or has its error."""


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


class UserRole(StrEnum):
    """What a user may do."""

    READ_ONLY = "read_only"
    MODERATOR = "moderator"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where and when a page was read: kept with every revision."""

    url: str
    """The address after redirects, or ``file:`` for a saved page."""
    fetched_at: datetime
    """When the bytes arrived; for a saved page, the file's own time."""
    sha256: str
    """Digest of the decoded bytes, in hex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRevision:
    """A current revision that no verdict speaks of yet."""

    revision_id: int
    post_id: int
    text: str
    quotes: tuple[str, ...]
    """The quoted words, for context."""
    answers: str | None
    """The name of the one quoted; None where nobody is, or several are."""
    original_post: str | None
    """The words of its thread's original post, None for the original post itself."""
    board_url: str
    language: str | None
    author: str | None = None
    """The author's name."""
    author_posts: int | None = None
    """How many posts of the author are stored of this board, this one among them, 1,000 at most; None where nobody is
    named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What saving a page changed."""

    board_id: int
    thread_id: int | None
    """None for a listing and an index."""
    new: int = 0
    """Posts seen for the first time."""
    revised: int = 0
    """Posts whose words changed."""
    unchanged: int = 0
    """Posts already stored as they are."""
    returned: int = 0
    """Posts that were marked as gone and are there again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board."""

    id: int
    url: str
    title: str | None
    engine: str | None
    forums: int
    threads: int
    posts: int
    open_cases: int
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A board's statistics at one time. Kept when they differ from the ones before."""

    board_id: int
    taken_at: datetime
    statistics: BoardStatistics


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPost:
    """A post as the store has it, with its current revision."""

    id: int
    external_id: str
    board_id: int
    board_url: str
    thread_id: int
    thread_external_id: str
    thread_title: str
    thread_url: str
    role: Role
    position: int | None
    permalink: str | None
    author: str | None
    author_url: str | None
    published: datetime | None
    published_raw: str | None
    edited: datetime | None
    edited_raw: str | None
    revision_id: int
    revision: int
    """1 for the first, rising with every change of the words."""
    text: str
    quotes: tuple[Quote, ...]
    links: tuple[Link, ...]
    attachments: tuple[Attachment, ...]
    reactions: tuple[Reaction, ...]
    evidence: Evidence
    """Of the current revision."""
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    """When a complete reading of its thread no longer showed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRevision:
    """The words of a post, as one page showed them. Words that come back are a revision again."""

    id: int
    post_id: int
    number: int
    """1 for the first, rising with every change of the words."""
    text: str
    quotes: tuple[Quote, ...]
    links: tuple[Link, ...]
    """Those of the page that showed these words first, as are the attachments."""
    attachments: tuple[Attachment, ...]
    evidence: Evidence
    current: bool
    """The newest words of the post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A scan and how far it got."""

    id: int
    target: str
    """The address that it began from."""
    state: ScanState
    runner: str | None
    """``host:pid:start`` of the process that works on it, None once finished."""
    options: Mapping[str, str | int | float | bool | None]
    started_at: datetime
    heartbeat_at: datetime
    finished_at: datetime | None
    waiting: int
    """Addresses to be fetched."""
    done: int
    """Addresses that were read."""
    failed: int
    """Addresses that ended in an error."""
    skipped: int
    """Threads left alone because nothing had changed."""
    posts_new: int
    posts_revised: int
    posts_gone: int
    flagged: int
    """Posts that got a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanError:
    """Something that went wrong with one address, or does not add up on it."""

    scan_id: int
    url: str
    kind: str
    """The error's type, such as ``not_found``, ``challenge``, ``too_large``, or ``remark`` for what does not add up."""
    message: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who reviews."""

    id: int
    name: str
    role: UserRole
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFlag:
    """A flag of a stored verdict."""

    rule: str
    category: Category
    severity: Severity
    score: float
    spans: tuple[Span, ...]
    target: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVerdict:
    """A verdict as it was stored; never changed afterwards."""

    id: int
    revision_id: int
    scores: Mapping[Category, float]
    categories: tuple[Category, ...]
    severity: Severity
    queue: str | None
    policy: str
    versions: Mapping[str, str]
    language: str | None
    trust: Trust
    flags: tuple[StoredFlag, ...]
    screened_at: datetime


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
    """When new words re-opened the case. The decision stands, for the words it judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row of a queue: one post with its verdict."""

    id: int
    queue: str
    state: CaseState
    severity: Severity
    score: float
    """The highest category score, 0 to 1."""
    opened_at: datetime
    reopened: int
    """How often the case came back: an edit, an undo."""
    claim: Claim | None
    """The lease in force, None where the case is free."""
    post: StoredPost
    """The post as it is now."""
    judged_revision_id: int
    """The revision that the verdict speaks of."""
    verdict: StoredVerdict
    decision: Decision | None
    """The decision in force."""


class QueueCount(NamedTuple):
    """A queue and what waits in it."""

    queue: str
    open: int
    """Open cases, with or without a claim."""
    claimed: int
    """Those of them that somebody has a claim on."""
    oldest_at: datetime
    """Since when the oldest open case waits."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A line of the audit log."""

    number: int
    """1-based, without gaps."""
    at: datetime
    actor: str
    event: str
    """Such as ``case.decided``."""
    subject: str
    """Such as ``case:12``."""
    details: Mapping[str, object] = field(default_factory=dict)
    previous: str
    """The hash of the line before, 64 zeros for the first."""
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What checking the audit log found."""

    entries: int
    broken_at: int | None
    """The first number that does not fit, None where the chain holds."""
    problem: str | None
    """What is wrong there."""
    head: str
    """The hash of the last line: note it elsewhere, to notice a log cut off at its end."""
