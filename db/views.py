"""Saved views: filters of the queue under a name, of one user or for everybody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from db.errors import NotFound
from db.insert import insert_unless_there
from db.items import SavedView
from db.models import UserRow, ViewRow
from db.names import folded
from db.users import Users


class Views:
    """Saved views over one transaction."""

    def __init__(self, session: Session, users: Users) -> None:
        self._session = session
        self._users = users

    def seen_by(self, user: str) -> list[SavedView]:
        """A user's own views and the shared ones, by name. A user who is none has no own."""
        return self._views(ViewRow.shared | (UserRow.folded_name == folded(user)))

    def count(self, user: str) -> int:
        """How many views a user has saved, shared ones with them."""
        counted = select(func.count()).select_from(ViewRow).join(UserRow, UserRow.id == ViewRow.user_id)
        return self._session.scalars(counted.where(UserRow.folded_name == folded(user))).one()

    def save(self, user: str, name: str, query: str, *, shared: bool, at: datetime) -> SavedView | None:
        """Save a view. None where the user, or, for a shared one, anybody, has one of that name.

        Raises:
            NotFound: There is no such user.
        """
        owner = self._users.row(user).id
        values = {"user_id": owner, "name": name, "folded_name": folded(name), "query": query}
        if not insert_unless_there(self._session, ViewRow, {**values, "shared": shared, "made_at": at}):
            return None
        return self._views(ViewRow.user_id == owner, ViewRow.folded_name == folded(name))[0]

    def get(self, view_id: int) -> SavedView:
        """One view.

        Raises:
            NotFound: There is none with that id.
        """
        found = self._views(ViewRow.id == view_id)
        if not found:
            raise NotFound(f"There is no saved view {view_id}: it was deleted already.")
        return found[0]

    def delete(self, view_id: int) -> None:
        """Delete a view. One that is not there stays so."""
        self._session.execute(delete(ViewRow).where(ViewRow.id == view_id))

    def _views(self, *which: ColumnElement[bool]) -> list[SavedView]:
        wanted = select(ViewRow, UserRow.name).join(UserRow, UserRow.id == ViewRow.user_id).where(*which)
        return [
            SavedView(id=row.id, user=user, name=row.name, query=row.query, shared=row.shared, made_at=row.made_at)
            for row, user in self._session.execute(wanted.order_by(ViewRow.folded_name, ViewRow.id))
        ]
