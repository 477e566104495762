"""What runs all the time is served by an index. SQLite tells its plan the same way whatever the tables hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from db.items import CaseFilter
from db.models import Base
from scraper.items import Step, StepKind

FIRST = Step(url="https://harbour.example/", kind=StepKind.TARGET)


@pytest.fixture
def plans(sqlite_store):
    """Run a step, and tell the plans of its SELECTs."""

    def plans_of(step, *, write=False):
        asked = []

        def note(connection, cursor, statement, parameters, *_):
            if statement.startswith("SELECT"):
                asked.append((statement, parameters))

        event.listen(sqlite_store._engine, "before_cursor_execute", note)
        with sqlite_store.begin() if write else sqlite_store.read() as unit:
            step(unit)
        event.remove(sqlite_store._engine, "before_cursor_execute", note)
        with sqlite_store._engine.connect() as connection:
            return [
                [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                for statement, parameters in asked
            ]

    return plans_of


def check(plan):
    for line in plan:
        assert "TEMP B-TREE FOR ORDER BY" not in line, plan
        assert not any(line == f"SCAN {name}" for name in Base.metadata.tables), plan


def test_pending_revisions_are_found_by_their_index(plans):
    [plan] = plans(lambda unit: unit.verdicts.pending())
    check(plan)
    assert any("ix_revisions_pending" in line for line in plan)
    assert any("ix_posts_original" in line for line in plan)


def test_current_revisions_are_walked_by_id(plans):
    [plan] = plans(lambda unit: unit.verdicts.current())
    check(plan)


@pytest.mark.parametrize(
    ("which", "index"),
    [
        (CaseFilter(), "ix_cases_open"),
        (CaseFilter(queue="triage"), "ix_cases_open_queue"),
        (CaseFilter(queue="triage", board_id=1, author="Ansel"), "ix_cases_open_queue"),
    ],
)
def test_the_queue_is_read_in_the_order_of_its_index(plans, which, index):
    plan = plans(lambda unit: unit.review.cases(which))[0]
    check(plan)
    assert any(f"{index} " in f"{line} " for line in plan), plan


def test_the_next_case_is_found_without_sorting(plans, sqlite_store, clock):
    with sqlite_store.begin() as unit:
        unit.users.ensure("Rosa", at=clock())
    plan = plans(
        lambda unit: unit.review.claim_next(CaseFilter(), "Rosa", lease=timedelta(minutes=1), at=clock()), write=True
    )[-1]
    check(plan)
    assert any("ix_cases_open" in line for line in plan)


def test_posts_of_a_thread_and_of_a_board_are_found_by_their_index(plans):
    [thread] = plans(lambda unit: unit.archive.thread_posts(1))
    [board] = plans(lambda unit: unit.archive.posts(board_id=1, after=5))
    [every] = plans(lambda unit: unit.archive.posts(after=5))
    for plan in (thread, board, every):
        check(plan)
    assert any("ix_posts_thread_id_page_place" in line for line in thread)


def test_the_frontier_is_read_in_the_order_of_its_index(plans, sqlite_store, clock):
    with sqlite_store.begin() as unit:
        unit.scans.start(FIRST.url, runner="host:1:1", options={}, first=FIRST, at=clock())
    [plan] = plans(lambda unit: unit.scans.waiting(1, limit=10, exclude=["https://quay.example/"]))
    check(plan)
    assert any("ix_scan_steps_scan_id_state_rank_id" in line for line in plan)


def test_saving_a_page_looks_up_what_is_known_by_index(plans, make):
    for plan in plans(lambda unit: unit.archive.save(make.page(make.post("p1")), make.evidence()), write=True):
        check(plan)
