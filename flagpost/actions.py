"""What happens after a decision: which actions are to be carried out, which were, and what was escalated.

To say that one is done, and to take up an escalation, is ``review.Desk``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from db.errors import StoreLocked
from db.items import Action, ActionFilter, ActionState, Case, CaseFilter, Decision
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
    back: tuple[tuple[Decision, Case], ...]
    """Undone decisions, each with its case, whose action was done on the forum and is to be taken back there: as many
    as a page has. None where the filter asks for what is done, and on later pages."""
    back_total: int
    """How many of those there are, on whatever page."""

    def of(self, state: ActionState) -> int:
        """How many got so far."""
        return sum(count for (each, _), count in self.counts.items() if each is state)


def actions(store: Store, access: Access, wanted: ActionFilter, *, limit: int, offset: int = 0) -> ActionList:
    """Actions on the forum that decisions in force ask for, within the user's reach."""
    wanted = _within(access, wanted)
    with store.read() as unit:
        asked = wanted.state in {None, ActionState.RECOMMENDED}
        undone = unit.actions.to_take_back(wanted, limit=limit) if asked and not offset else []
        theirs = {case.id: case for case in unit.review.those({each.case_id for each in undone})}
        return ActionList(
            back=tuple((each, theirs[each.case_id]) for each in undone),
            back_total=unit.actions.count_to_take_back(wanted) if asked else 0,
            cases=tuple(unit.actions.cases(wanted, limit=limit, offset=offset)),
            total=unit.actions.count(wanted),
            counts={
                (each.state, each.action): each.number
                for each in unit.actions.counts(replace(wanted, state=None, action=None))
            },
        )


def to_do(store: Store, access: Access) -> int:
    """How many actions are still to be carried out, or to be taken back, within the user's reach."""
    wanted = _within(access, TO_DO)
    with store.read() as unit:
        return unit.actions.count(wanted) + unit.actions.count_to_take_back(wanted)


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
