"""The board statistics of a page of unknown software."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from scraper.document import Document
from scraper.generic.outline import HEADINGS, Outline
from scraper.generic.proposals import Block
from scraper.items import BoardStatistics
from scraper.sentences import told_statistics
from scraper.statistics import merged
from scraper.textfoot import STATISTICS_STEMS, read_foot
from scraper.words import read_words

STATISTICS_WORDS = frozenset({"stats", "statistics", "stat", "boardstats", "statistik", "statistiques", "forumstats"})
LONGEST_BOX = 2_500
MOST_BOXES = 12
"""Kinds of boxes that are looked at."""


def figures_of(doc: Document, outline: Outline, blocks: Iterable[Block]) -> BoardStatistics | None:
    """What the page prints about its board, from the boxes that are called statistics or have such a heading.

    Args:
        doc: The page.
        outline: Its elements.
        blocks: Its posts, in which people are counted and not the board.
    """
    statistics: BoardStatistics | None = None
    for lines in _boxes(doc, outline, [(block.start, block.end) for block in blocks]):
        statistics = merged(statistics, merged(read_foot(["Statistics", *lines]).statistics, _told(lines, doc)))
    return statistics


def _boxes(doc: Document, outline: Outline, posts: list[tuple[int, int]]) -> Iterator[list[str]]:
    """The lines of the boxes: of those of one kind together, for each may hold a line of one table.

    Boxes that say the same of different things are the rows' of a listing.
    """
    kinds: dict[str, list[str]] = defaultdict(list)
    behind = 0
    for index in range(len(outline.nodes)):
        if index < behind or not _is_box(outline, index) or any(start <= index < end for start, end in posts):
            continue
        kind = outline.key(index) if len(kinds) < MOST_BOXES else ""
        if kind:
            kinds[kind].append(read_words(outline.nodes[index], doc).text)
            behind = outline.end[index]
    for texts in kinds.values():
        differ = dict.fromkeys(texts)
        if len({re.sub(r"\d+", "", text) for text in differ}) == len(differ):
            yield "\n".join(differ).split("\n")


def _is_box(outline: Outline, index: int) -> bool:
    """Whether an element is called statistics, or holds a heading that says so."""
    if not 0 < outline.length(index, outline.end[index]) <= LONGEST_BOX:
        return False
    if not STATISTICS_WORDS.isdisjoint(outline.words(index)):
        return True
    for child in outline.children(index)[:4]:
        if outline.tags[child] in (*HEADINGS, "thead", "tr", "caption", "header", "legend", "strong"):
            text = outline.text(child).casefold()
            if len(text) < 60 and any(stem in text for stem in STATISTICS_STEMS):
                return True
    return False


def _told(lines: list[str], doc: Document) -> BoardStatistics | None:
    """What sentences tell; a single number may well be another thing's."""
    found = told_statistics(lines, doc)
    return found if found is not None and found.known > 1 else None
