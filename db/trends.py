"""Trends: counts over time, by day or week, by board, rule and target.

Which day a moment belongs to depends on a time zone, and no two databases reckon in zones alike. So whoever asks gives
the edges of the slots, the database compares moments with them, and neither needs a calendar. Everything is grouped in
the database and found by an index on the moment, so that a year of 100,000 cases takes a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVarTuple

from sqlalchemy import CTE, ColumnElement, Function, Integer, Select, and_, case, column, func, select, values
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db.cases import LAST_WORD
from db.items import (
    CaseFilter,
    CaseState,
    CategoryCounts,
    ErrorCount,
    Outcome,
    Outcomes,
    Printed,
    SeenBoard,
    TargetCount,
    Waited,
    Waiting,
)
from db.minutes import MinutesBetween
from db.models import BoardRow, CaseRow, DecisionRow, ErrorRow, FlagRow, PostRow, SnapshotRow, VerdictRow
from db.models.review import IN_FORCE
from db.narrowing import Condition, asked_for
from db.types import Moment
from moderation.items import Category, Severity

HOUR = 60
STEPS = ((2 * HOUR, 1), (48 * HOUR, 10))
"""Up to how many minutes a wait is told in which steps; a longer one is told in hours."""
Columns = TypeVarTuple("Columns")
Edges = Sequence[datetime]
"""The edges of slots, one more than there are slots."""


class Trends:
    """Counts over time, over one transaction.

    A filter narrows by what a case is now: its queue, its board, where somebody may look. Its ``state`` is taken as it
    is, so ask with ``state=None`` for cases whatever became of them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def boards(self) -> list[SeenBoard]:
        """Every board, in the order in which they were first saved."""
        wanted = select(BoardRow.id, BoardRow.url, BoardRow.title, BoardRow.last_seen_at).order_by(BoardRow.id)
        return [
            SeenBoard(id=id_, url=url, title=title, last_seen_at=at)
            for id_, url, title, at in self._session.execute(wanted)
        ]

    def opened(self, which: CaseFilter, edges: Edges) -> list[int]:
        """Cases by when they were opened, or opened again by new words: how many in each slot."""
        slots = _slots(edges)
        counted = (
            select(slots.c.slot, _those(func.count(CaseRow.id), which, edges[-1]))
            .select_from(slots)
            .outerjoin(CaseRow, _in_slot(CaseRow.opened_at, slots))
            .group_by(slots.c.slot)
        )
        found: dict[int, int] = dict(self._session.execute(counted).all())
        return [found[slot] for slot in range(len(edges) - 1)]

    def decided(self, which: CaseFilter, edges: Edges) -> list[Outcomes]:
        """Decisions by when they were made: how many in each slot, by what they say. Each is the last on its words."""
        slots = _slots(edges)
        counted = (
            select(slots.c.slot, DecisionRow.outcome, _those(func.count(CaseRow.id), which, edges[-1]))
            .select_from(slots)
            .outerjoin(DecisionRow, _in_slot(DecisionRow.decided_at, slots) & LAST_WORD)
            .outerjoin(CaseRow, CaseRow.id == DecisionRow.case_id)
            .group_by(slots.c.slot, DecisionRow.outcome)
        )
        found: list[dict[Outcome, int]] = [{} for _ in edges[1:]]
        for slot, outcome, decisions in self._session.execute(counted):
            found[slot][outcome] = decisions
        return [_outcomes(counts) for counts in found]

    def waiting(self, which: CaseFilter, at: datetime, younger_than: Sequence[datetime]) -> list[Waiting]:
        """Cases that are open, by severity and age, the gravest and then the youngest first.

        Args:
            which: The cases; those that are open are counted, whatever it says of their state.
            at: Now.
            younger_than: Moments, one at least, the newest first: age 0 are cases opened at the first of them or later,
                age 1 those of the second or later, and one age more those from before all of them.
        """
        bands = [(CaseRow.opened_at >= moment, age) for age, moment in enumerate(younger_than)]
        age = case(*bands, else_=len(bands))
        grouped = (
            select(CaseRow.severity.label("severity"), age.label("age"))
            .where(*asked_for(replace(which, state=CaseState.OPEN), at))
            .subquery()
        )
        counted = (
            select(grouped.c.severity, grouped.c.age, func.count())
            .group_by(grouped.c.severity, grouped.c.age)
            .order_by(grouped.c.severity.desc(), grouped.c.age)
        )
        return [Waiting(Severity(severity), age, cases) for severity, age, cases in self._session.execute(counted)]

    def waited(self, which: CaseFilter, edges: Edges) -> list[Waited]:
        """How long cases had been open when the decision in force on them was made, by slot and then by minutes.

        A case that new words opened again counts from then on. The longer it was, the coarser it is told: up to two
        hours by the minute, up to two days in steps of ten minutes, and from then on in hours, rounded down.
        """
        slots = _slots(edges)
        here = _in_slot(DecisionRow.decided_at, slots) & IN_FORCE
        theirs = CaseRow.id == DecisionRow.case_id, CaseRow.opened_at <= DecisionRow.decided_at
        minutes = MinutesBetween(CaseRow.opened_at, DecisionRow.decided_at)
        # Grouped twice: the minutes are reckoned once a decision, and there are far fewer of them than decisions.
        exact = (
            select(slots.c.slot, minutes.label("minutes"), func.count(CaseRow.id).label("decisions"))
            .select_from(slots)
            .outerjoin(DecisionRow, here)
            .outerjoin(CaseRow, and_(*theirs, *asked_for(which, edges[-1])))
            .group_by(slots.c.slot, minutes)
            .subquery()
        )
        steps = [(exact.c.minutes < below, exact.c.minutes - exact.c.minutes % step) for below, step in STEPS]
        told = case(*steps, else_=exact.c.minutes - exact.c.minutes % HOUR).label("told")
        rounded = select(exact.c.slot, told, exact.c.decisions).where(exact.c.decisions > 0).subquery()
        place = rounded.c.slot, rounded.c.told
        rows = self._session.execute(select(*place, func.sum(rounded.c.decisions)).group_by(*place).order_by(*place))
        return [Waited(slot, minutes, int(decisions)) for slot, minutes, decisions in rows]

    def outcomes_by_rule(self, which: CaseFilter, since: datetime, until: datetime) -> dict[str, Outcomes]:
        """What people decided where a rule had flagged something, by rule: the last words of that time.

        The rules are those of the verdict that was decided on.
        """
        flag = aliased(FlagRow)
        counted = (
            select(flag.rule, DecisionRow.outcome, func.count(DecisionRow.id.distinct()))
            .join(flag, flag.verdict_id == DecisionRow.verdict_id)
            .where(DecisionRow.decided_at >= since, DecisionRow.decided_at < until, LAST_WORD)
            .group_by(flag.rule, DecisionRow.outcome)
        )
        conditions = asked_for(which, until)
        if conditions:
            counted = counted.join(CaseRow, CaseRow.id == DecisionRow.case_id).where(*conditions)
        found: dict[str, dict[Outcome, int]] = {}
        for rule, outcome, decisions in self._session.execute(counted):
            found.setdefault(rule, {})[outcome] = decisions
        return {rule: _outcomes(counts) for rule, counts in found.items()}

    def categories(self, which: CaseFilter, since: datetime, until: datetime) -> list[CategoryCounts]:
        """Cases opened in that time by board and category, the board with the most cases first."""
        post, verdict = aliased(PostRow), aliased(VerdictRow)  # the filter asks for the same tables
        counted = _opened_between(
            select(post.board_id, verdict.categories, func.count())
            .select_from(CaseRow)
            .join(post, post.id == CaseRow.post_id)
            .join(verdict, verdict.id == CaseRow.verdict_id),
            which,
            since,
            until,
        ).group_by(post.board_id, verdict.categories)
        cases: dict[int, int] = {}
        found: dict[int, dict[Category, int]] = {}
        for board_id, categories, count in self._session.execute(counted):
            cases[board_id] = cases.get(board_id, 0) + count
            theirs = found.setdefault(board_id, {})
            for category in categories:
                theirs[category] = theirs.get(category, 0) + count
        boards = sorted(cases, key=lambda board_id: (-cases[board_id], board_id))
        return [CategoryCounts(board_id=each, cases=cases[each], categories=found[each]) for each in boards]

    def targets(self, which: CaseFilter, since: datetime, until: datetime, *, most: int) -> list[TargetCount]:
        """Cases opened in that time by board and by whom something in them is aimed at.

        Args:
            which: The cases.
            since: From when on.
            until: Before when.
            most: So many targets of a board, those with the most cases.
        """
        post, flag = aliased(PostRow), aliased(FlagRow)
        cases = func.count(CaseRow.id.distinct())
        place = func.row_number().over(partition_by=post.board_id, order_by=[cases.desc(), flag.target])
        counted = _opened_between(
            select(post.board_id, flag.target, cases.label("cases"), place.label("place"))
            .select_from(CaseRow)
            .join(post, post.id == CaseRow.post_id)
            .join(flag, flag.verdict_id == CaseRow.verdict_id)
            .where(flag.target.is_not(None)),
            which,
            since,
            until,
        )
        ranked = counted.group_by(post.board_id, flag.target).subquery()
        first = select(ranked.c.board_id, ranked.c.target, ranked.c.cases).where(ranked.c.place <= most)
        return [
            TargetCount(board_id=board_id, target=target, cases=count)
            for board_id, target, count in self._session.execute(first.order_by(ranked.c.board_id, ranked.c.place))
        ]

    def statistics(self, board_ids: Collection[int], edges: Edges) -> list[Printed]:
        """What boards last printed about themselves in each slot, by board and slot; slots without anything left out.

        Each number is the last one that was printed, whether or not the others stood beside it.
        """
        slots = _slots(edges)
        last = (
            select(SnapshotRow.board_id, slots.c.slot, *(_last(each).label(each.key) for each in COUNTED))
            .select_from(slots)
            .outerjoin(SnapshotRow, _in_slot(SnapshotRow.taken_at, slots) & SnapshotRow.board_id.in_(board_ids))
            .group_by(SnapshotRow.board_id, slots.c.slot)
            .subquery()
        )
        wanted: Select[*tuple[Any, ...]] = select(last.c.board_id, last.c.slot).order_by(last.c.board_id, last.c.slot)
        for each in COUNTED:
            then = aliased(SnapshotRow)
            at = (then.board_id == last.c.board_id) & (then.taken_at == last.c[each.key])
            wanted = wanted.outerjoin(then, at).add_columns(getattr(then, each.key))
        return [
            Printed(board_id=board_id, slot=slot, threads=threads, messages=messages, members=members)
            for board_id, slot, threads, messages, members in self._session.execute(wanted)
            if (threads, messages, members) != (None, None, None)
        ]

    def errors(self, scan_ids: Collection[int]) -> list[ErrorCount]:
        """What went wrong in those scans by kind, the most frequent first."""
        errors = func.count()
        counted = select(ErrorRow.kind, errors, func.count(ErrorRow.scan_id.distinct()))
        counted = counted.where(ErrorRow.scan_id.in_(scan_ids)).group_by(ErrorRow.kind)
        return [ErrorCount(*row) for row in self._session.execute(counted.order_by(errors.desc(), ErrorRow.kind))]


