"""Claims: leases on cases. Every one of these asks for the case's row to be locked, and keeps row and claim in step."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db.audit import Audit
from db.errors import NotFound, StaleClaim
from db.items import Claim
from db.models import CaseRow, ClaimRow, UserRow


def find_case(session: Session, which: ColumnElement[bool]) -> CaseRow | None:
    """A case's row, locked until the transaction ends, as it is now."""
    wanted = select(CaseRow).where(which).with_for_update()
    return session.scalars(wanted, execution_options={"populate_existing": True}).one_or_none()


def locked_case(session: Session, case_id: int) -> CaseRow:
    """A case's row, locked until the transaction ends, as it is now.

    Raises:
        NotFound: There is none with that id.
    """
    row = find_case(session, CaseRow.id == case_id)
    if row is None:
        raise no_case(case_id)
    return row


def no_case(case_id: int) -> NotFound:
    """What to say of a case that is not there."""
    return NotFound(f"The store has no case {case_id}. See which ones it has: flagpost queue list")


def held_claim(session: Session, row: CaseRow) -> ClaimRow | None:
    """The case's claim that nobody ended; its lease may have expired."""
    return session.scalars(
        select(ClaimRow).where(ClaimRow.case_id == row.id, ClaimRow.released_at.is_(None))
    ).one_or_none()


def claim_in_force(session: Session, row: CaseRow, who: UserRow, token: int, at: datetime) -> ClaimRow:
    """The case's claim, which must be this user's, of that token, and in force.

    Raises:
        StaleClaim: It is not.
    """
    held = held_claim(session, row)
    if held is None or held.token != token or held.user_id != who.id or held.expires_at <= at:
        raise StaleClaim(
            f"The claim on case {row.id} is no longer {who.name}'s: it expired, or the case was released, claimed "
            "again, or got new words. Claim it again, look at it, and decide."
        )
    return held


def new_claim(
    session: Session, audit: Audit, row: CaseRow, who: UserRow, lease: timedelta, at: datetime, *, told: bool = True
) -> Claim:
    """The next claim on a case that is free. One that expired before ends at its expiry.

    Args:
        session: The transaction.
        audit: Its log.
        row: The case.
        who: For whom.
        lease: How long it lasts.
        at: Now.
        told: Whether the log tells of it: not where it ends by a decision in the same transaction.
    """
    expired = held_claim(session, row)
    if expired is not None:
        expired.released_at = expired.expires_at
        session.flush()
    row.token += 1
    row.claimed_until = at + lease
    claim = ClaimRow(case_id=row.id, token=row.token, user_id=who.id, claimed_at=at, expires_at=at + lease)
    session.add(claim)
    session.flush()
    if told:
        audit.note(who.name, "case.claimed", f"case:{row.id}", {"token": row.token, "lease": lease.total_seconds()}, at)
    return claim_item(claim, who.name)


def end_claim(session: Session, audit: Audit, row: CaseRow, why: str, at: datetime, *, by: str | None = None) -> None:
    """End the case's claim, if it has one. None for who ends it stands for its holder."""
    held = held_claim(session, row)
    if held is None:
        return
    held.released_at, row.claimed_until = at, None
    session.flush()
    holder = session.get_one(UserRow, held.user_id).name
    audit.note(by or holder, "case.released", f"case:{row.id}", {"token": held.token, "why": why}, at)


def claim_item(row: ClaimRow, user: str) -> Claim:
    """A claim's row as an item."""
    return Claim(case_id=row.case_id, token=row.token, user=user, claimed_at=row.claimed_at, expires_at=row.expires_at)
