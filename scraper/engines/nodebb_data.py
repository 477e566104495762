"""What the API of NodeBB answers: a page's data as its templates get them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import unescape
from typing import Any

from scraper.addresses import absolute, without_page
from scraper.engines.nodebb_words import WORDS, with_names
from scraper.engines.shared.answers import Answer, Entry
from scraper.engines.shared.engine import Outcome
from scraper.engines.shared.payload import count_at, entries, id_at, mapping, moment_at, text_at
from scraper.items import (
    Absence,
    Author,
    ForumLink,
    ListingPage,
    Placeholder,
    Post,
    Reaction,
    Refusal,
    Role,
    ThreadLink,
    ThreadPage,
    Unreadable,
)

FORUM = re.compile(r"/category/(?P<id>\d+)")
DEEPEST = 12
"""Categories inside categories."""
KEY = re.compile(r"^\[\[[\w/-]+:[^\]]*\]\]$")
"""What the board would translate."""
NOBODIES = {"[[global:guest]]": "Guest", "[[global:former-user]]": "A Former User"}
WALLS = frozenset({"not-authorised", "forbidden"})
MISSING = frozenset({"not-found"})

Data = Mapping[str, Any]


def read_data(answer: Answer, data: Data) -> Outcome | None:
    """The items of an answer."""
    if isinstance(data.get("posts"), list) and id_at(data, "tid"):
        return _thread(answer, data)
    if isinstance(data.get("topics"), list) and "pagination" in data:
        return _listing(answer, data)
    if isinstance(data.get("categories"), list) and "loggedIn" in data:
        return answer.index(forums=tuple(_forums(answer, data["categories"])))
    return _refused(answer, data)


def _refused(answer: Answer, data: Data) -> Unreadable | None:
    code, title = text_at(mapping(data.get("status")), "code"), text_at(data, "title") or ""
    if code in MISSING or title.startswith("[[global:404"):
        return answer.refused(Refusal.REMOVED)
    return answer.refused(Refusal.LOGIN_WALL) if code in WALLS or title.startswith("[[global:403") else None


def _thread(answer: Answer, data: Data) -> ThreadPage:
    people = [mapping(post.get("user")) for post in entries(data.get("posts"))]
    slugs = {slug: name for user in people if (slug := text_at(user, "userslug")) and (name := _name(user))}
    page = answer.thread(
        [_entry(answer, post) for post in entries(data.get("posts"))],
        id=id_at(data, "tid"),
        title=_title(data),
        forums=tuple(_path(answer, data)),
        first_url=f"{answer.board_url}topic/{text_at(data, 'slug')}",
        messages=count_at(data, "postcount"),
        **_pages(answer, data),
    )
    named = with_names(page.posts, slugs)
    opens = page.original_post is not None
    return replace(page, original_post=named[0] if opens else None, replies=named[1:] if opens else named)


def _title(data: Data) -> str:
    """As it was typed, or as it is put into a page."""
    return text_at(data, "titleRaw") or unescape(text_at(data, "title") or "")


def _name(user: Data) -> str | None:
    """A person's name; who has none, or none any more, is called by a key of the translations."""
    name = unescape(text_at(user, "displayname", "username") or "")
    return NOBODIES.get(name.replace("_", "-"), name) or None


def _listing(answer: Answer, data: Data) -> ListingPage:
    own = id_at(data, "cid")
    return answer.listing(
        id=own or without_page(answer.payload.url),
        title=KEY.sub("", unescape(text_at(data, "name", "title") or "")),
        forums=tuple(forum for forum in _path(answer, data) if forum.id != own),
        threads=tuple(_row(answer, topic) for topic in entries(data.get("topics")) if not topic.get("deleted")),
        subforums=tuple(_forums(answer, data.get("children"))),
        **_pages(answer, data),
    )


def _pages(answer: Answer, data: Data) -> dict[str, Any]:
    """Page x of y, and the next one."""
    told = mapping(data.get("pagination"))
    page, pages = count_at(told, "currentPage") or 1, count_at(told, "pageCount") or None
    more = pages is not None and page < pages
    return {
        "page": page,
        "pages": pages,
        "next_url": f"{without_page(answer.payload.url)}?page={page + 1}" if more else None,
    }


def _path(answer: Answer, data: Data) -> Iterable[ForumLink]:
    for crumb in entries(data.get("breadcrumbs")):
        url = absolute(answer.board_url, text_at(crumb, "url"))
        found = FORUM.search(url or "")
        if url and found:
            yield ForumLink(name=unescape(text_at(crumb, "text") or ""), url=url, id=found["id"])


def _entry(answer: Answer, post: Data) -> Entry:
    key, index = id_at(post, "pid") or "", count_at(post, "index")
    position = index + 1 if index is not None else None
    user = mapping(post.get("user"))
    name, slug = _name(user), text_at(user, "userslug")
    words = answer.payload.words(text_at(post, "content"), WORDS)
    if post.get("deleted"):
        return Placeholder(kind=Absence.DELETED, id=key, position=position, author=name, text=KEY.sub("", words.text))
    url = f"{answer.board_url}user/{slug}" if slug else None
    votes = (("Upvote", count_at(post, "upvotes")), ("Downvote", count_at(post, "downvotes")))
    return Post(
        id=key,
        role=Role.REPLY,
        text=words.text,
        position=position,
        permalink=f"{answer.board_url}post/{key}",
        author=Author(name=name, url=url, id=id_at(user, "uid") if slug else None) if name else None,
        published=moment_at(post, "timestampISO", "timestamp"),
        published_raw=text_at(post, "timestampISO"),
        edited=moment_at(post, "editedISO") if post.get("edited") or post.get("editedISO") else None,
        edited_raw=text_at(post, "editedISO"),
        quotes=words.quotes,
        links=words.links,
        attachments=words.attachments,
        reactions=tuple(Reaction(name=kind, count=count) for kind, count in votes if count),
        signature=answer.payload.words(text_at(user, "signature"), WORDS).text or None,
    )


def _row(answer: Answer, topic: Data) -> ThreadLink:
    messages, teaser = count_at(topic, "postcount"), mapping(topic.get("teaser"))
    user = mapping(topic.get("user"))
    last = mapping(teaser.get("user")) or user
    return ThreadLink(
        id=id_at(topic, "tid") or "",
        title=_title(topic),
        url=f"{answer.board_url}topic/{text_at(topic, 'slug')}",
        author=_name(user),
        replies=messages - 1 if messages else messages,
        views=count_at(topic, "viewcount"),
        started_at=moment_at(topic, "timestampISO", "timestamp"),
        last_post_at=moment_at(teaser, "timestampISO", "timestamp") or moment_at(topic, "lastposttimeISO"),
        last_post_raw=text_at(teaser, "timestampISO") or text_at(topic, "lastposttimeISO"),
        last_post_author=_name(last),
        sticky=bool(topic.get("pinned")),
        locked=bool(topic.get("locked")),
    )


def _forums(answer: Answer, listed: Any, depth: int = DEEPEST) -> Iterable[ForumLink]:
    """Categories, each before those inside it; one that only leads elsewhere is none."""
    for one in entries(listed) if depth else ():
        key, slug = id_at(one, "cid"), text_at(one, "slug")
        if key and slug and not text_at(one, "link"):
            yield ForumLink(
                name=unescape(text_at(one, "name") or ""),
                url=f"{answer.board_url}category/{slug}",
                id=key,
                threads=count_at(one, "totalTopicCount", "topic_count"),
                messages=count_at(one, "totalPostCount", "post_count"),
            )
        yield from _forums(answer, one.get("children"), depth - 1)
