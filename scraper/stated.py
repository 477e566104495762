"""The posts that a page states as schema.org data, in JSON-LD or microdata.

The types are those that forums use: ``DiscussionForumPosting``, ``SocialMediaPosting``, ``QAPage`` with its
``Question`` and ``Answer``, and ``Comment``. A statement may hold the original post alone, and that shortened;
``structured`` judges whether it is the whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.document import Document, attribute, squeeze
from scraper.jsonld import Thing, first_string, listed, things, types_of
from scraper.numbers import parse_number

MAIN_TYPES = frozenset({"DiscussionForumPosting", "SocialMediaPosting", "Question"})
REPLY_TYPES = frozenset({"Comment", "Answer"})
REPLIES = ("acceptedAnswer", "suggestedAnswer", "comment")
"""The properties that hold the replies to a post."""
TEXTS = ("text", "articleBody", "description")
PUBLISHED = ("datePublished", "dateCreated", "uploadDate")
LIKES = re.compile(r"(?:LikeAction|AgreeAction|EndorseAction)$")
MICRODATA = "[itemscope][itemtype]"
CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")
MOST_POSTS = 5_000
DEEPEST = 50
"""How far replies to replies are followed."""


@dataclass(slots=True)
class Stated:
    """One post as stated. Everything is as it stands in the data."""

    url: str | None = None
    """Its own address."""
    author: str | None = None
    author_url: str | None = None
    text: str = ""
    """Plain text or HTML; empty where the words are an element's."""
    element: LexborNode | None = None
    """The element that holds the words, for microdata."""
    published: str | None = None
    edited: str | None = None
    position: int | None = None
    likes: int | None = None
    is_main: bool = False
    replies_stated: int | None = None
    """How many replies the data says there are."""
    title: str | None = None

    @property
    def is_cut(self) -> bool:
        """Whether the words end as a shortened text does."""
        return bool(CUT.search(self.text))


@dataclass(slots=True)
class Statement:
    """All posts that one notation states."""

    posts: list[Stated] = field(default_factory=list)
    """In page order, the original post first where it is stated."""
    title: str | None = None


def stated_in_jsonld(doc: Document) -> Statement:
    """The first discussion that the page's JSON-LD states, with its replies."""
    best = Statement()
    for thing in things(doc):
        if types_of(thing) & MAIN_TYPES and not _is_reply(thing):
            statement = Statement(title=first_string(thing.get("headline"), thing.get("name")))
            _collect(thing, statement.posts, is_main=True)
            if len(statement.posts) > len(best.posts):
                best = statement
    best.posts = _unique(best.posts)
    return best


def _is_reply(thing: Thing) -> bool:
    """Whether a posting says that it answers another one."""
    return bool(thing.get("parentItem") or thing.get("inReplyTo"))


def _collect(thing: Thing, posts: list[Stated], *, is_main: bool, depth: int = 0) -> None:
    """A post and the replies to it, in order; replies to replies behind what they answer."""
    if len(posts) >= MOST_POSTS or depth > DEEPEST:
        return
    posts.append(_stated(thing, is_main=is_main))
    for name in REPLIES:
        for reply in listed(thing.get(name)):
            if types_of(reply) & (REPLY_TYPES | MAIN_TYPES) or not reply.get("@type"):
                _collect(reply, posts, is_main=False, depth=depth + 1)


def _stated(thing: Thing, *, is_main: bool) -> Stated:
    """One JSON-LD object as a stated post."""
    author = next(iter(listed(thing.get("author") or thing.get("creator"))), None)
    return Stated(
        url=first_string(thing.get("url"), thing.get("@id"), thing.get("mainEntityOfPage")),
        author=first_string(thing.get("author"), thing.get("creator")),
        author_url=first_string(author.get("url"), author.get("@id")) if author else None,
        text=first_string(*(thing.get(name) for name in TEXTS)) or "",
        published=first_string(*(thing.get(name) for name in PUBLISHED)),
        edited=first_string(thing.get("dateModified")),
        position=_whole(thing.get("position")),
        likes=_likes(thing),
        is_main=is_main,
        replies_stated=_replies_stated(thing),
        title=first_string(thing.get("headline"), thing.get("name")),
    )


def _replies_stated(thing: Thing) -> int | None:
    """How many replies a main post says it has."""
    counts = [_whole(thing.get("commentCount")), _whole(thing.get("answerCount"))]
    for counter in listed(thing.get("interactionStatistic")):
        kind = first_string(counter.get("interactionType")) or _type_name(counter.get("interactionType"))
        if (kind or "").endswith(("CommentAction", "ReplyAction", "WriteAction")):
            counts.append(_whole(counter.get("userInteractionCount")))
    known = [count for count in counts if count is not None]
    return max(known) if known else None


