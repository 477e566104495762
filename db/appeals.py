"""Appeals: an objection opens a decided case again, for somebody else, on the same words.

What belongs to a case's appeal is read and changed under the lock of the case's row. While an appeal is open, its case
keeps verdict and revision: new words wait until it is answered. The decision that is objected to is superseded: what
it asks for on the forum waits, too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from db.audit import Audit
from db.claims import locked_case
from db.errors import NoAppeal, NotForYou, UnansweredAppeal, Undecided, UnderAppeal
from db.items import Action, ActionState, Appeal, AppealOutcome, CaseState, Draft, Objector
from db.models import AppealRow, CaseRow, DecisionRow, UserRow
from db.models.review import IN_FORCE
from db.standings import Standings
from db.users import Users

_any = aliased(AppealRow)
OPEN = AppealRow.answered_at.is_(None)
"""Appeals that no decision has answered, and nobody withdrew."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a decision is going to say to an appeal."""

    appeal: AppealRow
    outcome: AppealOutcome
    action_state: ActionState
    """Of the decision: what was done on the forum stays done where the answer says the same."""


class Appeals:
    """Appeals over one transaction."""

    def __init__(self, session: Session, audit: Audit, users: Users) -> None:
        self._session = session
        self._audit = audit
        self._users = users
        self._standings = Standings(session)

    def enter(self, case_id: int, *, objector: Objector, words: str, how: str, user: str, at: datetime) -> Appeal:
        """Somebody objects to the decision on a case: the case is open again, for others than who decided.

        Args:
            case_id: The case.
            objector: Who objects.
            words: What they say.
            how: How they told it.
            user: Who enters it.
            at: Now.

        Raises:
            UnderAppeal: The case waits for the answer to an appeal already.
            Undecided: There is no decision in force.
            NotFound: There is no such case or user.
        """
        row = locked_case(self._session, case_id)
        if self.awaited(row) is not None:
            raise UnderAppeal(f"Case {case_id} is under appeal already. Its next decision answers that.")
        against = select(DecisionRow).where(DecisionRow.case_id == case_id, IN_FORCE).with_for_update()
        decision = self._session.scalars(against).one_or_none()
        if row.state is not CaseState.DECIDED or decision is None:
            raise Undecided(f"Case {case_id} waits for a decision: there is none yet to object to.")
        who = self._users.row(user)
        appeal = AppealRow(
            case_id=case_id,
            decision_id=decision.id,
            objector=objector,
            how=how,
            words=words,
            entered_by_id=who.id,
            entered_at=at,
            case_opened_at=row.opened_at,
        )
        self._session.add(appeal)
        decision.superseded_at = at
        row.state, row.opened_at, row.reopened = CaseState.OPEN, at, row.reopened + 1
        self._session.flush()
        self._standings.place(row)
        details = {"appeal": appeal.id, "decision": decision.id, "from": objector.value}
        self._audit.note(who.name, "appeal.entered", f"case:{case_id}", details, at)
        return _read(self._session, AppealRow.id == appeal.id)[0]

    def of_case(self, case_id: int) -> list[Appeal]:
        """Every appeal on a case, in the order in which they were entered."""
        return _read(self._session, AppealRow.case_id == case_id)

    def latest(self, case_ids: Collection[int]) -> dict[int, Appeal]:
        """The appeal on each of those cases that was entered last, by case; without cases that have none."""
        last = select(func.max(AppealRow.id)).where(AppealRow.case_id.in_(case_ids)).group_by(AppealRow.case_id)
        return {appeal.case_id: appeal for appeal in _read(self._session, AppealRow.id.in_(last))}

    # --- for the review, under the lock of the case's row --------------------------------------------------------

    def awaited(self, row: CaseRow) -> AppealRow | None:
        """The appeal that a case's next decision will answer."""
        return self._session.scalars(select(AppealRow).where(AppealRow.case_id == row.id, OPEN)).one_or_none()

    def refuse_own(self, row: CaseRow, who: UserRow) -> None:
        """Nobody answers for what they decided themselves.

        Raises:
            NotForYou: The case is under appeal, and the user made a decision on these words that was appealed.
        """
        if self.awaited(row) is None:  # nearly always
            return
        mine = select(CaseRow.id).where(CaseRow.id == row.id, ~open_to(who.id))
        if self._session.scalars(mine).one_or_none() is not None:
            raise NotForYou(
                f"Case {row.id} is under appeal, and {who.name} made a decision that is objected to. "
                "Somebody else has to answer."
            )

    def refuse_appealed(self, decision: DecisionRow) -> None:
        """A decision under appeal is answered, and not undone.

        Raises:
            UnderAppeal: It is.
        """
        appealed = select(AppealRow.id).where(AppealRow.decision_id == decision.id, OPEN)
        if self._session.scalars(appealed).one_or_none() is not None:
            raise UnderAppeal(
                f"Decision {decision.id} is under appeal: the next decision on case {decision.case_id}, which somebody "
                "else makes, upholds or reverses it."
            )

    def weigh(self, row: CaseRow, draft: Draft, who: UserRow, at: datetime) -> Answer | None:
        """Before a decision: what it says to an appeal. None where it answers none.

        The decision that is objected to stands, superseded, where the new one says the same. Otherwise it is undone.

        Raises:
            UnansweredAppeal: The draft has no explanation, or leaves the matter to others.
        """
        appeal = self.awaited(row)
        if appeal is None:
            return None
        if not draft.explanation.strip():
            raise UnansweredAppeal("An appeal is answered with an explanation, for who objected. Write one.")
        if draft.action is Action.ESCALATE:
            raise UnansweredAppeal("To escalate answers no appeal. Release the case, for somebody with more say.")
        earlier = self._session.get_one(DecisionRow, appeal.decision_id, populate_existing=True)
        if (earlier.outcome, earlier.action) == (draft.outcome, draft.action):
            return Answer(appeal, AppealOutcome.UPHELD, earlier.action_state)
        earlier.undone_at, earlier.undone_by_id = at, who.id
        self._session.flush()
        return Answer(appeal, AppealOutcome.REVERSED, ActionState.RECOMMENDED)

    def answer(self, answer: Answer, decision: DecisionRow, by: str, at: datetime) -> None:
        """After the decision: the appeal is answered."""
        appeal = answer.appeal
        appeal.answered_decision_id, appeal.answered_at, appeal.outcome = decision.id, at, answer.outcome
        self._session.flush()
        details = {
            "appeal": appeal.id,
            "outcome": answer.outcome.value,
            "decision": appeal.decision_id,
            "answer": decision.id,
        }
        self._audit.note(by, "appeal.answered", f"case:{decision.case_id}", details, at)

    def withdraw(self, row: CaseRow, why: str, who: UserRow, at: datetime) -> None:
        """A case's open appeal is taken back: the decision is in force again, as if nobody had objected.

        Raises:
            NoAppeal: There is none.
        """
        appeal = self.awaited(row)
        if appeal is None:
            raise NoAppeal(f"Case {row.id} is under no appeal: it was answered or withdrawn already.")
        decision = self._session.get_one(DecisionRow, appeal.decision_id, populate_existing=True)
        appeal.answered_at, appeal.outcome = at, AppealOutcome.WITHDRAWN
        appeal.withdrawn_by_id, appeal.withdrawn_why = who.id, why
        decision.superseded_at = None
        row.state, row.claimed_until = CaseState.DECIDED, None
        row.opened_at, row.reopened = appeal.case_opened_at, row.reopened - 1
        self._session.flush()
        self._standings.place(row)
        self._standings.touch(row)
        details = {"appeal": appeal.id, "decision": decision.id, "why": why}
        self._audit.note(who.name, "appeal.withdrawn", f"case:{row.id}", details, at)

    def reopen(self, decision: DecisionRow, by: str, at: datetime) -> None:
        """A decision in force was undone: an appeal that it answered is open again."""
        answered = select(AppealRow).where(AppealRow.answered_decision_id == decision.id)
        appeal = self._session.scalars(answered).one_or_none()
        if appeal is None:
            return
        if appeal.outcome is AppealOutcome.REVERSED:
            earlier = self._session.get_one(DecisionRow, appeal.decision_id, populate_existing=True)
            earlier.undone_at = earlier.undone_by_id = None
        appeal.answered_decision_id = appeal.answered_at = appeal.outcome = None
        self._session.flush()
        details = {"appeal": appeal.id, "decision": appeal.decision_id, "answer": decision.id}
        self._audit.note(by, "appeal.reopened", f"case:{decision.case_id}", details, at)


