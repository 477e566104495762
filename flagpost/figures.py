"""Figures: how the work goes, counted for those who want to see more of it than one case."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from db.items import CaseFilter, Outcomes, Printed, Reach, Scan, SeenBoard, Waited
from db.store import Store, Unit, utc_now
from flagpost.access import Access
from flagpost.dashboard import (
    AGES,
    WAITS,
    Dashboard,
    Day,
    Growth,
    Pace,
    Printout,
    RuleFigures,
    ScanHealth,
    Wanted,
    Week,
)
from flagpost.history import standing
from flagpost.precision import FRESH, Precision

DAYS = (7, 30, 90, 365)
"""Over how many days figures can be asked for, today among them."""
TARGETS = 8
"""Targets told of a board."""
SCANS = 200
"""Scans that are looked at, the newest."""
KEPT = 64
"""Answers that are held to be told again."""
BEFORE = datetime(1, 1, 2, tzinfo=UTC)
"""Earlier than anything that is stored, in every time zone."""

Question = tuple[Wanted, tuple[Reach, ...] | None, date]
"""What is asked for, within which reach, on which day."""


class Dashboards:
    """What dashboards show. Counting a year takes a second, so it's told again for a minute. Threads may share it."""

    def __init__(
        self,
        store: Store,
        zone: tzinfo,
        *,
        fresh: float = FRESH,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Dashboards.

        Args:
            store: The store.
            zone: Whose days are counted.
            fresh: Seconds for which what was counted is told again.
            clock: What time it is.
        """
        self._store = store
        self._zone = zone
        self._fresh = fresh
        self._clock = clock
        self._counting = threading.Lock()
        self._answers: OrderedDict[Question, tuple[float, Dashboard]] = OrderedDict()

    def of(self, wanted: Wanted, access: Access) -> Dashboard:
        """What somebody may see of what they ask for.

        Cases are counted where the user may look, and a board's own numbers and scans where they may look at any of
        its cases.
        """
        now = self._clock()
        reach = access.narrowed(CaseFilter()).reach
        about = wanted, reach, now.astimezone(self._zone).date()
        known = self._known(about)
        if known is None:
            with self._counting:
                known = self._known(about) or self._count(about, now)
        return known

    def _known(self, about: Question) -> Dashboard | None:
        counted_at, known = self._answers.get(about, (-math.inf, None))
        return known if time.monotonic() - counted_at <= self._fresh else None

    def _count(self, about: Question, now: datetime) -> Dashboard:
        wanted, reach, _ = about
        with self._store.read() as unit:
            counted = _counted(unit, wanted, reach, now, self._zone)
        self._answers[about] = time.monotonic(), counted
        self._answers.move_to_end(about)
        while len(self._answers) > KEPT:
            self._answers.popitem(last=False)
        return counted


def edges_of(days: int, now: datetime, zone: tzinfo) -> list[datetime]:
    """The midnights around each of the last days, today among them: one more than there are days."""
    today = now.astimezone(zone).date()
    return [midnight(today + timedelta(days=n), zone) for n in range(1 - days, 2)]


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins somewhere, in UTC. Where the clocks skip midnight, when they go on."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def pace_of(waited: Iterable[Waited]) -> Pace:
    """Median and ninetieth percentile (nearest rank) of times to a decision."""
    counts: dict[int, int] = {}
    for each in waited:
        counts[each.minutes] = counts.get(each.minutes, 0) + each.decisions
    in_order = sorted(counts.items())
    total = sum(counts.values())
    return Pace(decisions=total, median=_rank(in_order, total, 50), ninetieth=_rank(in_order, total, 90))


def _rank(counts: Sequence[tuple[int, int]], total: int, percent: int) -> timedelta | None:
    """The shortest time within which so many percent were decided."""
    wanted = -(-total * percent // 100)
    passed = 0
    for minutes, count in counts:
        passed += count
        if passed >= wanted:
            return timedelta(minutes=minutes)
    return None


def _counted(unit: Unit, wanted: Wanted, reach: tuple[Reach, ...] | None, now: datetime, zone: tzinfo) -> Dashboard:
    edges = edges_of(wanted.days, now, zone)
    first = now.astimezone(zone).date() - timedelta(days=wanted.days - 1)
    days = [first + timedelta(days=n) for n in range(wanted.days)]
    everything = CaseFilter(state=None, reach=reach)
    which = replace(everything, board_id=wanted.board_id, queue=wanted.queue)
    boards = [board for board in unit.trends.boards() if _within(board.id, reach)]
    shown = [board for board in boards if wanted.board_id in {None, board.id}]
    mondays = [n for n, day in enumerate(days) if n == 0 or day.weekday() == 0]
    waited = unit.trends.waited(which, [*(edges[n] for n in mondays), edges[-1]])
    scans = [scan for scan in _scans(unit, wanted, shown, reach) if scan.started_at >= edges[0]]
    return Dashboard(
        wanted=wanted,
        counted_at=now,
        boards=tuple(boards),
        queues=tuple(each.queue for each in unit.review.queues(everything)),
        days=tuple(
            Day(day=day, opened=opened, decided=decided)
            for day, opened, decided in zip(
                days, unit.trends.opened(which, edges), unit.trends.decided(which, edges), strict=True
            )
        ),
        waiting=tuple(unit.trends.waiting(which, now, [now - age for age in AGES])),
        pace=pace_of(waited),
        weeks=tuple(
            Week(first=days[n], pace=pace_of(each for each in waited if each.slot == slot))
            for slot, n in enumerate(mondays)
        ),
        waits=_parted(waited),
        rules=_rules(unit.trends.outcomes_by_rule(which, edges[0], edges[-1])),
        categories=tuple(unit.trends.categories(which, edges[0], edges[-1])),
        targets=tuple(unit.trends.targets(which, edges[0], edges[-1], most=TARGETS)),
        growth=_growth(unit, shown, days, edges, zone),
        scans=tuple(ScanHealth(scan=scan, standing=standing(scan, now)) for scan in scans),
        errors=tuple(unit.trends.errors([scan.id for scan in scans])),
    )


def _within(board_id: int, reach: tuple[Reach, ...] | None) -> bool:
    return reach is None or any(place.board_id in {None, board_id} for place in reach)


def _scans(unit: Unit, wanted: Wanted, boards: Sequence[SeenBoard], reach: tuple[Reach, ...] | None) -> list[Scan]:
    """The newest scans; where not every board is asked for and within reach, those of these boards alone."""
    everywhere = reach is None or any(place.board_id is None for place in reach)
    of = None if everywhere and wanted.board_id is None else [board.id for board in boards]
    return unit.scans.recent(SCANS, boards=of)


def _parted(waited: Iterable[Waited]) -> tuple[int, ...]:
    parted = [0] * (len(WAITS) + 1)
    for each in waited:
        parted[sum(each.minutes >= limit for limit in WAITS)] += each.decisions
    return tuple(parted)


def _rules(outcomes: Mapping[str, Outcomes]) -> tuple[RuleFigures, ...]:
    rules = [
        RuleFigures(
            rule=rule,
            precision=Precision(agreed=counts.agreed, disagreed=counts.disagreed),
            ignored=counts.ignored,
        )
        for rule, counts in outcomes.items()
    ]
    return tuple(sorted(rules, key=lambda each: (-each.decisions, each.rule)))


def _growth(
    unit: Unit, boards: Sequence[SeenBoard], days: Sequence[date], edges: Sequence[datetime], zone: tzinfo
) -> tuple[Growth, ...]:
    """Each board's numbers by day, beginning with those that it printed last before the first day."""
    printed: dict[int, dict[int, Printed]] = {board.id: {} for board in boards}
    for each in unit.trends.statistics(list(printed), [BEFORE, *edges]):
        printed[each.board_id][each.slot - 1] = each
    growing = []
    for board in boards:
        told = printed[board.id]
        last_read = board.last_seen_at.astimezone(zone).date()
        now = Printout(day=days[0], threads=None, messages=None, members=None)
        by_day = []
        for n, day in enumerate([days[0] - timedelta(days=1), *days], start=-1):
            now = _brought_up_to_date(now, told.get(n), day)
            if n >= 0 and day <= last_read and (now.threads, now.messages, now.members) != (None, None, None):
                by_day.append(now)
        if by_day:
            growing.append(Growth(board=board, days=tuple(by_day)))
    return tuple(growing)


def _brought_up_to_date(before: Printout, printed: Printed | None, day: date) -> Printout:
    if printed is None:
        return replace(before, day=day)
    return Printout(
        day=day,
        threads=before.threads if printed.threads is None else printed.threads,
        messages=before.messages if printed.messages is None else printed.messages,
        members=before.members if printed.members is None else printed.members,
    )
