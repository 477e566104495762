"""Authors, posts, and the revisions of their words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.items.archive import WarcRecord
from db.models.base import Base, Id64, KeyText, Printed, partial_index
from db.types import Items, choice
from scraper.items import Attachment, Link, Quote, Reaction, Role


class AuthorRow(Base):
    """Somebody who writes on a board: one row an account, or a name where the page shows no account."""

    __tablename__ = "authors"
    __table_args__ = (UniqueConstraint("board_id", "identity"), Index(None, "folded_name"))

    id: Mapped[Id64]
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    identity: Mapped[KeyText]
    """``id:`` and the engine's id of the account, or ``name:`` and the folded name."""
    name: Mapped[str]
    folded_name: Mapped[KeyText]
    url: Mapped[str | None]
    title: Mapped[str | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class PostRow(Base):
    """A post: everything but its words, as the newest page says it."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("board_id", "external_id"),
        CheckConstraint("page >= 1", name="page"),
        CheckConstraint("place >= 0", name="place"),
        Index(None, "thread_id", "page", "place"),
        Index(None, "board_id", "id"),
        partial_index("ix_posts_original", ["thread_id"], "role = 'original'"),
    )

    id: Mapped[Id64]
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    external_id: Mapped[KeyText]
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("authors.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    page: Mapped[int]
    place: Mapped[int]
    """0-based place on its page."""
    position: Mapped[Printed]
    permalink: Mapped[str | None]
    published: Mapped[datetime | None]
    published_raw: Mapped[str | None]
    edited: Mapped[datetime | None]
    edited_raw: Mapped[str | None]
    reactions: Mapped[tuple[Reaction, ...]] = mapped_column(Items(tuple[Reaction, ...]))
    signature: Mapped[str | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    """When the newest page that shows it was fetched."""
    last_seen_scan_id: Mapped[int | None] = mapped_column(ForeignKey("scans.id"))
    gone_at: Mapped[datetime | None]


class RevisionRow(Base):
    """The words of a post, from the page that showed them first. Only the two marks ever change."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("post_id", "number"),
        UniqueConstraint("id", "post_id"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("NOT pending OR current", name="pending_is_current"),
        partial_index("uq_revisions_current", ["post_id"], "current", on_sqlite="current = 1", unique=True),
        partial_index("ix_revisions_pending", ["id"], "pending", on_sqlite="pending = 1"),
    )

    id: Mapped[Id64]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    number: Mapped[int]
    text: Mapped[str]
    quotes: Mapped[tuple[Quote, ...]] = mapped_column(Items(tuple[Quote, ...]))
    links: Mapped[tuple[Link, ...]] = mapped_column(Items(tuple[Link, ...]))
    attachments: Mapped[tuple[Attachment, ...]] = mapped_column(Items(tuple[Attachment, ...]))
    words_sha256: Mapped[str] = mapped_column(String(64))
    """Digest of text and quotes with their white space evened out: what decides whether words changed."""
    evidence_url: Mapped[str]
    evidence_fetched_at: Mapped[datetime]
    evidence_sha256: Mapped[str] = mapped_column(String(64))
    evidence_record: Mapped[WarcRecord | None] = mapped_column(Items(WarcRecord))
    current: Mapped[bool]
    """The newest words of the post."""
    pending: Mapped[bool]
    """No verdict speaks of it yet."""


class ReadingRow(Base):
    """A scan's reading of a thread: between which moments its pages were fetched.

    It tells which posts the reading can call gone: those last seen before it began.
    """

    __tablename__ = "readings"

    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
