"""What all pages of the console share: the store, the settings, and who is asking."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from fastapi import Request

from db.items import SignIn, User
from db.store import Store, utc_now
from flagpost.access import Access, Right
from flagpost.console.peers import address_of, peer_of
from flagpost.figures import Dashboards
from flagpost.people import People
from flagpost.precision import Measured
from flagpost.review import Desk
from flagpost.settings import Settings
from flagpost.vouching import Proxy, Vouching

if TYPE_CHECKING:
    from flagpost.oidc import Provider

COOKIE = "flagpost"
SECURE_COOKIE = "__Host-flagpost"
"""Where browsers come by HTTPS: the prefix keeps other hosts of the domain from setting it."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, signed in."""

    access: Access
    desk: Desk
    token: str
    """What forms on their pages carry. It tells nothing of what it is made from."""
    sign_in: SignIn | None = None
    """Their session; None for somebody whom a proxy signs in anew with every request."""

    @property
    def user(self) -> User:
        """Who they are."""
        return self.access.user

    @property
    def name(self) -> str:
        """Their name."""
        return self.user.name

    def may(self, right: str) -> bool:
        """Whether they have a right anywhere; for templates."""
        return self.access.may(Right(right))


@dataclass(frozen=True, slots=True)
class House:
    """What all pages share."""

    store: Store
    settings: Settings
    people: People
    measured: Measured
    vouching: Vouching
    proxy: Proxy
    """Whose word on who is signed in is believed."""
    provider: Provider | None = None
    """By whom people may sign in besides; None where no provider is set."""
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """What the forms of people without a session are known by, for as long as the process runs."""
    clock: Callable[[], datetime] = utc_now
    """What time it is."""
    dashboards: Dashboards = field(kw_only=True)

    @classmethod
    def of(cls, request: Request) -> House:
        """That of the application that a request came to."""
        return cast("House", request.app.state.house)

    @property
    def secure(self) -> bool:
        """Whether browsers come by HTTPS."""
        return urlsplit(self.settings.console_url or "").scheme == "https"

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds a session's secret."""
        return SECURE_COOKIE if self.secure else COOKIE

    def visitor(self, request: Request) -> Visitor | None:
        """Who asks, by the word of a believed proxy or by a session's cookie; None where nobody is signed in.

        Raises:
            UnknownHere: A believed proxy names somebody who is nobody here.
        """
        said = request.headers.getlist(self.proxy.header) if self.proxy.header else []
        user = self.proxy.user(said, peer=peer_of(request), address=address_of(request))
        if user is not None:
            return self._visitor(user, form_token(self.key, f"flagpost form of user {user.id}"))
        secret = request.cookies.get(self.cookie)
        sign_in = self.people.session(secret) if secret else None
        if sign_in is None or secret is None:
            return None
        return self._visitor(sign_in.user, form_token(secret.encode(), "flagpost form"), sign_in)

    def _visitor(self, user: User, token: str, sign_in: SignIn | None = None) -> Visitor:
        access = Access(user)
        return Visitor(access, Desk(self.store, self.settings, access=access, clock=self.clock), token, sign_in)


def form_token(key: bytes, about: str) -> str:
    """What forms carry, so that only our own pages can make one."""
    return hmac.new(key, about.encode(), hashlib.sha256).hexdigest()


def visitor_of(request: Request) -> Visitor:
    """Who asks, on a page for those who are signed in."""
    return cast("Visitor", request.state.visitor)
