"""Vanilla Forums 2 to 4, with the themes that keep the names of the default one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape, unescape

from selectolax.lexbor import LexborNode

from scraper.dates import parse_machine
from scraper.document import Document, pick
from scraper.engines.engine import Engine
from scraper.engines.payload import mapping, text_at
from scraper.engines.selectors import (
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
from scraper.items import Post, Reaction
from scraper.numbers import parse_number
from scraper.words import WordRules

SAID = "blockquote.Quote > .blockquote-content:first-child"
"""The line that names who is quoted, where the board's sanitizer took its class."""

WORDS = WordRules(
    quote="blockquote",
    quote_author=(
        "@data-author",
        ".QuoteAuthor a:not(.QuoteLink)",
        ".QuoteAuthor",
        f"{SAID} > a[href*='/profile/']:first-child",
        "@rel",
    ),
    quote_source=("@cite", "a.QuoteLink@href"),
    quote_post=("@data-comment", "a.QuoteLink[href*='comment']@href"),
    quote_head=f".QuoteAuthor, {SAID}:has(> a[href*='/profile/']:first-child)",
    skip=".SpoilerTitle, .SpoilerReveal, .spoiler-buttonContainer",
    attachment="a[download]",
)

TEMPLATES = Templates(
    page=PageFields(
        title=("#Item_0 h1", ".PageTitle h1", "h1.H", ".DiscussionTabs .SubTab", "h1"),
        crumbs=(".Breadcrumbs",),
        bar=(".Pager",),
        page=("[aria-current=page]", ".Highlight"),
        pages=(".LastPage", "a"),
        next=("link[rel=next]@href", ".Pager a.Next[href]@href"),
        home=(".HomeCrumb a@href", ".CrumbLabel a@href"),
        notice=(".SplashInfo p", ".SplashInfo"),
        login="body[id^=dashboard_entry] form",
    ),
    post=PostFields(
        block="li.ItemComment, div.ItemDiscussion, li.Comment[id]",
        original="div.ItemDiscussion, li.FirstComment",
        permalink=(".DateCreated a.Permalink@href",),
        author=Person(
            name=(".Author a.Username", ".Author a:not(.PhotoWrap):not(:has(img))"),
            url=(".Author a.Username@href", ".Author a@href"),
            id=("a.Username@data-userid",),
            title=(".AuthorTitle", ".RoleTitle", ".Rank"),
        ),
        published=Moment(element=(".DateCreated time", ".DateCreated")),
        edited=Moment(element=(".DateUpdated",), inside=re.compile(r"(?P<at>.*\d:\d\d(?:\s?[ap]m)?)", re.IGNORECASE)),
        edit_note=".DateUpdated",
        body=(".Message",),
        words=WORDS,
        signature=".Signature",
        files=Files(item=".Attachments .Attachment", name=(".FileName", "a")),
    ),
    row=RowFields(
        block=".Discussions > .Item[id^=Discussion_], .DiscussionsTable tr[id^=Discussion_]",
        id=("@id",),
        link=".Title > a:first-of-type, a.Title",
        author=(".FirstUser a.UserLink", ".DiscussionAuthor a"),
        replies=(
            ".CommentCount .Number@title",
            ".CountComments .Number@title",
            ".CommentCount",
            ".CountComments",
        ),
        views=(".ViewCount .Number@title", ".CountViews .Number@title", ".ViewCount", ".CountViews"),
        started=Moment(element=(".FirstUser time",)),
        last_post=Moment(element=(".LastCommentDate time", ".LastUser time", ".LastCommentDate")),
        last_author=(".LastCommentBy a", ".LastUser a.UserLink"),
        sticky=".Announcement, .Tag-Announcement",
        locked=".Closed, .Tag-Closed",
        moved=".Tag-Redirect, .Tag-Moved",
    ),
    forum=ForumFields(
        block=".CategoryList > .Item:not(.CategoryHeading), .CategoryTable tr.Item",
        link="a.Title, .TitleWrap a, .CategoryName a:not(.PhotoWrap)",
        threads=(
            ".DiscussionCount .Number@title",
            ".CountDiscussions .Number@title",
            ".DiscussionCount",
            ".CountDiscussions",
        ),
        messages=(".CommentCount .Number@title", ".CountComments .Number@title", ".CommentCount", ".CountComments"),
    ),
    board=BoardFields(online_names="#WhosOnline .PanelInfo a", online_totals=("#WhosOnline h4 .Count",)),
    addresses=Addresses(
        thread=re.compile(r"/discussion/(?P<id>\d+)"),
        forum=re.compile(r"/categories/(?P<id>[^/?#&]+)"),
        listing=re.compile(r"/(?:categories/[^/?#&]+|discussions)(?=/|$|[?&])"),
        member=re.compile(r"/profile/(?P<id>\d+)/"),
        page=re.compile(r"/p(?P<page>\d{1,7})/?(?=$|[?&#])"),
        root=re.compile(
            r"/(?:index\.php)?(?:\?p=/)?(?:discussions?|categories|profile|entry|activity|search)(?:/|$|\?)"
        ),
    ),
)

