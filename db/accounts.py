"""Accounts at providers, by which users sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.audit import Audit
from db.insert import insert_unless_there
from db.items import Account, User
from db.models import AccountRow, UserRow
from db.users import Users


class Accounts:
    """Which account is whose, over one transaction. A user has one at a provider at most, and it is nobody else's."""

    def __init__(self, session: Session, audit: Audit, users: Users) -> None:
        self._session = session
        self._audit = audit
        self._users = users

    def user(self, account: Account) -> User | None:
        """Whose account it is; None where it is nobody's yet."""
        wanted = select(UserRow).join(AccountRow, AccountRow.user_id == UserRow.id)
        row = self._session.scalars(
            wanted.where(AccountRow.issuer == account.issuer, AccountRow.subject == account.subject)
        ).one_or_none()
        return self._users.items([row])[0] if row is not None else None

    def link(self, name: str, account: Account, *, by: str, at: datetime) -> bool:
        """Make an account a user's, unless they have another one there, or it is somebody else's.

        Returns:
            Whether it is theirs now.

        Raises:
            NotFound: There is no such user.
        """
        user = self._users.row(name)
        values = {"user_id": user.id, "issuer": account.issuer, "subject": account.subject, "linked_at": at}
        if insert_unless_there(self._session, AccountRow, values):
            details = {"issuer": account.issuer, "subject": account.subject}
            self._audit.note(by, "user.account", f"user:{user.name}", details, at)
            return True
        there = self.user(account)
        return there is not None and there.id == user.id

    def of_all(self) -> dict[int, list[Account]]:
        """Every account, by the id of its user."""
        found: dict[int, list[Account]] = {}
        for row in self._session.scalars(select(AccountRow).order_by(AccountRow.id)):
            found.setdefault(row.user_id, []).append(Account(issuer=row.issuer, subject=row.subject))
        return found

    def forget(self, name: str, *, by: str, at: datetime) -> None:
        """Make a user's accounts nobody's: whoever signs in by the user's name next has it.

        Raises:
            NotFound: There is no such user.
        """
        user = self._users.row(name)
        gone = delete(AccountRow).where(AccountRow.user_id == user.id).returning(AccountRow.issuer, AccountRow.subject)
        for issuer, subject in self._session.execute(gone).all():
            self._audit.note(
                by, "user.account_forgotten", f"user:{user.name}", {"issuer": issuer, "subject": subject}, at
            )
