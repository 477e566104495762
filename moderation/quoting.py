"""Where a text repeats what it quotes. Quoted words belong to the one quoted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice

from moderation.items import Span

CLEAR_QUOTE = 4
"""Words from which a repeated line is a quote wherever it stands; shorter ones need a line or marks of their own."""

MOST_LINES = 400
"""Lines of its quotes that are looked for in a text; nobody reads a post that quotes more."""

_BEFORE = re.compile(r"(?:^|\n)[\s>]*\Z|[\"'\u201c\u201e\u00ab\u2018]\s*\Z")
_AFTER = re.compile(r"\s*(?:\Z|\n)|\s*[\"'\u201d\u201c\u00bb\u2019]")
_LOOK_AROUND = 16
"""Characters before a repeated line that tell whether it stands alone."""


def quoted_stretches(text: str, quotes: Iterable[str]) -> list[Span]:
    """Where a text repeats lines of its quotes, in text order and apart from each other.

    Args:
        text: The text as given.
        quotes: The quoted texts. Of their lines, the first `MOST_LINES` are looked for.
    """
    stretches = []
    lines = dict.fromkeys(line.strip() for quote in quotes for line in quote.splitlines())
    for line in islice(filter(None, lines), MOST_LINES):
        clear = len(line.split()) >= CLEAR_QUOTE
        start = text.find(line)
        while start >= 0:
            end = start + len(line)
            if clear or (_BEFORE.search(text[max(0, start - _LOOK_AROUND) : start]) and _AFTER.match(text, end)):
                stretches.append(Span(start=start, end=end))
            start = text.find(line, end)
    return _joined(stretches)


def within(span: Span, stretches: Sequence[Span]) -> bool:
    """Whether a span lies inside one of the stretches, which are in order and apart."""
    place = bisect_right(stretches, span.start, key=_start) - 1
    return place >= 0 and span.end <= stretches[place].end


def _start(span: Span) -> int:
    return span.start


def _joined(stretches: list[Span]) -> list[Span]:
    """The same stretches in order, those that overlap made one."""
    joined: list[Span] = []
    for stretch in sorted(stretches, key=_start):
        if joined and stretch.start <= joined[-1].end:
            joined[-1] = Span(start=joined[-1].start, end=max(joined[-1].end, stretch.end))
        else:
            joined.append(stretch)
    return joined
