"""What a page says of the messages that it shows: ``Results 21 to 40 of 93``, ``93 posts • Page 3 of 5``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.numbers import NUMBER, parse_number
from scraper.statistics import field_of

MOST_A_PAGE = 2_000
"""Messages that one page can show."""
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """The numbers that a page prints about its own messages."""

    first: int | None = None
    """The place of the first message in the thread, from 1."""
    last: int | None = None
    """The place of the last one."""
    messages: int | None = None
    """All messages of the thread."""

    @property
    def numbers(self) -> tuple[int, int] | None:
        """First and last, where both are printed."""
        return (self.first, self.last) if self.first is not None and self.last is not None else None


def shown_in(text: str) -> Shown:
    """The numbers of such a note, in whatever language it is.

    Three numbers that rise are a stretch and the whole; a number beside a word for messages is the whole.
    """
    matches = list(NUMBER.finditer(text))
    numbers = [number for match in matches if (number := parse_number(match[0])) is not None]
    if len(numbers) >= 3 and 1 <= numbers[0] <= numbers[1] <= numbers[2] and numbers[1] - numbers[0] < MOST_A_PAGE:
        return Shown(numbers[0], numbers[1], numbers[2])
    for match in matches:
        behind, before = WORD.search(text, match.end()), WORD.findall(text[: match.start()])
        beside = [behind[0] if behind and behind.start() - match.end() <= 2 else "", before[-1] if before else ""]
        if any(word and field_of(word) == "messages" for word in beside):
            return Shown(messages=parse_number(match[0]))
    return Shown()
