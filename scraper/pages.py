"""The front door: the bytes of a page to its items, or to the reason why there are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scraper.addresses import is_broken
from scraper.check import checked
from scraper.decode import decode
from scraper.document import Document
from scraper.drift import with_drift, without_engine
from scraper.engines import engine_of
from scraper.engines.api import looks_like_json, read_json
from scraper.generic import read_generic
from scraper.items import IndexPage, ListingPage, Refusal, ThreadPage, Unreadable
from scraper.limits import MOST_BYTES, excess, flattened, takes_long_to_parse, takes_long_to_search
from scraper.refusals import refusal_of, unknown
from scraper.structured import completed, read_structured
from scraper.textdump import looks_like_dump, read_dump

Outcome = ThreadPage | ListingPage | IndexPage | Unreadable
"""What reading a page ends in."""


def read_page(
    body: bytes,
    url: str,
    content_type: str | None = None,
    *,
    fetched_at: datetime | None = None,
    compare: bool = False,
) -> Outcome:
    """Read one page of a forum.

    The same arguments give the same items. No page raises: what cannot be read says why.

    Args:
        body: The bytes as they came, HTML or the plain text of a page.
        url: The address that they came from; relative links start there.
        content_type: The header, which may name a charset.
        fetched_at: When, as an aware moment. Without it, dates like "yesterday" stay None beside their raw string.
        compare: Hold what an engine's module finds against a second reading without it, also where nothing hints at a
            changed template. Takes several times as long.

    Returns:
        A thread page, a listing, a board index, or the typed reason why it is none of them.
    """
    if is_broken(url):
        return Unreadable(url=url, reason=Refusal.UNKNOWN, detail="The address is broken. Check how it is written.")
    if len(body) > MOST_BYTES:
        return _too_costly(url, f"it has {len(body) // 1024**2} MB, and {MOST_BYTES // 1024**2} are read at most")
    text = decode(body, content_type)
    if looks_like_json(text, content_type):
        return checked(read_json(text, url, fetched_at))
    if looks_like_dump(text, content_type):
        return checked(read_dump(text, url, fetched_at))
    reason = excess(text)
    if reason:
        return _too_costly(url, reason)
    text = flattened(text) if takes_long_to_parse(text) else text
    doc = Document.parse(text, url, content_type=content_type, fetched_at=fetched_at)
    if takes_long_to_search(text, doc.tree):
        doc = Document.parse(flattened(text), url, content_type=content_type, fetched_at=fetched_at)
    return checked(_read(doc, compare=compare))


def _read(doc: Document, *, compare: bool) -> Outcome:
    """Ask the surest reader first, and the least sure last."""
    engine = engine_of(doc)
    found: Outcome | None = engine.read(doc) if engine else None
    if found is not None and engine is not None:
        return with_drift(found, doc, engine.name, compare=compare, events=engine.events(doc))
    found = refusal_of(doc)
    if found is not None and found.reason is Refusal.NEEDS_JAVASCRIPT:
        # The page may show nothing and still state all that its script would show.
        found = read_structured(doc) or found
    found = found or read_structured(doc) or read_generic(doc) or unknown(doc)
    if isinstance(found, ThreadPage):
        found = completed(found, doc)
    if engine is None:
        return found
    return replace(found, engine=engine.name) if isinstance(found, Unreadable) else without_engine(found, engine.name)


def _too_costly(url: str, reason: str) -> Unreadable:
    return Unreadable(
        url=url,
        reason=Refusal.UNKNOWN,
        detail=f"The page is too large to read: {reason}. Check that the address is a forum's page.",
    )
