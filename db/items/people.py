"""Those who review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class UserRole(StrEnum):
    """What a user may do; each may do what those before it may."""

    READ_ONLY = "read_only"
    """Look."""
    MODERATOR = "moderator"
    """Claim, decide, and undo their own decisions."""
    REVIEWER = "reviewer"
    """Undo everybody's decisions, give second opinions, answer appeals."""
    ADMIN = "admin"
    """Decide who may do what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a user may do in one queue, on one board, or in a queue on a board."""

    role: UserRole
    """Not admin: there is one kind of admin, and it reaches everywhere."""
    board_id: int | None = None
    """None for every board."""
    queue: str | None = None
    """None for every queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who reviews."""

    id: int
    name: str
    role: UserRole
    created_at: datetime
    disabled_at: datetime | None
    has_password: bool = False
    grants: tuple[Grant, ...] = ()
    """Where there are any, they alone say which cases the user reaches; the role is for what isn't a case's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a provider knows somebody by for good, whatever they are called there today."""

    issuer: str
    """The provider."""
    subject: str
    """Its own id of the account (``sub``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A browser that is signed in."""

    id: int
    user: User
    began_at: datetime
    seen_at: datetime
    """When it was last used, to the minute."""
    expires_at: datetime
    address: str
    """Of the network that it was begun from."""
    browser: str
    """What the browser calls itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that works once: whoever has it chooses a password."""

    id: int
    user: User | None
    """Whose it is; None for the first admin, who also chooses a name."""
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token by which a program acts for a user. The token itself is told once and never stored."""

    id: int
    user: User
    name: str
    beginning: str
    """Its first characters, by which its owner knows it again."""
    made_at: datetime
    used_at: datetime | None
    """When it was last used, to the hour."""
    expires_at: datetime | None
    """None for one that stays until it is revoked."""
    revoked_at: datetime | None
