"""Invision Power Board 2, all versions."""

from __future__ import annotations

import re
from dataclasses import replace

from scraper.engines.invision import ADDRESSES, Invision
from scraper.engines.shared.selectors import (
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

WORDS = WordRules(
    quote="div.quotemain",
    quote_label="div.quotetop",
    quote_author=(".quotetop@:first",),
    quote_source=(".quotetop a[href*=findpost]@href",),
    quote_post=(".quotetop a[href*=findpost]@href",),
    quote_name=re.compile(r"^[^(]{1,20}\((?P<name>.+?)(?:\s@\s[^@]*)?\)$"),
    skip="span.edit, .codetop, .desc",
    code="div.codemain",
    attachment="a[href*='act=attach'], a[href*='act=Attach']",
)

STARTED = "a[href*='showtopic='][title]:not([href^=javascript])"
"""The link to a thread, which says in its title when it was started."""

TEMPLATES = Templates(
    page=PageFields(
        title=("div.maintitle b", "#navstrip a:last-of-type", "h1"),
        crumbs=("#navstrip",),
        bar=(":has(> .pagecurrent)",),
        page=(".pagecurrent",),
        pages=(".pagelink", ".pagecurrent"),
        next=(".pagecurrent + .pagelink a[href]@href", "link[rel=next]@href"),
        now=("#gfooter td:last-of-type",),
        board_title=('meta[property="og:site_name"]@content', "#navstrip a"),
        notice=(".errorwrap p", ".errorwrap"),
        login="form[name=LOGIN]",
    ),
    post=PostFields(
        block="table:has(> tbody > tr > td > .postcolor)",
        id=("a[name^=entry]@name", ".postcolor@id"),
        position=("a[onclick*=link_to_post]",),
        author=Person(
            name=(".normalname", ".unreg"),
            url=(".normalname a[href]@href",),
            title=("tr:has(.normalname) + tr [class^=post] > .postdetails@:first",),
        ),
        published=Moment(
            element=("tr:first-child .postdetails",), inside=re.compile(r"(?:^|:\s)(?P<at>[^:]+:\d\d.*)$")
        ),
        edited=Moment(element=("span.edit:has(b)",), inside=re.compile(r":\s(?P<at>.+)$")),
        edit_note="span.edit:has(b)",
        body=(".postcolor",),
        words=WORDS,
        signature=".signature",
    ),
    row=RowFields(
        block="tr:has(> td a[href*='who_posted('])",
        link=STARTED,
        author=("td:nth-of-type(5)",),
        replies=("td:nth-of-type(4)",),
        views=("td:nth-of-type(6)",),
        started=Moment(element=(STARTED,), printed=("@title",), inside=re.compile(r":\s(?P<at>.+)$")),
        last_post=Moment(element=("td:nth-of-type(7) .desc", "td:nth-of-type(7)"), printed=("@:first",)),
        last_author=("td:nth-of-type(7) b", "td:nth-of-type(7) a[href*=showuser]"),
        sticky="img[src*=pinned]",
        locked="img[src*=closed]",
    ),
    forum=ForumFields(
        block="tr:has(> td > b > a[href*='showforum='])",
        link="b > a[href*='showforum=']",
        threads=("td:nth-of-type(3)",),
        messages=("td:nth-of-type(4)",),
    ),
    board=BoardFields(
        sentences="#fo_stat td, #fo_stat th, "
        "tr:has(> td > img[src*='/user.']) td, tr:has(> td > img[src*='/stats.']) td",
        online_names="#fo_stat .thin a, tr:has(> td > img[src*='/user.']) .thin a",
    ),
    addresses=replace(ADDRESSES, other_view=re.compile(r"[?&]act=Print\b|/lofiversion/")),
)


class Ipb2(Invision):
    """Invision Power Board 2.0 to 2.3."""

    name = "ipb2"
    marks = ('id="ipbwrapper"', "id='ipbwrapper'", "<!--ipb.javascript.start-->", "ipb_var_base_url")
    signs = ("<!-- Copyright Information -->",)
    templates = TEMPLATES
    prints_dates_for_people = True
