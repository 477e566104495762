"""What reviewers keep to work with: saved views of the queue, and phrases for their decisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id64, KeyText, partial_index
from db.types import choice
from moderation.items import Category


class ViewRow(Base):
    """A filter of the queue under a name."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("user_id", "folded_name"),
        partial_index("uq_saved_views_shared", ["folded_name"], "shared", on_sqlite="shared = 1", unique=True),
    )

    id: Mapped[Id64]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    folded_name: Mapped[KeyText]
    query: Mapped[str]
    """As it stands in an address, so that it can speak of "me" and of "for a day"."""
    shared: Mapped[bool]
    made_at: Mapped[datetime]


class PhraseRow(Base):
    """A text that reviewers use again."""

    __tablename__ = "phrases"

    id: Mapped[Id64]
    title: Mapped[str]
    folded_title: Mapped[KeyText] = mapped_column(unique=True)
    text: Mapped[str]
    category: Mapped[Category | None] = mapped_column(choice(Category, "category"))
    reference: Mapped[str | None]
    changed_at: Mapped[datetime]
