"""Review: what a moderator does with the queue. Claims are made and used behind the scenes where that is safe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from db.errors import CaseTaken, NotFound
from db.items import (
    ActionState,
    Case,
    CaseFilter,
    CaseState,
    Claim,
    Decision,
    Draft,
    QueueCount,
    StoredRevision,
    Surroundings,
    Whereabouts,
)
from db.names import folded
from db.store import Store, Unit, utc_now
from flagpost.access import Access, Right
from flagpost.errors import NotAllowed, NothingToUndo
from flagpost.marking import Known
from flagpost.quality import drawn
from flagpost.settings import Settings

LONGEST_NOTE = 10_000
"""Characters of what somebody writes about a case."""
MOST_CHANGES = 20
"""Changes of a post's words that are told of a case."""
NEIGHBOURS = 2
"""Posts shown before and after the one that a case speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInThread:
    """A case with what stands around its post."""

    case: Case
    around: Surroundings
    """Of its post, in its thread."""
    revisions: tuple[StoredRevision, ...]
    """The post's words over time, oldest first."""

    @property
    def judged(self) -> StoredRevision | None:
        """The words that the verdict speaks of."""
        return next((each for each in self.revisions if each.id == self.case.judged_revision_id), None)

    @property
    def changes(self) -> tuple[tuple[StoredRevision, StoredRevision], ...]:
        """The newest changes of the words, oldest first: what stood there before, and after."""
        return tuple(pairwise(self.newest))

    @property
    def newest(self) -> tuple[StoredRevision, ...]:
        """The words between which those changes lie."""
        return self.revisions[-MOST_CHANGES - 1 :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of the queue."""

    cases: tuple[Case, ...]
    """Those of the page, in the order of the queue."""
    total: int
    """Cases that were asked for, on all pages."""
    queues: tuple[QueueCount, ...]
    """Every queue with open cases, by name, whatever was asked for."""
    handed: int
    """Open cases that are handed to the user, whatever was asked for."""
    appealed: int
    """Open cases under appeal that are the user's to decide, whatever was asked for."""


class Desk:
    """The queue as one reviewer works on it."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        *,
        access: Access | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """A desk.

        Args:
            store: The store.
            settings: How long claims last, and who works at the command line.
            access: Who works here and what they may do. None at the command line, whose user has the store itself,
                and with it every right.
            clock: What time it is.
        """
        self._store = store
        self._settings = settings
        self._access = access
        self._user = access.user.name if access else settings.reviewer_name
        self._lease = settings.lease
        self._share = settings.second_opinion_share
        self._clock = clock

    @property
    def user(self) -> str:
        """Who works here."""
        return self._user

    def queues(self, wanted: CaseFilter | None = None) -> list[QueueCount]:
        """Every queue that has cases of that kind, open ones where nothing is said."""
        with self._store.read() as unit:
            return unit.review.queues(self._within(wanted or CaseFilter()))

    def cases(self, wanted: CaseFilter, *, limit: int, offset: int = 0) -> tuple[list[Case], int]:
        """Cases in the order of the queue, and how many there are in all."""
        wanted = self._within(wanted)
        with self._store.read() as unit:
            return unit.review.page(wanted, limit=limit, offset=offset)

    def listed(self, wanted: CaseFilter, *, limit: int, offset: int = 0) -> Listed:
        """Cases in the order of the queue, and beside them every queue, from one look at the store."""
        with self._store.read() as unit:
            queues = unit.review.queues(self._within(CaseFilter()))
            if wanted == CaseFilter(queue=wanted.queue):  # asked for most of all, and counted with the queues
                cases = unit.review.cases(self._within(wanted), limit=limit, offset=offset)
                total = sum(each.open for each in queues if wanted.queue in {None, each.queue})
            else:
                cases, total = unit.review.page(self._within(wanted), limit=limit, offset=offset)
            mine = CaseFilter(assigned_to=self._user), CaseFilter(appealed=True)
            handed, appealed = (unit.review.count(self._within(each, Right.DECIDE)) for each in mine)
        return Listed(cases=tuple(cases), total=total, queues=tuple(queues), handed=handed, appealed=appealed)

    def show(self, case_id: int) -> CaseInThread:
        """A case in its thread.

        Raises:
            NotFound: there is no such case.
            NotAllowed: it is out of the user's reach.
        """
        with self._store.read() as unit:
            return in_thread(unit, self._case(unit, case_id, Right.LOOK))

    def next(self, wanted: CaseFilter, *, skipped: tuple[int, ...] = ()) -> CaseInThread | None:
        """Claim the first case that is free, and show it. None where there is none. See ``claim_next``."""
        case_id = self.claim_next(wanted, skipped=skipped)
        if case_id is None:
            return None
        with self._store.read() as unit:  # nobody needs to wait until it is read
            return in_thread(unit, unit.review.case(case_id))

    def claim_next(self, wanted: CaseFilter, *, skipped: tuple[int, ...] = ()) -> int | None:
        """Claim the first case that is free, and tell its id. None where there is none.

        A case that the reviewer has claimed already comes first: nobody forgets one.

        Args:
            wanted: Which cases.
            skipped: Ids of free cases that are passed over.
        """
        now = self._clock()
        wanted = self._within(wanted, Right.DECIDE)
        with self._store.begin() as unit:
            case_id = self._mine(unit, wanted)
            if case_id is None:
                unit.users.ensure(self._user, at=now)
                others = replace(wanted, but=skipped)
                claim = unit.review.claim_next(others, self._user, lease=self._lease, at=now)
                case_id = claim.case_id if claim else None
            return case_id

    def claim(self, case_id: int) -> Claim:
        """Claim a case, or keep the claim that is there already.

        Raises:
            CaseTaken: somebody else has it.
            CaseDecided: it is decided.
            NotAllowed: the user may not decide it.
        """
        with self._store.begin() as unit:
            return self._claimed(unit, case_id)

    def decide(self, case_id: int, draft: Draft, *, token: int | None = None) -> Decision:
        """Decide a case, under the claim that the reviewer has, or one that is made on the way.

        Args:
            case_id: The case.
            draft: What is decided.
            token: Of the claim that it is decided under: whoever looked at the case a while ago decides nothing that
                has changed since. None takes the claim that there is, or makes one.

        Raises:
            CaseTaken: somebody else has it.
            CaseDecided: it is decided.
            StaleClaim: the claim is over, or the case has changed.
            NotForYou: it is under appeal, and the user decided what is objected to.
            UnansweredAppeal: it is under appeal, and the draft does not say what an answer must.
            NotAllowed: the user may not decide it.
        """
        with self._store.begin() as unit:
            if token is None:
                token = self._claimed(unit, case_id).token
            else:
                self._ask(unit, case_id, Right.DECIDE)
            decision = unit.review.decide(case_id, token=token, user=self._user, draft=draft, at=self._clock())
            self._draw(unit, [decision])
            return decision

    def undo(self, decision_id: int | None = None) -> Decision:
        """Undo a decision; without one, the reviewer's last.

        Raises:
            NothingToUndo: the reviewer has none.
            AlreadyUndone: it was undone before.
            UnderAppeal: somebody objects to it, and an answer is due.
            NotAllowed: it is somebody else's, and the user may undo only their own.
        """
        with self._store.begin() as unit:
            unit.users.ensure(self._user, at=self._clock())
            if decision_id is None:
                last = unit.review.last_decision_of(self._user)
                if last is None:
                    message = f"{self._user} has no decision to undo; name one: flagpost queue undo DECISION"
                    raise NothingToUndo(message)
                decision_id = last.id
            decision = unit.review.decision(decision_id)
            mine = decision.user == self._user
            self._ask(unit, decision.case_id, Right.DECIDE if mine else Right.REVIEW)
            return self._undone(unit, decision_id)

    def decisions(self, *, after: int = 0, limit: int) -> list[Decision]:
        """Decisions by id, those after one, with those that were undone, on cases within the user's reach."""
        with self._store.read() as unit:
            return unit.review.decisions(self._within(CaseFilter(state=None)), after=after, limit=limit)

    def decision(self, decision_id: int) -> Decision:
        """One decision.

        Raises:
            NotFound: there is none with that id.
            NotAllowed: its case is out of the user's reach.
        """
        with self._store.read() as unit:
            decision = unit.review.decision(decision_id)
            self._ask(unit, decision.case_id, Right.LOOK)
            return decision

    def own_decision(self, decision_id: int) -> Decision | None:
        """A decision of the user's own; None for anything else."""
        try:
            decision = self.decision(decision_id)
        except (NotFound, NotAllowed):
            return None
        return decision if decision.user == self._user else None

    def release(self, case_id: int) -> None:
        """Give a case back to the queue. One that is handed to the user is passed back: it is anybody's again.

        Raises:
            CaseTaken: the claim is somebody else's.
            NotAllowed: the case is out of the user's reach.
        """
        now = self._clock()
        with self._store.begin() as unit:
            case = self._case(unit, case_id, Right.LOOK)
            if case.assignment is not None and folded(case.assignment.user) == folded(self._user):
                mine = case.assignment.user
                unit.review.let_go(case_id, mine, by=mine, why="passed back", at=now)
                return
            claim = case.claim
            if claim is None:
                return
            if folded(claim.user) != folded(self._user):
                message = f"case {case_id} is claimed by {claim.user}, and not by {self._user}"
                raise CaseTaken(message)
            unit.review.release(case_id, claim.token, now)

    def skip(self, case_id: int) -> None:
        """Leave a case for now: the user's claim on it ends, and it stays with whoever it is handed to.

        Raises:
            NotFound: there is no such case.
            NotAllowed: the case is out of the user's reach.
        """
        with self._store.begin() as unit:
            claim = self._case(unit, case_id, Right.LOOK).claim
            if claim is not None and folded(claim.user) == folded(self._user):
                unit.review.release(case_id, claim.token, self._clock())

    def still_open(self, wanted: CaseFilter, among: tuple[int, ...]) -> int:
        """How many of some cases are open, are asked for, and are the user's to decide."""
        if not among:
            return 0
        asked = replace(wanted, state=CaseState.OPEN, among=among)
        with self._store.read() as unit:
            return unit.review.count(self._within(asked, Right.DECIDE))

    def with_others(self, wanted: CaseFilter, *, skipped: tuple[int, ...] = ()) -> int | None:
        """How many open cases are asked for while none is free for the user; None where one is.

        Others have claimed them, were handed them, or are to answer an appeal.

        Args:
            wanted: Which cases.
            skipped: Ids of cases that do not matter.
        """
        asked = self._within(replace(wanted, state=CaseState.OPEN, but=skipped), Right.DECIDE)
        with self._store.read() as unit:
            free = unit.review.count_free(asked, self._user, at=self._clock())
            return None if free else unit.review.count(asked)

    def done(self, decision_id: int) -> Decision:
        """The action of a decision was carried out on the board.

        Raises:
            NotFound: there is no such decision.
            ActionOver: it escalated its case, or is no longer in force.
            NotAllowed: its case is not the user's to decide.
        """
        return self._mark(decision_id, ActionState.DONE)

    def not_done(self, decision_id: int) -> Decision:
        """The action of a decision is still to be carried out; ``done`` was said by mistake. Raises what that does."""
        return self._mark(decision_id, ActionState.RECOMMENDED)

    def taken_back(self, decision_id: int) -> Decision:
        """What was done on the forum for a decision that was undone was taken back there.

        Raises:
            NotFound: there is no such decision.
            ActionOver: it was not undone.
            NotAllowed: its case is not the user's to decide.
        """
        with self._store.begin() as unit:
            self._ask(unit, unit.review.decision(decision_id).case_id, Right.DECIDE)
            unit.review.take_back(decision_id, self._clock(), by=self._user)
            return unit.review.decision(decision_id)

    def take_up(self, decision_id: int) -> Claim:
        """Decide an escalated case anew: it opens again, claimed for the user, and the decision stays in its history.

        Raises:
            NotFound: there is no such decision.
            ActionOver: it escalated nothing, or is no longer in force: somebody else has taken it up.
            NotAllowed: the user may not decide what others escalate.
        """
        now = self._clock()
        with self._store.begin() as unit:
            self._ask(unit, unit.review.decision(decision_id).case_id, Right.REVIEW)
            unit.users.ensure(self._user, at=now)
            return unit.review.take_up(decision_id, user=self._user, lease=self._lease, at=now)

    def _undone(self, unit: Unit, decision_id: int) -> Decision:
        """Undo a decision. A case that is handed to who decided by that, and is not theirs to decide now, is not."""
        undone = unit.review.undo(decision_id, user=self._user, at=self._clock())
        case = unit.review.case(undone.case_id)
        if case.assignment is not None and not Access(unit.users.get(case.assignment.user)).may(Right.DECIDE, case):
            let_go = unit.review.let_go
            let_go(case.id, case.assignment.user, by=self._user, why="out of reach", at=self._clock())
        return undone

    def _draw(self, unit: Unit, decisions: Sequence[Decision]) -> None:
        """Let chance ask for second opinions on new decisions."""
        for decision in decisions:
            if drawn(decision.id, self._share):
                unit.opinions.draw(decision.id, self._clock())

    def _mark(self, decision_id: int, state: ActionState) -> Decision:
        now = self._clock()
        with self._store.begin() as unit:
            self._ask(unit, unit.review.decision(decision_id).case_id, Right.DECIDE)
            unit.review.mark_action(decision_id, state, now, by=self._user)
            return unit.review.decision(decision_id)

    def _ask(self, unit: Unit, case_id: int, right: Right) -> None:
        """Insist on a right over a case that is there."""
        self._insist(right, unit.review.whereabouts(case_id))

    def _case(self, unit: Unit, case_id: int, right: Right) -> Case:
        """A case over which the user has a right."""
        case = unit.review.case(case_id)
        self._insist(right, case)
        return case

    def _insist(self, right: Right, case: Case | Whereabouts) -> None:
        """Insist on a right over a case. At the command line everybody has every right."""
        if self._access is not None:
            self._access.ask(right, case)

    def _within(self, wanted: CaseFilter, right: Right = Right.LOOK) -> CaseFilter:
        return self._access.narrowed(wanted, right) if self._access is not None else wanted

    def _claimed(self, unit: Unit, case_id: int) -> Claim:
        now = self._clock()
        unit.users.ensure(self._user, at=now)
        self._ask(unit, case_id, Right.DECIDE)
        return unit.review.claim(case_id, self._user, lease=self._lease, at=now)

    def _mine(self, unit: Unit, wanted: CaseFilter) -> int | None:
        """The first case that the reviewer has claimed already."""
        mine = replace(wanted, state=CaseState.OPEN, claimed_by=self._user)
        return next(iter(unit.review.ids(mine, limit=1)), None)


def in_thread(unit: Unit, case: Case) -> CaseInThread:
    """A case with what stands around its post."""
    return CaseInThread(
        case=case,
        around=unit.archive.around(case.post, near=NEIGHBOURS),
        revisions=tuple(unit.archive.revisions(case.post.id)),
    )


def known_in(unit: Unit, shown: CaseInThread) -> Known:
    """What is flagged in the words that are told of a case, by revision: the case's own flags first."""
    case, around = shown.case, shown.around
    judged = shown.judged or case.post
    neighbours = (around.original, *around.before, *around.after)
    texts = {case.judged_revision_id: judged.text}
    texts |= {each.revision_id: each.text for each in neighbours if each is not None}
    texts |= {each.id: each.text for each in shown.newest}
    flags = unit.verdicts.newest_flags(texts) | {next(iter(texts)): case.verdict.flags}
    return Known.of({each: (text, flags.get(each, ())) for each, text in texts.items()})


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
