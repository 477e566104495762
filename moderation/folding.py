"""A text to its folded form, with a map from every folded character back to the text as given.

Folding takes away what changes how letters look and not what they spell: case, accents, full width, letters in
circles or bold mathematical type, characters that cannot be seen. It never joins words and never guesses; guesses
(leet, masks, letters of another script) are made a word at a time in `tokens`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from moderation.datafiles import read_data
from moderation.items import Span

PUNCTUATION = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\uff07`\u00b4\u2032", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63\uff0d", "-"),
}
"""Marks that are written in many ways and read in one."""

UNSEEN = frozenset("\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5")
"""Characters that show nothing although Unicode does not call them format characters."""

ONE_SPELLING = {
    **dict.fromkeys("\u06cc\u0649", "\u064a"),  # Persian and Urdu yeh, alef maksura: Arabic yeh
    "\u06a9": "\u0643",  # keheh: Arabic kaf
    **dict.fromkeys("\u06c1\u06d5", "\u0647"),  # Urdu heh, ae: Arabic heh
    "\u0671": "\u0627",  # alef wasla: alef
    "\u0640": "",  # the stroke that stretches Arabic letters
    "\u0901": "\u0902",  # Devanagari candrabindu: anusvara
    "\u093c": "",  # the Devanagari dot below, as often left out as written
}
"""Letters that a script writes in two ways, by keyboard and habit, to the one in which they are compared."""

SPELLING_MARKS = frozenset({0, 7, 9})
"""Combining classes of the marks that spell words in Indic scripts (vowel signs, nukta, virama); others decorate."""

CACHED_BELOW = 0x3000
"""Characters below this are remembered once folded; above lie the many that fold to themselves."""


class _FoldingTable(dict[int, str]):
    """The table that `str.translate` reads, filled as characters are met."""

    def __init__(self) -> None:
        super().__init__()
        self._lookalikes = _lookalikes("always")

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self._fold(character)
        if code < CACHED_BELOW or folded != character:
            self[code] = folded
        return folded

    def _fold(self, character: str) -> str:
        if character in PUNCTUATION:
            return PUNCTUATION[character]
        if is_unseen(character) or _decorates(character):
            return ""
        parts = unicodedata.normalize("NFKD", character)
        bare = "".join(part for part in parts if not _decorates(part)).casefold()
        letters = unicodedata.normalize("NFC", bare)
        return "".join(self._lookalikes.get(letter, ONE_SPELLING.get(letter, letter)) for letter in letters)


def is_unseen(character: str) -> bool:
    """Whether a character shows nothing: zero-width and format characters, fillers, surrogates left alone."""
    return character in UNSEEN or unicodedata.category(character) in {"Cf", "Cs"}


def _decorates(character: str) -> bool:
    """Whether a character only decorates the one before it: an accent, a keycap, a variation selector."""
    category = unicodedata.category(character)
    if category == "Mn":
        return unicodedata.combining(character) not in SPELLING_MARKS or unicodedata.name(character, "").startswith(
            "VARIATION SELECTOR"
        )
    return category == "Me"


@cache
def _lookalikes(table: str) -> dict[str, str]:
    """One table of the confusables file, each character to its Latin letter."""
    rows: dict[str, str] = read_data("confusables.toml").content[table]
    return {character: letter for letter, characters in rows.items() for character in characters}


@cache
def script_lookalikes() -> dict[int, str]:
    """Letters of other scripts to the Latin letters they look like, for `str.translate`."""
    return str.maketrans(_lookalikes("scripts"))


@cache
def _table() -> _FoldingTable:
    return _FoldingTable()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. Positions in it map back to the text as given."""

    text: str
    """The folded form."""
    starts: Sequence[int] | None
    """For each folded character, where the character it came from starts; None where both texts run in step."""
    ends: Sequence[int] | None
    """For each folded character, where it ends, with the marks that decorate it."""

    def span(self, start: int, end: int) -> Span:
        """The stretch of the text as given that folded to ``text[start:end]`` (not empty)."""
        if self.starts is None or self.ends is None:
            return Span(start=start, end=end)
        return Span(start=self.starts[start], end=self.ends[end - 1])


def fold(text: str) -> Folded:
    """Folds a text. Takes time in proportion to its length, whatever stands in it.

    Args:
        text: Any text, surrogates and unassigned characters included.
    """
    if text.isascii():
        return Folded(text.lower().replace("`", "'"), None, None)
    table = _table()
    if all(len(table[ord(character)]) == 1 for character in set(text)):
        return Folded(text.translate(table), None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for place, character in enumerate(text):
        folded = table[ord(character)]
        if folded:
            last = len(folded)
            pieces.append(folded)
            starts.extend([place] * last)
            ends.extend([place + 1] * last)
        elif ends and ends[-1] == place and not is_unseen(character):
            ends[-last:] = [place + 1] * last
    return Folded("".join(pieces), starts, ends)


def fold_form(term: str) -> str:
    """A term of a data file as it stands in folded texts."""
    return fold(term).text
