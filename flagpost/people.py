"""People: who may sign in, how they prove it, and what they may do.

The first admin is made by a link that the terminal shows and that works once; everybody else is invited by such a link.
Passwords are hashed by argon2id. A browser that is signed in holds a session, a program a token; both are random, told
once and stored as digests.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from db.credentials import SEEN_AGAIN, USED_AGAIN
from db.errors import NotFound, StoreLocked
from db.items import Account, Grant, Link, SignIn, Token, User, UserRole
from db.store import Store, Unit, utc_now
from db.types import LARGEST_COUNT
from flagpost.access import Access, Right
from flagpost.errors import BadLink, BadName, BadPassword, NameTaken, SignInRefused, TooManyTries
from flagpost.settings import Settings

SHORTEST_PASSWORD = 12
"""Characters."""
LONGEST_PASSWORD = 1_000
ME = "me"
"""What filters call whoever looks."""
LONGEST_NAME = 100
LINK_LASTS = timedelta(days=3)
FIRST_LINK_LASTS = timedelta(hours=1)
SESSION_LASTS = timedelta(days=7)
SESSION_IDLES = timedelta(hours=12)
FAILURES_COUNT = timedelta(minutes=15)
"""For so long a failed sign-in counts against the next ones."""
FAILURES_OF_NAME = 8
"""Failed sign-ins of a name, after which even the right password has to wait."""
FAILURES_FROM_ADDRESS = 30
"""The same of an address, behind which there may be many people."""
SECRET_BYTES = 32
TOKEN_MARK = "flagpost_"  # noqa: S105 - it only says what the secret behind it is
"""What tokens of programs begin with, so that scanners for leaked secrets can know them."""
BEGINNING = len(TOKEN_MARK) + 6

Thing = TypeVar("Thing")
_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_urlsafe())
"""Checked where there is no such user, so that the answer takes as long as for one that is there."""


@dataclass(frozen=True, slots=True)
class Made(Generic[Thing]):
    """Something with a secret that is told now and never again."""

    secret: str
    thing: Thing


class People:
    """Those who review, as the faces let them in."""

    def __init__(self, store: Store, settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock

    # --- the first admin, and links -----------------------------------------------------------------------------

    def first_link(self) -> str | None:
        """A new link for the first admin; None where there is an admin who can sign in."""
        now = self._clock()
        with self._store.begin() as unit:
            if unit.users.admins():
                return None
            secret = secrets.token_urlsafe(SECRET_BYTES)
            unit.credentials.new_link(secret, None, by="flagpost", at=now, expires_at=now + FIRST_LINK_LASTS)
        return secret

    def invite(self, name: str, role: UserRole, *, by: str) -> Made[User]:
        """Make a user, with a link by which they choose a password.

        Raises:
            NameTaken: There is a user of that name.
            BadName: It cannot be a name.
        """
        name = checked_name(name)
        now = self._clock()
        with self._store.begin() as unit:
            if unit.users.known(name):
                message = f"there is a user {name} already; choose another name"
                raise NameTaken(message)
            user = unit.users.ensure(name, role, at=now, by=by)
            return Made(self._link(unit, user.name, by, now), user)

    def new_link(self, name: str, *, by: str) -> Made[User]:
        """A new link for a user: one who lost the first, or forgot the password.

        Raises:
            NotFound: There is no such user.
        """
        now = self._clock()
        with self._store.begin() as unit:
            user = unit.users.get(name)
            return Made(self._link(unit, user.name, by, now), user)

    def link(self, secret: str) -> Link:
        """What a link is for.

        Raises:
            BadLink: It was used, has expired, or never was.
        """
        with self._store.read() as unit:
            return _usable(unit.credentials.link(secret, self._clock()))

    def accept(self, secret: str, password: str, *, name: str = "") -> User:
        """Use a link: choose a password, and, for the first admin, a name. The user's sessions end.

        Raises:
            BadLink: It was used, has expired, or never was.
            BadPassword: Too short, too long, or the name itself.
            BadName, NameTaken: Of the first admin.
        """
        now = self._clock()
        with self._store.begin() as unit:
            link = _usable(unit.credentials.use_link(secret, now))
            if link.user is not None:
                name = link.user.name
            else:
                # The CLI makes users of people's login names. Such a one may become the admin; a signed-in one not.
                name = checked_name(name)
                if unit.users.known(name) and unit.users.get(name).has_password:
                    message = f"there is a user {name} already; choose another name"
                    raise NameTaken(message)
                name = unit.users.ensure(name, UserRole.ADMIN, at=now).name
                unit.users.set_role(name, UserRole.ADMIN, by="flagpost", at=now)
            unit.users.set_password(name, hashed(password, name), by=name, at=now)
            unit.credentials.end_sessions(name, by=name, at=now)
            unit.credentials.forget_failures(name=name, before=now)
            return unit.users.get(name)

    # --- signing in ----------------------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str, *, address: str, browser: str) -> Made[SignIn]:
        """Sign a browser in.

        Raises:
            SignInRefused: The name or the password is wrong; which of them is not said.
            TooManyTries: It failed too often of late.
        """
        now = self._clock()
        known = self._proven(name, password, address, now, "that name and password do not fit together")
        with self._store.begin() as unit:
            if _hasher.check_needs_rehash(known):
                unit.users.refresh_hash(name, _hasher.hash(password))
            unit.credentials.forget_failures(name=name, before=now)
            return self._begin(unit, name, now, address=address, browser=browser)

    def enter(self, name: str, *, address: str, browser: str) -> Made[SignIn]:
        """Sign in somebody who has just used a link."""
        with self._store.begin() as unit:
            return self._begin(unit, name, self._clock(), address=address, browser=browser)

    def session(self, secret: str) -> SignIn | None:
        """Whose browser this is, None where it is not signed in, or no longer."""
        now = self._clock()
        with self._store.read() as unit:
            found = unit.credentials.session(secret, now, idle=SESSION_IDLES)
        if found is not None and now - found.seen_at >= SEEN_AGAIN:
            # Whoever only looks is not turned away because somebody writes: the next request notes it.
            with suppress(StoreLocked), self._store.begin() as unit:
                unit.credentials.seen(found.id, now)
        return found

    def sessions(self, name: str) -> list[SignIn]:
        """Where a user is signed in."""
        with self._store.read() as unit:
            return unit.credentials.sessions(name, self._clock())

    def sign_out(self, session_id: int, *, by: str) -> None:
        """End a session."""
        with self._store.begin() as unit:
            unit.credentials.end_session(session_id, by=by, at=self._clock())

    def sign_out_everywhere(self, name: str, *, by: str, but: int | None = None) -> int:
        """End a user's sessions, but for one. Returns how many ended."""
        with self._store.begin() as unit:
            return unit.credentials.end_sessions(name, by=by, at=self._clock(), but=but)

    def change_password(self, signed_in: SignIn, old: str, new: str, *, address: str) -> None:
        """Choose another password. All other sessions end.

        Raises:
            SignInRefused: The old password is wrong. It counts as a sign-in that failed.
            TooManyTries: It was wrong too often of late, here or in signing in.
            BadPassword: The new one is too short, too long, or the name itself.
        """
        name, now = signed_in.user.name, self._clock()
        self._proven(name, old, address, now, "the old password is wrong")
        fresh = hashed(new, name)
        with self._store.begin() as unit:
            unit.users.set_password(name, fresh, by=name, at=now)
            unit.credentials.forget_failures(name=name, before=now)
            unit.credentials.end_sessions(name, by=name, at=now, but=signed_in.id)

    # --- who may do what -----------------------------------------------------------------------------------------

    def all(self) -> list[User]:
        """Every user, by name."""
        with self._store.read() as unit:
            return unit.users.all()

    def get(self, name: str) -> User:
        """A user.

        Raises:
            NotFound: There is none of that name.
        """
        with self._store.read() as unit:
            return unit.users.get(name)

    def by_id(self, user_id: int) -> User:
        """A user by the store's id.

        Raises:
            NotFound: There is none of that id.
        """
        with self._store.read() as unit:
            found = unit.users.by_id([user_id]) if 0 < user_id <= LARGEST_COUNT else {}
        if user_id not in found:
            raise NotFound(f"There is no user {user_id}.")
        return found[user_id]

    def set_role(self, name: str, role: UserRole, *, by: str) -> User:
        """Give a user another role. Cases of theirs that it does not let them decide are anybody's again.

        Raises:
            NotFound: There is none of that name.
            LastAdmin: There would be no admin left who can sign in.
        """
        with self._store.begin() as unit:
            user = unit.users.set_role(name, role, by=by, at=self._clock())
            self._let_go(unit, user, by, "another role")
            return user

    def set_grants(self, name: str, grants: list[Grant], *, by: str) -> User:
        """Narrow a user to some boards and queues; an empty list opens all again.

        Cases that they have claimed or were handed, and may not decide any more, are anybody's again.
        """
        with self._store.begin() as unit:
            user = unit.users.set_grants(name, grants, by=by, at=self._clock())
            self._let_go(unit, user, by, "out of reach")
            return user

    def disable(self, name: str, *, by: str) -> User:
        """Keep a user out, and end their sessions at once. Cases that they had or were handed are anybody's again.

        Raises:
            NotFound: There is none of that name.
            LastAdmin: There would be no admin left who can sign in.
        """
        with self._store.begin() as unit:
            user = unit.users.disable(name, by=by, at=self._clock())
            unit.credentials.end_sessions(name, by=by, at=self._clock())
            self._let_go(unit, user, by, "disabled")
            return user

    def enable(self, name: str, *, by: str) -> User:
        """Let a disabled user in again."""
        with self._store.begin() as unit:
            return unit.users.enable(name, by=by, at=self._clock())

    def accounts(self) -> dict[int, list[Account]]:
        """The accounts at providers by which users sign in, by the users' ids."""
        with self._store.read() as unit:
            return unit.accounts.of_all()

    def forget_accounts(self, name: str, *, by: str) -> None:
        """Make a user's accounts at providers nobody's. Sessions that were begun by them end.

        Raises:
            NotFound: There is no user of that name.
        """
        with self._store.begin() as unit:
            unit.accounts.forget(name, by=by, at=self._clock())
            unit.credentials.end_sessions(name, by=by, at=self._clock())

    # --- programs ------------------------------------------------------------------------------------------------

    def new_token(self, user: str, name: str, *, days: int | None) -> Made[Token]:
        """A token for a user's programs.

        Args:
            user: Whose it is; the program may do what the user may.
            name: What it is for, so that its owner knows it again.
            days: After so many it ends by itself; None keeps it until it is revoked.

        Raises:
            BadName: It cannot be a name.
            NameTaken: The user has a token of that name, and has not revoked it.
        """
        name = checked_name(name)
        now = self._clock()
        secret = f"{TOKEN_MARK}{secrets.token_urlsafe(SECRET_BYTES)}"
        with self._store.begin() as unit:
            made = unit.credentials.new_token(
                secret,
                user,
                name,
                beginning=secret[:BEGINNING],
                at=now,
                expires_at=now + timedelta(days=days) if days is not None else None,
            )
        if made is None:
            message = f"you have a token {name} already; choose another name"
            raise NameTaken(message)
        return Made(secret, made)

    def token(self, secret: str) -> Token | None:
        """Whose program this is, None where the token is worth nothing."""
        now = self._clock()
        with self._store.read() as unit:
            found = unit.credentials.token(secret, now)
        if found is not None and (found.used_at is None or now - found.used_at >= USED_AGAIN):
            with suppress(StoreLocked), self._store.begin() as unit:
                unit.credentials.used(found.id, now)
        return found

    def tokens(self, user: str) -> list[Token]:
        """A user's tokens, by name, with those that were revoked."""
        with self._store.read() as unit:
            return unit.credentials.tokens(user)

    def revoke_token(self, token_id: int, *, by: str) -> None:
        """Make a token worthless."""
        with self._store.begin() as unit:
            unit.credentials.revoke_token(token_id, by=by, at=self._clock())

    # --- inside --------------------------------------------------------------------------------------------------

    def _proven(self, name: str, password: str, address: str, now: datetime, refusal: str) -> str:
        """The hash that a password fits. One that does not counts against the next ones.

        Raises:
            SignInRefused: It does not fit, which ``refusal`` tells.
            TooManyTries: It failed too often of late.
        """
        with self._store.read() as unit:
            failed = unit.credentials.failures(name, address, now - FAILURES_COUNT)
            known = unit.users.password_hash(name)
        if failed.of_name >= FAILURES_OF_NAME or failed.from_address >= FAILURES_FROM_ADDRESS:
            message = f"too many passwords were wrong; wait {FAILURES_COUNT.seconds // 60} minutes and try again"
            raise TooManyTries(message)
        if not _fits(known or _nobody, password) or known is None:
            with self._store.begin() as unit:
                unit.credentials.forget_failures(before=now - FAILURES_COUNT)
                unit.credentials.failed(name, address, now)
            raise SignInRefused(refusal)
        return known

    def _let_go(self, unit: Unit, user: User, by: str, why: str) -> None:
        """Cases in a user's hands that are not theirs to decide any more are anybody's again.

        Otherwise they would wait for somebody who cannot come: until the lease is over, or for good.
        """
        for where in unit.review.in_hands_of(user.name):
            if user.disabled_at is not None or not Access(user).may(Right.DECIDE, where):
                unit.review.let_go(where.id, user.name, by=by, why=why, at=self._clock())

    def _link(self, unit: Unit, name: str, by: str, now: datetime) -> str:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        unit.credentials.new_link(secret, name, by=by, at=now, expires_at=now + LINK_LASTS)
        return secret

    def _begin(self, unit: Unit, name: str, now: datetime, *, address: str, browser: str) -> Made[SignIn]:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        expires_at = now + SESSION_LASTS
        return Made(
            secret,
            unit.credentials.begin_session(
                secret, name, at=now, expires_at=expires_at, address=address, browser=browser[:300]
            ),
        )


