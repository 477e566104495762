"""What a page may cost to parse. Past these bounds it is refused with a reason, so that no page hangs a scan."""

from __future__ import annotations

import re
from collections import Counter

MOST_BYTES = 16 * 1024 * 1024
"""Bytes of a page; threads of the largest real boards stay below a fifth of it."""

MANY_TAGS = 20_000
"""Pages with fewer tags are cheap, however they are nested."""
MOST_DEPTH_WORK = 300_000_000
"""Depth summed over all tags: opening a block looks at everything that is open. This much takes about two seconds."""
LONG_SEGMENT = 20_000
"""Characters without a ``>`` that may be one tag with very many attributes."""
MOST_ATTRIBUTE_WORK = 500_000_000
"""Attributes squared, summed over such tags: each is held against all before it. About a second."""

TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
TAG_START = re.compile(r"<[a-zA-Z]")
NEVER_OPEN = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dd", "dt", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup",
})  # fmt: skip
"""Tags without content, and tags that end where the next one begins."""


def excess(text: str) -> str | None:
    """Why a page would take too long to parse: a part of a sentence; None for every ordinary page."""
    if text.count("<") > MANY_TAGS and _depth_work(text) > MOST_DEPTH_WORK:
        return "its elements are nested far too deep"
    if _has_long_segment(text) and _attribute_work(text) > MOST_ATTRIBUTE_WORK:
        return "one of its elements has far too many attributes"
    return None


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
