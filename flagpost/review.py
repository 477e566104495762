"""Review: what a moderator does with the queue. Claims are made and used behind the scenes where that is safe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db.errors import CaseTaken
from db.items import (
    ActionState,
    Case,
    CaseFilter,
    CaseState,
    Claim,
    Decision,
    Draft,
    QueueCount,
    StoredPost,
    StoredRevision,
)
from db.store import Store, Unit, utc_now
from flagpost.errors import NothingToUndo
from flagpost.settings import Settings

NEIGHBOURS = 2
"""Posts shown before and after the one that a case speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInThread:
    """A case with what stands around its post."""

    case: Case
    original_post: StoredPost | None
    """The thread's original post, None where the case is about it or nobody has read it."""
    before: tuple[StoredPost, ...]
    """Posts right before the one of the case, without the original post."""
    after: tuple[StoredPost, ...]
    """Posts right after it."""
    hidden: int
    """Posts between the original post and the first of ``before``."""
    revisions: tuple[StoredRevision, ...]
    """The post's words over time, oldest first."""

    @property
    def judged(self) -> StoredRevision | None:
        """The words that the verdict speaks of."""
        return next((each for each in self.revisions if each.id == self.case.judged_revision_id), None)


class Desk:
    """The queue as one reviewer works on it."""

    def __init__(self, store: Store, settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._user = settings.reviewer_name
        self._lease = settings.lease
        self._clock = clock

    @property
    def user(self) -> str:
        """Who works here."""
        return self._user

    def queues(self) -> list[QueueCount]:
        """Every queue that has open cases."""
        with self._store.read() as unit:
            return unit.review.queues()

    def cases(self, wanted: CaseFilter, *, limit: int, offset: int = 0) -> tuple[list[Case], int]:
        """Cases, gravest first, and how many there are in all."""
        with self._store.read() as unit:
            return unit.review.cases(wanted, limit=limit, offset=offset), unit.review.count(wanted)

    def show(self, case_id: int) -> CaseInThread:
        """A case in its thread.

        Raises:
            NotFound: there is no such case.
        """
        with self._store.read() as unit:
            return _in_thread(unit, unit.review.case(case_id))

    def next(self, wanted: CaseFilter) -> CaseInThread | None:
        """Claim the gravest case that is free, and show it. None where there is none.

        A case that the reviewer has claimed already comes first: nobody forgets one.
        """
        now = self._clock()
        with self._store.begin() as unit:
            mine = self._mine(unit, wanted)
            if mine is None:
                unit.users.ensure(self._user, at=now)
                claim = unit.review.claim_next(wanted, self._user, lease=self._lease, at=now)
                if claim is None:
                    return None
                mine = unit.review.case(claim.case_id)
            return _in_thread(unit, mine)

    def claim(self, case_id: int) -> Claim:
        """Claim a case, or keep the claim that is there already.

        Raises:
            CaseTaken: somebody else has it.
            CaseDecided: it is decided.
        """
        with self._store.begin() as unit:
            return self._claimed(unit, case_id)

    def decide(self, case_id: int, draft: Draft) -> Decision:
        """Decide a case, under the claim that the reviewer has, or one that is made on the way.

        Raises:
            CaseTaken: somebody else has it.
            CaseDecided: it is decided.
        """
        with self._store.begin() as unit:
            claim = self._claimed(unit, case_id)
            return unit.review.decide(case_id, token=claim.token, user=self._user, draft=draft, at=self._clock())

    def undo(self, decision_id: int | None = None) -> Decision:
        """Undo a decision; without one, the reviewer's last.

        Raises:
            NothingToUndo: the reviewer has none.
            AlreadyUndone: it was undone before.
        """
        with self._store.begin() as unit:
            unit.users.ensure(self._user, at=self._clock())
            if decision_id is None:
                last = unit.review.last_decision_of(self._user)
                if last is None:
                    message = f"{self._user} has no decision to undo; name one: flagpost queue undo DECISION"
                    raise NothingToUndo(message)
                decision_id = last.id
            return unit.review.undo(decision_id, user=self._user, at=self._clock())

    def release(self, case_id: int) -> None:
        """Give a case back to the queue.

        Raises:
            CaseTaken: the claim is somebody else's.
        """
        with self._store.begin() as unit:
            claim = unit.review.case(case_id).claim
            if claim is None:
                return
            if claim.user != self._user:
                message = (
                    f"case {case_id} is claimed by {claim.user} until {claim.expires_at:%H:%M} UTC, not by {self._user}"
                )
                raise CaseTaken(message)
            unit.review.release(case_id, claim.token, self._clock())

    def done(self, decision_id: int) -> None:
        """The action of a decision was carried out on the board."""
        with self._store.begin() as unit:
            unit.review.mark_action(decision_id, ActionState.DONE, self._clock())

    def _claimed(self, unit: Unit, case_id: int) -> Claim:
        now = self._clock()
        unit.users.ensure(self._user, at=now)
        return unit.review.claim(case_id, self._user, lease=self._lease, at=now)

    def _mine(self, unit: Unit, wanted: CaseFilter) -> Case | None:
        """The gravest case that the reviewer has claimed already."""
        mine = replace(wanted, state=CaseState.OPEN, claimed_by=self._user)
        return next(iter(unit.review.cases(mine, limit=1)), None)


def _in_thread(unit: Unit, case: Case) -> CaseInThread:
    posts = unit.archive.thread_posts(case.post.thread_id)
    place = next((index for index, post in enumerate(posts) if post.id == case.post.id), 0)
    first = posts[0] if posts and posts[0].role == "original" and posts[0].id != case.post.id else None
    begin = max(place - NEIGHBOURS, 1 if first else 0)
    before = posts[begin:place]
    return CaseInThread(
        case=case,
        original_post=first,
        before=tuple(before),
        after=tuple(posts[place + 1 : place + 1 + NEIGHBOURS]),
        hidden=max(begin - (1 if first else 0), 0),
        revisions=tuple(unit.archive.revisions(case.post.id)),
    )


def words_judged(shown: CaseInThread) -> tuple[str, Sequence[tuple[int, int]]]:
    """The words that the verdict speaks of, and the stretches that are flagged in them, in order, without overlaps."""
    text = shown.judged.text if shown.judged else shown.case.post.text
    spans: list[tuple[int, int]] = []
    for start, end in sorted((span.start, span.end) for flag in shown.case.verdict.flags for span in flag.spans):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        elif start < end:
            spans.append((start, min(end, len(text))))
    return text, spans
