"""What a page may cost. Past these bounds it is flattened, or refused with a reason, so that no page hangs a scan."""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

MOST_BYTES = 16 * 1024 * 1024
"""Bytes of a page; threads of the largest real boards stay below a fifth of it."""

MANY_TAGS = 20_000
"""Pages with fewer tags are parsed soon, however they are nested."""
MOST_DEPTH_WORK = 300_000_000
"""Depth summed over all tags: opening a block looks at everything that is open. This much takes about two seconds."""
DEEP_TAGS = 4_000
"""Pages with fewer tags are searched soon, however they are nested."""
MOST_DEPTH = 256
"""Elements around an element: selectors look at all of them, again and again. Real pages have up to some seventy."""
KEPT_DEPTH = 100
"""What is left of such a page's depth."""
DEEPER = " > ".join("*" * (MOST_DEPTH + 1))
"""Names what lies deeper."""
LAYERS_OF_TABLE = 4
"""Elements that a table puts around what is in a cell."""
LONG_SEGMENT = 20_000
"""Characters without a ``>`` that may be one tag with very many attributes."""
MOST_ATTRIBUTE_WORK = 500_000_000
"""Attributes squared, summed over such tags: each is held against all before it. About a second."""

WHOLE_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>")
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
TAG_START = re.compile(r"<[a-zA-Z]")
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
"""Tags without content."""
NEVER_OPEN = VOID | frozenset({
    "p", "li", "dd", "dt", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup",
})  # fmt: skip
"""Tags without content, and tags that end where the next one begins."""


def excess(text: str) -> str | None:
    """Why a page would take too long to parse: a part of a sentence; None for every ordinary page."""
    if _has_long_segment(text) and _attribute_work(text) > MOST_ATTRIBUTE_WORK:
        return "one of its elements has far too many attributes"
    return None


def takes_long_to_parse(text: str) -> bool:
    """Whether a page's elements are nested so deep that the parser alone takes very long."""
    return text.count("<") > MANY_TAGS and _depth_work(text) > MOST_DEPTH_WORK


def takes_long_to_search(text: str, tree: LexborHTMLParser) -> bool:
    """Whether they are nested deeper than any board nests them, so that looking for anything takes very long."""
    return text.count("<") > DEEP_TAGS and tree.css_first(DEEPER) is not None


def flattened(text: str) -> str:
    """A page's source without the tags that nest it too deep; not a word of it is lost."""
    opened: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    depth = behind = 0
    kept: list[str] = []
    for match in WHOLE_TAG.finditer(text):
        name = match[2].lower()
        layers = 0 if name in NEVER_OPEN else LAYERS_OF_TABLE if name == "table" else 1
        goes = False
        if not match[1]:
            goes = depth >= KEPT_DEPTH and name not in VOID
            (dropped if goes else opened)[name] += 1
            depth += 0 if goes else layers
        elif dropped[name]:
            dropped[name] -= 1
            goes = True
        elif opened[name]:
            opened[name] -= 1
            depth -= layers
        if goes:
            kept.append(text[behind : match.start()])
            behind = match.end()
    return "".join((*kept, text[behind:]))


def _has_long_segment(text: str) -> bool:
    """Whether there may be such a segment: it holds at least one stretch of half its length without a ``>``."""
    step = LONG_SEGMENT // 2
    return any(text.find(">", place, place + step) < 0 for place in range(0, len(text) - step, step))


def _depth_work(text: str) -> int:
    opened: Counter[str] = Counter()
    depth = work = 0
    for match in TAG.finditer(text):
        name = match[2].lower()
        if name in NEVER_OPEN:
            work += depth
        elif not match[1]:
            opened[name] += 1
            depth += 1
            work += depth
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return work


def _attribute_work(text: str) -> int:
    work = 0
    for segment in text.split(">"):
        if len(segment) > LONG_SEGMENT:
            start = TAG_START.search(segment)
            if start:
                work += len(segment[start.start() :].split()) ** 2
    return work
