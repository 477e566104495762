"""The words that dates are printed with, in some fifty languages; they stand in ``data/dates.json``."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "data" / "dates.json"

AFTERNOON = frozenset({"pm", "p.m", "μμ", "μ.μ", "م", "下午", "午後", "오후"})
MORNING = frozenset({"am", "a.m", "πμ", "π.μ", "ص", "上午", "午前", "오전"})
HOURS_BY_NAME = {"noon": 12, "midday": 12, "midnight": 0, "mittag": 12, "mitternacht": 0, "midi": 12, "minuit": 0}
"""Hours that are printed as a word."""
CROATIAN = frozenset({"hr", "bs"})
"""Languages that name some months as their neighbours name others."""


def fold(text: str) -> str:
    """Lower case, one width, digits of every script as 0 to 9, no diacritics."""
    if text.isascii():
        return text.lower()
    letters = (
        str(unicodedata.decimal(letter)) if letter.isdecimal() and not letter.isascii() else letter
        for letter in unicodedata.normalize("NFKD", text.lower().replace("ı", "i"))
        if not unicodedata.combining(letter)
    )
    # East Asian syllables come apart when decomposed, and are put together again.
    return unicodedata.normalize("NFKC", "".join(letters))


@cache
def months(language: str | None = None) -> dict[str, int]:
    """Names of months, 1 to 12, full and short."""
    own = (language or "").lower().replace("_", "-").partition("-")[0]
    return _numbers("months") | (_numbers("months_hr") if own in CROATIAN else {})


@cache
def weekdays() -> dict[str, int]:
    """Names of weekdays, 0 is Monday."""
    return _numbers("weekdays")


@cache
def day_words() -> dict[str, int]:
    """Words for a day near the present, and how many days ago it was."""
    return _numbers("days_ago")


@cache
def units() -> dict[str, int]:
    """Names of units of time, and their seconds. A month is 30 days, a year 365: such boards know no better."""
    return _numbers("unit_seconds")


@cache
def ago_words() -> frozenset[str]:
    """What makes a number of units a time in the past: ``vor 3 Stunden``, ``3 hours ago``."""
    return frozenset(_numbers("ago"))


@cache
def just_now() -> frozenset[str]:
    """Phrases for this very moment."""
    return frozenset(_numbers("just_now"))


@cache
def _tables() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = json.loads(WORDS.read_text(encoding="utf-8"))
    return tables


def _numbers(table: str) -> dict[str, int]:
    """The words of a table, each with the number that it stands for."""
    return {
        fold(word.replace("_", " ")): int(number)
        for number, words in _tables()[table].items()
        for word in words.split()
    }
