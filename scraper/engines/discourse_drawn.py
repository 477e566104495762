"""Discourse as its script has drawn it: pages that a browser saved."""

from __future__ import annotations

from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.document import Document, attribute, pick
from scraper.engines.discourse import TEMPLATES, Discourse
from scraper.engines.discourse_words import WORDS
from scraper.engines.shared.engine import Engine, Outcome
from scraper.engines.shared.fields import number
from scraper.engines.shared.selectors import Moment, PageFields, Person, PostFields, RowFields
from scraper.items import Post, Reaction, Refusal, ThreadPage, Unreadable
from scraper.numbers import parse_number

SHOWN = Moment(element=(".post-date .relative-date", ".relative-date"))

DRAWN = replace(
    TEMPLATES,
    page=PageFields(
        title=("#topic-title .fancy-title", "#topic-title h1", ".category-heading h1", ".category-title"),
        crumbs=("#topic-title .topic-category", ".category-breadcrumb"),
        home=("#site-logo-link@href", ".d-header .title a@href"),
    ),
    post=PostFields(
        block="article[data-post-id]",
        id=("@data-post-id",),
        author=Person(
            name=(".names .username a", ".names a[data-user-card]@data-user-card"),
            url=(".names a[data-user-card]@href",),
            id=("@data-user-id",),
            title=(".names .user-title",),
        ),
        published=SHOWN,
        edited=Moment(element=(".post-info.edits [title]",), behind=" on "),
        body=(".cooked",),
        words=replace(WORDS, skip=f"{WORDS.skip}, .codeblock-button-wrapper, .badge-notification.clicks"),
    ),
    row=RowFields(
        block=".topic-list-item[data-topic-id]",
        id=("@data-topic-id",),
        link="a.raw-topic-link, a.title",
        author=(".posters a:first-of-type@data-user-card",),
        replies=(".posts .number", ".posts"),
        views=(".views .number", ".views"),
        last_post=Moment(element=(".activity .relative-date",)),
        last_author=(".posters a.latest@data-user-card",),
        sticky=".pinned",
        locked=".closed, .archived",
    ),
)


class DiscourseDrawn(Discourse):
    """Discourse after its script ran."""

    templates = DRAWN

    def wrote(self, doc: Document) -> bool:
        """Whether the script drew posts or rows into the page."""
        return super().wrote(doc) and ("data-post-id=" in doc.text or "data-topic-id=" in doc.text)

    def read(self, doc: Document) -> Outcome | None:
        """What is drawn counts: the page may have begun as another one."""
        drawn = Engine.read(self, doc)
        waits = isinstance(drawn, Unreadable) and drawn.reason is Refusal.NEEDS_JAVASCRIPT
        return super().read(doc) or drawn if drawn is None or waits else drawn

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """The block's name ends with its number."""
        del doc
        place = number(attribute(block, "id"))
        return replace(post, position=int(place) if place else None)

    def place_of(self, post: Post) -> int | None:
        """Blocks that are all called alike tell no number."""
        del post
        return None

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """Likes."""
        del doc
        likes = parse_number(pick(block, (".like-count", ".reactions-counter")))
        return (Reaction(name="Like", count=likes),) if likes else ()

    def key_of(self, page: ThreadPage, topic: str, place: str) -> str | None:
        """Posts have their ids, which quotes do not tell."""
        return next((post.id for post in page.posts if topic == page.id and str(post.position) == place), None)
