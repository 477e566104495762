"""The schema.org objects that a page states in JSON-LD, whatever shape they are stated in and however broken."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from scraper.document import Document

Thing = dict[str, Any]
"""One schema.org object."""

SELECTOR = 'script[type="application/ld+json"], script[type="application/ld+json; charset=utf-8"]'
MOST_SCRIPTS = 50
LARGEST_SCRIPT = 8_000_000
"""Characters of one script that are parsed."""
MOST_THINGS = 50_000
"""Objects of one page that are looked at."""
WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$")
TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
LONE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')


def things(doc: Document) -> Iterator[Thing]:
    """Every object of the page's JSON-LD, those around others first. What is broken is left out."""
    seen = 0
    for script in doc.css(SELECTOR)[:MOST_SCRIPTS]:
        text = script.text()
        waiting: list[Any] = [_parsed(text)] if len(text) <= LARGEST_SCRIPT else []
        while waiting and seen < MOST_THINGS:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(reversed(value))
            elif isinstance(value, dict):
                seen += 1
                yield value
                waiting.extend(inner for inner in reversed(value.values()) if isinstance(inner, dict | list))


def types_of(thing: Thing) -> frozenset[str]:
    """The names of an object's types, without their address."""
    types = thing.get("@type")
    names = types if isinstance(types, list) else [types]
    return frozenset(name.rpartition("/")[2] for name in names if isinstance(name, str))


def strings(value: Any) -> Iterator[str]:
    """The strings that a property may mean: its own, its name's, its address; those of each where there are several."""
    for one in value if isinstance(value, list) else [value]:
        inner = one
        if isinstance(one, dict):
            inner = one.get("name") or one.get("@value") or one.get("@id") or one.get("url")
        if isinstance(inner, int | float) and not isinstance(inner, bool):
            inner = str(inner)
        if isinstance(inner, str) and inner.strip():
            yield html.unescape(inner).strip()


def first_string(*values: Any) -> str | None:
    """The first string that one of the properties means."""
    return next((text for value in values for text in strings(value)), None)


def listed(value: Any) -> list[Thing]:
    """The objects of a property, which may be one, several or none."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _parsed(text: str) -> Any:
    """JSON as browsers' readers forgive it; None where it is none."""
    text = WRAPPING.sub("", text).strip()
    for mend in (str, lambda broken: LONE_BACKSLASH.sub(r"\\\\", TRAILING_COMMA.sub("", broken))):
        try:
            return json.loads(mend(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None
