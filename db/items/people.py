"""Those who review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class UserRole(StrEnum):
    """What a user may do."""

    READ_ONLY = "read_only"
    MODERATOR = "moderator"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who reviews."""

    id: int
    name: str
    role: UserRole
    created_at: datetime
    disabled_at: datetime | None