def open_to(user_id: int) -> ColumnElement[bool]:
    """Cases that a user may decide: not those under appeal on whose words they made a decision that was appealed.

    Also an earlier one: a second appeal goes to a third person.
    """
    waiting = exists().where(AppealRow.case_id == CaseRow.id, OPEN)
    theirs = exists().where(
        _any.case_id == CaseRow.id,
        DecisionRow.id == _any.decision_id,
        DecisionRow.user_id == user_id,
        DecisionRow.revision_id == CaseRow.revision_id,
    )
    return ~(waiting & theirs)


def under_appeal() -> ColumnElement[bool]:
    """Cases with an open appeal: few, so that they are looked up from there."""
    return CaseRow.id.in_(select(AppealRow.case_id).where(OPEN))


def open_appeals(session: Session, case_ids: Collection[int]) -> dict[int, Appeal]:
    """The open appeals of those cases, by case."""
    if not case_ids:
        return {}
    return {appeal.case_id: appeal for appeal in _read(session, AppealRow.case_id.in_(case_ids), OPEN)}


@cache  # asked for with every case
def _select_appeals() -> Select[AppealRow, str, str, str | None]:
    """Appeals, each with who decided what it is against, who entered it, and who withdrew it; to be narrowed."""
    decider, enterer, withdrawer = aliased(UserRow), aliased(UserRow), aliased(UserRow)
    return (
        select(AppealRow, decider.name, enterer.name, withdrawer.name)
        .join(DecisionRow, DecisionRow.id == AppealRow.decision_id)
        .join(decider, decider.id == DecisionRow.user_id)
        .join(enterer, enterer.id == AppealRow.entered_by_id)
        .outerjoin(withdrawer, withdrawer.id == AppealRow.withdrawn_by_id)
        .order_by(AppealRow.id)
    )


def _read(session: Session, *conditions: ColumnElement[bool]) -> list[Appeal]:
    return [
        Appeal(
            id=row.id,
            case_id=row.case_id,
            decision_id=row.decision_id,
            decider=decided_by,
            objector=row.objector,
            how=row.how,
            words=row.words,
            entered_by=entered_by,
            entered_at=row.entered_at,
            answered_decision_id=row.answered_decision_id,
            answered_at=row.answered_at,
            outcome=row.outcome,
            withdrawn_by=withdrawn_by,
            withdrawn_why=row.withdrawn_why,
        )
        for row, decided_by, entered_by, withdrawn_by in session.execute(_select_appeals().where(*conditions))
    ]
