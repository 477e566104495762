"""From a saved page to its items: which bytes, from which address, at which time."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from selectolax.lexbor import LexborHTMLParser

from db.items import Evidence
from flagpost.errors import BadInput, TooLarge
from scraper.items import IndexPage, ListingPage, ThreadPage, Unreadable
from scraper.pages import read_page

Page = ThreadPage | ListingPage | IndexPage
Reading = Page | Unreadable

META_FILE = "meta.json"
"""Beside a saved page that is alone in its folder: its address (``url``), when it was fetched (``fetched_at``), its
``content_type``. Beside one of many: the same with the page's name before it, ``page.html.meta.json``."""
ADDRESS_MARKS: tuple[tuple[str, str], ...] = (
    ('link[rel="canonical"]', "href"),
    ('meta[property="og:url"]', "content"),
)
"""Where a page itself says its address: selector and attribute, the surest first."""
ADDRESS_WITHIN = 256 * 1024
"""Bytes of a page in which its address is looked for: it stands in the head."""
MARKUP_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx"})
"""Endings of saved pages of markup."""
TEXT_SUFFIXES = frozenset({".txt", ".text"})
"""Endings of plain-text dumps of a page."""
PAGE_SUFFIXES = MARKUP_SUFFIXES | TEXT_SUFFIXES
"""What counts as a saved page in a folder. A file that is named by itself is read whatever it is called."""


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


def saved_path(target: str) -> Path:
    """The file or folder that a target names, also as a ``file:`` address.

    Raises:
        BadInput: there is nothing of that name.
    """
    path = Path(url2pathname(urlsplit(target).path)) if target.lower().startswith("file:") else Path(target)
    if not path.exists():
        host = target.partition("/")[0]
        hint = f"; if you mean the web address, write https://{target}" if "." in host.strip(".") else ""
        message = f"there is no file or folder {target}{hint}"
        raise BadInput(message)
    return path


def saved_pages(folder: Path) -> list[Path]:
    """The saved pages in a folder and below, sorted by path.

    Raises:
        BadInput: there are none.
    """
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PAGE_SUFFIXES and path.is_file())
    if not found:
        endings = ", ".join(sorted(PAGE_SUFFIXES))
        message = f"there are no saved pages in {folder}: files that end in {endings}"
        raise BadInput(message)
    return found


def open_saved(path: Path, *, max_bytes: int, url: str | None = None) -> Source:
    """A saved page, ready to be read.

    Args:
        path: The file.
        max_bytes: The most that is read.
        url: Its address where the caller knows it. Otherwise ``meta.json`` beside the file says it, or the page
            itself, or it gets a ``file:`` address.

    Raises:
        TooLarge: the file has more than ``max_bytes``.
        BadInput: the file cannot be read.
    """
    body = _bytes_of(path, max_bytes)
    meta = _meta_beside(path)
    content_type = meta.get("content_type") or mimetypes.guess_type(path.name)[0]
    if path.suffix.lower() in MARKUP_SUFFIXES:
        content_type = meta.get("content_type") or "text/html"
    return Source(
        url=url or meta.get("url") or own_address(body) or path.resolve().as_uri(),
        body=body,
        content_type=content_type,
        fetched_at=_moment(meta.get("fetched_at")) or datetime.fromtimestamp(path.stat().st_mtime, UTC),
    )


def own_address(body: bytes) -> str | None:
    """The address that a page of markup says of itself, where it says one in full."""
    head = body[:ADDRESS_WITHIN]
    if b"<" not in head:
        return None
    tree = LexborHTMLParser(head)
    for selector, attribute in ADDRESS_MARKS:
        node = tree.css_first(selector)
        address = (node.attributes.get(attribute) or "").strip() if node else ""
        if is_address(address):
            return address
    return None


def _bytes_of(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise BadInput(message) from error
    if len(body) > max_bytes:
        message = f"{path} has more than {max_bytes:,} bytes; raise max_bytes (FLAGPOST_MAX_BYTES) if it is a page"
        raise TooLarge(message)
    return body


def _meta_beside(path: Path) -> dict[str, str]:
    meta = path.with_name(f"{path.name}.{META_FILE}")
    if not meta.exists():
        meta = path.with_name(META_FILE)
        if meta.exists() and sum(1 for other in path.parent.iterdir() if other.suffix.lower() in PAGE_SUFFIXES) > 1:
            return {}
    try:
        found = json.loads(meta.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        message = f"{meta} cannot be read: {error}"
        raise BadInput(message) from error
    if not isinstance(found, dict):
        message = f"{meta} is no JSON object; it needs at least url"
        raise BadInput(message)
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _moment(raw: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(raw) if raw else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
