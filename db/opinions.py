"""Second opinions: asked for, given by somebody who has not decided the case, and set beside the decision.

A row is an opinion from the moment it is asked for. Who answers a golden case makes a row of their own.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from db.audit import Audit
from db.claims import locked_case
from db.errors import AlreadyGiven, NotForYou, NotFound, Undecided
from db.items import CaseFilter, CaseState, Opinion, OpinionKind, Outcome
from db.models import CaseRow, DecisionRow, GoldenRow, OpinionRow, UserRow
from db.models.review import IN_FORCE
from db.narrowing import asked_for
from db.users import Users
from moderation.items import Category

ASKED = OpinionRow.given_at.is_(None)
"""Opinions that nobody has given yet."""
SECOND = OpinionRow.kind == OpinionKind.SECOND
"""Opinions that somebody, or chance, wanted on a decision."""
STANDS = DecisionRow.undone_at.is_(None)
"""Decisions that nobody undid."""
GOLDEN = GoldenRow.retired_at.is_(None)
"""Golden cases that people are asked about."""


class Opinions:
    """Opinions over one transaction."""

    def __init__(self, session: Session, audit: Audit, users: Users) -> None:
        self._session = session
        self._audit = audit
        self._users = users

    # --- asking --------------------------------------------------------------------------------------------------

    def ask(self, case_id: int, *, user: str, at: datetime) -> Opinion:
        """Ask for a second opinion on a case that is decided, or claimed: then it waits for the decision.

        Who asks twice before anybody has answered has asked once.

        Raises:
            Undecided: The case is neither decided nor claimed.
            NotFound: There is no such case or user.
        """
        row = locked_case(self._session, case_id)
        who = self._users.row(user)
        if row.state is CaseState.DECIDED:
            wanted = select(DecisionRow.id).where(DecisionRow.case_id == case_id, IN_FORCE)
            decision_id = self._session.scalars(wanted).one()
        elif row.claimed_until is not None and row.claimed_until > at:
            decision_id = None
        else:
            raise Undecided(f"Case {case_id} is neither decided nor claimed: there is no decision to set one beside.")
        return self._asked(case_id, row.revision_id, decision_id, who, at)

    def draw(self, decision_id: int, at: datetime) -> Opinion:
        """Chance asks for a second opinion on a decision, unless somebody has asked.

        Raises:
            NotFound: There is no such decision.
        """
        decision = self._session.get(DecisionRow, decision_id)
        if decision is None:
            raise NotFound(f"The store has no decision {decision_id}.")
        there = read_opinions(self._session, OpinionRow.decision_id == decision_id, SECOND, limit=1)
        if there:
            return there[0]
        return self._asked(decision.case_id, decision.revision_id, decision_id, None, at)

    # --- giving --------------------------------------------------------------------------------------------------

    def waiting(self, user: str, which: CaseFilter, at: datetime, *, after: int = 0, limit: int = 100) -> list[int]:
        """Decisions, by id, on which a second opinion is asked for that this user may give.

        Not where they decided the case themselves, at any time, asked for the opinion, or gave one.

        Args:
            user: Who is to give it.
            which: Which cases, such as those within the user's reach.
            at: Now.
            after: Decisions with a higher id alone.
            limit: At most so many.
        """
        who = self._users.row(user)
        wanted = (
            select(OpinionRow.decision_id)
            .join(DecisionRow, DecisionRow.id == OpinionRow.decision_id)
            .join(CaseRow, CaseRow.id == OpinionRow.case_id)
            .where(SECOND, ASKED, OpinionRow.decision_id > after, STANDS, _blind(who.id), *asked_for(which, at))
            .order_by(OpinionRow.decision_id)
            .limit(limit)
        )
        return [decision_id for decision_id in self._session.scalars(wanted) if decision_id is not None]

    def golden(self, user: str, which: CaseFilter, at: datetime, *, after: int = 0, limit: int = 100) -> list[int]:
        """Decisions, by id, that are golden and that this user has not been asked about.

        Not where they decided the case themselves, marked it, or asked about it.
        """
        who = self._users.row(user)
        wanted = (
            select(GoldenRow.decision_id)
            .join(DecisionRow, DecisionRow.id == GoldenRow.decision_id)
            .join(CaseRow, CaseRow.id == GoldenRow.case_id)
            .where(GOLDEN, GoldenRow.marked_by_id != who.id, GoldenRow.decision_id > after, _blind(who.id))
            .where(*asked_for(which, at))
            .order_by(GoldenRow.decision_id)
            .limit(limit)
        )
        return list(self._session.scalars(wanted))

    def give(
        self,
        decision_id: int,
        *,
        user: str,
        outcome: Outcome,
        category: Category | None = None,
        note: str = "",
        at: datetime,
    ) -> Opinion:
        """Give an opinion on a decision. Somebody else may have answered meanwhile: then there are two.

        Raises:
            NotForYou: The user decided the case, asked for the opinion or marked the case as golden, or nobody asked.
            AlreadyGiven: The user gave one before.
            NotFound: There is no such decision or user.
        """
        found = self._session.get(DecisionRow, decision_id)
        if found is None:
            raise NotFound(f"The store has no decision {decision_id}.")
        locked_case(self._session, found.case_id)
        who = self._users.row(user)
        mine = OpinionRow.decision_id == decision_id, OpinionRow.user_id == who.id
        if self._session.scalars(select(OpinionRow.id).where(*mine)).one_or_none() is not None:
            raise AlreadyGiven(f"{who.name} has given an opinion on decision {decision_id} already.")
        row = self._to_be_given(found, who)
        row.user_id, row.outcome, row.category, row.note, row.given_at = who.id, outcome, category, note, at
        self._session.add(row)
        self._session.flush()
        details = {"opinion": row.id, "decision": decision_id, "kind": row.kind.value, "outcome": outcome.value}
        self._audit.note(who.name, "opinion.given", f"case:{row.case_id}", details, at)
        return self.opinion(row.id)

    # --- looking -------------------------------------------------------------------------------------------------

    def opinion(self, opinion_id: int) -> Opinion:
        """One opinion.

        Raises:
            NotFound: There is none with that id.
        """
        found = read_opinions(self._session, OpinionRow.id == opinion_id)
        if not found:
            raise NotFound(f"The store has no opinion {opinion_id}.")
        return found[0]

    def on_decision(self, decision_id: int, user: str) -> Opinion | None:
        """The opinion that a user gave on a decision."""
        who = self._users.row(user)
        found = read_opinions(self._session, OpinionRow.decision_id == decision_id, OpinionRow.user_id == who.id)
        return found[0] if found else None

    def of_case(self, case_id: int) -> list[Opinion]:
        """The second opinions on a case, in the order in which they were asked for.

        Answers to golden cases are nobody's business but of those who gave them.
        """
        return read_opinions(self._session, OpinionRow.case_id == case_id, SECOND)

    def by_user(self, user: str, *, limit: int = 20) -> list[Opinion]:
        """The opinions that a user gave, the newest first."""
        return read_opinions(
            self._session, OpinionRow.user_id == self._users.row(user).id, newest_first=True, limit=limit
        )

    def given_by(self, user: str) -> int:
        """How many opinions a user gave."""
        theirs = OpinionRow.user_id == self._users.row(user).id
        return self._session.scalars(select(func.count()).select_from(OpinionRow).where(theirs)).one()

    # --- inside --------------------------------------------------------------------------------------------------

    def _asked(
        self, case_id: int, revision_id: int, decision_id: int | None, who: UserRow | None, at: datetime
    ) -> Opinion:
        undecided = and_(OpinionRow.case_id == case_id, OpinionRow.decision_id.is_(None))
        which = undecided if decision_id is None else and_(OpinionRow.decision_id == decision_id, ASKED)
        there = read_opinions(self._session, which)
        if there:
            return there[0]
        row = OpinionRow(
            case_id=case_id,
            revision_id=revision_id,
            decision_id=decision_id,
            kind=OpinionKind.SECOND,
            asked_by_id=who.id if who else None,
            asked_at=at,
            note="",
        )
        self._session.add(row)
        self._session.flush()
        name = who.name if who else "flagpost"
        self._audit.note(name, "opinion.asked", f"case:{case_id}", {"opinion": row.id, "decision": decision_id}, at)
        return self.opinion(row.id)

    def _to_be_given(self, decision: DecisionRow, who: UserRow) -> OpinionRow:
        """The row that an opinion fills: the one that is asked for, or a new one."""
        blind = select(DecisionRow.id).join(CaseRow, CaseRow.id == DecisionRow.case_id)
        if self._session.scalars(blind.where(DecisionRow.id == decision.id, _blind(who.id))).one_or_none() is None:
            raise NotForYou(
                f"{who.name} has decided case {decision.case_id}, or asked about it: somebody else gives an opinion."
            )
        on_it = select(OpinionRow).where(OpinionRow.decision_id == decision.id, SECOND).order_by(OpinionRow.id.desc())
        asked = self._session.scalars(on_it.limit(1)).one_or_none()
        if asked is not None and asked.given_at is None:
            return asked
        in_force = GoldenRow.decision_id == decision.id, GOLDEN, GoldenRow.marked_by_id != who.id
        golden = self._session.scalars(select(GoldenRow).where(*in_force)).one_or_none()
        if golden is not None:
            return _new(decision, OpinionKind.GOLDEN, golden.marked_by_id, golden.marked_at)
        if asked is not None:
            return _new(decision, OpinionKind.SECOND, asked.asked_by_id, asked.asked_at)
        raise NotForYou(f"Nobody asks {who.name} for an opinion on decision {decision.id}.")


def take_over(session: Session, decision: DecisionRow) -> None:
    """The case of an opinion that was asked for while it was claimed is decided: now there is what it stands beside."""
    undecided = OpinionRow.case_id == decision.case_id, OpinionRow.decision_id.is_(None)
    values = {"decision_id": decision.id, "revision_id": decision.revision_id}
    session.execute(update(OpinionRow).where(*undecided).values(values))


def _blind(user_id: int) -> ColumnElement[bool]:
    """Decisions that a user knows nothing of: they neither decided the case, nor asked, nor gave an opinion."""
    theirs, known = aliased(DecisionRow), aliased(OpinionRow)
    undecided = CaseRow.id.not_in(select(theirs.case_id).where(theirs.user_id == user_id))
    in_it = or_(known.user_id == user_id, and_(known.asked_by_id == user_id, known.kind == OpinionKind.SECOND))
    return undecided & ~exists().where(known.decision_id == DecisionRow.id, in_it)


def read_opinions(
    session: Session, *conditions: ColumnElement[bool], newest_first: bool = False, limit: int | None = None
) -> list[Opinion]:
    """Opinions under these conditions, in the order in which they were asked for, or given."""
    order = (OpinionRow.given_at.desc(), OpinionRow.id.desc()) if newest_first else (OpinionRow.id,)
    wanted = _select_opinions().where(*conditions).order_by(*order).limit(limit)
    return [_opinion(*row) for row in session.execute(wanted)]


@cache
def _select_opinions() -> Select[OpinionRow, str | None, str | None, str | None]:
    """Opinions, each with who asked, who gave it and who settled it; to be narrowed and ordered."""
    asker, giver, settler = aliased(UserRow), aliased(UserRow), aliased(UserRow)
    return (
        select(OpinionRow, asker.name, giver.name, settler.name)
        .outerjoin(asker, asker.id == OpinionRow.asked_by_id)
        .outerjoin(giver, giver.id == OpinionRow.user_id)
        .outerjoin(settler, settler.id == OpinionRow.settled_by_id)
    )


def _new(decision: DecisionRow, kind: OpinionKind, asked_by_id: int | None, asked_at: datetime) -> OpinionRow:
    return OpinionRow(
        case_id=decision.case_id,
        revision_id=decision.revision_id,
        decision_id=decision.id,
        kind=kind,
        asked_by_id=asked_by_id,
        asked_at=asked_at,
    )


def _opinion(row: OpinionRow, asked_by: str | None, user: str | None, settled_by: str | None) -> Opinion:
    return Opinion(
        id=row.id,
        case_id=row.case_id,
        revision_id=row.revision_id,
        decision_id=row.decision_id,
        kind=row.kind,
        asked_by=asked_by,
        asked_at=row.asked_at,
        user=user,
        outcome=row.outcome,
        category=row.category,
        note=row.note,
        given_at=row.given_at,
        settled_at=row.settled_at,
        settled_by=settled_by,
    )
