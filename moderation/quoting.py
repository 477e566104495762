"""Where a text repeats what it quotes. Quoted words belong to the one quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from moderation.items import Span

CLEAR_QUOTE = 4
"""Words from which a repeated line is a quote wherever it stands; shorter ones need a line or marks of their own."""

_BEFORE = re.compile(r"(?:^|\n)[\s>]*\Z|[\"'\u201c\u201e\u00ab\u2018]\s*\Z")
_AFTER = re.compile(r"\s*(?:\Z|\n)|\s*[\"'\u201d\u201c\u00bb\u2019]")
_LOOK_AROUND = 16
"""Characters before a repeated line that tell whether it stands alone."""


def quoted_stretches(text: str, quotes: Iterable[str]) -> list[Span]:
    """Where a text repeats lines of its quotes.

    Args:
        text: The text as given.
        quotes: The quoted texts.
    """
    stretches = []
    for line in dict.fromkeys(line.strip() for quote in quotes for line in quote.splitlines()):
        if not line:
            continue
        clear = len(line.split()) >= CLEAR_QUOTE
        start = text.find(line)
        while start >= 0:
            end = start + len(line)
            if clear or (_BEFORE.search(text[max(0, start - _LOOK_AROUND) : start]) and _AFTER.match(text, end)):
                stretches.append(Span(start=start, end=end))
            start = text.find(line, end)
    return stretches


def within(span: Span, stretches: Sequence[Span]) -> bool:
    """Whether a span lies inside one of the stretches."""
    return any(stretch.start <= span.start and span.end <= stretch.end for stretch in stretches)
