"""Appeals, second opinions and golden cases. Each stands beside a decision, and changes none by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.items import AppealOutcome, Objector, OpinionKind, Outcome
from db.models.base import Base, Id64, partial_index
from db.types import choice
from moderation.items import Category


class AppealRow(Base):
    """An objection to a decision. Never deleted."""

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL OR outcome = 'withdrawn') = (answered_decision_id IS NULL)", name="answered"),
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name="answered_somehow"),
        CheckConstraint("answered_decision_id <> decision_id", name="answered_by_another"),
        CheckConstraint("(outcome IS NULL OR outcome <> 'withdrawn') = (withdrawn_by_id IS NULL)", name="withdrawn"),
        CheckConstraint("(withdrawn_by_id IS NULL) = (withdrawn_why IS NULL)", name="withdrawn_why"),
        partial_index("uq_appeals_open", ["case_id"], "answered_at IS NULL", unique=True),
    )

    id: Mapped[Id64]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    objector: Mapped[Objector] = mapped_column(choice(Objector, "objector"))
    how: Mapped[str]
    words: Mapped[str]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    entered_at: Mapped[datetime]
    case_opened_at: Mapped[datetime]
    """Since when the case had waited for the decision: it does again where the appeal is withdrawn."""
    answered_decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    answered_at: Mapped[datetime | None]
    """When it was over, also where it was withdrawn."""
    outcome: Mapped[AppealOutcome | None] = mapped_column(choice(AppealOutcome, "outcome"))
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_why: Mapped[str | None]


class OpinionRow(Base):
    """An opinion that is asked for, and then given. Never deleted."""

    __tablename__ = "opinions"
    __table_args__ = (
        UniqueConstraint("decision_id", "user_id"),
        CheckConstraint("(given_at IS NULL) = (user_id IS NULL)", name="given"),
        CheckConstraint("(given_at IS NULL) = (outcome IS NULL)", name="given_as"),
        CheckConstraint("given_at IS NULL OR decision_id IS NOT NULL", name="given_on"),
        CheckConstraint("kind = 'second' OR given_at IS NOT NULL", name="golden_is_given"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled"),
        partial_index("uq_opinions_asked", ["decision_id"], "given_at IS NULL", unique=True),
        partial_index("uq_opinions_undecided", ["case_id"], "decision_id IS NULL", unique=True),
    )

    id: Mapped[Id64]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    """None while the case is claimed and not yet decided."""
    kind: Mapped[OpinionKind] = mapped_column(choice(OpinionKind, "kind"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None for one that was drawn at random."""
    asked_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome, "outcome"))
    category: Mapped[Category | None] = mapped_column(choice(Category, "category"))
    note: Mapped[str]
    given_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When a reviewer let the decision stand although the opinion differs."""
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class GoldenRow(Base):
    """A decided case whose right outcome is known. Never deleted; one that was wrong is retired."""

    __tablename__ = "golden_cases"
    __table_args__ = (
        CheckConstraint("(retired_at IS NULL) = (retired_by_id IS NULL)", name="retired"),
        partial_index("uq_golden_cases_in_force", ["decision_id"], "retired_at IS NULL", unique=True),
    )

    id: Mapped[Id64]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome, "outcome"))
    reason: Mapped[str]
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    marked_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
