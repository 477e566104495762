"""Documents of Flarum: JSON:API with discussions, posts and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from scraper.addresses import canonical, without_page
from scraper.engines.flarum_resources import Resource, Resources, id_of, links, told
from scraper.engines.flarum_words import MARKED_WORDS, marked
from scraper.engines.shared.answers import Answer, Entry
from scraper.engines.shared.engine import Outcome
from scraper.engines.shared.payload import count_at, entries, id_at, mapping, moment_at, text_at
from scraper.items import (
    Absence,
    Author,
    BoardStatistics,
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

POSTS_A_PAGE = 20
WIDGET = "fof-forum-statistics-widget"
PAGE = re.compile(r"[?&]page=(\d{1,7})(?!\d)")
LIMIT = re.compile(r"[?&]page\[limit\]=([1-9]\d{0,3})(?!\d)")
OFFSET = re.compile(r"[?&]page\[offset\]=(\d{1,7})(?!\d)")
NEAR = re.compile(r"(?:/d/[^/?]+/|[?&]page\[near\]=)(\d{1,7})(?=$|[?&])")
TAG = re.compile(r"/t/(?P<slug>[^/?#]+)|filter\[tag\]=(?P<filter>[^&]+)")


def read_document(answer: Answer, document: Mapping[str, Any], page: Resources) -> Outcome | None:
    """The items of a document.

    Args:
        answer: Where it comes from.
        document: What the API answers.
        page: What the page around it knows besides.
    """
    data = document.get("data")
    listed = list(entries(data if isinstance(data, list) else [data]))
    known = Resources({**page.known, **Resources.of(document.get("included")).known, **Resources.of(listed).known})
    kind = text_at(listed[0], "type") if listed else "discussions" if data == [] else None
    if kind == "discussions" and isinstance(data, list):
        return _listing(answer, document, listed, known)
    if kind == "discussions":
        return _thread(answer, listed[0], known)
    if kind == "posts" and (discussion := known.one(listed[0], "discussion")):
        thread = _thread(answer, discussion, known, _of(id_of(discussion), listed))
        more = text_at(mapping(document.get("links")), "next")
        return replace(thread, next_url=canonical(more)) if more else thread
    if kind == "forums" or (kind == "tags" and any(known.all("tags"))):
        return answer.index(forums=tuple(_tag(answer, tag) for tag in known.all("tags")))
    return None


def read_errors(answer: Answer, document: Mapping[str, Any]) -> Unreadable | None:
    """Why the API answers with nothing."""
    codes = {text_at(one, "code") for one in entries(document.get("errors"))}
    if "not_found" in codes or "model_not_found" in codes:
        return answer.refused(Refusal.REMOVED)
    return answer.refused(Refusal.LOGIN_WALL) if codes & {"not_authenticated", "permission_denied"} else None


def board_statistics(board: Mapping[str, Any]) -> BoardStatistics | None:
    """What the board's own resource tells where it has the usual widget for it."""
    counts = (count_at(board, f"{WIDGET}.{name}Count") for name in ("discussions", "posts", "users"))
    threads, messages, members = counts
    known = BoardStatistics(threads=threads, messages=messages, members=members)
    return known if known.known else None


def _thread(
    answer: Answer, discussion: Resource, known: Resources, listed: Iterable[Resource] | None = None
) -> ThreadPage:
    """A page of a discussion.

    Args:
        answer: Where it comes from.
        discussion: The discussion.
        known: What is known besides.
        listed: Its posts on the page, where the answer is a list of them; else the address tells which they are.
    """
    key, says, url = id_at(discussion, "id") or "", told(discussion), unquote(answer.payload.url)
    limit = LIMIT.search(url)
    size = int(limit[1]) if limit else POSTS_A_PAGE
    order = [id_at(link, "id") for link in links(discussion, "posts")]
    start = _start(url, order, known, size)
    posts = _shown(key, order[start : start + size], known) if listed is None else listed
    first_url = _discussion_url(answer, discussion)
    comments = count_at(says, "commentCount")
    page, pages = start // size + 1, -(-(len(order) or comments or 0) // size) or None
    more = f"{first_url}?page={page + 1}"
    if "/api/" in url:
        asked = f"&page%5Blimit%5D={size}" if limit else ""
        more = f"{answer.board_url}api/discussions/{key}?page%5Boffset%5D={start + size}{asked}"
    return answer.thread(
        (entry for post in posts if (entry := _entry(answer, post, first_url, known))),
        id=key,
        title=text_at(says, "title") or "",
        page=page,
        pages=pages,
        next_url=more if pages is not None and page < pages else None,
        forums=tuple(_tag(answer, tag) for tag in _tags(discussion, known)),
        first_url=first_url,
        messages=comments,
    )