def checked_name(name: str) -> str:
    """A name as it is kept.

    Raises:
        BadName: It is empty, too long, has characters that cannot be seen, or means whoever looks, in filters.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name or len(name) > LONGEST_NAME:
        message = f"a name has 1 to {LONGEST_NAME} characters"
        raise BadName(message)
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        message = "a name has only characters that can be seen"
        raise BadName(message)
    if name.casefold() == ME:
        message = f"{name!r} stands for whoever looks, in filters; choose another name"
        raise BadName(message)
    return name


def hashed(password: str, name: str) -> str:
    """The hash of a new password.

    Raises:
        BadPassword: It is too short, too long, or the name itself.
    """
    if len(password) < SHORTEST_PASSWORD:
        message = f"a password has {SHORTEST_PASSWORD} characters or more; a few words in a row are easy to remember"
        raise BadPassword(message)
    if len(password) > LONGEST_PASSWORD:
        message = f"a password has at most {LONGEST_PASSWORD:,} characters"
        raise BadPassword(message)
    if len(set(password.casefold().replace(name.casefold(), ""))) < 4:
        message = "that password is too easy to guess; a few words in a row are easy to remember"
        raise BadPassword(message)
    return _hasher.hash(password)


def _fits(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False


def _usable(link: Link | None) -> Link:
    if link is None:
        message = "this link was used, has expired, or was replaced by a newer one; ask an admin for another"
        raise BadLink(message)
    return link
