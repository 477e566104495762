"""What the API sends and takes about cases and decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field, model_validator

from db.items import Action, ActionState, AppealOutcome, CaseState, Ground, Objector, Outcome
from flagpost.api.models import LARGEST_ID, Answered, Level, Sent, Verdict
from flagpost.review import LONGEST_NOTE
from moderation.items import Category
from scraper.items import Role


class Queue(Answered):
    """A queue and what waits in it."""

    queue: str
    open: int
    """Open cases, with or without a claim."""
    claimed: int
    """Those of them that somebody has a claim on."""
    oldest_at: datetime
    """Since when the oldest of them waits."""


class Queues(Answered):
    """Every queue with open cases within reach."""

    queues: list[Queue]


class Quote(Answered):
    """Somebody else's words inside a post."""

    text: str
    author: str | None


class WarcRecord(Answered):
    """Where a page is kept as it came."""

    file: str
    """The name of a WARC file, in the folder that the setting `warc` names."""
    offset: int
    """The byte at which the record begins."""
    id: str
    """`WARC-Record-ID`."""


class Evidence(Answered):
    """Where and when a page was read."""

    url: str
    fetched_at: datetime
    sha256: str
    """Digest of the page's decoded bytes."""
    record: WarcRecord | None
    """None where the page is not kept."""


class Post(Answered):
    """A post as the store has it, with its newest words."""

    id: int
    external_id: str
    """The board's id of it."""
    board_id: int
    board_url: str
    thread_id: int
    thread_title: str
    thread_url: str
    role: Role
    position: int | None
    """1 for the original post."""
    permalink: str | None
    author: str | None
    author_url: str | None
    published: datetime | None
    published_raw: str | None
    """The date as the board prints it."""
    edited: datetime | None
    revision: int
    """1 for the first words, rising with every change of them."""
    text: str
    """The author's own words."""
    quotes: list[Quote]
    evidence: Evidence
    """Of these words."""
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    """When a reading of the whole thread no longer showed it."""


class Claim(Answered):
    """A lease on a case. A decision counts only with the token of the current one."""

    case_id: int
    token: int
    """Rises with every claim on the case. Decisions name it."""
    user: str
    claimed_at: datetime
    expires_at: datetime


class Assignment(Answered):
    """A case handed to somebody: it is theirs to decide."""

    user: str
    by: str
    """Who handed it to them."""
    note: str
    """Why, for the team alone."""
    made_at: datetime


class Appeal(Answered):
    """An objection to a decision. Another decision on the same words answers it, or somebody withdraws it."""

    id: int
    case_id: int
    decision_id: int
    """The decision that it is against."""
    decider: str
    """Who made that decision, and cannot answer."""
    objector: Objector
    how: str
    """How they told it."""
    words: str
    """What they say."""
    entered_by: str
    entered_at: datetime
    answered_decision_id: int | None
    """The decision that answers it; null while it is open, and where it was withdrawn."""
    answered_at: datetime | None
    """When it was answered or withdrawn; null while it is open."""
    outcome: AppealOutcome | None
    withdrawn_by: str | None
    withdrawn_why: str | None


class StoredVerdict(Verdict):
    """A verdict as it was stored."""

    id: int
    revision_id: int
    """The words that it speaks of."""
    screened_at: datetime


class Decision(Answered):
    """A decision. It is never deleted; undoing it is a mark."""

    id: int
    case_id: int
    post_id: int
    revision_id: int
    """The words that were judged."""
    verdict_id: int
    user: str
    token: int
    """Of the claim that it was made under."""
    outcome: Outcome
    action: Action
    action_state: ActionState
    """How far the action got on the forum."""
    category: Category | None
    ground: Ground
    reference: str | None
    """The clause of the terms, or the law."""
    explanation: str
    """Why, for the author of the post."""
    facts: str
    note: str
    """For the team alone."""
    automated_detection: bool
    automated_decision: bool
    decided_at: datetime
    undone_at: datetime | None
    undone_by: str | None
    superseded_at: datetime | None
    """When the case was opened again for another reason than that it was undone, such as new words."""