COUNTED = (SnapshotRow.threads, SnapshotRow.messages, SnapshotRow.members)
"""Statistics that tell how a board grows."""


def _slots(edges: Edges) -> CTE:
    """The slots as a table. What is joined to it from the left is looked up slot by slot, by its index."""
    between = list(pairwise(edges))
    columns = column("slot", Integer), column("starts", Moment()), column("ends", Moment())
    return values(*columns, name="slots").data([(n, *slot) for n, slot in enumerate(between)]).cte("slots")


def _in_slot(moment: InstrumentedAttribute[datetime], slots: CTE) -> Condition:
    return (moment >= slots.c.starts) & (moment < slots.c.ends)


def _those(count: Function[int], which: CaseFilter, at: datetime) -> ColumnElement[int]:
    """A count of cases that counts those that a filter asks for.

    The filter stands here and not where slots and cases are joined: there SQLite would rather make an index for it, for
    this one statement, than use the one on the moment.
    """
    conditions = asked_for(which, at)
    return count.filter(*conditions) if conditions else count


def _opened_between(wanted: Select[*Columns], which: CaseFilter, since: datetime, until: datetime) -> Select[*Columns]:
    return wanted.where(CaseRow.opened_at >= since, CaseRow.opened_at < until, *asked_for(which, until))


def _last(number: InstrumentedAttribute[int | None]) -> Any:
    """When a number was last printed."""
    return func.max(SnapshotRow.taken_at).filter(number.is_not(None))


def _outcomes(counts: dict[Outcome, int]) -> Outcomes:
    return Outcomes(
        agreed=counts.get(Outcome.AGREE, 0),
        disagreed=counts.get(Outcome.DISAGREE, 0),
        ignored=counts.get(Outcome.IGNORE, 0),
    )
