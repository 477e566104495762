"""Cases that somebody would rather not decide: kept in a cookie for a while, since it is nobody else's matter."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response

from flagpost.console.house import House, visitor_of
from flagpost.console.numbers import possible

COOKIE = "flagpost-skipped"
LASTING = timedelta(hours=12)
"""How long cases stay skipped after the last one was: no longer than a session is kept without use."""
MOST = 100
"""Cases that are remembered; the oldest are forgotten first."""


def skipped_by(request: Request) -> tuple[int, ...]:
    """The ids of the cases that the visitor has skipped in this browser, the oldest first.

    Nothing of what somebody else skipped there, who had signed in before.
    """
    found = [int(each) for each in request.cookies.get(COOKIE, "").split(".") if each.isdecimal() and len(each) < 20]
    ids = found[1:] if found[:1] == [visitor_of(request).user.id] else []
    return tuple(filter(possible, ids))[-MOST:]


def skip(request: Request, answer: Response, case_id: int) -> None:
    """Have the browser remember one more."""
    ids = (*(each for each in skipped_by(request) if each != case_id), case_id)[-MOST:]
    value, secure = ".".join(map(str, (visitor_of(request).user.id, *ids))), House.of(request).secure
    seconds = int(LASTING.total_seconds())
    answer.set_cookie(COOKIE, value, max_age=seconds, samesite="lax", httponly=True, secure=secure)


def begin_anew(request: Request, answer: Response) -> None:
    """Have the browser forget them."""
    answer.delete_cookie(COOKIE, samesite="lax", httponly=True, secure=House.of(request).secure)
