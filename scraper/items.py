"""The items that reading a page yields: plain, frozen, and free of any I/O.

Every moment is an aware UTC ``datetime``; where the page prints one, the raw string stands beside it, also where
nothing could be parsed from it. ``None`` always means "the page does not say".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})


class Refusal(StrEnum):
    """Why a page is neither a thread, nor a listing, nor an index."""

    LOGIN_WALL = "login_wall"
    """The board shows the page to members only."""
    REMOVED = "removed"
    """The board says that the thread, post or forum does not exist (any more)."""
    EMPTY = "empty"
    """There are no bytes, or no text in them, or the thread is one without posts."""
    CHALLENGE = "challenge"
    """A bot check stands in front of the page; Flagpost never works around one."""
    CONSENT = "consent"
    """A consent page stands in front of the page."""
    OTHER_VIEW = "other_view"
    """A view for printers or the like, which shows posts without their ids, or one post of many: the thread's own page
    is to be read."""
    NEEDS_JAVASCRIPT = "needs_javascript"
    """The page arrives without its content."""
    NOTICE = "notice"
    """The board answers with a message of its own instead of a page, such as that it is closed for a while."""
    UNKNOWN = "unknown"
    """The page can be read, and no part of it looks like a forum."""


class Method(StrEnum):
    """How a page was read, from the surest way to the least sure."""

    ENGINE = "engine"
    """By the module of the engine that wrote the page."""
    STRUCTURED = "structured"
    """By its schema.org data."""
    TEXT = "text"
    """As a plain-text dump of a page."""
    GENERIC = "generic"
    """By the repeated blocks of a page of unknown software."""


class Absence(StrEnum):
    """Why a post of a thread is not shown, although the page keeps a place for it."""

    DELETED = "deleted"
    """Somebody took it away."""
    IGNORED = "ignored"
    """The reader has its author on a list of people to be ignored."""
    HIDDEN = "hidden"
    """It waits for approval, was rated down, or is for members alone."""


class Role(StrEnum):
    """What a post is in its thread."""

    ORIGINAL = "original"
    REPLY = "reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a page was read, and what the reader noticed on the way."""

    method: Method
    """The way that yielded the items."""
    engine: str | None = None
    """The engine whose marks the page carries, such as ``xenforo2``."""
    confidence: float = 1.0
    """0 to 1: how sure the reader is that the items are what the page shows."""
    remarks: tuple[str, ...] = ()
    """What does not add up, in plain words: counts that disagree, a drifted template, an unparsed date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a post, as the page names them."""

    name: str
    """The name on the page."""
    url: str | None = None
    """The absolute address of the profile."""
    id: str | None = None
    """The engine's id of the account."""
    title: str | None = None
    """The title or rank under the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Somebody else's words inside a post. They belong to the one quoted."""

    text: str
    """The quoted words, without the words of quotes nested in them."""
    author: str | None = None
    """The name of the one quoted."""
    post_id: str | None = None
    """The engine's id of the quoted post."""
    url: str | None = None
    """The absolute address of the quoted post."""
    quotes: tuple[Quote, ...] = ()
    """Quotes nested in this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in the author's own words."""

    url: str
    """The absolute address."""
    text: str = ""
    """The words that are linked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """An image, a file or an embed in a post; never fetched by Flagpost."""

    url: str
    """The absolute address."""
    kind: str = "file"
    """``image``, ``file`` or ``embed``."""
    name: str | None = None
    """The file name or the alternative text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What others pressed under a post."""

    name: str
    """Such as ``Like``."""
    count: int | None = None
    """How many, where the page says."""
    by: tuple[str, ...] = ()
    """The names the page prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post of a thread."""

    id: str
    """The engine's id; where the page has none, ``digest:`` and a stable digest of author, time and words."""
    role: Role
    """Original post or reply."""
    text: str
    """The author's own words: paragraphs parted by a blank line, quotes, signature and edit note left out."""
    title: str | None = None
    """The post's own title, where it has one that says more than the thread's or ``Re:`` and the thread's."""
    position: int | None = None
    """1-based place in the thread, None on later pages of a board that does not number its posts."""
    permalink: str | None = None
    """The absolute address of this post."""
    author: Author | None = None
    """None where the page names nobody."""
    published: datetime | None = None
    """When it was written, aware UTC."""
    published_raw: str | None = None
    """The same as printed."""
    edited: datetime | None = None
    """When it was last changed, aware UTC."""
    edited_raw: str | None = None
    """The edit note as printed; set although ``edited`` is None where the page gives no moment."""
    quotes: tuple[Quote, ...] = ()
    """What the post quotes, in page order."""
    links: tuple[Link, ...] = ()
    """Links in the author's own words."""
    attachments: tuple[Attachment, ...] = ()
    """Images, files and embeds."""
    reactions: tuple[Reaction, ...] = ()
    """Reactions as printed."""
    signature: str | None = None
    """The author's signature, which is no part of ``text``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A place in a thread whose post is not shown. It is no post."""

    kind: Absence
    """Why."""
    id: str | None = None
    """The engine's id of the post that is not shown."""
    position: int | None = None
    """1-based place in the thread."""
    author: str | None = None
    """Who wrote it, where the page still says so."""
    text: str = ""
    """What stands there instead, such as ``This message was deleted by a moderator``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumLink:
    """A link to a forum (a section of a board)."""

    name: str
    """The name on the page."""
    url: str
    """The absolute address."""
    id: str
    """The engine's id; where the address has none, its canonical form."""
    threads: int | None = None
    """Printed number of threads."""
    messages: int | None = None
    """Printed number of messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLink:
    """A row of a listing: a link to a thread with what the board prints beside it."""

    id: str
    """The engine's id; where the address has none, its canonical form. The same id that the thread page has."""
    title: str
    """The title, without its prefix."""
    url: str
    """The absolute address of the thread's first page."""
    author: str | None = None
    """Who began it."""
    replies: int | None = None
    """Printed number of replies."""
    views: int | None = None
    """Printed number of views."""
    started_at: datetime | None = None
    """When it began, aware UTC."""
    last_post_at: datetime | None = None
    """When its last post was written, aware UTC."""
    last_post_raw: str | None = None
    """The same as printed."""
    last_post_author: str | None = None
    """Who wrote the last post."""
    sticky: bool = False
    """Pinned to the top of the listing."""
    locked: bool = False
    """Closed for replies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardStatistics:
    """The numbers that a board prints about itself."""

    threads: int | None = None
    """Threads on the board."""
    messages: int | None = None
    """Messages on the board."""
    members: int | None = None
    """Registered members."""
    latest_member: str | None = None
    """The name of the newest member."""
    online: int | None = None
    """Everybody online now."""
    online_members: int | None = None
    """Members online now."""
    online_guests: int | None = None
    """Guests online now."""
    online_robots: int | None = None
    """Robots online now."""
    online_names: tuple[str, ...] = ()
    """The members named as online."""
    record_online: int | None = None
    """The most that were ever online at once."""
    record_online_at: datetime | None = None
    """When that was, aware UTC."""
    other: Mapping[str, str] = field(default_factory=lambda: NOTHING_ELSE)
    """Whatever else is printed: label to value, both as on the page."""

    @property
    def known(self) -> int:
        """How many of the fields are printed, ``other`` aside."""
        return sum(getattr(self, each.name) not in {None, ()} for each in fields(self) if each.name != "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What thread pages, listings and indexes have in common."""

    url: str
    """The address it was read from."""
    board_url: str
    """The address of the board's index: the board's identity, the same on every page of a board."""
    title: str
    """The title of the thread, forum or board, once, without the board's name."""
    reading: Reading
    """How it was read."""
    forums: tuple[ForumLink, ...] = ()
    """Thread and listing: the path of forums above, outermost first. Index: the forums it lists.
    A listing's sub-forums stand in ``subforums``."""
    page: int = 1
    """Page x ..."""
    pages: int | None = None
    """... of y, where printed."""
    next_url: str | None = None
    """The absolute address of the next page."""
    statistics: BoardStatistics | None = None
    """The board statistics, where the page prints any."""
    board_title: str | None = None
    """The name of the board, where the page says it."""
    language: str | None = None
    """The language that the page declares, such as ``en-US``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage(Page):
    """One page of a thread."""

    id: str
    """The engine's id of the thread; where the address has none, its canonical form."""
    original_post: Post | None = None
    """The first post of the thread; None where the page does not show it."""
    replies: tuple[Post, ...] = ()
    """The others, in page order."""
    placeholders: tuple[Placeholder, ...] = ()
    """Places of posts that are not shown, in page order."""
    first_url: str | None = None
    """The absolute address of the thread's first page."""
    messages: int | None = None
    """Printed number of messages in the whole thread."""
    shown: tuple[int, int] | None = None
    """Printed numbers of the first and the last message on this page, as in ``Results 21 to 40 of 93``."""

    @property
    def posts(self) -> tuple[Post, ...]:
        """Original post and replies, in page order."""
        return (self.original_post, *self.replies) if self.original_post else self.replies


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage(Page):
    """A page of thread links in one forum."""

    id: str
    """The engine's id of the forum; where the address has none, its canonical form."""
    threads: tuple[ThreadLink, ...] = ()
    """The threads, in page order."""
    subforums: tuple[ForumLink, ...] = ()
    """Forums inside this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage(Page):
    """The board's index: forums and statistics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A page that is no part of a forum, or does not show it to us. Typed, so that it is never an empty success."""

    url: str
    """The address it was read from."""
    reason: Refusal
    """Why."""
    detail: str
    """One plain sentence: what was seen, and what to do."""
    engine: str | None = None
    """The engine whose marks the page carries."""
    statistics: BoardStatistics | None = None
    """The board statistics, where even this page prints them."""


class StepKind(StrEnum):
    """What a scan expects behind an address. The page itself decides."""

    TARGET = "target"
    """The address the scan was given."""
    FORUM = "forum"
    """A listing."""
    THREAD = "thread"
    """A page of a thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One address that a scan is to fetch."""

    url: str
    """The absolute address, canonical, so that one page is one step."""
    kind: StepKind
    """What is expected there."""
    page: int = 1
    """Which page of its listing or thread this is, counted from where the scan entered it."""
    thread: ThreadLink | None = None
    """The listing's row that led to this thread, so that the store can remember what the listing printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownThread:
    """What the store knows of a thread since it was last read to its end."""

    id: str
    """The thread's id, as in ``ThreadLink.id``."""
    replies: int | None
    """The reply count that the listing printed then."""
    last_post_at: datetime | None
    """The last post's time that the listing printed then."""
    last_post_raw: str | None
    """The same as printed."""
