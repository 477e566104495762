"""The description of the API, in OpenAPI's words."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from flagpost.api.routes import PREFIX
from flagpost.console.guard import Door, needs

router = APIRouter(prefix=PREFIX, tags=["description"])


@router.get("/openapi.json")
@needs(Door.OPEN)
def description(request: Request) -> dict[str, Any]:
    """What can be asked here, for programs that read it. It needs no token."""
    found: dict[str, Any] = request.app.openapi()
    return found
