"""Counts over time: by slots, ages, rules, boards and targets, within what a filter and somebody's reach allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event

from db.items import (
    CaseFilter,
    CategoryCounts,
    Draft,
    ErrorCount,
    Outcome,
    Outcomes,
    Printed,
    Reach,
    TargetCount,
    Waited,
    Waiting,
)
from moderation.items import Category, Severity
from scraper.items import Step, StepKind

EVERY = CaseFilter(state=None)
DISAGREE = Draft(outcome=Outcome.DISAGREE)
DAY = timedelta(days=1)
T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUAY = "https://quay.example/"


def days(count, *, zone=UTC):
    """The edges of so many days from the one of T0 on."""
    first = T0.astimezone(zone).replace(hour=0, minute=0)
    return [first + n * DAY for n in range(count + 1)]


@pytest.fixture
def ask(desk):
    """Ask the trends for something, in a unit of its own."""

    def asked(what, *given, **named):
        with desk.store.read() as unit:
            return getattr(unit.trends, what)(*given, **named)

    return asked


@pytest.fixture
def other_board(desk, make):
    """Save a post of another board, and open its case."""

    def case(id="q1", **more):  # noqa: A002
        with desk.store.begin() as unit:
            page = make.page(make.post(id, f"Words {id}"), id=id, board_url=QUAY)
            thread = unit.archive.save(page, make.evidence()).thread_id
            [post] = unit.archive.thread_posts(thread)
        return desk.open(post, **more)[0]

    return case


def test_boards_are_told_without_counting_their_posts(ask, desk, other_board, clock):
    desk.post()
    clock.forward(hours=1)
    other_board()
    told = ask("boards")
    assert [board.url for board in told] == ["https://harbour.example/forum/", QUAY]
    assert [board.title for board in told] == ["Harbour", "Harbour"]
    assert told[1].last_seen_at - told[0].last_seen_at == timedelta(hours=1)


def test_cases_are_counted_on_the_day_on_which_they_were_opened(ask, desk, clock):
    for number in range(3):
        desk.case(f"p{number}", text=f"Words {number}")
        clock.forward(hours=6)  # noon, six, midnight: the last one is of the next day
    assert ask("opened", EVERY, days(3)) == [2, 1, 0]
    assert ask("opened", EVERY, days(3)[1:]) == [1, 0]


def test_the_same_moments_fall_on_other_days_in_another_zone(ask, desk, clock):
    india = timezone(timedelta(hours=5, minutes=30))
    desk.case("p1", text="Words 1")
    clock.forward(hours=6, minutes=29)
    desk.case("p2", text="Words 2")
    clock.forward(minutes=1)
    desk.case("p3", text="Words 3")
    assert ask("opened", EVERY, days(2, zone=india)) == [2, 1]


def test_a_case_that_new_words_open_again_counts_on_the_day_on_which_they_came(ask, desk, clock):
    desk.decide(desk.claim(desk.case()[0]))
    clock.forward(days=1)
    desk.case(text="New words, blockhead.")
    assert ask("opened", EVERY, days(2)) == [0, 1]


def test_decisions_are_counted_by_what_they_say_and_when(ask, desk, clock):
    for number, draft in enumerate((Draft(outcome=Outcome.AGREE), DISAGREE, Draft(outcome=Outcome.IGNORE))):
        desk.decide(desk.claim(desk.case(f"p{number}", text=f"Words {number}")[0]), draft)
        clock.forward(hours=6)
    undone = desk.decide(desk.claim(desk.case("p9", text="Words 9")[0]), DISAGREE)
    desk.do("undo", undone.id, user="Rosa")
    assert ask("decided", EVERY, days(2)) == [Outcomes(agreed=1, disagreed=1), Outcomes(ignored=1)]


def test_a_decision_on_words_that_were_replaced_still_was_made(ask, desk, clock):
    desk.decide(desk.claim(desk.case()[0]))
    clock.forward(days=1)
    desk.case(text="New words, blockhead.")
    assert ask("decided", EVERY, days(2)) == [Outcomes(agreed=1), Outcomes()]


def test_what_waits_by_severity_and_age(ask, desk, clock):
    desk.case("p1", text="Words 1", severity=Severity.LOW)
    desk.decide(desk.claim(desk.case("p2", text="Words 2", severity=Severity.LOW)[0]))
    clock.forward(hours=5)
    desk.case("p3", text="Words 3", severity=Severity.CRITICAL)
    desk.case("p4", text="Words 4", severity=Severity.LOW)
    now = clock.forward(hours=1)
    younger_than = [now - timedelta(hours=hours) for hours in (1, 6)]
    assert ask("waiting", EVERY, now, younger_than) == [
        Waiting(Severity.CRITICAL, 0, 1),
        Waiting(Severity.LOW, 0, 1),
        Waiting(Severity.LOW, 1, 1),
    ]
    assert ask("waiting", EVERY, now, [now]) == [Waiting(Severity.CRITICAL, 1, 1), Waiting(Severity.LOW, 1, 2)]


@pytest.mark.parametrize(
    ("waited", "minutes"),
    [
        (timedelta(0), 0),
        (timedelta(seconds=59.9), 0),
        (timedelta(minutes=1), 1),
        (timedelta(minutes=119, seconds=59), 119),
        (timedelta(minutes=129), 120),
        (timedelta(days=1, hours=23, minutes=59), 47 * 60 + 50),
        (timedelta(days=2, minutes=59), 48 * 60),
        (timedelta(days=31, hours=5, minutes=10), (31 * 24 + 5) * 60),
    ],
)
def test_how_long_a_case_waited_is_told_the_coarser_the_longer(ask, desk, clock, waited, minutes):
    case = desk.case()[0]
    desk.do("claim", case, "Rosa", lease=timedelta(days=40))
    clock.forward(seconds=waited.total_seconds())
    desk.do("decide", case, token=1, user="Rosa", draft=DISAGREE)
    assert ask("waited", EVERY, [T0, T0 + timedelta(days=60)]) == [Waited(0, minutes, 1)]


def test_how_long_cases_waited_is_counted_by_slot(ask, desk, clock):
    cases = [desk.case(f"p{number}", text=f"Words {number}")[0] for number in range(4)]
    clock.forward(minutes=7)
    for case in cases[:2]:
        desk.decide(desk.claim(case))
    clock.forward(days=1)
    desk.decide(desk.claim(cases[2]))
    undone = desk.decide(desk.claim(cases[3]))
    desk.do("undo", undone.id, user="Rosa")
    assert ask("waited", EVERY, days(2)) == [Waited(0, 7, 2), Waited(1, 24 * 60, 1)]


def test_a_case_that_came_back_does_not_count_its_first_decision_as_a_wait(ask, desk, clock):
    desk.decide(desk.claim(desk.case()[0]))
    clock.forward(hours=1)
    desk.case(text="New words, blockhead.")
    assert ask("waited", EVERY, days(1)) == []
    clock.forward(minutes=9)
    desk.decide(desk.claim())
    assert ask("waited", EVERY, days(1)) == [Waited(0, 9, 1)]


def test_decisions_of_a_time_by_the_rules_that_flagged(ask, desk, make, clock):
    both = make.verdict(
        make.flag(rule="lexicon/en/blockhead"), make.flag(rule="lexicon/en/blockhead"), make.flag(rule="coinage/a")
    )
    for number, draft in enumerate((Draft(outcome=Outcome.AGREE), DISAGREE, Draft(outcome=Outcome.IGNORE))):
        case, _ = desk.open(desk.post(f"p{number}", f"Words {number}"), verdict=both if number < 2 else None)
        desk.decide(desk.claim(case), draft)
        clock.forward(days=1)
    undone = desk.decide(desk.claim(desk.case("p9", text="Other words")[0]), DISAGREE)
    desk.do("undo", undone.id, user="Rosa")
    assert ask("outcomes_by_rule", EVERY, T0, clock() + DAY) == {
        "lexicon/en/blockhead": Outcomes(agreed=1, disagreed=1, ignored=1),
        "coinage/a": Outcomes(agreed=1, disagreed=1),
    }
    assert ask("outcomes_by_rule", EVERY, T0 + DAY, T0 + 2 * DAY) == {
        "lexicon/en/blockhead": Outcomes(disagreed=1),
        "coinage/a": Outcomes(disagreed=1),
    }


def test_categories_are_counted_by_board_the_busiest_first(ask, desk, make, other_board, clock):
    desk.case()
    quiet = make.verdict(make.flag(category=Category.THREAT), categories=(Category.THREAT,))
    other_board("q1")
    other_board("q2", verdict=quiet)
    clock.forward(days=1)
    desk.case("late", text="Later words")
    assert ask("categories", EVERY, T0, T0 + DAY) == [
        CategoryCounts(board_id=2, cases=2, categories={Category.INSULT: 1, Category.TOXICITY: 1, Category.THREAT: 1}),
        CategoryCounts(board_id=1, cases=1, categories={Category.INSULT: 1, Category.TOXICITY: 1}),
    ]


def test_targets_are_counted_by_board_and_those_of_the_most_cases_are_told(ask, desk, make, other_board):
    def aimed(*targets):
        return make.verdict(*(make.flag(target=target) for target in targets))

    for number, targets in enumerate((("women", "women", None), ("women", "Roma"), ("Italy",))):
        desk.open(desk.post(f"p{number}", f"Words {number}"), verdict=aimed(*targets))
    other_board(verdict=aimed("Roma"))
    assert ask("targets", EVERY, T0, T0 + DAY, most=2) == [
        TargetCount(board_id=1, target="women", cases=2),
        TargetCount(board_id=1, target="Italy", cases=1),
        TargetCount(board_id=2, target="Roma", cases=1),
    ]
    assert ask("targets", EVERY, T0 + DAY, T0 + 2 * DAY, most=2) == []


def test_each_number_of_a_board_is_the_last_that_was_printed(ask, desk, make, clock):
    def prints(at, **numbers):
        clock.now = at
        with desk.store.begin() as unit:
            unit.archive.save(make.statistics(**numbers), make.evidence())

    prints(T0, threads=10, messages=100)
    prints(T0 + timedelta(hours=1), threads=12, messages=104, members=7)
    prints(T0 + timedelta(hours=2), threads=11)
    prints(T0 + 2 * DAY, members=8)
    prints(T0 + 3 * DAY, latest_member="Perrin Vale")
    assert ask("statistics", [1], days(4)) == [
        Printed(board_id=1, slot=0, threads=11, messages=104, members=7),
        Printed(board_id=1, slot=2, threads=None, messages=None, members=8),
    ]
    assert ask("statistics", [2], days(4)) == []
    assert ask("statistics", [], days(4)) == []


def test_errors_are_counted_by_kind_the_most_frequent_first(ask, desk, clock):
    scans = []
    with desk.store.begin() as unit:
        for number in range(3):
            first = Step(url=f"https://harbour.example/{number}", kind=StepKind.TARGET)
            scan = unit.scans.start(first.url, runner="host:1:1", options={}, first=first, at=clock())
            unit.scans.failed(scan.id, first, kind="timeout", message="Too slow.", at=clock())
            scans.append(scan.id)
        for number in range(3):
            unit.scans.remark(scans[0], "https://harbour.example/", message=f"Odd {number}.", at=clock())
    assert ask("errors", scans[:2]) == [ErrorCount("remark", 3, 1), ErrorCount("timeout", 2, 2)]
    assert ask("errors", []) == []


NARROWED = [
    (EVERY, {1, 2, 3}),
    (CaseFilter(state=None, board_id=1), {1, 2}),
    (CaseFilter(state=None, queue="urgent"), {2}),
    (CaseFilter(state=None, reach=()), set()),
    (CaseFilter(state=None, reach=(Reach(2, None),)), {3}),
    (CaseFilter(state=None, reach=(Reach(2, "urgent"), Reach(1, "urgent"))), {2}),
    (CaseFilter(state=None, reach=(Reach(2, None), Reach(None, "urgent")), queue="triage"), {3}),
    (CaseFilter(state=None, category=Category.INSULT), {1, 2, 3}),
    (CaseFilter(state=None, rule="lexicon/"), {1, 2, 3}),
    (CaseFilter(state=None, rule="coinage/"), set()),
]


@pytest.mark.parametrize(("which", "found"), NARROWED)
def test_every_count_of_cases_is_narrowed_alike(ask, desk, make, other_board, clock, which, found):
    aimed = make.verdict(make.flag(target="women"))
    desk.open(desk.post("p1", "Words 1"), verdict=aimed)
    desk.open(desk.post("p2", "Words 2"), queue="urgent", verdict=aimed)
    other_board(verdict=aimed)
    now = clock.forward(minutes=1)
    waiting = ask("waiting", which, now, [T0])
    assert sum(each.cases for each in waiting) == len(found)
    assert ask("opened", which, days(1)) == [len(found)]
    for case in (1, 2, 3):
        desk.decide(desk.claim(case))
    assert ask("waiting", which, now, [T0]) == []
    assert ask("decided", which, days(1)) == [Outcomes(agreed=len(found))]
    assert ask("waited", which, days(1)) == ([Waited(0, 1, len(found))] if found else [])
    rules = {"lexicon/en/blockhead": Outcomes(agreed=len(found))} if found else {}
    assert ask("outcomes_by_rule", which, T0, now + DAY) == rules
    boards = {2 if case == 3 else 1 for case in found}
    assert {each.board_id for each in ask("categories", which, T0, now)} == boards
    assert sum(each.cases for each in ask("categories", which, T0, now)) == len(found)
    targets = ask("targets", which, T0, now, most=5)
    assert {each.board_id for each in targets} == boards
    assert sum(each.cases for each in targets) == len(found)


CASES, DECISIONS = "ix_cases_opened_at", "ix_decisions_decided_at"


@pytest.mark.parametrize(
    "which",
    [EVERY, CaseFilter(state=None, queue="triage", board_id=1, reach=(Reach(1, "triage"), Reach(None, "urgent")))],
)
@pytest.mark.parametrize(
    ("step", "index"),
    [
        (lambda trends, which: trends.opened(which, days(365)), CASES),
        (lambda trends, which: trends.decided(which, days(365)), DECISIONS),
        (lambda trends, which: trends.waited(which, days(365)), DECISIONS),
        (lambda trends, which: trends.outcomes_by_rule(which, T0, T0 + DAY), DECISIONS),
        (lambda trends, which: trends.categories(which, T0, T0 + DAY), CASES),
        (lambda trends, which: trends.targets(which, T0, T0 + DAY, most=5), CASES),
        (lambda trends, which: trends.statistics([1, 2], days(365)), "sqlite_autoindex_snapshots_1"),
        (lambda trends, which: trends.errors([1, 2]), "sqlite_autoindex_scan_errors_1"),
    ],
)
def test_what_lies_in_a_stretch_of_time_is_found_by_an_index(sqlite_store, step, index, which):
    asked = []
    event.listen(sqlite_store._engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
    with sqlite_store.read() as unit:
        step(unit.trends, which)
    [(statement, parameters)] = [given for given in asked if "SELECT" in given[0]]
    with sqlite_store._engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert any(index in line for line in plan), plan
    for table in ("cases", "decisions", "flags", "posts", "verdicts", "snapshots", "scan_errors"):
        whole, made_up = f"SCAN {table}", f"SEARCH {table} USING AUTOMATIC"
        assert not any(line.startswith((whole, made_up)) for line in plan), plan
