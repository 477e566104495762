"""Cases, claims, assignments and decisions. The invariants of the review stand here as constraints."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    column,
    literal,
    table,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.items import Action, ActionState, CaseState, Ground, LeftAlone, Outcome
from db.models.base import Base, Id64, KeyText, Printed, one_of, partial_index
from db.types import Categories, Id, Items, Key, Words, choice
from moderation.items import Category


class CaseRow(Base):
    """One post in a queue, with the verdict and the words to be judged."""

    __tablename__ = "cases"
    __table_args__ = (
        ForeignKeyConstraint(["revision_id", "post_id"], ["revisions.id", "revisions.post_id"]),
        ForeignKeyConstraint(["verdict_id", "revision_id"], ["verdicts.id", "verdicts.revision_id"]),
        CheckConstraint("state = 'open' OR claimed_until IS NULL", name="claimed_is_open"),
        CheckConstraint("state = 'open' OR assignee_id IS NULL", name="assigned_is_open"),
        CheckConstraint("token >= 0", name="token"),
        CheckConstraint("reopened >= 0", name="reopened"),
        one_of("severity", 0, 4),
        one_of("score", 0, 1),
    )

    id: Mapped[Id64]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), unique=True)
    revision_id: Mapped[int] = mapped_column(Id)
    verdict_id: Mapped[int] = mapped_column(Id)
    queue: Mapped[KeyText]
    state: Mapped[CaseState] = mapped_column(choice(CaseState, "state"))
    severity: Mapped[int] = mapped_column(SmallInteger)
    score: Mapped[float]
    opened_at: Mapped[datetime] = mapped_column(index=True)
    reopened: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    """Of the last claim, 0 before the first."""
    claimed_until: Mapped[datetime | None]
    """When the last claim expires, None where it was released. It stands on this row so that whoever waits for the
    row's lock looks at it again: a look at ``claims`` would still be the one from before the wait."""
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """To whom it is handed, None for a case that is anybody's. It stands on this row for the same reason."""

    # What filters ask about stands here once more, so that they can be answered, and counted, by an index alone.
    # Triggers copy it from the post and the verdict whenever a case begins to speak of them; neither changes later.
    board_id: Mapped[int | None] = mapped_column(Id)
    language: Mapped[str | None]
    categories: Mapped[tuple[Category, ...] | None] = mapped_column(Categories)
    rules: Mapped[str | None]
    """The rules of the flags, each once, a line each, with a line break before the first and behind the last; None
    where they are too long for an index, and the flags have to be asked."""

    priority: Mapped[float] = mapped_column(server_default="0")
    """Hours: a head start less the time at which it was opened, as ``Standings`` keeps it. See ``db.priority``."""


OPEN: ColumnElement[bool] = CaseRow.state == literal(CaseState.OPEN, CaseRow.state.type, literal_execute=True)
"""Written into the statement as it is: a partial index serves no parameter."""

WAITING: ColumnElement[bool] = CaseRow.state != literal(CaseState.DECIDED, CaseRow.state.type, literal_execute=True)
"""The very same cases, in the words of ``ix_cases_waiting``. A partial index serves those who spell its condition, so
that this narrow one serves whoever spells it like this, and nobody else: SQLite would take it for the order of the
queue as well, and then sort."""

QUEUE_ORDER = (CaseRow.severity.desc(), CaseRow.priority.desc(), CaseRow.opened_at, CaseRow.id)
"""The order of every queue: the gravest first, then by priority, then the one that waits longest."""

ASKED_FOR = (CaseRow.board_id, CaseRow.language, CaseRow.categories, CaseRow.rules, CaseRow.post_id, CaseRow.verdict_id)
"""What filters ask about, behind the order: to count what they find takes no look at the table."""

partial_index("ix_cases_open", (*QUEUE_ORDER, CaseRow.queue, *ASKED_FOR), "state = 'open'")
partial_index("ix_cases_open_queue", (CaseRow.queue, *QUEUE_ORDER, *ASKED_FOR), "state = 'open'")
partial_index(
    "ix_cases_waiting", (CaseRow.queue, CaseRow.opened_at, CaseRow.board_id, CaseRow.state), "state <> 'decided'"
)
Index("ix_cases_order", *QUEUE_ORDER, CaseRow.state, CaseRow.queue, *ASKED_FOR)
partial_index("ix_cases_claimed", (CaseRow.queue, CaseRow.claimed_until), "claimed_until IS NOT NULL")
partial_index("ix_cases_assigned", (CaseRow.assignee_id, *QUEUE_ORDER), "assignee_id IS NOT NULL")


class StandingRow(Base):
    """What a case's priority rests on, as it was when the case was last weighed, and how others like it are found.

    It stands apart from the case, whose indexes are for the order of the queue alone: one by author or by words would
    be narrower than those, and SQLite would walk over it where only open cases are asked for.
    """

    __tablename__ = "standings"
    __table_args__ = (Index(None, "author_id", "case_id"), Index(None, "board_id", "words_sha256", "case_id"))

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id"))
    """The post's author."""
    words_sha256: Mapped[str] = mapped_column(String(64))
    """Of the judged revision."""
    same_words: Mapped[int]
    replies: Mapped[Printed]
    agreed: Mapped[int]
    waiting: Mapped[int]


