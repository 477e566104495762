"""Handing a case to somebody else, and taking one that was handed over."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db.errors import ReviewError
from flagpost.access import Right
from flagpost.console.desks import handing_of
from flagpost.console.guard import needs
from flagpost.console.numbers import Id
from flagpost.console.pages.case import Lines, Narrowed, case_page
from flagpost.console.pages.queue import asked_by
from flagpost.people import LONGEST_NAME
from flagpost.review import LONGEST_NOTE

router = APIRouter()


@router.post("/cases/{case_id}/hand")
@needs(Right.DECIDE)
def hand(
    request: Request,
    case_id: Id,
    lease: Annotated[int, Form()],
    to: Annotated[str, Form(max_length=LONGEST_NAME)],
    why: Annotated[Lines, Form(max_length=LONGEST_NOTE)] = "",
    narrowed: Narrowed = "",
) -> Response:
    """Hand a case to somebody. Its page then says whose it is, and leads on to the next one."""
    asked = asked_by(request, narrowed)
    try:
        handing_of(request).hand(case_id, to, why, token=lease)
    except ReviewError as error:
        return case_page(request, case_id, asked, problem=error)
    return RedirectResponse(asked.path(f"/cases/{case_id}"), 303)


@router.post("/cases/{case_id}/take")
@needs(Right.DECIDE)
def take(request: Request, case_id: Id, narrowed: Narrowed = "") -> Response:
    """Take a case that is handed to somebody else."""
    asked = asked_by(request, narrowed)
    try:
        handing_of(request).take(case_id)
    except ReviewError as error:
        return case_page(request, case_id, asked, problem=error)
    return RedirectResponse(asked.path(f"/cases/{case_id}", anchor="post"), 303)
