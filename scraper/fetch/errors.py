"""Why an address could not be fetched.

    FetchError                  kind
    ├── RefusedAddress          refused_address   not a public address, or not one that we ask for at all
    ├── DisallowedByRobots      robots            the host's robots.txt says no, or answers with an error
    ├── Unreachable             unreachable       no connection, or no proper HTTP
    ├── TimedOut                timed_out         a part of the answer, or the whole of it, took too long
    ├── TooManyRedirects        redirects         sent in a circle, or too far
    ├── TooLarge                too_large         more decoded bytes than the cap
    ├── NotAPage                not_a_page        an image, an archive, an encoding that we did not ask for
    └── StatusError             status            an answer that is no success
        ├── NotFound            not_found         404
        ├── Gone                gone              410
        ├── Unauthorized        unauthorized      401, 403
        └── RateLimited         rate_limited      429, or a longer wait than we wait

A caller that only wants to record the failure needs ``kind`` and ``str(error)``.
"""

from __future__ import annotations

from typing import ClassVar

from scraper.fetch.fetched import Fetched


class FetchError(Exception):
    """An address could not be fetched. The message is one line and says what to do next."""

    kind: ClassVar[str] = "error"
    """The kind of failure, as it is stored beside the address."""

    def __init__(self, message: str, *, url: str, fetched: Fetched | None = None, may_pass: bool = False) -> None:
        super().__init__(message)
        self.url = url
        """The address that failed: after redirects, the one that they led to."""
        self.may_pass = may_pass
        """Whether another attempt a moment later may succeed. Fetching has already made its own."""
        self.fetched = fetched
        """The answer with its body where one was read, so that a challenge or removal page can still be told."""


class RefusedAddress(FetchError):
    """The address is not on the public internet, or is not one that Flagpost asks for."""

    kind = "refused_address"


class DisallowedByRobots(FetchError):
    """The host's robots.txt disallows the address, or answered with an error, which means the same (RFC 9309)."""

    kind = "robots"


class Unreachable(FetchError):
    """Nobody answers at the address, or not in proper HTTP."""

    kind = "unreachable"


class TimedOut(FetchError):
    """The answer took too long to begin, to go on, or to end."""

    kind = "timed_out"


class TooManyRedirects(FetchError):
    """The redirects go round in a circle, or on for too long."""

    kind = "redirects"


class TooLarge(FetchError):
    """The decoded body is larger than the cap."""

    kind = "too_large"


class NotAPage(FetchError):
    """What stands at the address is no page: an image, an archive, or bytes in an encoding nobody asked for."""

    kind = "not_a_page"


class StatusError(FetchError):
    """The host answered with a status that is no success."""

    kind = "status"

    def __init__(self, message: str, *, url: str, status: int, fetched: Fetched | None = None) -> None:
        super().__init__(message, url=url, fetched=fetched)
        self.status = status
        """The HTTP status."""


class NotFound(StatusError):
    """404: the host knows no such page."""

    kind = "not_found"


class Gone(StatusError):
    """410: the host says that the page was removed for good."""

    kind = "gone"


class Unauthorized(StatusError):
    """401 or 403: the host does not show the page to us."""

    kind = "unauthorized"


class RateLimited(StatusError):
    """429 until the retries ran out, or a host that asked for a longer wait than a request waits."""

    kind = "rate_limited"

    def __init__(
        self,
        message: str,
        *,
        url: str,
        status: int,
        fetched: Fetched | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, url=url, status=status, fetched=fetched)
        self.retry_after = retry_after
        """Seconds that the host asked to wait, None where it did not say."""
