"""Reading cases and decisions: which ones, in which order, and what belongs to each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from db.appeals import open_appeals
from db.assignments import assignments_of
from db.claims import claim_item
from db.items import Case, CaseFilter, CaseState, Claim, Decision
from db.models import CaseRow, ClaimRow, DecisionRow, UserRow
from db.models.review import IN_FORCE, QUEUE_ORDER
from db.narrowing import asked_for
from db.standings import standings_of
from db.stored import posts_by_id
from db.verdicts import Verdicts
from moderation.items import Severity

_later = aliased(DecisionRow)
LAST_WORD = DecisionRow.undone_at.is_(None) & (
    DecisionRow.superseded_at.is_(None)
    | ~exists()
    .where(
        _later.case_id == DecisionRow.case_id,
        _later.revision_id == DecisionRow.revision_id,
        _later.id > DecisionRow.id,
        _later.undone_at.is_(None),
    )
    .correlate(DecisionRow)
)
"""Decisions that nobody undid, the last of those on the same words: an answer that upholds an appeal, and the decision
on a case that was escalated, count in place of the one before them. Words that were replaced since have one, too."""


def in_order(which: CaseFilter, at: datetime, *more: ColumnElement[bool]) -> Select[CaseRow]:
    """The cases that a filter asks for, and of which more is true, in the order of every queue."""
    return select(CaseRow).where(*asked_for(which, at), *more).order_by(*QUEUE_ORDER)


def full_cases(session: Session, rows: Sequence[CaseRow], at: datetime) -> list[Case]:
    """Cases with post, verdict, claim, assignment and decision, in the order given; a handful of statements for all."""
    posts = posts_by_id(session, [row.post_id for row in rows])
    verdicts = Verdicts(session).by_id([row.verdict_id for row in rows])
    claims = _claims(session, [row for row in rows if row.claimed_until is not None and row.claimed_until > at])
    assignments = assignments_of(session, rows)
    standings = standings_of(session, [row.id for row in rows])
    decisions = _in_force(session, [row.id for row in rows if row.state is CaseState.DECIDED])
    appeals = open_appeals(session, [row.id for row in rows if row.state is CaseState.OPEN])
    return [
        Case(
            id=row.id,
            queue=row.queue,
            state=row.state,
            severity=Severity(row.severity),
            score=row.score,
            priority=row.priority,
            standing=standings[row.id],
            opened_at=row.opened_at,
            reopened=row.reopened,
            claim=claims.get(row.id),
            assignment=assignments.get(row.id),
            post=posts[row.post_id],
            judged_revision_id=row.revision_id,
            verdict=verdicts[row.verdict_id],
            decision=decisions.get(row.id),
            appeal=appeals.get(row.id),
        )
        for row in rows
    ]


def read_decisions(
    session: Session, *conditions: ColumnElement[bool], newest_first: bool = False, limit: int | None = None
) -> list[Decision]:
    """Decisions under these conditions, by id."""
    wanted = _select_decisions().where(*conditions).limit(limit)
    wanted = wanted.order_by(DecisionRow.id.desc() if newest_first else DecisionRow.id)
    return [_decision(*row) for row in session.execute(wanted)]


@cache
def _select_decisions() -> Select[DecisionRow, int, str, str | None]:
    """Decisions, each with its post and with who made and who undid it; to be narrowed and ordered."""
    undoer = aliased(UserRow)
    return (
        select(DecisionRow, CaseRow.post_id, UserRow.name, undoer.name)
        .join(CaseRow, CaseRow.id == DecisionRow.case_id)
        .join(UserRow, UserRow.id == DecisionRow.user_id)
        .outerjoin(undoer, undoer.id == DecisionRow.undone_by_id)
    )


def _in_force(session: Session, case_ids: Sequence[int]) -> dict[int, Decision]:
    """The decision in force of each of the cases."""
    if not case_ids:
        return {}
    found = read_decisions(session, DecisionRow.case_id.in_(case_ids), IN_FORCE)
    return {decision.case_id: decision for decision in found}


def _claims(session: Session, rows: Sequence[CaseRow]) -> dict[int, Claim]:
    """The last claim of each of the cases."""
    if not rows:
        return {}
    last = or_(*(and_(ClaimRow.case_id == row.id, ClaimRow.token == row.token) for row in rows))
    wanted = select(ClaimRow, UserRow.name).join(UserRow, UserRow.id == ClaimRow.user_id).where(last)
    return {row.case_id: claim_item(row, name) for row, name in session.execute(wanted)}


def _decision(row: DecisionRow, post_id: int, user: str, undone_by: str | None) -> Decision:
    return Decision(
        id=row.id,
        case_id=row.case_id,
        post_id=post_id,
        revision_id=row.revision_id,
        verdict_id=row.verdict_id,
        user=user,
        token=row.token,
        outcome=row.outcome,
        action=row.action,
        action_state=row.action_state,
        category=row.category,
        ground=row.ground,
        reference=row.reference,
        explanation=row.explanation,
        facts=row.facts,
        note=row.note,
        automated_detection=row.automated_detection,
        automated_decision=row.automated_decision,
        decided_at=row.decided_at,
        undone_at=row.undone_at,
        undone_by=undone_by,
        superseded_at=row.superseded_at,
        batch_id=row.batch_id,
    )
