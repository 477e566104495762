"""Escalations that somebody took up: where that comes to nothing, the case is an escalation again.

To take one up opens its case for one person. If it stayed open when they leave it undecided, it would be anybody's, and
also be there for who escalated it because it was not for them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db.audit import Audit
from db.claims import held_claim
from db.items import Action, CaseState
from db.models import AppealRow, CaseRow, DecisionRow
from db.models.review import OPEN
from db.standings import Standings


def taken_up(session: Session, row: CaseRow) -> DecisionRow | None:
    """The escalation of an open case that was taken up and not decided anew; None for any other case.

    New words end it: the case is then in the queue for what it says now. So does an appeal, which wants its answer.
    """
    standing = DecisionRow.case_id == row.id, DecisionRow.undone_at.is_(None)
    last = session.scalars(select(DecisionRow).where(*standing).order_by(DecisionRow.id.desc()).limit(1)).one_or_none()
    if last is None or last.action is not Action.ESCALATE or last.superseded_at is None:
        return None
    appealed = exists().where(AppealRow.decision_id == last.id, AppealRow.answered_at.is_(None))
    if last.revision_id != row.revision_id or session.scalars(select(appealed)).one():
        return None
    return last


def put_back(session: Session, audit: Audit, row: CaseRow, by: str, at: datetime) -> bool:
    """Let a case whose row is locked be an escalation again, where it was one and nobody has it any more.

    Returns:
        Whether it is one again.
    """
    held = held_claim(session, row)
    if row.assignee_id is not None or (held is not None and held.expires_at > at):
        return False
    escalation = taken_up(session, row)
    if escalation is None:
        return False
    if held is not None:
        held.released_at = held.expires_at
    escalation.superseded_at = None
    row.state, row.claimed_until = CaseState.DECIDED, None
    session.flush()
    Standings(session).touch(row)
    audit.note(by, "case.put_back", f"case:{row.id}", {"decision": escalation.id}, at)
    return True


def lapsed(session: Session, at: datetime, *, lock: bool = False) -> list[CaseRow]:
    """Cases that were taken up and left until the claim ran out. Locked ones leave out what others have locked."""
    escalated = exists().where(
        DecisionRow.case_id == CaseRow.id,
        DecisionRow.revision_id == CaseRow.revision_id,
        DecisionRow.action == Action.ESCALATE,
        DecisionRow.undone_at.is_(None),
        DecisionRow.superseded_at.is_not(None),
    )
    wanted = select(CaseRow).where(OPEN, CaseRow.claimed_until <= at, CaseRow.assignee_id.is_(None), escalated)
    if lock:
        wanted = wanted.order_by(CaseRow.id).with_for_update(skip_locked=True)
    rows = session.scalars(wanted, execution_options={"populate_existing": lock}).all()
    return [row for row in rows if taken_up(session, row) is not None]
