"""vBulletin 5 and 6."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.addresses import canonical, origin
from scraper.document import Document, pick
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
from scraper.engines.vbulletin import EDITED, WORDS
from scraper.items import Absence, Reaction, ThreadLink, Unreadable
from scraper.numbers import parse_number

PAGE = re.compile(r"/page\d+(?=[?#]|$)")
"""What chooses a page; without it, nothing ends the address."""
LONGEST_NOTICE = 400
"""Characters of what an error page says; other pages have more in the same place."""

TEMPLATES = Templates(
    page=PageFields(
        title=("h1.main-title", ".js-main-title", "h1"),
        crumbs=("#breadcrumbs", ".breadcrumbs"),
        bar=(".pagenav-container:not(.h-hide) .js-pagenav", ".pagenav-container:not(.h-hide)"),
        page=(".js-pagenav-current-button@data-page", "input.js-pagenum@value"),
        pages=("a[data-page]@data-page", ".pagetotal"),
        next=("link[rel=next]@href", "a.js-pagenav-next-button:not(.h-hide-imp)@href", "a.right-arrow@href"),
        board_title=('meta[property="og:site_name"]@content', "#header .site-logo img@alt", ".site-logo img@alt"),
        notice=(
            "#canvas-layout-full .canvas-widget-list",
            "ul.thread-list > li",
            ".conversation-content-widget > .conversation-empty",
        ),
    ),
    post=PostFields(
        block="li.b-post[data-node-id]",
        absent={Absence.HIDDEN: "li.b-post--unapproved", Absence.DELETED: "li.b-post--deleted"},
        notice=".b-post__delete-note",
        original="li.js-conversation-starter",
        copies="li.b-post:has(> .answer-label)",
        id=("@data-node-id",),
        title=(".b-post__title",),
        # A comment's number, as in ``#2.1``, counts the comments of one post.
        position=(".b-post__count:not(:has(span))",),
        permalink=("a.b-post__count@href",),
        author=Person(
            name=(
                ".author strong",
                ".b-comment__author",
                ".post-action-wrapper a",
                ".author",
                "[itemprop=author] meta[itemprop=name]@content",
            ),
            url=(
                ".author a@href",
                "a.b-comment__author@href",
                ".post-action-wrapper a@href",
                "[itemprop=author] meta[itemprop=url]@content",
            ),
            title=(".usertitle",),
        ),
        # Times that are printed for machines are in the zone of the server, which nobody tells.
        published=Moment(
            element=("[data-node-id]",),
            machine=("@data-node-publishdate",),
            printed=(".b-post__timestamp", ".post-date"),
        ),
        edited=EDITED,
        edit_note=".b-post__edit",
        body=(".js-post__content-text", ".js-post__content"),
        words=WORDS,
        signature=".post-signature, .user-signature",
        files=Files(
            item=".b-post-attachments__item, .b-gallery-thumbnail-list__item",
            url=("a@href", "img@src"),
            name=(".h-wordwrap",),
        ),
    ),
    row=RowFields(
        block="tr.topic-item",
        skip=".deleted",
        id=("@data-node-id",),
        link="a.topic-title",
        author=(".topic-info > a", ".topic-by a"),
        replies=(".posts-count",),
        views=(".views-count",),
        started=Moment(element=(".topic-info",), printed=("@:last",)),
        last_post=Moment(
            element=("tr.topic-item",), machine=("@data-lastcontent",), printed=(".cell-lastpost .post-date",)
        ),
        last_author=(".lastpost-by a", ".cell-lastpost .avatar img@alt"),
        sticky="tr.sticky",
        locked="tr.closed",
        moved="tr.redirect",
    ),
    forum=ForumFields(
        block="tr.forum-item, td.subforum-item",
        link="a.forum-title, a.subforum-title",
        threads=("td.topics-count",),
        messages=("td.posts-count",),
    ),
    board=BoardFields(
        # What an admin wrote stands in a module of the same class, where it has a further one.
        sentences=".custom-html-widget .widget-content:not(.restore) > div, "
        ".canvas-widget[class*=online] .widget-content > div",
        online_names=".canvas-widget[class*=online] .widget-content a[href*='/member/']",
    ),
    addresses=Addresses(
        thread=re.compile(r"/(?P<id>\d+)-[^/?#]*(?=[?#]|$)"),
        # Forums have no numbers; the root of all forums is the index, not one of them.
        forum=re.compile(r"//[^/?#]+(?P<id>/(?:[^?#]*/)?(?!forum(?:[?#]|$))[^/?#]+)(?=[?#]|$)"),
        member=re.compile(r"/member/(?P<id>\d+)"),
        page=re.compile(r"/page(?P<page>\d+)"),
    ),
)


class VBulletin5(Engine):
    """vBulletin 5 and 6."""

    name = "vbulletin5"
    marks = ('id="vb-page-body"', 'content="vBulletin 5', 'content="vBulletin 6')
    signs = tuple(f"vBulletin{mark}</a> Version {version}" for mark in ("&reg;", "®") for version in "56")
    templates = TEMPLATES
    prints_dates_for_people = True

    def prepare(self, doc: Document) -> Document:
        """The page with each comment behind the post that it comments on, instead of inside it."""
        doc = super().prepare(doc)
        if doc.css_first("li.b-post li.b-comment") is None:
            return doc
        tree = LexborHTMLParser(doc.text)
        for post in tree.css("li.b-post:not(.b-comment)"):
            for comment in reversed(post.css("li.b-comment")):
                post.insert_after(comment)
                comment.decompose()
        return replace(doc, tree=tree)

    def shows_posts(self, doc: Document) -> bool:
        """Whether the posts are a thread's: lists of what is new look like it."""
        return doc.css_first(".activity-view") is None

    def board_url(self, doc: Document) -> str:
        """The board's address, from which all links start."""
        base = doc.base.url
        return canonical(base) if base.endswith("/") and origin(base) == origin(doc.url) else super().board_url(doc)

    def own_url(self, doc: Document) -> str:
        """The address of the thread or forum itself."""
        return PAGE.sub("", super().own_url(doc))

    def is_listing(self, doc: Document, rows: list[ThreadLink]) -> bool:
        """Whether the page is a forum's, be it an empty one."""
        return bool(rows) or doc.css_first(".forum-channel-content-widget, #topic-tab") is not None

    def refusal(self, doc: Document) -> Unreadable | None:
        """Why the page shows nothing, where it has nothing but a sentence."""
        rows = f"{self.templates.row.block}, {self.templates.forum.block}"
        said = doc.pick(self.templates.page.notice) or ""
        return super().refusal(doc) if len(said) <= LONGEST_NOTICE and doc.css_first(rows) is None else None

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """Likes."""
        del doc
        likes = parse_number(pick(block, (".votecount",)))
        return (Reaction(name="Like", count=likes),) if likes else ()
