"""Golden cases: decided ones whose right outcome a reviewer vouches for. Who judges them blind is told how it went."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from db.audit import Audit
from db.claims import locked_case
from db.errors import NotFound, Undecided
from db.items import CaseFilter, CaseState, Golden, Outcome
from db.models import CaseRow, DecisionRow, GoldenRow, UserRow
from db.models.review import IN_FORCE
from db.narrowing import asked_for
from db.opinions import GOLDEN
from db.users import Users


class GoldenCases:
    """Golden cases over one transaction."""

    def __init__(self, session: Session, audit: Audit, users: Users) -> None:
        self._session = session
        self._audit = audit
        self._users = users

    def mark(self, case_id: int, *, outcome: Outcome, reason: str, user: str, at: datetime) -> Golden:
        """Vouch for the right outcome of a decided case. A mark that is there already is replaced.

        Raises:
            Undecided: The case waits for a decision.
            NotFound: There is no such case or user.
        """
        row = locked_case(self._session, case_id)
        decided = select(DecisionRow.id).where(DecisionRow.case_id == case_id, IN_FORCE)
        decision_id = self._session.scalars(decided).one_or_none()
        if row.state is not CaseState.DECIDED or decision_id is None:
            raise Undecided(f"Case {case_id} waits for a decision. A golden case is one that is decided.")
        who = self._users.row(user)
        before = self._session.scalars(select(GoldenRow).where(GoldenRow.decision_id == decision_id, GOLDEN)).all()
        for each in before:
            self._retire(each, who, at)
        golden = GoldenRow(
            case_id=case_id,
            decision_id=decision_id,
            outcome=outcome,
            reason=reason,
            marked_by_id=who.id,
            marked_at=at,
        )
        self._session.add(golden)
        self._session.flush()
        details = {"golden": golden.id, "decision": decision_id, "outcome": outcome.value}
        self._audit.note(who.name, "golden.marked", f"case:{case_id}", details, at)
        return self.golden(golden.id)

    def retire(self, golden_id: int, *, user: str, at: datetime) -> Golden:
        """Take a golden case out. Retiring it twice is retiring it once.

        Raises:
            NotFound: There is no such golden case or user.
        """
        row = self._session.get(GoldenRow, golden_id, with_for_update=True)
        if row is None:
            raise _no_golden(golden_id)
        if row.retired_at is None:
            self._retire(row, self._users.row(user), at)
        return self.golden(golden_id)

    def golden(self, golden_id: int) -> Golden:
        """One golden case.

        Raises:
            NotFound: There is none with that id.
        """
        found = self._read(GoldenRow.id == golden_id)
        if not found:
            raise _no_golden(golden_id)
        return found[0]

    def on_decision(self, decision_id: int) -> Golden | None:
        """The mark on a decision; None where it has none that is in force."""
        found = self._read(GoldenRow.decision_id == decision_id, GOLDEN)
        return found[0] if found else None

    def all(self, which: CaseFilter, at: datetime, *, limit: int = 200) -> list[Golden]:
        """The golden cases in force among those cases, the newest first."""
        return self._read(GOLDEN, *asked_for(which, at), limit=limit)

    def _retire(self, row: GoldenRow, who: UserRow, at: datetime) -> None:
        row.retired_at, row.retired_by_id = at, who.id
        self._session.flush()
        details = {"golden": row.id, "decision": row.decision_id}
        self._audit.note(who.name, "golden.retired", f"case:{row.case_id}", details, at)

    def _read(self, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Golden]:
        marker, retirer = aliased(UserRow), aliased(UserRow)
        wanted = (
            select(GoldenRow, marker.name, retirer.name)
            .join(CaseRow, CaseRow.id == GoldenRow.case_id)
            .join(marker, marker.id == GoldenRow.marked_by_id)
            .outerjoin(retirer, retirer.id == GoldenRow.retired_by_id)
            .where(*conditions)
            .order_by(GoldenRow.id.desc())
            .limit(limit)
        )
        return [
            Golden(
                id=row.id,
                case_id=row.case_id,
                decision_id=row.decision_id,
                outcome=row.outcome,
                reason=row.reason,
                marked_by=marked_by,
                marked_at=row.marked_at,
                retired_at=row.retired_at,
                retired_by=retired_by,
            )
            for row, marked_by, retired_by in self._session.execute(wanted)
        ]


def _no_golden(golden_id: int) -> NotFound:
    return NotFound(f"The store has no golden case {golden_id}.")
