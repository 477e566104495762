"""Asking an OpenID Connect provider: where its doors are, which keys it has, and how long we wait for it."""

from __future__ import annotations

import json
import logging
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from flagpost.errors import ProviderFailed

CONNECT, READ, WHOLE = 5.0, 10.0, 20.0
"""Seconds to wait for a connection, for the next bytes, and for a whole answer."""
LARGEST = 1024 * 1024
"""Bytes of an answer."""
DISCOVERED_LASTS = timedelta(hours=1)
KEYS_LAST = timedelta(minutes=10)
KEYS_AGAIN = timedelta(seconds=30)
"""Newer keys are asked for no more often, whatever signs tokens by keys that nobody knows."""
SILENT_LASTS = timedelta(seconds=5)
"""For so long a provider that did not answer is not asked again what it is: everybody who waits would take a thread."""
WELL_KNOWN = "/.well-known/openid-configuration"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What a provider says of itself."""

    authorize: str
    """Where browsers go to sign in."""
    token: str
    """Where codes are exchanged."""
    keys: str
    """Where its keys are."""
    userinfo: str | None
    """Where it tells more of somebody."""
    secret_in_form: bool
    """Whether it wants a client's secret in the form, and not in a header."""
    names_itself: bool
    """Whether its answers say whose they are (RFC 9207)."""


class Issuer:
    """A provider, as it is asked. What it says of itself is remembered for a while. May be shared between threads."""

    def __init__(self, issuer: str, *, clock: Callable[[], datetime]) -> None:
        self._issuer = issuer
        self._clock = clock
        self._asking = threading.Lock()
        self._known: tuple[datetime, Known] | None = None
        self._silent: tuple[datetime, ProviderFailed] | None = None
        self._keys: tuple[datetime, list[dict[str, Any]]] | None = None

    def known(self) -> Known:
        """What it says of itself (OpenID Connect Discovery 1.0).

        Raises:
            ProviderFailed: It does not answer, or what it says cannot be used.
        """
        with self._asking:
            now = self._clock()
            if self._known is None or now - self._known[0] > DISCOVERED_LASTS:
                if self._silent is not None and self._clock() - self._silent[0] < SILENT_LASTS:
                    raise ProviderFailed(*self._silent[1].args)
                try:
                    self._known = now, self._read(self.ask("GET", self._issuer.rstrip("/") + WELL_KNOWN))
                except ProviderFailed as error:
                    self._silent = self._clock(), error
                    raise
            return self._known[1]

    def keys(self, *, newer: bool = False) -> list[dict[str, Any]]:
        """Its keys.

        Args:
            newer: Whether those that are remembered did not do.

        Raises:
            ProviderFailed: It does not answer, or what it says cannot be used.
        """
        address = self.known().keys
        with self._asking:
            now = self._clock()
            old_enough = KEYS_AGAIN if newer else KEYS_LAST
            if self._keys is None or now - self._keys[0] > old_enough:
                found = self.ask("GET", address).get("keys")
                if not isinstance(found, list):
                    raise self._failed("it publishes no keys")
                self._keys = now, [key for key in found if isinstance(key, dict)]
            return self._keys[1]

    def ask(
        self,
        method: str,
        address: str,
        *,
        data: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Ask it something, and read the JSON that it answers.

        Raises:
            ProviderFailed: It does not answer, says no, or says something that is no JSON object.
        """
        sent = {"Accept": "application/json", "User-Agent": "Flagpost", **(headers or {})}
        timeout = httpx.Timeout(READ, connect=CONNECT)
        try:
            with (
                httpx.Client(timeout=timeout, follow_redirects=False, verify=_trusted()) as client,
                client.stream(method, address, data=data, auth=auth, headers=sent) as answer,
            ):
                body = self._body(answer)
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            log.warning("%s %s: %s", method, _without_query(address), error)
            raise self._failed("it does not answer") from error
        if status != 200:
            # What it says is for the log: an error may tell what nobody else is to read.
            log.warning("%s %s: %s %.500r", method, _without_query(address), status, body)
            raise self._failed("it has a problem of its own" if status >= 500 else "it refuses what it is asked")
        try:
            said = json.loads(body)
        except ValueError as error:
            raise self._failed("its answer is no JSON") from error
        if not isinstance(said, dict):
            raise self._failed("its answer is no JSON object")
        return said

    def _body(self, answer: httpx.Response) -> bytes:
        body, until = b"", time.monotonic() + WHOLE
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > LARGEST or time.monotonic() > until:
                raise self._failed("its answer is too long")
        return body

    def _read(self, said: Mapping[str, Any]) -> Known:
        if said.get("issuer") != self._issuer:
            log.warning("console_oidc_issuer is %r, and the provider calls itself %r", self._issuer, said.get("issuer"))
            raise self._failed("it calls itself by another name than the setting console_oidc_issuer")
        ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        ways = ways if isinstance(ways, list) else []
        return Known(
            authorize=self._address(said, "authorization_endpoint"),
            token=self._address(said, "token_endpoint"),
            keys=self._address(said, "jwks_uri"),
            userinfo=self._address(said, "userinfo_endpoint") if said.get("userinfo_endpoint") else None,
            secret_in_form="client_secret_basic" not in ways and "client_secret_post" in ways,
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        )

    def _address(self, said: Mapping[str, Any], name: str) -> str:
        """One of its addresses: by HTTPS, unless the provider itself is on this machine without it."""
        address = said.get(name)
        try:
            parts = urlsplit(address if isinstance(address, str) else "")
            scheme, host = parts.scheme, parts.hostname
        except ValueError:
            scheme, host = "", None
        if not host or scheme not in {"https", urlsplit(self._issuer).scheme}:
            raise self._failed(f"it names no {name} that can be used")
        return str(address)

    def _failed(self, why: str) -> ProviderFailed:
        host = urlsplit(self._issuer).netloc
        return ProviderFailed(f"{host} cannot sign you in now: {why}; try again in a moment, or tell an admin")


def _without_query(address: str) -> str:
    return address.partition("?")[0]


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed. To read them takes longer than to ask, so that is done once."""
    return httpx.create_ssl_context(trust_env=True)
