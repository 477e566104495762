"""What one fetched address yields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer, read to its end."""

    url: str
    """The address that was asked for."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    """The HTTP status of that answer."""
    content_type: str | None
    """Its ``Content-Type`` header as sent, charset included."""
    body: bytes
    """The decoded bytes. An error's body is cut at the cap; a page larger than the cap is an error."""
    fetched_at: datetime
    """When the last byte arrived, aware UTC."""
    headers: tuple[tuple[str, str], ...] = ()
    """All headers of that answer as sent, in order: those about its encoding speak of the bytes before decoding."""
    redirects: tuple[str, ...] = ()
    """The addresses that ``url`` led on to, in order; the last one is ``final_url``. Empty without a redirect."""
