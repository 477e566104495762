"""A text as the classifier reads it: what carries its sense in words, whatever it was spelled with.

The classifier knows words and no pictures. So emoji are named, terms of the lexicon that somebody disguised are spelled
out, addresses and the names of members become one word each, and letters are folded. Training reads the same way.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from moderation.detectors import Passage
from moderation.folding import Folded
from moderation.items import Span
from moderation.lexicon import Disguised

_MARKUP = re.compile(r"\[/?(?:quote|b|i|u|s|url|img|color|size|code|spoiler)\b[^\]\n]{0,80}\]")
WORDS = (
    ("http", re.compile(r"\bhttps?://\S+"), " http "),
    ("www.", re.compile(r"\bwww\.\S+"), " http "),
    ("@", re.compile(r"(?<![\w@/.])@\w[\w-]*"), "@user"),
    ("[", _MARKUP, " "),
    ("&", re.compile(r"&(?:#\d{1,6}|[a-z]{2,6});"), " "),
)
"""What stands in any of these, what it is, and what is read in its place."""
PICTURES = "\u2600"
"""The first character of those that may say something although they are no letters."""
PICTURE = re.compile(r"([\u2100-\u2bff\U0001f000-\U0001ffff])\1*")
"""A character that may be a picture, however often it is repeated."""
TONES = dict(
    zip(map(chr, range(0x1F3FB, 0x1F400)), ("light skin", "light skin", "", "dark skin", "dark skin"), strict=True)
)
"""Skin tones of emoji."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of the folded text that is read in other words."""

    start: int
    end: int
    read: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the classifier reads of a text. Positions in it map back to the text as given."""

    text: str
    _folded: Folded
    _edits: tuple[_Edit, ...]
    _places: tuple[int, ...]
    """Where what is read in other words starts in ``text``, for each of them."""

    def span(self, start: int, end: int) -> Span:
        """The stretch of the text as given that is read as ``text[start:end]`` (not empty)."""
        return self._folded.span(self._before(start)[0], self._before(end - 1)[1])

    def _before(self, place: int) -> tuple[int, int]:
        """Start and end in the folded text of what is read at a place."""
        at = bisect_right(self._places, place) - 1
        if at < 0:
            return place, place + 1
        edit = self._edits[at]
        over = place - self._places[at] - len(edit.read)
        return (edit.start, edit.end) if over < 0 else (edit.end + over, edit.end + over + 1)


def transcribed(passage: Passage, disguised: Iterable[Disguised] = ()) -> Transcript:
    """A passage in the words that the classifier reads.

    Args:
        passage: The passage.
        disguised: Its disguised terms (`moderation.lexicon.Lexicon.disguised`).
    """
    folded = passage.folded
    pieces: list[str] = []
    edits: list[_Edit] = []
    places: list[int] = []
    after = length = 0
    for edit in sorted(_edits(folded.text, disguised), key=lambda edit: (edit.start, -edit.end)):
        if edit.start >= after:
            kept = folded.text[after : edit.start]
            places.append(length + len(kept))
            pieces += (kept, edit.read)
            edits.append(edit)
            length += len(kept) + len(edit.read)
            after = edit.end
    return Transcript("".join((*pieces, folded.text[after:])), folded, tuple(edits), tuple(places))


def _edits(text: str, disguised: Iterable[Disguised]) -> Iterator[_Edit]:
    for term in disguised:
        yield _Edit(term.start, term.end, f" {term.spelled} ")
    for mark, pattern, read in WORDS:
        if mark in text:
            for found in pattern.finditer(text):
                yield _Edit(found.start(), found.end(), read)
    if not text.isascii():
        for found in PICTURE.finditer(text):
            name = _name(found[1])
            if name is not None:
                yield _Edit(found.start(), found.end(), name)


@cache
def _name(character: str) -> str | None:
    """A picture's name between blanks; None where a character is none."""
    if character in TONES:
        return f" {TONES[character]} "
    if unicodedata.category(character) != "So":
        return None
    name = unicodedata.name(character, "").lower()
    name = name.removeprefix("regional indicator symbol letter ")
    return f" {name} " if len(name) > 1 else name
