"""The board statistics of a page of unknown software."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.document import Document
from scraper.generic.conventions import words_in
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


def figures_of(doc: Document, outline: Outline, blocks: Iterable[Block]) -> BoardStatistics | None:
    """What the page prints about its board, from the boxes that are called statistics or have such a heading.

    Args:
        doc: The page.
        outline: Its elements.
        blocks: Its posts, in which people are counted and not the board.
    """
    posts = [(block.start, block.end) for block in blocks]
    statistics: BoardStatistics | None = None
    behind = 0
    boxes = 0
    for index in range(len(outline.nodes)):
        if index < behind or boxes >= MOST_BOXES or not _is_box(outline, index):
            continue
        if any(start <= index < end for start, end in posts):
            continue
        boxes += 1
        lines = read_words(outline.nodes[index], doc).text.split("\n")
        found = merged(read_foot(["Statistics", *lines]).statistics, _told(lines, doc))
        if found is not None:
            statistics = merged(statistics, found)
            behind = outline.end[index]
    return statistics


def _is_box(outline: Outline, index: int) -> bool:
    """Whether an element is called statistics, or holds a heading that says so."""
    if not 0 < outline.length(index, outline.end[index]) <= LONGEST_BOX:
        return False
    attributes = outline.attributes[index]
    if not STATISTICS_WORDS.isdisjoint(words_in(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")):
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
