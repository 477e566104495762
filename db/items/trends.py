"""Trends: what is counted over a stretch of time.

A stretch is told by its edges, aware moments in order; slot 0 lies between the first two of them, its end left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from moderation.items import Category, Severity


class Waiting(NamedTuple):
    """Open cases of one severity and age."""

    severity: Severity
    age: int
    """Which of the ages that were asked for, 0 for the youngest."""
    cases: int


class Waited(NamedTuple):
    """Decisions that came equally long after their cases were opened."""

    slot: int
    """In which they were made."""
    minutes: int
    """Whole minutes; what is left over counts for nothing."""
    decisions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBoard:
    """A board and when it was last read."""

    id: int
    url: str
    title: str | None
    last_seen_at: datetime
    """When the newest page of it was fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCounts:
    """Cases of one board by what their verdicts say."""

    board_id: int
    cases: int
    categories: Mapping[Category, int]
    """A case of two categories counts for both; one whose words are no longer flagged for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCount:
    """Cases of one board in which something is aimed at the same target."""

    board_id: int
    target: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a board last printed about itself within a slot."""

    board_id: int
    slot: int
    threads: int | None
    """None where no page of the slot prints it, as with the others."""
    messages: int | None
    members: int | None


class ErrorCount(NamedTuple):
    """Errors of one kind."""

    kind: str
    """The error's type, such as ``not_found``, or ``remark`` for what does not add up."""
    errors: int
    scans: int
    """In how many scans."""
