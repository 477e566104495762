"""What happens after a decision: which actions are to be carried out, which were, and what was escalated.

To say that one is done, and to take up an escalation, is ``review.Desk``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from db.errors import StoreLocked
from db.items import Action, ActionFilter, ActionState, Case, CaseFilter
from db.store import Store
from flagpost.access import Access, Right

TO_DO = ActionFilter(state=ActionState.RECOMMENDED)
ESCALATED = ActionFilter(state=ActionState.RECOMMENDED, action=Action.ESCALATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionList:
    """Actions of one page, and how many there are."""

    cases: tuple[Case, ...]
    """The decided cases that ask for them: those to be done first, then by action, the oldest first."""
    total: int
    """How many the filter finds."""
    counts: Mapping[tuple[ActionState, Action], int]
    """How many there are of each kind, whatever state and action the filter asks for."""

    def of(self, state: ActionState) -> int:
        """How many got so far."""
        return sum(count for (each, _), count in self.counts.items() if each is state)


def actions(store: Store, access: Access, wanted: ActionFilter, *, limit: int, offset: int = 0) -> ActionList:
    """Actions on the forum that decisions in force ask for, within the user's reach."""
    wanted = _within(access, wanted)
    with store.read() as unit:
        return ActionList(
            cases=tuple(unit.actions.cases(wanted, limit=limit, offset=offset)),
            total=unit.actions.count(wanted),
            counts={
                (each.state, each.action): each.number
                for each in unit.actions.counts(replace(wanted, state=None, action=None))
            },
        )


def to_do(store: Store, access: Access) -> int:
    """How many actions are still to be carried out, within the user's reach."""
    with store.read() as unit:
        return unit.actions.count(_within(access, TO_DO))


def escalated(store: Store, access: Access, *, limit: int, offset: int = 0) -> tuple[list[Case], int]:
    """Cases that were escalated and that the user may decide anew, the oldest first; and how many there are in all."""
    wanted = _within(access, ESCALATED, Right.REVIEW)
    with store.read() as unit:
        left = unit.review.some_lapsed()
        found = unit.actions.cases(wanted, limit=limit, offset=offset), unit.actions.count(wanted)
    if not left:
        return found
    # Whoever only looks is not turned away because somebody writes: the next look finds it.
    with suppress(StoreLocked), store.begin() as unit:
        unit.review.put_back_lapsed()
        found = unit.actions.cases(wanted, limit=limit, offset=offset), unit.actions.count(wanted)
    return found


def _within(access: Access, wanted: ActionFilter, right: Right = Right.LOOK) -> ActionFilter:
    return replace(wanted, reach=access.narrowed(CaseFilter(), right).reach)
