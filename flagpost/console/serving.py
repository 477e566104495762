"""Running the console and the API until somebody ends them."""

from __future__ import annotations

import gc
import socket

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from db.store import Store
from flagpost.api.app import make_api
from flagpost.console.app import make_app
from flagpost.console.peers import Peers
from flagpost.errors import BadSettings
from flagpost.settings import Settings

GRACE = 5
"""Seconds that requests under way get when the console is ended."""
API = "/api/"
"""What addresses of the API begin with; all others are the console's."""


class Faces:
    """An ASGI application: the console, and the API beside it. Neither lets anybody in for the other."""

    def __init__(self, console: ASGIApp, api: ASGIApp) -> None:
        self.console = console
        self.api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered by the face whose address it has."""
        face = self.api if scope["type"] == "http" and scope["path"].startswith(API) else self.console
        await face(scope, receive, send)


def make_faces(store: Store, settings: Settings) -> Peers:
    """All that is served over a store, with what stands before it.

    Raises:
        MissingExtra: A provider is set, and the extra ``oidc`` is not installed.
    """
    return Peers(Faces(make_app(store, settings), make_api(store, settings)), settings)


def run(store: Store, settings: Settings) -> None:
    """Serve the console and the API over a store, until a signal ends them.

    Raises:
        BadSettings: Nothing can listen at the address that the settings name.
        MissingExtra: A provider is set, and the extra ``oidc`` is not installed.
    """
    faces = make_faces(store, settings)
    listening = _listen(settings)
    config = uvicorn.Config(
        faces,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
        proxy_headers=False,  # Peers does that, and remembers who stands at the other end
    )
    _spare_what_stays()
    try:
        with store.checkpoints_aside():
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


def _spare_what_stays() -> None:
    """Have nothing that is loaded by now looked through for garbage: it stays until the end.

    To look through all of it takes a tenth of a second, for which somebody's page would have to wait now and then.
    """
    gc.collect()
    gc.freeze()


def _listen(settings: Settings) -> socket.socket:
    """A socket at the address of the settings: a port that is taken is told before anything is served.

    It says that it speaks TCP, since asyncio switches off Nagle's algorithm for such alone: without that the end of a
    short answer waits 40 ms for the browser to acknowledge its beginning.
    """
    family = socket.AF_INET6 if ":" in settings.console_host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.console_host, settings.console_port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        message = (
            f"nothing can listen at {settings.console_host}, port {settings.console_port}: {error.strerror}; choose "
            "another by --host and --port"
        )
        raise BadSettings(message) from error
    return listening
