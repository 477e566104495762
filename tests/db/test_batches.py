"""Decisions made together: each in its own right, and those that cannot be made are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.batches import seen_now
from db.errors import NotFound
from db.items import Action, Draft, LeftAlone, Outcome, Seen
from db.store import Store

LEASE = timedelta(minutes=15)
AGREE = Draft(outcome=Outcome.AGREE, action=Action.REMOVE, note="Spam wave.")


@pytest.fixture
def batch(desk):
    """Decide cases together, as Rosa."""

    def made(seen, draft=AGREE, may=lambda case: True):
        with desk.store.begin() as unit:
            batch_id = unit.batches.begin("Rosa", note=draft.note, at=desk.clock())
        with desk.store.begin() as unit:
            unit.batches.decide(batch_id, seen, draft=draft, lease=LEASE, may=may, at=desk.clock())
        with desk.store.read() as unit:
            return unit.batches.get(batch_id)

    return made


@pytest.fixture
def seen(desk):
    """Four cases as they are now."""
    for number in (1, 2, 3, 4):
        desk.case(f"p{number}")
    return [seen_now(case) for case in desk.look("cases")]


def test_cases_are_decided_each_in_its_own_right(desk, batch, seen, clock, store):
    made = batch(seen)
    assert (made.user, made.made_at, made.note, made.decided, made.undone) == ("Rosa", clock(), "Spam wave.", 4, 0)
    assert made.left_alone == ()
    with store.read() as unit:
        decisions = unit.batches.decisions(made.id)
    assert [each.case_id for each in decisions] == [1, 2, 3, 4]
    assert {(each.user, each.outcome, each.action, each.note, each.batch_id, each.token) for each in decisions} == {
        ("Rosa", "agree", "remove", "Spam wave.", made.id, 1)
    }
    assert all(each.explanation == "“Blockhead” is an insult." for each in decisions)
    assert desk.look("count") == 0


def test_the_log_tells_of_each_decision_in_one_line(desk, batch, seen, store):
    before = len(desk.events())
    made = batch(seen)
    assert desk.events()[before:] == [("Rosa", "case.decided")] * 4
    with store.read() as unit:
        assert unit.audit.entries()[-1].details["batch"] == made.id
        assert unit.audit.verify().broken_at is None


def test_a_decision_by_itself_is_in_no_batch(desk, store):
    desk.case()
    assert desk.decide(desk.claim()).batch_id is None
    with store.read() as unit:
        assert "batch" not in unit.audit.entries()[-1].details


def test_what_somebody_else_is_at_or_has_changed_is_left_alone_and_told(desk, batch, seen, clock):
    desk.claim(1, "Ben")
    handed = desk.claim(2)
    with desk.store.begin() as unit:
        unit.assignments.assign(2, token=handed.token, user="Rosa", to="Ben", note="", at=desk.clock())
    desk.decide(desk.claim(3, "Ben"))
    clock.forward(minutes=1)
    desk.case("p4", text="Blockheads, all of you.")
    made = batch([*seen, Seen(99, 1, 0)])
    assert made.decided == 0
    assert made.left_alone == (
        LeftAlone(1, "Ben has it"),
        LeftAlone(2, "it is handed to Ben"),
        LeftAlone(3, "it is decided, by Ben"),
        LeftAlone(4, "it has changed since it was looked at"),
        LeftAlone(99, "somebody is working on it at this moment"),
    )


def test_a_case_that_came_back_has_changed(desk, batch, seen):
    desk.do("undo", desk.decide(desk.claim(1)).id, user="Rosa")
    assert batch(seen).left_alone == (LeftAlone(1, "it has changed since it was looked at"),)


def test_what_the_user_may_not_decide_is_left_alone(desk, batch, seen):
    made = batch(seen, may=lambda case: case.id != 2)
    assert (made.decided, made.left_alone) == (3, (LeftAlone(2, "Rosa may not decide it"),))


def test_ones_own_claim_is_used(desk, batch, seen, store):
    desk.claim(1)
    assert batch(seen[:1]).decided == 1
    with store.read() as unit:
        assert unit.review.decision(1).token == 1


def test_an_expired_claim_of_another_is_no_obstacle(desk, batch, seen, clock):
    desk.claim(1, "Ben")
    clock.forward(hours=1)
    assert batch(seen).decided == 4


def test_a_decided_case_that_was_handed_to_the_user_is_theirs_no_longer(desk, batch, seen):
    handed = desk.claim(1, "Ben")
    with desk.store.begin() as unit:
        unit.assignments.assign(1, token=handed.token, user="Ben", to="Rosa", note="", at=desk.clock())
    assert batch(seen).decided == 4
    assert desk.look("case", 1).assignment is None


def test_batches_count_what_was_undone_and_come_newest_first(desk, batch, seen, store):
    first, second = batch(seen[:2]), batch(seen[2:])
    desk.do("undo", 1, user="Ben")
    with store.read() as unit:
        found = unit.batches.newest()
        assert [(each.id, each.decided, each.undone) for each in found] == [(second.id, 2, 0), (first.id, 2, 1)]
        assert unit.batches.newest("Ben") == []
        assert unit.batches.newest("rosa", limit=1) == found[:1]
        with pytest.raises(NotFound, match="9"):
            unit.batches.get(9)


def test_decisions_of_a_batch_are_not_cases_that_somebody_looked_at(desk, batch, seen, store, clock):
    desk.claim(1)
    clock.forward(seconds=5)
    batch(seen)
    with store.read() as unit:
        opened = unit.figures.claimed_at("Rosa", clock() - timedelta(hours=1))
    assert opened == [clock() - timedelta(seconds=5)]


def test_nobody_is_waited_for(postgres_store, make, clock):
    with postgres_store.begin() as unit:
        unit.users.ensure("Rosa", at=clock())
        unit.archive.save(make.page(make.post("p1"), make.post("p2")), make.evidence())
        for waiting in unit.verdicts.pending():
            verdict = unit.verdicts.save(waiting.revision_id, make.verdict(make.flag()), clock())
            unit.review.open_case(
                waiting.post_id, verdict, queue="triage", severity=make.flag().severity, score=0.5, at=clock()
            )
        batch_id = unit.batches.begin("Rosa", note="", at=clock())
        seen = [seen_now(case) for case in unit.review.cases()]
    url = postgres_store._engine.url.render_as_string(hide_password=False)
    with Store.open(url, patience=0.2) as other, postgres_store.begin() as busy:
        busy.review.claim(1, "Rosa", lease=LEASE, at=clock())
        with other.begin() as unit:
            unit.batches.decide(batch_id, seen, draft=AGREE, lease=LEASE, may=lambda case: True, at=clock())
    with postgres_store.read() as unit:
        assert unit.batches.get(batch_id).left_alone == (LeftAlone(1, "somebody is working on it at this moment"),)
        assert [each.case_id for each in unit.batches.decisions(batch_id)] == [2]