class Standing(Answered):
    """What a case's priority rests on, beside its score and its age, as it was when it was last weighed."""

    same_words: int
    """Other posts of the board with a case and the very same words; 15 at most."""
    replies: int | None
    """Of the thread, as the board's listing prints them; null where no listing was read."""
    agreed: int
    """Other cases of the author whose flags people agreed with, of the newest 30; 15 at most."""
    waiting: int
    """Other cases of the author that are open, of the newest 30; 15 at most."""


class Case(Answered):
    """A post with its verdict, as it waits in a queue or was decided."""

    id: int
    queue: str
    state: CaseState
    severity: Level
    score: float
    """The highest score of a category, 0 to 1."""
    priority: float
    """Hours, that compare with those of other cases: of one severity the highest comes first."""
    standing: Standing
    opened_at: datetime
    reopened: int
    """How often it came back."""
    claim: Claim | None
    """The lease in force; null where the case is free."""
    assignment: Assignment | None
    """To whom it is handed; null where it is anybody's."""
    post: Post
    """The post as it is now."""
    judged_revision_id: int
    """The words that the verdict speaks of."""
    verdict: StoredVerdict
    decision: Decision | None
    """The decision in force."""
    appeal: Appeal | None
    """The open appeal, which the next decision answers; null where there is none."""


class Cases(Answered):
    """A page of cases, the gravest first."""

    cases: list[Case]
    total: int
    """Cases of all pages."""
    page: int
    pages: int


class Around(Answered):
    """What stands around a post in its thread."""

    original: Post | None
    """The thread's original post; null where it is the post itself, or nobody has read it."""
    before: list[Post]
    """The posts right before it."""
    after: list[Post]
    """The posts right after it."""
    skipped: int
    """Posts between the original post and the first of `before`."""
    following: int
    """Posts behind the last of `after`."""


class Revision(Answered):
    """The words of a post, as a page showed them first."""

    id: int
    number: int
    text: str
    quotes: list[Quote]
    evidence: Evidence
    current: bool
    """The newest words of the post."""


class CaseInThread(Answered):
    """A case with what stands around its post."""

    case: Case
    around: Around
    revisions: list[Revision]
    """The post's words over time, oldest first."""


class Draft(Sent):
    """A decision as it is made."""

    token: int = Field(ge=0, le=LARGEST_ID)
    """Of the claim under which the case was looked at: nobody decides what has changed since."""
    outcome: Outcome
    """`agree`: the flags are right. `disagree`: they are wrong. `ignore`: right or wrong, nothing is to be done."""
    action: Action = Action.NONE
    """What is to happen on the forum; only with `agree`."""
    category: Category | None = None
    """Left out: the verdict's gravest."""
    ground: Ground = Ground.TERMS
    reference: str | None = Field(default=None, max_length=500)
    """The clause of the terms, or the law."""
    explanation: str = Field(default="", max_length=LONGEST_NOTE)
    """Why, for the author of the post. Empty: the flags' reasons. An answer to an appeal needs one."""
    facts: str = Field(default="", max_length=LONGEST_NOTE)
    """What the decision rests on. Empty: the flagged words and where they stood."""
    note: str = Field(default="", max_length=LONGEST_NOTE)
    """For the team alone."""

    @model_validator(mode="after")
    def _action_goes_with_agreement(self) -> Draft:
        if self.action is not Action.NONE and self.outcome is not Outcome.AGREE:
            message = f"the action {self.action.value} goes with the outcome agree alone"
            raise ValueError(message)
        return self

    @property
    def fields(self) -> dict[str, Any]:
        """All but the token."""
        return self.model_dump(exclude={"token"})


class Decisions(Answered):
    """Decisions by id, with those that were undone."""

    decisions: list[Decision]
    next_after: int | None
    """What to send as `after` for those that follow; null where there are none at the moment."""