def _likes(thing: Thing) -> int | None:
    """How many liked a post."""
    for counter in listed(thing.get("interactionStatistic")):
        kind = first_string(counter.get("interactionType")) or _type_name(counter.get("interactionType"))
        if LIKES.search(kind or ""):
            return _whole(counter.get("userInteractionCount"))
    return _whole(thing.get("upvoteCount"))


def _type_name(value: Any) -> str | None:
    """The type of an action that is stated as an object."""
    return next((name for one in listed(value) for name in types_of(one)), None)


def _whole(value: Any) -> int | None:
    """A count, as number or string."""
    return parse_number(first_string(value))


def _unique(posts: list[Stated]) -> list[Stated]:
    """The posts without those that are stated twice, such as an accepted answer that is also a suggested one."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for post in posts:
        own = (post.author or "", post.published or "", squeeze(post.text))
        names = {own} | ({("url", post.url)} if post.url and not post.is_main else set())
        if seen.isdisjoint(names) or post.is_main:
            kept.append(post)
        seen |= names
    return kept


def stated_in_microdata(doc: Document) -> Statement:
    """The posts that the page marks with microdata, in page order."""
    statement = Statement()
    owners: dict[int, Stated] = {}
    scopes = [scope for scope in doc.css(MICRODATA) if _kind(scope)][:MOST_POSTS]
    for scope in scopes:
        is_main = _kind(scope) in MAIN_TYPES and not statement.posts
        post = Stated(is_main=is_main)
        owners[scope.mem_id] = post
        statement.posts.append(post)
    authors: dict[int, Stated] = {}
    for element in doc.css("[itemprop]"):
        owner = _owner(element)
        names = frozenset((attribute(element, "itemprop") or "").split())
        if owner is None:
            continue
        described = owners.get(owner.mem_id) or authors.get(owner.mem_id)
        if described is None:
            continue
        if owner.mem_id in authors:
            _note_author(described, element, names)
        elif names & {"author", "creator"}:
            if "itemscope" in element.attributes:
                authors[element.mem_id] = described
            elif not described.author:
                described.author = _value(element)
                described.author_url = attribute(element, "href")
        else:
            _note(described, element, names)
    statement.title = next((post.title for post in statement.posts if post.title), None)
    statement.posts = [post for post in statement.posts if post.element is not None]
    return statement


def _kind(scope: LexborNode) -> str | None:
    """The forum type of a microdata scope; None for other scopes."""
    for name in (attribute(scope, "itemtype") or "").split():
        kind = name.rstrip("/").rpartition("/")[2]
        if kind in MAIN_TYPES or kind in REPLY_TYPES:
            return kind
    return None


def _owner(element: LexborNode) -> LexborNode | None:
    """The nearest scope around a property."""
    above = element.parent
    for _ in range(200):
        if above is None or above.tag in (None, "html", "-document"):
            return None
        if "itemscope" in above.attributes:
            return above
        above = above.parent
    return None


def _value(element: LexborNode) -> str | None:
    """What a property says: its attribute for machines, else its words."""
    for name in ("content", "datetime"):
        value = squeeze(attribute(element, name))
        if value:
            return value
    if element.tag in ("link", "a") and (href := attribute(element, "href")):
        return squeeze(href)
    return squeeze(element.text(separator=" ")) or None


def _note_author(post: Stated, element: LexborNode, names: frozenset[str]) -> None:
    """A property of a post's author."""
    if "name" in names and not post.author:
        words = squeeze(element.text(separator=" "))
        post.author = words or _value(element)
    if "url" in names and not post.author_url:
        post.author_url = attribute(element, "href") or _value(element)


def _note(post: Stated, element: LexborNode, names: frozenset[str]) -> None:
    """A property of a post."""
    if names & {"text", "articleBody"} and element.tag != "meta":
        if post.element is None or "articleBody" in names:
            post.element = element
    elif names & set(PUBLISHED):
        post.published = post.published or _value(element)
    elif "dateModified" in names:
        post.edited = post.edited or _value(element)
    elif names & {"url", "mainEntityOfPage"}:
        post.url = post.url or _value(element)
    elif names & {"headline", "name"}:
        post.title = post.title or _value(element)
    elif "position" in names:
        post.position = parse_number(_value(element))
    elif "upvoteCount" in names:
        post.likes = parse_number(_value(element))
    elif names & {"commentCount", "answerCount"}:
        post.replies_stated = parse_number(_value(element))


def statements(doc: Document) -> Iterator[Statement]:
    """What the page states, microdata first: its words stand in the page itself, and are never shortened."""
    for statement in (stated_in_microdata(doc), stated_in_jsonld(doc)):
        if statement.posts:
            yield statement
