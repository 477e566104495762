"""Signing in by an OpenID Connect provider: the authorization code flow with PKCE, as a confidential or public client.

A browser is sent to the provider with a state, a nonce and a PKCE challenge. All three are derived from a number that
the browser keeps meanwhile in a signed cookie, so that nobody else's answer, and no answer to an older question, signs
it in. What comes back is a code, which is exchanged for an ID token (``flagpost.idtoken``).

Importing this module raises MissingExtra where the extra ``oidc`` is not installed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from db.items import Account
from db.store import utc_now
from flagpost.errors import MissingExtra, ProviderFailed, SignInLost
from flagpost.provider import Issuer, Known
from flagpost.settings import Settings

try:
    from flagpost.idtoken import UnknownKey, claims_of
except ModuleNotFoundError as missing:
    if missing.name is None or not missing.name.startswith("joserfc"):
        raise
    raise MissingExtra("oidc") from missing

BACK = "/sign-in/back"
"""Where the provider sends browsers back to. It must know the address."""
LASTS = timedelta(minutes=10)
"""How long somebody may take to sign in at the provider."""
LONGEST_CODE = 4_096
LONGEST_THEN = 500
"""Characters of the path to go on to; a longer one is forgotten."""
MOST_USED = 10_000
"""Sign-ins that ended of late and are remembered, so that none ends twice."""
EMAIL = "email"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that has begun."""

    address: str
    """Where the browser is to go."""
    cookie: str
    """What it keeps meanwhile."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A sign-in that came to its end."""

    name: str
    """Whom the provider vouches for."""
    account: Account
    """What it knows them by."""
    then: str
    """Where they wanted to go."""


