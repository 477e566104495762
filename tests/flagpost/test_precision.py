"""How often people agreed with a rule, and how sure that is."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import StoreLocked
from db.items import CaseFilter, Draft, Outcome
from db.store import Store
from flagpost import precision as module
from flagpost.precision import Measured, Precision
from flagpost.review import Desk


@pytest.mark.parametrize(
    ("agreed", "disagreed", "low", "high"),
    [
        (1, 0, 0.2065, 1.0),
        (0, 1, 0.0, 0.7935),
        (1, 1, 0.0945, 0.9055),
        (81, 19, 0.7222, 0.8749),
        (500, 500, 0.4691, 0.5309),
    ],
)
def test_the_interval_is_wilsons(agreed, disagreed, low, high):
    found = Precision(agreed=agreed, disagreed=disagreed)
    assert found.share == agreed / (agreed + disagreed)
    assert found.interval == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_where_nobody_decided_nothing_is_known():
    assert (Precision(agreed=0, disagreed=0).share, Precision(agreed=0, disagreed=0).interval) == (None, None)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_share_lies_within_the_interval(agreed, disagreed):
    found = Precision(agreed=agreed, disagreed=disagreed)
    if agreed + disagreed:
        low, high = found.interval
        assert 0 <= low <= found.share + 1e-12
        assert found.share - 1e-12 <= high <= 1


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_the_interval_of_the_opposite_is_its_mirror(agreed, disagreed):
    found, mirrored = Precision(agreed=agreed, disagreed=disagreed), Precision(agreed=disagreed, disagreed=agreed)
    if agreed + disagreed:
        assert found.interval[0] == pytest.approx(1 - mirrored.interval[1], abs=1e-12)


# --- measured over a store ---------------------------------------------------------------------------------------


@pytest.fixture
def desk(full, settings):
    return Desk(full, settings)


def rules(desk, case_id):
    return {flag.rule for flag in desk.show(case_id).case.verdict.flags}


def test_every_rule_of_a_decided_case_is_measured(full, desk):
    measured = Measured(full, fresh=0)
    assert measured.by_rule() == {}
    cases, _ = desk.cases(CaseFilter(), limit=3)
    agreed, disagreed, ignored = (case.id for case in cases)
    desk.decide(agreed, Draft(outcome=Outcome.AGREE))
    decision = desk.decide(disagreed, Draft(outcome=Outcome.DISAGREE))
    desk.decide(ignored, Draft(outcome=Outcome.IGNORE))
    found = measured.by_rule()
    assert set(found) == rules(desk, agreed) | rules(desk, disagreed) | rules(desk, ignored)
    for rule, precision in found.items():
        assert precision == Precision(agreed=rule in rules(desk, agreed), disagreed=rule in rules(desk, disagreed))
    desk.undo(decision.id)
    assert all(precision.disagreed == 0 for precision in measured.by_rule().values())


def test_what_was_counted_is_told_again_for_a_while(full, desk, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    measured = Measured(full)
    assert measured.by_rule() == {}
    desk.decide(1, Draft(outcome=Outcome.AGREE))
    now += module.FRESH
    assert measured.by_rule() == {}
    now += 1
    assert measured.by_rule() == {}, "nobody waits until it is counted anew"
    with measured._counting:  # held until it is
        assert set(measured.by_rule()) == rules(desk, 1)
    desk.undo()
    now += module.FRESH * module.STALE + 1
    assert measured.by_rule() == {}, "what is older is told to nobody"


def test_a_store_that_cannot_be_read_beside_is_read_again_by_whoever_asks_next(full, desk, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    measured = Measured(full)
    assert measured.by_rule() == {}
    desk.decide(1, Draft(outcome=Outcome.AGREE))
    now += module.FRESH + 1
    with monkeypatch.context() as broken:
        broken.setattr(measured, "_count", lambda: (_ for _ in ()).throw(StoreLocked("somebody writes")))
        assert measured.by_rule() == {}
        with measured._counting:
            pass
    measured.by_rule()
    with measured._counting:
        assert set(measured.by_rule()) == rules(desk, 1)


def test_many_who_ask_at_once_are_told_by_one_count(full, monkeypatch):
    counted, read = [], Store.read

    def reading(self):
        counted.append(threading.get_ident())
        return read(self)

    monkeypatch.setattr(Store, "read", reading)
    measured, start, told = Measured(full), threading.Barrier(6), []

    def ask():
        start.wait(10)
        told.append(measured.by_rule())

    asking = [threading.Thread(target=ask) for _ in range(6)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert told == [{}] * 6
    assert len(counted) == 1
