"""What XenForo 1 and 2 have in common: a clock in the page's script, likes and reactions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from selectolax.lexbor import LexborNode

from scraper.document import Document, pick, text_of
from scraper.items import Reaction
from scraper.numbers import parse_number

CLOCK = re.compile(r"now:\s*(\d{9,11}),\s*(?:\"?)today:\s*(\d{9,11})")
"""The moment the page was made, and the midnight before it where the board is."""
DAY = 86_400
WESTMOST_HOURS = 12


def with_clock(doc: Document) -> Document:
    """The page with the moment that its script names, and the zone that it prints its clock in."""
    found = CLOCK.search(doc.text)
    if found is None:
        return doc
    now, today = int(found[1]), int(found[2])
    if not 0 <= now - today < DAY + 3_600:
        return doc
    ahead = -(today % DAY)
    if ahead < -WESTMOST_HOURS * 3_600:
        ahead += DAY
    return replace(
        doc,
        fetched_at=doc.fetched_at or datetime.fromtimestamp(now, UTC),
        zone=doc.zone or timezone(timedelta(seconds=ahead)),
    )


def reactions_of(bar: LexborNode, *, kinds: tuple[str, ...], names: str) -> tuple[Reaction, ...]:
    """What a line like "Ann, Ben and 2 others" says.

    The engine prints which kinds were pressed and who pressed, not who pressed what: several kinds are one reaction
    with all their names.
    """
    by = tuple(dict.fromkeys(text_of(name) for name in bar.css(names)))
    rest = text_of(bar)
    for name in by:
        rest = rest.replace(name, " ", 1)
    others = parse_number(rest) or 0
    if not by and not others:
        return ()
    return (Reaction(name=", ".join(kinds) or "Like", count=len(by) + others, by=by),)


def kinds_of(bar: LexborNode, picks: tuple[str, ...], selector: str) -> tuple[str, ...]:
    """The names of the reactions on a bar."""
    return tuple(dict.fromkeys(found for node in bar.css(selector) if (found := pick(node, picks))))
