"""The audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A line of the audit log."""

    number: int
    """1-based, without gaps."""
    at: datetime
    actor: str
    event: str
    """Such as ``case.decided``."""
    subject: str
    """Such as ``case:12``."""
    details: Mapping[str, object] = field(default_factory=dict)
    previous: str
    """The hash of the line before, 64 zeros for the first."""
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What checking the audit log found."""

    entries: int
    broken_at: int | None
    """The first number that does not fit, None where the chain holds."""
    problem: str | None
    """What is wrong there."""
    head: str
    """The hash of the last line: note it elsewhere, to notice a log cut off at its end."""