class Provider:
    """An OpenID Connect provider. May be shared between threads."""

    BY = "provider"

    def __init__(self, settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> None:
        """A provider, as the settings name it. Nothing is asked of it yet."""
        self._issuer = settings.console_oidc_issuer or ""
        self._client = settings.console_oidc_client_id or ""
        secret = settings.console_oidc_client_secret
        self._secret = secret.get_secret_value() if secret else None
        self._claim = settings.console_oidc_claim
        self._back = settings.console_address + BACK
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._asked = Issuer(self._issuer, clock=clock)
        self._using = threading.Lock()
        self._used: dict[str, datetime] = {}

    @property
    def name(self) -> str:
        """What people know it by: its host."""
        return urlsplit(self._issuer).netloc

    def begin(self, then: str) -> Begun:
        """Begin to sign somebody in.

        Args:
            then: The path to go on to afterwards.

        Raises:
            ProviderFailed: The provider does not answer.
        """
        number = secrets.token_urlsafe(32)
        asked = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": self._back,
            "scope": "openid email" if self._claim == EMAIL else "openid profile",
            "state": self._derived("state", number),
            "nonce": self._derived("nonce", number),
            "code_challenge": _challenge(self._derived("verifier", number)),
            "code_challenge_method": "S256",
        }
        address = httpx.URL(self._asked.known().authorize).copy_merge_params(asked)
        return Begun(str(address), self._cookie(number, then))

    def end(self, said: Mapping[str, str], cookie: str | None) -> Ended:
        """Bring a sign-in to its end.

        Args:
            said: What the provider sent the browser back with.
            cookie: What the browser has kept.

        Raises:
            SignInLost: It was not begun in this browser, took too long, was broken off, or has ended already.
            ProviderFailed: The provider does not answer, or is not to be believed.
        """
        number, then = self._read(cookie)
        if not hmac.compare_digest(said.get("state", "").encode(), self._derived("state", number).encode()):
            message = "this answer belongs to another sign-in than the one that was begun in this browser; begin again"
            raise SignInLost(message)
        self._use_up(number)
        known = self._asked.known()
        if said.get("iss", self._issuer if not known.names_itself else "") != self._issuer:
            message = "this answer comes from another provider than the one that was asked; nobody was signed in"
            raise ProviderFailed(message)
        if "error" in said:
            raise self._broken_off(said)
        code = said.get("code", "")
        if not code or len(code) > LONGEST_CODE:
            message = "the provider's answer has no code; begin again"
            raise SignInLost(message)
        given = self._exchange(known, code, self._derived("verifier", number))
        claims = self._believed(str(given.get("id_token", "")), self._derived("nonce", number))
        if self._claim not in claims or (self._claim == EMAIL and "email_verified" not in claims):
            claims |= self._more(known, given, claims)
        return Ended(self._name_in(claims), Account(issuer=self._issuer, subject=str(claims["sub"])), then)

    # --- what the browser keeps ----------------------------------------------------------------------------------

    def _derived(self, what: str, of: str) -> str:
        return _base64(hmac.new(self._key, f"{what} {of}".encode(), hashlib.sha256).digest())

    def _cookie(self, number: str, then: str) -> str:
        until = int((self._clock() + LASTS).timestamp())
        kept = f"{number}.{until}.{_base64(then.encode()) if len(then) <= LONGEST_THEN else ''}"
        return f"{kept}.{self._derived('cookie', kept)}"

    def _read(self, cookie: str | None) -> tuple[str, str]:
        """The number of a sign-in under way, and the path to go on to."""
        kept, _, signature = (cookie or "").rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._derived("cookie", kept).encode()):
            message = (
                "this sign-in was not begun in this browser, or its cookie is gone; begin again, with cookies allowed"
            )
            raise SignInLost(message)
        number, until, then = kept.split(".")
        if int(until) <= self._clock().timestamp():
            message = f"this sign-in took longer than {LASTS.seconds // 60} minutes; begin again"
            raise SignInLost(message)
        return number, base64.urlsafe_b64decode(then + "=" * (-len(then) % 4)).decode() or "/"

    def _use_up(self, number: str) -> None:
        now = self._clock()
        with self._using:
            if number in self._used:
                message = "this sign-in has ended already; begin again"
                raise SignInLost(message)
            self._used = {each: until for each, until in self._used.items() if until > now}
            if len(self._used) >= MOST_USED:
                message = "too many people sign in at this moment; wait a few minutes and begin again"
                raise SignInLost(message)
            self._used[number] = now + LASTS

    # --- what the provider says ----------------------------------------------------------------------------------

    def _broken_off(self, said: Mapping[str, str]) -> SignInLost:
        # What the answer says in words is logged and not shown: whoever makes up an address can have it say anything.
        log.warning("the provider broke off a sign-in: %.100r %.500r", said["error"], said.get("error_description"))
        if said["error"] == "access_denied":
            return SignInLost("the provider did not let you in, or you told it not to; begin again, or ask an admin")
        return SignInLost("the provider broke this sign-in off; begin again, and tell an admin if that does not help")

    def _exchange(self, known: Known, code: str, verifier: str) -> dict[str, Any]:
        """Exchange a code for tokens."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._back, "code_verifier": verifier}
        auth = None
        if self._secret is None:
            form["client_id"] = self._client
        elif known.secret_in_form:
            form |= {"client_id": self._client, "client_secret": self._secret}
        else:
            auth = (quote(self._client, safe=""), quote(self._secret, safe=""))
        return self._asked.ask("POST", known.token, data=form, auth=auth)

    def _believed(self, token: str, nonce: str) -> dict[str, Any]:
        """What an ID token says. Keys that are not known yet are asked for, once."""
        for newer in (False, True):
            try:
                return claims_of(
                    token,
                    self._asked.keys(newer=newer),
                    issuer=self._issuer,
                    client=self._client,
                    nonce=nonce,
                    now=lambda: int(self._clock().timestamp()),
                )
            except UnknownKey:
                continue
        message = "the provider signs by a key that it does not publish; nobody was signed in, tell an admin"
        raise ProviderFailed(message)

    def _more(self, known: Known, given: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
        """What the provider says of somebody beside the ID token, which many keep short."""
        access = given.get("access_token")
        if known.userinfo is None or not isinstance(access, str):
            return {}
        told = self._asked.ask("GET", known.userinfo, headers={"Authorization": f"Bearer {access}"})
        if told.get("sub") != claims["sub"]:
            message = "the provider tells of somebody else than it signed in; nobody was signed in here, tell an admin"
            raise ProviderFailed(message)
        return {name: told[name] for name in (self._claim, "email_verified") if name in told}

    def _name_in(self, claims: Mapping[str, Any]) -> str:
        name = claims.get(self._claim)
        if not isinstance(name, str) or not name.strip():
            message = (
                f"the provider does not say your {self._claim}; an admin can let it tell that to this console, or name "
                "another claim by the setting console_oidc_claim"
            )
            raise ProviderFailed(message)
        if self._claim == EMAIL and claims.get("email_verified") not in (True, "true"):
            message = "the provider has not verified your mail address; have it verified there, then begin again"
            raise ProviderFailed(message)
        return name


def _challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636)."""
    return _base64(hashlib.sha256(verifier.encode()).digest())


def _base64(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()
