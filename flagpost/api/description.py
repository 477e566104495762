"""Describing the API: FastAPI's description of the routes, with whom each is for and what errors look like."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from flagpost.api.problems import KINDS, MEDIA_TYPE, Problem
from flagpost.console.guard import Door, needed

ABOUT = """Flagpost for programs: what waits in its queues, decisions on it, and screening of texts that are stored
nowhere. Every request carries a token of a user's, who makes it on the page Your account; the program may do what the
user may. Errors are problem details (RFC 9457) with a next step. Moments are in UTC."""
SCHEME = "token"
EVERYWHERE = (422, 500, 503)
"""Problems of every route."""
GUARDED = (401, 403, 429)
"""Problems of every route that needs a token."""
WITH_ID = (404,)
CHANGING = (400, 409, 411, 413)
"""Problems of every route that is sent something."""


def describe(app: FastAPI, routes: list[APIRoute]) -> dict[str, Any]:
    """The description of an application of ours."""
    found = get_openapi(title="Flagpost", version=_version(), description=" ".join(ABOUT.split()), routes=app.routes)
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    found["components"]["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "description": "A token from the page Your account: flagpost_..."}
    }
    for route in routes:
        for method in route.methods or ():
            operation = found["paths"][route.path][method.lower()]
            guarded = needed(route.endpoint) is not Door.OPEN
            operation["security"] = [{SCHEME: []}] if guarded else []
            statuses = {
                *EVERYWHERE,
                *(GUARDED if guarded else ()),
                *(WITH_ID if "{" in route.path else ()),
                *(CHANGING if method == "POST" else ()),
            }
            operation["responses"] |= {str(status): _told(status) for status in sorted(statuses)}
    return found


def _told(status: int) -> dict[str, Any]:
    names = [name for name, kind in KINDS.items() if kind.status == status]
    told = "; ".join(f"`{name}`: {KINDS[name].title.lower()}" for name in names)
    return {"description": told, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _version() -> str:
    try:
        return version("flagpost")
    except PackageNotFoundError:
        return "0"
