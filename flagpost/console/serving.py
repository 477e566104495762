"""Running the console until somebody ends it."""

from __future__ import annotations

import socket

import uvicorn

from db.store import Store
from flagpost.console.app import make_app
from flagpost.errors import BadSettings
from flagpost.settings import Settings

GRACE = 5
"""Seconds that requests under way get when the console is ended."""


def run(store: Store, settings: Settings) -> None:
    """Serve the console over a store, until a signal ends it.

    Raises:
        BadSettings: Nothing can listen at the address that the settings name.
    """
    listening = _listen(settings)
    config = uvicorn.Config(
        make_app(store, settings),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
        proxy_headers=settings.console_url is not None,
        forwarded_allow_ips="127.0.0.1,::1",
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


def _listen(settings: Settings) -> socket.socket:
    """A socket at the address of the settings: a port that is taken is told before anything is served."""
    family = socket.AF_INET6 if ":" in settings.console_host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
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
