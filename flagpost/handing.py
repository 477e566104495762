"""Handing over: a case that is mine goes to somebody who knows better, and is theirs until they say otherwise."""

from __future__ import annotations

from collections.abc import Container

from db.items import Assignment, Case, Claim, User
from db.names import folded
from db.store import Unit
from flagpost.access import Access, Right
from flagpost.errors import NotAllowed
from flagpost.review import LONGEST_NOTE, Desk


class Handing(Desk):
    """A desk from which cases are handed to others, and taken."""

    def recipients(self, case: Case) -> list[User]:
        """Everybody else who may decide a case and can sign in, by name."""
        with self._store.read() as unit:
            linked = unit.accounts.of_all()
            return [user for user in unit.users.all() if self._may_get(user, case, linked)]

    def hand(self, case_id: int, to: str, note: str = "", *, token: int | None = None) -> Assignment:
        """Hand a case to somebody.

        Args:
            case_id: The case.
            to: To whom.
            note: Why, for the team alone.
            token: Of the claim that it is handed over under; None takes the claim that there is, or makes one.

        Raises:
            NotFound: there is no such user.
            NotAllowed: they may not decide it or cannot sign in, or it is the user themselves.
            CaseTaken: somebody else has it.
            CaseDecided: there is nothing left to decide.
            StaleClaim: the claim is over, or the case has changed.
        """
        now = self._clock()
        with self._store.begin() as unit:
            case = self._case(unit, case_id, Right.DECIDE)
            whom = unit.users.get(to)
            if not self._may_get(whom, case, unit.accounts.of_all()):
                message = (
                    f"{whom.name} cannot be handed case {case_id}; choose somebody who may decide it and can sign in"
                )
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

    def _may_get(self, user: User, case: Case, linked: Container[int]) -> bool:
        other = folded(user.name) != folded(self._user)
        return other and self._comes(user, linked) and Access(user).may(Right.DECIDE, case)

    def _comes(self, user: User, linked: Container[int]) -> bool:
        """Whether somebody can get at a case at all: who was invited and has not used the link yet cannot.

        Args:
            user: Who.
            linked: Ids of users with an account at a provider.
        """
        if user.disabled_at is not None:
            return False
        # At the command line, and behind a proxy or a provider, people come by their names alone.
        by_name = self._access is None or self._settings.vouched_for
        return by_name or user.has_password or user.id in linked
