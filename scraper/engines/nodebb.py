"""NodeBB 1 to 4, with Persona, Harmony and the themes that keep their components, and its API."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical, origin
from scraper.document import Document, attribute, classes, pick
from scraper.engines.nodebb_data import read_data
from scraper.engines.nodebb_words import WORDS, with_names
from scraper.engines.shared.answers import Answer
from scraper.engines.shared.engine import Engine, Outcome
from scraper.engines.shared.payload import Payload, mapping
from scraper.engines.shared.selectors import (
    Addresses,
    BoardFields,
    ForumFields,
    Moment,
    PageFields,
    Person,
    PostFields,
    RowFields,
    Templates,
)
from scraper.engines.shared.threads import Posts
from scraper.items import (
    Absence,
    ForumLink,
    ListingPage,
    Post,
    Reaction,
    Refusal,
    ThreadLink,
    ThreadPage,
    Unreadable,
)
from scraper.numbers import parse_number
from scraper.refusals import refused

ISO = ("@title", "@datetime")
STAMP = ("@content", "@data-timestamp")
TEASER = "[component='topic/teaser']"
STARTER = f"a:is([href*='/user/'], .avatar-tooltip):not({TEASER} *)"

TEMPLATES = Templates(
    page=PageFields(
        title=(
            "[component='topic/title']",
            "h1 .topic-title",
            ".category-header h1",
            "[component='breadcrumb/current'] [itemprop=name]",
            ".breadcrumb > .active",
        ),
        crumbs=(".breadcrumb",),
        bar=("[component=pagination]:not(.hidden)", ".pagination-container:not(.hidden)"),
        page=(".page.active",),
        pages=("[data-page]@data-page",),
        next=("link[rel=next]@href", ".pagination-container:not(.hidden) .next:not(.disabled, .pe-none) a@href"),
        board_title=('meta[property="og:site_name"]@content', "[component=siteTitle]", ".forum-title"),
        notice=("body[class*=page-status-4] #content", "#content > .alert-danger"),
        login="body.page-login #content form",
    ),
    post=PostFields(
        block="[component=post][data-pid]",
        absent={Absence.DELETED: "[component=post][data-pid].deleted"},
        notice="[component='post/content']",
        id=("@data-pid",),
        position=(".post-index",),
        permalink=("a.post-index@href", "a.permalink@href"),
        author=Person(
            name=("a[data-username]", "[itemprop=author] [itemprop=name]@content", "@data-username"),
            url=("a[data-username][href*='/user/']@href", "[itemprop=author] [itemprop=url]@content"),
            id=("@data-uid",),
            title=(".user-title",),
        ),
        published=Moment(element=("[itemprop=datePublished]", "[data-timestamp]"), machine=STAMP, printed=STAMP),
        edited=Moment(
            element=("[itemprop=dateModified]", "[component='post/editor']:not(.hidden) .timeago"),
            machine=("@content", *ISO),
        ),
        body=("[component='post/content']",),
        words=WORDS,
        signature="[component='post/signature'], .post-signature",
    ),
    row=RowFields(
        block="[component='category/topic']",
        skip=".deleted",
        id=("@data-tid",),
        link="[component='topic/header'] > a[href*='/topic/']",
        author=(
            ".info a[href*='/user/']",
            "[component='topic/header'] small a[href*='/user/']",
            f"{STARTER}@title",
            f"{STARTER} [title]@title",
            f"{STARTER} [alt]@alt",
        ),
        replies=(".stats-postcount [title]@title", ".stats [title]@title"),
        views=(".stats-viewcount [title]@title", ".stats ~ .stats [title]@title"),
        # Small screens get a line of their own, with the last post's date.
        started=Moment(element=("[component='topic/labels'] > .timeago", ".timeago"), machine=ISO),
        last_post=Moment(element=(f"{TEASER} .timeago", ".timeago"), machine=ISO),
        last_author=(
            f"{TEASER} a[href*='/user/'] [title]@title",
            f"{TEASER} a[href*='/user/'] [alt]@alt",
            f"{TEASER} a.avatar-tooltip@title",
        ),
        sticky=".pinned",
        locked=".locked",
    ),
    forum=ForumFields(
        block="[component='categories/category'], .category-children-item",
        link="a[href*='/category/']:not([component='category/posts'] *, .description *)",
        threads=(".stats [title]@title",),
        messages=(".stats > div ~ div [title]@title", ".stats ~ .stats [title]@title"),
    ),
    board=BoardFields(
        pairs=(".forum-stats",), label=".stats-card > :not(h2, h4), .stats-card small", value=".stats-card .stats"
    ),
    addresses=Addresses(
        thread=re.compile(r"/topic/(?P<id>\d+)(?=[/?]|$)"),
        forum=re.compile(r"/category/(?P<id>\d+)(?=[/?]|$)"),
        listing=re.compile(r"/category/\d"),
        page=re.compile(r"[?&]page=(?P<page>\d{1,7})(?!\d)"),
        root=re.compile(
            r"/(?:topic|category|categories|recent|popular|top|unread|tags|users|user|groups|post|search|login|"
            r"register|api|world|flags|uid)(?:[/?]|$)"
        ),
    ),
)

FOLDER = re.compile(r'"relative_path"\s*:\s*"(?P<path>[^"]*)"')
"""The board's folder, as the page's own script knows it."""


class NodeBB(Engine):
    """NodeBB."""

    name = "nodebb"
    marks = ("""JSON.parse('{"relative_path":""", "frequency=30; polling-uri=", 'component="brand/')
    signs = ("/assets/nodebb.min.js", "nodebb.min.js?")
    templates = TEMPLATES

    def read_json(self, payload: Payload) -> Outcome | None:
        """What the API answers."""
        data, board_url = mapping(payload.data), self.folder(payload.url) or origin(payload.url)
        return read_data(Answer(engine=self.name, payload=payload, board_url=board_url), data)

    def board_url(self, doc: Document) -> str:
        """From the page's script."""
        told = FOLDER.search(doc.top)
        folder = told["path"].replace("\\/", "/") if told else ""
        return canonical(f"{origin(doc.url)[:-1]}{folder}/") if told else super().board_url(doc)

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """Posts are counted from 0."""
        index = parse_number(attribute(block, "data-index"))
        return replace(
            post,
            position=index + 1 if index is not None else post.position,
            permalink=post.permalink or f"{self.board_url(doc)}post/{post.id}",
        )

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """Votes; older versions print only what is left of both sorts."""
        del doc
        names = {"Upvote": "[itemprop=upvoteCount]@content", "Downvote": "[itemprop=downvoteCount]@content"}
        counts = {name: parse_number(pick(block, (where,))) for name, where in names.items()}
        if not any(counts.values()):
            counts = {"Vote": parse_number(pick(block, ("[component='post/vote-count']@data-votes",)))}
        return tuple(Reaction(name=name, count=count) for name, count in counts.items() if count)

    def refusal(self, doc: Document) -> Unreadable | None:
        """The body names the status of the answer."""
        body = doc.tree.body
        names = classes(body) if body is not None else frozenset()
        said = doc.pick(self.templates.page.notice) or ""
        if "page-status-404" in names or "page-404" in names:
            return refused(doc, Refusal.REMOVED, said)
        if names & {"page-status-401", "page-status-403", "page-403"}:
            return refused(doc, Refusal.LOGIN_WALL, said)
        return super().refusal(doc)

    def _thread(self, doc: Document, shown: Posts) -> ThreadPage:
        """Quotes name people by their addresses."""
        people = doc.css("[component=post][data-userslug]")
        slugs = {attribute(one, "data-userslug"): pick(one, self.templates.post.author.name) for one in people}
        known = {slug: name for slug, name in slugs.items() if slug and name}
        return super()._thread(doc, replace(shown, posts=with_names(shown.posts, known)))

    def _listing(self, doc: Document, rows: list[ThreadLink], forums: list[ForumLink]) -> ListingPage:
        """Rows count all posts; where nobody answered, the first is the last."""
        return super()._listing(doc, [_counted(row) for row in rows], forums)


def _counted(row: ThreadLink) -> ThreadLink:
    replies = row.replies - 1 if row.replies else row.replies
    return replace(row, replies=replies, last_post_author=row.last_post_author or (row.author if not replies else None))
