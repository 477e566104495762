"""An engine: the marks it leaves in a page, its selectors, and the few questions that each answers in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical, origin, without_page
from scraper.dates import parse_machine
from scraper.document import Document, first, pick, picked
from scraper.engines.shared.fields import wording
from scraper.engines.shared.listings import id_in, read_forums, read_path, read_rows, read_statistics
from scraper.engines.shared.notices import refusal
from scraper.engines.shared.payload import Payload
from scraper.engines.shared.selectors import Templates
from scraper.engines.shared.threads import Posts, read_posts, with_own_title, with_roles
from scraper.items import (
    ForumLink,
    IndexPage,
    ListingPage,
    Method,
    Post,
    Reaction,
    Reading,
    Refusal,
    ThreadLink,
    ThreadPage,
    Unreadable,
)
from scraper.moments import with_told_times
from scraper.numbers import parse_number
from scraper.refusals import refused
from scraper.shown import shown_in

MOST_DATES = 60
"""Dates of a page that are looked at to learn how it prints them."""

Outcome = ThreadPage | ListingPage | IndexPage | Unreadable


class Engine:
    """Forum software, and how to read the pages that it writes.

    A subclass names its marks and selectors; a method is overridden only for a quirk.
    """

    name: ClassVar[str]
    """Such as ``xenforo2``."""
    marks: ClassVar[tuple[str, ...]] = ()
    """Strings that only this engine writes into the beginning of a page (``document.TOP``)."""
    signs: ClassVar[tuple[str, ...]] = ()
    """Strings that only this engine writes into its end (``document.BOTTOM``)."""
    templates: ClassVar[Templates]
    """Where everything stands."""
    prints_dates_for_people: ClassVar[bool] = False
    """Whether dates have no value for machines, so that their order and zone have to be told from the page."""

    def wrote(self, doc: Document) -> bool:
        """Whether this engine wrote the page."""
        return any(mark in doc.top for mark in self.marks) or any(sign in doc.bottom for sign in self.signs)

    def read(self, doc: Document) -> Outcome | None:
        """The page's items, the reason why there are none, or None where the marks promise more than the page holds."""
        if self.is_other_view(doc):
            return replace(refused(doc, Refusal.OTHER_VIEW), engine=self.name)
        doc = self.prepare(doc)
        if self.shows_posts(doc):
            shown = read_posts(
                doc,
                self.templates,
                lambda block: self.reactions(block, doc),
                lambda post, block: self.completed(post, block, doc),
            )
            if shown.posts:
                return self._thread(doc, shown)
        told = self.refusal(doc)
        if told is not None:
            return replace(told, engine=self.name, statistics=read_statistics(doc, self.templates.board))
        rows = read_rows(doc, self.templates)
        forums = read_forums(doc, self.templates)
        if self.is_listing(doc, rows):
            return self._listing(doc, rows, forums)
        return self._index(doc, forums) if forums else None

    def read_json(self, payload: Payload) -> Outcome | None:
        """The items of what the engine's API answers, or None where the engine has none or did not write it."""
        del payload
        return None

    def prepare(self, doc: Document) -> Document:
        """The page with what it says about itself: its clock, its zone, the order of day and month."""
        if not self.prints_dates_for_people:
            return doc
        page = self.templates.page
        exact = parse_machine(doc.pick(page.now_machine))
        return with_told_times(doc, self._printed_dates(doc), doc.pick(page.now), exact=exact)

    def is_other_view(self, doc: Document) -> bool:
        """Whether the page is a view for printers or the like."""
        pattern = self.templates.addresses.other_view
        return pattern is not None and pattern.search(doc.url) is not None

    def shows_posts(self, doc: Document) -> bool:
        """Whether what looks like posts in the page is a thread's."""
        del doc
        return True

    def refusal(self, doc: Document) -> Unreadable | None:
        """Why the page shows nothing, where the engine says so. Asked only where there are no posts."""
        where = self.templates.page
        said = doc.pick(where.notice)
        login = bool(where.login) and doc.css_first(where.login) is not None
        return refusal(doc, said or "", login=login) if said or login else None

    def board_url(self, doc: Document) -> str:
        """The board's address, the same on every page of it."""
        folder = self.folder(doc.url)
        if folder is not None:
            return folder
        index = doc.absolute(doc.pick(self.templates.page.home))
        if index is None or origin(index) != origin(doc.url):
            return origin(doc.url)
        return canonical(index).partition("?")[0].rpartition("/")[0] + "/"

    def folder(self, url: str) -> str | None:
        """The board's own folder, where an address shows where it ends."""
        home = origin(url)
        behind_host = canonical(url)[len(home) - 1 :]
        found = self.templates.addresses.root.search(behind_host) if self.templates.addresses.root else None
        return home + behind_host[1 : found.start() + 1] if found else None

    def thread_id(self, doc: Document, first_url: str) -> str:
        """The thread's id, as in the listing's rows."""
        del doc
        return id_in(first_url, self.templates.addresses.thread)

    def forum_id(self, doc: Document) -> str:
        """The id of the forum that a listing is of."""
        return id_in(self.own_url(doc), self.templates.addresses.forum)

    def is_listing(self, doc: Document, rows: list[ThreadLink]) -> bool:
        """Whether the page is a forum's, be it an empty one, and not the board's index."""
        listing = self.templates.addresses.listing
        return bool(rows) or (listing is not None and listing.search(without_page(doc.url)) is not None)

    def events(self, doc: Document) -> int:
        """How many blocks have a post's id and are none."""
        where = self.templates.post.events
        return len(doc.css(where)) if where else 0

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """What others pressed under a post."""
        del block, doc
        return ()

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """The post with what stands outside its block."""
        del block, doc
        return post

    def own_url(self, doc: Document) -> str:
        """The address that the page calls its own, where it is on the same host; else the one it was read from."""
        told = doc.absolute(doc.pick(("link[rel=canonical]@href", 'meta[property="og:url"]@content')))
        return told if told and origin(told) == origin(doc.url) else doc.url

    def title(self, doc: Document) -> str:
        """The title of thread or forum, without its prefix."""
        where = self.templates.page
        root = doc.tree.root
        node = first(root, where.title) if root is not None else None
        return wording(node, doc, where.title_skip) if node is not None else ""

    def board_title(self, doc: Document) -> str | None:
        """The board's name."""
        return doc.pick(self.templates.page.board_title) or doc.board_title

    def page_of(self, doc: Document) -> tuple[int, int | None]:
        """Page x of y."""
        where = self.templates.page
        root = doc.tree.root
        bar = first(root, where.bar) if root is not None else None
        if bar is None:
            return self._page_in(doc.url) or 1, None
        page = next(filter(None, map(parse_number, picked(bar, where.page))), self._page_in(doc.url)) or 1
        pages = max(filter(None, map(parse_number, picked(bar, where.pages))), default=None)
        return page, max(pages, page) if pages else None

    def next_url(self, doc: Document, page: int, pages: int | None) -> str | None:
        """The address of the next page."""
        if pages is not None and page >= pages:
            return None
        url = doc.absolute(doc.pick(self.templates.page.next))
        return canonical(url) if url else None

    def _page_in(self, url: str) -> int | None:
        pattern = self.templates.addresses.page
        found = pattern.search(url) if pattern else None
        return int(found["page"]) if found else None

    def _printed_dates(self, doc: Document) -> Iterator[str]:
        for where in (self.templates.post.published, self.templates.row.last_post, self.templates.row.started):
            found = next(filter(None, map(doc.css, where.element)), [])
            for element in found[:MOST_DATES]:
                yield pick(element, where.printed) or ""

    def _reading(self) -> Reading:
        return Reading(method=Method.ENGINE, engine=self.name)

    def _thread(self, doc: Document, shown: Posts) -> ThreadPage:
        board_url = self.board_url(doc)
        page, pages = self.page_of(doc)
        title = self.title(doc)
        original, replies = with_roles([with_own_title(post, title) for post in shown.posts], page)
        first_url = without_page(self.own_url(doc))
        stated = shown_in(doc.pick(self.templates.page.shown) or "")
        return ThreadPage(
            url=doc.url,
            board_url=board_url,
            title=title,
            reading=self._reading(),
            forums=tuple(read_path(doc, self.templates, board_url)),
            page=page,
            pages=pages,
            next_url=self.next_url(doc, page, pages),
            statistics=read_statistics(doc, self.templates.board),
            board_title=self.board_title(doc),
            language=doc.language,
            id=self.thread_id(doc, first_url),
            original_post=original,
            replies=replies,
            placeholders=shown.placeholders,
            first_url=first_url,
            messages=stated.messages,
            shown=stated.numbers,
        )

    def _listing(self, doc: Document, rows: list[ThreadLink], forums: list[ForumLink]) -> ListingPage:
        board_url = self.board_url(doc)
        page, pages = self.page_of(doc)
        own = self.forum_id(doc)
        return ListingPage(
            url=doc.url,
            board_url=board_url,
            title=self.title(doc),
            reading=self._reading(),
            forums=tuple(forum for forum in read_path(doc, self.templates, board_url) if forum.id != own),
            page=page,
            pages=pages,
            next_url=self.next_url(doc, page, pages),
            statistics=read_statistics(doc, self.templates.board),
            board_title=self.board_title(doc),
            language=doc.language,
            id=own,
            threads=tuple(rows),
            subforums=tuple(forums),
        )

    def _index(self, doc: Document, forums: list[ForumLink]) -> IndexPage:
        board_title = self.board_title(doc)
        return IndexPage(
            url=doc.url,
            board_url=self.board_url(doc),
            title=board_title or self.title(doc),
            reading=self._reading(),
            forums=tuple(forums),
            statistics=read_statistics(doc, self.templates.board),
            board_title=board_title,
            language=doc.language,
        )
