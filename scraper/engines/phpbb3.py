"""phpBB 3, all versions, with the styles that keep the names of prosilver."""

from __future__ import annotations

import re

from scraper.engines.engine import Engine
from scraper.engines.selectors import (
    Addresses,
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
from scraper.words import WordRules

WORDS = WordRules(
    quote="blockquote",
    quote_author=("cite > a:first-of-type", "cite"),
    quote_source=("@cite", "cite a[data-post-id]@href"),
    quote_post=("cite a[data-post-id]@data-post-id",),
    quote_head="cite, .quotetitle",
    skip=".codebox > p, dl.codebox > dt, .notice, .inline-attachment > dl.file > dd:not(:last-of-type)",
    code="dl.codebox > dd",
    signature=".signature",
    attachment="a.postlink[href*='download/file.php'], .attachbox a[href*='download/file.php'], dl.file a.postlink",
)

TEMPLATES = Templates(
    page=PageFields(
        title=("h2.topic-title", "h3.topic-title", "h2.forum-title", "#page-body h2", "h1"),
        crumbs=("#nav-breadcrumbs .breadcrumbs", ".breadcrumbs", "ul.navlinks li.icon-home", ".navlinks"),
        bar=(".action-bar .pagination", ".topic-actions .pagination", ".pagination"),
        page=(".active span", "strong.active", "a ~ strong", "strong"),
        pages=("a.button", "span a", "strong", ".active span"),
        shown=(".action-bar .pagination", ".topic-actions .pagination"),
        next=(
            "link[rel=next]@href",
            ".pagination li.next a@href",
            ".pagination li.arrow.next a@href",
            "a.right-box.right@href",
        ),
        board_title=(
            'meta[property="og:site_name"]@content',
            "#site-description h1",
            ".site-description h1",
            "#site-description h2",
        ),
        notice=("#message p", ".panel#message p"),
        login="form#login",
    ),
    post=PostFields(
        block="div.post[id^=p], article.post[id^=p], div.post[id^=post]",
        absent={Absence.IGNORED: ".post .ignore", Absence.DELETED: ".post-deleted, .post .postbody-deleted"},
        id=("@id",),
        title=(".postbody h3:first-of-type", "h3.first"),
        permalink=(".postbody h3 a[href*='#p']@href", ".author a[href*='#p']@href", "a.unread@href"),
        author=Person(
            name=(
                ".postprofile .username-coloured",
                ".postprofile .username",
                ".author .username-coloured",
                ".author .username",
                ".author strong",
                ".postprofile dt > a:last-of-type",
                ".postprofile dt strong",
            ),
            url=(
                ".postprofile .username-coloured[href]@href",
                ".postprofile .username[href]@href",
                ".postprofile a[href*='viewprofile']@href",
                ".author a[href]:not([href*='#p'])@href",
                ".postprofile dt > a:last-of-type@href",
            ),
            title=(".postprofile .profile-rank", ".postprofile dd:first-of-type:not(.profile-posts)"),
        ),
        published=Moment(element=(".author time", ".postbody time", "p.author", ".author", ".post-date"), behind="»"),
        edited=Moment(element=(".notice",)),
        edit_note=".notice",
        body=(".content", ".postbody .content", "[id^=post_content] .content"),
        words=WORDS,
        signature=".signature",
        files=Files(
            item=".attachbox > dd > dl",
            url=("a[href]@href", "img@src"),
            name=("a.postlink", "img@alt", "dt"),
            image="img",
        ),
    ),
    row=RowFields(
        block=".topiclist.topics > li.row",
        link="a.topictitle",
        author=(".topic-poster .username-coloured", ".topic-poster .username", "dt .username-coloured", "dt .username"),
        replies=("dd.posts",),
        views=("dd.views",),
        started=Moment(element=(".topic-poster time",)),
        last_post=Moment(element=("dd.lastpost time", "dd.lastpost > span")),
        last_author=("dd.lastpost .username-coloured", "dd.lastpost .username"),
        sticky=".sticky, .announce, .global-announce, [class*=sticky_], [class*=announce_], [class*=global_]",
        locked="[class*=_locked]",
        moved=".topic_moved",
    ),
    forum=ForumFields(
        block=".topiclist.forums > li.row",
        link="a.forumtitle",
        threads=("dd.topics",),
        messages=("dd.posts",),
    ),
    board=BoardFields(sentences=".stat-block p, .online-list p, .statistics p"),
    addresses=Addresses(
        thread=re.compile(r"(?:[?&]t=|-t|/t(?:opic)?)(?P<id>\d+)(?=&|$|[-.][^?]*$)"),
        forum=re.compile(r"(?:[?&]f=|-f|/f(?:orum)?)(?P<id>\d+)(?=&|$|[-./][^?]*$)"),
        listing=re.compile(r"/viewforum\.php"),
        other_view=re.compile(r"[?&]view=print\b"),
        member=re.compile(r"[?&]u=(?P<id>\d+)"),
        root=re.compile(r"/(?:viewtopic|viewforum|index|search|ucp|memberlist|posting|mcp|app)\.php"),
    ),
)


class PhpBB3(Engine):
    """phpBB 3.0 and later."""

    name = "phpbb3"
    marks = ('<body id="phpbb"', "<body id='phpbb'")
    templates = TEMPLATES
    prints_dates_for_people = True
