"""Simple Machines Forum 2.0 and 2.1, with the themes Core, Curve and Curve2 and those that keep their names."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from scraper.document import Document, pick
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
from scraper.engines.smf import ADDRESSES, BREAKS, BYLINE, MOMENT, QUOTED, Smf
from scraper.items import Absence, Reaction
from scraper.numbers import parse_number
from scraper.wordrules import WordRules

CENTER = ":is(#upshrink_stats, #upshrinkHeaderIC)"
"""What the index says of the board, below its forums."""

TEMPLATES = Templates(
    page=PageFields(
        title=(".display_title #top_subject", ".navigate_section li:last-child a", "title"),
        crumbs=(".navigate_section",),
        bar=(".pagelinks",),
        page=(".current_page", "strong"),
        pages=(".nav_page", ".navPages", ".current_page", "strong"),
        now=(".user time", "#upper_section time"),
        now_machine=(".user time@datetime", "#upper_section time@datetime"),
        # Beside the next page, "next" may be the next topic.
        next=(
            "link[rel=next]:not([href*='prev_next'])@href",
            ".pagelinks .current_page + .nav_page@href",
            ".pagelinks strong + .navPages@href",
            ".pagelinks .nav_page:has(.next_page)@href",
        ),
        board_title=('meta[property="og:site_name"]@content', ".navigate_section li:first-child a"),
        notice=("#fatal_error .padding", "#fatal_error .windowbg", "#fatal_error", "#frmLogin .information"),
        login="#frmLogin",
    ),
    post=PostFields(
        block="div:has(> .poster):has(> .postarea)",
        absent={Absence.IGNORED: "div:has(> .poster):has([id$=_ignored_prompt])"},
        notice="[id$=_ignored_prompt]",
        id=(".inner[id^=msg_]@id", "[id^=subject_]@id"),
        title=("[id^=subject_] a",),
        answer=(".page_number", ".keyinfo strong"),
        permalink=("[id^=subject_] a@href",),
        author=Person(
            name=(".poster h4 a[href*=profile]", ".poster h4"),
            url=(".poster h4 a[href*=profile]@href",),
            title=(".poster .membergroup", ".poster .title", ".poster .postgroup"),
        ),
        published=Moment(element=(".postinfo a.smalltext", ".keyinfo div.smalltext"), printed=("",), inside=MOMENT),
        edited=Moment(element=("[id^=modified_]",), printed=("",), inside=MOMENT),
        edit_note="[id^=modified_]",
        body=(".inner", ".post"),
        words=WordRules(
            quote="blockquote",
            quote_author=("cite", ".quoteheader"),
            quote_source=("cite a@href", ".quoteheader a@href"),
            quote_post=("cite a@href", ".quoteheader a@href"),
            quote_label=".quoteheader",
            quote_name=QUOTED,
            # An error stands where a picture would that guests may not see.
            skip=f".codeheader, .quotefooter, .errorbox, {BREAKS}",
            code=".phpcode",
            box="code.bbc_code, bdo, marquee",
        ),
        signature=".signature",
        files=Files(
            item=".attached, .attachments a[href*=attach]:not([id^=link_]):not(.attached a)",
            url=(".attachments_bot a@href", "@href"),
            name=(".attachments_bot a", ""),
            image=".atc_img, a[id^=link_] + br + a, img[src*='attach='] + br + a",
        ),
    ),
    row=RowFields(
        block="#topic_container > div, #messageindex tbody > tr, .topic_table tbody > tr",
        link="span[id^=msg_] a",
        author=(".info p a", "td.subject p > a", ".info p@:first", "td.subject p@:first"),
        replies=(".board_stats p@:first", "td.stats@:first"),
        views=(".board_stats p@:last", "td.stats@:last"),
        last_post=Moment(element=(".lastpost",), printed=("",), inside=MOMENT),
        last_author=(".lastpost a[href*=profile]", ".lastpost p@:last", "td.lastpost@:last"),
        byline=BYLINE,
        sticky=".sticky, .stickybg, .stickybg2, [id^=stickyicon], img[src*=_sticky]",
        locked=".locked, .lock, .lockedbg, .lockedbg2, .locked_sticky, [id^=lockicon], img[src*=_locked]",
        moved="img[src*='/post/moved.'], .main_icons.move",
    ),
    forum=ForumFields(
        # A board that only leads elsewhere is none.
        block=", ".join(
            f"{row}:not(:has(.board_redirect, img[src*='redirect.']))"
            for row in ("div.up_contain[id^=board_]", "tr[id^=board_]", "tr:has(> td.info a[name^=b])")
        ),
        link="a.subject, a[name^=b], .info h4 a",
        threads=(".board_stats p@:last", "td.stats p@:last", "td.stats@:last"),
        messages=(".board_stats p@:first", "td.stats p@:first", "td.stats@:first"),
    ),
    board=BoardFields(
        sentences=f"{CENTER} p:not(#infocenter_onepost), #index_common_stats",
        latest_member=(f"{CENTER} p > strong > a[href*='u=']", "#index_common_stats strong > a[href*='u=']"),
        online_names="#upshrink_stats p:last-child a[href*='u='], p.inline.smalltext a[href*='u=']",
    ),
    addresses=ADDRESSES,
)


class Smf2(Smf):
    """Simple Machines Forum 2.0 and 2.1."""

    name = "smf2"
    marks = ("smf_default_theme_url",)
    signs = (">SMF 2.",)
    templates = TEMPLATES

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """Its members can like a post, and a guest sees how many did."""
        del doc
        count = parse_number(pick(block, (".like_count",)))
        return (Reaction(name="Like", count=count),) if count else ()
