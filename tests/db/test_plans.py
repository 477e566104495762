"""What runs all the time is served by an index. SQLite tells its plan the same way whatever the tables hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from db.items import Action, ActionFilter, ActionState, CaseFilter, CaseState, Reach
from db.models import Base, BoardRow
from moderation.items import Category, Severity
from scraper.items import Step, StepKind

from .conftest import T0

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


def test_what_is_handed_to_somebody_is_found_without_sorting(plans, sqlite_store, clock):
    with sqlite_store.begin() as unit:
        unit.users.ensure("Rosa", at=clock())
    plan = plans(
        lambda unit: unit.review.claim_next(CaseFilter(), "Rosa", lease=timedelta(minutes=1), at=clock()), write=True
    )[-2]
    check(plan)
    assert any("ix_cases_assigned" in line for line in plan)


def test_the_decisions_of_a_batch_are_found_by_their_index(plans):
    plan = plans(lambda unit: unit.batches.decisions(1))[0]
    check(plan)
    assert any("ix_decisions_batch" in line for line in plan)


def test_what_somebody_is_asked_about_is_found_by_its_index(plans, sqlite_store, clock):
    with sqlite_store.begin() as unit:
        unit.users.ensure("Rosa", at=clock())
    every = CaseFilter(state=None)
    second = plans(lambda unit: unit.opinions.waiting("Rosa", every, clock()))[-1]
    golden = plans(lambda unit: unit.opinions.golden("Rosa", every, clock()))[-1]
    for plan, index in ((second, "uq_opinions_asked"), (golden, "uq_golden_cases_in_force")):
        check(plan)
        assert any(index in line for line in plan), plan


def test_cases_of_a_kind_are_counted_without_a_look_at_cases(plans):
    reach = (Reach(1, None), Reach(2, "triage"))
    for which in (CaseFilter(), CaseFilter(board_id=1, category=Category.INSULT, language="de", reach=reach)):
        [[line]] = plans(lambda unit, which=which: unit.review.count(which))
        assert line == "SCAN case_counts"


def test_cases_are_counted_by_an_index_alone_whatever_else_is_asked(plans):
    which = CaseFilter(severity=Severity.LOW, board_id=1, opened_before=T0)
    [[line]] = plans(lambda unit: unit.review.count(which))
    assert "ix_cases_open" in line
    [[line]] = plans(lambda unit: unit.review.count(replace(which, queue="triage")))
    assert "ix_cases_open_queue (queue=? AND severity>?)" in line


def test_cases_of_a_rule_are_counted_by_an_index_and_flags_are_asked_only_where_it_has_no_room(plans):
    [[counted, asked, flags]] = plans(lambda unit: unit.review.count(CaseFilter(rule="lexicon/")))
    assert "ix_cases_open" in counted
    assert asked.startswith("CORRELATED")
    assert "verdict_id=?" in flags


def test_several_filters_are_counted_in_one_walk_over_an_index(plans):
    filters = [CaseFilter(), CaseFilter(rule="lexicon/"), CaseFilter(board_id=1, opened_before=T0)]
    kinds, walk, words = plans(lambda unit: unit.review.counts([*filters, CaseFilter(words="oaf")]))
    assert kinds == ["SCAN case_counts"]
    assert walk[0].startswith("SCAN cases USING INDEX ix_cases_open"), walk
    assert any("case_trigrams" in line for line in words), words


def test_the_open_cases_of_boards_are_counted_without_a_look_at_cases(plans):
    for step in (lambda unit: unit.archive.boards(), lambda unit: unit.archive._boards(BoardRow.id == 1)):
        [plan] = plans(step)
        assert "SCAN case_counts" in plan, plan
        assert not any(" cases " in f"{line} " for line in plan), plan


def test_what_waits_longest_in_each_queue_is_the_first_of_an_index(plans):
    claimed, counted = plans(lambda unit: unit.review.queues(CaseFilter(reach=(Reach(1, None),))))
    assert claimed[0].endswith("ix_cases_claimed")
    [counts, oldest] = [line for line in counted if line.startswith(("SCAN", "SEARCH"))]
    assert counts.startswith("SCAN case_counts")
    assert oldest == "SEARCH cases USING COVERING INDEX ix_cases_waiting (queue=?)"


def test_queues_are_counted_in_the_order_of_their_index_whatever_is_asked(plans):
    claimed, counted = plans(lambda unit: unit.review.queues(CaseFilter(rule="lexicon/")))
    assert claimed[0].endswith("ix_cases_claimed")
    assert counted[0].endswith("ix_cases_open_queue")


@pytest.mark.parametrize("state", [None, CaseState.DECIDED])
def test_cases_of_every_state_are_read_in_the_order_of_their_index(plans, state):
    plan = plans(lambda unit: unit.review.cases(CaseFilter(state=state), offset=50_000))[0]
    check(plan)
    assert any("ix_cases_order" in line for line in plan), plan


def test_words_are_found_by_an_index(plans):
    which = CaseFilter(words="blockhead", board_id=1)
    for step in (lambda unit: unit.review.count(which), lambda unit: unit.review.page(which, limit=5)):
        plan = plans(step)[0]
        assert any("case_trigrams VIRTUAL TABLE INDEX" in line for line in plan), plan
        assert not any("case_words" in line for line in plan), plan
        assert any("SEARCH cases USING INTEGER PRIMARY KEY" in line for line in plan), plan


@pytest.mark.parametrize("state", [CaseState.OPEN, None])
@pytest.mark.parametrize("words", ["you blockhead oh", '"you blockhead"'])
def test_what_an_index_does_not_know_is_read_in_those_cases_that_it_finds(plans, state, words):
    which = CaseFilter(words=words, board_id=1, state=state)
    for step in (lambda unit: unit.review.count(which), lambda unit: unit.review.page(which, limit=5)):
        plan = plans(step)[0]
        assert any("case_trigrams VIRTUAL TABLE INDEX" in line for line in plan), plan
        assert any("SEARCH case_words USING PRIMARY KEY (open=? AND case_id=?)" in line for line in plan), plan
        assert any("SEARCH cases USING INTEGER PRIMARY KEY" in line for line in plan), plan


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.DECIDED])
def test_words_too_short_for_an_index_are_read_where_they_lie_beside_one_another(plans, state):
    which = CaseFilter(words="oh", board_id=1, state=state)
    for step in (
        lambda unit: unit.review.ids(which),
        lambda unit: unit.review.count(which),
        lambda unit: unit.review.page(which, limit=5),
    ):
        plan = plans(step)[0]
        assert "SEARCH case_words USING PRIMARY KEY (open=?)" in plan, plan
        assert not any(line.startswith("SCAN") and "subquery" not in line for line in plan), plan


def test_cases_under_appeal_are_found_by_their_appeals(plans):
    [plan] = plans(lambda unit: unit.review.count(CaseFilter(appealed=True)))
    assert any("uq_appeals_open" in line for line in plan), plan
    assert any("SEARCH cases USING INTEGER PRIMARY KEY" in line for line in plan), plan


def test_what_somebody_claimed_is_found_without_a_look_at_all_that_they_ever_did(plans):
    [mine] = plans(lambda unit: unit.review.ids(CaseFilter(claimed_by="Rosa"), limit=1))
    assert any("ix_claims_unreleased_user_id" in line for line in mine), mine
    [since] = plans(lambda unit: unit.figures.claimed_at("Rosa", T0))
    check(since)
    assert any("ix_claims_user_id_claimed_at (user_id=? AND claimed_at>?)" in line for line in since), since


def test_a_case_is_read_with_all_that_its_page_tells_by_index(plans, sqlite_store, make, clock):
    with sqlite_store.begin() as unit:
        thread = unit.archive.save(make.page(make.post("p1"), make.post("p2")), make.evidence()).thread_id
        post = unit.archive.thread_posts(thread)[0]
    asked = [
        lambda unit: unit.archive.around(post, near=2),
        lambda unit: unit.archive.revisions(post.id),
        lambda unit: unit.verdicts.newest_flags([1, 2]),
        lambda unit: unit.figures.author_of(post.id),
        lambda unit: unit.figures.cases_in_thread(thread, but=1, limit=6),
        lambda unit: unit.archive.board_names(),
    ]
    for step in asked[:-1]:
        for plan in plans(step):
            check(plan)
    others = plans(lambda unit: unit.figures.cases_of_author(post.id, but=1, limit=6))[0]
    assert not any(line.startswith("SCAN") for line in others), others
    few = next(place for place, line in enumerate(others) if line.startswith("LIST SUBQUERY"))
    until = others.index("USE TEMP B-TREE FOR ORDER BY")  # the many are sorted before the words of a few are read
    assert few < until < next(place for place, line in enumerate(others) if "revisions" in line), others
    [[names]] = plans(asked[-1])
    assert names == "SCAN boards"


def test_lines_about_somebody_are_found_by_index(plans):
    [plan] = plans(lambda unit: unit.audit.newest(before=500, about="Rosa"))
    for index in ("ix_audit_actor_number (actor=? AND number<?)", "ix_audit_subject_number (subject=? AND number<?)"):
        assert any(index in line for line in plan), plan
    assert not any("ORDER BY" in line for line in plan), plan


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


def test_actions_are_read_in_the_order_of_their_index(plans):
    for which in (ActionFilter(), ActionFilter(state=ActionState.DONE), ActionFilter(action=Action.BAN, board_id=1)):
        listed = plans(lambda unit, which=which: unit.actions.cases(which, limit=5))
        for plan in listed[: 1 if which.state else 3]:
            check(plan)
            assert any("ix_decisions_acted" in line for line in plan), plan
    [count] = plans(lambda unit: unit.actions.count(ActionFilter(state=ActionState.RECOMMENDED)))
    assert any("ix_decisions_acted" in line for line in count), count


def test_what_is_to_be_taken_back_is_read_in_the_order_of_its_index(plans):
    for which in (ActionFilter(), ActionFilter(action=Action.BAN, board_id=1)):
        [listed, *_] = plans(lambda unit, which=which: unit.actions.to_take_back(which, limit=5))
        [count] = plans(lambda unit, which=which: unit.actions.count_to_take_back(which))
        check(listed)
        for plan in (listed, count):
            assert any("ix_decisions_to_take_back" in line for line in plan), plan


def test_escalations_that_were_left_until_the_claim_ran_out_are_found_among_the_claimed(plans):
    [plan] = plans(lambda unit: unit.review.some_lapsed())
    check(plan)
    assert any("ix_cases_claimed" in line for line in plan), plan


def test_actions_that_can_be_seen_are_found_by_index(plans, clock):
    [everywhere] = plans(lambda unit: unit.actions.check(by="scan:1", at=clock()), write=True)
    assert any("ix_decisions_acted" in line for line in everywhere), everywhere
    for plan in plans(lambda unit: unit.actions.check_thread(1, by="scan:1", at=clock()), write=True):
        assert any("ix_posts_thread_id_page_place" in line for line in plan), plan
        assert not any(line.startswith("SCAN") for line in plan), plan
    for plan in plans(lambda unit: unit.actions.awaited("https://harbour.example/", ["t1"])):
        assert not any(line.startswith("SCAN") for line in plan), plan


def test_saving_a_page_looks_up_what_is_known_by_index(plans, make):
    for plan in plans(lambda unit: unit.archive.save(make.page(make.post("p1")), make.evidence()), write=True):
        check(plan)


def test_a_case_is_weighed_by_index(plans, sqlite_store, make, clock):
    with sqlite_store.begin() as unit:
        thread = unit.archive.save(make.page(make.post("p1"), make.post("p2")), make.evidence()).thread_id
        posts = unit.archive.thread_posts(thread)
        verdicts = [unit.verdicts.save(each.revision_id, make.verdict(make.flag()), clock()) for each in posts]

    def opened(unit):
        for post, verdict in zip(posts, verdicts, strict=True):
            unit.review.open_case(post.id, verdict, queue="triage", severity=Severity.LOW, score=0.5, at=clock())

    weighed = [plan for plan in plans(opened, write=True) if any("standings" in line for line in plan)]
    assert len(weighed) > 8
    for plan in weighed:
        assert not any(line.startswith(f"SCAN {name}") for name in Base.metadata.tables for line in plan), plan
        assert not any("ix_cases" in line for line in plan), plan
    for index in ("author_id_case_id (author_id=?", "board_id_words_sha256_case_id (board_id=? AND words_sha256=?"):
        assert any(f"ix_standings_{index}" in line for plan in weighed for line in plan), index
