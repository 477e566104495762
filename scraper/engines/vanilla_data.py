"""What version 2 of Vanilla's API answers: discussions, comments and categories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scraper.addresses import canonical, without_page
from scraper.engines.shared.answers import Answer
from scraper.engines.shared.engine import Outcome
from scraper.engines.shared.payload import count_at, entries, id_at, mapping, moment_at, text_at
from scraper.engines.vanilla_words import WORDS, drawn
from scraper.items import Author, ForumLink, Post, Role, ThreadLink

PAGE = re.compile(r"[?&]page=(\d{1,7})(?!\d)")
CATEGORY = re.compile(r"/categories/(?P<id>[^/?#&]+)")
ANSWERED = re.compile(r"^Re:\s+")

Data = Mapping[str, Any]


def read_data(answer: Answer, data: Any) -> Outcome | None:
    """The items of an answer: an object or a list of them."""
    found: list[Data] = [data] if isinstance(data, dict) else list(entries(data))
    first = mapping(next(iter(found), None))
    page = PAGE.search(answer.payload.url)
    number = int(page[1]) if page else 1
    if id_at(first, "commentID"):
        return answer.thread(
            [_post(answer, one, "commentID") for one in found if id_at(one, "commentID")],
            id=id_at(first, "discussionID") or "",
            title=ANSWERED.sub("", text_at(first, "name") or ""),
            page=number,
            opens=False,
            first_url=f"{answer.board_url}discussion/{id_at(first, 'discussionID')}",
        )
    if id_at(first, "discussionID") and isinstance(data, dict):
        return answer.thread(
            [_post(answer, first, "discussionID")],
            id=id_at(first, "discussionID") or "",
            title=text_at(first, "name") or "",
            forums=tuple(_forums([mapping(first.get("category"))])),
            first_url=text_at(first, "url") or canonical(answer.payload.url),
            messages=(count_at(first, "countComments") or 0) + 1,
        )
    if id_at(first, "discussionID"):
        return answer.listing(
            id=without_page(answer.payload.url),
            title=answer.board_title or "",
            page=number,
            threads=tuple(_row(answer, one) for one in found if id_at(one, "discussionID")),
        )
    forums = tuple(_forums(found))
    return answer.index(forums=forums) if forums else None


def _post(answer: Answer, data: Data, kind: str) -> Post:
    key, opens = id_at(data, kind) or "", kind == "discussionID"
    words = answer.payload.words(drawn(text_at(data, "body") or ""), WORDS)
    return Post(
        # Discussions and comments are counted apart, as in the pages.
        id=f"Discussion_{key}" if opens else key,
        role=Role.REPLY,
        text=words.text,
        position=1 if opens else None,
        permalink=text_at(data, "url"),
        author=_author(data, "insertUser"),
        published=moment_at(data, "dateInserted"),
        published_raw=text_at(data, "dateInserted"),
        edited=moment_at(data, "dateUpdated"),
        edited_raw=text_at(data, "dateUpdated"),
        quotes=words.quotes,
        links=words.links,
        attachments=words.attachments,
    )


def _author(data: Data, role: str) -> Author | None:
    user = mapping(data.get(role))
    name, key = text_at(user, "name"), id_at(user, "userID")
    return Author(name=name, url=text_at(user, "url"), id=key if key != "0" else None) if name else None


def _row(answer: Answer, data: Data) -> ThreadLink:
    starter, last = _author(data, "insertUser"), _author(data, "lastUser")
    return ThreadLink(
        id=id_at(data, "discussionID") or "",
        title=text_at(data, "name") or "",
        url=text_at(data, "url") or f"{answer.board_url}discussion/{id_at(data, 'discussionID')}",
        author=starter.name if starter else None,
        replies=count_at(data, "countComments"),
        views=count_at(data, "countViews"),
        started_at=moment_at(data, "dateInserted"),
        last_post_at=moment_at(data, "dateLastComment"),
        last_post_raw=text_at(data, "dateLastComment"),
        last_post_author=last.name if last else None,
        sticky=bool(data.get("pinned")),
        locked=bool(data.get("closed")),
    )


def _forums(listed: list[Data]) -> Iterator[ForumLink]:
    for one in listed:
        url, name = text_at(one, "url"), text_at(one, "name")
        found = CATEGORY.search(url or "")
        if url and name and found and id_at(one, "categoryID"):
            yield ForumLink(
                name=name,
                url=url,
                id=found["id"],
                threads=count_at(one, "countAllDiscussions", "countDiscussions"),
                messages=count_at(one, "countAllComments", "countComments"),
            )
