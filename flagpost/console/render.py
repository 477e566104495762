"""From items to pages: the templates, and how they show moments, numbers and scores."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from db.items import Action, Outcome
from flagpost.console.guard import FORM_TOKEN
from flagpost.console.house import House, Visitor
from flagpost.console.preferences import preferences_of
from flagpost.marking import excerpt, marked, reason, told
from moderation.items import Category, Severity, Trust

SPANS = ((timedelta(days=365), "y"), (timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))
"""Units of time, the longest first."""
TOLD_OF_TRUST = {
    Trust.FULL: "read as a whole",
    Trust.WORDS: "only known words and coinages were looked for: read it yourself",
    Trust.NONE: "no words of this language are known: read it yourself",
}
MOST_COMPARED = 4_000_000
"""Pairs of words of two versions that are compared; longer ones stand side by side as they are."""
TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


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
    now = datetime.now(UTC)
    html = templates(house.settings.zone or UTC).get_template(template)
    return HTMLResponse(
        html.render(
            visitor=visitor,
            look=preferences_of(request),
            path=request.url.path,
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            now=now,
            token=lambda: _token(visitor),
            **shown,
        ),
        status,
    )


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
    )
    environment.filters |= {
        "moment": _moment_in(zone),
        "day": _day_in(zone),
        "age": age,
        "words": lambda name: str(name).replace("_", " "),
        "number": lambda number: f"{number:,}",
        "percent": lambda share: f"{100 * share:.0f} %",
        "web": web_address,
        "host": lambda url: urlsplit(url).netloc or url,
        "marked": marked,
        "told": told,
        "excerpt": excerpt,
        "reason": reason,
        "compared": compared,
        "hundredths": lambda score: round(100 * score),
    }
    environment.globals |= {
        "Category": Category,
        "Severity": Severity,
        "Action": Action,
        "Outcome": Outcome,
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
    """An address that a page may link to; None for anything that is no web address."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def compared(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Two versions of words, as stretches that are ``same``, ``gone`` or ``new``."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    if len(old) * len(new) > MOST_COMPARED:
        yield from (("gone", before), ("new", after))
        return
    for kind, start, end, from_, to in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(old[start:end])
            continue
        if start < end:
            yield "gone", "".join(old[start:end])
        if from_ < to:
            yield "new", "".join(new[from_:to])


def _moment_in(zone: tzinfo) -> Callable[[datetime], str]:
    return lambda moment: f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _day_in(zone: tzinfo) -> Callable[[datetime], str]:
    return lambda moment: f"{moment.astimezone(zone):%Y-%m-%d}"
