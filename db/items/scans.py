"""Scans and what went wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ScanState(StrEnum):
    """Where a scan stands."""

    RUNNING = "running"
    """Begun and not ended; where its process is gone, it can be resumed."""
    FINISHED = "finished"
    """Every address was fetched or has its error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A scan and how far it got."""

    id: int
    target: str
    """The address that it began from."""
    state: ScanState
    runner: str | None
    """``host:pid:start`` of the process that works on it, None once finished."""
    options: Mapping[str, str | int | float | bool | None]
    started_at: datetime
    heartbeat_at: datetime
    finished_at: datetime | None
    waiting: int
    """Addresses to be fetched."""
    done: int
    """Addresses that were read."""
    failed: int
    """Addresses that ended in an error."""
    skipped: int
    """Threads left alone because nothing had changed."""
    posts_new: int
    posts_revised: int
    posts_gone: int
    flagged: int
    """Posts that got a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanError:
    """Something that went wrong with one address, or does not add up on it."""

    scan_id: int
    url: str
    kind: str
    """The error's type, such as ``not_found``, ``challenge``, ``too_large``, or ``remark`` for what does not add up."""
    message: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorKind:
    """What went wrong in one way, in a line."""

    kind: str
    """As of ``ScanError``."""
    count: int
    """How many addresses."""
    examples: tuple[ScanError, ...]
    """A few of them, the newest first."""
