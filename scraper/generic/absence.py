"""Blocks that only keep the place of a post which is not shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from scraper.generic.fields import Fields
from scraper.generic.outline import Outline
from scraper.items import Absence

ABSENT_WORDS: Mapping[str, Absence] = {
    "deleted": Absence.DELETED,
    "removed": Absence.DELETED,
    "ignored": Absence.IGNORED,
    "unapproved": Absence.HIDDEN,
    "moderated": Absence.HIDDEN,
}
"""Words of the class names of such a block, or of the notice in it."""
SENTENCES = Path(__file__).parents[1] / "data" / "absences.json"
"""How the sentences begin that stand in the place of such a post, by the kind of absence."""
LONGEST_BLOCK = 300
"""Characters of it, author and date included."""
NOTICE_HOLDS = 0.4
"""The share of it that its notice holds."""


def absence_of(outline: Outline, fields: Fields) -> Absence | None:
    """Why a block shows no post; None where it shows one."""
    start, end = fields.block.start, fields.block.end
    whole = outline.length(start, end)
    if whole > LONGEST_BLOCK:
        return None
    for index in range(start, end):
        words = outline.words(index)
        if outline.length(index, outline.end[index]) >= NOTICE_HOLDS * whole:
            kind = next((kind for word, kind in ABSENT_WORDS.items() if word in words), None)
            if kind is not None:
                return kind
    return _said(outline.text(fields.body)) if fields.body is not None else None


def _said(text: str) -> Absence | None:
    """What the only words of a block say."""
    said = _sentences().fullmatch(text.replace("’", "'"))
    return Absence(said.lastgroup) if said is not None and said.lastgroup else None


@cache
def _sentences() -> re.Pattern[str]:
    table: dict[str, list[str]] = json.loads(SENTENCES.read_text(encoding="utf-8"))
    kinds = (f"(?P<{Absence(kind)}>{'|'.join(map(re.escape, begins))})" for kind, begins in table.items())
    # Behind it may stand by whom and why, and nothing that goes on in a second sentence.
    return re.compile(rf"(?:{'|'.join(kinds)})(?![^\W_])[^.!?]{{0,80}}[.\]]?", re.IGNORECASE)
