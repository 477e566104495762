"""Find the rows of a listing or an index: repeated parts of a page, each about one thread or one forum.

A row is the widest part of the page that links to one thread (one forum) only. A link's kind is told from its address.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from scraper.addresses import without_page
from scraper.document import Document
from scraper.generic.outline import Mark, Marks, Outline
from scraper.generic.routes import Kind, id_of, is_same_thread, is_shown, route_of

TITLE_WORDS = frozenset({"title", "subject", "topictitle", "forumtitle", "name", "topic", "thread", "headline"})
LAST_WORDS = frozenset({"last", "lastpost", "latest", "lastreply", "activity", "updated", "recent", "freshness"})
ROW_TAGS = frozenset({"tr", "li", "article"})
BEYOND_ROWS = frozenset({"body", "html", "main", "table"})
MOST_NAMED_IN_A_ROW = 5
"""Threads that the row of a forum may name, and the other way round; a part of the page with more is no row."""
MOST_ROWS = 2_000
CLIMB = 40
MOST_CELLS_OF_A_FRAME = 3
"""Cells of a table of one row that only lays out an icon beside a title."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row about one thread or forum: its interval in the outline, its link, and the id behind it."""

    start: int
    end: int
    link: int
    """The link that bears the title."""
    id: str
    url: str
    """The address of the first page."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a page."""

    threads: tuple[Row, ...]
    """About threads."""
    forums: tuple[Row, ...]
    """About forums."""
    guessed: bool = False
    """Whether the threads are told by their rows alone, and not by their addresses."""


def rows_of(doc: Document, outline: Outline) -> Rows:
    """The rows about threads and about forums that a page shows.

    Where a row of one kind lies inside a row of the other, the one whose link comes first is the row: an index names
    the last thread of each forum, a listing the forum of each thread.
    """
    to_threads, to_forums = (_links(doc, outline, kind) for kind in (Kind.THREAD, Kind.FORUM))
    threads = rows_around(outline, to_threads)
    forums = rows_around(outline, to_forums, to_threads)
    if threads and forums:
        return Rows(without(outline, threads, forums), without(outline, forums, threads))
    return Rows(tuple(threads), tuple(forums))


def without(outline: Outline, rows: list[Row], others: list[Row]) -> tuple[Row, ...]:
    """The rows whose link does not lie inside another kind's row behind that row's own link."""
    reach = []
    for other in others:
        cell = _cell(outline, other.link)
        start, end = (cell, outline.end[cell]) if cell is not None else (other.start, other.end)
        if sum(1 for row in rows if start <= row.link < end) <= MOST_NAMED_IN_A_ROW:
            reach.append((other, start, end))
    return tuple(
        row for row in rows if not any(start <= row.link < end and other.link < row.link for other, start, end in reach)
    )


def _links(doc: Document, outline: Outline, kind: Kind) -> list[Mark]:
    """The links to threads or forums; a mark's key is the id, its machine value the address."""
    found = []
    people = {mark.index for mark in outline.people}
    for index, url in outline.links.items():
        if outline.furniture[index] or index in people:
            continue
        route = route_of(url)
        if route is None or route.kind is not kind or is_same_thread(url, doc.url):
            continue
        if not is_shown(url) and not re.search(r"action=(?:lastpost|newpost)", url):
            continue
        found.append(Mark(index, id_of(url), outline.text(index), url))
    return found


def rows_around(outline: Outline, links: list[Mark], others: Sequence[Mark] = ()) -> list[Row]:
    """A row for every thread or forum that is linked, in page order.

    Args:
        outline: The page's elements.
        links: The links; a mark's key is the id behind it, its machine value the address.
        others: Links to threads, where the rows are forums': a single row is bounded by no second one but by several
            of these.
    """
    grouped: dict[str, list[Mark]] = defaultdict(list)
    for link in links:
        grouped[link.key].append(link)
    titles = {key: title for key, own in list(grouped.items())[:MOST_ROWS] if (title := _title_link(outline, own))}
    # What no link bears the title of is a post of some thread.
    marks = Marks([link for link in links if link.key in titles], len(outline.nodes))
    bounds = Marks(list(others), len(outline.nodes)) if others and len(titles) == 1 else None
    rows = []
    for key, title in titles.items():
        own = grouped[key]
        start = _top(outline, title.index, {mark.index for mark in own}, marks, bounds)
        url = without_page(title.machine or "")
        rows.append(Row(start, outline.end[start], title.index, key, url))
    return sorted(rows, key=lambda row: row.link)


def _title_link(outline: Outline, own: list[Mark]) -> Mark | None:
    """Of the links to one thread: the one that bears its title."""
    worded = [mark for mark in own if len(mark.text) > 1 and not mark.text.strip(" «»‹›<>()[]#…").isdecimal()]
    shown = [
        mark
        for mark in worded
        if is_shown(mark.machine or "")
        and not any(date.text == mark.text for date in outline.dates.within(mark.index, outline.end[mark.index]))
    ]
    if not shown:
        return None

    def rank(mark: Mark) -> tuple[bool, bool, int]:
        parent = outline.parent[mark.index]
        words = outline.words(mark.index) | outline.words(parent) if parent >= 0 else outline.words(mark.index)
        is_last = not LAST_WORDS.isdisjoint(words)
        return (is_last, TITLE_WORDS.isdisjoint(words), mark.index)

    return min(shown, key=rank)


def _top(outline: Outline, index: int, own: set[int], links: Marks, bounds: Marks | None) -> int:
    """The highest element around a link that holds no link to another one, a later one in the same row aside.

    A forum's row may name the forums inside it.
    """
    top = index
    cell = _cell(outline, index)
    behind = {mark.index for mark in links.within(index, outline.end[cell])} if cell is not None else set()
    own = own | {mark for mark in behind if _cell(outline, mark) == cell}
    for _ in range(CLIMB):
        parent = outline.parent[top]
        if (
            parent < 0
            or _ends_row(outline, top)
            or (outline.tags[parent] in BEYOND_ROWS and not is_frame(outline, parent))
        ):
            break
        if any(mark.index not in own for mark in links.within(parent, outline.end[parent])):
            break
        if bounds is not None and len({mark.key for mark in bounds.within(parent, outline.end[parent])}) > 1:
            break
        top = parent
    return top


def _cell(outline: Outline, index: int) -> int | None:
    """The nearest element around one that is a row by its tag."""
    for above in outline.ancestors(index, CLIMB):
        if outline.tags[above] in ROW_TAGS and not (outline.tags[above] == "tr" and not _ends_row(outline, above)):
            return above
    return None


def _ends_row(outline: Outline, index: int) -> bool:
    """Whether an element is a table's row, and so no part of a wider one."""
    if outline.tags[index] != "tr":
        return False
    table = next((above for above in outline.ancestors(index, 3) if outline.tags[above] == "table"), None)
    return table is None or not is_frame(outline, table)


def is_frame(outline: Outline, table: int) -> bool:
    """Whether a table is no list but the frame around an icon and a title: it has one row of few cells."""
    if outline.tags[table] != "table":
        return False
    rows = list(islice((index for index in range(table, outline.end[table]) if outline.tags[index] == "tr"), 2))
    return len(rows) == 1 and len(outline.children(rows[0])) <= MOST_CELLS_OF_A_FRAME
