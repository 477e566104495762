"""Vanilla Forums 2 to 4, with the themes that keep the names of the default one."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.addresses import origin
from scraper.dates import parse_machine
from scraper.document import Document, pick
from scraper.engines.shared.answers import Answer
from scraper.engines.shared.engine import Engine, Outcome
from scraper.engines.shared.payload import Payload
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
from scraper.engines.vanilla_data import read_data
from scraper.engines.vanilla_words import WORDS, drawn
from scraper.items import Post, Reaction
from scraper.numbers import parse_number

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
        copies=".AcceptedAnswers",
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
        block=":is(.Discussions, .Announcements) > .Item[id^=Discussion_], .DiscussionsTable tr[id^=Discussion_]",
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
        link="a.Title, .TitleWrap a:not(.PhotoWrap), .CategoryName a:not(.PhotoWrap)",
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
            r"/(?:index\.php)?(?:\?p=/)?(?:discussions?|categories|profile|entry|activity|search|api/v2)(?:/|$|\?)"
        ),
    ),
)

DISCUSSION = re.compile(r'"DiscussionID":"?(?P<id>\d+)')
"""What a discussion's page tells its script."""


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

    def read_json(self, payload: Payload) -> Outcome | None:
        """What version 2 of the API answers."""
        if "/api/v2/" not in payload.url:
            return None
        board_url = self.folder(payload.url) or origin(payload.url)
        return read_data(Answer(engine=self.name, payload=payload, board_url=board_url), payload.data)

    def prepare(self, doc: Document) -> Document:
        """Quotes of the rich editor stand in an attribute, for a script to draw them."""
        html = drawn(doc.text)
        return replace(doc, tree=Document.parse(html, doc.url).tree) if html != doc.text else doc

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
