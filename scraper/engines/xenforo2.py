"""XenForo 2, all versions, with the themes that rename little, and the card theme of one large operator of boards."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical
from scraper.document import Document
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.fields import number
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
from scraper.engines.xenforo import kinds_of, reactions_of, with_clock
from scraper.items import Absence, Reaction, ThreadLink, Unreadable
from scraper.wordrules import WordRules

WORDS = WordRules(
    quote="blockquote, .bbCodeBlock--quote",
    quote_author=("@data-quote", ".bbCodeBlock-sourceJump", ".bbCodeBlock-title"),
    quote_source=(".bbCodeBlock-sourceJump@href",),
    quote_post=("@data-source", ".bbCodeBlock-sourceJump@href"),
    quote_head=".bbCodeBlock-title",
    skip=".bbCodeBlock-expandLink, .bbCodeBlock-shrinkLink, .bbCodeBlock-title, .js-selectToQuoteEnd, "
    ".message-lastEdit",
    keep=".bbCodeSpoiler-button-title",
    card=".bbCodeBlock--unfurl",
    card_url=("@data-url", "a.js-unfurl-title@href", "a@href"),
    attachment='a[href*="/attachments/"]',
)

TEMPLATES = Templates(
    page=PageFields(
        title=("h1.p-title-value", "h1.MessageCard__thread-title", ".p-title h1", "h1"),
        title_skip=".label, .labelLink, .label-append, .pairs",
        crumbs=("ul.p-breadcrumbs:not(.p-breadcrumbs--bottom)", ".p-breadcrumbs"),
        bar=(".pageNavWrapper", ".pageNav", ".pageNavSimple"),
        page=(".pageNav-page--current", ".pageNavSimple-el--current"),
        pages=(".pageNav-page", ".pageNavSimple-el--last", ".pageNavSimple-el--current@data-last"),
        next=("a.pageNav-jump--next@href", "a.pageNavSimple-el--next@href", "link[rel=next]@href"),
        board_title=('meta[property="og:site_name"]@content', ".p-header-logo img@alt"),
    ),
    post=PostFields(
        block="article.message--post, .js-post",
        absent={Absence.DELETED: ".message--deleted"},
        notice=".messageNotice",
        original=".message--article",
        copies="#js-solutionHighlightBlock",
        id=("@data-content", "@id", ".u-anchorTarget@id"),
        position=(".message-attribution a", ".MessageCard__post-position", ".message-attribution li"),
        permalink=(
            ".message-attribution-main a[href]@href",
            ".message-attribution a[href*='post-']@href",
            ".message-attribution a[href]@href",
            'meta[itemprop="url"][content*="post"]@content',
            ".MessageCard__date-created@href",
        ),
        author=Person(
            name=("@data-author", ".message-name .username", ".message-name", ".MessageCard__user-info__name"),
            url=(
                ".message-name a[href]@href",
                ".message-user a.username@href",
                ".message-articleUserName a[href]@href",
                ".MessageCard__user-info__name@href",
            ),
            id=(
                ".message-name [data-user-id]@data-user-id",
                ".message-user [data-user-id]@data-user-id",
                ".message-articleUserName [data-user-id]@data-user-id",
                ".MessageCard__user-info__name@data-user-id",
            ),
            title=(".message-userTitle", ".message-articleUserBlurb .userTitle"),
        ),
        published=Moment(
            element=(
                ".message-attribution-main time",
                ".message-attribution time",
                ".MessageCard__date-created time",
                ".message-date time",
                ".message-cell--main time.u-dt:not(.message-lastEdit time)",
                # A theme without a date prints it under a picture that is looked at alone.
                ".message-userContent[data-lb-caption-desc]",
            ),
            printed=("@title", "@data-original-title", "@data-lb-caption-desc", ""),
            behind=" · ",
        ),
        edited=Moment(element=(".message-lastEdit time",)),
        edit_note=".message-lastEdit",
        body=(
            ".message-body .bbWrapper",
            ".message-body",
            ".js-messageContent .bbWrapper",
            ".bbWrapper",
            ".message-content",
        ),
        words=WORDS,
        signature=".message-signature",
        files=Files(
            item=".message-attachments .attachmentList > li",
            url=("a.file-preview@href", "a[href]@href"),
            name=(".file-name@title", ".file-name", "img@alt"),
            image="a.file-preview img",
        ),
    ),
    row=RowFields(
        block=".structItem--thread, .message--articlePreview, .message--article:has(.article-title)",
        skip=".is-deleted",
        id=(),
        link=".structItem-title a[data-tp-primary], .structItem-title a[data-preview-url], "
        ".structItem-title a:not(.labelLink), "
        ".articlePreview-title a:not(.labelLink), .article-title a:not(.labelLink)",
        author=("@data-author", ".structItem-parts .username", ".articlePreview-by .username"),
        replies=(
            ".structItem-cell--meta dl:not(.structItem-minor) dd",
            ".articlePreview-replies a@title",
            ".actionBar-action--replies",
        ),
        views=(".structItem-cell--meta dl.structItem-minor dd",),
        started=Moment(
            element=(".structItem-startDate time", ".articlePreview-meta time", ".message-attribution-main time")
        ),
        last_post=Moment(element=(".structItem-cell--latest time",)),
        last_author=(".structItem-cell--latest .username",),
        sticky=".structItem-status--sticky",
        locked=".structItem-status--locked",
        moved=".structItem-status--redirect",
    ),
    forum=ForumFields(
        block=".node--forum, .node--category",
        link=".node-title a",
        threads=(".node-stats dl:nth-of-type(1) dd", ".node-statsMeta dl:nth-of-type(1) dd"),
        messages=(".node-stats dl:nth-of-type(2) dd", ".node-statsMeta dl:nth-of-type(2) dd"),
    ),
    board=BoardFields(
        pairs=(
            '[data-widget-definition="forum_statistics"] dl',
            '[data-widget-definition="online_statistics"] dl',
            '[data-widget-key*="statistic"] dl',
            ".p-body-sidebar .block dl.pairs",
            ".p-footer dl.pairs",
        ),
        online_names='[data-widget-definition="members_online"] .username',
        online_totals=('[data-widget-definition="members_online"] .block-footer',),
    ),
    addresses=Addresses(
        thread=re.compile(r"(?:threads/|[/?][^/?]*\.)(?P<id>\d+)(?:\.html)?/?$"),
        forum=re.compile(r"(?:forums/|categories/|[/?#][^/?#]*\.)(?P<id>\d+)/?$"),
        listing=re.compile(r"(?:forums|categories)/[^/?]+"),
        member=re.compile(r"members/(?:[^/?&]*\.)?(?P<id>\d+)/?$"),
        page=re.compile(r"(?:[/-]page-|[?&]page=)(?P<page>\d{1,7})(?!\d)"),
        root=re.compile(
            r"/(?:index\.php)?\??(?:threads|forums|categories|posts|whats-new|members|login|search|tags|online)(?:/|$)"
        ),
    ),
)

OFFSET = re.compile(r"""<time[^<>]{1,80} datetime="[\dT:-]{19}([+-](?:0\d|1[0-4])(?:00|30|45))\"""")
"""The distance to UTC of the first moment that the page has for machines: the thread's first post, on most pages."""
FULL_BASE = re.compile(r"""fullBase["']?\s*:\s*["'](https?:[^"']+)["']""")
"""The board's address, as the page's own script knows it."""
OWN_FILES = ('script[src*="js/xf/"]@src', 'link[href*="css.php?css="]@href', 'a[href*="login/"]@href')
BEHIND_ROOT = re.compile(r"/(?:js/xf/|css\.php|(?:index\.php\?)?login/).*$")
"""Without that script, the board's folder shows in the addresses of its own files."""
ERRORS = frozenset({"error", "login", "login_password_confirm", "login_two_step"})
NOTICE = (
    ".p-body-pageContent > .blockMessage",
    ".p-body-pageContent .blockMessage--error",
    ".p-body-pageContent .blockMessage",
    ".blockMessage:not(.u-noJsOnly):not(.js-browserWarning)",
)
"""What the page says instead of content, the surest first: every page warns of old browsers in just such a message."""
LOGIN_FORM = '.p-body-pageContent form[action*="login/login"]'
KINDS = ("img@title", "img@alt", "@title", "bdi")


