"""How one browser wants its pages: kept in a cookie, since it is the browser's matter and not the user's."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Request

COOKIE = "flagpost-look"
CHOICES = {
    "theme": ("auto", "light", "dark"),
    "keys": ("on", "off"),
    "terms": ("veiled", "bare"),
}
"""What can be chosen; the first is what nobody chose."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """How pages look and behave."""

    theme: str = "auto"
    """``auto`` follows the system."""
    keys: str = "on"
    """Whether single keys do something. People who speak to their computer need them off."""
    terms: str = "veiled"
    """Whether flagged terms are veiled until wanted."""

    @property
    def cookie(self) -> str:
        """As it is kept."""
        return urlencode({field.name: getattr(self, field.name) for field in fields(self)})

    def with_(self, /, **given: str) -> Preferences:
        """With other choices; what is none of them changes nothing."""
        known: dict[str, Any] = {name: value for name, value in given.items() if value in CHOICES.get(name, ())}
        return replace(self, **known)


def preferences_of(request: Request) -> Preferences:
    """Those of the browser that asks."""
    return Preferences().with_(**dict(parse_qsl(request.cookies.get(COOKIE, "")[:200])))
