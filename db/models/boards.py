"""Boards, their statistics over time, their forums and threads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id64, KeyText, Printed
from db.types import Items


class BoardRow(Base):
    """A board. Its row is locked while a page of it is saved, so that pages of one board are saved one by one."""

    __tablename__ = "boards"

    id: Mapped[Id64]
    url: Mapped[KeyText] = mapped_column(unique=True)
    title: Mapped[str | None]
    engine: Mapped[str | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class SnapshotRow(Base):
    """A board's statistics at one time."""

    __tablename__ = "snapshots"
    __table_args__ = (UniqueConstraint("board_id", "taken_at"),)

    id: Mapped[Id64]
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    taken_at: Mapped[datetime]
    threads: Mapped[Printed]
    messages: Mapped[Printed]
    members: Mapped[Printed]
    latest_member: Mapped[str | None]
    online: Mapped[Printed]
    online_members: Mapped[Printed]
    online_guests: Mapped[Printed]
    online_robots: Mapped[Printed]
    online_names: Mapped[tuple[str, ...]] = mapped_column(Items(tuple[str, ...]))
    record_online: Mapped[Printed]
    record_online_at: Mapped[datetime | None]
    other: Mapped[Mapping[str, str]] = mapped_column(Items(dict[str, str]))


class ForumRow(Base):
    """A forum: a section of a board."""

    __tablename__ = "forums"
    __table_args__ = (UniqueConstraint("board_id", "external_id"),)

    id: Mapped[Id64]
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    external_id: Mapped[KeyText]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"), index=True)
    name: Mapped[str]
    url: Mapped[str]
    threads: Mapped[Printed]
    messages: Mapped[Printed]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class ThreadRow(Base):
    """A thread: what pages and listings say of it, and what the listing said when it was last read to its end."""

    __tablename__ = "threads"
    __table_args__ = (
        UniqueConstraint("board_id", "external_id"),
        Index("ix_threads_url", "url", postgresql_using="hash"),
    )

    id: Mapped[Id64]
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"), index=True)
    external_id: Mapped[KeyText]
    title: Mapped[str]
    url: Mapped[str]
    language: Mapped[str | None]
    author: Mapped[str | None]
    started_at: Mapped[datetime | None]
    sticky: Mapped[bool]
    locked: Mapped[bool]
    views: Mapped[Printed]
    replies: Mapped[Printed]
    last_post_at: Mapped[datetime | None]
    last_post_raw: Mapped[str | None]
    last_post_author: Mapped[str | None]
    listed_at: Mapped[datetime | None]
    """When the newest listing that printed the fields above was fetched."""
    read_at: Mapped[datetime | None]
    """When it was last read to its end; None for a thread that only listings speak of."""
    read_replies: Mapped[Printed]
    read_last_post_at: Mapped[datetime | None]
    read_last_post_raw: Mapped[str | None]
    gone_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
