"""Second opinions and golden cases: what somebody else says who does not know the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.items.review import Decision, Outcome
from moderation.items import Category


class OpinionKind(StrEnum):
    """Why somebody was asked."""

    SECOND = "second"
    """Somebody, or chance, wanted a second opinion on the decision."""
    GOLDEN = "golden"
    """The case is a golden one: its right outcome is known, and tells how well somebody judges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """An opinion on a decided case, given without sight of the decision; or one that is asked for."""

    id: int
    case_id: int
    revision_id: int
    """The words that it is about."""
    decision_id: int | None
    """The decision that it stands beside. None while the case is claimed and not yet decided."""
    kind: OpinionKind
    asked_by: str | None
    """None for one that was drawn at random. Of a golden case: who marked it."""
    asked_at: datetime
    user: str | None
    """Who gave it, None while nobody has."""
    outcome: Outcome | None
    category: Category | None
    """None where they named none."""
    note: str
    given_at: datetime | None
    settled_at: datetime | None
    """When a reviewer let the decision stand although the opinion differs."""
    settled_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """A decided case whose right outcome a reviewer vouches for."""

    id: int
    case_id: int
    decision_id: int
    outcome: Outcome
    """The right one; the decision's own may be another."""
    reason: str
    """Why, for those who answered it."""
    marked_by: str
    marked_at: datetime
    retired_at: datetime | None
    """When it was taken out. From then on nobody is asked about it, and answers count no longer."""
    retired_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A second opinion that says something else than the decision in force."""

    opinion: Opinion
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The opinions that one person gave, counted."""

    user: str
    pairs: Mapping[tuple[Outcome, Outcome], int]
    """Second opinions, by what the decider said and what this person said."""
    golden_right: int
    golden_wrong: int
