"""The console as an application: its routes, what stands before them, and what errors become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from db.errors import LastAdmin, NotFound, ReviewError, StoreError, StoreLocked
from db.store import Store, utc_now
from flagpost.console.guard import Forged, SignInFirst, guard, sign_in_path
from flagpost.console.house import House
from flagpost.console.pages import account, audit, case, entry, files, help, people, queue  # noqa: A004
from flagpost.console.render import page
from flagpost.console.safety import Safety
from flagpost.errors import NotAllowed, NothingToUndo
from flagpost.people import People
from flagpost.precision import Measured
from flagpost.settings import Settings

ROUTERS = (entry, queue, case, account, people, audit, help, files)
TITLES = {
    400: "That cannot be read",
    403: "Not yours",
    404: "Not here",
    405: "Not that way",
    409: "Something has changed",
    422: "That cannot be used",
    503: "The store is busy",
}


def make_app(store: Store, settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Safety:
    """The console over a store, with what stands before it.

    Args:
        store: The store; it stays open for as long as the console runs.
        settings: The settings in force.
        clock: What time it is, for sessions and links.
    """
    app = FastAPI(title="Flagpost", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(guard)])
    app.state.house = House(store, settings, People(store, settings, clock=clock), Measured(store))
    for module in ROUTERS:
        app.include_router(module.router)
    for error, answer in ANSWERS.items():
        app.add_exception_handler(error, answer)
    return Safety(app, settings)


def _sign_in_first(_request: Request, error: Exception) -> Response:
    then = error.then if isinstance(error, SignInFirst) else "/"
    return RedirectResponse(sign_in_path(then), 303)


def _forged(request: Request, _error: Exception) -> Response:
    message = (
        "This did not come from a page of Flagpost that you have open, so nothing was changed. It may be an old page: "
        "go back, reload it, and try again."
    )
    return _told(request, 403, message, title="Nothing was changed")


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _told(request, status, "There is no such page, or it does nothing of that kind.")


def _misread(request: Request, _error: Exception) -> Response:
    return _told(request, 422, "Something in the address or the form means nothing here. Nothing was changed.")


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
    Forged: _forged,
    NotAllowed: _answer(403),
    NothingToUndo: _answer(409),
    NotFound: _answer(404),
    LastAdmin: _answer(409),
    ReviewError: _answer(409),
    StoreLocked: _answer(503),
    StoreError: _answer(500),
    RequestValidationError: _misread,
    HTTPException: _http,
    Exception: _failed,
}
"""What errors become. A page that says in a sentence what happened and what to do."""
