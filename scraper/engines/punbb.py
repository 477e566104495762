"""PunBB 1.3 and 1.4."""

from __future__ import annotations

import re

from scraper.document import Document
from scraper.engines.fluxbb import BYLINE, IN_BRACKETS, SMILIES
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.selectors import (
    Addresses,
    BoardFields,
    ForumFields,
    Moment,
    PageFields,
    Person,
    PostFields,
    RowFields,
    Templates,
)
from scraper.wordrules import WordRules

TEMPLATES = Templates(
    page=PageFields(
        title=(".main-title .permalink", ".main-title"),
        crumbs=(".crumbs",),
        bar=(".paging",),
        page=("strong",),
        pages=("a", "strong"),
        shown=(".main-head h2",),
        next=("link[rel=next]@href", ".paging strong + a@href"),
        home=("#brd-title a@href", "#navindex a@href"),
        board_title=("#brd-title",),
        notice=(".main-message > p",),
        login=".frm-form[action*=login]",
    ),
    post=PostFields(
        block=".post:has(> .posthead)",
        id=(".posthead@id",),
        position=(".post-num",),
        permalink=(".post-link a@href",),
        author=Person(
            name=(".author-ident .username",), url=(".author-ident .username a@href",), title=(".usertitle",)
        ),
        published=Moment(element=(".post-link a",), printed=("",)),
        edited=Moment(element=(".lastedit",), inside=IN_BRACKETS),
        edit_note=".lastedit",
        body=(".entry-content",),
        words=WordRules(
            quote=".quotebox", quote_author=("cite",), skip=".lastedit", signature=".sig-content", smilies=SMILIES
        ),
    ),
    row=RowFields(
        block=".main-forum > .main-item",
        id=("@id",),
        link="h3 a",
        author=(".item-starter cite", ".item-starter@:first"),
        replies=(".info-replies strong",),
        views=(".info-views strong",),
        last_post=Moment(element=(".info-lastpost a",), printed=("",)),
        last_author=(".info-lastpost cite@:first",),
        byline=BYLINE,
        sticky=".sticky",
        locked=".closed",
        moved=".moved",
    ),
    forum=ForumFields(
        block=".main-category > .main-item:not(.redirect)",
        link="h3 a",
        threads=(".info-topics strong",),
        messages=(".info-posts strong",),
    ),
    board=BoardFields(sentences="#brd-stats li, #brd-online h3", online_names="#brd-online p a"),
    addresses=Addresses(
        thread=re.compile(r"/(?:viewtopic\.php\?(?:[^#]*&)?id=|topic/?)(?P<id>\d+)"),
        forum=re.compile(r"/(?:viewforum\.php\?(?:[^#]*&)?id=|forum/?)(?P<id>\d+)"),
        listing=re.compile(r"/(?:viewforum\.php|forum/?\d)"),
        member=re.compile(r"/(?:profile\.php\?(?:[^#]*&)?id=|user/?)(?P<id>\d+)"),
        root=re.compile(r"/(?:viewtopic|viewforum|index|search|profile|login|userlist|misc|post|help|register)\.php"),
    ),
)


class PunBB(Engine):
    """PunBB 1.3 and later."""

    name = "punbb"
    marks = ('id="brd-wrap"', 'id="brd-messages"')
    signs = ('punbb.informer.com/">PunBB</a>',)
    templates = TEMPLATES
    prints_dates_for_people = True

    def own_url(self, doc: Document) -> str:
        """The address under the title, which is the first page's on every page."""
        return doc.absolute(doc.pick((".main-title .permalink@href",))) or super().own_url(doc)
