"""The audit log: appended to, never changed. Triggers of the migration refuse everything else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class AuditRow(Base):
    """A line of the audit log."""

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        Index(None, "actor", "number"),
        Index(None, "subject", "number"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    event: Mapped[str]
    subject: Mapped[str]
    details: Mapped[str]
    """Canonical JSON, the very text that was hashed."""
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
