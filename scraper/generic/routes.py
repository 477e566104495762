"""What an address says about the page behind it: a thread, a forum or a post, and the board's id of it.

Forum software routes by a word (``topic``, ``showthread.php``, ``/t/``) and a number; both are tables here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from scraper.addresses import absolute, canonical, origin, without_page


class Kind(StrEnum):
    """What an address leads to."""

    THREAD = "thread"
    FORUM = "forum"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Route:
    """What an address leads to, and the board's id of it; ``id`` is None where the address has only a name for it."""

    kind: Kind
    id: str | None


def _patterns(*expressions: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression, re.IGNORECASE) for expression in expressions)


NUMBERED: tuple[tuple[Kind, tuple[re.Pattern[str], ...]], ...] = (
    (Kind.POST, _patterns(
        r"/(?:viewtopic|showpost|viewpost)[^?]*\?(?:.*&)?(?:p|pid|post)=(\d+)(?!.*[?&](?:t|tid)=)",
        r"/(?:posts|comments?)/(?:[^/?]*\.)?(\d+)(?:[/?]|$)",
        r"/goto/post\?(?:.*&)?id=(\d+)",
    )),
    (Kind.THREAD, _patterns(
        r"[?&](?:t|tid|topic|thread|threadid|topicid|thread_id|topic_id|discussionid|showtopic)=(\d+)",
        r"[?&]ubb=show(?:flat|threaded)&(?:.*&)?number=(\d+)",
        r"/(?:showthread|viewthread|viewtopic|topic_show|read)[^/?]*\?(?:\d+,)?(?:id=)?(\d+)(?:[-&,]|$)",
        r"[/?]threads?/(?:[^/?&]*\.)?(\d+)(?:[-/?&]|$)",
        r"[/?](?:topics?|t|discussions?|d|viewtopic|viewthread|post|thema|tema|sujet|questions?)/(\d+)(?=[-/?.]|$)",
        r"[/?](?:topics?|t|discussions?|threads?|thema|tema|sujet)/[^/?&]*[^\W\d][^/?&]*[/-](\d+)(?:/\d+)?/?(?:[?&]|$)",
        r"/(?:thread|topic|viewthread|viewtopic|thema|tema|sujet)[-_](?:\d+-)?(\d+)(?:[-_.]|$)",
        r"[-_]t(\d+)(?:-\d+)?(?:\.html?|/|$)",
    )),
    (Kind.FORUM, _patterns(
        r"[?&](?:f|fid|forum|forumid|forum_id|board|boardid|showforum)=(\d+)",
        r"/(?:forumdisplay|viewforum|viewboard|list)[^/?]*\?(?:id=)?(\d+)(?:[-&]|$)",
        r"[/?](?:forums?|boards?|categor(?:y|ies)|c|section|rubriques?)/(?:[^/?&]*\.)?(\d+)(?:-[^/?&]*)?/?(?:[?&]|$)",
        r"[/?](?:forums?|boards?|categor(?:y|ies)|c|section)/(\d+)/[^/?&]*[^\W\d][^/?&]*/?(?:[?&]|$)",
        r"[/?](?:categor(?:y|ies)|c)/[^?&]+/(\d+)/?(?:[?&]|$)",
        r"/(?:forum|board|viewforum|forumdisplay)[-_](\d+)(?:[-_.]|$)",
        r"[-_]f(\d+)(?:-\d+)?(?:\.html?|/|$)",
    )),
)  # fmt: skip
"""A number behind a route's word. The first that matches decides."""

NAMED: tuple[tuple[Kind, tuple[re.Pattern[str], ...]], ...] = (
    (Kind.THREAD, _patterns(r"[/?](?:topics?|threads?|discussions?|thema|tema|sujet)/[^/?&]{2,}/?(?:[?&]|$)")),
    (
        Kind.FORUM,
        _patterns(
            r"[/?](?:forums?|boards?|categor(?:y|ies)|c)/(?![^/?&]*\.(?:php\d?|aspx?|cgi|pl|jsp|cfm)\b)[^/?&]{2,}/?(?:[?&]|$)"
        ),
    ),
)
"""A name behind a route's word."""

