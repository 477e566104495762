"""What reviewers keep to work with: saved views of the queue, and phrases for their decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from moderation.items import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A filter of the queue under a name."""

    id: int
    user: str
    """Who saved it."""
    name: str
    query: str
    """The filter as it stands in an address, without the question mark."""
    shared: bool
    """Whether everybody sees it, or its user alone."""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A text that reviewers use again as the explanation of a decision."""

    id: int
    title: str
    """By which it is chosen; no two have the same."""
    text: str
    """The explanation, for the author of the post."""
    category: Category | None
    """What it is about; None for anything."""
    reference: str | None
    """The clause of the terms, or the law."""
    changed_at: datetime
