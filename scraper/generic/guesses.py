"""Rows of boards whose addresses have no shape that is known, such as ``/talk/gardening/when-to-prune``.

What lists threads is repeated: links of one kind, each with words of its own, and in the row around each a date, a name
or a count. The kind with the most such rows is taken. Nothing tells whether a thread or a forum stands behind them
but what the rows print: two counts are a forum's.
"""

from __future__ import annotations

from collections import defaultdict

from scraper.addresses import origin
from scraper.document import Document
from scraper.generic.outline import Mark, Outline
from scraper.generic.routes import id_of, is_same_thread, is_shown
from scraper.generic.rows import Row, rows_around

FEWEST_ROWS = 2
SHORTEST_TITLE = 4
LONGEST_TITLE = 60
"""Characters up to which a longer title makes a better row."""
MOST_DIFFER = 0.8
"""The share of the titles that differ from each other; buttons all say the same."""
MOSTLY_DATED = 0.6
"""The share of the rows that print a date."""
MOST_LINKS = 2_000


def guessed_rows(doc: Document, outline: Outline, known: frozenset[str]) -> list[Row]:
    """The rows that most likely list threads, in page order; none where nothing repeats so.

    Args:
        doc: The page.
        outline: Its elements.
        known: Ids of what is known to be something else, such as the forums above.
    """
    best: list[Row] = []
    worth = 0.0
    for links in _kinds(doc, outline, known):
        rows = rows_around(outline, links)
        dated = [row for row in rows if outline.dates.within(row.start, row.end)]
        if len(rows) < FEWEST_ROWS or len(dated) < MOSTLY_DATED * len(rows):
            continue
        titles = sum(min(len(outline.text(row.link)), LONGEST_TITLE) for row in dated)
        if titles > worth:
            best, worth = dated, titles
    return best


def _kinds(doc: Document, outline: Outline, known: frozenset[str]) -> list[list[Mark]]:
    """The links that may be titles, by the kind of element they are."""
    people = {mark.index for mark in outline.people}
    dates = {mark.index for mark in outline.dates}
    home = origin(doc.url)
    kinds: dict[str, list[Mark]] = defaultdict(list)
    for index, url in list(outline.links.items())[:MOST_LINKS]:
        if outline.furniture[index] or index in people or index in dates or not url.startswith(home):
            continue
        text = outline.text(index)
        if len(text.strip("0123456789#.,» ")) < SHORTEST_TITLE or is_same_thread(url, doc.url) or not is_shown(url):
            continue
        if id_of(url) in known or any(mark.text == text for mark in outline.dates.within(index, outline.end[index])):
            continue
        parent = outline.parent[index]
        kinds[f"{outline.key(parent) if parent >= 0 else ''}>{outline.key(index)}"].append(
            Mark(index, id_of(url), text, url)
        )
    return [links for links in kinds.values() if len({link.text for link in links}) >= MOST_DIFFER * len(links)]
