"""Counts that are kept: how many open cases there are of each kind is true at any moment, whatever becomes of them."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, text, update

from db.items import CaseFilter, Reach
from db.migrate import VERSION_TABLE
from db.models import CaseRow, StandingRow
from db.models.review import CASE_COUNTS, OPEN, WAITING
from db.narrowing import is_kept
from db.store import Store
from moderation.items import Category, Severity

from .conftest import T0, take_trigrams_away

KIND = ("queue", "board_id", "severity", "language", "categories")


def kept(store):
    """The counts by kind as they are kept, once it is sure that they are those of the cases."""
    with store.read() as unit:
        session = unit.audit._session
        theirs = [getattr(CaseRow, name) for name in KIND]
        counted = session.execute(select(*theirs, func.count()).where(OPEN).group_by(*theirs)).all()
        sums = [CASE_COUNTS.c[name] for name in KIND]
        told = session.execute(select(*sums, func.sum(CASE_COUNTS.c.number)).group_by(*sums)).all()
    assert sorted(map(str, told)) == sorted(map(str, counted))
    return {
        (queue, severity, language, categories): number for queue, _, severity, language, categories, number in told
    }


def test_what_becomes_of_a_case_is_counted(desk, make, clock):
    english, german = make.verdict(make.flag(), language="en"), make.verdict(make.flag(), language="de")
    insult = (Category.INSULT, Category.TOXICITY)
    desk.open(desk.post("p1"), verdict=english)
    desk.open(desk.post("p2"), verdict=english)
    desk.open(desk.post("p3"), verdict=make.verdict(make.flag()))
    assert kept(desk.store) == {("triage", 2, "en", insult): 2, ("triage", 2, None, insult): 1}
    decision = desk.decide(desk.claim(1))
    assert kept(desk.store) == {("triage", 2, "en", insult): 1, ("triage", 2, None, insult): 1}
    desk.do("undo", decision.id, user="Rosa")
    assert kept(desk.store)["triage", 2, "en", insult] == 2
    desk.decide(desk.claim(1))
    clock.forward(hours=1)
    threat = make.verdict(make.flag(), language="de", categories=(Category.THREAT,))
    desk.open(desk.post("p1", "Other words."), queue="urgent", severity=Severity.CRITICAL, verdict=threat)
    desk.open(desk.post("p2", "Other words."), queue="urgent", severity=Severity.CRITICAL, verdict=threat)
    desk.open(desk.post("p3", "Other words, too."), verdict=german)
    assert kept(desk.store) == {("urgent", 4, "de", (Category.THREAT,)): 2, ("triage", 2, "de", insult): 1}
    with desk.store.begin() as unit:
        harmless = unit.verdicts.save(said(unit, "p2").revision_id, make.verdict(), clock())
        unit.review.refresh_case(said(unit, "p2").id, harmless, clock())
    assert kept(desk.store) == {
        ("urgent", 4, "de", (Category.THREAT,)): 1,
        ("urgent", 0, None, ()): 1,
        ("triage", 2, "de", insult): 1,
    }


def said(unit, name):
    return next(post for post in unit.archive.thread_posts(1) if post.external_id == name)


def test_what_is_rolled_back_was_never_counted(desk):
    desk.case("p1")
    before = kept(desk.store)

    with pytest.raises(ZeroDivisionError), desk.store.begin() as unit:  # noqa: PT012
        unit.audit._session.execute(update(CaseRow).values(queue="urgent"))
        raise ZeroDivisionError
    assert kept(desk.store) == before


def test_cases_that_move_or_go_by_any_hand_are_counted(desk):
    for number in range(4):
        desk.case(f"p{number}")
    for statement in (
        update(CaseRow).where(CaseRow.id > 2).values(queue="urgent", severity=int(Severity.LOW)),
        update(CaseRow).values(queue="triage"),
        delete(StandingRow),
        delete(CaseRow).where(CaseRow.id.in_([1, 4])),
    ):
        with desk.store.begin() as unit:
            unit.audit._session.execute(statement)
        kept(desk.store)
    assert desk.look("count") == 2


def test_the_oldest_of_each_queue_is_told_of_where_somebody_may_look(desk, clock):
    desk.case("p1")
    clock.forward(hours=1)
    desk.case("p2")
    desk.case("p3", queue="urgent")
    assert [(each.queue, each.open, each.oldest_at) for each in desk.look("queues")] == [
        ("triage", 2, T0),
        ("urgent", 1, clock()),
    ]
    desk.decide(desk.claim(1))
    triage = CaseFilter(reach=(Reach(1, "triage"),))
    assert [(each.queue, each.open, each.oldest_at) for each in desk.look("queues", triage)] == [("triage", 1, clock())]
    assert desk.look("queues", CaseFilter(reach=())) == []


@pytest.mark.parametrize(
    "which",
    [{"state": None}, {"rule": "lexicon/"}, {"words": "o"}, {"opened_before": T0}, {"but": (1,)}, {"appealed": True}],
)
def test_no_count_is_kept_of_what_is_asked_for_by_more_than_a_kind(which):
    assert is_kept(CaseFilter(queue="triage", board_id=1, language="en"))
    assert not is_kept(CaseFilter(**which))


def test_both_ways_to_say_that_a_case_is_open_say_the_same(desk):
    for number in range(3):
        desk.case(f"p{number}")
    desk.decide(desk.claim(2))
    with desk.store.read() as unit:
        found = [unit.audit._session.scalars(select(CaseRow.id).where(which)).all() for which in (OPEN, WAITING)]
    assert found == [[1, 3], [1, 3]]


def test_cases_of_a_store_of_the_version_before_are_counted_as_it_is_opened(desk, url, clock):
    for number in range(5):
        desk.case(f"p{number}", queue="urgent" if number % 2 else "triage")
    desk.decide(desk.claim(1))
    before = kept(desk.store)
    with desk.store._engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_cases_waiting"))
        connection.execute(text("DROP INDEX ix_decisions_to_take_back"))
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            take_trigrams_away(connection)
        for name in ("inserted", "left", "joined", "deleted") if on_sqlite else ():
            connection.execute(text(f"DROP TRIGGER case_counts_{name}"))
        connection.execute(text(f"DROP {'TABLE' if on_sqlite else 'VIEW'} case_counts"))
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0014'"))
    desk.store.close()
    with Store.open(url, clock=clock) as store:
        assert kept(store) == before
        with store.begin() as unit:
            unit.audit._session.execute(update(CaseRow).values(state="open"))
        assert sum(kept(store).values()) == 5
