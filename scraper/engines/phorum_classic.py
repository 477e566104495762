"""Phorum 5.0 and 5.1, and the template "classic" that later versions keep of them."""

from __future__ import annotations

import re
from dataclasses import replace

from scraper.engines.phorum import TEMPLATES, Phorum
from scraper.engines.shared.selectors import Files, Moment, Person

HEAD = ".PhorumReadBodyHead"
AUTHOR = f"{HEAD}:has(+ {HEAD}:not(:has(strong))) > strong"
"""The line before the date, which has nothing bold in it; the line before both is the subject."""


class PhorumClassic(Phorum):
    """Phorum 5.0 and 5.1, and "classic" since."""

    marks = ('class="PDDiv"', "PhorumTitleText")
    signs = ()
    templates = replace(
        TEMPLATES,
        page=replace(
            TEMPLATES.page,
            title=(".PhorumReadBodySubject", f"{HEAD} > strong", ".PhorumTitleText a[href*='list.php']"),
            crumbs=(".PhorumTitleText",),
            bar=(".PhorumNavBlock:has(> div > strong)",),
            page=("div > strong",),
            next=(".PhorumNavBlock > div > strong + a@href",),
            home=(".PhorumNavLink[href*='index.php']@href",),
            board_title=(".PhorumTitleText:not(:has(a))",),
            notice=(".PhorumStdBlock.PhorumFloatingText", ".PhorumUserError", ".PhorumFloatingText + .PhorumStdBlock"),
            login=".PhorumStdBlock input[name=password]",
        ),
        post=replace(
            TEMPLATES.post,
            block=".PhorumReadMessageBlock",
            id=(".PhorumReadNavBlock a[href*='read.php']:not([href*='quote'])@href",),
            title=(f"{HEAD}:has(+ {HEAD} > strong) > strong",),
            author=Person(
                name=(AUTHOR,),
                url=(f"{AUTHOR} > a@href",),
            ),
            published=Moment(
                element=(f"{HEAD}:not(:has(strong))",),
                inside=re.compile(r"^\D{1,30}?:\s+(?P<at>.*\d.*)$"),
            ),
            body=(".PhorumReadBodyText",),
            files=Files(item=".PhorumStdBlock > a[href*='file=']", url=("@href",)),
        ),
        row=replace(
            TEMPLATES.row,
            block="tr:has(> td[class^=PhorumTableRow] > a[href*='read.php'])",
            link="td:first-child > a[href*='read.php']",
            author=("td:nth-last-child(2)",),
            messages=("td:nth-last-child(3)",),
            views=("td:nth-child(2):nth-last-child(4)",),
            started=Moment(),
            last_post=Moment(element=("td:last-child",), printed=("@:first",)),
            last_author=(".PhorumListSubText > a[href*='profile']", ".PhorumListSubText@:last"),
            sticky=".PhorumListSubjPrefix",
            moved=".PhorumListSubjPrefix:lexbor-contains('moved' i)",
        ),
        forum=replace(
            TEMPLATES.forum,
            block="#phorum-index tr:has(> .forum-threads), tr:has(> td[class^=PhorumTableRow] > a[href*='list.php'])",
            link="td > a[href*='list.php']",
        ),
    )
