"""The transport under httpx: aiohttp's, behind the guard.

It is measured by ``tests/benchmarks/fetching.py``, and is the faster of the two that httpx can have.
"""

from __future__ import annotations

import ssl

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from scraper.fetch.guard import AllowedHosts, guarded_socket

MAX_HEADER_BYTES = 64 * 1024
"""One line of a header. aiohttp's own 8 KiB is less than some boards send as Content-Security-Policy."""
READ_BUFFER = 64 * 1024
"""Bytes that are read ahead. What a slow reader has not taken stays with the sender."""


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects to public addresses, and to hosts that the admin allows.

    The two kinds have a pool of connections each. So a connection to a private address, made for an allowed host, can
    never serve another host's request.
    """

    def __init__(self, allowed: AllowedHosts) -> None:
        # The one thing taken from the environment: SSL_CERT_FILE, for boards whose certificate is signed in the house.
        context = httpx.create_ssl_context(trust_env=True)
        self._allowed = allowed
        self._public = AiohttpTransport(verify=context, client=lambda: _session(context, guarded=True))
        self._private = AiohttpTransport(verify=context, client=lambda: _session(context, guarded=False))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` through the pool that its host belongs to."""
        pool = self._private if request.url in self._allowed else self._public
        return await pool.handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._public.aclose()
        await self._private.aclose()


def _session(context: ssl.SSLContext, *, guarded: bool) -> aiohttp.ClientSession:
    """A session that keeps no cookies, follows nothing, and asks no proxy."""
    connector = aiohttp.TCPConnector(
        ssl=context,
        limit=0,  # the pace limits a host; a total would let one slow host hold up the others
        socket_factory=guarded_socket if guarded else None,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        read_bufsize=READ_BUFFER,
    )
