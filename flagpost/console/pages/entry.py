"""Coming in: signing in and out, and the links by which somebody chooses a password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db.items import SignIn
from flagpost.console.guard import Door, needs, own_path
from flagpost.console.house import House, visitor_of
from flagpost.console.peers import address_of
from flagpost.console.render import page
from flagpost.errors import BadLink, PeopleError, TooManyTries
from flagpost.people import SESSION_LASTS, SHORTEST_PASSWORD, Made

router = APIRouter()


@router.get("/sign-in")
@needs(Door.OPEN)
def sign_in_page(request: Request, then: str = "/") -> Response:
    """Ask for name and password."""
    if request.state.visitor is not None:
        return RedirectResponse(own_path(then), 303)
    return _sign_in(request, then)


@router.post("/sign-in")
@needs(Door.OPEN)
def sign_in(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in, and go on to where somebody wanted to go."""
    house = House.of(request)
    try:
        made = house.people.sign_in(name, password, address=address_of(request), browser=browser_of(request))
    except PeopleError as error:
        status = 429 if isinstance(error, TooManyTries) else 403
        return _sign_in(request, then, status=status, name=name[:100], problem=str(error))
    return entered(house, made, own_path(then))


@router.post("/sign-out")
@needs(Door.SIGNED_IN)
def sign_out(request: Request) -> Response:
    """Sign this browser out."""
    house, visitor = House.of(request), visitor_of(request)
    if visitor.sign_in is None:
        return RedirectResponse("/", 303)  # a proxy signs them in with every request: only the proxy can stop that
    house.people.sign_out(visitor.sign_in.id, by=visitor.name)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(house.cookie, secure=house.secure, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.get("/welcome/{secret}")
@needs(Door.OPEN)
def welcome_page(request: Request, secret: str) -> Response:
    """Ask whoever has a link for a password."""
    try:
        link = House.of(request).people.link(secret)
    except BadLink as error:
        return page(request, "message.html", status=410, title="This link no longer works", message=str(error))
    return page(request, "welcome.html", link=link, secret=secret, name="", problem=None, shortest=SHORTEST_PASSWORD)


@router.post("/welcome/{secret}")
@needs(Door.OPEN)
def welcome(
    request: Request,
    secret: str,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Use a link: keep the password, and sign in."""
    house = House.of(request)
    try:
        link = house.people.link(secret)
        if password != again:
            problem = "the two passwords differ"
        else:
            user = house.people.accept(secret, password, name=name)
            made = house.people.enter(user.name, address=address_of(request), browser=browser_of(request))
            return entered(house, made, "/")
    except BadLink as error:
        return page(request, "message.html", status=410, title="This link no longer works", message=str(error))
    except PeopleError as error:
        problem = str(error)
    return page(
        request,
        "welcome.html",
        status=422,
        link=link,
        secret=secret,
        name=name[:100],
        problem=problem,
        shortest=SHORTEST_PASSWORD,
    )


def browser_of(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "unknown")


def entered(house: House, made: Made[SignIn], then: str) -> Response:
    """The answer by which a browser is signed in, and goes on."""
    answer = RedirectResponse(then, 303)
    answer.set_cookie(
        house.cookie,
        made.secret,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        secure=house.secure,
        samesite="lax",
    )
    return answer


def signed_out(request: Request, then: str, written: tuple[str, ...]) -> Response:
    """Ask somebody to sign in again whose session ended while they wrote, and give back what they wrote."""
    problem = (
        "you are no longer signed in, so nothing of what you sent was stored. Sign in and go on from where you were"
    )
    return _sign_in(request, then, status=403, problem=problem, written=written)


def _sign_in(
    request: Request,
    then: str,
    *,
    status: int = 200,
    name: str = "",
    problem: str | None = None,
    written: tuple[str, ...] = (),
) -> Response:
    provider = House.of(request).provider
    return page(
        request,
        "sign_in.html",
        status=status,
        then=own_path(then),
        name=name,
        problem=problem,
        provider=provider.name if provider else None,
        written=written,
    )
