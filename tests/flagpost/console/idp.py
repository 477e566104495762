"""A small OpenID Connect provider on loopback, written with the standard library alone. Tests may have it misbehave."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

N = int(
    "a85942758848422661364b4410a84f0542bee189e64a43f70b3aba4ef896fbeb819f810a0020be38e6317d1d361162c5"
    "1a5f6c758a90d212f1dd244ce2d2b88539a8ccff85f982ad5c8d6e239c3850978fce1f00dbb1490434d2a15078f53bac"
    "da8f05de09445ab81fd92b00e574ecf550cf64cbc9675066108c4c2872390fa7773b0a28442832e27b6fef4f9fa7855b"
    "f2b6a0a0be61e176e64a95aaf5755990cbd58c5a82e6b58bec584135911675d6087c2e2b2f8b03f9dfddf4a985875dd7"
    "e16d8ba7d8a2b47d01253d7b5f76c55d26c0a9bae7a893053bdd5aa71a261387bd371414e0cb41f18e1c0b4e6d700d44"
    "e9b0ddcfa3ea54cc5b7bd9a426794531",
    16,
)
E = 65537
D = int(
    "236ea1f3bdcac38d73616b86f8608c3d25b6aa1e8d872cf5d679b653bfb37b732e558561b6f42d452981d9fce76fd253"
    "7cc0ffc15f782a96cd2c07a35d0c0fc50e852e1c4bb4dfa1a03cae2535908eb9cf8d08ee73cec4f8eb2b37c389a9c7b5"
    "124d0ee5941abc634b64b84dd87d7b1008c195cbe46867be0b9693c2e1838bfd11aceb57aa742be409a58ea64865222f"
    "7f2698146acce76816459192246ce4f9fc59bdc73d5de55de6d2df4fb5566462f00f037dc440d3ca04523ee9a741f5f8"
    "3af9d888bfd634474465e65cb28def1a06f261ea3cc7058ab67cbcde53691e9c3bffb3753957691e98dd6de4587aef4d"
    "2bc3b4fdb09f015e970fcf9ef2440de9",
    16,
)
"""An RSA key of 2,048 bits that signs nothing anywhere else."""
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What PKCS #1 puts before a SHA-256."""


def b64(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()


def number(some: int) -> str:
    return b64(some.to_bytes((some.bit_length() + 7) // 8))


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"


def rs256(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token as it should be."""
    said = unsigned(header, claims)
    block = SHA256_INFO + hashlib.sha256(said.encode()).digest()
    padded = b"\x00\x01" + b"\xff" * (256 - len(block) - 3) + b"\x00" + block
    return f"{said}.{b64(pow(int.from_bytes(padded), D, N).to_bytes(256))}"


def alg_none(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token that says that it needs no signature."""
    return unsigned({**header, "alg": "none"}, claims) + "."


def hs256_by(key: bytes) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    """Tokens signed by a secret: by what is no secret at all, where the public key is taken for one."""

    def sign(header: dict[str, Any], claims: dict[str, Any]) -> str:
        said = unsigned({**header, "alg": "HS256"}, claims)
        return f"{said}.{b64(hmac.new(key, said.encode(), hashlib.sha256).digest())}"

    return sign


PUBLIC = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "n": number(N), "e": number(E)}


@dataclass(kw_only=True)
class Provider:
    """The provider, and what it is to do otherwise."""

    url: str
    client: str = "flagpost"
    secret: str | None = "a secret: with odd % signs"
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "1", "preferred_username": "Ben"})
    """Who is signed in there."""
    claims: dict[str, Any] = field(default_factory=dict)
    """What ID tokens say besides, or otherwise; None leaves a claim out."""
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "one", "typ": "JWT"})
    sign: Callable[[dict[str, Any], dict[str, Any]], str] = rs256
    keys: list[dict[str, Any]] = field(default_factory=lambda: [PUBLIC])
    discovery: dict[str, Any] = field(default_factory=dict)
    """What it says of itself besides, or otherwise."""
    userinfo: dict[str, Any] | None = None
    broken: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """Path to what it answers instead."""
    denies: str | None = None
    """The error that the authorization endpoint answers with."""
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    redirects: set[str] = field(default_factory=set)
    """The addresses that it sends browsers back to."""

    def about(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "authorization_response_iss_parameter_supported": True,
            **self.discovery,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to. The person is signed in already and agrees."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client
        assert asked["redirect_uri"] in self.redirects
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        said = {"state": asked["state"], "iss": self.url}
        if self.denies:
            said |= {"error": self.denies, "error_description": "Call us"}
        else:
            said["code"] = secrets.token_urlsafe(16)
            self.codes[said["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(said)}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Exchange a code, once."""
        if not self._client_is_known(form, authorization):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        verified = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or verified != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {"iss": self.url, "aud": self.client, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in {**said, **self.person, **self.claims}.items() if value is not None}
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self.sign(self.header, claims)}

    def _client_is_known(self, form: dict[str, str], authorization: str) -> bool:
        if self.secret is None:
            return form.get("client_id") == self.client and not authorization
        if "client_secret" in form:
            return (form["client_id"], form["client_secret"]) == (self.client, self.secret)
        kind, _, given = authorization.partition(" ")
        name, _, secret = base64.b64decode(given).decode().partition(":")
        return kind == "Basic" and (unquote(name), unquote(secret)) == (self.client, self.secret)


class Handler(BaseHTTPRequestHandler):
    """Answers for a provider, which is its server's."""

    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        parts, made = urlsplit(self.path), self.server.made  # type: ignore[attr-defined]
        made.asked.append(parts.path)
        if parts.path in made.broken:
            self.answer(*made.broken[parts.path])
        elif parts.path == "/.well-known/openid-configuration":
            self.tell(200, made.about())
        elif parts.path == "/jwks":
            self.tell(200, {"keys": made.keys})
        elif parts.path == "/userinfo" and made.userinfo and self.headers["Authorization"] == "Bearer access":
            self.tell(200, made.userinfo)
        elif parts.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.answer(303, b"", Location=made.authorize(asked))
        else:
            self.tell(404, {})

    def do_POST(self) -> None:
        made = self.server.made  # type: ignore[attr-defined]
        made.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path in made.broken:
            self.answer(*made.broken[self.path])
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.tell(*made.token(form, self.headers.get("Authorization", "")))

    def tell(self, status: int, what: dict[str, Any]) -> None:
        self.answer(status, json.dumps(what).encode(), **{"Content-Type": "application/json"})

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.made = Provider(url=f"http://127.0.0.1:{self.server_port}")


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that is served for a while."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.made
        finally:
            server.shutdown()
            thread.join()
