"""XenForo 1, all versions."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical, origin
from scraper.document import Document
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.notices import refusal
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
from scraper.engines.xenforo import reactions_of, with_clock
from scraper.items import Absence, Reaction, Unreadable
from scraper.wordrules import WordRules

WORDS = WordRules(
    quote=".bbCodeQuote",
    quote_author=("@data-author", ".attribution"),
    quote_source=("a.AttributionLink@href",),
    quote_post=("a.AttributionLink@href",),
    quote_head=".attribution",
    skip=".quoteExpand, .messageTextEndMarker, .editDate, .bbCodeBlock > .type",
    keep=".SpoilerTitle",
    attachment='a[href*="attachments/"]',
)

TEMPLATES = Templates(
    page=PageFields(
        title=(".titleBar h1", "h1"),
        title_skip=".prefix, .prefixLink",
        crumbs=(".breadcrumb .crumbs", ".breadcrumb"),
        bar=(".PageNav",),
        page=("@data-page",),
        pages=("@data-last",),
        board_title=('meta[property="og:site_name"]@content', ".breadcrumb .boardTitle", "#logo img@alt"),
    ),
    post=PostFields(
        block='li.message[id^="post-"]',
        absent={Absence.DELETED: "li.placeholder, li.deleted"},
        notice=".placeholderContent, .deletionNote, .messageNotices",
        position=(".postNumber",),
        permalink=("a.datePermalink@href", "a.postNumber@href"),
        author=Person(
            name=("@data-author", ".userText .username", ".messageUserBlock .username"),
            url=(".userText a.username@href", ".messageUserBlock a.username[href]@href", "a.username.author@href"),
            title=(".userText .userTitle",),
        ),
        published=Moment(
            element=(
                "a.datePermalink .DateTime",
                ".privateControls .DateTime",
                ".messageMeta .DateTime",
                ".messageDetails .DateTime",
            )
        ),
        edited=Moment(element=(".editDate .DateTime",)),
        edit_note=".editDate",
        body=("blockquote.messageText", ".messageText", ".messageContent article", ".messageContent"),
        words=WORDS,
        signature=".signature",
        files=Files(
            item=".attachedFiles .attachment",
            url=(".filename a@href", ".thumbnail a@href", "a[href]@href"),
            name=(".filename", "@title"),
            image=".thumbnail img",
        ),
    ),
    row=RowFields(
        block="li.discussionListItem",
        skip="li.deleted",
        id=("@id",),
        link='.title a.PreviewTooltip, .title a[href*="threads/"]:not(.prefixLink), .title a:not(.prefixLink)',
        author=("@data-author", ".posterDate .username"),
        replies=(".stats .major dd",),
        views=(".stats .minor dd",),
        started=Moment(element=(".posterDate .DateTime",)),
        last_post=Moment(element=(".lastPost .DateTime", ".lastPostInfo .DateTime")),
        last_author=(".lastPost .username", ".lastPostInfo .username"),
        sticky="li.sticky",
        locked="li.locked",
        moved=".iconKey .redirect",
    ),
    forum=ForumFields(
        block="li.node.forum:not(.level-n)",
        link=".nodeTitle a",
        threads=(".nodeStats dl:nth-of-type(1) dd",),
        messages=(".nodeStats dl:nth-of-type(2) dd",),
    ),
    board=BoardFields(
        pairs=("#boardStats dl", ".statsList dl"),
        online_names=".membersOnline .listInline .username",
        online_totals=(".membersOnline .footnote",),
    ),
    addresses=Addresses(
        thread=re.compile(r"(?:threads/|[/?][^/?]*\.)(?P<id>\d+)/?$"),
        forum=re.compile(r"(?:forums/|categories/|[/?#][^/?#]*\.)(?P<id>\d+)/?$"),
        listing=re.compile(r"(?:forums|categories)/[^/?]+"),
        member=re.compile(r"members/(?:[^/?&]*\.)?(?P<id>\d+)/?$"),
        page=re.compile(r"(?:/page-|[?&]page=)(?P<page>\d{1,7})(?!\d)"),
        root=re.compile(r"/(?:index\.php)?\??(?:threads|forums|categories|posts|members|login|search|find-new)(?:/|$)"),
    ),
)

NEXT_PAGES = ".PageNav@data-baseurl"
"""An address with a gap for the number of the page."""
GAP = re.compile(r"\{\{sentinel\}\}|%7B%7Bsentinel%7D%7D", re.IGNORECASE)
NOTICE = (".errorOverlay .baseHtml", ".errorPanel .errors", ".errorPanel", ".messageBody")
"""What the page says instead of content, the surest first."""
ERROR_PAGE = "#content.error, #content.error_with_login, .errorOverlay, .errorPanel"
LOGIN_PAGE = "#content.error_with_login, .pageContent form#pageLogin, #content form#pageLogin"


class XenForo1(Engine):
    """XenForo 1.0 to 1.5."""

    name = "xenforo1"
    marks = ('<html id="XenForo"', "XenForo.init", "js/xenforo/xenforo.js")
    templates = TEMPLATES

    def prepare(self, doc: Document) -> Document:
        """Dates are printed in the board's own zone, which the page's script tells."""
        return with_clock(doc)

    def board_url(self, doc: Document) -> str:
        """Every page has a ``base``: the board's folder."""
        base = doc.absolute(doc.pick(("base@href",)))
        return canonical(base) if base and origin(base) == origin(doc.url) else super().board_url(doc)

    def next_url(self, doc: Document, page: int, pages: int | None) -> str | None:
        """Where the head names none, the page navigation has an address with a gap."""
        told = super().next_url(doc, page, pages)
        if told is None and pages is not None and page < pages:
            url = doc.absolute(GAP.sub(str(page + 1), doc.pick((NEXT_PAGES,)) or ""))
            return canonical(url) if url else None
        return told

    def refusal(self, doc: Document) -> Unreadable | None:
        """A template for errors, with or without a login."""
        if doc.css_first(ERROR_PAGE) is None:
            return None
        return refusal(doc, doc.pick(NOTICE) or "", login=doc.css_first(LOGIN_PAGE) is not None)

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """The line of likes under a post."""
        del doc
        line = block.css_first(".LikeText")
        return reactions_of(line, kinds=("Like",), names="a.username") if line is not None else ()
