"""Scans, the addresses they are to fetch, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.items import ScanState
from db.models.base import Base, Id64, KeyText
from db.types import Items, choice
from scraper.items import StepKind, ThreadLink


class StepState(StrEnum):
    """Where a step of a scan stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class ScanRow(Base):
    """A scan. Its counters change in the transaction that changes what they count."""

    __tablename__ = "scans"
    __table_args__ = (
        Index(None, "state"),
        CheckConstraint("waiting >= 0", name="waiting"),
        CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name="finished"),
    )

    id: Mapped[Id64]
    target: Mapped[str]
    state: Mapped[ScanState] = mapped_column(choice(ScanState, "state"))
    runner: Mapped[str | None]
    options: Mapped[Mapping[str, str | int | float | bool | None]] = mapped_column(
        Items(dict[str, str | int | float | bool | None])
    )
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    waiting: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    posts_new: Mapped[int] = mapped_column(default=0)
    posts_revised: Mapped[int] = mapped_column(default=0)
    posts_gone: Mapped[int] = mapped_column(default=0)
    flagged: Mapped[int] = mapped_column(default=0)


class StepRow(Base):
    """One address of a scan: the frontier, and the trace of what was fetched."""

    __tablename__ = "scan_steps"
    __table_args__ = (UniqueConstraint("scan_id", "url_key"), Index(None, "scan_id", "state", "rank", "id"))

    id: Mapped[Id64]
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    url: Mapped[str]
    url_key: Mapped[KeyText]
    kind: Mapped[StepKind] = mapped_column(choice(StepKind, "kind"))
    page: Mapped[int]
    thread: Mapped[ThreadLink | None] = mapped_column(Items(ThreadLink))
    rank: Mapped[int] = mapped_column(SmallInteger)
    """0 for the next page of a thread already begun, 1 for everything else."""
    state: Mapped[StepState] = mapped_column(choice(StepState, "state"))
    ended_at: Mapped[datetime | None]


class ErrorRow(Base):
    """Something that went wrong with one address of a scan, or does not add up on it; the same thing once."""

    __tablename__ = "scan_errors"
    __table_args__ = (UniqueConstraint("scan_id", "digest"),)

    id: Mapped[Id64]
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    digest: Mapped[str] = mapped_column(String(64))
    """Of address, kind and message."""
    url: Mapped[str]
    kind: Mapped[str]
    message: Mapped[str]
    at: Mapped[datetime]
