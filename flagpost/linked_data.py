"""Items to schema.org JSON-LD, so that any program that knows the vocabulary can take a page over.

A thread is a ``DiscussionForumPosting`` with its replies as ``Comment``; a listing and an index are a
``CollectionPage`` with an ``ItemList``. What the page does not say is left out, never written as null.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flagpost.as_json import plain
from scraper.items import (
    Author,
    BoardStatistics,
    ForumLink,
    IndexPage,
    ListingPage,
    Page,
    Post,
    Quote,
    Reaction,
    ThreadLink,
    ThreadPage,
)

CONTEXT = "https://schema.org"
MEDIA = {"image": "ImageObject", "embed": "MediaObject", "file": "MediaObject"}
"""What an attachment is, by its kind."""

Node = dict[str, Any]


def json_ld(page: ThreadPage | ListingPage | IndexPage) -> Node:
    """A page as one JSON-LD object.

    A later page of a thread has no original post: its object has the title of the thread and the comments alone.
    """
    match page:
        case ThreadPage():
            node = _thread(page)
        case ListingPage():
            node = _collection(page, [*map(_forum, page.subforums), *map(_row, page.threads)])
        case IndexPage():
            node = _collection(page, [*map(_forum, page.forums)])
    return {"@context": CONTEXT, **node}


def json_ld_text(page: ThreadPage | ListingPage | IndexPage) -> str:
    """The same as text, indented. ``<`` is escaped, so that it can stand in a script element."""
    text = json.dumps(json_ld(page), ensure_ascii=False, indent=2, allow_nan=False).replace("<", "\\u003c")
    return text.encode("utf-8", "replace").decode("utf-8")


def _thread(page: ThreadPage) -> Node:
    original = _post(page.original_post) if page.original_post else {}
    return _known(
        {
            "@type": "DiscussionForumPosting",
            "@id": page.first_url or page.url,
            **original,
            "url": page.first_url or page.url,
            "headline": page.title,
            "inLanguage": page.language,
            "isPartOf": _path(page),
            "pagination": f"{page.page} of {page.pages}" if page.pages else str(page.page),
            "commentCount": page.messages - 1 if page.messages else None,
            "comment": [_known({"@type": "Comment", **_post(reply)}) for reply in page.replies],
        }
    )


def _post(post: Post) -> Node:
    return _known(
        {
            "identifier": post.id,
            "position": post.position,
            "url": post.permalink,
            "headline": post.title,
            "author": _person(post.author),
            "datePublished": _moment(post.published),
            "dateModified": _moment(post.edited),
            "text": post.text,
            "citation": [_quote(quote) for quote in post.quotes],
            "associatedMedia": [
                _known({"@type": MEDIA.get(one.kind, "MediaObject"), "contentUrl": one.url, "name": one.name})
                for one in post.attachments
            ],
            "interactionStatistic": [_counter(one) for one in post.reactions],
        }
    )


def _person(author: Author | None) -> Node | None:
    if author is None:
        return None
    person = {"name": author.name, "url": author.url, "identifier": author.id, "jobTitle": author.title}
    return _known({"@type": "Person", **person})


def _quote(quote: Quote) -> Node:
    return _known(
        {
            "@type": "Quotation",
            "text": quote.text,
            "creator": _known({"@type": "Person", "name": quote.author}) if quote.author else None,
            "identifier": quote.post_id,
            "url": quote.url,
            "citation": [_quote(inner) for inner in quote.quotes],
        }
    )


def _counter(reaction: Reaction) -> Node:
    count = reaction.count if reaction.count is not None else len(reaction.by) or None
    action = "LikeAction" if "like" in reaction.name.casefold() else "ReactAction"
    return _known(
        {
            "@type": "InteractionCounter",
            "interactionType": f"{CONTEXT}/{action}",
            "name": reaction.name,
            "userInteractionCount": count,
        }
    )


def _collection(page: ListingPage | IndexPage, entries: list[Node]) -> Node:
    listed = [{"@type": "ListItem", "position": place, "item": entry} for place, entry in enumerate(entries, 1)]
    return _known(
        {
            "@type": "CollectionPage",
            "@id": page.url,
            "url": page.url,
            "name": page.title,
            "identifier": page.id if isinstance(page, ListingPage) else None,
            "inLanguage": page.language,
            "isPartOf": _path(page),
            "relatedLink": page.next_url,
            "mainEntity": _known({"@type": "ItemList", "numberOfItems": len(listed), "itemListElement": listed}),
        }
    )


def _row(link: ThreadLink) -> Node:
    return _known(
        {
            "@type": "DiscussionForumPosting",
            "url": link.url,
            "headline": link.title,
            "identifier": link.id,
            "author": {"@type": "Person", "name": link.author} if link.author else None,
            "datePublished": _moment(link.started_at),
            "dateModified": _moment(link.last_post_at),
            "commentCount": link.replies,
            "interactionStatistic": [_count("ViewAction", link.views)] if link.views is not None else [],
        }
    )


def _forum(forum: ForumLink) -> Node:
    counts = [("CreateAction", forum.threads), ("CommentAction", forum.messages)]
    return _known(
        {
            "@type": "CollectionPage",
            "url": forum.url,
            "name": forum.name,
            "identifier": forum.id,
            "interactionStatistic": [_count(action, count) for action, count in counts if count is not None],
        }
    )


def _path(page: Page) -> Node:
    """The forums around a thread or listing, the innermost first, and the board around all of them."""
    around = _known(
        {
            "@type": "WebSite",
            "@id": page.board_url,
            "url": page.board_url,
            "name": page.board_title,
            "interactionStatistic": _figures(page.statistics) if page.statistics else [],
        }
    )
    for forum in () if isinstance(page, IndexPage) else page.forums:
        around = {**_forum(forum), "isPartOf": around}
    return around


def _figures(statistics: BoardStatistics) -> list[Node]:
    counts = [
        ("CreateAction", statistics.threads),
        ("CommentAction", statistics.messages),
        ("RegisterAction", statistics.members),
    ]
    return [_count(action, count) for action, count in counts if count is not None]


def _count(action: str, count: int) -> Node:
    return {
        "@type": "InteractionCounter",
        "interactionType": f"{CONTEXT}/{action}",
        "userInteractionCount": count,
    }


def _moment(value: datetime | None) -> Any:
    return plain(value)


def _known(node: Mapping[str, Any]) -> Node:
    """The node without what is not known."""
    return {name: value for name, value in node.items() if not _is_nothing(value)}


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, Iterable) and not value)
