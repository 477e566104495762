"""Who may do what: rights by role, and the boards and queues that a user reaches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from db.items import Case, CaseFilter, Reach, User, UserRole, Whereabouts
from flagpost.errors import NotAllowed


class Right(StrEnum):
    """What can be allowed."""

    LOOK = "look"
    """See cases, threads and statistics."""
    DECIDE = "decide"
    """Claim and decide cases, and undo one's own decisions."""
    REVIEW = "review"
    """Undo everybody's decisions, give second opinions, answer appeals."""
    MANAGE = "manage"
    """Decide who may do what, and read the audit log."""


NEEDED = {
    Right.LOOK: UserRole.READ_ONLY,
    Right.DECIDE: UserRole.MODERATOR,
    Right.REVIEW: UserRole.REVIEWER,
    Right.MANAGE: UserRole.ADMIN,
}
"""The least role that has a right."""
RANK = {role: place for place, role in enumerate(UserRole)}
"""Roles by how much they may do."""


@dataclass(frozen=True, slots=True)
class Access:
    """What one user may do."""

    user: User

    def may(self, right: Right, case: Case | Whereabouts | None = None) -> bool:
        """Whether the user has a right: over a case, or, without one, anywhere at all."""
        where = case.whereabouts if isinstance(case, Case) else case
        if where is None:
            roles = [self.user.role, *(each.role for each in self.user.grants)]
        elif self.everywhere:
            roles = [self.user.role]
        else:
            roles = [
                each.role
                for each in self.user.grants
                if each.board_id in {None, where.board_id} and each.queue in {None, where.queue}
            ]
        return any(_has(role, right) for role in roles)

    def ask(self, right: Right, case: Case | Whereabouts | None = None) -> None:
        """Insist on a right.

        Raises:
            NotAllowed: the user does not have it.
        """
        if not self.may(right, case):
            name, where = self.user.name, f"case {case.id}" if case else "this"
            why = f"{where} needs the role {NEEDED[right].value}"
            if case and _has(self.user.role, right):
                why = f"{where} is on a board or in a queue that is not {name}'s; an admin can change that"
            raise NotAllowed(f"{name} may not {right.value} here: {why}")

    @property
    def everywhere(self) -> bool:
        """Whether the user's role holds for every case."""
        return not self.user.grants or self.user.role is UserRole.ADMIN

    def reaches(self, board_id: int) -> bool:
        """Whether the user may look at cases of a board: all of them, or those in some queue."""
        return self.everywhere or any(each.board_id in {None, board_id} for each in self.user.grants)

    def narrowed(self, wanted: CaseFilter, right: Right = Right.LOOK) -> CaseFilter:
        """A filter that finds only cases over which the user has a right."""
        if self.everywhere:
            return wanted if _has(self.user.role, right) else replace(wanted, reach=())
        reach = tuple(
            Reach(board_id=each.board_id, queue=each.queue) for each in self.user.grants if _has(each.role, right)
        )
        return replace(wanted, reach=reach)


def _has(role: UserRole, right: Right) -> bool:
    return RANK[role] >= RANK[NEEDED[right]]
