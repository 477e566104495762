"""Cases and decisions as they are: what the queue shows, in whole and in part. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.cases import full_cases, in_order, read_decisions
from db.claims import no_case
from db.counting import count, counts, queue_counts
from db.errors import NotFound
from db.items import Case, CaseFilter, Decision, Outcome, QueueCount, Whereabouts
from db.models import CaseRow, ClaimRow, DecisionRow, PostRow, UserRow
from db.models.review import IN_FORCE, QUEUE_ORDER
from db.names import folded
from db.narrowing import asked_for

EVERY_OPEN_CASE = CaseFilter()


class Looking:
    """Cases and decisions over one transaction, to be looked at."""

    def __init__(self, session: Session, clock: Callable[[], datetime]) -> None:
        self._session = session
        self._clock = clock

    # --- cases ---------------------------------------------------------------------------------------------------

    def queues(self, which: CaseFilter = EVERY_OPEN_CASE) -> list[QueueCount]:
        """Every queue with a case that a filter finds, by name.

        With how many cases it has, how many of those are under a claim, and since when the oldest waits.
        """
        return queue_counts(self._session, which, self._clock())

    def cases(self, which: CaseFilter = EVERY_OPEN_CASE, *, limit: int = 50, offset: int = 0) -> list[Case]:
        """Cases in the order of the queue: the gravest first, then by priority."""
        rows = self._session.scalars(in_order(which, self._clock()).limit(limit).offset(offset)).all()
        return full_cases(self._session, rows, self._clock())

    def those(self, case_ids: Collection[int]) -> list[Case]:
        """Those cases, in the order of the queue; without those that are not there."""
        rows = self._session.scalars(select(CaseRow).where(CaseRow.id.in_(case_ids)).order_by(*QUEUE_ORDER)).all()
        return full_cases(self._session, rows, self._clock())

    def page(self, which: CaseFilter, *, limit: int, offset: int = 0) -> tuple[list[Case], int]:
        """Cases as ``cases`` gives them, and how many the filter finds in all.

        Words are looked for once: one look at every case's words tells both.
        """
        if which.words is None:
            return self.cases(which, limit=limit, offset=offset), self.count(which)
        wanted = in_order(which, self._clock()).with_only_columns(CaseRow.id, func.count().over())
        found = self._session.execute(wanted.limit(limit).offset(offset)).all()
        if not found:  # nothing is like that, or all of it stands on earlier pages
            return [], self.count(which) if offset else 0
        shown = [case_id for case_id, _ in found]
        rows = {row.id: row for row in self._session.scalars(select(CaseRow).where(CaseRow.id.in_(shown)))}
        return full_cases(self._session, [rows[each] for each in shown], self._clock()), found[0][1]

    def ids(self, which: CaseFilter = EVERY_OPEN_CASE, *, limit: int | None = None) -> list[int]:
        """The ids of cases, in the order of the queue."""
        wanted = in_order(which, self._clock()).with_only_columns(CaseRow.id)
        return list(self._session.scalars(wanted.limit(limit)))

    def count(self, which: CaseFilter = EVERY_OPEN_CASE) -> int:
        """How many cases a filter finds."""
        return count(self._session, which, self._clock())

    def counts(self, filters: Sequence[CaseFilter]) -> list[int]:
        """How many cases each filter finds, counted together."""
        return counts(self._session, filters, self._clock())

    def case(self, case_id: int) -> Case:
        """One case.

        Raises:
            NotFound: There is none with that id.
        """
        row = self._session.get(CaseRow, case_id)
        if row is None:
            raise no_case(case_id)
        return full_cases(self._session, [row], self._clock())[0]

    def whereabouts(self, case_id: int) -> Whereabouts:
        """Where a case stands, for those who need to know no more of it.

        Raises:
            NotFound: There is none with that id.
        """
        wanted = select(CaseRow.id, PostRow.board_id, CaseRow.queue).join(PostRow, PostRow.id == CaseRow.post_id)
        row = self._session.execute(wanted.where(CaseRow.id == case_id)).one_or_none()
        if row is None:
            raise no_case(case_id)
        return Whereabouts(*row)

    def in_hands_of(self, user: str) -> list[Whereabouts]:
        """Where the open cases stand that a user has claimed, or that are handed to them, by id."""
        who = select(UserRow.id).where(UserRow.folded_name == folded(user)).scalar_subquery()
        held = select(ClaimRow.case_id).where(ClaimRow.user_id == who, ClaimRow.released_at.is_(None))
        ids = self._session.scalars(held.union(select(CaseRow.id).where(CaseRow.assignee_id == who))).all()
        return [self.whereabouts(case_id) for case_id in sorted(ids)]

    # --- decisions -----------------------------------------------------------------------------------------------

    def last_decision_of(self, user: str) -> Decision | None:
        """The user's newest decision that is not undone; None also where there is no such user."""
        mine = UserRow.folded_name == folded(user)
        found = read_decisions(self._session, mine, DecisionRow.undone_at.is_(None), newest_first=True, limit=1)
        return found[0] if found else None

    def decision(self, decision_id: int) -> Decision:
        """One decision.

        Raises:
            NotFound: There is none with that id.
        """
        found = read_decisions(self._session, DecisionRow.id == decision_id)
        if not found:
            raise NotFound(f"The store has no decision {decision_id}. See which ones it has: flagpost export decisions")
        return found[0]

    def decisions(self, which: CaseFilter | None = None, *, after: int = 0, limit: int = 500) -> list[Decision]:
        """Decisions by id, those after one, with those that were undone; on the cases alone that a filter finds."""
        on = asked_for(which, self._clock()) if which is not None else []
        return read_decisions(self._session, DecisionRow.id > after, *on, limit=limit)

    def outcomes(self, post_ids: Collection[int]) -> dict[int, Outcome]:
        """What people said of the words that those posts have now, by post; without those that nobody decided on."""
        wanted = (
            select(CaseRow.post_id, DecisionRow.outcome)
            .join(DecisionRow, DecisionRow.case_id == CaseRow.id)
            .where(CaseRow.post_id.in_(post_ids), IN_FORCE)
        )
        return dict(self._session.execute(wanted).all())
