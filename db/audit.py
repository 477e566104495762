"""The audit log: who did what, in a chain of hashes that shows any later change.

Each line's hash is the SHA-256 of the hash before it and of the line's canonical JSON. Lines are numbered without
gaps. Triggers refuse to change or delete a line; the chain shows it where somebody goes around them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text, union
from sqlalchemy.orm import Session

from db.insert import insert_rows
from db.items import AuditEntry, AuditReport
from db.models import AuditRow
from db.types import clean, shortened

NOTHING_BEFORE = "0" * 64
"""What the first line has for the hash of the one before."""
CHAIN_LOCK = 7_236_451_002
"""The advisory lock that one transaction appends under, on PostgreSQL. SQLite has one writer anyway."""
CHUNK = 1000
"""Lines that verify() holds at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    actor: str
    event: str
    subject: str
    details: str
    at: datetime


class Audit:
    """The audit log over one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._noted: list[_Line] = []

    def note(self, actor: str, event: str, subject: str, details: Mapping[str, Any], at: datetime) -> None:
        """Append a line when the unit ends.

        The chain's lock is so the last one that a transaction takes, and is held for an instant: nobody who holds it
        waits for anybody else.
        """
        self._noted.append(
            _Line(
                actor=shortened(actor),
                event=clean(event),
                subject=shortened(subject),
                details=_canonical(details),
                at=at.astimezone(UTC),
            )
        )

    def append(self, actor: str, event: str, subject: str, details: Mapping[str, Any], at: datetime) -> AuditEntry:
        """Append a line now, and give it back with its number and hash. Best done last in a unit."""
        self.note(actor, event, subject, details, at)
        return _entry(self.write()[-1])

    def write(self) -> list[AuditRow]:
        """Append what was noted. A unit does so at its end."""
        lines, self._noted = self._noted, []
        if not lines:
            return []
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
        last = self._session.scalars(select(AuditRow).order_by(AuditRow.number.desc()).limit(1)).one_or_none()
        number, previous = (last.number, last.hash) if last else (0, NOTHING_BEFORE)
        rows = []
        for line in lines:
            number += 1
            row = AuditRow(
                number=number,
                at=line.at,
                actor=line.actor,
                event=line.event,
                subject=line.subject,
                details=line.details,
                previous=previous,
            )
            row.hash = previous = _hash_of(row)
            rows.append(row)
        insert_rows(self._session, rows)
        return rows

    def entries(self, *, after: int = 0, limit: int = 200) -> list[AuditEntry]:
        """Lines in order, those after a number."""
        self.write()
        wanted = select(AuditRow).where(AuditRow.number > after).order_by(AuditRow.number).limit(limit)
        return [_entry(row) for row in self._session.scalars(wanted)]

    def newest(self, *, before: int | None = None, about: str | None = None, limit: int = 100) -> list[AuditEntry]:
        """Lines from the newest back: those before a number, and those of one actor or one subject."""
        self.write()
        earlier = () if before is None else (AuditRow.number < before,)
        last = AuditRow.number.desc()
        wanted = select(AuditRow).where(*earlier).order_by(last).limit(limit)
        if about is not None:  # the last of each by its own index: for one OR the other, the whole log would be read
            lines = select(AuditRow.number).where(*earlier).order_by(last).limit(limit)
            theirs = (lines.where(each == about).subquery() for each in (AuditRow.actor, AuditRow.subject))
            wanted = wanted.where(AuditRow.number.in_(union(*(select(each.c.number) for each in theirs))))
        return [_entry(row) for row in self._session.scalars(wanted)]

    def verify(self) -> AuditReport:
        """Check every number and every hash, from the first line on, a chunk at a time."""
        self.write()
        count, head = 0, NOTHING_BEFORE
        for row in self._all():
            problem = _problem(row, count + 1, head)
            if problem:
                return AuditReport(entries=count, broken_at=count + 1, problem=problem, head=head)
            count, head = row.number, row.hash
        return AuditReport(entries=count, broken_at=None, problem=None, head=head)

    def _all(self) -> Iterator[AuditRow]:
        after = 0
        while True:
            wanted = select(AuditRow).where(AuditRow.number > after).order_by(AuditRow.number).limit(CHUNK)
            rows = self._session.scalars(wanted).all()
            yield from rows
            if len(rows) < CHUNK:
                return
            after = rows[-1].number
            self._session.expunge_all()


def _problem(row: AuditRow, number: int, previous: str) -> str | None:
    if row.number != number:
        return f"line {number} is missing; the next one has number {row.number}"
    if row.previous != previous:
        return "its previous hash is not the hash of the line before"
    try:
        holds = row.hash == _hash_of(row)
    except ValueError:
        return "its details are no JSON"
    return None if holds else "its hash does not fit what it says"


def _hash_of(row: AuditRow) -> str:
    line = _canonical(
        {
            "number": row.number,
            "at": row.at.isoformat(timespec="microseconds"),
            "actor": row.actor,
            "event": row.event,
            "subject": row.subject,
            "details": json.loads(row.details),
        }
    )
    return hashlib.sha256(f"{row.previous}{line}".encode()).hexdigest()


def _canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no blanks and ASCII alone: one spelling for one value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        number=row.number,
        at=row.at,
        actor=row.actor,
        event=row.event,
        subject=row.subject,
        details=json.loads(row.details),
        previous=row.previous,
        hash=row.hash,
    )
