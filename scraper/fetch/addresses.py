"""Which addresses we ask for at all, before anybody is asked."""

from __future__ import annotations

import httpx

from scraper.fetch.errors import RefusedAddress


def parse(url: str, base: httpx.URL | None = None) -> httpx.URL:
    """Read an address, without its fragment.

    A redirect from https to http is let through: no cookie and no secret is ever sent that it could give away, old
    boards do it, and the evidence names the address that answered.

    Args:
        url: The address, absolute unless there is a ``base``.
        base: The address that it stands relative to.

    Raises:
        RefusedAddress: It is no http or https address, names no host, or carries a user or password.
    """
    try:
        parsed = base.join(url) if base is not None else httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise RefusedAddress(f"it is no address ({error}). Correct it.", url=url) from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise RefusedAddress(
            f"{url[:200]!r} is no web address. Give one that begins with http:// or https://.", url=url
        )
    if parsed.userinfo:
        raise RefusedAddress(
            "it carries a user name or password, which no page needs. Take the part before the @ out.",
            url=str(parsed.copy_with(userinfo=b"")),
        )
    return parsed.copy_with(fragment=None)