def _start(url: str, order: list[str | None], known: Resources, size: int) -> int:
    """How many posts of the discussion stand before those that are shown."""
    near, offset, page = NEAR.search(url), OFFSET.search(url), PAGE.search(url)
    if near and int(near[1]) > 1:
        own = (post for post in known.all("posts") if id_of(post) in order)
        numbers = {number: id_of(post) for post in own if (number := count_at(told(post), "number"))}
        # Where the post is gone, the page is around the nearest one.
        wanted = numbers[min(numbers, key=lambda number: abs(number - int(near[1])))] if numbers else None
        return max(0, order.index(wanted) - size // 2) if wanted in order else 0
    return int(offset[1]) if offset else (int(page[1]) - 1) * size if page and int(page[1]) else 0


def _shown(discussion: str, order: list[str | None], known: Resources) -> list[Resource]:
    """The posts of the page: a document has others too, which mention them."""
    own = _of(discussion, known.all("posts"))
    shown = [post for post in own if id_of(post) in order] if order else own
    return sorted(shown, key=lambda post: count_at(told(post), "number") or 0)


def _of(discussion: str | None, posts: Iterable[Resource]) -> list[Resource]:
    """Those posts that are a discussion's."""
    return [post for post in posts if id_at(next(iter(links(post, "discussion")), {}), "id") == discussion]


def _entry(answer: Answer, post: Resource, first_url: str, known: Resources) -> Entry | None:
    says, key = told(post), id_at(post, "id") or ""
    number, author = count_at(says, "number"), _author(answer, known.one(post, "user"))
    if text_at(says, "contentType") != "comment":
        return None
    words = answer.payload.words(marked(text_at(says, "contentHtml") or ""), MARKED_WORDS)
    if says.get("isHidden") or says.get("isApproved") is False:
        kind = Absence.DELETED if says.get("isHidden") else Absence.HIDDEN
        return Placeholder(kind=kind, id=key, position=number, author=author.name if author else None)
    return Post(
        id=key,
        role=Role.REPLY,
        text=words.text,
        # Numbers stand in addresses alone, and what happened to the discussion has some too.
        position=1 if number == 1 else None,
        permalink=f"{first_url}/{number}",
        author=author,
        published=moment_at(says, "createdAt"),
        published_raw=text_at(says, "createdAt"),
        edited=moment_at(says, "editedAt"),
        edited_raw=text_at(says, "editedAt"),
        quotes=words.quotes,
        links=words.links,
        attachments=words.attachments,
        reactions=tuple(_likes(post, known)),
    )


def _likes(post: Resource, known: Resources) -> Iterator[Reaction]:
    names = tuple(filter(None, (text_at(told(user), "displayName") for user in known.many(post, "likes"))))
    count = count_at(told(post), "likesCount") or len(links(post, "likes"))
    if count:
        yield Reaction(name="Like", count=count, by=names)


def _author(answer: Answer, user: Resource) -> Author | None:
    says = told(user)
    name, slug = text_at(says, "displayName", "username"), text_at(says, "slug", "username")
    return Author(name=name, url=f"{answer.board_url}u/{slug}", id=id_at(user, "id")) if name else None


def _listing(
    answer: Answer, document: Mapping[str, Any], discussions: Iterable[Resource], known: Resources
) -> ListingPage:
    url = unquote(answer.payload.url)
    found, page, offset = TAG.search(url), PAGE.search(url), OFFSET.search(url)
    slug = (found["slug"] or found["filter"]) if found else None
    own = next((tag for tag in known.all("tags") if told(tag).get("slug") == slug), {}) if slug else {}
    number = int(page[1]) if page else int(offset[1]) // POSTS_A_PAGE + 1 if offset else 1
    more = text_at(mapping(document.get("links")), "next")
    if more and "/api/" not in url:
        more = f"{without_page(answer.payload.url)}?page={number + 1}"
    children = (tag for tag in known.all("tags") if own and id_at(own, "id") in map(id_of, links(tag, "parent")))
    return answer.listing(
        id=slug or without_page(answer.payload.url),
        title=text_at(told(own), "name") or slug or answer.board_title or "",
        page=number,
        next_url=canonical(more) if more else None,
        forums=tuple(_tag(answer, tag) for tag in known.many(own, "parent")),
        threads=tuple(_row(answer, discussion, known) for discussion in discussions),
        subforums=tuple(_tag(answer, tag) for tag in children),
    )


def _row(answer: Answer, discussion: Resource, known: Resources) -> ThreadLink:
    says, comments = told(discussion), count_at(told(discussion), "commentCount")
    return ThreadLink(
        id=id_at(discussion, "id") or "",
        title=text_at(says, "title") or "",
        url=_discussion_url(answer, discussion),
        author=text_at(told(known.one(discussion, "user")), "displayName"),
        replies=comments - 1 if comments else comments,
        views=count_at(says, "views", "viewCount"),
        started_at=moment_at(says, "createdAt"),
        last_post_at=moment_at(says, "lastPostedAt"),
        last_post_raw=text_at(says, "lastPostedAt"),
        last_post_author=text_at(told(known.one(discussion, "lastPostedUser")), "displayName"),
        sticky=bool(says.get("isSticky")),
        locked=bool(says.get("isLocked")),
    )


def _discussion_url(answer: Answer, discussion: Resource) -> str:
    return f"{answer.board_url}d/{text_at(told(discussion), 'slug') or id_at(discussion, 'id')}"


def _tags(discussion: Resource, known: Resources) -> list[Resource]:
    """Its tags, the outermost first."""
    return sorted(known.many(discussion, "tags"), key=lambda tag: bool(told(tag).get("isChild")))


def _tag(answer: Answer, tag: Resource) -> ForumLink:
    says = told(tag)
    slug = text_at(says, "slug") or id_at(tag, "id") or ""
    name, threads = text_at(says, "name") or slug, count_at(says, "discussionCount")
    return ForumLink(name=name, url=f"{answer.board_url}t/{slug}", id=slug, threads=threads)
