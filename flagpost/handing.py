"""Handing over: a case that is mine goes to somebody who knows better, and is theirs until they say otherwise."""

from __future__ import annotations

from db.items import Assignment, Case, Claim, User
from db.names import folded
from db.store import Unit
from flagpost.access import Access, Right
from flagpost.errors import NotAllowed
from flagpost.review import LONGEST_NOTE, Desk


class Handing(Desk):
    """A desk from which cases are handed to others, and taken."""

    def recipients(self, case: Case) -> list[User]:
        """Everybody else who may decide a case, by name."""
        with self._store.read() as unit:
            return [user for user in unit.users.all() if self._may_get(user, case)]

    def hand(self, case_id: int, to: str, note: str = "", *, token: int | None = None) -> Assignment:
        """Hand a case to somebody.

        Args:
            case_id: The case.
            to: To whom.
            note: Why, for the team alone.
            token: Of the claim that it is handed over under; None takes the claim that there is, or makes one.

        Raises:
            NotFound: there is no such user.
            NotAllowed: they may not decide it, or it is the user themselves.
            CaseTaken: somebody else has it.
            CaseDecided: there is nothing left to decide.
            StaleClaim: the claim is over, or the case has changed.
        """
        now = self._clock()
        with self._store.begin() as unit:
            case = self._case(unit, case_id, Right.DECIDE)
            whom = unit.users.get(to)
            if not self._may_get(whom, case):
                message = f"{whom.name} cannot be handed case {case_id}; choose somebody else who may decide it"
                raise NotAllowed(message)
            token = self._claimed(unit, case_id).token if token is None else token
            return unit.assignments.assign(
                case_id, token=token, user=self._user, to=whom.name, note=note.strip()[:LONGEST_NOTE], at=now
            )

    def may_take(self, case: Case) -> bool:
        """Whether the user may take a case that is handed to somebody else: reviewers, and whoever handed it over."""
        given = case.assignment is not None and folded(case.assignment.by) == folded(self._user)
        return given or self._access is None or self._access.may(Right.REVIEW, case)

    def take(self, case_id: int) -> Claim:
        """Claim a case, whoever it is handed to: it is theirs no longer.

        Raises:
            NotAllowed: it is handed to somebody else, and not by the user, who is no reviewer.
            CaseTaken: somebody works on it.
            CaseDecided: there is nothing left to decide.
        """
        with self._store.begin() as unit:
            self._leave_to_nobody(unit, self._case(unit, case_id, Right.DECIDE))
            return self._claimed(unit, case_id)

    def _leave_to_nobody(self, unit: Unit, case: Case) -> None:
        if case.assignment is None or folded(case.assignment.user) == folded(self._user):
            return
        if not self.may_take(case):
            message = f"case {case.id} is handed to {case.assignment.user}; a reviewer may take it"
            raise NotAllowed(message)
        unit.assignments.unassign(case.id, by=self._user, why="taken", at=self._clock())

    def _may_get(self, user: User, case: Case) -> bool:
        here = folded(user.name) != folded(self._user) and user.disabled_at is None
        return here and Access(user).may(Right.DECIDE, case)
