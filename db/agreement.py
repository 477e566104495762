"""Agreement: where second opinions differ from decisions, and how often each person's do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, select
from sqlalchemy.orm import Session

from db.audit import Audit
from db.cases import read_decisions
from db.errors import NotFound
from db.items import CaseFilter, CaseState, Disagreement, Opinion, OpinionKind, Outcome, Tally
from db.models import CaseRow, DecisionRow, GoldenRow, OpinionRow, UserRow
from db.models.review import IN_FORCE
from db.narrowing import asked_for
from db.opinions import GOLDEN, SECOND, read_opinions
from db.users import Users


class Agreement:
    """What opinions say beside the decisions, over one transaction."""

    def __init__(self, session: Session, audit: Audit, users: Users) -> None:
        self._session = session
        self._audit = audit
        self._users = users

    def disagreements(self, which: CaseFilter, at: datetime, *, limit: int = 100) -> list[Disagreement]:
        """Second opinions that differ from a decision in force, those that nobody settled; the oldest first."""
        wanted = (
            select(OpinionRow.id)
            .join(DecisionRow, DecisionRow.id == OpinionRow.decision_id)
            .join(CaseRow, CaseRow.id == OpinionRow.case_id)
            .where(SECOND, OpinionRow.settled_at.is_(None), OpinionRow.outcome != DecisionRow.outcome, IN_FORCE)
            .where(CaseRow.state == CaseState.DECIDED, *asked_for(which, at))
            .order_by(OpinionRow.given_at, OpinionRow.id)
            .limit(limit)
        )
        opinions = read_opinions(self._session, OpinionRow.id.in_(self._session.scalars(wanted).all()))
        ids = [each.decision_id for each in opinions]
        decisions = {each.id: each for each in read_decisions(self._session, DecisionRow.id.in_(ids))}
        opinions.sort(key=lambda each: (each.given_at or at, each.id))
        return [
            Disagreement(opinion=each, decision=decisions[each.decision_id]) for each in opinions if each.decision_id
        ]

    def beside(self, decision_ids: Collection[int]) -> dict[int, tuple[int, int]]:
        """How many second opinions each of those decisions got, and how many of them say something else.

        By decision, without those that got none. Whether a decision is in force does not matter.
        """
        differing = func.count().filter(OpinionRow.outcome != DecisionRow.outcome)
        counted = (
            select(OpinionRow.decision_id, func.count(), differing)
            .join(DecisionRow, DecisionRow.id == OpinionRow.decision_id)
            .where(SECOND, OpinionRow.given_at.is_not(None), OpinionRow.decision_id.in_(decision_ids))
            .group_by(OpinionRow.decision_id)
        )
        found = self._session.execute(counted)
        return {decision: (given, differ) for decision, given, differ in found if decision is not None}

    def settle(self, opinion_id: int, *, user: str, at: datetime) -> Opinion:
        """Let the decision stand although the opinion differs. Settling twice is settling once.

        Raises:
            NotFound: There is no such opinion, or nobody has given it.
        """
        row = self._session.get(OpinionRow, opinion_id, with_for_update=True)
        if row is None or row.given_at is None:
            raise NotFound(f"The store has no opinion {opinion_id} that somebody gave.")
        if row.settled_at is None:
            who = self._users.row(user)
            row.settled_at, row.settled_by_id = at, who.id
            self._session.flush()
            details = {"opinion": row.id, "decision": row.decision_id}
            self._audit.note(who.name, "opinion.settled", f"case:{row.case_id}", details, at)
        return read_opinions(self._session, OpinionRow.id == opinion_id)[0]

    def tallies(self, which: CaseFilter, at: datetime) -> list[Tally]:
        """Everybody who gave an opinion on those cases, by name, with what they and the deciders said."""
        said: defaultdict[str, dict[tuple[Outcome, Outcome], int]] = defaultdict(dict)
        golden: defaultdict[str, dict[bool, int]] = defaultdict(dict)
        given = self._counted(which, at, DecisionRow.outcome, SECOND)
        for name, theirs, own, count in self._session.execute(given):
            if own is not None:  # it never is, of an opinion that somebody gave
                said[name][theirs, own] = count
        right = GoldenRow.outcome == OpinionRow.outcome
        answered = self._counted(which, at, right, OpinionRow.kind == OpinionKind.GOLDEN).join(
            GoldenRow, and_(GoldenRow.decision_id == OpinionRow.decision_id, GOLDEN)
        )
        for name, rightly, _, count in self._session.execute(answered):
            golden[name][bool(rightly)] = golden[name].get(bool(rightly), 0) + count
        return [
            Tally(
                user=name,
                pairs=said[name],
                golden_right=golden[name].get(True, 0),
                golden_wrong=golden[name].get(False, 0),
            )
            for name in sorted({*said, *golden}, key=str.casefold)
        ]

    def _counted(
        self, which: CaseFilter, at: datetime, what: SQLColumnExpression[Any], *conditions: ColumnElement[bool]
    ) -> Select[str, Any, Outcome | None, int]:
        """Given opinions, counted by who gave them, by something about the decision, and by what they say."""
        return (
            select(UserRow.name, what, OpinionRow.outcome, func.count())
            .select_from(OpinionRow)
            .join(UserRow, UserRow.id == OpinionRow.user_id)
            .join(DecisionRow, DecisionRow.id == OpinionRow.decision_id)
            .join(CaseRow, CaseRow.id == OpinionRow.case_id)
            .where(*conditions, *asked_for(which, at))
            .group_by(UserRow.name, what, OpinionRow.outcome)
        )
