"""A text as the classifier reads it: what carries its sense in words, whatever it was spelled with.

The classifier knows words and no pictures. So emoji are named, terms of the lexicon that somebody disguised are spelled
out, addresses and the names of members become one word each, and letters are folded. Training reads the same way.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from moderation.detectors import Passage
from moderation.folding import Folded, fold_form
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
RUN = re.compile("[\u2100-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001ffff]+")
"""Characters that may be pictures, as far as they stand together."""
FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]+")
"""Letters of flags: two make one, and others spell."""
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
        for run in FLAGS.finditer(text):
            yield _Edit(run.start(), run.end(), _flags(run[0]))
        for run in RUN.finditer(text):
            yield from _pictures(text, run.start(), run.end())


def _flags(letters: str) -> str:
    """The countries whose flags letters make, each once in a row, or what they spell where they make none."""
    names = [_names().get(letters[at : at + 2]) for at in range(0, len(letters), 2)]
    if None not in names:
        return f" {' '.join(name for name, _ in groupby(filter(None, names)))} "
    return "".join(unicodedata.name(letter)[-1].lower() for letter in letters)


def _pictures(text: str, start: int, end: int) -> Iterator[_Edit]:
    """The pictures of a run, each read once however often it is repeated."""
    names, most = _names(), _most_joined()
    while start < end:
        sizes = range(min(most, end - start), 1, -1)
        shown = text[start : start + next((size for size in sizes if text[start : start + size] in names), 1)]
        after = start + len(shown)
        while text.startswith(shown, after):
            after += len(shown)
        if (name := names.get(shown) or _sign(shown)) is not None:
            yield _Edit(start, after, f" {name} ")
        start = after


def _sign(character: str) -> str | None:
    """The name of a character that is no emoji by itself; None where it is no picture."""
    if character in TONES:
        return TONES[character]
    return unicodedata.name(character, "").lower() if unicodedata.category(character) == "So" else None


@cache
def _most_joined() -> int:
    """Characters of the longest picture that is made of several."""
    return max(map(len, _names()))


@cache
def _names() -> Mapping[str, str]:
    """Emoji, as they stand in folded texts, to their names (Unicode's CLDR); of flags the country's."""
    from emoji import EMOJI_DATA  # noqa: PLC0415 - comes with the extra, and half the texts have none

    # Of those that fold to the same the plainest counts: the flags of regions are a black one.
    return {
        fold_form(shown): EMOJI_DATA[shown]["en"].strip(":").replace("_", " ").lower()
        for shown in sorted(EMOJI_DATA, key=len, reverse=True)
        if TONES.keys().isdisjoint(shown)
    }
