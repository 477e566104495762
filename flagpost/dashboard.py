"""The items of a dashboard: how the work goes, over the last days.

Days are days in the time zone of the settings. Weeks begin on Monday; the first and the last may be cut short.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.items import CategoryCounts, ErrorCount, Outcomes, Scan, SeenBoard, TargetCount, Waiting
from flagpost.history import Standing
from flagpost.precision import Precision

USUAL = 30
"""Days that are shown where nobody says."""
AGES = (timedelta(hours=4), timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))
"""Where the ages of waiting cases are parted."""
WAITS = (15, 60, 4 * 60, 12 * 60, 24 * 60, 3 * 24 * 60, 7 * 24 * 60)
"""Minutes at which times to a decision are parted."""
ENOUGH = 5
"""Decisions below which a rule's precision says next to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks for."""

    days: int = USUAL
    """So many, today the last of them."""
    board_id: int | None = None
    """None for every board."""
    queue: str | None = None
    """None for every queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What came and what was done on one day."""

    day: date
    opened: int
    """Cases."""
    decided: Outcomes
    """Decisions that nobody undid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long cases had been open when they were decided."""

    decisions: int
    median: timedelta | None
    """Half of them were decided within this time; None where there are none."""
    ninetieth: timedelta | None
    """Nine of ten were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The pace of one week."""

    first: date
    """Its first day that was asked for."""
    pace: Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFigures:
    """How often people agreed with one rule."""

    rule: str
    precision: Precision
    ignored: int
    """Decisions that say neither right nor wrong."""

    @property
    def decisions(self) -> int:
        """All decisions where the rule had flagged something."""
        return self.precision.agreed + self.precision.disagreed + self.ignored

    @property
    def uncertain(self) -> bool:
        """Whether too few people said right or wrong to tell much."""
        return self.precision.agreed + self.precision.disagreed < ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """The numbers that a board prints about itself, on one day."""

    day: date
    threads: int | None
    """None where the board has not printed it so far."""
    messages: int | None
    members: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A board's numbers, day by day."""

    board: SeenBoard
    days: tuple[Printout, ...]
    """Up to the day on which the board was last read. A number stays what it was until another one is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanHealth:
    """A scan and where it stands."""

    scan: Scan
    standing: Standing

    @property
    def lasted(self) -> timedelta:
        """How long it took, pauses included; of one that has not ended, up to its last sign of life."""
        return (self.scan.finished_at or self.scan.heartbeat_at) - self.scan.started_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Everything on one page, of one moment."""

    wanted: Wanted
    counted_at: datetime
    boards: tuple[SeenBoard, ...]
    """Those that whoever asks may see, whatever is asked for."""
    queues: tuple[str, ...]
    """Those with cases that whoever asks may see."""
    days: tuple[Day, ...]
    waiting: tuple[Waiting, ...]
    """Open cases now, by severity and by ``AGES``."""
    pace: Pace
    weeks: tuple[Week, ...]
    waits: tuple[int, ...]
    """Decisions by how long the case had been open: one number for each stretch that ``WAITS`` parts."""
    rules: tuple[RuleFigures, ...]
    """Those with the most decisions first."""
    categories: tuple[CategoryCounts, ...]
    targets: tuple[TargetCount, ...]
    growth: tuple[Growth, ...]
    """Of boards that print anything."""
    scans: tuple[ScanHealth, ...]
    """Those begun within the days, the newest first."""
    errors: tuple[ErrorCount, ...]
    """Of those scans."""
