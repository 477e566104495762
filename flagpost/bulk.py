"""Bulk: many cases decided together, each in its own right, and undone together.

A batch runs in units of a few cases, so that nobody waits for the store for long. What is killed on the way leaves a
batch of those that were decided by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from db.batches import obstacle, seen_now
from db.errors import AlreadyUndone, StoreLocked, UnderAppeal
from db.items import Batch, Case, CaseFilter, CaseState, Decision, Draft, LeftAlone, Seen
from db.names import folded
from db.store import Unit
from flagpost.access import Right
from flagpost.review import Desk
from moderation.items import Category, Severity

MOST = 500
"""Cases that are decided at once."""
UNIT = 50
"""Cases of one transaction."""
BUSY = "the store was busy"

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Cases that somebody wants to decide together, before they do."""

    cases: tuple[Case, ...]
    """Those that can be decided, in the order of the queue."""
    left: tuple[LeftAlone, ...]
    """Those that cannot, with the reason."""
    beyond: int = 0
    """Cases that the filter finds, and that are too many for one time."""
    batches: tuple[int, ...] = ()
    """The user's batches in which cases of those that cannot were decided: the same was sent before."""

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Those that can be decided, as they are now."""
        return tuple(map(seen_now, self.cases))

    @property
    def by_severity(self) -> Mapping[Severity, int]:
        """How many there are of each severity, the gravest first."""
        counted = Counter(case.severity for case in self.cases)
        return {severity: counted[severity] for severity in sorted(counted, reverse=True)}

    @property
    def by_category(self) -> Mapping[Category, int]:
        """How many there are of each category, the most first; a case may count for several."""
        return dict(Counter(category for case in self.cases for category in case.verdict.categories).most_common())


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A batch, and what became of it as far as the user may look."""

    batch: Batch
    decisions: tuple[tuple[Decision, Case], ...]
    """Each with its case as it is now."""

    @property
    def to_take_back(self) -> int:
        """Decisions of the batch that were undone after somebody had carried their action out on the forum."""
        return sum(decision.to_take_back for decision, _ in self.decisions)

    @property
    def undoable(self) -> int:
        """Decisions of the batch that nobody undid."""
        return self.batch.decided - self.batch.undone


