"""Spellings that hide a word from filters and leave it to be read: leet, masks, gaps, stretched and doubled letters."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "g": "9", "b": "8", "l": "1"}
VOWELS = "aeiou"
GAPS = (" ", ".", "-", "_", "*", "/", "\u200b")
SHORTEST = 4
"""Letters of a word that is worth hiding."""


def disguised(words: str, rng: Random) -> str:
    """Words with the longest of them spelled in disguise."""
    parts = words.split(" ")
    place = max(range(len(parts)), key=lambda at: len(parts[at]))
    if len(parts[place]) >= SHORTEST:
        parts[place] = rng.choice(WAYS)(parts[place], rng)
    return " ".join(parts)


def _leet(word: str, rng: Random) -> str:
    letters = [rng.choice(LEET[letter]) if letter in LEET and rng.random() < 0.7 else letter for letter in word.lower()]
    return "".join(letters)


def _masked(word: str, rng: Random) -> str:
    sign = rng.choice("*#*-")
    inner = [at for at in range(1, len(word) - 1) if word[at].lower() in VOWELS] or [1]
    hidden = inner if rng.random() < 0.4 else [rng.choice(inner)]
    return "".join(sign if at in hidden else letter for at, letter in enumerate(word))


def _gapped(word: str, rng: Random) -> str:
    return rng.choice(GAPS).join(word)


def _stretched(word: str, rng: Random) -> str:
    place = rng.randrange(1, len(word))
    return word[:place] + word[place] * rng.randint(2, 6) + word[place:]


def _without_vowel(word: str, rng: Random) -> str:
    inner = [at for at in range(1, len(word) - 1) if word[at].lower() in VOWELS]
    if not inner:
        return word
    place = rng.choice(inner)
    return word[:place] + word[place + 1 :]


def _swapped(word: str, rng: Random) -> str:
    place = rng.randrange(1, len(word) - 2) if len(word) > 3 else 0
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


WAYS: tuple[Callable[[str, Random], str], ...] = (
    _leet,
    _leet,
    _masked,
    _masked,
    _gapped,
    _stretched,
    _without_vowel,
    _swapped,
)
