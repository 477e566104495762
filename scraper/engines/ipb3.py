"""IP.Board 3, all versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.dates import parse_machine
from scraper.document import Document, pick
from scraper.engines.invision import ADDRESSES, Invision
from scraper.engines.shared.selectors import (
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
from scraper.items import Absence, Reaction
from scraper.moments import zone_between
from scraper.wordrules import WordRules

ON = r",\s(?:on|le|el|em|il|op|am|den)\s"
WORDS = WordRules(
    quote="blockquote, div.blockquote",
    quote_label="p.citation",
    quote_author=("@data-author", ".citation@:first"),
    quote_source=(".citation a.snapback@href", ".citation a@href"),
    quote_post=("@data-cid", ".citation a@href"),
    quote_head="p.citation",
    quote_name=re.compile(rf"^(?P<name>.+?)(?:{ON}|\sschrieb\s|\s\(\d|(?!.*{ON}),\s\D{{0,12}}\d).*$"),
    skip="p.edit, .spoiler_title, [id^=attach_wrap]",
)

TEMPLATES = Templates(
    page=PageFields(
        title=("h1.ipsType_pagetitle", ".main_topic_title", "h1", "h2.maintitle", "title"),
        title_skip=".main_topic_desc, .ipsBadge, .topic_prefix",
        crumbs=("#breadcrumb", ".breadcrumb"),
        bar=(".pagination",),
        page=(".page.active", ".active"),
        pages=(".page",),
        next=("link[rel=next]@href", ".pagination .next a@href", "a[rel=next]@href"),
        board_title=('meta[property="og:site_name"]@content', "#breadcrumb a"),
        notice=("p.message.error", ".message.error", "#error_page p"),
        login="form#login",
    ),
    post=PostFields(
        block="div.post_block",
        absent={Absence.IGNORED: "div.post_block:has(.post_ignore)"},
        notice=".post_ignore",
        id=("@id",),
        position=(".post_id a", ".post_id"),
        permalink=(".post_id a@href", "a[rel=bookmark]@href"),
        author=Person(
            name=(".author a.url", ".author"),
            url=(".author a.url@href", ".author a[href]@href"),
            title=(".member_title", ".group_title"),
        ),
        published=Moment(element=("abbr.published",), machine=("@title",), printed=("",)),
        edited=Moment(
            element=("p.edit",),
            inside=re.compile(r"[,:]\s(?P<at>[^,]+(?:,\s[^,]+)?\d:\d\d(?:\s?[AP]M)?)", re.IGNORECASE),
        ),
        edit_note="p.edit",
        body=(".entry-content", "[itemprop=commentText]"),
        words=WORDS,
        signature=".signature",
        files=Files(
            item="[id^=attach_wrap] li",
            name=("a strong", "img[alt]@alt", "a"),
            image="a[rel^=lightbox], img.attach",
        ),
    ),
    row=RowFields(
        block="tr[id^=trow_]",
        id=("@data-tid", "@id"),
        link="a.topic_title, a[id^=tid-link-]",
        author=(".desc a[hovercard-ref]", ".col_f_starter a", ".col_f_starter", ".desc a.url"),
        replies=(".col_f_views li", ".stats li", ".col_f_replies"),
        views=("li.views", ".col_f_views"),
        started=Moment(element=("[itemprop=dateCreated]",)),
        last_post=Moment(element=(".last_post a[href*=getlastpost]", ".last_post li:last-child"), printed=("",)),
        last_author=(".last_post a[hovercard-ref]", ".last_post li:first-child"),
        sticky=".ipsBadge_green, .topic_prefix",
        locked=".col_f_icon img[src*=closed], .col_f_icon img[src*=locked]",
        moved="img[src*=moved]",
    ),
    forum=ForumFields(
        block="tr:has(> .col_c_forum)",
        link="h4 a",
        threads=(".col_c_stats li:nth-of-type(1)", ".stats li:nth-of-type(1)"),
        messages=(".col_c_stats li:nth-of-type(2)", ".stats li:nth-of-type(2)"),
    ),
    board=BoardFields(
        sentences="#board_stats li, .statistics_head, .statistics_brief, #board_statistics, #statistics .stats",
        latest_member=("#board_stats .value a",),
        record_at=Moment(element=("#board_stats [data-tooltip]",), printed=("@data-tooltip",)),
        online_names=".active_users a[hovercard-ref], #active_users a[hovercard-ref]",
    ),
    addresses=replace(ADDRESSES, other_view=re.compile(r"[?&]section=printtopic\b")),
)
PAGE_OF = re.compile(r"(\d+)\D+(\d+)\D*$")
"""``Page 2 of 7``, in any language."""


class Ipb3(Invision):
    """IP.Board 3.0 to 3.4."""

    name = "ipb3"
    marks = ("id='ipboard_body'", 'id="ipboard_body"', "ipb.vars[")
    templates = TEMPLATES
    prints_dates_for_people = True

    def prepare(self, doc: Document) -> Document:
        """Posts have their moment for machines too: how far the printed one is from it is the page's zone."""
        doc = super().prepare(doc)
        return doc if doc.zone is not None else next(self._in_zone(doc), doc)

    def page_of(self, doc: Document) -> tuple[int, int | None]:
        """The button that leads to any page says how many there are."""
        told = PAGE_OF.search(doc.pick((".pagination .pagejump",)) or "")
        return (int(told[1]), int(told[2])) if told else super().page_of(doc)

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """Likes."""
        del doc
        line = block.css_first(".ipsLikeBar_info")
        return reactions_of(line, kinds=("Like",), names="a[hovercard-ref]") if line is not None else ()

    def _in_zone(self, doc: Document) -> Iterator[Document]:
        for element in doc.css("abbr.published"):
            exact = parse_machine(element.attrs.get("title"))
            printed = replace(doc, fetched_at=None).date(pick(element, ("",)))
            zone = zone_between(printed, exact) if exact is not None and printed is not None else None
            if zone is not None:
                yield replace(doc, zone=zone)
