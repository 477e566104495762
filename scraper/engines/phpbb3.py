"""phpBB 3, all versions, with the styles that keep the names of prosilver."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from scraper.document import Document, pick, picked
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
from scraper.items import Absence, Reaction, ThreadLink
from scraper.numbers import parse_number
from scraper.wordrules import WordRules

EDITED = ".notice:not(:has(> br:first-child, > dl))"
"""The note that a post was changed. A note that it was bumped begins with empty lines, thanks are a list."""

WORDS = WordRules(
    quote="blockquote",
    quote_author=("cite > a:not([data-post-id])", "cite@:first"),
    quote_source=("@cite", "cite a[data-post-id]@href"),
    quote_post=("cite a[data-post-id]@data-post-id",),
    quote_head="cite, .quotetitle",
    skip=".codebox > p, dl.codebox > dt, .notice, .inline-attachment > dl.file > dd:last-of-type",
    code="dl.codebox > dd",
    signature=".signature",
    attachment="a.postlink[href*='download/file.php'], .attachbox a[href*='download/file.php'], dl.file a.postlink",
)

TEMPLATES = Templates(
    page=PageFields(
        title=("h2.topic-title", "h3.topic-title", "h2.forum-title", "#page-body h2", "h1"),
        crumbs=("#nav-breadcrumbs .breadcrumbs", ".breadcrumbs", ":has(> a[accesskey=h])", ".navlinks"),
        bar=(".action-bar .pagination", ".topic-actions .pagination", ".pagination"),
        page=(".active span", "span > strong", "strong"),
        pages=("li > a", "span a", "strong", ".active span"),
        shown=(".action-bar .pagination", ".topic-actions .pagination"),
        next=(
            "link[rel=next]@href",
            ".pagination li.next a@href",
            ".display-options a.right-box@href",
        ),
        now=("p.time", "#page-body > p.right"),
        home=("a[accesskey=h]@href", "a[data-navbar-reference=index]@href", "a#logo@href"),
        board_title=(
            'meta[property="og:site_name"]@content',
            "#site-description h1",
            ".site-description h1",
            "#site-description h2",
        ),
        notice=("#message p", "form#login h2"),
        login="form#login, .panel + form:not([class])",
    ),
    post=PostFields(
        block=".post[id^=p]",
        absent={
            Absence.IGNORED: ".post:not(.deleted):has(.postbody > .ignore)",
            Absence.DELETED: ".post.deleted:has(.postbody > .ignore)",
        },
        notice=".ignore",
        title=(".postbody h3", "h3.first"),
        permalink=(".author a[href*='#p']@href", ".postbody h3 a[href*='#p']@href", "a.unread@href"),
        author=Person(
            name=(
                ".postprofile [class^=username]",
                ".author [class^=username]",
                ".author strong",
                ".postprofile dt > a:last-of-type",
                ".postprofile dt strong",
            ),
            url=(
                ".postprofile [class^=username]@href",
                ".postprofile a[href*='viewprofile']@href",
                ".author a[href]:not([href*='#p'])@href",
                ".postprofile dt > a:last-of-type@href",
            ),
            title=(".postprofile .profile-rank", ".postprofile dd:first-of-type:not([class], :has(strong))"),
        ),
        published=Moment(
            element=(".author time", "p.author", ".postbody time", ".author", ".post-date"),
            printed=("@:last", ""),
            behind="»",
        ),
        edited=Moment(element=(f"{EDITED} time", EDITED), printed=("@:last", "@:first", "")),
        edit_note=EDITED,
        body=(".content", ".postbody .content", "[id^=post_content] .content"),
        words=WORDS,
        signature=".signature",
        files=Files(
            item=".attachbox > dd > dl",
            url=("a[href]@href", "img@src"),
            name=("a.postlink", "img@alt", "dt"),
            image=".attach-image, .thumbnail, .postimage",
        ),
    ),
    row=RowFields(
        block=".topiclist.topics > li.row",
        link="a.topictitle",
        author=(
            ".topic-poster [class^=username]",
            "dt .responsive-hide [class^=username]",
            "dt > [class^=username], dt > a[href*=viewprofile]",
            "dt@:last",
        ),
        replies=("dd.posts",),
        views=("dd.views",),
        started=Moment(
            element=(".topic-poster time", ".topic-poster", "dt .responsive-hide", "dt"),
            printed=("@:last",),
            behind="»",
        ),
        last_post=Moment(
            element=("dd.lastpost time", "dd.lastpost > span", "dd.lastpost"), printed=("@:last", ""), behind="»"
        ),
        last_author=(
            "dd.lastpost [class^=username]",
            "dd.lastpost a[href*=viewprofile]",
            "dd.lastpost > span@:first",
        ),
        byline=re.compile(r"^\S+\s(?P<name>.+?)(?:\s».*)?$"),
        sticky=".sticky, .announce, .global-announce",
        locked="[class*=_locked], [style*=_locked]",
        moved=".topic_moved, [style*=topic_moved]",
    ),
    forum=ForumFields(
        block=".topiclist.forums > li.row:not(:has(.forum_link, .redirect, [style*=forum_link]))",
        link="a.forumtitle",
        threads=("dd.topics",),
        messages=("dd.posts",),
    ),
    board=BoardFields(
        sentences=".section-index .stat-block p, .section-index h3 + p, .statistics p",
        online_names=".section-index .online-list p > a[class^=username], .section-index h3 + p > a[class^=username]",
    ),
    addresses=ADDRESSES,
)


class PhpBB3(PhpBB):
    """phpBB 3.0 and later."""

    name = "phpbb3"
    marks = ('<body id="phpbb"', "<body id='phpbb'")
    signs = ("phpBB</a>&reg; Forum Software", "phpBB</a>® Forum Software", "phpBB</a> &copy; 2000, 2002, 2005")
    templates = TEMPLATES
    own_links = (".topic-title a@href", "#page-body h2 a@href", ".author a[href*='#p']@href", "a[accesskey=p]@href")

    def is_listing(self, doc: Document, rows: list[ThreadLink]) -> bool:
        """An index with the newest threads on it is still the index."""
        return doc.css_first("body.section-index") is None and super().is_listing(doc, rows)

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """The thanks of the extension that most boards have."""
        del doc
        thanks = block.css_first("[id^=list_thanks] dl")
        if thanks is None:
            return ()
        names = tuple(dict.fromkeys(picked(thanks, ("dd a[class^=username]",))))
        count = parse_number(pick(thanks, ("dt@:last",)))
        return (Reaction(name="Thanks", count=count or len(names), by=names),)
