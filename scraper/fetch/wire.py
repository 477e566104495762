"""One request, one answer: no retry, no redirect, no robots. Whatever goes wrong leaves here as a ``FetchError``."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import aiohttp
import httpx

from scraper.fetch.body import ACCEPT, ACCEPT_ENCODING, DecodeError, OverCapError, decoder, is_page, read_body
from scraper.fetch.clock import Clock
from scraper.fetch.errors import FetchError, NotAPage, RefusedAddress, TimedOut, TooLarge, Unreachable
from scraper.fetch.guard import AllowedHosts, NotPublicError
from scraper.fetch.limits import FetchLimits
from scraper.fetch.transport import GuardedTransport

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
"""The statuses that lead on, where a ``Location`` says to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host answered to one request."""

    url: httpx.URL
    """The address that was asked for."""
    status: int
    """The HTTP status."""
    headers: httpx.Headers
    """All headers."""
    body: bytes
    """The decoded bytes; empty for a redirect."""
    at: datetime
    """When the last byte arrived, aware UTC."""

    @property
    def location(self) -> str | None:
        """Where a redirect leads, as written; None where the answer is none."""
        return self.headers.get("location") if self.status in REDIRECTS else None


class Wire:
    """Sends requests, within the limits of one request."""

    def __init__(self, limits: FetchLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(AllowedHosts(limits.allowed_hosts)),
            headers={"User-Agent": limits.header, "Accept": ACCEPT, "Accept-Encoding": ACCEPT_ENCODING},
            # No host gets a cookie back, its own neither: every page is read as a stranger reads it.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=httpx.Timeout(limits.timeout),
            trust_env=False,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def get(self, url: httpx.URL, *, max_bytes: int, any_type: bool = False) -> Answer:
        """Ask for ``url`` once.

        Args:
            url: An address that ``addresses.parse`` let through.
            max_bytes: Decoded bytes; a successful answer that is larger is an error, any other is cut.
            any_type: Read whatever it is and cut it at ``max_bytes``, as robots.txt asks.

        Raises:
            FetchError: Any kind but those that tell of a status.
        """
        try:
            async with asyncio.timeout(self._limits.max_seconds), self._client.stream("GET", url) as response:
                body = await self._read(response, max_bytes, any_type=any_type)
                return Answer(
                    url=url, status=response.status_code, headers=response.headers, body=body, at=self._clock.now()
                )
        except TimeoutError as error:
            raise TimedOut(
                f"{url.host} did not finish its answer within {self._limits.max_seconds:g} seconds. "
                "Try again when the board is less busy, or raise max_seconds.",
                url=str(url),
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as error:
            raise _told(error, url, self._limits) from error

    async def _read(self, response: httpx.Response, max_bytes: int, *, any_type: bool) -> bytes:
        """The decoded body, so far as it is wanted."""
        if response.status_code in REDIRECTS:
            return b""
        url = str(response.url)
        strict = response.is_success and not any_type
        content_type = response.headers.get("content-type")
        if not any_type and not is_page(content_type):
            if strict:
                raise NotAPage(f"it is {content_type}, which is no page. Give the address of a page.", url=url)
            return b""
        length = response.headers.get("content-length", "")
        if strict and length.isdecimal() and int(length) > max_bytes:
            raise _too_large(url, max_bytes)
        try:
            decode = decoder(response.headers.get("content-encoding"))
            return await read_body(response.aiter_raw(), decode, max_bytes)
        except OverCapError as error:
            if strict:
                raise _too_large(url, max_bytes) from None
            return error.body
        except DecodeError as error:
            if strict:
                raise NotAPage(f"it cannot be decoded: {error}. Tell the board's admin.", url=url) from error
            return b""


def _too_large(url: str, max_bytes: int) -> TooLarge:
    return TooLarge(
        f"it is larger than {max_bytes} bytes, and was left unread beyond them. Raise max_bytes if it is a page.",
        url=url,
    )


def _told(error: Exception, url: httpx.URL, limits: FetchLimits) -> FetchError:
    """``error`` of httpx or aiohttp, in our words."""
    # httpx-aiohttp puts some of aiohttp's errors under names that say something else, so the causes decide.
    causes = list(_causes(error))
    host, address = url.host, str(url)
    for cause in causes:
        if isinstance(cause, NotPublicError):
            return RefusedAddress(
                f"{host} is at {cause.address}, which is not on the public internet. "
                f"If the board is yours, add {host!r} to allowed_hosts.",
                url=address,
            )
        if isinstance(cause, ssl.SSLError | ssl.CertificateError | aiohttp.ClientSSLError):
            return Unreachable(
                f"no trusted connection to {host}: {_line(cause)}. Check the certificate of the host.", url=address
            )
        if isinstance(cause, socket.gaierror):
            unknown = cause.errno == socket.EAI_NONAME
            return Unreachable(
                f"the name {host} is not known. Check the spelling of the address, and the name server.",
                url=address,
                may_pass=not unknown,
            )
    if any(isinstance(cause, httpx.UnsupportedProtocol | httpx.InvalidURL | aiohttp.InvalidURL) for cause in causes):
        return RefusedAddress(f"it is no address that can be asked for: {_line(error)}. Correct it.", url=address)
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return TimedOut(
            f"{host} was silent for {limits.timeout:g} seconds. "
            "Try again when the board is less busy, or raise timeout.",
            url=address,
            may_pass=True,
        )
    return Unreachable(
        f"{host} gave no proper answer: {_line(causes[-1])}. Check the address, and that the board is up.",
        url=address,
        may_pass=True,
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """``error`` and what it came from, the outermost first."""
    while error is not None:
        yield error
        error = error.__cause__


def _line(error: BaseException) -> str:
    """One line that says something, also for an error without a text."""
    return " ".join(str(error).split()) or type(error).__name__
