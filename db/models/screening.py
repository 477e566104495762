"""Verdicts and their flags. A row is never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id64, one_of
from db.types import Categories, Items, choice
from moderation.items import Category, Span, Trust


class VerdictRow(Base):
    """What one screening said of one revision."""

    __tablename__ = "verdicts"
    __table_args__ = (UniqueConstraint("id", "revision_id"), one_of("severity", 0, 4))

    id: Mapped[Id64]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    scores: Mapped[Mapping[Category, float]] = mapped_column(Items(dict[Category, float]))
    categories: Mapped[tuple[Category, ...]] = mapped_column(Categories)
    severity: Mapped[int] = mapped_column(SmallInteger)
    queue: Mapped[str | None]
    policy: Mapped[str]
    versions: Mapped[Mapping[str, str]] = mapped_column(Items(dict[str, str]))
    language: Mapped[str | None]
    trust: Mapped[Trust] = mapped_column(choice(Trust, "trust"), server_default=Trust.WORDS)
    screened_at: Mapped[datetime]


class FlagRow(Base):
    """One detector's finding."""

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("verdict_id", "place"),
        CheckConstraint("place >= 0", name="place"),
        one_of("severity", 0, 4),
        one_of("score", 0, 1),
    )

    id: Mapped[Id64]
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdicts.id"))
    place: Mapped[int]
    """0-based place among the verdict's flags."""
    rule: Mapped[str]
    category: Mapped[Category] = mapped_column(choice(Category, "category"))
    severity: Mapped[int] = mapped_column(SmallInteger)
    score: Mapped[float]
    spans: Mapped[tuple[Span, ...]] = mapped_column(Items(tuple[Span, ...]))
    target: Mapped[str | None]
    reason: Mapped[str]
