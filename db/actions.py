"""Actions: what decisions ask for on the forum, how far it got, and what later scans see of it.

Only decisions in force count. A scan sees that a post is gone, that it has other words, or that its thread is locked.
It cannot see a warning or a ban: those stay as people left them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from db.audit import Audit
from db.cases import full_cases, read_decisions
from db.items import Action, ActionCount, ActionFilter, ActionState, Case, CaseFilter, Decision
from db.models import BoardRow, CaseRow, DecisionRow, PostRow, RevisionRow, ThreadRow
from db.models.review import ACTION_ORDER, IN_FORCE
from db.narrowing import asked_for
from db.types import shortened

EVERY_ACTION = ActionFilter()
STATES = (ActionState.RECOMMENDED, ActionState.DONE, ActionState.VERIFIED)
"""What is still to be done comes first."""
UNSEEN = (ActionState.RECOMMENDED, ActionState.DONE)
"""States that a scan may verify."""
SEEN_BY_SCANS = (Action.REMOVE, Action.EDIT, Action.LOCK)
"""Actions that leave something to be seen."""

Condition = ColumnElement[bool]

ACTED: Condition = DecisionRow.action != literal(Action.NONE, DecisionRow.action.type, literal_execute=True)
"""Written into the statement as it is: a partial index serves no parameter."""

UNDONE: Condition = DecisionRow.undone_at.is_not(None)
"""Decisions that somebody took back."""
_CARRIED_OUT = DecisionRow.action_state != literal(
    ActionState.RECOMMENDED, DecisionRow.action_state.type, literal_execute=True
)
_now = aliased(DecisionRow)
TO_TAKE_BACK: Condition = (
    UNDONE
    & _CARRIED_OUT
    & ACTED
    & ~exists().where(
        _now.case_id == DecisionRow.case_id,
        _now.action == DecisionRow.action,
        _now.undone_at.is_(None),
        _now.superseded_at.is_(None),
    )
)
"""Undone decisions whose action somebody had carried out before. Not where the decision in force asks for the same."""


class Actions:
    """What decisions ask for, over one transaction."""

    def __init__(self, session: Session, audit: Audit, clock: Callable[[], datetime]) -> None:
        self._session = session
        self._audit = audit
        self._clock = clock

    def cases(self, which: ActionFilter = EVERY_ACTION, *, limit: int = 50, offset: int = 0) -> list[Case]:
        """Decided cases whose action a filter asks for: those to be done first, then by action, the oldest first."""
        found: list[int] = []
        for state in STATES if which.state is None else (which.state,):
            here = replace(which, state=state)
            wanted = select(DecisionRow.case_id).where(*self._asked(here)).order_by(*ACTION_ORDER)
            ids = self._session.scalars(wanted.limit(limit - len(found)).offset(offset)).all()
            found += ids
            if len(found) == limit:
                break
            offset = 0 if ids or not offset else offset - self.count(here)
        rows = {row.id: row for row in self._session.scalars(select(CaseRow).where(CaseRow.id.in_(found)))}
        return full_cases(self._session, [rows[id_] for id_ in found], self._clock())

    def count(self, which: ActionFilter = EVERY_ACTION) -> int:
        """How many actions a filter finds."""
        counted = select(func.count()).select_from(DecisionRow).where(*self._asked(which))
        return int(self._session.scalars(counted).one())

    def counts(self, which: ActionFilter = EVERY_ACTION) -> list[ActionCount]:
        """How many of each kind got how far, of those that a filter finds."""
        kind = DecisionRow.action_state, DecisionRow.action
        counted = select(*kind, func.count()).where(*self._asked(which)).group_by(*kind).order_by(*kind)
        return [ActionCount(*row) for row in self._session.execute(counted)]

    def to_take_back(self, which: ActionFilter = EVERY_ACTION, *, limit: int = 50) -> list[Decision]:
        """Undone decisions whose action was done on the forum, and is to be taken back there: by action and age.

        Whatever state the filter asks for. What nobody took back yet stays among them, however often it was undone.
        """
        wanted = select(DecisionRow.id).where(*self._undone(which)).order_by(*ACTION_ORDER).limit(limit)
        ids = self._session.scalars(wanted).all()
        found = {each.id: each for each in read_decisions(self._session, DecisionRow.id.in_(ids))}
        return [found[id_] for id_ in ids]

    def count_to_take_back(self, which: ActionFilter = EVERY_ACTION) -> int:
        """How many actions are to be taken back on the forum, whatever state the filter asks for."""
        counted = select(func.count()).select_from(DecisionRow).where(*self._undone(which))
        return int(self._session.scalars(counted).one())

    def earlier(self, case_id: int) -> list[Decision]:
        """Decisions on a case that are no longer in force, the newest first."""
        return read_decisions(self._session, DecisionRow.case_id == case_id, ~IN_FORCE, newest_first=True)

    def awaited(self, board_url: str, thread_ids: Collection[str]) -> set[str]:
        """Those of the threads in which somebody says that a post was removed or edited, and no scan has seen it yet.

        An edit changes nothing that a listing prints: without being asked for, such a thread is not read again.
        """
        keys = {shortened(each): each for each in thread_ids}
        wanted = (
            select(ThreadRow.external_id)
            .join(BoardRow, BoardRow.id == ThreadRow.board_id)
            .join(PostRow, PostRow.thread_id == ThreadRow.id)
            .join(CaseRow, CaseRow.post_id == PostRow.id)
            .join(DecisionRow, DecisionRow.case_id == CaseRow.id)
            .where(BoardRow.url == board_url, ThreadRow.external_id.in_(list(keys)), IN_FORCE, ACTED)
            .where(DecisionRow.action_state == ActionState.DONE, DecisionRow.action.in_((Action.REMOVE, Action.EDIT)))
        )
        return {keys[key] for key in self._session.scalars(wanted.distinct())}

    def check_thread(self, thread_id: int, *, by: str, at: datetime) -> int:
        """The thread was read: verify what can be seen of it now, and take back what a returned post refutes.

        Args:
            thread_id: The thread.
            by: Who read it, for the audit log.
            at: Now.

        Returns:
            How many actions were verified.
        """
        here = PostRow.thread_id == thread_id
        back = DecisionRow.action == Action.REMOVE, PostRow.gone_at.is_(None)
        # An undone removal is taken back by that: it is to be removed no more than any other post.
        returned = self._locked(here, *back, DecisionRow.action_state == ActionState.VERIFIED, which=IN_FORCE | UNDONE)
        self._move(returned, ActionState.RECOMMENDED, "action.returned", by, at)
        return self._verify(here, by=by, at=at)

    def check(self, *, by: str, at: datetime) -> int:
        """Verify whatever can be seen in the store: what no reading of a thread tells, such as a lock in a listing."""
        return self._verify(ACTED, by=by, at=at)

    def _verify(self, *where: Condition, by: str, at: datetime) -> int:
        seen = or_(
            (DecisionRow.action == Action.REMOVE) & (PostRow.gone_at > DecisionRow.decided_at),
            (DecisionRow.action == Action.EDIT) & (RevisionRow.id > DecisionRow.revision_id),
            (DecisionRow.action == Action.LOCK) & ThreadRow.locked & (ThreadRow.listed_at > DecisionRow.decided_at),
        )
        open_ones = DecisionRow.action_state.in_(UNSEEN), DecisionRow.action.in_(SEEN_BY_SCANS)
        rows = self._locked(*where, *open_ones, seen)
        self._move(rows, ActionState.VERIFIED, "action.verified", by, at)
        return len(rows)

    def _locked(self, *where: Condition, which: Condition = IN_FORCE) -> list[DecisionRow]:
        """Decisions, in force unless others are asked for, locked. One that is being changed is left to the next look.

        Whoever decides locks a case and then its decision, whoever saves a page its words first: to wait here could be
        to wait in a circle. The index of actions is for those who ask for all of them: a thread's are few, and found
        by its posts, while those that were ever verified are many. So ``ACTED`` is not asked for here.
        """
        wanted = (
            select(DecisionRow)
            .join(CaseRow, CaseRow.id == DecisionRow.case_id)
            .join(PostRow, PostRow.id == CaseRow.post_id)
            .join(ThreadRow, ThreadRow.id == PostRow.thread_id)
            .join(RevisionRow, (RevisionRow.post_id == PostRow.id) & RevisionRow.current)
            .where(which, *where)
            .order_by(DecisionRow.id)
            .with_for_update(of=DecisionRow, skip_locked=True)
        )
        return list(self._session.scalars(wanted, execution_options={"populate_existing": True}))

    def _move(self, rows: list[DecisionRow], to: ActionState, event: str, by: str, at: datetime) -> None:
        for row in rows:
            details = {"decision": row.id, "action": row.action, "from": row.action_state}
            row.action_state = to
            self._audit.note(by, event, f"case:{row.case_id}", details, at)
        self._session.flush()

    def _undone(self, which: ActionFilter) -> Iterator[Condition]:
        yield TO_TAKE_BACK
        yield from self._narrowed(replace(which, state=None))

    def _asked(self, which: ActionFilter) -> Iterator[Condition]:
        yield IN_FORCE
        yield ACTED
        yield from self._narrowed(which)

    def _narrowed(self, which: ActionFilter) -> Iterator[Condition]:
        yield DecisionRow.action != Action.ESCALATE if which.action is None else DecisionRow.action == which.action
        if which.state is not None:
            yield DecisionRow.action_state == which.state
        narrowing = CaseFilter(state=None, board_id=which.board_id, reach=which.reach)
        if conditions := asked_for(narrowing, self._clock()):
            yield exists().where(CaseRow.id == DecisionRow.case_id, *conditions)
