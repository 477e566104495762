"""Signing in by an OpenID Connect provider: the way there, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from flagpost.console.guard import Door, needs, own_path
from flagpost.console.house import House
from flagpost.console.pages.entry import browser_of, entered
from flagpost.console.peeking import not_done, only_peeks
from flagpost.console.peers import address_of
from flagpost.console.render import page
from flagpost.errors import ProviderFailed, SignInLost, UnknownHere

if TYPE_CHECKING:
    from flagpost.oidc import Provider

COOKIE = "flagpost-way"
SECURE_COOKIE = "__Host-flagpost-way"
LASTS = 600
"""Seconds for which a browser keeps what it needs to come back."""

router = APIRouter()


@router.get("/sign-in/provider")
@needs(Door.OPEN)
def there(request: Request, then: str = "/") -> Response:
    """Send a browser to the provider."""
    house, provider = House.of(request), _provider(request)
    if request.state.visitor is not None:
        return RedirectResponse(own_path(then), 303)
    try:
        begun = provider.begin(own_path(then))
    except ProviderFailed as error:
        return not_signed_in(request, 502, error)
    answer = RedirectResponse(begun.address, 303)
    answer.set_cookie(_cookie(house), begun.cookie, max_age=LASTS, httponly=True, secure=house.secure, samesite="lax")
    return answer


@router.get("/sign-in/back")
@needs(Door.OPEN)
def back(request: Request) -> Response:
    """Take a browser back from the provider, and sign it in."""
    if only_peeks(request):
        return not_done(request)
    house, provider = House.of(request), _provider(request)
    address = address_of(request)
    try:
        ended = provider.end(request.query_params, request.cookies.get(_cookie(house)))
        role = house.settings.console_oidc_role
        user = house.vouching.user(ended.name, role=role, by=provider.BY, address=address, account=ended.account)
    except (SignInLost, ProviderFailed, UnknownHere) as error:
        status = 502 if isinstance(error, ProviderFailed) else 403
        answer = not_signed_in(request, status, error)
    else:
        made = house.people.enter(user.name, address=address, browser=browser_of(request))
        answer = entered(house, made, own_path(ended.then))
    answer.delete_cookie(_cookie(house), secure=house.secure, httponly=True, samesite="lax")
    return answer


def not_signed_in(request: Request, status: int, why: Exception, *, again: str = "/sign-in") -> Response:
    """The page of somebody whom the word of others has not signed in."""
    return page(request, "not_signed_in.html", status=status, why=str(why), again=again)


def _provider(request: Request) -> Provider:
    provider = House.of(request).provider
    if provider is None:
        raise HTTPException(404)
    return provider


def _cookie(house: House) -> str:
    return SECURE_COOKIE if house.secure else COOKIE
