"""Saved views: the queue's present filter under a name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from flagpost.access import Right
from flagpost.console.desks import views_of
from flagpost.console.guard import needs
from flagpost.console.numbers import Id
from flagpost.console.pages.case import Narrowed
from flagpost.console.pages.queue import asked_by, queue_page
from flagpost.console.render import page
from flagpost.errors import NotKept

router = APIRouter()


@router.post("/views")
@needs(Right.LOOK)
def save(
    request: Request,
    name: Annotated[str, Form(max_length=500)] = "",
    narrowed: Narrowed = "",
    shared: Annotated[bool, Form()] = False,
) -> Response:
    """Save what the queue shows."""
    asked = asked_by(request, narrowed)
    try:
        views_of(request).save(name, asked.query, shared=shared)
    except NotKept as error:
        return queue_page(request, asked, status=422, problem=str(error))
    return RedirectResponse(asked.path("/queue"), 303)


@router.get("/views")
@needs(Right.LOOK)
def all_views(request: Request) -> Response:
    """Every view that the visitor sees, to be deleted."""
    views = views_of(request)
    counted = views.counted(lambda view: asked_by(request, view.query).wanted)
    return page(request, "views.html", views=counted, may_delete=views.may_delete)


@router.post("/views/{view_id}/delete")
@needs(Right.LOOK)
def delete(request: Request, view_id: Id) -> Response:
    """Delete a view."""
    views_of(request).delete(view_id)
    return RedirectResponse("/views", 303)
