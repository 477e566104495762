"""What stands before every request to the API: how much is read, and the headers of every answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flagpost.api.problems import problem
from flagpost.console.safety import STRICT_TRANSPORT
from flagpost.settings import Settings

LARGEST_BODY = 1024 * 1024
"""Bytes of a request's body."""
LONGEST_LENGTH = 10
"""Digits of the number that says how long a body is."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
"""On every answer."""


class Limits:
    """An ASGI application around ours.

    Unlike the console it answers under every host: nothing that a browser sends by itself opens anything here.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._secure = urlsplit(settings.console_url or "").scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = self._guarded(send)
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
            refusal = problem("no-length", "the request does not say how many bytes its body has")
        elif len(length) > LONGEST_LENGTH or int(length) > LARGEST_BODY:
            refusal = problem("too-large", f"the body has more than {LARGEST_BODY:,} bytes")
        else:
            await self.app(scope, receive, answer)
            return
        await refusal(scope, receive, answer)

    def _guarded(self, send: Send) -> Send:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if self._secure:
                    headers["Strict-Transport-Security"] = STRICT_TRANSPORT
            await send(message)

        return guarded
