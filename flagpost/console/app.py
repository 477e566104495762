"""The console as an application: its routes, what stands before them, and what errors become."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from db.errors import LastAdmin, NotForYou, NotFound, ReviewError, StoreError, StoreLocked
from db.store import Store, utc_now
from flagpost.console.guard import Forged, SignInFirst, guard, sign_in_path
from flagpost.console.house import House
from flagpost.console.pages import (
    account,
    actions,
    appeals,
    audit,
    boards,
    bulk,
    case,
    entry,
    figures,
    files,
    handing,
    help,  # noqa: A004
    opinions,
    people,
    phrases,
    provider,
    quality,
    queue,
    views,
)
from flagpost.console.render import page
from flagpost.console.safety import Safety
from flagpost.errors import EvidenceLost, Incomplete, NotAllowed, NothingToUndo, UnknownHere
from flagpost.figures import Dashboards
from flagpost.people import People
from flagpost.precision import Measured
from flagpost.settings import Settings
from flagpost.vouching import Proxy, Vouching

LOG = logging.getLogger(__name__)
ROUTERS = (
    entry,
    provider,
    queue,
    views,
    bulk,
    case,
    handing,
    appeals,
    opinions,
    quality,
    actions,
    figures,
    boards,
    phrases,
    account,
    people,
    audit,
    help,
    files,
)
TITLES = {
    400: "That cannot be read",
    403: "Not yours",
    404: "Not here",
    405: "Not that way",
    409: "Something has changed",
    422: "That cannot be used",
    503: "The store is busy",
}
NO_SUCH_PAGE = "There is no such page."
WHAT_HTTP_SAYS = {
    400: "The form that was sent cannot be read. Nothing was changed.",
    405: "This page does nothing of that kind.",
}


def make_app(store: Store, settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Safety:
    """The console over a store, with what stands before it.

    Args:
        store: The store; it stays open for as long as the console runs.
        settings: The settings in force.
        clock: What time it is, for sessions, links and claims; the store has one of its own.

    Raises:
        MissingExtra: A provider is set, and the extra ``oidc`` is not installed.
    """
    app = all_routes()
    app.state.house = make_house(store, settings, clock=clock)
    return Safety(app, settings)


def all_routes() -> FastAPI:
    """Every page, over no store yet."""
    app = FastAPI(title="Flagpost", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(guard)])
    for module in ROUTERS:
        answer_head(module.router)
        app.include_router(module.router)
    for error, answer in ANSWERS.items():
        app.add_exception_handler(error, answer)
    return app


def answer_head(router: APIRouter) -> None:
    """Have pages tell of themselves as they would be answered: servers leave the body away."""
    for route in router.routes:
        if isinstance(route, APIRoute) and "GET" in (methods := route.methods or set()):
            methods.add("HEAD")


def make_house(store: Store, settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> House:
    """What all pages share.

    Raises:
        MissingExtra: A provider is set, and the extra ``oidc`` is not installed.
    """
    vouching, source = Vouching(store, clock=clock), None
    if settings.console_oidc_issuer:
        from flagpost.oidc import Provider  # noqa: PLC0415 - an extra

        source = Provider(settings, clock=clock)
    people, measured = People(store, settings, clock=clock), Measured(store)
    proxy, dashboards = Proxy(settings, vouching), Dashboards(store, settings.zone, clock=clock)
    return House(store, settings, people, measured, vouching, proxy, source, clock=clock, dashboards=dashboards)


def _sign_in_first(request: Request, error: Exception) -> Response:
    then, written = (error.then, error.written) if isinstance(error, SignInFirst) else ("/", ())
    if written:
        return entry.signed_out(request, then, written)
    return RedirectResponse(sign_in_path(then), 303)


def _unknown_here(request: Request, error: Exception) -> Response:
    return provider.not_signed_in(request, 403, error, again="/")


def _forged(request: Request, _error: Exception) -> Response:
    message = (
        "This did not come from a page of Flagpost that you have open, so nothing was changed. It may be an old page: "
        "go back, reload it, and try again."
    )
    return _told(request, 403, message, title="Nothing was changed")


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if not hasattr(request.state, "visitor"):
        # Nothing has asked yet who it is, since there is no such route.
        with suppress(UnknownHere):
            request.state.visitor = House.of(request).visitor(request)
    answer = _told(request, status, WHAT_HTTP_SAYS.get(status, NO_SUCH_PAGE))
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


def _misread(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestValidationError) and any(each["loc"][0] == "path" for each in error.errors()):
        return _told(request, 404, NO_SUCH_PAGE)
    return _told(request, 422, "Something in the address or the form means nothing here. Nothing was changed.")


def _busy(request: Request, _error: Exception) -> Response:
    return _told(request, 503, "The store is in use by somebody else. Nothing was changed: try again in a moment.")


def _no_store(request: Request, error: Exception) -> Response:
    # What the store says names its file or its server, and is for the terminal alone.
    LOG.error("%s", error)
    return _told(request, 500, "The store cannot be used. Nothing was changed; the server's terminal has more.")


def _failed(request: Request, error: Exception) -> Response:
    message = f"This should not happen ({type(error).__name__}). Nothing was changed; the server's terminal has more."
    return _told(request, 500, message)


def _answer(status: int) -> Callable[[Request, Exception], Response]:
    return lambda request, error: _told(request, status, str(error))


def _told(request: Request, status: int, message: str, *, title: str | None = None) -> Response:
    if not hasattr(request.state, "visitor"):
        request.state.visitor = None
    title = title or TITLES.get(status, "That went wrong")
    return page(request, "message.html", status=status, title=title, message=message)


ANSWERS: dict[int | type[Exception], Callable[[Request, Exception], Response]] = {
    SignInFirst: _sign_in_first,
    UnknownHere: _unknown_here,
    Forged: _forged,
    NotAllowed: _answer(403),
    NothingToUndo: _answer(409),
    Incomplete: _answer(422),
    NotForYou: _answer(403),
    NotFound: _answer(404),
    EvidenceLost: _answer(404),
    LastAdmin: _answer(409),
    ReviewError: _answer(409),
    StoreLocked: _busy,
    StoreError: _no_store,
    RequestValidationError: _misread,
    HTTPException: _http,
    Exception: _failed,
}
"""What errors become. A page that says in a sentence what happened and what to do."""
