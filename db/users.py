"""Those who review."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.audit import Audit
from db.errors import NotFound
from db.insert import insert_unless_there
from db.items import User, UserRole
from db.models import UserRow
from db.names import folded


class Users:
    """The users over one transaction. A name stands for one user, however it is spelled in case and width."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def ensure(self, name: str, role: UserRole = UserRole.MODERATOR, *, at: datetime) -> User:
        """The user of that name, created with that role where there is none. One that is there stays as it is."""
        values = {"name": name, "folded_name": folded(name), "role": role, "created_at": at}
        if insert_unless_there(self._session, UserRow, values):
            self._audit.note(name, "user.created", f"user:{name}", {"role": role.value}, at)
        return self.get(name)

    def get(self, name: str) -> User:
        """The user of that name.

        Raises:
            NotFound: There is none.
        """
        return _user(self.row(name))

    def all(self) -> list[User]:
        """Every user, by name."""
        return [_user(row) for row in self._session.scalars(select(UserRow).order_by(UserRow.folded_name))]

    def row(self, name: str) -> UserRow:
        """The user's row, for the repositories beside this one."""
        found = self._session.scalars(select(UserRow).where(UserRow.folded_name == folded(name))).one_or_none()
        if found is None:
            raise NotFound(f"There is no user {name}. Check the name, or create the user first.")
        return found


def _user(row: UserRow) -> User:
    return User(id=row.id, name=row.name, role=row.role, created_at=row.created_at, disabled_at=row.disabled_at)
