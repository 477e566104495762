"""vBulletin 3, in both of its layouts of posts, and with the addresses that vBSEO makes."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.document import Document
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
from scraper.engines.vbulletin import ADDRESSES, ATTACHED, EDITED, FILES, SMILIES, VBulletin
from scraper.items import Absence, Post
from scraper.wordrules import WordRules

QUOTED = "td[style*=inset], div.alt2[style*=inset]:not([dir])"
"""The frame around quoted words; the one around code has a direction of writing."""
POST = "table[id^=post]:not([id*=_]), div[id^=post]:not([id*=_]):not(#posts)"
GONE = "table[id^=post]:not([id*=_]):not(:has([id^=td_post_]))"
"""A post that is not shown has no place for its words."""
UNTIL_CLOCK = re.compile(r"^(?P<at>.*?\d[:.]\d\d(?:\s?[ap]\.?m\b)?)", re.IGNORECASE)

WORDS = WordRules(
    quote=QUOTED,
    quote_author=("[style*=inset] > div:first-child > strong",),
    quote_source=("[style*=inset] > div:first-child > a[rel]@href",),
    quote_post=("[style*=inset] > div:first-child > a[rel]@href",),
    quote_head="[style*=inset] > div:first-child:has(> strong)",
    skip="div.smallfont, label",
    laid_out="code[style*=nowrap]",
    attachment=ATTACHED,
    smilies=SMILIES,
)

TEMPLATES = Templates(
    page=PageFields(
        title=("td.navbar > strong", "h1"),
        crumbs=("td:has(> span.navbar)",),
        bar=("div.pagenav",),
        page=("td.vbmenu_control",),
        pages=("td a",),
        shown=(".pagenav td.alt2 span@title",),
        next=("link[rel=next]@href", ".pagenav a[rel=next]@href", ".pagenav td.alt2 + td.alt1 a@href"),
        home=("a[accesskey='1']@href",),
        board_title=('meta[property="og:site_name"]@content', "a[accesskey='1']", ".navbar > strong"),
        notice=(".panelsurround .panel div[style*=margin]", ".panelsurround .panel"),
        login=".panelsurround form[action*='login.php']",
    ),
    post=PostFields(
        block=POST,
        absent={Absence.DELETED: GONE, Absence.IGNORED: f"{GONE}:has(a[href*='profile.php'])"},
        notice="td.alt1 > div.smallfont",
        title=("[id^=td_post_] > div.smallfont > strong",),
        position=("a[id^=postcount]@name",),
        permalink=("a[id^=postcount]@href",),
        author=Person(
            name=("a.bigusername", "[id^=postmenu_]@:first", "td.alt2 > a"),
            url=("a.bigusername@href",),
            title=("[id^=postmenu_] + div.smallfont:not(:has(div))",),
        ),
        published=Moment(element=(":has(> a[name^=post])",), printed=("",)),
        edited=EDITED,
        edit_note="div.smallfont > hr + em",
        body=("[id^=post_message_]",),
        words=WORDS,
        signature="[id^=td_post_] > div:not([id]):not([class]):not([style])",
        files=FILES,
    ),
    row=RowFields(
        block=":has(> [id^=td_threadtitle_])",
        id=("[id^=td_threadtitle_]@id",),
        link="a[id^=thread_title_]",
        author=("div.smallfont > span[onclick]", "[id^=td_threadtitle_] > div.smallfont"),
        replies=("a[href*='whoposted']", "td:nth-last-child(2)"),
        views=("td:last-child",),
        last_post=Moment(
            element=("td[title] > div.smallfont[style]", "td > div.smallfont[style*=nowrap]"),
            printed=("",),
            inside=UNTIL_CLOCK,
        ),
        last_author=("td[title] > div.smallfont[style] > a", "td > div.smallfont[style*=nowrap] > a"),
        sticky="img[src*='sticky']",
        locked="img[id^=thread_statusicon_][src*='lock']",
        moved="img[id^=thread_statusicon_][src*='moved']",
    ),
    forum=ForumFields(
        block="tr:has(> td.alt1Active)",
        id=("td.alt1Active@id",),
        link="td.alt1Active a[href]",
        threads=("td.alt1Active ~ td.alt1",),
        messages=("td.alt1Active ~ td.alt2 ~ td.alt2",),
    ),
    board=BoardFields(
        sentences="#collapseobj_forumhome_stats .smallfont, td.thead:has(> a[href*='online.php']), "
        "#collapseobj_forumhome_activeusers .smallfont > div:first-child",
        online_names="#collapseobj_forumhome_activeusers .smallfont > div + div a",
    ),
    addresses=ADDRESSES,
)


class VBulletin3(VBulletin):
    """vBulletin 3.0 to 3.8."""

    name = "vbulletin3"
    marks = ("vbulletin_global.js", 'content="vBulletin 3', 'id="vbulletin_css"')
    signs = ("Powered by vBulletin&reg; Version 3", "Powered by vBulletin® Version 3")
    templates = TEMPLATES

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """The post with its signature, without the line above that."""
        del block, doc
        return replace(post, signature=post.signature.lstrip("_").strip() or None) if post.signature else post
