"""The API as an application: its routes, what stands before them, and what errors become."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from db.errors import (
    ActionOver,
    AlreadyGiven,
    AlreadyUndone,
    CaseDecided,
    CaseTaken,
    NoAppeal,
    NotForYou,
    NotFound,
    ReviewError,
    StaleClaim,
    StoreError,
    StoreLocked,
    UnansweredAppeal,
    Undecided,
    UnderAppeal,
)
from db.store import Store, utc_now
from flagpost.api.description import describe
from flagpost.api.guard import BadToken, NoToken, Services, Waiting, guard
from flagpost.api.limits import Limits
from flagpost.api.problems import Fault, problem
from flagpost.api.routes import appeals, cases, decisions, description, opinions, screen
from flagpost.api.throttle import Throttle
from flagpost.errors import Incomplete, NotAllowed, TooBusy
from flagpost.on_demand import OnDemand
from flagpost.once import Once
from flagpost.people import People
from flagpost.settings import Settings
from moderation.errors import ModerationError

ROUTERS = (cases, decisions, appeals, opinions, screen, description)
SOON = {"Retry-After": "5"}
CHALLENGE = 'Bearer realm="flagpost"'
MOST_FAULTS = 20
"""Things wrong with a request that are told."""

log = logging.getLogger(__name__)


class Api(FastAPI):
    """FastAPI, whose description of itself is ours."""

    def openapi(self) -> dict[str, Any]:
        """The description, made at the first call."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(self, routes_of(self.routes))
        return self.openapi_schema


def make_api(store: Store, settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Limits:
    """The API over a store, with what stands before it.

    Args:
        store: The store; it stays open for as long as the API runs.
        settings: The settings in force.
        clock: What time it is, for tokens and for how often they fail.
    """
    app = Api(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(guard)])
    app.state.services = Services(
        store=store,
        settings=settings,
        people=People(store, settings, clock=clock),
        texts=OnDemand(settings),
        throttle=Throttle(clock),
        once=Once(store, clock=clock),
    )
    for module in ROUTERS:
        app.include_router(module.router)
    for error, answer in ANSWERS.items():
        app.add_exception_handler(error, answer)
    return Limits(app, settings)


def routes_of(found: Sequence[Any]) -> list[APIRoute]:
    """Every route, those of routers within routers, too."""
    routes: list[APIRoute] = []
    for route in found:
        if isinstance(route, APIRoute):
            routes.append(route)
        else:
            routes += routes_of(getattr(getattr(route, "original_router", route), "routes", ()))
    return routes


def _no_token(_request: Request, _error: Exception) -> Response:
    return problem("no-token", "this needs a token, and none was sent", headers={"WWW-Authenticate": CHALLENGE})


def _bad_token(_request: Request, _error: Exception) -> Response:
    detail = "the token was revoked, has ended, belongs to somebody who is kept out, or never was one"
    return problem("bad-token", detail, headers={"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})


def _waiting(_request: Request, error: Exception) -> Response:
    seconds = error.seconds if isinstance(error, Waiting) else 60
    return problem("too-many-tries", str(error), headers={"Retry-After": str(seconds)})


def _misread(_request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    faults = [Fault(where=".".join(map(str, each["loc"])), message=_said(each)) for each in found[:MOST_FAULTS]]
    if any(each["type"] == "json_invalid" for each in found):
        return problem("unreadable", "the body is no JSON", errors=faults)
    return problem(
        "unusable", "something in the address or the body cannot be used; nothing was changed", errors=faults
    )


def _said(fault: Mapping[str, Any]) -> str:
    return str(fault["msg"]).removeprefix("Value error, ")


def _http(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    name = {404: "not-found", 405: "wrong-method"}.get(status, "unreadable" if status < 500 else "failed")
    details = {
        "not-found": "there is nothing at this address",
        "wrong-method": "this address does nothing of that kind",
    }
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return problem(name, details.get(name, "the body cannot be read"), headers=headers)


def _screening(_request: Request, error: Exception) -> Response:
    # What it says names files of the server, and is for its admin alone.
    log.error("%s", error)
    return problem("screening", "the policy, the rules or the data of this server cannot be used")


def _store(_request: Request, error: Exception) -> Response:
    log.error("%s", error)
    return problem("store", "the store of this server cannot be used; nothing was changed")


def _busy_store(_request: Request, _error: Exception) -> Response:
    return problem("busy", "the store is in use by somebody else; nothing was changed", headers=SOON)


def _failed(_request: Request, error: Exception) -> Response:
    return problem("failed", f"this should not happen ({type(error).__name__})")


def _answer(name: str, headers: Mapping[str, str] | None = None) -> Callable[[Request, Exception], Response]:
    return lambda _request, error: problem(name, str(error), headers=headers)


ANSWERS: dict[int | type[Exception], Callable[[Request, Exception], Response]] = {
    NoToken: _no_token,
    BadToken: _bad_token,
    Waiting: _waiting,
    NotAllowed: _answer("not-allowed"),
    NotFound: _answer("not-found"),
    CaseTaken: _answer("case-taken"),
    CaseDecided: _answer("case-decided"),
    StaleClaim: _answer("claim-over"),
    AlreadyUndone: _answer("already-undone"),
    ActionOver: _answer("no-action"),
    AlreadyGiven: _answer("already-given"),
    NotForYou: _answer("for-others"),
    Undecided: _answer("undecided"),
    UnderAppeal: _answer("under-appeal"),
    NoAppeal: _answer("no-appeal"),
    UnansweredAppeal: _answer("unanswered"),
    Incomplete: _answer("unusable"),
    ReviewError: _answer("conflict"),
    TooBusy: _answer("busy", SOON),
    StoreLocked: _busy_store,
    StoreError: _store,
    ModerationError: _screening,
    RequestValidationError: _misread,
    HTTPException: _http,
    Exception: _failed,
}
"""What errors become. The class that fits best counts."""
