"""Appeals: entering what an author or the forum objects to, and showing it beside the decision and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.items import Appeal, Case, Decision, Objector
from db.names import folded
from flagpost.access import Right
from flagpost.errors import Incomplete, NotAllowed
from flagpost.review import Desk

LONGEST_WORDS = 10_000
"""Characters of what somebody says against a decision."""
LONGEST_HOW = 200
"""Characters of how they told it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argued:
    """An appeal with what it is about."""

    appeal: Appeal
    decision: Decision
    """The decision that it is against."""
    answer: Decision | None
    """The decision that answers it, None while it is open, and where it was withdrawn."""


class Appealing(Desk):
    """A desk at which appeals are entered and looked at."""

    def appeal(self, case_id: int, *, objector: Objector, words: str, how: str = "") -> Appeal:
        """Enter an appeal against the decision on a case: it opens again, for others than who decided.

        Args:
            case_id: The case.
            objector: Who objects.
            words: What they say.
            how: How they told it: by mail, say.

        Raises:
            Incomplete: they say nothing.
            UnderAppeal: the case waits for the answer to an appeal already.
            Undecided: there is no decision to object to.
            NotAllowed: the user may not decide the case.
            NotFound: there is no such case.
        """
        if not words.strip():
            message = "an appeal has the words of whoever objects; write them down"
            raise Incomplete(message)
        now = self._clock()
        with self._store.begin() as unit:
            self._ask(unit, case_id, Right.DECIDE)
            unit.users.ensure(self._user, at=now)
            return unit.appeals.enter(
                case_id,
                objector=objector,
                words=words.strip()[:LONGEST_WORDS],
                how=how.strip()[:LONGEST_HOW],
                user=self._user,
                at=now,
            )

    def withdraw(self, case_id: int, why: str) -> Decision:
        """Take the open appeal on a case back: the case returns to the decision as it stood.

        Args:
            case_id: The case.
            why: The reason, for the team and the audit log.

        Raises:
            Incomplete: there is no reason.
            NoAppeal: the case is under none.
            NotAllowed: somebody else entered it, and the user is no reviewer, or one who decided the case.
            NotFound: there is no such case.
        """
        if not why.strip():
            message = "to withdraw an appeal takes a reason; write it down"
            raise Incomplete(message)
        now = self._clock()
        with self._store.begin() as unit:
            case = self._case(unit, case_id, Right.DECIDE)
            appeal = case.appeal
            if appeal is not None and not self.may_withdraw(case):
                message = (
                    f"{appeal.entered_by} entered this appeal; they, or a reviewer who did not decide, may withdraw it"
                )
                raise NotAllowed(message)
            unit.users.ensure(self._user, at=now)
            unit.review.withdraw_appeal(case_id, why.strip()[:LONGEST_WORDS], user=self._user, at=now)
            return unit.review.decision(unit.appeals.of_case(case_id)[-1].decision_id)

    def may_withdraw(self, case: Case) -> bool:
        """Whether the user may withdraw a case's open appeal: who entered it, and reviewers who did not decide."""
        if case.appeal is None:
            return False
        entered, decided = (
            folded(each) == folded(self._user) for each in (case.appeal.entered_by, case.appeal.decider)
        )
        if entered or self._access is None:
            return self._access is None or self._access.may(Right.DECIDE, case)
        return not decided and self._access.may(Right.REVIEW, case)

    def appeals(self, case_id: int) -> list[Argued]:
        """The appeals on a case, the newest first, each with the decision that it is against and its answer.

        Raises:
            NotAllowed: the case is out of the user's reach.
            NotFound: there is no such case.
        """
        with self._store.read() as unit:
            self._ask(unit, case_id, Right.LOOK)
            return [
                Argued(
                    appeal=each,
                    decision=unit.review.decision(each.decision_id),
                    answer=unit.review.decision(each.answered_decision_id) if each.answered_decision_id else None,
                )
                for each in reversed(unit.appeals.of_case(case_id))
            ]

    def is_for_others(self, case: Case, argued: Sequence[Argued]) -> bool:
        """Whether the user may not answer a case's open appeal, since they made a decision that was appealed.

        Args:
            case: The case.
            argued: Its appeals.
        """
        return case.appeal is not None and any(
            folded(each.decision.user) == folded(self._user) and each.decision.revision_id == case.judged_revision_id
            for each in argued
        )
