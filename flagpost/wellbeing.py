"""Reviewers' well-being: how much somebody has looked at today, and when a break is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.store import Store

DAY = timedelta(hours=12)
"""What counts as today."""
BREAK = timedelta(minutes=10)
"""A pause between two cases that is a break."""
CASES = 40
"""Cases in a row, after which a break is suggested."""
WHILE = timedelta(minutes=50)
"""Time at work, after which a break is suggested."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What somebody has looked at."""

    today: int
    """Cases opened in the last twelve hours."""
    since_break: int
    """Of those, cases since the last break."""
    working: timedelta
    """Since the last break."""

    @property
    def break_due(self) -> bool:
        """Whether a break is to be suggested."""
        return self.since_break >= CASES or (self.working >= WHILE and self.since_break > 1)


def exposure(store: Store, user: str, now: datetime) -> Exposure:
    """What a user has looked at of late: a case counts when it is claimed."""
    with store.read() as unit:
        return counted(unit.figures.claimed_at(user, now - DAY), now)


def counted(claimed: Sequence[datetime], now: datetime) -> Exposure:
    """The same of moments in order."""
    later = now
    for count, moment in enumerate(reversed(claimed)):
        if later - moment >= BREAK:
            return Exposure(len(claimed), count, now - later)
        later = moment
    return Exposure(len(claimed), len(claimed), now - later)
