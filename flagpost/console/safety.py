"""What stands before every request: which hosts are answered, how much is read, and the headers of every answer."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flagpost.settings import Settings

LARGEST_FORM = 512 * 1024
"""Bytes of a request's body."""
LONGEST_LENGTH = 10
"""Digits of the number that says how long a body is."""
CHARSET = re.compile(r"charset\s*=\s*\"?([^\s\";]*)", re.IGNORECASE)
"""In which encoding a form says that it is written."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""The content security policy: our own files and nothing else; no script or style within a page."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
"""On every answer."""
STRICT_TRANSPORT = "max-age=31536000"
"""Where browsers come by HTTPS."""


class Safety:
    """An ASGI application around ours."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._hosts = allowed_hosts(settings)
        self._secure = urlsplit(settings.console_url or "").scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if host_of(headers.get("host", "")) not in self._hosts:
            # A page of another site could otherwise make its own name lead here, and read what we answer.
            refusal = PlainTextResponse("This host is not served here. See the setting console_url.\n", 421)
            await refusal(scope, receive, self._guarded(send))
            return
        if scope["method"] not in {"GET", "HEAD"}:
            length = headers.get("content-length", "")
            if not length.isdecimal() or len(length) > LONGEST_LENGTH or int(length) > LARGEST_FORM:
                refusal = PlainTextResponse("This form is larger than anything that is asked for here.\n", 413)
                await refusal(scope, receive, self._guarded(send))
                return
            written = CHARSET.search(headers.get("content-type", ""))
            if written and written[1].lower() not in {"utf-8", "utf8"}:
                # Forms would be read by whatever codec the request names, and some yield what is no text.
                refusal = PlainTextResponse("Forms are written in UTF-8 here.\n", 415)
                await refusal(scope, receive, self._guarded(send))
                return
        await self.app(scope, receive, self._guarded(send))

    def _guarded(self, send: Send) -> Send:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
                if self._secure:
                    headers["Strict-Transport-Security"] = STRICT_TRANSPORT
            await send(message)

        return guarded


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """The hosts that are answered: loopback, the address we listen at, and the one that browsers know us by."""
    named = {settings.console_host, urlsplit(settings.console_url or "").hostname or ""}
    return LOOPBACK | {host_of(name) for name in named if name not in {"", "0.0.0.0", "::"}}  # noqa: S104


def host_of(named: str) -> str:
    """A host without its port."""
    if named.startswith("["):
        return named.partition("]")[0].lower() + "]"
    return named.partition(":")[0].lower() if named.count(":") <= 1 else f"[{named.lower()}]"
