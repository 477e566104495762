"""The map of the keys, for those whose browser runs no scripts; the others see it on every page by a key."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from flagpost.console.guard import Door, needs
from flagpost.console.render import page

router = APIRouter()


@router.get("/keys")
@needs(Door.SIGNED_IN)
def keys(request: Request) -> Response:
    """Every key, and what it does."""
    return page(request, "keys.html")
