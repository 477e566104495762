"""How politely and how far Flagpost fetches: what an admin may set, and what nobody may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scraper.fetch.guard import AllowedHosts

PRODUCT: Final = "Flagpost/0.1"
"""Who we are. Hosts name the part before the slash in their robots.txt."""
PURPOSE: Final = "forum moderation"
"""Why we come."""

MAX_CRAWL_DELAY: Final = 60.0
"""Seconds: the most that a crawl-delay or request-rate can slow us. One page a minute burdens nobody, while a
mistyped or hostile ``Crawl-delay: 86400`` would stop a scan without a word."""
MAX_RETRY_AFTER: Final = 120.0
"""Seconds: the longest ``Retry-After`` that a request waits for. A longer one ends the request, and every other to that
host until it is over: we never come back sooner than asked."""
BACKOFF_BASE: Final = 1.0
"""Seconds: the most to wait before the first retry; doubled with each further one."""
BACKOFF_CAP: Final = 60.0
"""Seconds: the most to wait before any retry."""
RETRIED_STATUSES: Final = frozenset({429, 500, 502, 503, 504})
"""Answers that may be different a moment later."""

ROBOTS_MAX_BYTES: Final = 512 * 1024
"""What is read of a robots.txt; RFC 9309 asks for 500 KiB at the least. The rest is ignored."""
ROBOTS_MAX_REDIRECTS: Final = 5
"""Redirects followed for a robots.txt (RFC 9309, 2.3.1.2). One that goes on counts as not there."""
ROBOTS_LIFETIME: Final = 3600.0
"""Seconds that a robots.txt counts; RFC 9309 allows a day."""
ROBOTS_FAILURE_LIFETIME: Final = 300.0
"""Seconds until a robots.txt that could not be had is asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What an admin may set about fetching. The defaults suit a board that belongs to somebody else."""

    user_agent: str = PRODUCT
    """Product and version. robots.txt is read for the part before the slash."""
    contact: str | None = None
    """Where the board's people can reach us: an address or a page. Please set one."""
    delay: float = 1.0
    """Seconds between the starts of two requests to one host; a robots.txt can ask for more."""
    concurrency: int = 2
    """Requests to one host that may be open at a time."""
    timeout: float = 20.0
    """Seconds to wait for a connection, and for each next part of an answer."""
    max_seconds: float = 60.0
    """Seconds for one request from its start to its last byte. Waiting for its turn does not count."""
    max_bytes: int = 16 * 1024 * 1024
    """Decoded bytes of a page."""
    retries: int = 3
    """Further attempts after a failed connection and after the statuses that may pass."""
    max_redirects: int = 5
    """Redirects followed from one address."""
    allowed_hosts: frozenset[str] = frozenset()
    """Hosts that may be fetched although their address is private: ``host`` (every port) or ``host:port``,
    such as ``127.0.0.1``, ``localhost:8102``, ``[::1]:80`` or ``forum.internal``. Compared with the address as
    written, so that no redirect and no name can borrow the permission."""
    obey_robots: bool = True
    """False only for a board that is yours."""

    def __post_init__(self) -> None:
        AllowedHosts(self.allowed_hosts)
        for name in ("delay", "retries", "max_redirects"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} is {getattr(self, name)}: set it to 0 or more")
        for name in ("concurrency", "timeout", "max_seconds", "max_bytes"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} is {getattr(self, name)}: set it above 0")
        if not self.user_agent.strip() or not self.header.isprintable() or not self.header.isascii():
            raise ValueError("user_agent and contact go into a header: set them to one line of ASCII")

    @property
    def header(self) -> str:
        """The ``User-Agent`` as sent: who, why, and how to reach us."""
        contact = f"; contact: {self.contact}" if self.contact else ""
        return f"{self.user_agent} (+{PURPOSE}{contact})"

    @property
    def product(self) -> str:
        """The product token that a robots.txt would name."""
        return self.user_agent.partition("/")[0].strip()