STRONG_WORDS = re.compile(
    r"/(?:threads?|topics?|t|discussions?|d|thema|tema|sujet|categor(?:y|ies)|posts|members?|users?|u|c|profile)(?:/|$)",
    re.IGNORECASE,
)
"""A folder that is a route, so that the board stands above it."""
WEAK_WORDS = re.compile(r".*(/(?:forums?|boards?|community|talk)(?:/|$))", re.IGNORECASE)
"""A folder that may be the board's own or a route; the last one is taken for a route."""
IN_A_FORUM = re.compile(r"/(?:forums?|boards?|categor(?:y|ies))/[^/]*\d[^/]*/$", re.IGNORECASE)
"""The folder of a numbered forum, which its threads stand in on some boards."""
SCRIPT = re.compile(r"/[^/]*\.(?:php\d?|aspx?|pl|cgi|cfm|jsp|do|fcgi)(?:/|$)", re.IGNORECASE)
NO_PAGE_OF_THREAD = re.compile(
    r"[?&;](?:action|do|mode|view|sort|sortby|order|print|style|reply|quote|replyto|goto)=|/(?:reply|quote|report|edit|new|"
    r"publish|print|feed|rss|share|subscribe|watch|bookmark|history)(?:[/?.]|$)|(?:^|/)(?:posting|newreply|newthread|"
    r"printthread|sendthread|ratethread|search|login|register|report)\b",
    re.IGNORECASE,
)
"""An address that does something with a thread or forum instead of showing it."""


FRONT_PAGES = frozenset({"", "index.php", "index.html", "index.htm", "forum", "forums", "board"})
"""What stands behind a board's address where it leads to its front page."""


@lru_cache(maxsize=8192)
def route_of(url: str) -> Route | None:
    """What an absolute address leads to, as far as its shape tells."""
    parts = urlsplit(without_page(url))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    if len(target) > 2_000:
        return None
    for kind, patterns in NUMBERED:
        for pattern in patterns:
            if found := pattern.search(target):
                return Route(kind, found[1])
    for kind, patterns in NAMED:
        if any(pattern.search(target) for pattern in patterns):
            return Route(kind, None)
    return None


def id_of(url: str) -> str:
    """The id of the thread or forum behind an address: the board's own, or else the address of its first page."""
    route = route_of(url)
    return route.id if route and route.id else without_page(url)


def is_shown(url: str) -> bool:
    """Whether an address shows a page of a thread or forum, rather than doing something with it."""
    parts = urlsplit(url)
    return NO_PAGE_OF_THREAD.search(f"{parts.path}?{parts.query}") is None


def board_of(url: str, links: Iterable[str]) -> str:
    """The address of the board's index, alike for every page of the board.

    The board's folder is what stands before a route's word or a script's name, in the page's own address or else in
    most of its links.

    Args:
        url: The page's address.
        links: Absolute addresses that the page links to.
    """
    home = origin(url)
    own = _folder(urlsplit(canonical(url)).path)
    if own is not None:
        return absolute(home, own) or home
    folders: Counter[str] = Counter()
    for link in links:
        if link.startswith(home):
            folder = _folder(urlsplit(link).path)
            if folder is not None:
                folders[folder] += 1
    if folders:
        return absolute(home, folders.most_common(1)[0][0]) or home
    weak = WEAK_WORDS.match(urlsplit(canonical(url)).path)
    return absolute(home, urlsplit(url).path[: weak.start(1)] + "/") or home if weak else home


def _folder(path: str) -> str | None:
    """The path above the first sure route's word, or above a script; None where the path has neither."""
    found = SCRIPT.search(path)
    if found:
        return path[: found.start()] + "/"
    found = STRONG_WORDS.search(path)
    if not found:
        return None
    folder = path[: found.start()] + "/"
    return IN_A_FORUM.sub("/", folder)


def is_front(url: str, board_url: str) -> bool:
    """Whether an address is the board's front page."""
    if not canonical(url).startswith(canonical(board_url)):
        return False
    return without_page(url).removeprefix(canonical(board_url)).strip("/").lower() in FRONT_PAGES


def is_same_thread(url: str, other: str) -> bool:
    """Whether two addresses are pages of one thread or forum."""
    one, two = without_page(url), without_page(other)
    if one == two:
        return True
    first, second = route_of(url), route_of(other)
    if first and first.id:
        return second is not None and (first.kind, first.id) == (second.kind, second.id)
    return second is None and _stem(one) == _stem(two)


def _stem(url: str) -> str:
    """An address without the digits at the end of its path, which may be a page's number."""
    parts = urlsplit(url)
    path = re.sub(r"[-_./]?\d+(?=(?:\.html?)?/?$)", "", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
