"""Marking: a post's words in pieces, each with the flags that speak of it, for faces that show them.

Scraped words are hostile: characters that turn text around, or cannot be seen, are told by name instead of obeyed.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from db.items import StoredFlag

LONGEST_TERM = 40
"""Characters of a flagged stretch that counts as a term; a longer one is a passage, and is never veiled."""
UNSEEN = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufff9\ufffa\ufffb")
"""Characters beside Unicode's control and format characters that cannot be seen."""
KEPT = frozenset("\n\t\u200c\u200d\ufe0e\ufe0f")
"""Line breaks and tabs, and what joins letters and emoji: needed, and harmless."""
TAGS = range(0xE0000, 0xE0080)
"""Tags, which make flags of emoji."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text."""

    text: str
    flags: tuple[int, ...] = ()
    """Places of the flags that speak of it."""
    term: bool = False
    """Whether it is (part of) a flagged term: a slur, say, that is veiled until wanted."""
    unseen: bool = False
    """Whether ``text`` names a character that cannot be seen, and is not itself part of the post."""


def marked(text: str, flags: Sequence[StoredFlag]) -> list[Piece]:
    """A text in pieces.

    Args:
        text: The words as they were judged.
        flags: What was found in them.

    Returns:
        Pieces whose texts, without the unseen ones, are the text in its order.
    """
    opening: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    closing: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for place, flag in enumerate(flags):
        for span in flag.spans:
            start, end = max(span.start, 0), min(span.end, len(text))
            if start < end:
                speaks = place, end - start <= LONGEST_TERM
                opening[start].append(speaks)
                closing[end].append(speaks)
    pieces: list[Piece] = []
    here: Counter[tuple[int, bool]] = Counter()
    for start, end in pairwise(sorted({0, len(text), *opening, *closing})):
        here.subtract(closing[start])
        here.update(opening[start])
        here = +here
        places = tuple(sorted({place for place, _ in here}))
        pieces += _seen(Piece(text[start:end], places, any(term for _, term in here)))
    return pieces


def told(text: str) -> list[Piece]:
    """A text without flags, with the characters told that cannot be seen."""
    return marked(text, ())


def _seen(piece: Piece) -> Iterator[Piece]:
    run = ""
    for letter in piece.text:
        if not hidden(letter):
            run += letter
            continue
        if run:
            yield Piece(run, piece.flags, piece.term)
        run = ""
        yield Piece(name_of(letter), piece.flags, piece.term, unseen=True)
    if run:
        yield Piece(run, piece.flags, piece.term)


def hidden(letter: str) -> bool:
    """Whether a character turns text around or cannot be seen."""
    if letter in KEPT or ord(letter) in TAGS:
        return False
    return letter in UNSEEN or unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"}


def name_of(letter: str) -> str:
    """A character's name, or its number where it has none."""
    return unicodedata.name(letter, f"U+{ord(letter):04X}").lower()
