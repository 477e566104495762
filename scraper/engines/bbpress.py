"""bbPress 2, the forum plugin of WordPress, with the templates that it brings along."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from selectolax.lexbor import LexborNode

from scraper.addresses import permanent, without_page
from scraper.dates import PROBE, parse_date
from scraper.document import Document, classes, pick, text_of
from scraper.engines.shared.engine import Engine, Outcome
from scraper.engines.shared.fields import moment, number
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
from scraper.items import ForumLink, ListingPage, Post, Refusal, ThreadLink, Unreadable
from scraper.numbers import parse_number
from scraper.refusals import refused
from scraper.statistics import field_of
from scraper.wordrules import WordRules

WORDS = WordRules(
    quote="blockquote:not(.wp-embedded-content, .twitter-tweet)",
    quote_author=(".d4pbbc-quote-title", ".bbp-the-quote-cite", "@data-author", "cite"),
    quote_source=(".d4pbbc-quote-title a@href", "@cite"),
    quote_post=(".d4pbbc-quote-title a@href", ".bbp-the-quote-cite a@href"),
    quote_head=".d4pbbc-quote-title, .bbp-the-quote-cite, cite",
    skip=".bbp-reply-revision-log, .bbp-topic-revision-log, .bbp-attachments, .d4pbbc-spoiler-title, .reply-tools, "
    ".bbp-thread-byline, .bbpdsc-topic-tags, .bbp-lead-topic > h2:first-child",
    signature=".bbp-signature",
    # WordPress makes them of addresses that stand alone in a line.
    card=".wp-embedded-content:not(iframe), .twitter-tweet",
    card_url=("blockquote > a:last-child@href", "a@href"),
)

EDITED = "[class$=-revision-log] > li:last-child"
"""The last of the notes that a post was changed."""
NO_ACCESS = "#forum-private .bbp-template-notice"

TEMPLATES = Templates(
    page=PageFields(
        title=(".bbp-breadcrumb-current", "h1.entry-title", ".bbp-lead-topic h2", "h1"),
        crumbs=(".bbp-breadcrumb", "[class*=breadcrumb]"),
        bar=(".bbp-pagination-links", ".bbp-pagination"),
        page=(".current",),
        pages=("a.page-numbers:not(.next):not(.prev)",),
        shown=("body:not(:has(.bbp-lead-topic)) .bbp-pagination-count",),
        next=("link[rel=next]@href", ".bbp-pagination a.next@href"),
        home=("a.bbp-breadcrumb-root@href",),
        notice=(NO_ACCESS,),
    ),
    post=PostFields(
        block=".bbp-body div.type-reply, .bbp-body div.type-topic, .bbp-body div.bbp-reply[id^=post-], "
        "div.bbp-lead-topic",
        original="div.type-topic, div.bbp-lead-topic",
        events="article.type-topic",
        copies=".bbp-best-replies",
        id=("@id", "@class"),
        author=Person(
            name=(".bbp-author-name", ".bbp-author-link", ".bbp-reply-post-name a", ".bbp-thread-byline a"),
            url=("a.bbp-author-link@href", "a.bbp-author-name@href", ".bbp-reply-post-name a@href"),
            title=(".bbp-author-role",),
        ),
        published=Moment(element=(".bbp-reply-post-date", ".bbp-thread-byline"), printed=("@:last",), behind="- "),
        edited=Moment(element=(EDITED,), printed=("@:first",)),
        edit_note=EDITED,
        body=(".bbp-reply-content", ".bbp-topic-content"),
        words=WORDS,
        files=Files(item=".bbp-attachments li", name=("a@title", "a", "img@alt")),
    ),
    row=RowFields(
        block=".bbp-topics ul[id^=bbp-topic-]",
        id=("@id",),
        link="a.bbp-topic-permalink",
        author=(".bbp-topic-started-by .bbp-author-name", ".bbp-topic-started-by a"),
        replies=(".bbp-topic-reply-count",),
        last_post=Moment(element=(".bbp-topic-freshness > a", ".bbp-topic-freshness"), printed=("",)),
        last_author=(".bbp-topic-freshness-author .bbp-author-name", ".bbp-topic-freshness-author a"),
        sticky="ul.sticky, ul.super-sticky",
        locked="ul.status-closed",
    ),
    forum=ForumFields(
        block=".bbp-forums ul[id^=bbp-forum-]",
        link="a.bbp-forum-title",
        threads=(".bbp-forum-topic-count",),
        messages=(".bbp-forum-reply-count",),
    ),
    board=BoardFields(pairs=("dl[role=main]", ".widget_display_stats dl")),
    addresses=Addresses(
        thread=re.compile(r"(?:/topics?/|[?&]topic=)(?P<id>[^/?#&]+)"),
        forum=re.compile(r"(?:/forum/|[?&]forum=)(?P<id>[^?#&]*[^/?#&])"),
        listing=re.compile(r"/forum/[^/?#]|[?&]forum="),
        page=re.compile(r"(?:/page/|[?&]paged=)(?P<page>\d{1,7})"),
        root=re.compile(r"/(?:forum|topic|reply|topic-tag|view|users)/[^/?]"),
    ),
)

NUMBERS = re.compile(r"\b(?P<what>post|user-id)-(?P<id>\d+)\b")
"""Ids among the classes of a post."""
HEADER = Moment(element=(".bbp-reply-post-date", ".bbp-topic-post-date"), printed=("",))
HEADER_CLASSES = frozenset({"bbp-reply-header", "bbp-topic-header"})
LAST_UPDATED = ".bbp-topic-description a[href]"
"""How long ago the topic was last posted in, which leads to that post."""
REPLIES = (".widget_display_stats dd:nth-of-type(4)", "dl[role=main] > dd:nth-of-type(4)")
"""The replies of all topics, which come behind these in the statistics."""
TOPIC_ID = (".bbp-replies[id^=topic-]@id", "[id^=bbp-topic-][id$=-lead]@id")
"""What names the topic that a page is of."""


class BbPress(Engine):
    """bbPress 2."""

    name = "bbpress"
    marks = ("/plugins/bbpress/templates/",)
    templates = TEMPLATES
    prints_dates_for_people = True

    def wrote(self, doc: Document) -> bool:
        """Every page of the forum says so in the class of its body."""
        return super().wrote(doc) or doc.css_first("body.bbpress") is not None

    def read(self, doc: Document) -> Outcome | None:
        """The page, with topics and replies together as the board's messages."""
        found = super().read(doc)
        told, replies = found.statistics if found is not None else None, parse_number(doc.pick(REPLIES))
        if found is None or told is None or told.messages is not None or told.threads is None or replies is None:
            return found
        return replace(found, statistics=replace(told, messages=told.threads + replies))

    def prepare(self, doc: Document) -> Document:
        """The page with the time now: as long behind its last post as it says that post is old."""
        doc = super().prepare(doc)
        return doc if doc.fetched_at is not None else replace(doc, fetched_at=_now(doc))

    def board_url(self, doc: Document) -> str:
        """The page of the forums, which can have any address."""
        index = doc.absolute(doc.pick(self.templates.page.home))
        if index is None and self.folder(doc.url) is None and doc.css_first("ul.bbp-forums") is not None:
            index = self.own_url(doc)
        return without_page(index) if index else super().board_url(doc)

    def thread_id(self, doc: Document, first_url: str) -> str:
        """Listings name topics by number; their addresses do not."""
        return number(doc.pick(TOPIC_ID)) or super().thread_id(doc, first_url)

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """Ids are classes, and the date stands in the line before the post."""
        ids = {found["what"]: found["id"] for found in NUMBERS.finditer(block.attrs.get("class") or "")}
        account = ids.get("user-id", "0")
        if post.author is not None and account != "0":
            post = replace(post, author=replace(post.author, id=account))
        topic = number(doc.pick(TOPIC_ID)) if post.position == 1 else None
        post = replace(post, id=ids.get("post") or topic or post.id)
        header = _before(block)
        if header is None:
            return post
        published, raw = moment(header, doc, HEADER)
        link = pick(header, ("a.bbp-reply-permalink@href", "a.bbp-topic-permalink@href"))
        return replace(post, published=published, published_raw=raw, permalink=permanent(doc.absolute(link)))

    def refusal(self, doc: Document) -> Unreadable | None:
        """What is not there is the whole site's page for such cases, whose words are its theme's."""
        gone = doc.css_first("body.error404") is not None
        return refused(doc, Refusal.REMOVED, doc.pick(("h1",)) or "") if gone else super().refusal(doc)

    def _listing(self, doc: Document, rows: list[ThreadLink], forums: list[ForumLink]) -> ListingPage:
        """Boards that show the topic among its replies count it among them, in a column of posts."""
        if field_of(doc.pick((".bbp-topics .forum-titles .bbp-topic-reply-count",)) or "") == "messages":
            rows = [replace(row, replies=max(row.replies - 1, 0)) if row.replies else row for row in rows]
        return super()._listing(doc, rows, forums)


def _now(doc: Document) -> datetime | None:
    """When the page was made, where it shows its topic's last post; as exact as it tells that post's age."""
    link = doc.css_first(LAST_UPDATED)
    age = parse_date(text_of(link), fetched_at=PROBE) if link is not None else None
    if link is None or age is None:
        return None
    last = number((link.attrs.get("href") or "").partition("#post-")[2])
    headers = doc.css(f"#post-{last}.bbp-reply-header" if last else ".bbp-reply-header, .bbp-topic-header")
    published = moment(headers[0], doc, HEADER)[0] if len(headers) == 1 else None
    return published + (PROBE - age) if published is not None else None


def _before(block: LexborNode) -> LexborNode | None:
    """The line right before a post, with its date and number."""
    node = block.prev
    while node is not None and not node.is_element_node:
        node = node.prev
    named = node is not None and not HEADER_CLASSES.isdisjoint(classes(node))
    return node if named else None
