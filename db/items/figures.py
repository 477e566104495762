"""Figures: what is counted over the store for those who review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from db.items.archive import StoredPost
from db.items.review import CaseState, Outcome
from moderation.items import Severity


class Outcomes(NamedTuple):
    """Decisions in force, by what they say."""

    agreed: int = 0
    disagreed: int = 0
    ignored: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorHistory:
    """What is stored of an author on a board."""

    name: str
    url: str | None
    posts: int
    """1,000 at most: who has more writes a lot, and counting on would take long."""
    first_seen_at: datetime
    open: int
    """Cases that wait."""
    outcomes: Outcomes
    """What people decided on their posts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCase:
    """Another case of the same thread or author, in a line."""

    id: int
    state: CaseState
    severity: Severity
    outcome: Outcome | None
    """Of the decision in force."""
    author: str | None
    position: int | None
    words: str
    """The beginning of the post as it is now."""
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a post in its thread."""

    original: StoredPost | None
    """The thread's original post; None where it is the post itself, or nobody has read it."""
    before: tuple[StoredPost, ...]
    """The posts right before it, the original post left out, in the order of the thread."""
    after: tuple[StoredPost, ...]
    """The posts right after it."""
    skipped: int
    """Posts between the original post and the first of ``before``."""
    following: int
    """Posts behind the last of ``after``."""
