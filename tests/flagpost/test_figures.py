"""Dashboards: days and weeks in a zone, percentiles, what is within reach, and telling again what was just counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.items import Draft, Evidence, Grant, Outcome, Outcomes, User, UserRole, Waited, Waiting
from db.store import Store
from flagpost.access import Access
from flagpost.dashboard import WAITS, Dashboard, Printout, Wanted
from flagpost.figures import Dashboards, edges_of, midnight, pace_of
from flagpost.history import Standing
from moderation.items import Category, Severity
from scraper.items import BoardStatistics, IndexPage, Method, Reading, Step, StepKind

from .console.making import BOARD, make_case

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
"""A Wednesday."""
QUAY = "https://quay.example/"
VIENNA = ZoneInfo("Europe/Vienna")
ADMIN = Access(User(id=1, name="Anna", role=UserRole.ADMIN, created_at=NOW, disabled_at=None))
Ask = Callable[..., Dashboard]


def narrowed(*grants: Grant) -> Access:
    return Access(replace(ADMIN.user, role=UserRole.MODERATOR, grants=grants))


@pytest.fixture
def ask(store: Store) -> Ask:
    """Count anew."""

    def asked(access: Access = ADMIN, *, now: datetime = NOW, zone: Any = UTC, **wanted: Any) -> Dashboard:
        return Dashboards(store, zone, clock=lambda: now).of(Wanted(**wanted), access)

    return asked


def decide(store: Store, case_id: int, at: datetime, outcome: Outcome = Outcome.AGREE) -> None:
    with store.begin() as unit:
        unit.users.ensure("Rosa", at=at)
        claim = unit.review.claim(case_id, "Rosa", lease=timedelta(minutes=5), at=at)
        unit.review.decide(case_id, token=claim.token, user="Rosa", draft=Draft(outcome=outcome), at=at)


def prints(store: Store, at: datetime, board: str = BOARD, **numbers: Any) -> None:
    page = IndexPage(
        url=board,
        board_url=board,
        title="Harbour",
        reading=Reading(method=Method.ENGINE, engine="xenforo2"),
        statistics=BoardStatistics(**numbers),
    )
    with store.begin() as unit:
        unit.archive.save(page, Evidence(url=board, fetched_at=at, sha256="0" * 64))


# --- days and weeks ----------------------------------------------------------------------------------------------


def test_days_begin_at_midnight_where_people_live() -> None:
    assert edges_of(2, datetime(2026, 3, 4, 23, 30, tzinfo=UTC), VIENNA) == [
        datetime(2026, 3, 3, 23, tzinfo=UTC),
        datetime(2026, 3, 4, 23, tzinfo=UTC),
        datetime(2026, 3, 5, 23, tzinfo=UTC),
    ]


def test_a_day_on_which_the_clocks_change_is_shorter_or_longer() -> None:
    spring = edges_of(1, datetime(2026, 3, 29, 12, tzinfo=UTC), VIENNA)
    autumn = edges_of(1, datetime(2026, 10, 25, 12, tzinfo=UTC), VIENNA)
    assert (spring[1] - spring[0], autumn[1] - autumn[0]) == (timedelta(hours=23), timedelta(hours=25))


def test_a_day_whose_midnight_is_skipped_begins_when_the_clocks_go_on() -> None:
    assert midnight(date(2018, 11, 4), ZoneInfo("America/Sao_Paulo")) == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_cases_and_decisions_stand_on_their_days(store: Store, ask: Ask) -> None:
    first = make_case(store, opened_at=datetime(2026, 3, 2, 22, 59, tzinfo=UTC))
    make_case(store, opened_at=datetime(2026, 3, 2, 23, 0, tzinfo=UTC))
    decide(store, first, datetime(2026, 3, 4, 1, tzinfo=UTC), Outcome.DISAGREE)
    found = ask(days=7, zone=VIENNA)
    assert len(found.days) == 7
    assert {day.day: day.opened for day in found.days if day.opened} == {date(2026, 3, 2): 1, date(2026, 3, 3): 1}
    assert {day.day: day.decided for day in found.days if any(day.decided)} == {date(2026, 3, 4): Outcomes(disagreed=1)}
    assert {day.day for day in ask(days=7).days if day.opened} == {date(2026, 3, 2)}


def test_weeks_begin_on_monday_and_the_first_is_cut_short(store: Store, ask: Ask) -> None:
    for opened_at, hours in ((datetime(2026, 3, 1, 10, tzinfo=UTC), 2), (datetime(2026, 3, 2, 0, tzinfo=UTC), 4)):
        decide(store, make_case(store, opened_at=opened_at), opened_at + timedelta(hours=hours))
    found = ask(days=7)
    assert [week.first for week in found.weeks] == [date(2026, 2, 26), date(2026, 3, 2)]
    assert [week.pace.median for week in found.weeks] == [timedelta(hours=2), timedelta(hours=4)]
    assert found.pace.decisions == 2
    assert (found.pace.median, found.pace.ninetieth) == (timedelta(hours=2), timedelta(hours=4))


# --- numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "median", "ninetieth"),
    [
        ([], None, None),
        ([7], 7, 7),
        ([1, 2], 1, 2),
        ([3, 1, 2], 2, 3),
        (list(range(1, 11)), 5, 9),
        (list(range(1, 101)), 50, 90),
        ([1] * 9 + [100], 1, 1),
    ],
)
def test_percentiles_are_times_that_somebody_waited(
    minutes: list[int], median: int | None, ninetieth: int | None
) -> None:
    told = pace_of(Waited(slot, each, 1) for slot, each in enumerate(minutes))
    assert told.decisions == len(minutes)
    assert told.median == (None if median is None else timedelta(minutes=median))
    assert told.ninetieth == (None if ninetieth is None else timedelta(minutes=ninetieth))


def test_times_to_a_decision_are_parted_where_the_parts_begin(store: Store, ask: Ask) -> None:
    opened_at = NOW - timedelta(days=20)
    for minutes in (0, 14, 15, WAITS[-1] - 1, WAITS[-1] + 60):
        decide(store, make_case(store, opened_at=opened_at), opened_at + timedelta(minutes=minutes))
    assert ask(days=30).waits == (2, 1, 0, 0, 0, 0, 1, 1)


def test_what_waits_is_told_whatever_the_days(store: Store, ask: Ask) -> None:
    make_case(store, opened_at=NOW - timedelta(days=200), severity=Severity.HIGH)
    make_case(store, opened_at=NOW - timedelta(hours=4))
    make_case(store, opened_at=NOW - timedelta(hours=4, seconds=1))
    assert ask(days=7).waiting == (
        Waiting(Severity.HIGH, 5, 1),
        Waiting(Severity.MEDIUM, 0, 1),
        Waiting(Severity.MEDIUM, 1, 1),
    )


def test_rules_with_the_most_decisions_come_first_and_few_are_uncertain(store: Store, ask: Ask) -> None:
    for rule, outcomes in {
        "lexicon/few": [Outcome.AGREE] * 4,
        "lexicon/many": [Outcome.AGREE] * 4 + [Outcome.DISAGREE],
        "lexicon/ignored": [Outcome.IGNORE] * 5 + [Outcome.AGREE],
    }.items():
        for outcome in outcomes:
            decide(store, make_case(store, rule=rule, opened_at=NOW - timedelta(hours=2)), NOW, outcome)
    found = ask().rules
    assert [(each.rule, each.decisions, each.uncertain) for each in found] == [
        ("lexicon/ignored", 6, True),
        ("lexicon/many", 5, False),
        ("lexicon/few", 4, True),
    ]
    assert found[1].precision.share == 0.8


def test_categories_and_targets_are_told_of_boards(store: Store, ask: Ask) -> None:
    make_case(store, opened_at=NOW, category=Category.THREAT, target="women")
    make_case(store, opened_at=NOW, board=QUAY, target="Roma")
    make_case(store, opened_at=NOW - timedelta(days=40), target="Italy")
    found = ask()
    assert [(each.board_id, dict(each.categories)) for each in found.categories] == [
        (1, {Category.THREAT: 1}),
        (2, {Category.INSULT: 1}),
    ]
    assert [(each.board_id, each.target) for each in found.targets] == [(1, "women"), (2, "Roma")]


# --- boards and scans --------------------------------------------------------------------------------------------


def test_a_boards_numbers_stay_what_they_were_until_others_are_printed(store: Store, ask: Ask) -> None:
    day = timedelta(days=1)
    prints(store, NOW - 40 * day, threads=10, messages=100)
    prints(store, NOW - 4 * day, messages=120)
    prints(store, NOW - 2 * day, threads=12, members=5)
    [growth] = ask(days=7).growth
    first = NOW.date() - 6 * day
    assert growth.days == (
        Printout(day=first, threads=10, messages=100, members=None),
        Printout(day=first + day, threads=10, messages=100, members=None),
        Printout(day=first + 2 * day, threads=10, messages=120, members=None),
        Printout(day=first + 3 * day, threads=10, messages=120, members=None),
        Printout(day=first + 4 * day, threads=12, messages=120, members=5),
    )


def test_a_board_that_prints_nothing_does_not_grow(store: Store, ask: Ask) -> None:
    make_case(store)
    assert ask().growth == ()


def scan(store: Store, target: str, *, began: datetime, finished: bool = True) -> int:
    first = Step(url=target, kind=StepKind.TARGET)
    with store.begin() as unit:
        id_ = unit.scans.start(target, runner="elsewhere:1:1", options={}, first=first, at=began).id
        unit.scans.failed(id_, first, kind="timeout", message="Too slow.", at=began)
        if finished:
            unit.scans.finish(id_, began + timedelta(minutes=30))
    return id_


def test_scans_of_the_days_are_told_with_where_they_stand(store: Store, ask: Ask) -> None:
    scan(store, BOARD, began=NOW - timedelta(days=8))
    ended = scan(store, BOARD, began=NOW - timedelta(hours=5))
    stopped = scan(store, BOARD, began=NOW - timedelta(hours=1), finished=False)
    found = ask(days=7)
    assert [(each.scan.id, each.standing) for each in found.scans] == [
        (stopped, Standing.STOPPED),
        (ended, Standing.FINISHED),
    ]
    assert [each.lasted for each in found.scans] == [timedelta(0), timedelta(minutes=30)]
    assert [(each.kind, each.errors, each.scans) for each in found.errors] == [("timeout", 2, 2)]


# --- reach -------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_boards(store: Store) -> None:
    """Board 1 with a case in each of two queues, board 2 with one in triage; each prints numbers and was scanned."""
    make_case(store, opened_at=NOW, target="women")
    make_case(store, opened_at=NOW, target="Italy", queue="urgent")
    make_case(store, opened_at=NOW, target="Roma", board=QUAY, board_title="Quay")
    for board in (BOARD, QUAY):
        prints(store, NOW, board, threads=10)
        scan(store, board, began=NOW - timedelta(hours=1))


@pytest.mark.parametrize(
    ("access", "wanted", "cases", "boards", "queues", "grown", "scans"),
    [
        (ADMIN, {}, 3, [1, 2], ("triage", "urgent"), [1, 2], [2, 1]),
        (ADMIN, {"board_id": 2}, 1, [1, 2], ("triage", "urgent"), [2], [2]),
        (ADMIN, {"queue": "urgent"}, 1, [1, 2], ("triage", "urgent"), [1, 2], [2, 1]),
        (ADMIN, {"board_id": 9}, 0, [1, 2], ("triage", "urgent"), [], []),
        (narrowed(Grant(role=UserRole.READ_ONLY, board_id=2)), {}, 1, [2], ("triage",), [2], [2]),
        (narrowed(Grant(role=UserRole.READ_ONLY, board_id=2)), {"board_id": 1}, 0, [2], ("triage",), [], []),
        (narrowed(Grant(role=UserRole.MODERATOR, board_id=1, queue="urgent")), {}, 1, [1], ("urgent",), [1], [1]),
        (narrowed(Grant(role=UserRole.MODERATOR, queue="urgent")), {}, 1, [1, 2], ("urgent",), [1, 2], [2, 1]),
    ],
)
@pytest.mark.usefixtures("two_boards")
def test_everybody_sees_figures_of_what_they_may_look_at(
    ask: Ask,
    access: Access,
    wanted: dict[str, Any],
    cases: int,
    boards: list[int],
    queues: tuple[str, ...],
    grown: list[int],
    scans: list[int],
) -> None:
    found = ask(access, days=7, **wanted)
    assert sum(day.opened for day in found.days) == cases
    assert sum(each.cases for each in found.waiting) == cases
    assert sum(each.cases for each in found.categories) == cases
    assert len(found.targets) == cases
    assert [board.id for board in found.boards] == boards
    assert found.queues == queues
    assert [each.board.id for each in found.growth] == grown
    assert [each.scan.id for each in found.scans] == scans
    assert sum(each.errors for each in found.errors) == len(scans)


# --- telling again -----------------------------------------------------------------------------------------------


def test_what_was_counted_is_told_again_for_a_while_to_those_who_may_see_the_same(store: Store) -> None:
    dashboards = Dashboards(store, UTC, clock=lambda: NOW)
    make_case(store, opened_at=NOW)
    assert sum(day.opened for day in dashboards.of(Wanted(), ADMIN).days) == 1
    make_case(store, opened_at=NOW, board=QUAY)
    assert sum(day.opened for day in dashboards.of(Wanted(), ADMIN).days) == 1
    assert sum(day.opened for day in dashboards.of(Wanted(days=7), ADMIN).days) == 2
    on_quay = narrowed(Grant(role=UserRole.READ_ONLY, board_id=2))
    assert [board.id for board in dashboards.of(Wanted(), on_quay).boards] == [2]


def test_after_a_while_it_is_counted_anew(store: Store) -> None:
    dashboards = Dashboards(store, UTC, fresh=-1, clock=lambda: NOW)
    assert sum(day.opened for day in dashboards.of(Wanted(), ADMIN).days) == 0
    make_case(store, opened_at=NOW)
    assert sum(day.opened for day in dashboards.of(Wanted(), ADMIN).days) == 1


def test_a_new_day_is_counted_anew(store: Store) -> None:
    now = [NOW]
    dashboards = Dashboards(store, UTC, clock=lambda: now[0])
    assert dashboards.of(Wanted(), ADMIN).days[-1].day == date(2026, 3, 4)
    now[0] += timedelta(days=1)
    assert dashboards.of(Wanted(), ADMIN).days[-1].day == date(2026, 3, 5)


def test_only_so_many_answers_are_held(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flagpost.figures.KEPT", 2)
    dashboards = Dashboards(store, UTC, clock=lambda: NOW)
    for number in range(3):
        dashboards.of(Wanted(days=7, queue=f"q{number}"), ADMIN)
    for number in range(3):
        make_case(store, opened_at=NOW, queue=f"q{number}")
    # The newest two are told as they were; the oldest one went, and is counted anew.
    found = [sum(day.opened for day in dashboards.of(Wanted(days=7, queue=f"q{n}"), ADMIN).days) for n in (1, 2, 0)]
    assert found == [0, 0, 1]
