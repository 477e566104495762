"""Pages saved in files, folders and WARC files: which there are, and what is known of each."""

from __future__ import annotations

import json
import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from selectolax.lexbor import LexborHTMLParser

from flagpost.errors import BadInput, TooLarge
from flagpost.reading import Source, is_address
from scraper.warc import SUFFIXES, WarcError, is_warc, pages_in, read_record

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


def saved_pages(path: Path) -> list[str]:
    """The ``file:`` addresses of the pages in a file, or in a folder and below, in the order of paths.

    Each record of a WARC file is a page: the byte at which it begins stands behind a ``#``. A WARC file that is damaged
    or holds no page stands there by itself: opened, it says so.

    Raises:
        BadInput: a folder has none.
    """
    if not path.is_dir():
        return _pages_of(path)
    found = sorted(each for each in path.rglob("*") if each.is_file() and (_is_page_file(each) or is_warc(each)))
    if not found:
        endings = ", ".join([*sorted(PAGE_SUFFIXES), *SUFFIXES])
        message = f"there are no saved pages in {path}: files that end in {endings}"
        raise BadInput(message)
    return [address for each in found for address in _pages_of(each)]


def open_saved(target: str, *, max_bytes: int, url: str | None = None) -> Source:
    """A saved page, ready to be read.

    Args:
        target: A file, or an address that ``saved_pages`` gave.
        max_bytes: The most that is read.
        url: Its address where the caller knows it. Otherwise ``meta.json`` beside the file says it, or the page
            itself, or it gets a ``file:`` address.

    Raises:
        TooLarge: the file has more than ``max_bytes``.
        BadInput: the file cannot be read.
    """
    path = saved_path(target)
    if is_warc(path):
        return _open_record(path, _offset_in(target), max_bytes=max_bytes, url=url)
    return _open_file(path, max_bytes=max_bytes, url=url)


def _pages_of(path: Path) -> list[str]:
    address = path.resolve().as_uri()
    if not is_warc(path):
        return [address]
    found: list[str] = []
    try:
        found.extend(f"{address}#{offset}" for offset in pages_in(path))
    except (WarcError, OSError):
        found.append(address)
    return found or [address]


def _is_page_file(path: Path) -> bool:
    return path.suffix.lower() in PAGE_SUFFIXES


def _offset_in(target: str) -> int | None:
    offset = urlsplit(target).fragment if target.lower().startswith("file:") else ""
    return int(offset) if offset.isdecimal() else None


def _open_record(path: Path, offset: int | None, *, max_bytes: int, url: str | None) -> Source:
    try:
        page, _ = read_record(path, _only_page(path) if offset is None else offset, max_bytes=max_bytes)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise BadInput(message) from error
    except WarcError as error:
        place = "" if offset is None else f" at byte {offset:,}"
        message = f"{path} cannot be read{place}: {error}"
        raise BadInput(message) from error
    return Source(
        url=url or page.url,
        body=page.body,
        content_type=page.content_type,
        fetched_at=page.at,
        status=page.status,
        headers=page.headers,
    )


def _only_page(path: Path) -> int:
    """Where the one page of a WARC file begins."""
    found = list(pages_in(path))
    if not found:
        message = (
            f"{path} holds no page of a kind that a board has; if it is packed, each record must be packed by itself"
        )
        raise BadInput(message)
    if len(found) > 1:
        one = f"{path.resolve().as_uri()}#{found[0]}"
        message = f"{path} holds {len(found):,} pages; scan it, or name one by the byte at which it begins: {one}"
        raise BadInput(message)
    return found[0]


def _open_file(path: Path, *, max_bytes: int, url: str | None) -> Source:
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
        if meta.exists() and sum(map(_is_page_file, path.parent.iterdir())) > 1:
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
