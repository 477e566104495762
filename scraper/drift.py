"""Notice the night a template changes: an engine's module that finds less than the page shows.

Two witnesses know nothing of the module's selectors. The ids of the posts in the page's source are counted on every
page, for next to nothing; where they count more, or where the caller asks for it, the generic reader reads the page
too, and what it finds besides is told in a remark. The engine's own posts stay as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from scraper.document import Document
from scraper.generic import read_generic
from scraper.generic.posts import own_address
from scraper.generic.routes import Kind, route_of
from scraper.items import IndexPage, ListingPage, Method, Post, Refusal, ThreadPage, Unreadable

LESS_SURE = 0.5
"""What a drifted template leaves of the confidence."""
POST_ID = re.compile(r'id="((?:[a-zA-Z]{1,10}[-_])?(?:posts?|p|[Cc]omment|message|msg|reply)[-_]?)(\d{1,12})"')
"""An element's id that names a post, in the source."""
FEWEST = 2
"""So many ids of posts on a page that shows none are no accident."""
BEGINNING = 40
"""Letters and digits by which a post is known again."""

Outcome = ThreadPage | ListingPage | IndexPage | Unreadable


def posts_counted(doc: Document) -> int:
    """How many posts the page holds, by the ids in its source; 0 where its software writes none."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for kind, number in POST_ID.findall(doc.text):
        kinds[kind.lower()].add(number)
    return max(map(len, kinds.values()), default=0)


def with_drift(found: Outcome, doc: Document, engine: str, *, compare: bool = False, events: int = 0) -> Outcome:
    """What an engine's module read, with a remark where the page shows more.

    Args:
        found: What the module read.
        doc: The page.
        engine: The module's name.
        compare: Read the page a second time in any case, not only where the ids of its posts count more.
        events: How many blocks the engine knows to look like posts and to be none.

    Returns:
        The same outcome; with the remark and less confidence where posts were missed; the generic reader's thread
        where the module took a thread for something else.
    """
    if isinstance(found, ThreadPage):
        known = len(found.posts) + len(found.placeholders) + events
        if not compare and posts_counted(doc) <= known:
            return found
        other = read_generic(doc)
        missed = _missed(found, other, known) if isinstance(other, ThreadPage) else []
        return _remarked(found, f"{_drift(engine)} {_count(missed)}") if missed else found
    other_view = isinstance(found, Unreadable) and found.reason is Refusal.OTHER_VIEW
    if other_view or posts_counted(doc) < FEWEST or _is_forum(doc):
        return found
    other = read_generic(doc)
    return without_engine(other, engine) if isinstance(other, ThreadPage) and len(other.posts) >= FEWEST else found


def without_engine(found: Outcome, engine: str) -> Outcome:
    """A thread on which an engine left its marks, but in which its module found no post: read without it."""
    if not isinstance(found, ThreadPage) or found.reading.method is Method.TEXT:
        return found
    told = f"{_drift(engine)} Its module finds no post on this page, and {len(found.posts)} were read without it."
    return _remarked(found, told)


def _drift(engine: str) -> str:
    return f"The templates of {engine} may have changed."


def _count(missed: list[Post]) -> str:
    first = missed[0]
    who = f" of {first.author.name}" if first.author else ""
    more = f"{len(missed)} posts more" if len(missed) > 1 else "one post more"
    return f"Read without its module, the page shows {more}, such as that{who}: “{first.text[:BEGINNING].strip()}…”"


def _missed(found: ThreadPage, other: ThreadPage, known: int) -> list[Post]:
    """The posts of the second reading whose words the first one has nowhere, if there are more of them in all."""
    if len(other.posts) <= known:
        return []
    have = "\n".join(
        _letters(text)
        for post in found.posts
        for text in (post.text, *(quote.text for quote in post.quotes), post.signature or "")
    )
    return [post for post in other.posts if (letters := _letters(post.text)[:BEGINNING]) and letters not in have]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _is_forum(doc: Document) -> bool:
    route = route_of(own_address(doc))
    return route is not None and route.kind is Kind.FORUM


def _remarked(page: ThreadPage, remark: str) -> ThreadPage:
    reading = page.reading
    confidence = round(reading.confidence * LESS_SURE, 3)
    return replace(page, reading=replace(reading, remarks=(*reading.remarks, remark), confidence=confidence))
