"""WoltLab Suite Forum 3 to 6, and Burning Board 4."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.document import Document, pick, text_of
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.notices import refusal
from scraper.engines.shared.payload import count_at, mapping, text_at
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
from scraper.items import Absence, Reaction, Unreadable
from scraper.numbers import parse_number
from scraper.wordrules import WordRules

MACHINE = ("@datetime", "@date", "@data-timestamp")
WORDS = WordRules(
    quote="blockquote",
    quote_author=(".quoteBoxTitle", "header h3"),
    quote_source=("@cite",),
    quote_post=(".quoteBoxTitle a[href*='#post']@href", "header a[href*='#post']@href"),
    quote_head=".quoteBoxIcon, .quoteBoxTitle, .quoteBox > header",
    quote_name=re.compile(r"^\S+\s+\S+\s+(?P<name>.+)$"),
    skip=".codeBoxHeader, .codeBox h3, .lineAnchor, .toggleButton, .spoilerBox > header, .spoilerBoxHeader",
    keep='[data-has-custom-label="true"]',
    code=".codeBox li",
    card=".unfurlUrlCardContainer",
    attachment='a[href*="attachment/"]:not(:has(img))',
)
"""A quote is headed ``Quote from Ann``, ``Zitat von Ann``: two words, and the name."""

TEMPLATES = Templates(
    page=PageFields(
        title=("h1.contentTitle", ".boxHeadline h1", "h1"),
        title_skip=".badge, .label, .labelList",
        crumbs=("nav.breadcrumbs", ".breadcrumbs"),
        bar=("woltlab-core-pagination", "nav.pagination[data-pages]", ".contentNavigation nav.pageNavigation"),
        page=("@page", "li.active span"),
        pages=("@count", "@data-pages", "li a"),
        next=("link[rel=next]@href", "a[rel=next]@href"),
        notice=(".userExceptionMessage", "woltlab-core-notice[type=error]", "#content > p.error", "p.error"),
        login='body[data-template="login"], .section:has(.userException) + .section a.button[href*="login" i]',
    ),
    post=PostFields(
        block=".wbbThreadPostList article.wbbPost",
        absent={
            Absence.DELETED: "article.wbbPost.messageDeleted, article.wbbPostDeleted",
            Absence.IGNORED: "article.wbbPost.ignoredUserContent",
        },
        notice=".messageBody",
        id=("@data-post-id", "@data-object-id"),
        title=(".messageHeadline h1", ".messageTitle"),
        position=(".messageQuickOptions .jsButtonShare", ".messageQuickOptions a", ".messageCounter"),
        permalink=("a.permalink@href", "meta[itemprop=url]@content"),
        author=Person(
            name=(".messageSidebar .username", ".username"),
            url=(".messageSidebar a.username@href", ".messageSidebar .username a@href", "a.username@href"),
            title=(".userTitleBadge", ".userTitle"),
        ),
        published=Moment(
            element=(".permalink time, .permalink woltlab-core-date-time", "meta[itemprop=datePublished]"),
            machine=(*MACHINE, "@content"),
        ),
        edited=Moment(element=(".messageFooterNote time, .messageFooterNote woltlab-core-date-time",), machine=MACHINE),
        edit_note=".wbbPostEditNote, .messageFooterNote:has(time), .messageFooterNote:has(woltlab-core-date-time)",
        body=(".messageText",),
        words=WORDS,
        signature=".messageSignature",
        files=Files(
            item=".attachmentThumbnail, .messageAttachment, .attachmentFileList li",
            url=("a[href]@href",),
            name=(".attachmentFilename", ".messageAttachmentFilename", "p a", "a"),
        ),
    ),
    row=RowFields(
        block=".wbbThread[data-thread-id]:not(header)",
        skip=".messageDeleted",
        id=("@data-thread-id",),
        link="a.messageGroupLink, a.wbbTopicLink",
        author=(".messageGroupAuthor", ".columnSubject small .userLink"),
        replies=(".columnStats dl:nth-of-type(1) dd", ".columnReplies"),
        views=(".columnStats dl:nth-of-type(2) dd", ".columnViews"),
        started=Moment(
            element=(".messageGroupTime time, .messageGroupTime woltlab-core-date-time", ".columnSubject time"),
            machine=MACHINE,
        ),
        last_post=Moment(element=(".columnLastPost time, .columnLastPost woltlab-core-date-time",), machine=MACHINE),
        last_author=(".columnLastPost .userLink", ".columnLastPost p"),
        sticky='[data-is-sticky="1"], .fa-thumb-tack, fa-icon[name=thumbtack], .icon-pushpin, '
        '[data-is-announcement="1"], .fa-bullhorn, fa-icon[name=bullhorn], .icon-bullhorn',
        locked='[data-is-closed="1"], .fa-lock, fa-icon[name=lock], .icon-lock',
        moved='[data-is-link="1"]',
    ),
    forum=ForumFields(
        block=".wbbBoardContainer[data-board-id], .wbbBoardNode[data-board-id]",
        link="h3 a, a[href*='board/' i]",
        threads=(".wbbStats dl:nth-of-type(1) dd", "[class*=tats] dl:nth-of-type(1) dd"),
        messages=(".wbbStats dl:nth-of-type(2) dd", "[class*=tats] dl:nth-of-type(2) dd"),
    ),
    board=BoardFields(
        pairs=('[data-box-identifier*="Statistics"] dl',),
        sentences='[data-box-identifier*="UsersOnline"] .dotSeparated li, .infoBoxList p',
        record_at=Moment(
            element=(
                '[data-box-identifier*="UsersOnline"] .dotSeparated :is(time, woltlab-core-date-time)',
                ".usersOnline p time",
                '[data-box-identifier*="Statistics"] dd[title]',
            ),
            machine=MACHINE,
        ),
        online_names='[data-box-identifier*="UsersOnline"] .commaSeparated .userLink, .usersOnline .dataList .userLink',
    ),
    addresses=Addresses(
        thread=re.compile(r"[/?]thread/(?P<id>\d+)", re.IGNORECASE),
        forum=re.compile(r"[/?]board/(?P<id>\d+)", re.IGNORECASE),
        listing=re.compile(r"[/?]board/\d", re.IGNORECASE),
        member=re.compile(r"[/?]user/(?P<id>\d+)", re.IGNORECASE),
        page=re.compile(r"[?&]pageNo=(?P<page>\d{1,7})(?!\d)"),
        root=re.compile(r"/(?:index\.php(?:$|[/?])|(?:thread|board)/\d|board-?list(?:/|$))", re.IGNORECASE),
    ),
)
A_FORUM = ("a[href*='board/' i]@href",)


class WoltLab(Engine):
    """WoltLab Suite Forum and Burning Board."""

    name = "woltlab"
    marks = ('data-application="wbb"', "WCF_PATH", "WSC_API_URL")
    templates = TEMPLATES

    def board_url(self, doc: Document) -> str:
        """On the index, which may be any folder, the addresses of its boards tell."""
        root = self.templates.addresses.root
        if root is None or root.search(doc.url):
            return super().board_url(doc)
        return super().board_url(replace(doc, url=doc.absolute(doc.pick(A_FORUM)) or doc.url))

    def refusal(self, doc: Document) -> Unreadable | None:
        """What is missing stands in the headline, what to do in the message."""
        where = self.templates.page
        said = doc.pick(where.notice)
        login = doc.css_first(where.login) is not None
        return refusal(doc, f"{self.title(doc)}. {said or ''}".strip(), login=login) if said or login else None

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """Since 6.0 as JSON for a script, before that as buttons."""
        del doc
        summary = block.css_first("woltlab-core-reaction-summary")
        if summary is not None:
            return tuple(_summed(summary.attrs.get("data") or ""))
        return tuple(
            Reaction(name=pick(kind, ("img@title", "img@alt", "@title")) or "Like", count=parse_number(text_of(kind)))
            for kind in block.css(".reactCountButton")
        )


def _summed(data: str) -> Iterator[Reaction]:
    """Reactions from JSON: pairs of a kind's number and what is shown of it."""
    try:
        kinds = json.loads(data)
    except ValueError:
        return
    for pair in kinds if isinstance(kinds, list) else ():
        shown = mapping(pair[1]) if isinstance(pair, list) and len(pair) > 1 else {}
        name = TITLE.search(text_at(shown, "renderedIcon", "title") or "")
        count = count_at(shown, "reactionCount", "count")
        if count is not None:
            yield Reaction(name=name["title"] if name else "Like", count=count)


TITLE = re.compile(r"""(?:title|alt)=["'](?P<title>[^"']+)""")
