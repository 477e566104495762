"""The review: one case a post, claimed under a lease, decided once, undone by a mark.

A claim's token rises with every claim on its case. A decision is accepted only from the user of the last claim, with
its token, before it expires, and while the case still speaks of the words that were there when it was claimed. A case
under appeal is for others than those whose decisions are objected to.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from db.appeals import Appeals, open_to
from db.assignments import assign_again, end_assignment, refuse_assigned, take_away
from db.audit import Audit
from db.cases import in_order
from db.claims import claim_in_force, claim_item, end_claim, find_case, held_claim, locked_case, new_claim
from db.errors import ActionOver, AlreadyUndone, CaseDecided, CaseTaken, NotFound, StaleClaim
from db.escalations import lapsed, put_back, taken_up
from db.insert import insert_unless_there
from db.items import (
    Action,
    ActionState,
    CaseFilter,
    CaseState,
    Claim,
    Decision,
    Draft,
)
from db.looking import Looking
from db.models import CaseRow, ClaimRow, DecisionRow, RevisionRow, UserRow, VerdictRow
from db.models.review import IN_FORCE, OPEN
from db.narrowing import asked_for, free_at
from db.opinions import take_over
from db.standings import Standings
from db.statement import category_of, explanation_of, facts_of
from db.stored import stored_revision
from db.users import Users
from db.verdicts import Verdicts
from moderation.items import Severity


class Review(Looking):
    """Cases, claims and decisions over one transaction: all that is to be seen of them, and all that changes them."""

    def __init__(self, session: Session, audit: Audit, users: Users, clock: Callable[[], datetime]) -> None:
        super().__init__(session, clock)
        self._audit = audit
        self._users = users
        self._appeals = Appeals(session, audit, users)
        self._standings = Standings(session)

    # --- cases come and go ---------------------------------------------------------------------------------------

    def open_case(
        self, post_id: int, verdict_id: int, *, queue: str, severity: Severity, score: float, at: datetime
    ) -> tuple[int, bool]:
        """A verdict asks for somebody's eyes: open the post's case, or let it speak of this verdict.

        A decided case is opened again for new words alone. The same words, screened again, leave it decided: new
        detectors must not flood the queue with what people have judged. New words end a claim, for whoever holds it
        has not seen them. A case under appeal stays as it is: new words wait until the appeal is answered.

        Returns:
            The case's id, and whether it was opened or opened again.
        """
        revision_id = self._revision_of(verdict_id)
        speaks = {"revision_id": revision_id, "verdict_id": verdict_id, "queue": queue}
        weighs = {"severity": int(severity), "score": score}
        opened = {"post_id": post_id, "state": CaseState.OPEN, "opened_at": at, "reopened": 0, "token": 0}
        new = insert_unless_there(self._session, CaseRow, {**opened, **speaks, **weighs})
        row = find_case(self._session, CaseRow.post_id == post_id)
        assert row is not None, "it was there, or was inserted just now"
        details = {"post": post_id, "verdict": verdict_id, "queue": queue, "severity": int(severity)}
        if new:
            self._standings.place(row)
            self._audit.note("flagpost", "case.opened", f"case:{row.id}", details, at)
            return row.id, True
        back = row.state is CaseState.DECIDED
        judged = revision_id < row.revision_id or (back and revision_id == row.revision_id)
        if judged or self._appeals.awaited(row):
            return row.id, False
        if back:
            self._supersede(row, at)
            row.state, row.opened_at, row.reopened = CaseState.OPEN, at, row.reopened + 1
            self._audit.note("flagpost", "case.reopened", f"case:{row.id}", details, at)
        self._speak_of(row, verdict_id, revision_id, at)
        row.queue, row.severity, row.score = queue, int(severity), score
        self._standings.place(row)
        return row.id, back

    def refresh_case(self, post_id: int, verdict_id: int, at: datetime) -> None:
        """The newest words are no longer flagged: an open case stays for a person to close, and speaks of them.

        A post without a case, and one whose case is decided or under appeal, are left alone.
        """
        revision_id = self._revision_of(verdict_id)
        row = find_case(self._session, CaseRow.post_id == post_id)
        if row is None or row.state is CaseState.DECIDED or revision_id < row.revision_id:
            return
        if self._appeals.awaited(row):
            return
        verdict = Verdicts(self._session).by_id([verdict_id])[verdict_id]
        self._speak_of(row, verdict_id, revision_id, at)
        row.severity, row.score = int(verdict.severity), verdict.score
        self._standings.place(row)

    # --- claims --------------------------------------------------------------------------------------------------

    def claim(self, case_id: int, user: str, *, lease: timedelta, at: datetime) -> Claim:
        """Claim a case. A user's own claim in force is prolonged and keeps its token.

        Raises:
            CaseTaken: Somebody else has it, or it is handed to somebody else (CaseAssigned).
            CaseDecided: There is nothing left to decide, or somebody else took up its escalation and left it until
                their claim ran out: it is for those who take up escalations.
            NotForYou: It is under appeal, and the user decided what is objected to.
            NotFound: There is no such case or user.
        """
        row = locked_case(self._session, case_id)
        _refuse_decided(row)
        who = self._users.row(user)
        self._appeals.refuse_own(row, who)
        refuse_assigned(self._session, row, who)
        held = held_claim(self._session, row)
        if held is None or held.expires_at <= at:
            self._refuse_lapsed(row, held, who)
            return new_claim(self._session, self._audit, row, who, lease, at)
        if held.user_id != who.id:
            holder = self._session.get_one(UserRow, held.user_id).name
            raise CaseTaken(
                f"Case {case_id} is claimed by {holder}. Take another one, or wait: claims end by themselves."
            )
        held.expires_at = row.claimed_until = max(held.expires_at, at + lease)
        self._session.flush()
        return claim_item(held, who.name)

    def claim_next(self, which: CaseFilter, user: str, *, lease: timedelta, at: datetime) -> Claim | None:
        """Claim the first free case that a filter finds and the user may decide, None where there is none.

        Nobody waits for anybody. What is handed to the user comes first, and what is handed to others never.
        """
        self.put_back_lapsed()
        who = self._users.row(user)
        for whose in (CaseRow.assignee_id == who.id, CaseRow.assignee_id.is_(None)):
            wanted = in_order(which, at, OPEN, free_at(at), whose, open_to(who.id)).limit(1)
            row = self._session.scalars(wanted.with_for_update(skip_locked=True, of=CaseRow)).one_or_none()
            if row is not None:
                return new_claim(self._session, self._audit, row, who, lease, at)
        return None

    def count_free(self, which: CaseFilter, user: str, *, at: datetime) -> int:
        """How many of the cases that a filter finds ``claim_next`` could give to a user."""
        who = self._users.row(user)
        whose = or_(CaseRow.assignee_id == who.id, CaseRow.assignee_id.is_(None))
        wanted = asked_for(which, at), (OPEN, free_at(at), whose, open_to(who.id))
        return self._session.scalars(select(func.count()).select_from(CaseRow).where(*chain(*wanted))).one()

    def release(self, case_id: int, token: int, at: datetime) -> None:
        """Give a claim back. Giving it back twice, or after it expired, is giving it back.

        An escalation that was taken up is one again.

        Raises:
            StaleClaim: The case was claimed again since.
        """
        row = locked_case(self._session, case_id)
        if token != row.token:
            raise StaleClaim(f"Case {case_id} was claimed again since. There is nothing left to release.")
        held = held_claim(self._session, row)
        if held is None:
            return
        end_claim(self._session, self._audit, row, "given back", at)
        put_back(self._session, self._audit, row, self._session.get_one(UserRow, held.user_id).name, at)

    def some_lapsed(self) -> bool:
        """Whether somebody took up an escalation and left it until the claim ran out."""
        return bool(lapsed(self._session, self._clock()))

    def put_back_lapsed(self) -> None:
        """What somebody took up and left until the claim ran out is an escalation again."""
        now = self._clock()
        for row in lapsed(self._session, now, lock=True):
            put_back(self._session, self._audit, row, "flagpost", now)

    def let_go(self, case_id: int, user: str, *, by: str, why: str, at: datetime) -> None:
        """A case is a user's no longer, as somebody says: neither claimed by them nor handed to them.

        Whoever else has it keeps it. An escalation that the user took up is one again.

        Args:
            case_id: The case.
            user: Whose it may be.
            by: Who says so.
            why: For the audit log.
            at: Now.

        Raises:
            NotFound: There is no such case or user.
        """
        row = locked_case(self._session, case_id)
        who = self._users.row(user)
        held = held_claim(self._session, row)
        if held is not None and held.user_id == who.id and held.expires_at > at:
            end_claim(self._session, self._audit, row, why, at, by=by)
        if row.assignee_id == who.id:
            take_away(self._session, self._audit, row, by, why, at)
        put_back(self._session, self._audit, row, by, at)

    # --- decisions -----------------------------------------------------------------------------------------------

    def decide(
        self, case_id: int, *, token: int, user: str, draft: Draft, at: datetime, batch_id: int | None = None
    ) -> Decision:
        """Decide a case, under the user's claim in force. What the draft leaves open is told by the verdict.

        Where the case is handed to the user, that ends; where it is under appeal, the decision answers the appeal.

        Raises:
            CaseDecided: It has its decision already.
            StaleClaim: The claim has expired, was taken over or given back, or belongs to somebody else.
            NotForYou: The case is under appeal, and the user decided what is objected to.
            UnansweredAppeal: It is under appeal, and the draft does not say what an answer must.
        """
        row = locked_case(self._session, case_id)
        _refuse_decided(row)
        who = self._users.row(user)
        self._appeals.refuse_own(row, who)
        held = claim_in_force(self._session, row, who, token, at)
        verdict = Verdicts(self._session).by_id([row.verdict_id])[row.verdict_id]
        revision = stored_revision(self._session.get_one(RevisionRow, row.revision_id))
        answer = self._appeals.weigh(row, draft, who, at)
        decision = DecisionRow(
            case_id=row.id,
            revision_id=row.revision_id,
            verdict_id=row.verdict_id,
            user_id=who.id,
            token=token,
            outcome=draft.outcome,
            action=draft.action,
            action_state=answer.action_state if answer else ActionState.RECOMMENDED,
            category=category_of(draft, verdict),
            ground=draft.ground,
            reference=draft.reference,
            explanation=explanation_of(draft, verdict),
            facts=facts_of(draft, verdict, revision),
            note=draft.note,
            automated_detection=True,
            automated_decision=False,
            decided_at=at,
            batch_id=batch_id,
        )
        self._session.add(decision)
        end_assignment(self._session, row, at)
        held.released_at = at
        row.state, row.claimed_until = CaseState.DECIDED, None
        self._session.flush()
        self._standings.touch(row)
        details = {
            "decision": decision.id,
            "outcome": draft.outcome,
            "action": draft.action,
            "revision": row.revision_id,
            "verdict": row.verdict_id,
            "token": token,
            **({} if batch_id is None else {"batch": batch_id}),
        }
        self._audit.note(who.name, "case.decided", f"case:{case_id}", details, at)
        take_over(self._session, decision)
        if answer is not None:
            self._appeals.answer(answer, decision, who.name, at)
            self._catch_up(row, at)
        return self.decision(decision.id)

    def undo(self, decision_id: int, *, user: str, at: datetime) -> Decision:
        """Mark a decision as undone. Where it is the one in force, its case is again as it was before.

        That is open, and free or handed to who decided; an appeal that it answered is open again, too. A case that was
        an escalation until somebody took it up is an escalation again.

        Raises:
            AlreadyUndone: It was undone before.
            UnderAppeal: Somebody objects to it, and an answer is due.
            NotFound: There is no such decision or user.
        """
        case_id = self.decision(decision_id).case_id
        row = locked_case(self._session, case_id)
        decision = self._session.get_one(DecisionRow, decision_id, populate_existing=True)
        if decision.undone_at is not None:
            raise AlreadyUndone(
                f"Decision {decision_id} was undone already. Its case is {case_id}: claim it to decide."
            )
        self._appeals.refuse_appealed(decision)
        who = self._users.row(user)
        decision.undone_at, decision.undone_by_id = at, who.id
        in_force = decision.superseded_at is None
        if in_force:
            row.state, row.reopened = CaseState.OPEN, row.reopened + 1
            self._standings.place(row)
        self._standings.touch(row)
        self._session.flush()
        self._audit.note(who.name, "case.undone", f"case:{case_id}", {"decision": decision_id}, at)
        if in_force:
            self._appeals.reopen(decision, who.name, at)
            assign_again(self._session, self._audit, row, decision, who.name, at)
            put_back(self._session, self._audit, row, who.name, at)
        return self.decision(decision_id)

    def withdraw_appeal(self, case_id: int, why: str, *, user: str, at: datetime) -> None:
        """Take a case's appeal back. The case is decided again as it was, and whoever was at it is no longer.

        Raises:
            NoAppeal: The case is under none.
            NotFound: There is no such case or user.
        """
        row = locked_case(self._session, case_id)
        who = self._users.row(user)
        end_claim(self._session, self._audit, row, "appeal withdrawn", at)
        end_assignment(self._session, row, at)
        self._appeals.withdraw(row, why, who, at)
        self._catch_up(row, at)

    def mark_action(self, decision_id: int, state: ActionState, at: datetime, *, by: str = "flagpost") -> None:
        """How far the decision's action got on the forum, as somebody says. To say it twice is to say it once.

        What a scan has verified stays verified, whatever is said.

        Raises:
            ActionOver: The decision escalated its case, or is no longer in force.
            NotFound: There is no such decision.
        """
        decision = self._in_force(decision_id)
        if decision.action is Action.ESCALATE:
            raise ActionOver(f"Decision {decision_id} escalated its case: that is done by a reviewer who takes it up.")
        if decision.action_state in {state, ActionState.VERIFIED}:
            return
        details = {"decision": decision_id, "from": decision.action_state, "to": state}
        decision.action_state = state
        self._session.flush()
        self._audit.note(by, "action.marked", f"case:{decision.case_id}", details, at)

    def take_back(self, decision_id: int, at: datetime, *, by: str) -> None:
        """What was done on the forum for an undone decision was taken back there, as somebody says.

        So it is for every undone decision on the case that asked for the same. To say it twice is to say it once.

        Raises:
            ActionOver: The decision was not undone: what was done for it stands.
            NotFound: There is no such decision.
        """
        case_id = self.decision(decision_id).case_id
        locked_case(self._session, case_id)
        decision = self._session.get_one(DecisionRow, decision_id, populate_existing=True)
        if decision.undone_at is None:
            raise ActionOver(f"Decision {decision_id} was not undone: what was done for it on the forum stands.")
        same = DecisionRow.case_id == case_id, DecisionRow.action == decision.action
        wanted = select(DecisionRow).where(*same, DecisionRow.undone_at.is_not(None)).with_for_update()
        for row in self._session.scalars(wanted, execution_options={"populate_existing": True}).all():
            if row.action_state is not ActionState.RECOMMENDED:
                details = {"decision": row.id, "action": row.action, "from": row.action_state}
                row.action_state = ActionState.RECOMMENDED
                self._audit.note(by, "action.taken_back", f"case:{case_id}", details, at)
        self._session.flush()

    def take_up(self, decision_id: int, *, user: str, lease: timedelta, at: datetime) -> Claim:
        """Open the case of an escalation anew, claimed for the user. The decision stays, marked as superseded.

        It is in force again where the user leaves the case undecided, or their decision is undone.

        Raises:
            ActionOver: The decision escalated nothing, or is no longer in force: somebody else took it up, say.
            NotFound: There is no such decision or user.
        """
        decision = self._in_force(decision_id)
        if decision.action is not Action.ESCALATE:
            raise ActionOver(f"Decision {decision_id} escalated nothing. To decide its case anew, undo it.")
        row = locked_case(self._session, decision.case_id)
        who = self._users.row(user)
        decision.superseded_at = at
        row.state, row.reopened = CaseState.OPEN, row.reopened + 1
        self._standings.place(row)
        self._audit.note(who.name, "case.taken_up", f"case:{row.id}", {"decision": decision_id}, at)
        return new_claim(self._session, self._audit, row, who, lease, at)

    # --- inside --------------------------------------------------------------------------------------------------

    def _in_force(self, decision_id: int) -> DecisionRow:
        """The row of a decision in force, locked, as is its case: a scan may be verifying it at this moment."""
        case_id = self.decision(decision_id).case_id
        locked_case(self._session, case_id)
        decision = self._session.get_one(DecisionRow, decision_id, populate_existing=True, with_for_update=True)
        if decision.undone_at is not None or decision.superseded_at is not None:
            raise ActionOver(
                f"Decision {decision_id} is no longer in force: it was undone, or its case was opened again since. "
                f"Look at case {case_id}."
            )
        return decision

    def _refuse_lapsed(self, row: CaseRow, held: ClaimRow | None, who: UserRow) -> None:
        """A claim on an escalation that was taken up is over: only whoever had it may go on."""
        if held is not None and held.user_id != who.id and taken_up(self._session, row) is not None:
            raise CaseDecided(f"Case {row.id} was escalated: a reviewer takes it up, on the page Escalations.")

    def _revision_of(self, verdict_id: int) -> int:
        row = self._session.get(VerdictRow, verdict_id)
        if row is None:
            raise NotFound(f"The store has no verdict {verdict_id}. Save the verdict first.")
        return row.revision_id

    def _speak_of(self, row: CaseRow, verdict_id: int, revision_id: int, at: datetime) -> None:
        """The case is about this verdict from now on. New words end a claim: its holder has not seen them."""
        if revision_id != row.revision_id:
            end_claim(self._session, self._audit, row, "new words", at)
        row.verdict_id, row.revision_id = verdict_id, revision_id

    def _catch_up(self, row: CaseRow, at: datetime) -> None:
        """An appeal is over: words that came meanwhile open the case again, as they would have at once."""
        now = select(VerdictRow.id).join(RevisionRow, RevisionRow.id == VerdictRow.revision_id)
        now = now.where(RevisionRow.post_id == row.post_id, RevisionRow.current).order_by(VerdictRow.id.desc()).limit(1)
        verdict_id = self._session.scalars(now).one_or_none()
        if verdict_id is None:
            return
        verdict = Verdicts(self._session).by_id([verdict_id])[verdict_id]
        if verdict.queue is not None and verdict.revision_id != row.revision_id:
            queue, severity, score = verdict.queue, verdict.severity, verdict.score
            self.open_case(row.post_id, verdict_id, queue=queue, severity=severity, score=score, at=at)

    def _supersede(self, row: CaseRow, at: datetime) -> None:
        """New words: the decision in force stands, for the words it judged."""
        on_case = DecisionRow.case_id == row.id
        self._session.execute(update(DecisionRow).where(on_case, IN_FORCE).values(superseded_at=at))


def _refuse_decided(row: CaseRow) -> None:
    if row.state is CaseState.DECIDED:
        raise CaseDecided(f"Case {row.id} has its decision already. Undo that one first, or take another case.")
