"""FlaskBB 2 and 3."""

from __future__ import annotations

import re

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
from scraper.items import Refusal, Unreadable
from scraper.refusals import refused
from scraper.wordrules import WordRules

NAMED = "strong:only-child > a[href*='/user/']:only-child"
"""The link to the one who is quoted, in a line of its own."""
OWN_LINK = (".topic-header a@href", ".topic-head a@href", ".forum-header a@href", ".forum-head a@href")
"""The link on the title of a page, which leads to its first page."""

TEMPLATES = Templates(
    page=PageFields(
        title=(".topic-header", ".topic-head", ".forum-header", ".forum-head", ".breadcrumb .active"),
        crumbs=(".breadcrumb",),
        bar=(".pagination",),
        page=(".active",),
        pages=("a",),
        next=(".pagination > li:last-child > a[href*='page=']@href",),
        board_title=(".flaskbb-title",),
        notice=(".page:has(h1.card-title)", ".page-panel:has(h1)"),
        login="form:has(#password)",
    ),
    post=PostFields(
        block=".post-row",
        position=(".post-meta strong",),
        permalink=(".post-meta a@href",),
        author=Person(name=(".author-name",), url=(".author-name a@href",), title=(".author-title",)),
        published=Moment(element=(".post-meta time", ".post-meta a")),
        edited=Moment(
            element=(".post-meta small time", ".post-meta small"), inside=re.compile(r"(?P<at>\d.*?\d:\d\d)")
        ),
        edit_note=".post-meta small",
        body=(".post-content",),
        words=WordRules(
            quote_label=f"p:has(> {NAMED}):has(+ blockquote)",
            quote_author=(NAMED, ".post-quote-author"),
            quote_post=(".post-quote-source@href",),
            quote_head=".post-quote-header",
            skip=".alert, .post-attachments",
            signature=".post-signature",
        ),
        files=Files(item=".post-attachments li"),
    ),
    row=RowFields(
        block=".forum-row:has(.topic-info)",
        link=".topic-name > a",
        author=(".topic-info .topic-author a", ".topic-info .topic-author@:last"),
        messages=(".topic-stats",),
        views=(".topic-stats ~ .topic-stats",),
        last_post=Moment(element=(".topic-last-post > a",), printed=("",)),
        last_author=(".topic-last-post .topic-author a", ".topic-last-post .topic-author@:last"),
        byline=re.compile(r"^\S+\s+(?P<name>.+)$"),
        sticky="[class*=topic-starred]",
        locked=".topic-locked",
    ),
    forum=ForumFields(
        block=".category-row:not(:has(.forum-external, .forum-link))",
        link=".forum-name a",
        threads=(".forum-topics",),
        messages=(".forum-posts",),
    ),
    board=BoardFields(sentences=".flaskbb-stats"),
    addresses=Addresses(
        thread=re.compile(r"/topic/(?P<id>\d+)"),
        forum=re.compile(r"/forum/(?P<id>\d+)"),
        listing=re.compile(r"/forum/\d"),
        page=re.compile(r"[?&]page=(?P<page>\d{1,7})"),
        root=re.compile(r"/(?:topic|forum|category|post|user|auth|memberlist|search)(?:/|$|\?)"),
    ),
)

MISSING = "<p>Could not load forum data</p>"
"""All but all that is said where a topic or a forum is not there."""


class FlaskBB(Engine):
    """FlaskBB 2 and 3."""

    name = "flaskbb"
    marks = ('class="flaskbb-layout', 'class="flaskbb-header', 'content="FlaskBB Team"', MISSING)
    templates = TEMPLATES
    prints_dates_for_people = True

    def own_url(self, doc: Document) -> str:
        """Topics and forums are found under their number alone, too; the link on their title has the whole address."""
        return doc.absolute(doc.pick(OWN_LINK)) or super().own_url(doc)

    def refusal(self, doc: Document) -> Unreadable | None:
        """A topic that is not there has a page without any template."""
        return refused(doc, Refusal.REMOVED, doc.pick(("p",)) or "") if MISSING in doc.text else super().refusal(doc)