class Bulk(Desk):
    """A desk at which many cases are decided at once."""

    def ticked(self, seen: Sequence[Seen]) -> Selection:
        """Cases that were ticked, as they were then."""
        wanted = {each.case_id: each for each in seen[:MOST]}
        with self._store.read() as unit:
            cases = unit.review.those(wanted)
        left = [LeftAlone(each.case_id, f"no more than {MOST} at once") for each in seen[MOST:]]
        return self._selection(cases, wanted, left)

    def found(self, wanted: CaseFilter) -> Selection:
        """The open cases that a filter finds, the gravest first, as many as are decided at once."""
        wanted = self._within(replace(wanted, state=CaseState.OPEN), Right.DECIDE)
        with self._store.read() as unit:
            cases, total = unit.review.page(wanted, limit=MOST)
        return self._selection(cases, {case.id: seen_now(case) for case in cases}, [], beyond=total - len(cases))

    def decide_all(self, seen: Sequence[Seen], draft: Draft) -> Batch | None:
        """Decide cases together. Those that somebody else is at, or that have changed, are left alone and told.

        None where that is so of all of them, as where a form is sent twice: a batch of nothing is not stored.

        Args:
            seen: The cases, as they were when the user looked; no more than ``MOST`` of them are decided.
            draft: What is decided of each.
        """
        wanted = list({each.case_id: each for each in seen}.values())
        left = [LeftAlone(each.case_id, f"no more than {MOST} at once") for each in wanted[MOST:]]
        if not self.ticked(wanted).cases:
            return None
        now = self._clock()
        with self._store.begin() as unit:
            unit.users.ensure(self._user, at=now)
            batch_id = unit.batches.begin(self._user, note=draft.note, at=now)
        for few in _units(wanted[:MOST]):
            try:
                with self._store.begin() as unit:
                    unit.batches.decide(
                        batch_id, few, draft=draft, lease=self._lease, may=self._may_decide, at=self._clock()
                    )
                    if self._share:
                        these = {each.case_id for each in few}
                        self._draw(unit, [each for each in unit.batches.decisions(batch_id) if each.case_id in these])
            except StoreLocked:
                left += [LeftAlone(each.case_id, BUSY) for each in few]
        if left:
            # What was decided stays so, and its batch tells of it, whether or not the rest can be noted.
            with suppress(StoreLocked), self._store.begin() as unit:
                unit.batches.leave(batch_id, left)
        with self._store.read() as unit:
            return unit.batches.get(batch_id)

    def batches(self, *, limit: int = 50) -> list[Batch]:
        """Batches from the newest back: everybody's for a reviewer, otherwise the user's own."""
        everybody = self._access is None or self._access.may(Right.REVIEW)
        with self._store.read() as unit:
            if not everybody and not unit.users.known(self._user):
                return []
            return unit.batches.newest(None if everybody else self._user, limit=limit)

    def batch(self, batch_id: int) -> Made:
        """What was decided in a batch, and what became of it.

        Raises:
            NotFound: there is none with that id.
            NotAllowed: it is somebody else's, and the user is no reviewer.
        """
        with self._store.read() as unit:
            batch, decisions = self._batch(unit, batch_id)
            cases = {case.id: case for case in unit.review.those([each.case_id for each in decisions])}
        reached = {id_: case for id_, case in cases.items() if self._may(Right.LOOK, case)}
        return Made(
            batch=batch,
            decisions=tuple((each, reached[each.case_id]) for each in decisions if each.case_id in reached),
        )

    def undo_batch(self, batch_id: int) -> Batch:
        """Undo every decision of a batch that nobody undid yet, where the user may.

        What the store was too busy for stands, as the batch then says; the same call undoes the rest.

        Raises:
            NotFound: there is none with that id.
            NotAllowed: it is somebody else's, and the user is no reviewer.
        """
        with self._store.begin() as unit:
            unit.users.ensure(self._user, at=self._clock())
            batch, decisions = self._batch(unit, batch_id)
        right = Right.DECIDE if folded(batch.user) == folded(self._user) else Right.REVIEW
        standing = sorted((each for each in decisions if each.undone_at is None), key=lambda each: each.case_id)
        for few in _units(standing):
            with suppress(StoreLocked), self._store.begin() as unit:
                may = {each.id for each in unit.review.those([each.case_id for each in few]) if self._may(right, each)}
                for decision in few:
                    if decision.case_id in may:
                        self._undo_one(unit, decision.id)
        with self._store.read() as unit:
            return unit.batches.get(batch_id)

    def _undo_one(self, unit: Unit, decision_id: int) -> None:
        with suppress(AlreadyUndone, UnderAppeal):
            self._undone(unit, decision_id)

    def _batch(self, unit: Unit, batch_id: int) -> tuple[Batch, list[Decision]]:
        batch = unit.batches.get(batch_id)
        if folded(batch.user) != folded(self._user) and self._access is not None:
            self._access.ask(Right.REVIEW)
        return batch, unit.batches.decisions(batch_id)

    def _selection(
        self, cases: Sequence[Case], seen: Mapping[int, Seen], left: list[LeftAlone], *, beyond: int = 0
    ) -> Selection:
        ready: list[Case] = []
        for case in cases:
            why = obstacle(case, seen[case.id], user=self._user, may=self._may_decide)
            if why is None:
                ready.append(case)
            else:
                left.append(LeftAlone(case.id, why))
        return Selection(cases=tuple(ready), left=tuple(left), beyond=beyond, batches=self._mine_among(cases))

    def _mine_among(self, cases: Sequence[Case]) -> tuple[int, ...]:
        decisions = [case.decision for case in cases if case.decision is not None]
        mine = {each.batch_id for each in decisions if folded(each.user) == folded(self._user)}
        return tuple(sorted(each for each in mine if each is not None))

    def _may_decide(self, case: Case) -> bool:
        return self._may(Right.DECIDE, case)

    def _may(self, right: Right, case: Case) -> bool:
        return self._access is None or self._access.may(right, case)


def _units(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    for begin in range(0, len(things), UNIT):
        yield things[begin : begin + UNIT]
