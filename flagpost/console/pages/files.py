"""Our own style sheet, script and icon, and a sign of life. Nothing is asked of another host."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response

from flagpost.console.guard import Door, needs
from flagpost.console.house import House

KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
FOLDER = files("flagpost.console") / "static"

router = APIRouter()


@router.get("/static/{name}")
@needs(Door.OPEN)
def static(request: Request, name: str) -> Response:
    """One of our files; a browser keeps it and asks whether it has changed."""
    found = _files().get(name)
    if found is None:
        raise HTTPException(404)
    body, tag = found
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    # A proxy that packs answers makes the tag a weak one.
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=KINDS[name.rpartition(".")[2]], headers=headers)


@router.get("/health")
@needs(Door.OPEN)
def health(request: Request) -> Response:
    """Whether the store answers: for whoever watches over the server."""
    with House.of(request).store.read() as unit:
        unit.users.admins()
    return PlainTextResponse("ok\n")


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """Our files by name, each with its tag. Read once, whatever names are asked for."""
    bodies = {each.name: each.read_bytes() for each in FOLDER.iterdir() if each.name.rpartition(".")[2] in KINDS}
    return {name: (body, f'"{sha256(body).hexdigest()[:32]}"') for name, body in bodies.items()}
