"""Where the fields of one post stand on its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scraper.generic.conventions import CHROME_WORDS, words_in
from scraper.generic.outline import Mark, Outline
from scraper.generic.proposals import Block

MOST_OF_BLOCK = 0.5
"""An element with a larger share of its block's prose holds the post's words."""


@dataclass(slots=True)
class Fields:
    """Where the fields of one post stand in the outline."""

    block: Block
    date: Mark | None = None
    """When it was written."""
    name: Mark | None = None
    """Who wrote it, where the page marks names."""
    name_text: str | None = None
    """The name."""
    name_index: int = -1
    """The element of a name that is told by its bold letters alone."""
    body: int | None = None
    """The element with the words; None where they stand in the block itself, among its fields."""
    edited: int | None = None
    """The element that says that the post was changed."""
    signature: int | None = None
    """The author's signature."""
    id: str | None = None
    """The board's id of the post."""
    number: int | None = None
    """The printed place in the thread, from 1."""
    holding: frozenset[str] = frozenset()
    """The kinds of element that hold most of the usual post, whatever they are called."""
    is_note: bool = False
    """Whether the block is the board's own note between posts, such as "closed" or "removed"."""

    @property
    def marks(self) -> frozenset[int]:
        """The elements of date and name."""
        return frozenset(mark.index for mark in (self.date, self.name) if mark)


def prose_of(outline: Outline, fields: Fields) -> float:
    """Characters of prose in a post's block."""
    return outline.chars(fields.block.start, fields.block.end)


def holding_kinds(outline: Outline, blocks: Iterable[Block]) -> frozenset[str]:
    """The kinds of element with a name like a button's that hold most of the words of the posts that have one."""
    held: dict[str, float] = defaultdict(float)
    around: dict[str, float] = defaultdict(float)
    for block in blocks:
        kinds = {
            outline.key(index): outline.chars(index, outline.end[index])
            for index in range(block.start + 1, block.end)
            if _sounds_like_chrome(outline, index)
        }
        for key, chars in kinds.items():
            held[key] += chars
            around[key] += outline.chars(block.start, block.end)
    return frozenset(key for key, chars in held.items() if chars > MOST_OF_BLOCK * around[key])


def _sounds_like_chrome(outline: Outline, index: int) -> bool:
    return not CHROME_WORDS.isdisjoint(words_in(outline.attributes[index].get("class") or ""))


def is_chrome(outline: Outline, index: int, fields: Fields) -> bool:
    """Whether an element inside a block is none of its author's words: a button, a signature, a profile.

    An element that holds most of the block, or of most blocks, is none of these, whatever it is called.
    """
    if index == fields.block.start:
        return False
    if index in (fields.edited, fields.signature):
        return True
    if not _sounds_like_chrome(outline, index) or outline.key(index) in fields.holding:
        return False
    return outline.chars(index, outline.end[index]) <= MOST_OF_BLOCK * prose_of(outline, fields)
