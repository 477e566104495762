"""Second opinions: asking for them, giving them without sight of the decision, and what becomes of a disagreement.

Golden cases are mixed in among them. Who judges cannot tell which is which before they have answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.errors import AlreadyGiven, NotForYou
from db.items import (
    Case,
    CaseFilter,
    CaseState,
    Decision,
    Disagreement,
    Golden,
    Opinion,
    OpinionKind,
    Outcome,
)
from db.names import folded
from db.store import Unit
from flagpost.access import Right
from flagpost.errors import Incomplete, NotAllowed
from flagpost.quality import chance
from flagpost.review import LONGEST_NOTE, CaseInThread, Desk, in_thread
from moderation.items import Category

GOLDEN_SHARE = 0.25
"""How many of the opinions that somebody is asked for are on golden cases, while others wait, too."""
RECENT = 20
"""Opinions of one's own that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """An opinion that was given, beside the decision."""

    opinion: Opinion
    decision: Decision
    golden: Golden | None = None
    """The right outcome and the reason, where the opinion answered a golden case."""

    @property
    def right(self) -> bool | None:
        """Whether it was right; None where nobody vouches for an outcome."""
        return None if self.golden is None else self.opinion.outcome is self.golden.outcome

    @property
    def differs(self) -> bool:
        """Whether it says something else than the decision."""
        return self.opinion.outcome is not self.decision.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase:
    """The second opinions on a case."""

    given: Sequence[Beside]
    waiting: Opinion | None
    """One that somebody asked for, on the decision in force or on the one to come, and that nobody has given."""


