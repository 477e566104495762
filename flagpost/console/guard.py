"""Whom a route is for. Every route says so, and one that does not is closed to everybody.

A request is let in by a session's cookie, or by the word of a proxy that is believed. One that changes something must
come from a page of ours: the browser says so (Sec-Fetch-Site, Origin), and a page that somebody signed in got also has
a token that nobody else's page has.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from flagpost.access import Right
from flagpost.console.house import House, Visitor
from flagpost.errors import NotAllowed, UnknownHere

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD"})
WRITTEN = ("note", "explanation", "facts", "words", "why", "reason", "text")
"""The fields of forms in which somebody writes at length."""
CASE = re.compile(r"/cases/[0-9]+(?=/|$)")
"""The path of a case's page, also in those of what is done there."""
FORM_TOKEN = "token"  # noqa: S105 - the name of a field


class Door(StrEnum):
    """Routes that need no right."""

    OPEN = "open"
    """For everybody who can reach the server."""
    SIGNED_IN = "signed in"
    """For everybody who is signed in, whatever they may do."""


class SignInFirst(Exception):  # noqa: N818 - a step, not a failure
    """Nobody is signed in, and the route is not for everybody."""

    def __init__(self, then: str, written: tuple[str, ...] = ()) -> None:
        super().__init__("sign in first")
        self.then = then
        """Where to go afterwards."""
        self.written = written
        """What somebody wrote, and was not stored."""


class Forged(Exception):  # noqa: N818 - what it is
    """A request that would change something, and does not come from a page of ours."""


def needs(whom: Right | Door) -> Callable[[Endpoint], Endpoint]:
    """Say whom a route is for."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.needs = whom  # type: ignore[attr-defined]
        return endpoint

    return mark


def needed(endpoint: object) -> Right | Door | None:
    """Whom a route is for; None where it does not say."""
    return getattr(endpoint, "needs", None)


async def guard(request: Request) -> None:
    """Let a request through, or not; and note in ``request.state.visitor`` who asks, None for nobody.

    Raises:
        SignInFirst: Nobody is signed in.
        UnknownHere: A proxy names somebody who is nobody here.
        NotAllowed: They may not.
        Forged: It does not come from a page of ours.
    """
    whom = needed(request.scope.get("endpoint"))
    if whom is None:
        message = "this page does not say whom it is for, so it is for nobody"
        raise NotAllowed(message)
    request.state.visitor = None
    try:
        visitor = await run_in_threadpool(House.of(request).visitor, request)
    except UnknownHere:
        if whom is not Door.OPEN:
            raise
        visitor = None
    request.state.visitor = visitor
    if request.method not in SAFE_METHODS:
        await _refuse_forged(request, visitor)
    if whom is Door.OPEN:
        return
    if visitor is None:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if request.method in SAFE_METHODS:
            raise SignInFirst(here)
        raise SignInFirst(_page_before(request), await _written(request))
    if isinstance(whom, Right):
        visitor.access.ask(whom)


async def _refuse_forged(request: Request, visitor: Visitor | None) -> None:
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        raise Forged
    if origin is not None and _host_in(origin) != request.headers.get("host", "").lower():
        raise Forged
    if visitor is None:
        if site is None and origin is None:
            raise Forged
        return
    given = (await request.form()).get(FORM_TOKEN)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), visitor.token.encode()):
        raise Forged


async def _written(request: Request) -> tuple[str, ...]:
    """What somebody wrote into the form that they sent."""
    form = await request.form()
    return tuple(text for name in WRITTEN if isinstance(text := form.get(name), str) and text.strip())


def _page_before(request: Request) -> str:
    """The case at which a form was sent; the front page for any other form."""
    try:
        came = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    case = CASE.match(came.path)
    return case[0] if case and came.netloc.lower() == request.headers.get("host", "").lower() else "/"


def sign_in_path(then: str) -> str:
    """The address of the sign-in page that leads on to a page of ours."""
    return "/sign-in" if then in {"", "/"} else f"/sign-in?then={quote(then, safe='')}"


def own_path(then: str) -> str:
    """A path of ours to go on to, and the front page for anything else: nobody is sent away from here by a link."""
    ours = then.startswith("/") and not then.startswith(("//", "/\\"))
    return then if ours and then.isprintable() else "/"


def _host_in(address: str) -> str | None:
    """Host and port of an address; None for what is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return None
