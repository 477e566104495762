"""Misago 0: the page as the server writes it, and beside it what it tells its own script."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.document import Document, pick
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.payload import Payload, count_at, entries, id_at, mapping, moment_at, text_at
from scraper.engines.shared.selectors import (
    Addresses,
    Files,
    ForumFields,
    Moment,
    PageFields,
    Person,
    PostFields,
    RowFields,
    Templates,
)
from scraper.items import Absence, ForumLink, ListingPage, Post, Reaction, ThreadLink
from scraper.numbers import parse_number
from scraper.wordrules import WordRules

WORDS = WordRules(
    quote=".quote-block, blockquote:not(.quote-body):not(.spoiler-body)",
    quote_author=(".quote-heading > a", ".quote-body@data-author"),
    quote_head=".quote-heading",
)

TEMPLATES = Templates(
    page=PageFields(
        title=(".page-header h1", "h1", ".navbar-branding-text"),
        crumbs=(".breadcrumbs", ".breadcrumb"),
        crumb_skip=".material-icon, .hidden-lg",
        board_title=('meta[property="og:site_name"]@content', ".navbar-branding-text", ".navbar-brand"),
        notice=(".page-error .message-body",),
    ),
    post=PostFields(
        block=".posts-list > .post[id^=post-]",
        absent={Absence.HIDDEN: ".posts-list > .post-hidden"},
        events=".posts-list > .event",
        notice=".post-body-hidden",
        permalink=(".posted-on@href",),
        author=Person(name=("[itemprop=author]",), url=(".media-body a.item-title@href",), title=(".user-title",)),
        published=Moment(element=(".post-heading time",)),
        body=(".misago-markup",),
        words=WORDS,
        files=Files(
            item=".post-attachments .row > div",
            url=(".attachment-name@href",),
            name=(".attachment-name",),
            image=".post-thumbnail",
        ),
    ),
    row=RowFields(
        block=".threads-list-item, .threads-list li.list-group-item:has(.thread-title)",
        id=("@id",),
        link=".threads-list-item-title, .thread-title",
        author=(".thread-starter-avatar@title",),
        replies=(".threads-replies@title", ".thread-detail-replies .detail-text"),
        last_post=Moment(
            element=(".threads-list-item-last-activity", ".thread-detail-last-reply"),
            inside=re.compile(r"^(?:\D*: )?(?P<at>.+?)(?: - .*)?$"),
        ),
        last_author=(".thread-last-poster",),
        sticky="[class*=flag-pinned], [class*=detail-pinned]",
        locked="[class*=flag-closed], [class*=detail-closed]",
    ),
    forum=ForumFields(
        block=".list-group-category > li, .subcategories-list > li",
        link=".category-main .media-heading a, a.subcategory",
        threads=(".category-stat-threads",),
        messages=(".category-stat-posts",),
    ),
    addresses=Addresses(
        thread=re.compile(r"/t/[^/?#]+/(?P<id>\d+)"),
        forum=re.compile(r"/c/[^/?#]+/(?P<id>\d+)"),
        listing=re.compile(r"/c/[^/?#]+/\d|/threads/"),
        member=re.compile(r"/u(?:ser)?/[^/?#]+/(?P<id>\d+)"),
        page=re.compile(r"/t/[^/?#]+/\d+/(?P<page>\d{1,7})/?(?=$|[?#])"),
        root=re.compile(r"/(?:t|c|u|user|users|threads|categories|search|login)(?:/|$|\?)"),
    ),
)

START = "misago.init("
"""What stands before the JSON."""


class Misago(Engine):
    """Misago 0."""

    name = "misago"
    marks = ('id="misago-container"', "window.misago_")
    templates = TEMPLATES
    prints_dates_for_people = True

    def page_of(self, doc: Document) -> tuple[int, int | None]:
        """Threads tell their pages to the script."""
        told = mapping(_told(doc).get("POSTS"))
        page, pages = count_at(told, "page"), count_at(told, "pages")
        return (page, pages) if page and pages else super().page_of(doc)

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """Edit notes and signatures are drawn by the script."""
        del block
        told = _entry(doc, "POSTS", post.id)
        if count_at(told, "edits"):
            post = replace(post, edited=moment_at(told, "updated_on"), edited_raw=text_at(told, "updated_on"))
        signature = Payload(data=None, url=doc.url).words(text_at(mapping(told.get("poster")), "signature"), WORDS)
        return replace(post, signature=signature.text or None)

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """The likes, with the names of the last ones."""
        count = parse_number(pick(block, (".likes-compact@:last",)))
        if not count:
            return ()
        told = _entry(doc, "POSTS", (block.attrs.get("id") or "").removeprefix("post-"))
        by = tuple(filter(None, (text_at(like, "username") for like in entries(told.get("last_likes")))))
        return (Reaction(name="Like", count=count, by=by),)

    def _listing(self, doc: Document, rows: list[ThreadLink], forums: list[ForumLink]) -> ListingPage:
        """Names stand in no row, and dates without their time."""
        return super()._listing(doc, [_completed(row, _entry(doc, "THREADS", row.id)) for row in rows], forums)


def _completed(row: ThreadLink, told: Mapping[str, Any]) -> ThreadLink:
    return replace(
        row,
        author=text_at(told, "starter_name") or row.author,
        started_at=moment_at(told, "started_on"),
        last_post_at=moment_at(told, "last_post_on") or row.last_post_at,
        last_post_author=text_at(told, "last_poster_name") or row.last_post_author,
    )


def _told(doc: Document) -> Mapping[str, Any]:
    return _context(doc.text)


@lru_cache(maxsize=1)
def _context(source: str) -> Mapping[str, Any]:
    """What a page tells its script."""
    place = source.find(START)
    try:
        return mapping(json.JSONDecoder().raw_decode(source, place + len(START))[0]) if place >= 0 else {}
    except (ValueError, RecursionError):
        return {}


def _entry(doc: Document, name: str, key: str) -> Mapping[str, Any]:
    """What the page tells of one of its posts or threads."""
    listed = entries(mapping(_told(doc).get(name)).get("results"))
    return next((entry for entry in listed if id_at(entry, "id") == key), {})
