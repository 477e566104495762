"""Appeals: somebody objects to a decision, and somebody else looks again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Objector(StrEnum):
    """Who objects to a decision."""

    AUTHOR = "author"
    """Who wrote the post."""
    FORUM = "forum"
    """Those who run the forum."""


class AppealOutcome(StrEnum):
    """What became of the decision that an appeal is against."""

    UPHELD = "upheld"
    """The answer says the same: the same outcome and the same action."""
    REVERSED = "reversed"
    """The answer says something else; the decision is undone."""
    WITHDRAWN = "withdrawn"
    """There is no answer: somebody took the appeal back, and the decision stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An objection to a decision. It is open until another decision on the same words answers it.

    Or until it is withdrawn.
    """

    id: int
    case_id: int
    decision_id: int
    """The decision that it is against."""
    decider: str
    """Who made that decision, and cannot answer the appeal."""
    objector: Objector
    how: str
    """How they told it: by mail, in a message to the team; "" where nobody noted it."""
    words: str
    """What they say."""
    entered_by: str
    entered_at: datetime
    answered_decision_id: int | None
    """The decision that answers it, None while it is open, and where it was withdrawn."""
    answered_at: datetime | None
    """When it was answered or withdrawn."""
    outcome: AppealOutcome | None
    withdrawn_by: str | None
    withdrawn_why: str | None
