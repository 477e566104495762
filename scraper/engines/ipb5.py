"""Invision Community 5."""

from __future__ import annotations

import re

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
        title=(".ipsPageHeader h1", "h1"),
        title_skip=".ipsBadges",
        crumbs=(".ipsBreadcrumb__list", ".ipsBreadcrumb"),
        bar=("ul.ipsPagination[data-pages]",),
        page=(".ipsPagination__active",),
        pages=("@data-pages", ".ipsPagination__page"),
        next=("link[rel=next]@href", ".ipsPagination__next:not(.ipsPagination__inactive) a@href"),
        notice=("#elErrorMessage", "#elError"),
        login='body[data-pagecontroller="login"]',
    ),
    post=PostFields(
        block="article[id^=elComment_]:not([hidden]):not(.ipsHide)",
        absent={Absence.IGNORED: "[data-ignorecommentid]"},
        original="article[data-ips-first-post]",
        id=("@id",),
        permalink=("a[href*=findComment]@href",),
        author=Person(
            name=(".ipsEntry__username .ipsUsername", ".ipsEntry__username"),
            url=(".ipsEntry__username a[href]@href",),
            title=(".ipsEntry__group",),
        ),
        published=Moment(element=(".ipsEntry__date time", ".ipsEntry__header time")),
        edited=Moment(element=(".ipsEdited time",)),
        edit_note=".ipsEdited",
        body=('[data-role="commentContent"]',),
        words=WORDS,
        signature=".ipsEntry__signature",
    ),
    row=RowFields(
        block="[data-rowid]",
        id=("@data-rowid",),
        link=".ipsData__title h4 a[href], h4.ipsData__title a[href]",
        author=(".ipsData__meta .ipsUsername",),
        replies=(
            '[data-stattype="forums_comments"] .ipsData__stats-label',
            '[data-stattype^="answers"] .ipsData__stats-label',
        ),
        views=('[data-stattype="num_views"] .ipsData__stats-label',),
        started=Moment(element=(".ipsData__meta time",)),
        last_post=Moment(element=(".ipsData__last time",)),
        last_author=(".ipsData__last-primary", ".ipsData__last .ipsUsername"),
        sticky=".fa-thumbtack, .ipsBadge--pinned",
        locked=".fa-lock, .ipsBadge--locked",
    ),
    forum=ForumFields(
        block="[data-forumid]",
        link=".ipsData__title a, h2 a, h3 a, h4 a",
        messages=(".ipsData__stats span",),
    ),
    board=BoardFields(
        pairs=("ul.ipsList--stats",),
        label=".ipsList__label",
        value=".ipsList__value",
        sentences='[data-blockid*="whosOnline"] .ipsWidget__header',
        latest_member=("ul.ipsList--stats .ipsPhotoPanel__primary",),
        record_at=Moment(element=(".ipsList__value[title]",), inside=re.compile(r"""datetime=["'](?P<at>[^"']+)""")),
        online_names='[data-blockid*="whosOnline"] li .ipsUsername',
    ),
    addresses=ADDRESSES,
)


class Ipb5(Invision):
    """Invision Community 5."""

    name = "ipb5"
    marks = ("data-ips-hook=",)
    templates = TEMPLATES
