"""Pages of unknown software, by what all forum software has in common.

- ``conventions``: the words and shapes that forums share, as data.
- ``outline``: a page's elements in one flat list. ``marks``: what in it looks like dates and names.
- ``proposals``: ways to part a page into blocks. ``blocks``: the best of them.
- ``voting``: name, date, words (``bodies``) and id (``ids``) in each block, by the vote of all. ``fields``: the result.
- ``absence``: blocks that keep the place of a post which is not shown.
- ``routes``: what an address says about the page behind it.
- ``rows``: the rows of listings and indexes, by their addresses. ``guesses``: by their looks. ``cells``: what they say.
- ``titles``, ``navigation``: title, path of forums, page x of y, next page. ``figures``: the board statistics.
- ``posts``, ``listing``: the items.
"""

from __future__ import annotations

from scraper.document import Document
from scraper.generic.blocks import Parting, best_parting
from scraper.generic.guesses import guessed_rows
from scraper.generic.listing import read_listing, says_empty
from scraper.generic.marks import outline_of
from scraper.generic.navigation import Head, head_of, pager_of
from scraper.generic.outline import Outline
from scraper.generic.posts import own_address, read_thread
from scraper.generic.proposals import Block
from scraper.generic.routes import Kind, is_front, route_of
from scraper.generic.rows import Row, Rows, rows_of, without
from scraper.items import IndexPage, ListingPage, ThreadPage

__all__ = ["read_generic"]

MOSTLY_ROWS = 0.6
"""Where this share of the blocks are rows of a list, the page is a list."""
ROWS_OF_A_FORUM = 0.5
"""The same behind an address that may well be a forum's."""
FEWEST_ROWS = 2


def read_generic(doc: Document) -> ThreadPage | ListingPage | IndexPage | None:
    """Read a page of unknown software; None where nothing on it looks like a thread, a listing or an index."""
    outline = outline_of(doc)
    head, pager = head_of(doc, outline), pager_of(doc, outline)
    rows = _rows(doc, outline, head)
    parting = best_parting(outline)
    order = [True, False] if _is_list(doc, outline, rows, parting, head) else [False, True]
    for as_list in order:
        if as_list:
            listing = read_listing(doc, outline, rows, head, pager)
            if listing is not None:
                return listing
        elif parting is not None and (len(parting.blocks) > 1 or _is_of_a_forum(doc, rows, head)):
            thread = read_thread(doc, outline, parting, head, pager)
            if thread is not None:
                return thread
    return None


def _rows(doc: Document, outline: Outline, head: Head) -> Rows:
    """The rows of the page; where no address is a thread's, those that look like threads'."""
    rows = rows_of(doc, outline)
    route = route_of(own_address(doc))
    if rows.threads or (route is not None and route.kind is not Kind.FORUM):
        return rows
    known = frozenset({*(row.id for row in rows.forums), *(forum.id for forum in head.forums)})
    guessed = without(outline, guessed_rows(doc, outline, known), list(rows.forums))
    return Rows(guessed, rows.forums, guessed=True) if guessed else rows


def _is_list(doc: Document, outline: Outline, rows: Rows, parting: Parting | None, head: Head) -> bool:
    """Whether the page lists threads or forums rather than showing posts."""
    route = route_of(own_address(doc))
    if route is not None and route.kind is not Kind.FORUM:
        return False
    all_rows = (*rows.threads, *rows.forums)
    if not all_rows:
        lone = parting is None or len(parting.blocks) == 1
        return route is not None and lone and says_empty(outline)
    is_front_page = is_front(doc.url, head.board_url) and bool(rows.forums)
    if (route is not None and route.id is not None) or parting is None or is_front_page:
        return True
    if len(all_rows) < FEWEST_ROWS:
        return False
    if route is None and _are_among(rows.forums, parting):
        return True
    led = sum(1 for block in parting.blocks if _is_of_rows(outline, block, all_rows))
    return led >= (MOSTLY_ROWS if route is None else ROWS_OF_A_FORUM) * len(parting.blocks)


def _are_among(forums: tuple[Row, ...], parting: Parting) -> bool:
    """Whether what may be posts holds several forums, and most that the page links to: a path stands above posts."""
    inside = sum(any(block.start <= row.link < block.end for block in parting.blocks) for row in forums)
    return inside >= FEWEST_ROWS and inside > MOSTLY_ROWS * len(forums)


def _is_of_a_forum(doc: Document, rows: Rows, head: Head) -> bool:
    """Whether a page with a single post may be a forum's: an article has one author and one date too."""
    return route_of(own_address(doc)) is not None or bool(head.forums or rows.forums) or bool(rows.threads)


def _is_of_rows(outline: Outline, block: Block, rows: tuple[Row, ...]) -> bool:
    """Whether a block is a row, or holds several: a row's link stands in it, before most of its prose."""
    start, end = block.start, block.end
    inside = [row for row in rows if start <= row.link < end]
    return len(inside) >= FEWEST_ROWS or any(
        outline.chars(start, row.link) <= outline.chars(row.link, end) for row in inside
    )
