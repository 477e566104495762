"""The sentence that something stands in."""

from __future__ import annotations

import re

from moderation.items import Span

FARTHEST = 300
"""Characters of a sentence that are looked at, on either side of what stands in it."""
STOP = re.compile(r"[.!?\n]")


def sentence_around(text: str, start: int, end: int) -> Span:
    """The stretch from the stop before some words to the one behind them, or as far as is looked.

    Args:
        text: The text.
        start: The words' first character.
        end: One past their last.
    """
    before = max((found.end() for found in STOP.finditer(text, max(0, start - FARTHEST), start)), default=0)
    behind = STOP.search(text, end, end + FARTHEST)
    return Span(
        start=max(before, start - FARTHEST),
        end=behind.start() if behind else min(len(text), end + FARTHEST),
    )
