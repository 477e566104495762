"""One address to bytes, politely: the one place of HTTP in Flagpost.

    async with Fetcher(FetchLimits(contact="mods@example.org")) as fetcher:
        fetched = await fetcher.fetch("https://forum.example.org/")

Whatever goes wrong is a ``FetchError``; its tree stands in ``scraper.fetch.errors``.
"""

from scraper.fetch.client import Fetcher
from scraper.fetch.clock import Clock
from scraper.fetch.errors import (
    DisallowedByRobots,
    FetchError,
    Gone,
    NotAPage,
    NotFound,
    RateLimited,
    RefusedAddress,
    StatusError,
    TimedOut,
    TooLarge,
    TooManyRedirects,
    Unauthorized,
    Unreachable,
)
from scraper.fetch.fetched import Fetched
from scraper.fetch.limits import FetchLimits

__all__ = [
    "Clock",
    "DisallowedByRobots",
    "FetchError",
    "FetchLimits",
    "Fetched",
    "Fetcher",
    "Gone",
    "NotAPage",
    "NotFound",
    "RateLimited",
    "RefusedAddress",
    "StatusError",
    "TimedOut",
    "TooLarge",
    "TooManyRedirects",
    "Unauthorized",
    "Unreachable",
]
