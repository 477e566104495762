"""Choices that faces offer by name. Kept apart from what acts on them, which takes longer to load."""

from __future__ import annotations

from enum import StrEnum

from moderation.items import Severity


class What(StrEnum):
    """What can be exported."""

    POSTS = "posts"
    CASES = "cases"
    DECISIONS = "decisions"


class Format(StrEnum):
    """How it is written."""

    JSONL = "jsonl"
    """One JSON object a line, every field."""
    CSV = "csv"
    """One row a line, safe to open in a spreadsheet."""


class Level(StrEnum):
    """The severities, by name."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def severity(self) -> Severity:
        """The severity of that name."""
        return Severity[self.name]
