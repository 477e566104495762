"""ProBoards 5 and 6."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta, timezone

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.selectors import (
    Addresses,
    BoardFields,
    Files,
    ForumFields,
    Moment,
    PageFields,
    Person,
    PostFields,
    RowFields,
    Templates,
)
from scraper.engines.xenforo import reactions_of
from scraper.items import Reaction
from scraper.wordrules import WordRules

WORDS = WordRules(
    quote=".quote",
    quote_author=(".quote_header .user-link", ".quote_header .user-guest", "@author"),
    quote_source=("@source", ".quote_header a@href"),
    quote_post=("@source", ".quote_header a[href*='/post/']@href"),
    quote_head=".quote_header, .quote_avatar_container",
    skip=".edited_by, .spoiler_header",
    code=".code",
    attachment="a[href*='/attachment/download/']",
)

TEMPLATES = Templates(
    page=PageFields(
        title=(".container.posts .title-bar h1", ".container.threads .title-bar h1", ".board-name", ".title-bar h1"),
        crumbs=("#nav-tree", "#navigation-tree"),
        bar=(".ui-pagination",),
        page=(".state-selected",),
        pages=("a",),
        next=("link[rel=next]@href", ".ui-pagination .next:not(.state-disabled) a@href"),
        board_title=('meta[property="og:site_name"]@content', "#banner .name", "#banner h1"),
        notice=("body:not(:has(.container.threads, .container.boards)) .container .content",),
        login="form:has(input[name=password])",
    ),
    post=PostFields(
        block=".post[id^=post-]",
        permalink=(".info a[href*='/post/']@href", "a[href*='/post/']@href"),
        author=Person(
            name=(
                ".mini-profile .user-link, .mini-profile .user-guest",
                ".left-panel .user-link, .left-panel .user-guest",
            ),
            url=(".mini-profile a.user-link@href", ".left-panel a.user-link@href"),
            title=(".mini-profile .custom-title", ".mini-profile .user-title"),
        ),
        published=Moment(element=(".info .date abbr", ".date abbr", ".info abbr.time")),
        edited=Moment(element=(".edited_by abbr",)),
        edit_note=".edited_by",
        body=(".message", "article"),
        words=WORDS,
        signature=".signature",
        files=Files(item=".attachments .attachment", name=("a",)),
    ),
    row=RowFields(
        block="tr.thread",
        id=("@id",),
        link=".main .link a, .main a.thread-link",
        author=(".created-by .user-link, .created-by .user-guest",),
        replies=(".replies",),
        views=(".views",),
        last_post=Moment(element=(".latest abbr",)),
        last_author=(".latest .user-link, .latest .user-guest",),
        sticky="tr.sticky, tr.announcement",
        locked="tr.locked",
        moved="tr.moved",
    ),
    forum=ForumFields(
        block="tr.board",
        link=".main .link a, .main a.board-link",
        threads=(".threads",),
        messages=(".posts",),
    ),
    board=BoardFields(sentences=".container.stats .info td, .container.stats .info"),
    addresses=Addresses(
        thread=re.compile(r"/thread/(?P<id>\d+)"),
        forum=re.compile(r"/board/(?P<id>\d+)"),
        listing=re.compile(r"/board/\d"),
        member=re.compile(r"/user/(?P<id>\d+)"),
        page=re.compile(r"[?&]page=(?P<page>\d{1,7})"),
        root=re.compile(r"/(?:thread|board|post|user|members|search|login)(?:/|$|\?)"),
    ),
)

AHEAD = re.compile(r'title="[^"]{1,40} GMT ([+-]?(?:1[0-4]|\d))"')
"""The zone in a date's title."""


class ProBoards(Engine):
    """ProBoards 5 and 6."""

    name = "proboards"
    marks = ("proboards.data(", "proboards.initialize(")
    signs = ("proboards.data(",)
    templates = TEMPLATES

    def prepare(self, doc: Document) -> Document:
        """Beside its exact dates the page prints the hours that its clock is ahead."""
        ahead = AHEAD.search(doc.text)
        return replace(doc, zone=timezone(timedelta(hours=int(ahead[1])))) if ahead and not doc.zone else doc

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """The line of those who like a post."""
        del doc
        line = block.css_first(".likes")
        return reactions_of(line, kinds=("Like",), names=".user-link") if line is not None else ()
