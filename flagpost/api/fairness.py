"""What the API sends and takes about appeals and second opinions."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from db.items import Objector, OpinionKind, Outcome
from flagpost.api.casework import Appeal, Decision
from flagpost.api.models import Answered, Sent
from flagpost.appeals import LONGEST_HOW, LONGEST_WORDS
from flagpost.review import LONGEST_NOTE
from moderation.items import Category


class Appeals(Answered):
    """The appeals on a case."""

    appeals: list[Appeal]
    """The newest first."""


class Objection(Sent):
    """An appeal as it is entered."""

    objector: Objector
    """Who objects."""
    words: str = Field(min_length=1, max_length=LONGEST_WORDS)
    """What they say."""
    how: str = Field(default="", max_length=LONGEST_HOW)
    """How they told it: by mail, say."""


class Withdrawal(Sent):
    """Why an appeal is withdrawn."""

    why: str = Field(min_length=1, max_length=LONGEST_WORDS)
    """The reason, for the team and the audit log."""


class Opinion(Answered):
    """A second opinion that is asked for, or was given without sight of the decision."""

    id: int
    case_id: int
    revision_id: int
    """The words that it is about."""
    decision_id: int | None
    """The decision that it stands beside; null while the case is claimed and not yet decided."""
    kind: OpinionKind
    asked_by: str | None
    """Null where it was drawn at random."""
    asked_at: datetime
    user: str | None
    """Who gave it; null while nobody has."""
    outcome: Outcome | None
    category: Category | None
    note: str
    given_at: datetime | None
    settled_at: datetime | None
    """When a reviewer let the decision stand although the opinion differs."""
    settled_by: str | None


class Known(Answered):
    """The right outcome of a golden case."""

    outcome: Outcome
    reason: str


class Beside(Answered):
    """An opinion beside the decision."""

    opinion: Opinion
    decision: Decision
    differs: bool
    """Whether it says something else than the decision."""
    golden: Known | None
    """Where the case is a golden one, what is right; null where nobody vouches for anything."""


class OnCase(Answered):
    """The second opinions on a case."""

    given: list[Beside]
    waiting: Opinion | None
    """One that is asked for and that nobody has given; null where there is none."""


class Asked(Answered):
    """What the user is asked about."""

    waiting: int
    """How many cases; 100 at most of each kind."""
    next: int | None
    """The decision that is next; null where there is none behind `after`."""


class Said(Sent):
    """An opinion as it is given."""

    outcome: Outcome
    category: Category | None = None
    note: str = Field(default="", max_length=LONGEST_NOTE)
    """For the team alone."""
