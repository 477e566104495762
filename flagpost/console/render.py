"""From items to pages: the templates, and how they show moments, numbers and scores."""

from __future__ import annotations

import difflib
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from db.items import Action, Outcome, StoredRevision
from flagpost.actions import to_do
from flagpost.console.guard import FORM_TOKEN
from flagpost.console.house import House, Visitor
from flagpost.console.preferences import preferences_of
from flagpost.marking import (
    Known,
    Piece,
    echoed,
    excerpt,
    hidden,
    known_of,
    legible,
    marked,
    parted,
    reaching,
    reason,
    rule,
    told,
)
from flagpost.standing import why_here
from flagpost.zone import local, zone_told
from moderation.items import Category, Severity, Trust

SPANS = ((timedelta(days=365), "y"), (timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))
"""Units of time, the longest first."""
TOLD_OF_TRUST = {
    Trust.FULL: "read as a whole",
    Trust.WORDS: "only known words and coinages were looked for: read it yourself",
    Trust.NONE: "no words of this language are known: read it yourself",
}
TOLD_OF_ACTION = {"recommended": "recommended", "done": "done on the forum", "verified": "verified by a scan"}
MOST_PAIRS = 60_000
"""Pairs of equal words in two versions that are compared. Comparing takes time by their number, times the number of
changes: whoever repeats a word a thousand times and then changes every other one must not keep a reviewer waiting."""
TOKENS = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")
"""Words and signs, each with the white space behind it."""


def page(request: Request, template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
    """A page.

    Args:
        request: What is answered.
        template: Its file in ``templates``.
        status: The HTTP status.
        shown: What the template shows.
    """
    house = House.of(request)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    now = house.clock()
    zone = house.settings.zone
    html = templates(zone).get_template(template)
    return HTMLResponse(
        html.render(
            visitor=visitor,
            look=preferences_of(request),
            path=request.url.path,
            now=now,
            zone=zone_told(zone, now),
            token=lambda: _token(visitor),
            to_do=_to_do(house, visitor, status),
            **shown,
        ),
        status,
    )


def _to_do(house: House, visitor: Visitor | None, status: int) -> int:
    """How many actions wait for the visitor. A page that tells of trouble with the store asks it for nothing more."""
    return to_do(house.store, visitor.access) if visitor is not None and status < 500 else 0


def _token(visitor: Visitor | None) -> Markup:
    """The field by which a form shows that it stood on one of our pages."""
    if visitor is None:
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_TOKEN, visitor.token)


@cache
def templates(zone: tzinfo) -> Environment:
    """The templates, for moments in one zone. Whatever a template prints is escaped, and what it misspells fails."""
    environment = Environment(
        loader=PackageLoader("flagpost.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a page is made of many templates, and the files of an installed package do not change
    )
    environment.filters |= {
        "moment": _moment_in(zone),
        "day": _day_in(zone),
        "clock": _clock_in(zone),
        "age": age,
        "words": lambda name: str(name).replace("_", " "),
        "number": lambda number: f"{number:,}",
        "percent": lambda share: f"{100 * share:.0f} %",
        "web": web_address,
        "host": host_of,
        "legible": legible,
        "marked": marked,
        "told": told,
        "excerpt": excerpt,
        "echoed": echoed,
        "known_of": known_of,
        "reason": reason,
        "rule": rule,
        "why_here": why_here,
        "changes": changes,
        "hundredths": lambda score: round(100 * score),
    }
    environment.globals |= {
        "Category": Category,
        "Severity": Severity,
        "Action": Action,
        "Outcome": Outcome,
        "TOLD_OF_ACTION": TOLD_OF_ACTION,
        "TOLD_OF_TRUST": TOLD_OF_TRUST,
    }
    return environment


def age(since: datetime, now: datetime) -> str:
    """How long ago, in one unit: ``3 h``; ``a moment`` for less than a minute."""
    passed = now - since
    for span, unit in SPANS:
        if passed >= span:
            return f"{passed // span} {unit}"
    return "a moment"


def web_address(url: str | None) -> str | None:
    """An address that a page may link to; None for anything that is no web address, or hides what it is."""
    if not url or any(map(hidden, url)):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def host_of(url: str) -> str:
    """The host of an address, with its port; the address itself where it has none."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


def compared(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Two versions of words, as stretches that are ``same``, ``gone`` or ``new``."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    shorter = min(len(old), len(new))
    first = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    last = next((place for place in range(shorter - first) if old[-1 - place] != new[-1 - place]), shorter - first)
    stretches = [
        ("same", old[:first]),
        *_compared(old[first : len(old) - last], new[first : len(new) - last]),
        ("same", old[len(old) - last :]),
    ]
    yield from ((kind, "".join(words)) for kind, words in stretches if words)


def changes(before: StoredRevision, after: StoredRevision, known: Known) -> Iterator[tuple[str, list[Piece]]]:
    """Two versions of words as ``compared`` tells them, each stretch in pieces: flagged terms are veiled there, too.

    Args:
        before: The earlier one.
        after: The later one.
        known: What is flagged on the page, in either of them by the revision's id.
    """
    old, new = (deque(sorted(known.again(each.text, each.id))) for each in (before, after))
    here = there = 0
    for kind, text in compared(before.text, after.text):
        old_here = reaching(old, here, len(text)) if kind != "new" else []
        new_here = reaching(new, there, len(text)) if kind != "gone" else []
        yield kind, parted(text, [*old_here, *new_here])
        here += len(text) if kind != "new" else 0
        there += len(text) if kind != "gone" else 0


def _compared(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    counts = Counter(new)
    if sum(counts[word] for word in old) > MOST_PAIRS:
        yield from (("gone", old), ("new", new))
        return
    for kind, start, end, from_, to in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", old[start:end]
        else:
            yield from (("gone", old[start:end]), ("new", new[from_:to]))


def _moment_in(zone: tzinfo) -> Callable[[datetime], str]:
    return lambda moment: f"{local(moment, zone):%Y-%m-%d %H:%M}"


def _clock_in(zone: tzinfo) -> Callable[[datetime], str]:
    """For moments that are less than a day away."""
    return lambda moment: f"{local(moment, zone):%H:%M}"


def _day_in(zone: tzinfo) -> Callable[[datetime], str]:
    return lambda moment: f"{local(moment, zone):%Y-%m-%d}"