DISCUSSION = re.compile(r'"DiscussionID":"?(?P<id>\d+)')
"""What a discussion's page tells its script."""
EMBEDDED = re.compile(
    r"<div class=\"js-embed[^\"]*\" data-embedjson=\"(?P<data>[^\"]*)\">.*?</div>", re.IGNORECASE | re.DOTALL
)
"""A place that the page's script fills."""


class Vanilla(Engine):
    """Vanilla Forums 2 to 4."""

    name = "vanilla"
    marks = (
        '<body id="vanilla_',
        '<body id="dashboard_',
        'class="Vanilla Discussion',
        "/applications/vanilla/",
        "/applications/dashboard/design/",
        "gdn=window.gdn",
        "gdn = window.gdn",
    )
    templates = TEMPLATES

    def prepare(self, doc: Document) -> Document:
        """Quotes of the rich editor stand in an attribute, for a script to draw them."""
        drawn = EMBEDDED.sub(_drawn, doc.text)
        return replace(doc, tree=Document.parse(drawn, doc.url).tree) if drawn != doc.text else doc

    def thread_id(self, doc: Document, first_url: str) -> str:
        """The page tells its script, also where an add-on writes addresses of its own."""
        told = DISCUSSION.search(doc.text)
        return told["id"] if told else super().thread_id(doc, first_url)

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """Discussions and comments are counted apart; an edit's date is printed for people, in the board's zone."""
        if post.position == 1:
            post = replace(post, id=block.attrs.get("id") or post.id)
        if post.edited is not None:
            printed = doc.date(pick(block, (".DateCreated time@title",)))
            exact = parse_machine(pick(block, (".DateCreated time@datetime",)))
            if printed is not None and exact is not None:
                post = replace(post, edited=post.edited - (printed - exact.replace(second=0)))
        return post

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """The buttons that have a count."""
        del doc
        counted = (button for button in block.css(".ReactButton:has(.Count)"))
        told = ((pick(one, (".ReactLabel", "@title")), parse_number(pick(one, (".Count",)))) for one in counted)
        return tuple(Reaction(name=name, count=count) for name, count in told if name and count)


def _drawn(place: re.Match[str]) -> str:
    """What the script would draw, where it is a quote."""
    try:
        data = mapping(json.loads(unescape(place["data"])))
    except ValueError:
        return place[0]
    if data.get("embedType") != "quote":
        return place[0]
    author = text_at(mapping(data.get("insertUser")), "name") or ""
    comment = data.get("recordID") if data.get("recordType") == "comment" else ""
    return (
        f'<blockquote data-author="{escape(author)}" data-comment="{escape(str(comment))}" '
        f'cite="{escape(text_at(data, "url") or "")}">{text_at(data, "body") or ""}</blockquote>'
    )
