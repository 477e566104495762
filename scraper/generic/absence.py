"""Blocks that only keep the place of a post which is not shown."""

from __future__ import annotations

from collections.abc import Mapping

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
    return None
