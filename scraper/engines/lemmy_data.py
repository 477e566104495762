"""Views of Lemmy: posts, comments and communities as its API gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical, origin
from scraper.document import Document
from scraper.engines.answers import Answer, Entry
from scraper.engines.engine import Outcome
from scraper.engines.markdown import html_of
from scraper.engines.payload import count_at, entries, id_at, mapping, moment_at, text_at
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
from scraper.words import Words, read_words

PICTURE = re.compile(r"\.(?:avif|gif|jpe?g|png|webp)(?:$|[?#])", re.IGNORECASE)
PAGE = re.compile(r"[?&]page=(\d{1,7})(?!\d)")
CREATED, CHANGED = ("published", "published_at"), ("updated", "updated_at")

View = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where a page shows the words that the API gives as Markdown."""

    doc: Document
    post: LexborNode | None
    comments: Mapping[str, LexborNode]

    def words(self, block: LexborNode | None) -> Words | None:
        """The words in a block."""
        box = block.css_first(".md-div") if block is not None else None
        return read_words(box, self.doc) if box is not None else None


def statistics_of(site: View) -> BoardStatistics | None:
    """What the page prints of the whole board."""
    counts = mapping(site.get("counts"))
    told = BoardStatistics(
        threads=count_at(counts, "posts"), messages=count_at(counts, "comments"), members=count_at(counts, "users")
    )
    return told if told.known else None


def read_view(answer: Answer, view: View, written: Written | None) -> Outcome | None:
    """The items of what the API answered."""
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
    comments = {id_at(mapping(one.get("comment")), "id"): one for one in entries(around.get("comments"))}
    order = [one for one in written.comments if one in comments] if written else list(comments)
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


def _post(answer: Answer, view: View, written: Written | None) -> Post:
    post, counts = mapping(view.get("post")), mapping(view.get("counts"))
    key, url = id_at(post, "id") or "", text_at(post, "url")
    words = written.words(written.post) if written else None
    words = words or answer.payload.words(html_of(text_at(post, "body") or ""))
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
        edited=moment_at(post, *CHANGED),
        edited_raw=text_at(post, *CHANGED),
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
    words = written.words(written.comments.get(key)) if written else None
    words = words or answer.payload.words(html_of(text_at(comment, "content") or ""))
    return Post(
        id=key,
        role=Role.REPLY,
        text=words.text,
        permalink=f"{answer.board_url}comment/{key}",
        author=author,
        published=moment_at(comment, *CREATED),
        published_raw=text_at(comment, *CREATED),
        edited=moment_at(comment, *CHANGED),
        edited_raw=text_at(comment, *CHANGED),
        quotes=words.quotes,
        links=words.links,
        attachments=words.attachments,
        reactions=tuple(_votes(mapping(view.get("counts")) or comment)),
    )


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
