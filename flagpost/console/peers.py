"""Who stands at the other end of a connection, kept apart from whom a proxy there says that it speaks for."""

from __future__ import annotations

import ipaddress

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from flagpost.settings import Settings

PEER = "flagpost.peer"


class Peers:
    """An ASGI application around ours. It stands before all that asks where a request comes from.

    Behind a proxy, ``client`` becomes the visitor's address, by the word of proxies that are believed
    (X-Forwarded-For). What connected to us is kept beside it: whose word counts depends on that alone.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        proxied = settings.console_url is not None or settings.console_proxy_header is not None
        believed = [str(ipaddress.ip_network(each, strict=False)) for each in settings.console_proxy_addresses]
        self.app = ProxyHeadersMiddleware(app, believed) if proxied else app  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the peer, and pass the request on."""
        client = scope.get("client")
        scope[PEER] = client[0] if client else ""
        await self.app(scope, receive, send)  # type: ignore[arg-type]


def peer_of(request: Request) -> str:
    """The address at the other end of the connection; "" where there is none."""
    if PEER in request.scope:
        return str(request.scope[PEER])
    return request.client.host if request.client else ""


def address_of(request: Request) -> str:
    """The network address that a request comes from; a trusted proxy's word for it where there is one."""
    return request.client.host if request.client else "unknown"
