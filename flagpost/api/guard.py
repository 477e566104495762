"""Whom a route is for, as in the console: every route says so, and one that does not is closed to everybody.

A program comes with a token of a user's, and may do what that user may. There are no cookies, and a proxy's word on
who is signed in does not count here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, cast

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from db.store import Store
from flagpost.access import Access, Right
from flagpost.api.throttle import Throttle
from flagpost.console.guard import Door, needed
from flagpost.console.peers import address_of
from flagpost.errors import NotAllowed
from flagpost.on_demand import OnDemand
from flagpost.once import Once
from flagpost.people import TOKEN_MARK, People
from flagpost.review import Desk
from flagpost.settings import Settings

AnyDesk = TypeVar("AnyDesk", bound=Desk)
LONGEST_TOKEN = 200
"""Characters."""


class NoToken(Exception):  # noqa: N818 - what it is
    """A request without a token, for a route that needs one."""


class BadToken(Exception):  # noqa: N818 - what it is
    """A token that was revoked, has ended, is a disabled user's, or never was."""


class Waiting(Exception):  # noqa: N818 - what it is
    """An address that came with too many tokens that were worth nothing."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too many tokens from this address were worth nothing; wait {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Services:
    """What all routes share."""

    store: Store
    settings: Settings
    people: People
    texts: OnDemand
    throttle: Throttle
    once: Once

    @classmethod
    def of(cls, request: Request) -> Services:
        """Those of the application that a request came to."""
        return cast("Services", request.app.state.services)


async def guard(request: Request) -> None:
    """Let a request through, or not; and note in ``request.state.access`` who asks.

    Raises:
        NoToken, BadToken: Nobody is known by it.
        Waiting: Too many tokens from its address were worth nothing.
        NotAllowed: They may not.
    """
    whom = needed(request.scope.get("endpoint"))
    if whom is None:
        message = "this route does not say whom it is for, so it is for nobody"
        raise NotAllowed(message)
    if whom is Door.OPEN:
        return
    access = await run_in_threadpool(_access, request)
    if isinstance(whom, Right):
        access.ask(whom)
    request.state.access = access


def desk_of(request: Request) -> Desk:
    """The desk of whoever asks."""
    return desk_for(request, Desk)


def desk_for(request: Request, kind: type[AnyDesk]) -> AnyDesk:
    """A desk of a kind of its own, for whoever asks."""
    services = Services.of(request)
    return kind(services.store, services.settings, access=request.state.access)


def _access(request: Request) -> Access:
    services, address = Services.of(request), address_of(request)
    seconds = services.throttle.wait(address)
    if seconds:
        raise Waiting(seconds)
    kind, _, secret = request.headers.get("authorization", "").strip().partition(" ")
    secret = secret.strip()
    if kind.lower() != "bearer" or not secret:
        raise NoToken
    known = secret.startswith(TOKEN_MARK) and len(secret) <= LONGEST_TOKEN
    token = services.people.token(secret) if known else None
    if token is None:
        if services.throttle.failed(address):
            services.once.note("token.refused", f"address:{address}", "", {"times": "many"})
        raise BadToken
    return Access(token.user)
