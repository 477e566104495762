"""One's own account: how pages look, where one is signed in, the password, and tokens of programs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db.errors import NotFound
from db.items import Token
from flagpost.console.guard import Door, needs, own_path
from flagpost.console.house import House, visitor_of
from flagpost.console.numbers import Id
from flagpost.console.peers import address_of
from flagpost.console.preferences import CHOICES, COOKIE, preferences_of
from flagpost.console.render import page
from flagpost.errors import PeopleError, TooManyTries
from flagpost.people import SHORTEST_PASSWORD, Made

YEAR = 365 * 24 * 3600
"""Seconds for which a browser remembers how it wants its pages."""
TOKEN_DAYS = {"30": 30, "90": 90, "365": 365, "never": None}
"""After how many days a token may be asked to end. An empty field would count as one that was left out."""

router = APIRouter()


@router.get("/account")
@needs(Door.SIGNED_IN)
def account(request: Request, said: str = "") -> Response:
    """One's own account."""
    return _account(request, said={"password": "The password is changed."}.get(said))


@router.post("/account/look")
@needs(Door.OPEN)
def look(
    request: Request,
    theme: Annotated[str, Form()] = "",
    keys: Annotated[str, Form()] = "",
    terms: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "/account",
) -> Response:
    """Choose how this browser's pages look."""
    chosen = preferences_of(request).with_(theme=theme, keys=keys, terms=terms)
    answer = RedirectResponse(own_path(then), 303)
    secure = House.of(request).secure
    answer.set_cookie(COOKIE, chosen.cookie, max_age=YEAR, samesite="lax", httponly=True, secure=secure)
    return answer


@router.post("/account/password")
@needs(Door.SIGNED_IN)
def change_password(
    request: Request,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Choose another password. Every other browser is signed out."""
    try:
        if new != again:
            return _account(request, status=422, problem="the two new passwords differ")
        sign_in = visitor_of(request).sign_in
        if sign_in is None:
            return _account(request, status=422, problem="a proxy signs you in: a password of yours is changed there")
        House.of(request).people.change_password(sign_in, old, new, address=address_of(request))
    except PeopleError as error:
        status = 429 if isinstance(error, TooManyTries) else 422
        return _account(request, status=status, problem=str(error))
    return RedirectResponse("/account?said=password", 303)


@router.post("/account/sessions/{session_id}/end")
@needs(Door.SIGNED_IN)
def end_session(request: Request, session_id: Id) -> Response:
    """Sign another browser of one's own out."""
    people, name = House.of(request).people, visitor_of(request).name
    if session_id not in {each.id for each in people.sessions(name)}:
        message = f"You have no session {session_id}: it has ended already."
        raise NotFound(message)
    people.sign_out(session_id, by=name)
    return RedirectResponse("/account", 303)


@router.post("/account/tokens")
@needs(Door.SIGNED_IN)
def new_token(request: Request, name: Annotated[str, Form()] = "", days: Annotated[str, Form()] = "90") -> Response:
    """Make a token, and show it this once."""
    try:
        made = House.of(request).people.new_token(visitor_of(request).name, name, days=TOKEN_DAYS.get(days, 90))
    except PeopleError as error:
        return _account(request, status=422, problem=str(error))
    return _account(request, made=made)


@router.post("/account/tokens/{token_id}/revoke")
@needs(Door.SIGNED_IN)
def revoke_token(request: Request, token_id: Id) -> Response:
    """Make a token worthless."""
    people, name = House.of(request).people, visitor_of(request).name
    if token_id not in {each.id for each in people.tokens(name)}:
        message = f"You have no token {token_id}."
        raise NotFound(message)
    people.revoke_token(token_id, by=name)
    return RedirectResponse("/account", 303)


def _account(
    request: Request,
    *,
    status: int = 200,
    problem: str | None = None,
    said: str | None = None,
    made: Made[Token] | None = None,
) -> Response:
    people, visitor = House.of(request).people, visitor_of(request)
    shown: dict[str, Any] = {
        "sessions": people.sessions(visitor.name),
        "here": visitor.sign_in.id if visitor.sign_in else None,
        "tokens": [each for each in people.tokens(visitor.name) if each.revoked_at is None],
        "choices": CHOICES,
        "shortest": SHORTEST_PASSWORD,
    }
    return page(request, "account.html", status=status, problem=problem, said=said, made=made, **shown)
