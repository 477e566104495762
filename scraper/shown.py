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

    Three numbers that rise are a stretch and the whole; a number beside a word for messages is the whole:
    ``93 posts``, ``Messages: 93``. Where four do, the first is the length of the stretch: ``Viewing 15 posts - 1
    through 15 (of 93 total)``.
    """
    matches = list(NUMBER.finditer(text))
    numbers = [parse_number(match[0]) or 0 for match in matches]
    if len(numbers) >= 4 and numbers[0] == numbers[2] - numbers[1] + 1 and 1 <= numbers[1] <= numbers[2] <= numbers[3]:
        return Shown(*numbers[1:4])
    if matches and _counts_messages(_behind(text, matches[0])):
        return Shown(messages=numbers[0])
    if len(numbers) >= 3 and 1 <= numbers[0] <= numbers[1] <= numbers[2] and numbers[1] - numbers[0] < MOST_A_PAGE:
        return Shown(numbers[0], numbers[1], numbers[2])
    for match, number in zip(matches, numbers, strict=True):
        before = WORD.findall(text[: match.start()])
        if _counts_messages(_behind(text, match)) or (before and _counts_messages(before[-1])):
            return Shown(messages=number)
    return Shown()


def _behind(text: str, number: re.Match[str]) -> str:
    """The word right behind a number."""
    word = WORD.search(text, number.end())
    return word[0] if word and word.start() - number.end() <= 2 else ""


def _counts_messages(word: str) -> bool:
    return bool(word) and "messages" in {field_of(word), field_of(f"{word}s")}
