"""The board statistics of a page of unknown software."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from scraper.document import Document
from scraper.generic.conventions import words_in
from scraper.generic.outline import HEADINGS, Outline
from scraper.generic.proposals import Block
from scraper.items import BoardStatistics
from scraper.statistics import field_of, from_pairs, merged
from scraper.textfoot import STATISTICS_STEMS, read_foot
from scraper.words import read_words

STATISTICS_WORDS = frozenset({"stats", "statistics", "stat", "boardstats", "statistik", "statistiques", "forumstats"})
COUNT_AND_LABEL = re.compile(r"(?<![\d.,])(\d[\d.,'  ]{0,14})\s+([^\W\d_]{3,20})(?:\s+([^\W\d_]{3,20}))?")
NEWEST = re.compile(r"\b(?:newest|latest) member(?: is)?[,:]?\s+([^\s,.!]{1,40})", re.IGNORECASE)
PRESENCE = re.compile(r"\b(?:online|active|browsing|visible|invisible|guests?|most users)\b", re.IGNORECASE)
"""Who is there now, which is another count of members."""
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
        found = read_foot(["Statistics", *lines]).statistics or _in_sentences(lines)
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
        if outline.nodes[child].tag in (*HEADINGS, "thead", "tr", "caption", "header", "legend", "strong"):
            text = outline.text(child).casefold()
            if len(text) < 60 and any(stem in text for stem in STATISTICS_STEMS):
                return True
    return False


def _in_sentences(lines: list[str]) -> BoardStatistics | None:
    """Statistics that are told in sentences: ``a total of 111 posts in 13 threads``."""
    pairs = []
    sentences = (sentence for line in lines for sentence in re.split(r"[.!](?:\s|$)", line))
    text = ". ".join(sentence for sentence in sentences if not PRESENCE.search(sentence))
    for count, *labels in COUNT_AND_LABEL.findall(text):
        known = (label for label in labels if field_of(label) in ("threads", "messages", "members"))
        pairs += [(label, count) for label in islice(known, 1)]
    newest = NEWEST.search(text)
    if newest and pairs:
        pairs.append(("latest member", newest[1]))
    return from_pairs(pairs) if len(pairs) > 1 else None