class Opinions(Desk):
    """A desk at which opinions are asked for and given."""

    # --- asking --------------------------------------------------------------------------------------------------

    def may_ask(self, case: Case) -> bool:
        """Whether the user may ask for a second opinion: who decided the case or has claimed it, and reviewers."""
        whose = case.decision.user if case.decision else case.claim.user if case.claim else None
        if whose is None:
            return False
        if self._access is None or self._access.may(Right.REVIEW, case):
            return True
        return folded(whose) == folded(self._user) and self._access.may(Right.DECIDE, case)

    def ask(self, case_id: int) -> Opinion:
        """Ask for a second opinion. On a case that is claimed, it waits for the decision.

        Raises:
            NotAllowed: the case is somebody else's, and the user is no reviewer.
            Undecided: it is neither decided nor claimed.
            NotFound: there is no such case.
        """
        now = self._clock()
        with self._store.begin() as unit:
            case = self._case(unit, case_id, Right.DECIDE)
            somebodys = case.decision is not None or case.claim is not None
            if somebodys and not self.may_ask(case):
                message = f"a second opinion on case {case_id} is for whoever decides it to ask for, or for a reviewer"
                raise NotAllowed(message)
            unit.users.ensure(self._user, at=now)
            return unit.opinions.ask(case_id, user=self._user, at=now)

    def on_case(self, case: Case) -> OnCase:
        """The second opinions on a case: those that were given, and the one that is asked for on its decision.

        Raises:
            NotAllowed: the case is out of the user's reach.
        """
        self._insist(Right.LOOK, case)
        now = case.decision.id if case.decision else None
        with self._store.read() as unit:
            found = unit.opinions.of_case(case.id)
            waiting = (each for each in found if each.given_at is None and each.decision_id == now)
            given = [_beside(unit, each, each.decision_id) for each in found if each.given_at and each.decision_id]
            return OnCase(given=given, waiting=next(waiting, None))

    # --- giving --------------------------------------------------------------------------------------------------

    def waiting(self) -> int:
        """How many cases the user is asked about, 100 at most of each kind."""
        with self._store.read() as unit:
            second, golden = self._asked_of_user(unit, after=0, limit=100)
            return len(set(second) | set(golden))

    def next_asked(self, *, after: int = 0) -> int | None:
        """The decision that the user is asked about next, None where there is none.

        Args:
            after: Decisions with a higher id alone: who passes one over gets the one behind it.
        """
        with self._store.read() as unit:
            second, golden = self._asked_of_user(unit, after=after, limit=1)
            if not second or not golden:
                return next(iter(second or golden), None)
            given = unit.opinions.given_by(self._user)
            return golden[0] if chance(f"golden:{folded(self._user)}:{given}") < GOLDEN_SHARE else second[0]

    def is_asked(self, decision_id: int) -> bool:
        """Whether the user is asked about a decision, and has not said what they think."""
        with self._store.read() as unit:
            return self._is_asked(unit, decision_id)

    def look(self, decision_id: int) -> CaseInThread:
        """The case of a decision as it was before the decision: nothing of it tells what was decided, and by whom.

        Raises:
            AlreadyGiven: the user has given an opinion on it.
            NotForYou: nobody asks the user about it.
            NotFound: there is no such decision.
        """
        with self._store.read() as unit:
            decision = unit.review.decision(decision_id)
            if unit.users.known(self._user) and unit.opinions.on_decision(decision_id, self._user) is not None:
                message = f"{self._user} has given an opinion on decision {decision_id} already"
                raise AlreadyGiven(message)
            if not self._is_asked(unit, decision_id):
                message = f"nobody asks {self._user} about decision {decision_id}"
                raise NotForYou(message)
            shown = in_thread(unit, unit.review.case(decision.case_id))
            verdict = unit.verdicts.by_id([decision.verdict_id])[decision.verdict_id]
            blind = replace(
                shown.case,
                state=CaseState.OPEN,
                severity=verdict.severity,
                claim=None,
                assignment=None,
                decision=None,
                appeal=None,
                verdict=verdict,
                judged_revision_id=decision.revision_id,
                post=replace(shown.case.post, gone_at=None),  # who sees that it is gone guesses what was decided
            )
            return replace(shown, case=blind)

    def give(self, decision_id: int, outcome: Outcome, *, category: Category | None = None, note: str = "") -> Beside:
        """Give an opinion, and see it beside the decision.

        Raises:
            AlreadyGiven: the user has given one.
            NotForYou: the user decided the case, or nobody asks them.
            NotAllowed: it is out of the user's reach.
            NotFound: there is no such decision.
        """
        now = self._clock()
        with self._store.begin() as unit:
            self._ask(unit, unit.review.decision(decision_id).case_id, Right.DECIDE)
            unit.users.ensure(self._user, at=now)
            given = unit.opinions.give(
                decision_id,
                user=self._user,
                outcome=outcome,
                category=category,
                note=note.strip()[:LONGEST_NOTE],
                at=now,
            )
            return _beside(unit, given, decision_id)

    def given(self, decision_id: int) -> Beside | None:
        """The user's own opinion on a decision, beside it; None where they gave none."""
        with self._store.read() as unit:
            known = unit.users.known(self._user)
            found = unit.opinions.on_decision(decision_id, self._user) if known else None
            return _beside(unit, found, decision_id) if found else None

    def mine(self) -> list[Beside]:
        """The opinions that the user gave of late, the newest first."""
        with self._store.read() as unit:
            found = unit.opinions.by_user(self._user, limit=RECENT) if unit.users.known(self._user) else []
            return [_beside(unit, each, each.decision_id) for each in found if each.decision_id]

    # --- for reviewers -------------------------------------------------------------------------------------------

    def disagreements(self) -> list[Disagreement]:
        """Second opinions that differ from a decision in force, and that nobody settled; the oldest first."""
        with self._store.read() as unit:
            return unit.agreement.disagreements(self._reviewed(), self._clock())

    def leave(self, opinion_id: int) -> Opinion:
        """Let a decision stand although an opinion differs.

        Raises:
            NotAllowed: the user may not review the case.
            NotFound: there is no such opinion, or nobody gave it.
        """
        now = self._clock()
        with self._store.begin() as unit:
            self._ask(unit, unit.opinions.opinion(opinion_id).case_id, Right.REVIEW)
            unit.users.ensure(self._user, at=now)
            return unit.agreement.settle(opinion_id, user=self._user, at=now)

    def mark_golden(self, case_id: int, outcome: Outcome, reason: str) -> Golden:
        """Vouch for the right outcome of a decided case: others are asked about it to see how they judge.

        Raises:
            Incomplete: there is no reason, which is what those are told who answered.
            NotAllowed: the user may not review the case.
            Undecided: it waits for a decision.
            NotFound: there is no such case.
        """
        if not reason.strip():
            message = "a golden case has a reason, for those who answer it; write one"
            raise Incomplete(message)
        now = self._clock()
        with self._store.begin() as unit:
            self._ask(unit, case_id, Right.REVIEW)
            unit.users.ensure(self._user, at=now)
            return unit.golden.mark(
                case_id, outcome=outcome, reason=reason.strip()[:LONGEST_NOTE], user=self._user, at=now
            )

    def retire_golden(self, golden_id: int) -> Golden:
        """Take a golden case out: nobody is asked about it any more, and its answers count no longer.

        Raises:
            NotAllowed: the user may not review the case.
            NotFound: there is no such golden case.
        """
        now = self._clock()
        with self._store.begin() as unit:
            self._ask(unit, unit.golden.golden(golden_id).case_id, Right.REVIEW)
            unit.users.ensure(self._user, at=now)
            return unit.golden.retire(golden_id, user=self._user, at=now)

    def golden_on(self, case: Case) -> Golden | None:
        """What a reviewer vouches for; for reviewers alone, since others may still be asked about it."""
        may = self._access is None or self._access.may(Right.REVIEW, case)
        if case.decision is None or not may:
            return None
        with self._store.read() as unit:
            return unit.golden.on_decision(case.decision.id)

    # --- inside --------------------------------------------------------------------------------------------------

    def _asked_of_user(self, unit: Unit, *, after: int, limit: int) -> tuple[list[int], list[int]]:
        """Decisions on which a second opinion waits for the user, and golden ones that they have not seen."""
        if not unit.users.known(self._user):
            return [], []
        which, now = self._within(CaseFilter(state=None), Right.DECIDE), self._clock()
        return (
            unit.opinions.waiting(self._user, which, now, after=after, limit=limit),
            unit.opinions.golden(self._user, which, now, after=after, limit=limit),
        )

    def _is_asked(self, unit: Unit, decision_id: int) -> bool:
        second, golden = self._asked_of_user(unit, after=decision_id - 1, limit=1)
        return decision_id in {*second, *golden}

    def _reviewed(self) -> CaseFilter:
        return self._within(CaseFilter(state=None), Right.REVIEW)


def _beside(unit: Unit, opinion: Opinion, decision_id: int) -> Beside:
    golden = unit.golden.on_decision(decision_id) if opinion.kind is OpinionKind.GOLDEN else None
    return Beside(opinion=opinion, decision=unit.review.decision(decision_id), golden=golden)
