"""Appeals: entering what an author or the forum objects to, and showing it beside the decision and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.items import Appeal, Case, Decision, Objector
from db.names import folded
from flagpost.access import Right
from flagpost.errors import Incomplete
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
    """The decision that answers it, None while it is open."""


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
            self._case(unit, case_id, Right.DECIDE)
            unit.users.ensure(self._user, at=now)
            return unit.appeals.enter(
                case_id,
                objector=objector,
                words=words.strip()[:LONGEST_WORDS],
                how=how.strip()[:LONGEST_HOW],
                user=self._user,
                at=now,
            )

    def appeals(self, case_id: int) -> list[Argued]:
        """The appeals on a case, the newest first, each with the decision that it is against and its answer.

        Raises:
            NotAllowed: the case is out of the user's reach.
            NotFound: there is no such case.
        """
        with self._store.read() as unit:
            self._case(unit, case_id, Right.LOOK)
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
