"""The HTML that Discourse makes of a post, the same in its pages and in its data."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.items import Absence, Placeholder, Post
from scraper.wordrules import WordRules

WORDS = WordRules(
    quote="aside.quote, .chat-transcript, blockquote:not(aside.quote > blockquote)",
    quote_author=("@data-username",),
    quote_source=(".title a[href*='/t/']@href",),
    quote_post=("@data-post",),
    quote_head=(
        "aside.quote > .title, .chat-transcript-meta, .chat-transcript-user, .chat-transcript-separator, "
        ".chat-transcript-thread-header"
    ),
    skip="a.anchor, .lightbox .meta, .poll-info, .footnote-backref, summary.elided",
    # A topic of the board's own is shown as a quote of nobody.
    card="aside.onebox, .lazy-video-container, a.inline-onebox, aside.quote[data-topic]:not([data-username])",
    card_url=("@data-url", "@data-onebox-src", "@href", "a@href"),
    attachment="a.attachment",
    embed=".video-placeholder-container",
)

STANDS_IN = {
    "(post deleted by author)": Absence.DELETED,
    "(topic deleted by author)": Absence.DELETED,
    "(Beitrag vom Verfasser gelöscht)": Absence.DELETED,
    "(Thema vom Verfasser gelöscht)": Absence.DELETED,
    "This post was flagged by the community and is temporarily hidden.": Absence.HIDDEN,
}
"""What stands in a post's place, whole, where only its words tell that it is gone."""


def with_places(posts: Iterable[Post]) -> tuple[tuple[Post, ...], tuple[Placeholder, ...]]:
    """The posts of a page for crawlers, and the places of those that are gone; what has no words is neither."""
    written = [post for post in posts if post.text or post.quotes or post.attachments]
    gone = [post for post in written if _is_gone(post)]
    return tuple(post for post in written if not _is_gone(post)), tuple(map(_place, gone))


def _is_gone(post: Post) -> bool:
    return post.text in STANDS_IN and not post.quotes


def _place(post: Post) -> Placeholder:
    author = post.author.name if post.author else None
    return Placeholder(kind=STANDS_IN[post.text], id=post.id, position=post.position, author=author, text=post.text)
