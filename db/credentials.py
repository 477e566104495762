"""How people and programs prove who they are: links that work once, sessions, tokens, and sign-ins that failed.

Secrets are never stored, only their digests. They are 256 random bits, so a plain SHA-256 is digest enough.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from db.audit import Audit
from db.errors import NotFound
from db.insert import insert_unless_there
from db.items import Link, SignIn, Token
from db.models import FailureRow, LinkRow, SessionRow, TokenRow, UserRow
from db.names import folded
from db.users import Users

SEEN_AGAIN = timedelta(minutes=1)
"""A session's last use is noted no more often."""
USED_AGAIN = timedelta(hours=1)
"""A token's last use is noted no more often."""


class Failures(NamedTuple):
    """Sign-ins that failed of late."""

    of_name: int
    from_address: int


class Credentials:
    """Links, sessions, tokens and failed sign-ins over one transaction."""

    def __init__(self, session: Session, audit: Audit, users: Users) -> None:
        self._session = session
        self._audit = audit
        self._users = users

    # --- links ---------------------------------------------------------------------------------------------------

    def new_link(self, secret: str, user: str | None, *, by: str, at: datetime, expires_at: datetime) -> None:
        """A link for a user, or, where that is None, for the first admin. It ends the user's older ones."""
        who = self._users.row(user) if user is not None else None
        same = LinkRow.user_id.is_(None) if who is None else LinkRow.user_id == who.id
        self._session.execute(update(LinkRow).where(same, LinkRow.ended_at.is_(None)).values(ended_at=at))
        row = LinkRow(secret_sha256=digest(secret), user_id=who.id if who else None, made_at=at, expires_at=expires_at)
        self._session.add(row)
        self._session.flush()
        subject = f"user:{who.name}" if who else "user:"
        self._audit.note(by, "link.made", subject, {"until": expires_at.isoformat()}, at)

    def link(self, secret: str, at: datetime) -> Link | None:
        """The link of that secret, None where it was used, replaced, has expired or never was."""
        row = self._link(secret, at)
        if row is None:
            return None
        user = self._users.by_id([row.user_id])[row.user_id] if row.user_id is not None else None
        return None if user is not None and user.disabled_at else Link(id=row.id, user=user, expires_at=row.expires_at)

    def use_link(self, secret: str, at: datetime) -> Link | None:
        """Use a link up. None where it cannot be used: of two who try at once, one gets it."""
        link = self.link(secret, at)
        if link is None:
            return None
        used = update(LinkRow).where(LinkRow.id == link.id, LinkRow.ended_at.is_(None)).values(ended_at=at)
        return link if self._session.execute(used.returning(LinkRow.id)).first() else None

    # --- sessions ------------------------------------------------------------------------------------------------

    def begin_session(
        self, secret: str, user: str, *, at: datetime, expires_at: datetime, address: str, browser: str
    ) -> SignIn:
        """A browser signed in."""
        who = self._users.row(user)
        row = SessionRow(
            secret_sha256=digest(secret),
            user_id=who.id,
            began_at=at,
            seen_at=at,
            expires_at=expires_at,
            address=address,
            browser=browser,
        )
        self._session.add(row)
        self._session.flush()
        self._audit.note(who.name, "session.began", f"user:{who.name}", {"session": row.id, "address": address}, at)
        return self._sign_ins([row])[0]

    def session(self, secret: str, at: datetime, *, idle: timedelta) -> SignIn | None:
        """The session of that secret, if it is in force and its user may sign in.

        Args:
            secret: What the browser's cookie says.
            at: Now.
            idle: How long a session lasts that nobody uses.
        """
        row = self._session.scalars(
            select(SessionRow)
            .join(UserRow, UserRow.id == SessionRow.user_id)
            .where(
                SessionRow.secret_sha256 == digest(secret),
                *_in_force(at),
                SessionRow.seen_at > at - idle,
                UserRow.disabled_at.is_(None),
            )
        ).one_or_none()
        return self._sign_ins([row])[0] if row else None

    def seen(self, session_id: int, at: datetime) -> None:
        """A session is used."""
        noted = update(SessionRow).where(SessionRow.id == session_id, SessionRow.seen_at < at)
        self._session.execute(noted.values(seen_at=at))

    def sessions(self, user: str, at: datetime) -> list[SignIn]:
        """A user's sessions in force, the one used last first."""
        mine = SessionRow.user_id == self._users.row(user).id
        wanted = select(SessionRow).where(mine, *_in_force(at)).order_by(SessionRow.seen_at.desc(), SessionRow.id)
        return self._sign_ins(self._session.scalars(wanted).all())

    def end_session(self, session_id: int, *, by: str, at: datetime) -> None:
        """Sign a browser out. Twice is once.

        Raises:
            NotFound: There is no such session.
        """
        row = self._session.get(SessionRow, session_id)
        if row is None:
            raise NotFound(f"There is no session {session_id}.")
        self._end([row], by=by, at=at)

    def end_sessions(self, user: str, *, by: str, at: datetime, but: int | None = None) -> int:
        """Sign a user out everywhere, or everywhere else. Returns how many sessions ended."""
        mine = SessionRow.user_id == self._users.row(user).id
        rows = self._session.scalars(select(SessionRow).where(mine, *_in_force(at), SessionRow.id != (but or 0))).all()
        self._end(rows, by=by, at=at)
        return len(rows)

    # --- sign-ins that failed ------------------------------------------------------------------------------------

    def failed(self, name: str, address: str, at: datetime) -> None:
        """Somebody gave a wrong name or password."""
        self._session.add(FailureRow(folded_name=folded(name), address=address, at=at))
        self._audit.note("flagpost", "sign_in.failed", f"user:{name[:100]}", {"address": address}, at)

    def failures(self, name: str, address: str, since: datetime) -> Failures:
        """How many sign-ins failed since then: of that name, and from that address."""

        def counted(which: ColumnElement[bool]) -> int:
            wanted = select(func.count()).select_from(FailureRow).where(which, FailureRow.at > since)
            return self._session.scalars(wanted).one()

        return Failures(counted(FailureRow.folded_name == folded(name)), counted(FailureRow.address == address))

    def forget_failures(self, *, name: str | None = None, before: datetime) -> None:
        """Failures before then count no longer: those of a name that has signed in, or all that are old."""
        old = FailureRow.at <= before
        which = old if name is None else old & (FailureRow.folded_name == folded(name))
        self._session.execute(delete(FailureRow).where(which))

    # --- tokens --------------------------------------------------------------------------------------------------

    def new_token(
        self, secret: str, user: str, name: str, *, beginning: str, at: datetime, expires_at: datetime | None
    ) -> Token | None:
        """A token for a user's programs; None where the user has one of that name that was not revoked."""
        who = self._users.row(user)
        # One that was revoked makes room. What is no letter keeps its new name from ever being asked for.
        revoked = TokenRow.user_id == who.id, TokenRow.name == name, TokenRow.revoked_at.is_not(None)
        for row in self._session.scalars(select(TokenRow).where(*revoked).with_for_update()):
            row.name = f"{name}\n{row.id}"
        self._session.flush()
        values = {
            "user_id": who.id,
            "name": name,
            "beginning": beginning,
            "secret_sha256": digest(secret),
            "made_at": at,
            "expires_at": expires_at,
        }
        if not insert_unless_there(self._session, TokenRow, values):
            return None
        self._audit.note(who.name, "token.made", f"user:{who.name}", {"token": name}, at)
        return next(each for each in self.tokens(user) if each.name == name)

    def token(self, secret: str, at: datetime) -> Token | None:
        """The token of that secret, if it is in force and its user may sign in."""
        row = self._session.scalars(
            select(TokenRow)
            .join(UserRow, UserRow.id == TokenRow.user_id)
            .where(
                TokenRow.secret_sha256 == digest(secret),
                TokenRow.revoked_at.is_(None),
                TokenRow.expires_at.is_(None) | (TokenRow.expires_at > at),
                UserRow.disabled_at.is_(None),
            )
        ).one_or_none()
        return self._tokens([row])[0] if row else None

    def used(self, token_id: int, at: datetime) -> None:
        """A token is used."""
        self._session.execute(update(TokenRow).where(TokenRow.id == token_id).values(used_at=at))

    def tokens(self, user: str) -> list[Token]:
        """A user's tokens, by name, with those that were revoked.

        Behind the name of one that was revoked stands a line with its number where the name was given to another.
        """
        mine = TokenRow.user_id == self._users.row(user).id
        return self._tokens(self._session.scalars(select(TokenRow).where(mine).order_by(TokenRow.name)).all())

    def revoke_token(self, token_id: int, *, by: str, at: datetime) -> None:
        """Make a token worthless. Twice is once.

        Raises:
            NotFound: There is no such token.
        """
        row = self._session.get(TokenRow, token_id)
        if row is None:
            raise NotFound(f"There is no token {token_id}.")
        if row.revoked_at is None:
            row.revoked_at = at
            owner = self._session.get_one(UserRow, row.user_id).name
            self._audit.note(by, "token.revoked", f"user:{owner}", {"token": row.name}, at)

    # --- inside --------------------------------------------------------------------------------------------------

    def _link(self, secret: str, at: datetime) -> LinkRow | None:
        usable = LinkRow.secret_sha256 == digest(secret), LinkRow.ended_at.is_(None), LinkRow.expires_at > at
        return self._session.scalars(select(LinkRow).where(*usable)).one_or_none()

    def _end(self, rows: Iterable[SessionRow], *, by: str, at: datetime) -> None:
        for row in rows:
            if row.ended_at is None:
                row.ended_at = at
                owner = self._session.get_one(UserRow, row.user_id).name
                self._audit.note(by, "session.ended", f"user:{owner}", {"session": row.id}, at)

    def _sign_ins(self, rows: Iterable[SessionRow]) -> list[SignIn]:
        found = list(rows)
        users = self._users.by_id({row.user_id for row in found})
        return [
            SignIn(
                id=row.id,
                user=users[row.user_id],
                began_at=row.began_at,
                seen_at=row.seen_at,
                expires_at=row.expires_at,
                address=row.address,
                browser=row.browser,
            )
            for row in found
        ]

    def _tokens(self, rows: Iterable[TokenRow]) -> list[Token]:
        found = list(rows)
        users = self._users.by_id({row.user_id for row in found})
        return [
            Token(
                id=row.id,
                user=users[row.user_id],
                name=row.name,
                beginning=row.beginning,
                made_at=row.made_at,
                used_at=row.used_at,
                expires_at=row.expires_at,
                revoked_at=row.revoked_at,
            )
            for row in found
        ]


def digest(secret: str) -> str:
    """The SHA-256 of a secret, in hex."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _in_force(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return SessionRow.ended_at.is_(None), SessionRow.expires_at > at
