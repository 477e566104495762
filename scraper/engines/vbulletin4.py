"""vBulletin 4, in both of its layouts of posts."""

from __future__ import annotations

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
from scraper.engines.vbulletin import ADDRESSES, EDITED, FILES, WORDS, VBulletin
from scraper.items import Absence

TEMPLATES = Templates(
    page=PageFields(
        title=("#pagetitle .threadtitle", "#pagetitle .forumtitle", "#pagetitle h1", "h1"),
        crumbs=("#breadcrumb",),
        bar=("#pagination_top form", "#pagination_bottom form", "form.pagination"),
        page=(".popupctrl",),
        pages=("span a",),
        shown=("#postpagestats", ".postpagestats"),
        next=("link[rel=next]@href", "a[rel=next]@href"),
        home=(".navbithome a@href",),
        board_title=(
            'meta[property="og:site_name"]@content',
            ".logo-image img@alt",
            "link[type='application/rss+xml']@title",
        ),
        notice=(".standard_error .blockrow", ".standard_error"),
        login="form.vbform[action*='login.php']",
    ),
    post=PostFields(
        block="li[id^=post_]:not([id^=post_thanks])",
        absent={Absence.DELETED: "li.postbitdeleted", Absence.IGNORED: "li.postbitignored"},
        notice=".postrow h2",
        title=("h2[class*=title]",),
        position=(".nodecontrols a[class$=postcounter]", "a[id^=postcount]@name"),
        permalink=(".nodecontrols a[class$=postcounter]@href",),
        author=Person(
            name=(".username_container .username", ".userinfo .username"),
            url=(".username_container a.username@href",),
            title=(".userinfo .usertitle", ".usertitle"),
        ),
        published=Moment(element=(".posthead .date", ".postdate"), printed=("",)),
        edited=EDITED,
        edit_note=".lastedited",
        body=("[id^=post_message_]",),
        words=WORDS,
        signature=".signaturecontainer",
        files=FILES,
    ),
    row=RowFields(
        block="li.threadbit",
        skip=".deleted",
        id=("@id",),
        link="a.title",
        author=(".author .username",),
        replies=(".threadstats li:first-child",),
        views=(".threadstats li:nth-child(2)",),
        started=Moment(element=(".author .label", ".author"), printed=("@:last",)),
        last_post=Moment(element=(".threadlastpost dd:last-of-type",), printed=("",)),
        last_author=(".threadlastpost .username", ".threadlastpost dd"),
        sticky=".sticky",
        locked="li.lock",
        moved="li.moved",
    ),
    forum=ForumFields(
        block="li.forumbit_post",
        id=("@id",),
        link=".forumtitle a",
        threads=(".forumstats li:first-child",),
        messages=(".forumstats li:nth-child(2)",),
    ),
    board=BoardFields(
        pairs=("#wgo_stats dl",),
        sentences="#wgo_onlineusers p, #wgo_stats p",
        online_names="#wgo_onlineusers_list .username",
    ),
    addresses=ADDRESSES,
)


class VBulletin4(VBulletin):
    """vBulletin 4.0 to 4.2."""

    name = "vbulletin4"
    marks = ('id="vbulletin_html"', 'content="vBulletin 4', "clientscript/vbulletin-core.js")
    signs = ("vBulletin&reg;</a> Version 4", "vBulletin®</a> Version 4")
    templates = TEMPLATES
