"""phpBB 3.0 and 3.1 with subsilver2, their second style, and the styles that keep its tables."""

from __future__ import annotations

import re

from scraper.engines.phpbb import ADDRESSES, PhpBB
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
from scraper.items import Absence
from scraper.wordrules import WordRules

WORDS = WordRules(
    quote=".quotecontent",
    quote_label=".quotetitle",
    # "Quote:" alone stands in bold.
    quote_author=("@:first",),
    skip=".codetitle, .attachtitle, .attachcontent .gensmall",
    code=".codecontent",
    signature_line="_________________",
)

EDITED = (
    ".postbody ~ .gensmall:not(.error, :has(> br:first-child)), .postbody ~ .tablebg .row3 > .gensmall:not(:has(> br))"
)
"""The note that a post was changed, which stands in a table where it has a reason. Other notes begin with a line."""
POST = "table.tablebg:has(> tbody > tr > td"
FILE = "[href*='download/file.php'], [src*='download/file.php']"
ONLINE = "td:has(> img[src*=whosonline]) + td > .genmed"

TEMPLATES = Templates(
    page=PageFields(
        title=("#pageheader h2", "h2"),
        crumbs=(".breadcrumbs",),
        bar=("td.nav:has(> strong)",),
        page=("strong",),
        pages=("strong",),
        shown=("td.nav + td.gensmall",),
        now=("#datebar td:last-child",),
        next=("td.gensmall strong + a[href*=start]@href", "td.gensmall strong + .page-sep + a@href"),
        home=("a[data-navbar-reference=index]@href", ".breadcrumbs > a@href"),
        board_title=("#logodesc h1",),
        notice=("td[align=center] > p.gen",),
        login="form[action*='mode=login'] input[tabindex]",
    ),
    post=PostFields(
        block=f"{POST} > a[name^=p])",
        absent={Absence.IGNORED: f"{POST}[colspan] > a[name^=p])"},
        notice="td[colspan]",
        id=("a[name^=p]@name",),
        title=(".gensmall > div > a[href^='#p']", ".gensmall > div:first-child@:last"),
        permalink=("a[href*='viewtopic'][href*='#p']@href",),
        author=Person(
            name=(".postauthor",),
            url=(".gensmall > a[href*='viewprofile']@href",),
            title=(".profile td.postdetails",),
        ),
        published=Moment(element=(".gensmall > div + div",), printed=("@:last", "")),
        edited=Moment(element=(EDITED,), printed=("@:last", "@:first", "")),
        edit_note=EDITED,
        body=(".postbody",),
        words=WORDS,
        signature=".postbody ~ .postbody",
        files=Files(
            item=f".postbody ~ .tablebg td:has({FILE})",
            url=("a[href*='download/file.php']@href", "img[src*='download/file.php']@src"),
            name=("a[href*='download/file.php']", "img@alt"),
            image="img[src*='download/file.php']",
        ),
    ),
    row=RowFields(
        block="tr:has(> td > .topictitle)",
        link="a.topictitle",
        author=(".topicauthor",),
        replies=(".topicdetails",),
        views=("td:nth-last-child(2) > .topicdetails",),
        started=Moment(
            element=("a.topictitle",), printed=("@title",), inside=re.compile(r"^\D{1,30}?:\s+(?P<at>.*\d.*)$")
        ),
        last_post=Moment(element=("td:last-child > .topicdetails",), printed=("",)),
        last_author=("td:last-child > .topicdetails + .topicdetails",),
        sticky="td > [src*=sticky_], td > [src*=announce_], td > [class*=sticky_], td > [class*=announce_]",
        locked="td > [src*=_locked], td > [class*=_locked]",
        moved="td > [src*=topic_moved], td > [class*=topic_moved]",
    ),
    forum=ForumFields(
        block="tr:has(> td > .forumlink, > td > div > .forumlink):not(:has(> td[colspan]))",
        link="a.forumlink",
        threads=("td:nth-child(3)",),
        messages=("td:nth-child(4)",),
    ),
    board=BoardFields(sentences=ONLINE, online_names=f"{ONLINE} > a[href*='viewprofile']"),
    addresses=ADDRESSES,
)


class PhpBB3Subsilver(PhpBB):
    """phpBB 3 with tables."""

    name = "phpbb3"
    marks = ('id="wrapheader"', "styles/subsilver2/")
    templates = TEMPLATES
    own_links = ("a.titles@href",)
