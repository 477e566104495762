"""The data of Discourse: what its API answers, and what its ordinary pages carry for their own script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scraper.addresses import absolute, canonical, without_page
from scraper.engines.discourse_words import WORDS
from scraper.engines.shared.answers import Answer, Entry, with_ids
from scraper.engines.shared.payload import count_at, entries, id_at, mapping, moment_at, text_at
from scraper.items import (
    Absence,
    Author,
    BoardStatistics,
    ForumLink,
    IndexPage,
    ListingPage,
    Placeholder,
    Post,
    Quote,
    Reaction,
    Refusal,
    Role,
    ThreadLink,
    ThreadPage,
    Unreadable,
)

POSTS_A_PAGE = 20
SMALL_ACTION = 3
"""The type of a post that says that somebody closed the topic or the like; most have no words."""
LIKE = 2
AN_API = re.compile(r"\.json(?=\?|$)")
CATEGORY = re.compile(r"/c/(?:(?P<slug>[^/?]+)/)*?(?P<id>[^/?.]+)(?=/?$|/?\?|\.json|/l/|/none)")
"""A category's address, which ended with its name before there were ids in it."""
LISTING_PAGE = re.compile(r"[?&]page=(\d{1,7})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Categories:
    """The categories that a page knows."""

    board_url: str
    known: Mapping[str, Mapping[str, Any]]

    @classmethod
    def told(cls, board_url: str, listed: Any) -> Categories:
        """From a list of them."""
        return cls(board_url=board_url, known={key: one for one in entries(listed) if (key := id_at(one, "id"))})

    def at(self, url: str) -> Mapping[str, Any]:
        """The category whose address it is."""
        found = CATEGORY.search(url)
        if found is None:
            return {}
        named = (one for one in self.known.values() if one.get("slug") == found["id"])
        bare = {"id": found["id"], "name": found["slug"] or found["id"]}
        return self.known.get(found["id"]) or next(named, bare)

    def path(self, key: str | None) -> tuple[ForumLink, ...]:
        """A category and those above it, outermost first."""
        path: list[Mapping[str, Any]] = []
        while (one := self.known.get(key or "")) and one not in path:
            path.insert(0, one)
            key = id_at(one, "parent_category_id")
        return tuple(self.link(one) for one in path)

    def inside(self, key: str | None) -> list[Mapping[str, Any]]:
        """The categories right inside one."""
        return [one for one in self.known.values() if key and id_at(one, "parent_category_id") == key]

    def link(self, one: Mapping[str, Any]) -> ForumLink:
        """A category as a link."""
        key, above = id_at(one, "id") or "", self.known.get(id_at(one, "parent_category_id") or "", {})
        slugs = "/".join(filter(None, (text_at(above, "slug"), text_at(one, "slug"), key)))
        return ForumLink(
            name=text_at(one, "name") or "",
            url=f"{self.board_url}c/{slugs}",
            id=key,
            threads=count_at(one, "topic_count"),
            messages=count_at(one, "post_count"),
        )


def read_topic(answer: Answer, data: Mapping[str, Any], categories: Categories) -> ThreadPage:
    """A page of a topic."""
    listed = mapping(data["post_stream"]).get("stream")
    stream = [str(one) for one in listed] if isinstance(listed, list) else []
    posts = list(entries(mapping(data["post_stream"]).get("posts")))
    size = count_at(data, "chunk_size") or POSTS_A_PAGE
    key, slug = id_at(data, "id") or "", text_at(data, "slug")
    page = _place(posts, stream) // size + 1
    pages = -(-len(stream) // size) or None
    first_url = f"{answer.board_url}t/{slug}/{key}" if slug else f"{answer.board_url}t/{key}"
    pager = f"{answer.board_url}t/{key}.json" if AN_API.search(answer.payload.url) else first_url
    return answer.thread(
        _entries(answer, posts, key, first_url),
        id=key,
        title=text_at(data, "title") or "",
        page=page,
        pages=pages,
        next_url=f"{pager}?page={page + 1}" if pages is not None and page < pages else None,
        forums=categories.path(id_at(data, "category_id")),
        first_url=first_url,
        messages=count_at(data, "posts_count"),
    )


def _place(posts: list[Mapping[str, Any]], stream: list[str]) -> int:
    """How many posts of the topic stand before those that are shown; roughly, where the answer does not list them."""
    first = id_at(posts[0], "id") if posts else None
    if first in stream:
        return stream.index(first)
    number = count_at(posts[0], "post_number") if posts and not stream else None
    return number - 1 if number else 0


def read_topics(answer: Answer, data: Mapping[str, Any], categories: Categories) -> ListingPage:
    """A page of a category, or of all topics."""
    url, told = answer.payload.url, mapping(data.get("topic_list"))
    users = {id_at(user, "id"): text_at(user, "username") for user in entries(data.get("users"))}
    listed = Categories.told(answer.board_url, told.get("categories"))
    known = categories if categories.known else listed
    own = known.at(url)
    key = id_at(own, "id")
    more = absolute(url, text_at(told, "more_topics_url"))
    if more and AN_API.search(url) and not AN_API.search(more):
        more = re.sub(r"(?=\?|$)", ".json", more, count=1)
    page = LISTING_PAGE.search(url)
    return answer.listing(
        id=key or without_page(url),
        title=text_at(own, "name") or answer.board_title or "",
        page=int(page[1]) + 1 if page else 1,
        next_url=canonical(more) if more else None,
        forums=known.path(id_at(own, "parent_category_id")),
        threads=tuple(_row(answer, topic, users) for topic in entries(told.get("topics"))),
        subforums=tuple(map(known.link, known.inside(key))),
    )


def read_categories(answer: Answer, data: Mapping[str, Any], categories: Categories) -> IndexPage:
    """The index: each category before those inside it."""
    listed: list[Mapping[str, Any]] = []
    for category in entries(mapping(data.get("category_list")).get("categories")):
        listed += (category, *entries(category.get("subcategory_list")), *categories.inside(id_at(category, "id")))
    known = Categories.told(answer.board_url, listed)
    return answer.index(forums=tuple(map(known.link, known.known.values())))


def read_statistics(answer: Answer, data: Mapping[str, Any]) -> IndexPage | None:
    """What the board tells about itself, on the page about it or where robots ask for it alone."""
    about = mapping(data.get("about"))
    told = mapping(about.get("stats")) or data
    threads, messages, members = (count_at(told, f"{one}s_count", f"{one}_count") for one in ("topic", "post", "user"))
    if "topics_7_days" not in told or threads is None:
        return None
    statistics = BoardStatistics(threads=threads, messages=messages, members=members)
    named = replace(answer, statistics=statistics, board_title=text_at(about, "title") or answer.board_title)
    return named.index()


def read_errors(answer: Answer, data: Mapping[str, Any]) -> Unreadable | None:
    """Why the API answers with nothing."""
    kind, told = text_at(data, "error_type"), data.get("errors")
    if kind is None or not isinstance(told, list):
        return None
    reason = Refusal.REMOVED if kind in {"not_found", "deleted_topic"} else Refusal.LOGIN_WALL
    return answer.refused(reason, " ".join(map(str, told)))


def _entries(answer: Answer, posts: list[Mapping[str, Any]], topic: str, first_url: str) -> Iterator[Entry]:
    ids = {id_at(post, "post_number"): id_at(post, "id") for post in posts}

    def id_of(quote: Quote) -> str | None:
        return ids.get(quote.post_id) if quote.url is None else None

    for post in posts:
        key, number = id_at(post, "id") or f"{topic}/{id_at(post, 'post_number')}", count_at(post, "post_number")
        author = _author(answer, post)
        words = answer.payload.words(text_at(post, "cooked"), WORDS)
        gone = bool(post.get("deleted_at") or post.get("user_deleted"))
        if gone or post.get("hidden"):
            kind = Absence.DELETED if gone else Absence.HIDDEN
            name = author.name if author else None
            yield Placeholder(kind=kind, id=key, position=number, author=name, text=words.text)
            continue
        if post.get("post_type") == SMALL_ACTION and not words.text:
            continue
        edited = (count_at(post, "version") or 1) > 1
        yield Post(
            id=key,
            role=Role.REPLY,
            text=words.text,
            position=number,
            permalink=f"{first_url}/{number}",
            author=author,
            published=moment_at(post, "created_at"),
            published_raw=text_at(post, "created_at"),
            edited=moment_at(post, "updated_at") if edited else None,
            edited_raw=text_at(post, "updated_at") if edited else None,
            quotes=with_ids(words.quotes, id_of),
            links=words.links,
            attachments=words.attachments,
            reactions=tuple(_reactions(post)),
        )


def _author(answer: Answer, post: Mapping[str, Any]) -> Author | None:
    name = text_at(post, "username")
    url = f"{answer.board_url}u/{name}"
    return Author(name=name, url=url, id=id_at(post, "user_id"), title=text_at(post, "user_title")) if name else None


def _reactions(post: Mapping[str, Any]) -> Iterator[Reaction]:
    kinds = [(text_at(one, "id"), count_at(one, "count")) for one in entries(post.get("reactions"))]
    likes = [("Like", count_at(one, "count")) for one in entries(post.get("actions_summary")) if one.get("id") == LIKE]
    for name, count in kinds or likes:
        if name and count:
            yield Reaction(name=name, count=count)


def _row(answer: Answer, topic: Mapping[str, Any], users: Mapping[str | None, str | None]) -> ThreadLink:
    key, messages = id_at(topic, "id") or "", count_at(topic, "posts_count")
    # The one who began the topic stands first among those who wrote in it.
    starter = next((id_at(poster, "user_id") for poster in entries(topic.get("posters"))), None)
    return ThreadLink(
        id=key,
        title=text_at(topic, "title") or "",
        url=f"{answer.board_url}t/{text_at(topic, 'slug') or '-'}/{key}",
        author=users.get(starter),
        replies=messages - 1 if messages else messages,
        views=count_at(topic, "views"),
        started_at=moment_at(topic, "created_at"),
        last_post_at=moment_at(topic, "last_posted_at"),
        last_post_raw=text_at(topic, "last_posted_at"),
        last_post_author=text_at(topic, "last_poster_username"),
        sticky=bool(topic.get("pinned") or topic.get("pinned_globally")),
        locked=bool(topic.get("closed") or topic.get("archived")),
    )
