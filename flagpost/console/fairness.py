"""What a case's page tells beside the decision: appeals, second opinions, and whether the case is a golden one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from db.items import Case, Golden, Objector
from flagpost.access import Right
from flagpost.appeals import LONGEST_HOW, LONGEST_WORDS, Argued
from flagpost.console.desks import appeals_of, opinions_of
from flagpost.console.house import visitor_of
from flagpost.opinions import OnCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """What others say of a decision."""

    appeals: Sequence[Argued]
    """The newest first."""
    for_others: bool
    """Whether the visitor may not answer the open appeal."""
    may_withdraw: bool
    """Whether the visitor may take the open appeal back."""
    opinions: OnCase
    may_ask: bool
    """Whether the visitor may ask for a second opinion, and nobody has."""
    golden: Golden | None
    """For reviewers alone: others may still be asked about it."""
    may_review: bool
    objectors: tuple[Objector, ...] = tuple(Objector)
    longest_words: int = LONGEST_WORDS
    longest_how: int = LONGEST_HOW

    @property
    def open(self) -> Argued | None:
        """The appeal that waits for an answer."""
        return next((each for each in self.appeals if each.appeal.answered_at is None), None)


def fairness_of(request: Request, case: Case) -> Fairness:
    """What others say of the decision on a case."""
    appealing, desk, access = appeals_of(request), opinions_of(request), visitor_of(request).access
    argued, opinions = appealing.appeals(case.id), desk.on_case(case)
    return Fairness(
        appeals=argued,
        for_others=appealing.is_for_others(case, argued),
        may_withdraw=appealing.may_withdraw(case),
        opinions=opinions,
        may_ask=desk.may_ask(case) and opinions.waiting is None,
        golden=desk.golden_on(case),
        may_review=access.may(Right.REVIEW, case),
    )
