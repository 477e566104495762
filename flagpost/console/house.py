"""What all pages of the console share: the store, the settings, and who is asking."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from fastapi import Request

from db.items import SignIn
from db.store import Store
from flagpost.access import Access, Right
from flagpost.people import People
from flagpost.precision import Measured
from flagpost.review import Desk
from flagpost.settings import Settings

COOKIE = "flagpost"
SECURE_COOKIE = "__Host-flagpost"
"""Where browsers come by HTTPS: the prefix keeps other hosts of the domain from setting it."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, signed in."""

    sign_in: SignIn
    secret: str
    access: Access
    desk: Desk

    @property
    def name(self) -> str:
        """Their name."""
        return self.sign_in.user.name

    @property
    def token(self) -> str:
        """What forms on their pages carry. It tells nothing of the session's secret."""
        return hmac.new(self.secret.encode(), b"flagpost form", hashlib.sha256).hexdigest()

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

    def visitor(self, secret: str | None) -> Visitor | None:
        """Whose browser holds this secret, None where nobody is signed in by it."""
        sign_in = self.people.session(secret) if secret else None
        if sign_in is None or secret is None:
            return None
        access = Access(sign_in.user)
        return Visitor(sign_in, secret, access, Desk(self.store, self.settings, access=access))


def visitor_of(request: Request) -> Visitor:
    """Who asks, on a page for those who are signed in."""
    return cast("Visitor", request.state.visitor)