CASE_WORDS = table("case_words", column("open", Boolean), column("case_id", Id), column("text", Words))
"""What the posts of cases say now: a table that triggers keep on SQLite, a view on PostgreSQL."""

CASE_COUNTS = table(
    "case_counts",
    column("queue", Key),
    column("board_id", Id),
    column("severity", SmallInteger),
    column("language", Words),
    column("categories", Categories),
    column("number", Integer),
)
"""How many open cases there are of each kind, told by sums of ``number``: a table that triggers keep on SQLite, a view
with a row a case on PostgreSQL."""

TRIGRAMS = "case_trigrams"
"""SQLite's index of the words of cases, which keeps what it has in tables of its own."""

MADE_BY_MIGRATIONS = frozenset({CASE_WORDS.name, CASE_COUNTS.name, TRIGRAMS})
MADE_BY_MIGRATIONS |= {f"{TRIGRAMS}_{part}" for part in ("config", "data", "docsize", "idx")}
"""What the models say nothing of: migrations alone make it, as they make triggers."""


class ClaimRow(Base):
    """A lease on a case. Never deleted."""

    __tablename__ = "claims"
    __table_args__ = (
        UniqueConstraint("case_id", "token"),
        CheckConstraint("token >= 1", name="token"),
        CheckConstraint("expires_at >= claimed_at", name="expires_at"),
        partial_index("uq_claims_unreleased", ["case_id"], "released_at IS NULL", unique=True),
        partial_index("ix_claims_unreleased_user_id", ["user_id"], "released_at IS NULL"),
        Index(None, "user_id", "claimed_at"),
    )

    id: Mapped[Id64]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    token: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    claimed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    """When it ended: given back, decided, outlived by the next claim, or overtaken by new words."""


class AssignmentRow(Base):
    """A case handed to somebody. Never deleted."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(None, "case_id"),
        partial_index("uq_assignments_in_force", ["case_id"], "ended_at IS NULL", unique=True),
    )

    id: Mapped[Id64]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was passed back, taken, handed on, or the case was decided."""


class BatchRow(Base):
    """Decisions that were made together."""

    __tablename__ = "decision_batches"

    id: Mapped[Id64]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime]
    note: Mapped[str]
    left_alone: Mapped[tuple[LeftAlone, ...]] = mapped_column(Items(tuple[LeftAlone, ...]))
    """Cases that were asked for and not decided, with the reason."""


class DecisionRow(Base):
    """A decision with its statement of reasons. Never deleted; only its marks and the action's state change."""

    __tablename__ = "decisions"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "token"], ["claims.case_id", "claims.token"]),
        ForeignKeyConstraint(["verdict_id", "revision_id"], ["verdicts.id", "verdicts.revision_id"]),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone"),
        partial_index("uq_decisions_in_force", ["case_id"], "undone_at IS NULL AND superseded_at IS NULL", unique=True),
        partial_index("ix_decisions_batch", ["batch_id"], "batch_id IS NOT NULL"),
    )

    id: Mapped[Id64]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    revision_id: Mapped[int] = mapped_column(Id)
    verdict_id: Mapped[int] = mapped_column(Id)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "outcome"))
    action: Mapped[Action] = mapped_column(choice(Action, "action"))
    action_state: Mapped[ActionState] = mapped_column(choice(ActionState, "action_state"))
    category: Mapped[Category | None] = mapped_column(choice(Category, "category"))
    ground: Mapped[Ground] = mapped_column(choice(Ground, "ground"))
    reference: Mapped[str | None]
    explanation: Mapped[str]
    facts: Mapped[str]
    note: Mapped[str]
    automated_detection: Mapped[bool]
    automated_decision: Mapped[bool]
    decided_at: Mapped[datetime] = mapped_column(index=True)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    superseded_at: Mapped[datetime | None]
    """When new words re-opened the case, or a reviewer took it up: the decision stands, for what it judged."""
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("decision_batches.id"))
    """The batch that it was made in, None for one that was made by itself."""


ACTION_ORDER = (DecisionRow.action, DecisionRow.decided_at, DecisionRow.id)
"""The order of every list of actions: by what is to be done, the oldest first."""

partial_index(
    "ix_decisions_acted",
    (DecisionRow.action_state, *ACTION_ORDER),
    "undone_at IS NULL AND superseded_at IS NULL AND action <> 'none'",
)
partial_index("ix_decisions_to_take_back", ACTION_ORDER, "undone_at IS NOT NULL AND action_state <> 'recommended'")


IN_FORCE: ColumnElement[bool] = DecisionRow.undone_at.is_(None) & DecisionRow.superseded_at.is_(None)
"""Decisions that nobody undid, on words that are the newest."""