class XenForo2(Engine):
    """XenForo 2.0 and later."""

    name = "xenforo2"
    marks = ('<html id="XF"', 'data-app="public"', "XF.config", 'data-xf-init="')
    templates = TEMPLATES

    def prepare(self, doc: Document) -> Document:
        """Relative dates lean on the clock in the page's script; the zone may have had another summer then than now."""
        offset = OFFSET.search(doc.text)
        zone = datetime.strptime(offset[1], "%z").tzinfo if offset else None
        return with_clock(replace(doc, zone=doc.zone or zone))

    def board_url(self, doc: Document) -> str:
        """From the page's script, else from the folder of the board's own files."""
        told = FULL_BASE.search(doc.text)
        if told:
            return canonical(told[1].replace("\\/", "/"))
        for one in OWN_FILES:
            url = doc.absolute(doc.pick((one,)))
            if url and BEHIND_ROOT.search(url):
                return canonical(BEHIND_ROOT.sub("/", url))
        return super().board_url(doc)

    def thread_id(self, doc: Document, first_url: str) -> str:
        """The page's root names it."""
        key = doc.pick(("html@data-content-key",)) or ""
        return (number(key) if key.startswith("thread-") else None) or super().thread_id(doc, first_url)

    def shows_posts(self, doc: Document) -> bool:
        """A forum of articles may print each at full length, as a thread prints its first."""
        return not (doc.pick(("html@data-template",)) or "").startswith("forum_view")

    def is_listing(self, doc: Document, rows: list[ThreadLink]) -> bool:
        """The page's root names its template; an index may well show the newest threads."""
        template = doc.pick(("html@data-template",)) or ""
        if template:
            return template.startswith(("forum_view", "category_view")) or (bool(rows) and template != "forum_list")
        return super().is_listing(doc, rows)

    def refusal(self, doc: Document) -> Unreadable | None:
        """A template for errors, or a page that holds a notice alone."""
        template = doc.pick(("html@data-template",)) or ""
        login = template.startswith("login") or doc.css_first(LOGIN_FORM) is not None
        if template in ERRORS or (not template and (login or self._only_a_notice(doc))):
            return refusal(doc, doc.pick(NOTICE) or "", login=login)
        return None

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """The bar under a post."""
        del doc
        bar = block.css_first(".reactionsBar, .likesBar")
        if bar is None:
            return ()
        line = bar.css_first(".reactionsBar-link, .likesBar-link") or bar
        return reactions_of(line, kinds=kinds_of(bar, KINDS, ".reaction"), names="bdi")

    def _only_a_notice(self, doc: Document) -> bool:
        blank = doc.css_first(".structItem, .node, .block-body") is None
        return blank and doc.pick(NOTICE) is not None
