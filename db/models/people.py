"""Those who review: what they may do, how they prove who they are, and what they keep for themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.items import UserRole
from db.models.base import Base, Id64, KeyText
from db.types import choice


class UserRow(Base):
    """Somebody who reviews."""

    __tablename__ = "users"

    id: Mapped[Id64]
    name: Mapped[str]
    folded_name: Mapped[KeyText] = mapped_column(unique=True)
    role: Mapped[UserRole] = mapped_column(choice(UserRole, "role"))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    password_hash: Mapped[str | None]
    """Argon2id, in its own notation; None for somebody who has no password: the CLI's users, and those of a proxy."""


class GrantRow(Base):
    """What a user may do in one queue, on one board, or both. A user without grants has their role everywhere."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint("board_id IS NOT NULL OR queue IS NOT NULL", name="somewhere"),
        CheckConstraint("role <> 'admin'", name="no_admin"),
        Index(None, "user_id"),
    )

    id: Mapped[Id64]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[UserRole] = mapped_column(choice(UserRole, "role"))
    board_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"))
    """None for every board."""
    queue: Mapped[str | None]
    """None for every queue."""


class AccountRow(Base):
    """An account at a provider, by which a user signs in. A user has at most one at each."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "issuer"))

    id: Mapped[Id64]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    issuer: Mapped[KeyText]
    subject: Mapped[KeyText]
    linked_at: Mapped[datetime]


class LinkRow(Base):
    """A link that works once: whoever has it chooses a password."""

    __tablename__ = "links"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="expires_at"),)

    id: Mapped[Id64]
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """None for the first admin, who also chooses a name."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was used, or replaced by another."""


class SessionRow(Base):
    """A browser that is signed in."""

    __tablename__ = "sessions"

    id: Mapped[Id64]
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When it was last used, to the minute."""
    expires_at: Mapped[datetime]
    """When it ends whatever happens."""
    ended_at: Mapped[datetime | None]
    """When its user signed out, or somebody revoked it."""
    address: Mapped[str]
    """Of the network that it was begun from."""
    browser: Mapped[str]
    """What the browser calls itself."""


class FailureRow(Base):
    """A sign-in that failed. Kept for as long as it counts against the next ones."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index(None, "folded_name", "at"), Index(None, "address", "at"), Index(None, "at"))

    id: Mapped[Id64]
    folded_name: Mapped[KeyText]
    address: Mapped[KeyText]
    at: Mapped[datetime]


class TokenRow(Base):
    """A token by which a program acts for a user."""

    __tablename__ = "api_tokens"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[Id64]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[KeyText]
    beginning: Mapped[str]
    """Its first characters, by which its owner knows it again."""
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When it was last used, to the hour."""
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
