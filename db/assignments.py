"""Assignments: cases handed to somebody. Such a case is nobody else's, until it is passed back, taken or decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db.appeals import Appeals
from db.audit import Audit
from db.claims import claim_in_force, end_claim, locked_case
from db.errors import CaseAssigned
from db.items import Assignment
from db.models import AssignmentRow, CaseRow, DecisionRow, UserRow
from db.users import Users


class Assignments:
    """Who was handed which case, over one transaction."""

    def __init__(self, session: Session, audit: Audit, users: Users) -> None:
        self._session = session
        self._audit = audit
        self._users = users

    def assign(self, case_id: int, *, token: int, user: str, to: str, note: str, at: datetime) -> Assignment:
        """Hand a case that a user has claimed to somebody. The claim ends.

        Args:
            case_id: The case.
            token: Of the claim.
            user: Who hands it over.
            to: To whom.
            note: Why, for the team alone.
            at: Now.

        Raises:
            StaleClaim: The user's claim is over.
            NotForYou: The case is under appeal, and they decided what is objected to.
            NotFound: There is no such case or user.
        """
        row = locked_case(self._session, case_id)
        who, whom = self._users.row(user), self._users.row(to)
        claim_in_force(self._session, row, who, token, at)
        Appeals(self._session, self._audit, self._users).refuse_own(row, whom)
        take_away(self._session, self._audit, row, who.name, "handed on", at)
        end_claim(self._session, self._audit, row, "handed over", at)
        row.assignee_id = whom.id
        made = AssignmentRow(case_id=case_id, user_id=whom.id, by_id=who.id, note=note, made_at=at)
        self._session.add(made)
        self._session.flush()
        details = {"assignment": made.id, "to": whom.name}
        self._audit.note(who.name, "case.assigned", f"case:{case_id}", details, at)
        return _assignment(made, whom.name, who.name)

    def unassign(self, case_id: int, *, by: str, why: str, at: datetime) -> None:
        """The case is anybody's again. One that is nobody's stays so.

        Raises:
            NotFound: There is no such case.
        """
        take_away(self._session, self._audit, locked_case(self._session, case_id), by, why, at)


def take_away(session: Session, audit: Audit, row: CaseRow, by: str, why: str, at: datetime) -> None:
    """End the assignment of a case whose row is locked, and note why. One that is nobody's stays so."""
    ended = end_assignment(session, row, at)
    if ended is None:
        return
    details = {"assignment": ended.id, "from": session.get_one(UserRow, ended.user_id).name, "why": why}
    audit.note(by, "case.unassigned", f"case:{row.id}", details, at)


def end_assignment(session: Session, row: CaseRow, at: datetime) -> AssignmentRow | None:
    """End the assignment of a case whose row is locked. Returns it; None where there was none."""
    if row.assignee_id is None:
        return None
    in_force = AssignmentRow.case_id == row.id, AssignmentRow.ended_at.is_(None)
    ended = session.scalars(select(AssignmentRow).where(*in_force)).one()
    ended.ended_at, row.assignee_id = at, None
    session.flush()
    return ended


def assign_again(session: Session, audit: Audit, row: CaseRow, undone: DecisionRow, by: str, at: datetime) -> None:
    """A decision was undone: where it ended the assignment to whoever decided, the case is handed to them again.

    Not to somebody who is disabled: nobody could get at it. The case's row is locked.
    """
    wanted = (
        select(AssignmentRow, UserRow.name)
        .join(UserRow, UserRow.id == AssignmentRow.user_id)
        .where(AssignmentRow.case_id == row.id, AssignmentRow.user_id == undone.user_id)
        .where(AssignmentRow.ended_at == undone.decided_at, UserRow.disabled_at.is_(None))
        .order_by(AssignmentRow.id.desc())
        .limit(1)
    )
    found = session.execute(wanted).one_or_none()
    if found is None:
        return
    ended, name = found
    ended.ended_at, row.assignee_id = None, ended.user_id
    session.flush()
    audit.note(by, "case.assigned", f"case:{row.id}", {"assignment": ended.id, "to": name, "why": "undone"}, at)


def refuse_assigned(session: Session, row: CaseRow, who: UserRow) -> None:
    """Insist that a case is anybody's, or this user's.

    Raises:
        CaseAssigned: It is handed to somebody else.
    """
    if row.assignee_id not in {None, who.id}:
        name = session.get_one(UserRow, row.assignee_id).name
        raise CaseAssigned(f"Case {row.id} is handed to {name}. Take another one, or ask a reviewer to take it.")


def assignments_of(session: Session, rows: Sequence[CaseRow]) -> dict[int, Assignment]:
    """The assignments in force of those cases, by case."""
    assigned = [row.id for row in rows if row.assignee_id is not None]
    if not assigned:
        return {}
    giver = aliased(UserRow)
    wanted = (
        select(AssignmentRow, UserRow.name, giver.name)
        .join(UserRow, UserRow.id == AssignmentRow.user_id)
        .join(giver, giver.id == AssignmentRow.by_id)
        .where(AssignmentRow.case_id.in_(assigned), AssignmentRow.ended_at.is_(None))
    )
    return {row.case_id: _assignment(row, user, by) for row, user, by in session.execute(wanted)}


def _assignment(row: AssignmentRow, user: str, by: str) -> Assignment:
    return Assignment(case_id=row.case_id, user=user, by=by, note=row.note, made_at=row.made_at)
