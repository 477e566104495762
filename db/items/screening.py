"""Verdicts and flags, as they were stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from moderation.items import Category, Severity, Span, Trust


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

    @property
    def score(self) -> float:
        """The highest score of a category, 0 to 1."""
        return max(self.scores.values(), default=0.0)
