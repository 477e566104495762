"""The zone in which moments are shown: a named one, or that of the machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

IMPOSSIBLE = (OverflowError, OSError, ValueError)
"""What moments at the ends of time do, and years that the machine's clock does not know."""


class MachineZone(tzinfo):
    """The zone of the machine, with its summer time. A moment outside of what its clock knows is one of UTC."""

    def utcoffset(self, moment: datetime | None, /) -> timedelta | None:
        """How far the machine's clock was or will be ahead of UTC."""
        return None if moment is None else _offset(moment)

    def dst(self, _moment: datetime | None, /) -> timedelta | None:
        """Nothing is known of how much of that is summer time."""
        return None

    def tzname(self, moment: datetime | None, /) -> str | None:
        """What the machine calls its zone at some moment, such as ``CET``."""
        if moment is None:
            return None
        try:
            return moment.replace(tzinfo=None).astimezone().tzname()
        except IMPOSSIBLE:
            return "UTC"

    def fromutc(self, moment: datetime, /) -> datetime:
        """A moment of UTC as one of this zone; the second of two that read the same is told by ``fold``."""
        try:
            there = moment.replace(tzinfo=UTC).astimezone()
        except IMPOSSIBLE:
            return moment
        first = there.replace(tzinfo=self, fold=0)
        return first if first.utcoffset() == there.utcoffset() else first.replace(fold=1)

    def __repr__(self) -> str:
        return "MachineZone()"


MACHINE = MachineZone()


def zone_called(name: str | None) -> tzinfo:
    """A zone by its name; that of the machine without one."""
    return ZoneInfo(name) if name else MACHINE


def local(moment: datetime, zone: tzinfo) -> datetime:
    """A moment in a zone; at the ends of time, where there is none, in UTC."""
    try:
        return moment.astimezone(zone)
    except IMPOSSIBLE:
        return moment.astimezone(UTC)


def zone_told(zone: tzinfo, now: datetime) -> str:
    """What to call a zone for people: ``Europe/Vienna``, ``CET (UTC+01:00)`` for the machine's."""
    if isinstance(zone, ZoneInfo):
        return zone.key
    here = now.astimezone(zone)
    return f"{here:%Z} ({UTC.tzname(None)}{here.isoformat()[-6:]})"


def _offset(moment: datetime) -> timedelta:
    try:
        return moment.replace(tzinfo=None).astimezone().utcoffset() or timedelta()
    except IMPOSSIBLE:
        return timedelta()
