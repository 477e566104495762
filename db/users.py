"""Those who review."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db.audit import Audit
from db.errors import LastAdmin, NotFound
from db.insert import insert_rows, insert_unless_there
from db.items import Grant, User, UserRole
from db.models import GrantRow, UserRow
from db.names import folded


class Users:
    """The users over one transaction. A name stands for one user, however it is spelled in case and width."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def ensure(self, name: str, role: UserRole = UserRole.MODERATOR, *, at: datetime, by: str | None = None) -> User:
        """The user of that name, created with that role where there is none. One that is there stays as it is.

        Args:
            name: As it is to be shown.
            role: Of a user who is new.
            at: Now.
            by: Who creates the user; themselves where left out.
        """
        there = self._found(name)
        if there is not None:
            return self.items([there])[0]
        values = {"name": name, "folded_name": folded(name), "role": role, "created_at": at}
        if insert_unless_there(self._session, UserRow, values):
            self._audit.note(by or name, "user.created", f"user:{name}", {"role": role.value}, at)
        return self.get(name)

    def get(self, name: str) -> User:
        """The user of that name.

        Raises:
            NotFound: There is none.
        """
        return self.items([self.row(name)])[0]

    def known(self, name: str) -> bool:
        """Whether there is a user of that name."""
        return self._found(name) is not None

    def all(self) -> list[User]:
        """Every user, by name."""
        return self.items(self._session.scalars(select(UserRow).order_by(UserRow.folded_name)).all())

    def by_id(self, ids: Collection[int]) -> dict[int, User]:
        """Those users, by id."""
        rows = self._session.scalars(select(UserRow).where(UserRow.id.in_(ids))).all()
        return {user.id: user for user in self.items(rows)}

    # --- what they may do ----------------------------------------------------------------------------------------

    def set_role(self, name: str, role: UserRole, *, by: str, at: datetime) -> User:
        """Give a user another role.

        Raises:
            LastAdmin: There would be no admin left who can sign in.
        """
        row = self._locked(name)
        if row.role is not role:
            before, row.role = row.role, role
            self._session.flush()
            self._keep_an_admin(row)
            self._audit.note(by, "user.role", f"user:{row.name}", {"from": before.value, "to": role.value}, at)
        return self.get(name)

    def set_grants(self, name: str, grants: Sequence[Grant], *, by: str, at: datetime) -> User:
        """Narrow a user to some boards and queues, each with a role of its own; an empty sequence opens all again."""
        row = self._locked(name)
        self._session.execute(delete(GrantRow).where(GrantRow.user_id == row.id))
        insert_rows(
            self._session,
            [GrantRow(user_id=row.id, role=each.role, board_id=each.board_id, queue=each.queue) for each in grants],
        )
        details = {
            "grants": [{"role": each.role.value, "board": each.board_id, "queue": each.queue} for each in grants]
        }
        self._audit.note(by, "user.grants", f"user:{row.name}", details, at)
        return self.get(name)

    def disable(self, name: str, *, by: str, at: datetime) -> User:
        """Keep a user from signing in. What they did stays theirs.

        Raises:
            LastAdmin: There would be no admin left who can sign in.
        """
        row = self._locked(name)
        if row.disabled_at is None:
            row.disabled_at = at
            self._session.flush()
            self._keep_an_admin(row)
            self._audit.note(by, "user.disabled", f"user:{row.name}", {}, at)
        return self.get(name)

    def enable(self, name: str, *, by: str, at: datetime) -> User:
        """Let a disabled user in again."""
        row = self._locked(name)
        if row.disabled_at is not None:
            row.disabled_at = None
            self._session.flush()
            self._audit.note(by, "user.enabled", f"user:{row.name}", {}, at)
        return self.get(name)

    # --- passwords -----------------------------------------------------------------------------------------------

    def password_hash(self, name: str) -> str | None:
        """The hash of a user's password; None where there is no such user, or none that may sign in by one."""
        row = self._found(name)
        return row.password_hash if row is not None and row.disabled_at is None else None

    def set_password(self, name: str, password_hash: str, *, by: str, at: datetime) -> None:
        """Keep the hash of a new password."""
        row = self._locked(name)
        row.password_hash = password_hash
        self._session.flush()
        self._audit.note(by, "user.password", f"user:{row.name}", {}, at)

    def refresh_hash(self, name: str, password_hash: str) -> None:
        """The same password, hashed anew by today's parameters: nothing that anybody needs to be told."""
        self._locked(name).password_hash = password_hash

    def admins(self) -> int:
        """How many admins can sign in by a password."""
        return self._session.scalars(
            select(func.count())
            .select_from(UserRow)
            .where(UserRow.role == UserRole.ADMIN, UserRow.disabled_at.is_(None), UserRow.password_hash.is_not(None))
        ).one()

    # --- for the repositories beside this one --------------------------------------------------------------------

    def row(self, name: str) -> UserRow:
        """The user's row.

        Raises:
            NotFound: There is no such user.
        """
        found = self._found(name)
        if found is None:
            raise NotFound(f"There is no user {name}. Check the name, or create the user first.")
        return found

    def items(self, rows: Sequence[UserRow]) -> list[User]:
        """Rows as items, with their grants."""
        grants: dict[int, list[Grant]] = {row.id: [] for row in rows}
        wanted = select(GrantRow).where(GrantRow.user_id.in_(grants)).order_by(GrantRow.id)
        for row in self._session.scalars(wanted):
            grants[row.user_id].append(Grant(role=row.role, board_id=row.board_id, queue=row.queue))
        return [
            User(
                id=row.id,
                name=row.name,
                role=row.role,
                created_at=row.created_at,
                disabled_at=row.disabled_at,
                has_password=row.password_hash is not None,
                grants=tuple(grants[row.id]),
            )
            for row in rows
        ]

    def _found(self, name: str) -> UserRow | None:
        return self._session.scalars(select(UserRow).where(UserRow.folded_name == folded(name))).one_or_none()

    def _locked(self, name: str) -> UserRow:
        wanted = select(UserRow).where(UserRow.id == self.row(name).id).with_for_update()
        return self._session.scalars(wanted, execution_options={"populate_existing": True}).one()

    def _keep_an_admin(self, row: UserRow) -> None:
        """A change that would leave nobody to let others in is refused, where there was somebody."""
        if row.password_hash is not None and self.admins() == 0:
            raise LastAdmin(f"{row.name} is the last admin who can sign in. Make somebody else an admin first.")
