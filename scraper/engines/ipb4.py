"""Invision Community 4, all versions."""

from __future__ import annotations

from scraper.engines.invision import ADDRESSES, WORDS, Invision
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
from scraper.items import Absence

TEMPLATES = Templates(
    page=PageFields(
        title=("h1.ipsType_pageTitle", ".ipsPageHeader h1", "h1"),
        title_skip=".ipsTag_prefix, .ipsBadge, .ipsType_light",
        crumbs=('[data-role="breadcrumbList"]', ".ipsBreadcrumb"),
        bar=("ul.ipsPagination[data-pages]", ".ipsPagination:not(.ipsPagination_mini)"),
        page=(".ipsPagination_active",),
        pages=("@data-pages", ".ipsPagination_page"),
        shown=('[data-role="comment_count"]',),
        next=("link[rel=next]@href", ".ipsPagination_next:not(.ipsPagination_inactive) a@href"),
        notice=("#elErrorMessage", "#elError"),
        login='body[data-pagecontroller="login"]',
    ),
    post=PostFields(
        block="article[id^=elComment_]:not(.ipsHide)",
        absent={Absence.IGNORED: "[data-ignorecommentid]"},
        id=("@id",),
        permalink=(".ipsComment_meta a[href*=findComment]@href", "a[href*=findComment]@href"),
        author=Person(
            name=(".cAuthorPane_author a", "aside .cAuthorPane_author strong", ".cAuthorPane_author"),
            url=(".cAuthorPane_author a[href]@href",),
            title=('[data-role="rank-title"]', '[data-role="group"]', ".cAuthorPane_info .ipsType_break"),
        ),
        published=Moment(element=(".ipsComment_meta time", "time")),
        edited=Moment(element=('[data-role="commentContent"] [data-excludequote] time',)),
        edit_note='[data-role="commentContent"] [data-excludequote]',
        body=('[data-role="commentContent"]', ".cPost_contentWrap"),
        words=WORDS,
        signature='[data-role="memberSignature"]',
    ),
    row=RowFields(
        block="li.ipsDataItem[data-rowid], tr.ipsDataItem[data-rowid]",
        id=("@data-rowid",),
        link=".ipsDataItem_title a[href]:not([data-ipstooltip]):not(.ipsTag_prefix)",
        author=(".ipsDataItem_meta > span a", ".ipsDataItem_meta a.ipsType_break"),
        replies=(
            '[data-stattype="forums_comments"] .ipsDataItem_stats_number',
            '[data-stattype^="answers"] .ipsDataItem_stats_number',
            ".ipsDataItem_stats .ipsDataItem_stats_number",
        ),
        views=(
            '[data-stattype="num_views"] .ipsDataItem_stats_number',
            ".ipsDataItem_stats li:nth-of-type(2) .ipsDataItem_stats_number",
        ),
        started=Moment(element=(".ipsDataItem_meta time",)),
        last_post=Moment(element=(".ipsDataItem_lastPoster time",)),
        last_author=(".ipsDataItem_lastPoster a.ipsType_break", ".ipsDataItem_lastPoster li:nth-of-type(2)"),
        sticky=".fa-thumb-tack, .fa-thumbtack",
        locked=".fa-lock",
    ),
    forum=ForumFields(
        block="[data-forumid]",
        link=".ipsDataItem_title a, .cForumGrid__title a, h4 a, h3 a",
        messages=(".ipsDataItem_stats_number", ".cForumGrid__stats"),
    ),
    board=BoardFields(
        pairs=('[data-blockid*="_stats_"], [data-blockid*="forumStatistics"]',),
        label=".ipsWidget_stats .ipsType_medium, .ipsDataItem_main > strong",
        value=".ipsWidget_statsCount, .ipsDataItem_stats_number",
        sentences='[data-blockid*="whosOnline"] h3',
        latest_member=('[data-blockid*="_stats_"] a[data-ipshover]:not(.ipsUserPhoto)',),
        record_at=Moment(element=(".ipsWidget_statsCount[title]", '[data-blockid*="_stats_"] .ipsDataItem_main time')),
        online_names='[data-blockid*="whosOnline"] li a[data-ipshover]',
    ),
    addresses=ADDRESSES,
)


class Ipb4(Invision):
    """Invision Community 4."""

    name = "ipb4"
    marks = ("ipsApp ipsApp_front", "ipsApp_front")
    templates = TEMPLATES
