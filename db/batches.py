"""Batches: decisions that are made together, each in its own right and under a claim of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.audit import Audit
from db.cases import full_cases, read_decisions
from db.claims import new_claim
from db.errors import NotFound
from db.items import Batch, Case, CaseState, Decision, Draft, LeftAlone, Seen
from db.models import BatchRow, CaseRow, DecisionRow, UserRow
from db.names import folded
from db.review import Review
from db.users import Users


class Batches:
    """Batches over one transaction."""

    def __init__(self, session: Session, audit: Audit, users: Users, review: Review) -> None:
        self._session = session
        self._audit = audit
        self._users = users
        self._review = review

    def begin(self, user: str, *, note: str, at: datetime) -> int:
        """Begin a batch of a user's decisions. Returns its id."""
        row = BatchRow(user_id=self._users.row(user).id, made_at=at, note=note, left_alone=())
        self._session.add(row)
        self._session.flush()
        return row.id

    def decide(
        self,
        batch_id: int,
        seen: Sequence[Seen],
        *,
        draft: Draft,
        lease: timedelta,
        may: Callable[[Case], bool],
        at: datetime,
    ) -> None:
        """Decide cases in a batch. One that somebody else is at, or that has changed, is left alone, and noted.

        The claims that are made on the way begin and end within this transaction; of the audit log's lines, those of
        the decisions tell of them. Nobody is waited for.

        Args:
            batch_id: The batch; its user decides.
            seen: The cases, as they were when the user asked for this.
            draft: What is decided of each.
            lease: How long the claims would last.
            may: Whether the user may decide a case.
            at: Now.
        """
        self._review.put_back_lapsed()
        who = self._session.get_one(UserRow, self._row(batch_id).user_id)
        wanted = select(CaseRow).where(CaseRow.id.in_([each.case_id for each in seen])).order_by(CaseRow.id)
        locked = self._session.scalars(
            wanted.with_for_update(skip_locked=True), execution_options={"populate_existing": True}
        ).all()
        rows = {row.id: row for row in locked}
        cases = {case.id: case for case in full_cases(self._session, locked, at)}
        left = []
        for each in seen:
            case = cases.get(each.case_id)
            why = obstacle(case, each, user=who.name, may=may)
            if why is not None or case is None:
                left.append(LeftAlone(each.case_id, why or NOBODY_KNOWS))
                continue
            claim = case.claim or new_claim(self._session, self._audit, rows[case.id], who, lease, at, told=False)
            self._review.decide(case.id, token=claim.token, user=who.name, draft=draft, at=at, batch_id=batch_id)
        self.leave(batch_id, left)

    def leave(self, batch_id: int, left: Sequence[LeftAlone]) -> None:
        """Note cases of a batch that were left alone."""
        row = self._row(batch_id)
        row.left_alone = (*row.left_alone, *left)
        self._session.flush()

    def get(self, batch_id: int) -> Batch:
        """One batch.

        Raises:
            NotFound: There is none with that id.
        """
        return self._batches(BatchRow.id == self._row(batch_id).id, limit=1)[0]

    def newest(self, user: str | None = None, *, limit: int = 50) -> list[Batch]:
        """Batches from the newest back: a user's, or everybody's."""
        mine = [] if user is None else [BatchRow.user_id == self._users.row(user).id]
        return self._batches(*mine, limit=limit)

    def decisions(self, batch_id: int) -> list[Decision]:
        """The decisions of a batch, by id, with those that were undone."""
        return read_decisions(self._session, DecisionRow.batch_id == batch_id)

    def _row(self, batch_id: int) -> BatchRow:
        row = self._session.get(BatchRow, batch_id)
        if row is None:
            raise NotFound(f"The store has no batch {batch_id}. Look at the newest ones, or at a single decision.")
        return row

    def _batches(self, *which: ColumnElement[bool], limit: int) -> list[Batch]:
        made = DecisionRow.batch_id == BatchRow.id
        counted = select(func.count()).select_from(DecisionRow).where(made)
        undone = counted.where(DecisionRow.undone_at.is_not(None))
        wanted = (
            select(BatchRow, UserRow.name, counted.scalar_subquery(), undone.scalar_subquery())
            .join(UserRow, UserRow.id == BatchRow.user_id)
            .where(*which)
            .order_by(BatchRow.id.desc())
            .limit(limit)
        )
        return [
            Batch(
                id=row.id,
                user=user,
                made_at=row.made_at,
                note=row.note,
                decided=decided,
                undone=gone,
                left_alone=row.left_alone,
            )
            for row, user, decided, gone in self._session.execute(wanted)
        ]


NOBODY_KNOWS = "somebody is working on it at this moment"
"""Of a case whose row is locked: whoever has it may be deciding it, or saving new words."""


def obstacle(case: Case | None, seen: Seen, *, user: str, may: Callable[[Case], bool]) -> str | None:
    """Why a case cannot be decided with others; None where it can.

    Args:
        case: The case as it is; None where it is not to be had.
        seen: As the user saw it.
        user: Who decides.
        may: Whether they may decide a case.
    """
    if case is None:
        return NOBODY_KNOWS
    if not may(case):
        return f"{user} may not decide it"
    if case.state is CaseState.DECIDED:
        return f"it is decided, by {case.decision.user}" if case.decision else "it is decided"
    if case.appeal is not None:
        return "it is under appeal, and is answered by itself"
    if (case.verdict.id, case.reopened) != (seen.verdict_id, seen.reopened):
        return "it has changed since it was looked at"
    return _taken(case, user)


def _taken(case: Case, user: str) -> str | None:
    if case.assignment is not None and folded(case.assignment.user) != folded(user):
        return f"it is handed to {case.assignment.user}"
    if case.claim is not None and folded(case.claim.user) != folded(user):
        return f"{case.claim.user} has it"
    return None


def seen_now(case: Case) -> Seen:
    """A case as it is, to be compared with later."""
    return Seen(case.id, case.verdict.id, case.reopened)
