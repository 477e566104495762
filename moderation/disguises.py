"""The ways in which a word is disguised, and what each may spell. A word at a time, nothing of its place in a text."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from itertools import product

from moderation.folding import script_lookalikes


class Disguise(StrEnum):
    """How a word was disguised."""

    LOOKALIKES = "letters of another script"
    LEET = "digits or symbols for letters"
    STRETCHED = "stretched letters"
    MASKED = "masked letters"
    SPACED = "letters set apart"
    JOINED = "a word broken in two"


LEET = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "il", "+": "t", "\u20ac": "e", "\u00a3": "l", "\u00a2": "c",
}  # fmt: skip
"""Digits and symbols to the letters they stand for; two letters are two readings."""

ANY_LETTER_MASKS = "*#%&$@"
"""Characters that stand for any letter when they stand inside a word."""
VOWEL_MASKS = "-_.^"
"""Characters that also separate words, so they stand for a vowel only."""
CYRILLIC_SIGNS = str.maketrans("abcehkmnoprtuxy0346", "авсенкмпоргтихуозчб")
"""Latin letters and digits to the Cyrillic letters they look like, in words that have some of these too."""

FEWEST_SHOWN = 2
"""Letters that a mask must leave; ``f***`` alone could be anything."""
MOST_STRETCHES = 3
"""Stretched letters in one word for which every mixture of one and two letters is read."""

_STRETCH = re.compile(r"(.)\1{2,}")
_SIGNS = re.escape(ANY_LETTER_MASKS)
_LETTER = r"[^\W\d_]"
_MASKED = re.compile(rf"{_LETTER}(?={_LETTER}*[{_SIGNS}])(?:{_LETTER}|[{_SIGNS}])*\Z")
_VOWEL_MASKED = re.compile(rf"[a-z]+[{re.escape(VOWEL_MASKS)}][a-z]+\Z")
_ANY = re.compile(rf"[{_SIGNS}]")
_VOWEL = re.compile(rf"[{re.escape(VOWEL_MASKS)}]")
_CYRILLIC = re.compile(r"[\u0430-\u045f]")
_CYRILLIC_SIGN = re.compile(f"[{''.join(map(chr, CYRILLIC_SIGNS))}]")
_NOT_CYRILLIC = re.compile(rf"[^\u0430-\u045f{_SIGNS}{re.escape(VOWEL_MASKS)}~+|]")
_LEET_FIRST = str.maketrans({sign: letters[0] for sign, letters in LEET.items()})
_LEET_SECOND = str.maketrans({sign: letters[-1] for sign, letters in LEET.items()})
_LEET_SIGN = re.compile(f"[{re.escape(''.join(LEET))}]")


def is_spelled(word: str) -> bool:
    """Whether a word is made of letters alone, and of the marks that spell words in Indic scripts."""
    return word.isalpha() or all(unicodedata.category(character)[0] in "LM" for character in word)


def script_reading(word: str) -> str | None:
    """The Latin word that a word with letters of another script looks like; None where it does not look Latin."""
    latin = word.translate(script_lookalikes())
    return latin if latin != word and latin.isascii() else None


def cyrillic_reading(word: str) -> str | None:
    """The Cyrillic word that one of Cyrillic letters and of Latin ones or digits looks like; None for all others."""
    if not _CYRILLIC.search(word) or not _CYRILLIC_SIGN.search(word):
        return None
    cyrillic = word.translate(CYRILLIC_SIGNS)
    mostly = 3 * len(_CYRILLIC.findall(word)) >= len(word)
    return cyrillic if mostly and not _NOT_CYRILLIC.search(cyrillic) else None


def leet_readings(word: str) -> tuple[str, ...]:
    """What a word with digits or symbols among its letters may spell.

    At least half must be letters, so that ``4``, ``A55`` and ``PS5`` stay what they are.
    """
    if not _LEET_SIGN.search(word):
        return ()
    letters = sum(character.isalpha() for character in word)
    if 2 * letters < len(word) or letters < FEWEST_SHOWN:
        return ()
    readings = dict.fromkeys((word.translate(_LEET_FIRST), word.translate(_LEET_SECOND)))
    return tuple(reading for reading in readings if not _LEET_SIGN.search(reading))


def unstretched(word: str) -> tuple[str, ...]:
    """What a word with a letter three or more times in a row may spell: each such letter once or twice."""
    runs = len(_STRETCH.findall(word))
    if not runs:
        return ()
    if runs > MOST_STRETCHES:
        return tuple(_STRETCH.sub(r"\1" * times, word) for times in (1, 2))
    pieces = _STRETCH.split(word)
    return tuple(
        "".join(
            piece * counts[place // 2] if place % 2 else piece
            for place, piece in enumerate(pieces)
        )
        for counts in product((1, 2), repeat=runs)
    )  # fmt: skip


def mask_of(word: str) -> str | None:
    """The pattern of a masked word: ``*`` for a hidden letter, ``?`` for a hidden vowel; None for other words."""
    if _MASKED.match(word):
        hidden = len(_ANY.findall(word))
        shown = len(word) - hidden
        lone_footnote = hidden == 1 and word[-1] == "*" and shown < FEWEST_SHOWN + 1
        return _ANY.sub("*", word) if shown >= FEWEST_SHOWN and not lone_footnote else None
    if _VOWEL_MASKED.match(word):
        return _VOWEL.sub("?", word)
    return None
