"""Discourse 2 and later, in all three forms: for crawlers, for browsers, and as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from scraper.addresses import origin
from scraper.document import Document, attribute, pick
from scraper.engines.discourse_data import (
    CATEGORY,
    Categories,
    read_categories,
    read_errors,
    read_statistics,
    read_topic,
    read_topics,
)
from scraper.engines.discourse_words import WORDS, with_places
from scraper.engines.shared.answers import Answer, Entry, with_ids
from scraper.engines.shared.engine import Engine, Outcome
from scraper.engines.shared.listings import read_path
from scraper.engines.shared.payload import Payload, mapping, text_at
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
    ForumLink,
    IndexPage,
    ListingPage,
    Post,
    Quote,
    Reaction,
    Refusal,
    ThreadLink,
    ThreadPage,
    Unreadable,
)
from scraper.numbers import parse_number
from scraper.refusals import refused

TEMPLATES = Templates(
    page=PageFields(
        title=("#topic-title h1", "#main-outlet > h1 > a:last-of-type", "#main-outlet > h1"),
        crumbs=(".topic-category", "#main-outlet > h1", "#breadcrumbs"),
        next=("link[rel=next]@href", "#main-outlet a[rel=next]@href"),
        home=(".crawler-nav a[href$='/categories']@href", "footer nav a[href$='/categories']@href"),
        notice=(".page-not-found",),
        login=".login-welcome, .login-required",
    ),
    post=PostFields(
        block="div.crawler-post, div[itemtype$=DiscussionForumPosting]:has(> .creator)",
        id=("@id",),
        position=("[itemprop=position]",),
        author=Person(name=("[itemprop=name]", ".creator [itemprop=author]"), url=(".creator a@href",)),
        # In 2.5 the time that is shown is that of the change.
        published=Moment(
            element=("time[itemprop=datePublished]", "meta[itemprop=datePublished]", "time"),
            machine=("@datetime", "@content"),
        ),
        edited=Moment(element=("[itemprop=dateModified]",), machine=("@content", "@datetime")),
        body=(".post",),
        words=WORDS,
    ),
    row=RowFields(
        block=".topic-list-item",
        link="a.title, a[itemprop=url]",
        author=("td.posters a:first-of-type@href",),
        replies=("span.posts",),
        views=("span.views",),
        last_post=Moment(element=("td:last-child",)),
        last_author=("td.posters a.latest@href",),
        # Of a pinned topic alone the first words are shown.
        sticky="p.excerpt",
    ),
    forum=ForumFields(
        block=".category-list tr:has(td.category), div.category-list > .category, #main-outlet > a[href*='/c/']",
        link="a",
        threads=("td.topics",),
    ),
    # The table has columns for the last days too.
    board=BoardFields(pairs=(".about.stats table",), label="td:first-child", value="td:nth-child(2)"),
    addresses=Addresses(
        thread=re.compile(r"/t/(?:[^/?]+/)?(?P<id>\d+)(?=$|[/?.])"),
        forum=CATEGORY,
        listing=re.compile(r"/(?:c|tag|tags)/[^/]"),
        page=re.compile(r"[?&]page=(?P<page>\d{1,7})(?!\d)"),
        root=re.compile(
            r"/(?:t|c|u|g|tags?|latest|new|top|hot|unread|categories|posts?|search|login|signup|about|site|faq|"
            r"guidelines|tos|privacy|categories_and_latest|categories_and_top)(?:\.json)?(?:[/?]|$)"
        ),
    ),
)

QUOTED = re.compile(r"/t/(?:[^/?]+/)?(?P<topic>\d+)/(?P<post>\d+)")
CARRIED = re.compile(r"topic_(?=\d)|topic_list|categories(?=_list|List)|site(?:Settings)?$")
"""The parts of what a page carries that are read."""
MEMBER = re.compile(r"/u/(?P<name>[^/?#]+)/?$")


class Discourse(Engine):
    """Discourse."""

    name = "discourse"
    marks = ('<meta name="generator" content="Discourse ', "discourse_theme_id")
    templates = TEMPLATES

    def read(self, doc: Document) -> Outcome | None:
        """The data in the page says more than the HTML beside it."""
        told = self._carried(doc)
        if isinstance(told, ThreadPage | ListingPage) and not told.forums:
            path = read_path(doc, self.templates, told.board_url)
            told = replace(told, forums=tuple(forum for forum in path if forum.id != told.id))
        return told or super().read(doc) or self._about(doc)

    def read_json(self, payload: Payload) -> Outcome | None:
        """What the API answers."""
        board_url = self.folder(payload.url) or origin(payload.url)
        answer = Answer(engine=self.name, payload=payload, board_url=board_url)
        return _told(answer, mapping(payload.data), Categories.told(board_url, ()))

    def board_url(self, doc: Document) -> str:
        """The page's script knows the folder of a board that has one."""
        folder = doc.pick(("#data-discourse-setup@data-base-uri",))
        return (doc.absolute(f"{folder}/") if folder else None) or super().board_url(doc)

    def page_of(self, doc: Document) -> tuple[int, int | None]:
        """Listings count their pages from 0; of a topic reached by a post only the page itself says where that is."""
        page = self._page_in(doc.url)
        if self.templates.addresses.thread.search(doc.url) is not None:
            return page or self._page_in(self.own_url(doc)) or 1, None
        return 1 if page is None else page + 1, None

    def title(self, doc: Document) -> str:
        """The list of all topics has none of its own."""
        return super().title(doc) or self.board_title(doc) or ""

    def refusal(self, doc: Document) -> Unreadable | None:
        """A page that does not exist says so in a page of its own; without its words it waits for a script."""
        told = super().refusal(doc)
        if told is not None and told.reason is Refusal.NOTICE:
            return refused(doc, Refusal.REMOVED, doc.pick(self.templates.page.notice) or "")
        if told is None and doc.css_first("#main-outlet") is None:
            return refused(doc, Refusal.NEEDS_JAVASCRIPT)
        return told

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """Likes."""
        del doc
        likes = parse_number(pick(block, ("[itemprop=userInteractionCount]@content", ".post-likes")))
        return (Reaction(name="Like", count=likes),) if likes else ()

    def key_of(self, page: ThreadPage, topic: str, place: str) -> str | None:
        """The id of a post by its topic and its number there: to crawlers no other is told."""
        del page
        return f"{topic}/{place}"

    def place_of(self, post: Post) -> int | None:
        """The number of a post as its block is called, where what it prints is no one's own."""
        return int(post.id) if post.id.isdecimal() else None

    def _about(self, doc: Document) -> IndexPage | None:
        """The page about the board, which has its statistics and nothing else."""
        page = self._index(doc, [])
        return page if page.statistics else None

    def _thread(self, doc: Document, shown: Posts) -> ThreadPage:
        """Places of posts that are gone are told by their words; where somebody closed the topic there are none."""
        posts = shown.posts
        if len({post.position for post in posts}) < len(posts):
            posts = tuple(replace(post, position=self.place_of(post)) for post in posts)
        written, places = with_places(posts)
        page = super()._thread(doc, replace(shown, posts=written, placeholders=places))
        original = page.original_post and self._named(page.original_post, page)
        replies = tuple(self._named(post, page) for post in page.replies)
        gone = (replace(place, id=self._id(page, place)) for place in page.placeholders)
        return replace(page, original_post=original, replies=replies, placeholders=tuple(gone))

    def _listing(self, doc: Document, rows: list[ThreadLink], forums: list[ForumLink]) -> ListingPage:
        names = [replace(row, author=_alone(row.author), last_post_author=_alone(row.last_post_author)) for row in rows]
        return super()._listing(doc, names, forums)

    def _named(self, post: Post, page: ThreadPage) -> Post:
        def id_of(quote: Quote) -> str | None:
            found = QUOTED.search(quote.url or "")
            topic, place = (found["topic"], found["post"]) if found else (page.id, quote.post_id)
            return self.key_of(page, topic, place) if place else None

        changed = post.edited != post.published
        return replace(
            post,
            id=self._id(page, post) or "",
            permalink=f"{page.first_url}/{post.position}" if post.position else None,
            edited=post.edited if changed else None,
            edited_raw=post.edited_raw if changed else None,
            quotes=with_ids(post.quotes, id_of),
        )

    def _id(self, page: ThreadPage, entry: Entry) -> str | None:
        return (self.key_of(page, page.id, str(entry.position)) if entry.position else None) or entry.id

    def _carried(self, doc: Document) -> Outcome | None:
        """What the page carries for its own script: JSON in JSON."""
        box = doc.css_first("#data-preloaded")
        text = attribute(box, "data-preloaded") if box is not None else None
        carried = Payload.parse(text or "", doc.url, fetched_at=doc.fetched_at)
        if carried is None:
            return None
        parts = {
            kind[0]: mapping(inner.data)
            for name, value in mapping(carried.data).items()
            if (kind := CARRIED.match(name)) and (inner := Payload.parse(str(value), doc.url))
        }
        settings, board_url = parts.get("siteSettings", {}), self.board_url(doc)
        answer = Answer(
            engine=self.name,
            payload=carried,
            board_url=board_url,
            board_title=text_at(settings, "title") or self.board_title(doc),
            language=doc.language,
        )
        index = {} if "/c/" in doc.url else parts.get("categories", {})
        data = {**parts.get("topic_list", {}), **index, **parts.get("topic_", {})}
        told = _told(answer, data, Categories.told(board_url, parts.get("site", {}).get("categories")))
        if told is None and settings.get("login_required") and "currentUser" not in mapping(carried.data):
            return answer.refused(Refusal.LOGIN_WALL)
        return told


def _told(answer: Answer, data: Mapping[str, Any], categories: Categories) -> Outcome | None:
    if "post_stream" in data:
        return read_topic(answer, data, categories)
    if "category_list" in data:
        return read_categories(answer, data, categories)
    if "topic_list" in data:
        return read_topics(answer, data, categories)
    return read_statistics(answer, data) or read_errors(answer, data)


def _alone(told: str | None) -> str | None:
    found = MEMBER.search(told or "")
    return unquote(found["name"]) if found else told
