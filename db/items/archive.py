"""What the archive keeps: boards, posts, their words over time, and the evidence for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from scraper.items import Attachment, BoardStatistics, Link, Quote, Reaction, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRecord:
    """Where a page is kept as it came: a record of a WARC file."""

    file: str
    """The file's name, in the folder for such files."""
    offset: int
    """The byte at which the record begins."""
    id: str
    """``WARC-Record-ID``, as ``urn:uuid:…``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where and when a page was read: kept with every revision."""

    url: str
    """The address after redirects, or ``file:`` for a saved page."""
    fetched_at: datetime
    """When the bytes arrived; for a saved page, the file's own time."""
    sha256: str
    """Digest of the decoded bytes, in hex."""
    record: WarcRecord | None = None
    """Where those bytes are kept; None where they are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRevision:
    """A current revision that no verdict speaks of yet."""

    revision_id: int
    post_id: int
    text: str
    quotes: tuple[str, ...]
    """The quoted words, for context."""
    answers: str | None
    """The name of the one quoted; None where nobody is, or several are."""
    original_post: str | None
    """The words of its thread's original post, None for the original post itself."""
    board_url: str
    language: str | None
    author: str | None = None
    """The author's name."""
    author_posts: int | None = None
    """How many posts of the author are stored of this board, this one among them, 1,000 at most; None where nobody is
    named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What saving a page changed."""

    board_id: int
    thread_id: int | None
    """None for a listing and an index."""
    new: int = 0
    """Posts seen for the first time."""
    revised: int = 0
    """Posts whose words changed."""
    unchanged: int = 0
    """Posts already stored as they are."""
    returned: int = 0
    """Posts that were marked as gone and are there again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board."""

    id: int
    url: str
    title: str | None
    engine: str | None
    forums: int
    threads: int
    posts: int
    open_cases: int
    first_seen_at: datetime
    last_seen_at: datetime


class BoardName(NamedTuple):
    """A board as it is called: for choosing one of them."""

    id: int
    url: str
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A board's statistics at one time. Kept when they differ from the ones before."""

    board_id: int
    taken_at: datetime
    statistics: BoardStatistics


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPost:
    """A post as the store has it, with its current revision."""

    id: int
    external_id: str
    board_id: int
    board_url: str
    thread_id: int
    thread_external_id: str
    thread_title: str
    thread_url: str
    role: Role
    position: int | None
    permalink: str | None
    author: str | None
    author_url: str | None
    published: datetime | None
    published_raw: str | None
    edited: datetime | None
    edited_raw: str | None
    revision_id: int
    revision: int
    """1 for the first, rising with every change of the words."""
    text: str
    quotes: tuple[Quote, ...]
    links: tuple[Link, ...]
    attachments: tuple[Attachment, ...]
    reactions: tuple[Reaction, ...]
    evidence: Evidence
    """Of the current revision."""
    first_seen_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    """When a complete reading of its thread no longer showed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRevision:
    """The words of a post, as one page showed them. Words that come back are a revision again."""

    id: int
    post_id: int
    number: int
    """1 for the first, rising with every change of the words."""
    text: str
    quotes: tuple[Quote, ...]
    links: tuple[Link, ...]
    """Those of the page that showed these words first, as are the attachments."""
    attachments: tuple[Attachment, ...]
    evidence: Evidence
    current: bool
    """The newest words of the post."""
