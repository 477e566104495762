"""Views of Lemmy: posts, comments and communities as its API gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical, origin
from scraper.engines.lemmy_words import Written
from scraper.engines.shared.answers import Answer, Entry
from scraper.engines.shared.engine import Outcome
from scraper.engines.shared.markdown import html_of
from scraper.engines.shared.payload import count_at, entries, id_at, mapping, moment_at, text_at
from scraper.items import (
    Absence,
    Attachment,
    Author,
    BoardStatistics,
    ForumLink,
    Link,
    ListingPage,
    Placeholder,
    Post,
    Reaction,
    Role,
    ThreadLink,
    ThreadPage,
)

PICTURE = re.compile(r"\.(?:avif|gif|jpe?g|png|webp)(?:$|[?#])", re.IGNORECASE)
PAGE = re.compile(r"[?&]page=(\d{1,7})(?!\d)")
ALL_ALIKE = re.compile(r"[?&]view=(?:Flat|Chat)\b")
"""Asks for comments without a tree."""
UNMARKED = timedelta(minutes=5)
CREATED, CHANGED = ("published", "published_at"), ("updated", "updated_at")

KINDS = {"comment": "comments", "post": "posts", "community": "communities"}

View = Mapping[str, Any]


def statistics_of(site: View) -> BoardStatistics | None:
    """What the page prints of the whole board."""
    counts = mapping(site.get("counts")) or mapping(site.get("local_site"))
    told = BoardStatistics(
        threads=count_at(counts, "posts"), messages=count_at(counts, "comments"), members=count_at(counts, "users")
    )
    return told if told.known else None


def read_view(answer: Answer, view: View, written: Written | None) -> Outcome | None:
    """The items of what the API answered."""
    # Version 1 calls every list "items".
    listed = next(entries(view.get("items")), {})
    kind = next((name for name in ("comment", "post", "community") if mapping(listed.get(name))), None)
    if kind:
        view = {**view, KINDS[kind]: view["items"]}
    if "person_view" in view:
        return None
    if "post_view" in view:
        return _thread(answer, mapping(view["post_view"]), view, written)
    comments = [one for one in entries(view.get("comments")) if mapping(one.get("comment"))]
    if comments:
        return _thread(answer, comments[0], view, written, comments_only=True)
    if mapping(view.get("community_view")) or any(mapping(one.get("post")) for one in entries(view.get("posts"))):
        return _listing(answer, view)
    communities = [one for one in entries(view.get("communities")) if mapping(one.get("community"))]
    return answer.index(forums=tuple(_community(answer, one) for one in communities)) if communities else None


def _thread(
    answer: Answer, view: View, around: View, written: Written | None, *, comments_only: bool = False
) -> ThreadPage:
    post = mapping(view.get("post"))
    key = id_at(post, "id") or ""
    comments = {id_at(mapping(one.get("comment")), "id") or "": one for one in entries(around.get("comments"))}
    drawn = [one for one in written.comments if one in comments] if written else []
    if written and not ALL_ALIKE.search(answer.payload.url):
        drawn = _as_a_tree(comments, drawn)
    order = list(dict.fromkeys((*drawn, *comments)))
    page = PAGE.search(answer.payload.url)
    counts = mapping(view.get("counts")) or post
    return answer.thread(
        [
            *([] if comments_only else [_post(answer, view, written)]),
            *(_comment(answer, comments[one], written) for one in order),
        ],
        id=key,
        title=text_at(post, "name") or "",
        page=int(page[1]) if page else 1,
        forums=(_community(answer, view),),
        first_url=f"{answer.board_url}post/{key}",
        opens=not comments_only,
        messages=(count_at(counts, "comments") or 0) + 1 if comments and not comments_only else None,
    )


def _as_a_tree(comments: Mapping[str, View], drawn: list[str]) -> list[str]:
    """Comments below what they answer. A page draws the first few of them, and the rest when somebody scrolls."""
    places = {key: place for place, key in enumerate(drawn)}
    below: dict[str | None, list[str]] = {}
    for key in sorted(comments, key=lambda one: places.get(one, len(places))):
        path = (text_at(mapping(comments[key].get("comment")), "path") or "").split(".")[:-1]
        below.setdefault(next((step for step in reversed(path) if step in comments), None), []).append(key)
    order: list[str] = []
    waiting = below.pop(None, [])[::-1]
    while waiting:
        order.append(waiting.pop())
        waiting += below.pop(order[-1], [])[::-1]
    return order


def _post(answer: Answer, view: View, written: Written | None) -> Post:
    post, counts = mapping(view.get("post")), mapping(view.get("counts"))
    key, url = id_at(post, "id") or "", text_at(post, "url")
    words = written.words(written.post, text_at(post, "body")) if written else None
    words = words or answer.payload.words(html_of(text_at(post, "body") or ""))
    edited = _edited(post, written, written.doc.css_first(".post-listing") if written else None)
    picture = bool(url) and PICTURE.search(url or "") is not None
    return Post(
        # Posts and comments are counted apart, so a post could have a comment's number.
        id=f"post-{key}",
        role=Role.ORIGINAL,
        text=words.text,
        position=1,
        permalink=f"{answer.board_url}post/{key}",
        author=_author(answer, view),
        published=moment_at(post, *CREATED),
        published_raw=text_at(post, *CREATED),
        edited=edited,
        edited_raw=text_at(post, *CHANGED) if edited else None,
        quotes=words.quotes,
        links=(*((Link(url=url),) if url and not picture else ()), *words.links),
        attachments=(*((Attachment(url=url, kind="image"),) if url and picture else ()), *words.attachments),
        reactions=tuple(_votes(counts or post)),
    )


def _comment(answer: Answer, view: View, written: Written | None) -> Entry:
    comment = mapping(view.get("comment"))
    key, author = id_at(comment, "id") or "", _author(answer, view)
    if comment.get("removed") or comment.get("deleted"):
        return Placeholder(kind=Absence.DELETED, id=key, author=author.name if author else None)
    block = written.comments.get(key) if written else None
    words = written.words(block, text_at(comment, "content")) if written else None
    words = words or answer.payload.words(html_of(text_at(comment, "content") or ""))
    edited = _edited(comment, written, block)
    return Post(
        id=key,
        role=Role.REPLY,
        text=words.text,
        permalink=f"{answer.board_url}comment/{key}",
        author=author,
        published=moment_at(comment, *CREATED),
        published_raw=text_at(comment, *CREATED),
        edited=edited,
        edited_raw=text_at(comment, *CHANGED) if edited else None,
        quotes=words.quotes,
        links=words.links,
        attachments=words.attachments,
        reactions=tuple(_votes(mapping(view.get("counts")) or comment)),
    )


def _edited(data: View, written: Written | None, block: LexborNode | None) -> datetime | None:
    """When it was changed. A page tells of a change in the first minutes only in older versions, by an icon."""
    made, changed = moment_at(data, *CREATED), moment_at(data, *CHANGED)
    if written and made and changed and changed - made < UNMARKED:
        marked = block is not None and block.css_first(".moment-time svg") is not None
        return changed if marked else None
    return changed


def _votes(counts: View) -> Iterator[Reaction]:
    for name, count in (("Upvote", count_at(counts, "upvotes")), ("Downvote", count_at(counts, "downvotes"))):
        if count:
            yield Reaction(name=name, count=count)


def _author(answer: Answer, view: View) -> Author | None:
    person = mapping(view.get("creator"))
    name = text_at(person, "display_name", "name")
    return Author(name=name, url=_local(answer, "u", person), id=id_at(person, "id")) if name else None


def _community(answer: Answer, view: View) -> ForumLink:
    community, counts = mapping(view.get("community")), mapping(view.get("counts"))
    url = _local(answer, "c", community)
    listed = "community" in view and "post" not in view
    return ForumLink(
        name=text_at(community, "title", "name") or "",
        url=url,
        id=url.rpartition("/")[2],
        threads=count_at(counts or community, "posts") if listed else None,
        messages=count_at(counts or community, "comments") if listed else None,
    )


def _local(answer: Answer, kind: str, who: View) -> str:
    """The address of a person or a community on this board, whichever board they are from."""
    home = origin(text_at(who, "actor_id", "ap_id") or "").partition("://")[2].rstrip("/")
    name = text_at(who, "name") or ""
    return f"{answer.board_url}{kind}/{name}" + (f"@{home}" if home and who.get("local") is False else "")


def _listing(answer: Answer, view: View) -> ListingPage:
    url, community = answer.payload.url, mapping(view.get("community_view"))
    own = _community(answer, community) if community else None
    page, more = PAGE.search(url), text_at(view, "next_page")
    path, _, query = canonical(url).partition("?")
    pieces = [piece for piece in query.split("&") if piece and not piece.startswith(("pageCursor=", "page_cursor="))]
    cursor = f"{'page_cursor' if '/api/' in url else 'pageCursor'}={more}"
    return answer.listing(
        id=own.id if own else path,
        title=own.name if own else answer.board_title or "",
        page=int(page[1]) if page else 1,
        next_url=f"{path}?{'&'.join((*pieces, cursor))}" if more else None,
        threads=tuple(_row(answer, one, own) for one in entries(view.get("posts"))),
    )


def _row(answer: Answer, view: View, own: ForumLink | None) -> ThreadLink:
    post, counts = mapping(view.get("post")), mapping(view.get("counts")) or mapping(view.get("post"))
    creator = _author(answer, view)
    return ThreadLink(
        id=id_at(post, "id") or "",
        title=text_at(post, "name") or "",
        url=f"{answer.board_url}post/{id_at(post, 'id')}",
        author=creator.name if creator else None,
        replies=count_at(counts, "comments"),
        started_at=moment_at(post, *CREATED),
        last_post_at=moment_at(counts, "newest_comment_time", "newest_comment_time_at"),
        last_post_raw=text_at(counts, "newest_comment_time", "newest_comment_time_at"),
        sticky=bool(post.get("featured_local") or (own and post.get("featured_community"))),
        locked=bool(post.get("locked")),
    )
