"""The queue as a reviewer works on it: next, decide, undo, release, and a case in its thread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.errors import CaseDecided, CaseTaken
from db.items import ActionState, CaseFilter, CaseState, Draft, Outcome
from db.store import Store
from flagpost.errors import NothingToUndo
from flagpost.review import NEIGHBOURS, Desk, words_judged
from flagpost.settings import load_settings

AGREE = Draft(outcome=Outcome.AGREE)


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def anna(full: Store, clock: Clock) -> Desk:
    return Desk(full, load_settings(reviewer="anna"), clock=clock)


@pytest.fixture
def bert(full: Store, clock: Clock) -> Desk:
    return Desk(full, load_settings(reviewer="bert"), clock=clock)


def test_two_reviewers_never_get_the_same_case(anna: Desk, bert: Desk) -> None:
    first, second = anna.next(CaseFilter()), bert.next(CaseFilter())
    assert first
    assert second
    assert first.case.id != second.case.id
    assert first.case.severity >= second.case.severity
    assert first.case.claim
    assert first.case.claim.user == "anna"


def test_a_claimed_case_comes_first_again(anna: Desk) -> None:
    first, again = anna.next(CaseFilter()), anna.next(CaseFilter())
    assert first
    assert again
    assert first.case.id == again.case.id


def test_a_decision_is_made_and_undone(anna: Desk, full: Store) -> None:
    _, before = anna.cases(CaseFilter(), limit=1)
    decision = anna.decide(1, AGREE)
    assert decision.user == "anna"
    assert decision.explanation, "the flags' reasons stand in for one"
    assert anna.cases(CaseFilter(), limit=1)[1] == before - 1
    with pytest.raises(CaseDecided):
        anna.decide(1, AGREE)
    assert anna.undo().id == decision.id
    assert anna.show(1).case.state is CaseState.OPEN
    with pytest.raises(NothingToUndo, match="anna"):
        anna.undo()


def test_somebody_elses_claim_holds_until_it_expires(anna: Desk, bert: Desk, clock: Clock) -> None:
    anna.claim(1)
    with pytest.raises(CaseTaken, match="anna"):
        bert.decide(1, AGREE)
    with pytest.raises(CaseTaken, match="anna"):
        bert.release(1)
    clock.now += timedelta(minutes=31)
    assert bert.decide(1, AGREE).user == "bert"


def test_a_released_case_is_free(anna: Desk, bert: Desk) -> None:
    anna.claim(1)
    anna.release(1)
    anna.release(1)
    assert bert.claim(1).user == "bert"


def test_an_action_is_marked_as_done(anna: Desk, full: Store) -> None:
    decision = anna.decide(1, AGREE)
    anna.done(decision.id)
    with full.read() as unit:
        assert unit.review.decisions()[0].action_state is ActionState.DONE


def test_nothing_left_to_claim(anna: Desk) -> None:
    assert anna.next(CaseFilter(author="nobody at all")) is None


def test_every_case_stands_in_its_thread(anna: Desk, full: Store) -> None:
    cases, total = anna.cases(CaseFilter(), limit=100)
    assert len(cases) == total > 3
    for case in cases:
        shown = anna.show(case.id)
        around: list[Any] = [*shown.around.before, case.post, *shown.around.after]
        with full.read() as unit:
            thread = unit.archive.thread_posts(case.post.thread_id)
        ids = [post.id for post in thread]
        begin = ids.index(around[0].id)
        assert ids[begin : begin + len(around)] == [post.id for post in around]
        assert len(shown.around.before) <= NEIGHBOURS
        first = [shown.around.original.id] if shown.around.original else []
        assert len(first) + shown.around.skipped == begin
        text, spans = words_judged(shown)
        assert text == case.post.text
        assert all(start < end <= len(text) for start, end in spans)
        assert sorted(spans) == list(spans)


@pytest.mark.parametrize(
    "wanted",
    [
        CaseFilter(),
        CaseFilter(queue="general"),
        CaseFilter(queue="nowhere"),
        CaseFilter(state=CaseState.DECIDED),
        CaseFilter(queue="general", words="you"),
    ],
)
def test_a_page_of_the_queue_tells_the_same_as_its_parts(anna, wanted):
    shown = anna.next(CaseFilter())
    assert shown
    anna.decide(shown.case.id, AGREE)
    listed = anna.listed(wanted, limit=2, offset=1)
    cases, total = anna.cases(wanted, limit=2, offset=1)
    assert (list(listed.cases), listed.total, list(listed.queues)) == (cases, total, anna.queues())
    assert total == len(anna.cases(wanted, limit=1_000)[0])
