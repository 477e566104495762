"""From the bytes of a page to its items: which bytes, from which address, at which time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from db.items import Evidence
from scraper.items import IndexPage, ListingPage, ThreadPage, Unreadable
from scraper.pages import read_page

Page = ThreadPage | ListingPage | IndexPage
Reading = Page | Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The bytes of a page with what is known about them."""

    url: str
    """The page's address; a ``file:`` address where none is known."""
    body: bytes
    """Decoded bytes."""
    content_type: str | None
    """As the host or the file's ending says."""
    fetched_at: datetime
    """When the bytes arrived; for a saved page, what ``meta.json`` says, else the file's own time."""
    status: int | None = None
    """The HTTP status of the answer; None where no host answered, as for a saved page."""
    headers: tuple[tuple[str, str], ...] = ()
    """Those of the answer."""

    @property
    def evidence(self) -> Evidence:
        """What the store keeps with every revision."""
        return Evidence(url=self.url, fetched_at=self.fetched_at, sha256=hashlib.sha256(self.body).hexdigest())

    def read(self, *, compare: bool = False) -> Reading:
        """The page's items, or why there are none.

        Args:
            compare: Read it a second time without its engine's module, so that a changed template is noticed.
        """
        return read_page(self.body, self.url, self.content_type, fetched_at=self.fetched_at, compare=compare)


def is_address(target: str) -> bool:
    """Whether a target is a web address; everything else names a file or a folder."""
    return target.lower().startswith(("http://", "https://"))
