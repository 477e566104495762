"""Many cases at once: chosen, decided together, left alone where somebody else is at them, and undone together."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from db.errors import NotFound
from db.items import Action, CaseFilter, CaseState, Draft, Grant, LeftAlone, Outcome, Seen, User, UserRole
from db.store import Store
from flagpost import bulk as bulk_module
from flagpost.access import Access
from flagpost.bulk import BUSY, Bulk
from flagpost.errors import NotAllowed
from flagpost.handing import Handing
from flagpost.settings import Settings, load_settings
from moderation.items import Category, Severity

from .console.making import make_case

DISAGREE = Draft(outcome=Outcome.DISAGREE, note="A quotation, again and again.")


@pytest.fixture
def anna(store: Store, settings: Settings) -> Bulk:
    """At the command line: with every right."""
    return Bulk(store, settings)


@pytest.fixture
def cases(store: Store) -> list[int]:
    """Seven cases, the first two of them grave threats."""
    grave = {"severity": Severity.HIGH, "category": Category.THREAT, "queue": "urgent"}
    return [make_case(store, **(grave if number < 2 else {})) for number in range(7)]


def somebody(store: Store, settings: Settings, name: str, role: UserRole, *grants: Grant) -> Bulk:
    """Somebody who may not do everything."""
    with store.begin() as unit:
        unit.users.ensure(name, role, at=datetime.now(UTC))
        if grants:
            unit.users.set_grants(name, grants, by="anna", at=datetime.now(UTC))
        user: User = unit.users.get(name)
    return Bulk(store, settings, access=Access(user))


def outcomes(store: Store) -> list[tuple[int, bool]]:
    """Every decision: of which case, and whether it stands."""
    with store.read() as unit:
        return [(each.case_id, each.undone_at is None) for each in unit.review.decisions()]


@contextmanager
def listening(name: str, step: Callable[[], None]) -> Iterator[None]:
    """Do something at every event of a session, but not at those that it causes itself."""
    busy = False

    def once(*_: object) -> None:
        nonlocal busy
        if not busy:
            busy = True
            step()
            busy = False

    event.listen(Session, name, once)
    try:
        yield
    finally:
        event.remove(Session, name, once)


# --- choosing ----------------------------------------------------------------------------------------------------


def test_what_a_filter_finds_is_counted_by_what_it_is(anna: Bulk, cases: list[int]) -> None:
    chosen = anna.found(CaseFilter(state=None))
    assert [case.id for case in chosen.cases] == cases
    assert list(chosen.by_severity.items()) == [(Severity.HIGH, 2), (Severity.MEDIUM, 5)]
    assert chosen.by_category == {Category.INSULT: 5, Category.THREAT: 2}
    assert (chosen.left, chosen.beyond) == ((), 0)
    assert [case.id for case in anna.found(CaseFilter(queue="urgent")).cases] == cases[:2]


def test_no_more_than_some_are_found_at_once_and_that_is_told(
    anna: Bulk, cases: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_module, "MOST", 3)
    chosen = anna.found(CaseFilter())
    assert ([case.id for case in chosen.cases], chosen.beyond) == (cases[:3], 4)


def test_what_others_are_at_is_told_before_anything_is_decided(
    anna: Bulk, cases: list[int], store: Store, settings: Settings
) -> None:
    bert = load_settings(reviewer="bert")
    Bulk(store, bert).claim(cases[0])
    anna.claim(cases[1])
    with store.begin() as unit:
        unit.users.ensure("Eva", at=datetime.now(UTC))
    Handing(store, settings).hand(cases[2], "Eva")
    chosen = anna.found(CaseFilter())
    assert chosen.left == (LeftAlone(cases[0], "bert has it"), LeftAlone(cases[2], "it is handed to Eva"))
    assert [case.id for case in chosen.cases] == [cases[1], *cases[3:]]


def test_ticked_cases_that_changed_since_are_told(anna: Bulk, cases: list[int]) -> None:
    seen = anna.found(CaseFilter()).seen
    stale = Seen(seen[0].case_id, seen[0].verdict_id, seen[0].reopened + 1)
    chosen = anna.ticked([stale, seen[3], Seen(10_000, 1, 0)])
    assert [case.id for case in chosen.cases] == [cases[3]]
    assert chosen.left == (LeftAlone(cases[0], "it has changed since it was looked at"),)


# --- deciding ----------------------------------------------------------------------------------------------------


def test_cases_are_decided_together(anna: Bulk, cases: list[int], store: Store) -> None:
    batch = anna.decide_all(anna.found(CaseFilter()).seen, DISAGREE)
    assert (batch.user, batch.decided, batch.undone, batch.left_alone) == ("anna", 7, 0, ())
    assert batch.note == DISAGREE.note
    assert sorted(outcomes(store)) == [(case, True) for case in cases]
    made = anna.batch(batch.id)
    assert [(decision.outcome, case.id) for decision, case in made.decisions] == [("disagree", case) for case in cases]
    assert made.undoable == 7
    assert anna.batches() == [batch]


def test_each_unit_is_a_transaction_of_its_own(
    anna: Bulk, cases: list[int], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_module, "UNIT", 3)
    seen, written = anna.found(CaseFilter()).seen, []

    def note() -> None:
        with store.read() as unit:
            written.append(unit.review.count(CaseFilter(state=CaseState.DECIDED)))

    with listening("after_commit", note):
        anna.decide_all(seen, DISAGREE)
    assert [count for place, count in enumerate(written) if count not in written[:place]] == [0, 3, 6, 7]


def test_what_the_store_was_too_busy_for_is_left_alone_and_the_rest_stands(
    cases: list[int], settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_module, "UNIT", 3)
    other = sqlite3.connect("flagpost.db", isolation_level=None)

    def hold() -> None:
        if len(outcomes(store)) == 3:
            other.execute("BEGIN IMMEDIATE")

    def let_go() -> None:
        if other.in_transaction:
            other.execute("ROLLBACK")

    with Store.open("sqlite:///flagpost.db", patience=0.05) as hasty:
        anna = Bulk(hasty, settings)
        seen = anna.found(CaseFilter()).seen
        with listening("after_commit", hold), listening("after_rollback", let_go):
            batch = anna.decide_all(seen, DISAGREE)
    other.close()
    assert batch.decided == 4
    assert batch.left_alone == tuple(LeftAlone(case, BUSY) for case in cases[3:6])


def test_one_case_named_twice_is_decided_once(anna: Bulk, cases: list[int]) -> None:
    seen = anna.found(CaseFilter()).seen
    assert anna.decide_all([seen[0], seen[0]], DISAGREE).decided == 1


def test_more_than_are_decided_at_once_are_left_alone(
    anna: Bulk, cases: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = anna.found(CaseFilter()).seen
    monkeypatch.setattr(bulk_module, "MOST", 5)
    chosen = anna.ticked(seen)
    assert ([case.id for case in chosen.cases], [each.case_id for each in chosen.left]) == (cases[:5], cases[5:])
    batch = anna.decide_all(seen, DISAGREE)
    assert batch.decided == 5
    assert [each.case_id for each in batch.left_alone] == cases[5:]


def test_a_second_press_decides_nothing_more(anna: Bulk, cases: list[int], store: Store) -> None:
    seen = anna.found(CaseFilter()).seen
    batch = anna.decide_all(seen, DISAGREE)
    assert anna.decide_all(seen, DISAGREE) is None
    assert anna.batches() == [batch], "a batch of nothing is not stored"
    chosen = anna.ticked(seen)
    assert (chosen.cases, len(chosen.left), chosen.batches) == ((), 7, (batch.id,))
    assert {each.why for each in chosen.left} == {"it is decided, by anna"}


def test_cases_out_of_reach_are_neither_found_nor_decided(
    anna: Bulk, cases: list[int], store: Store, settings: Settings
) -> None:
    carl = somebody(store, settings, "Carl", UserRole.MODERATOR, Grant(role=UserRole.MODERATOR, queue="urgent"))
    assert [case.id for case in carl.found(CaseFilter()).cases] == cases[:2]
    batch = carl.decide_all(anna.found(CaseFilter()).seen, DISAGREE)
    assert batch.decided == 2
    assert {each.why for each in batch.left_alone} == {"Carl may not decide it"}
    assert carl.decide_all(anna.found(CaseFilter()).seen, DISAGREE) is None


# --- undoing -----------------------------------------------------------------------------------------------------


def test_a_batch_is_undone_as_a_whole(anna: Bulk, cases: list[int], store: Store) -> None:
    batch = anna.decide_all(anna.found(CaseFilter()).seen, Draft(outcome=Outcome.AGREE, action=Action.REMOVE))
    anna.undo(1)
    undone = anna.undo_batch(batch.id)
    assert (undone.decided, undone.undone) == (7, 7)
    assert not any(stands for _, stands in outcomes(store))
    assert anna.cases(CaseFilter(), limit=1)[1] == 7
    assert anna.undo_batch(batch.id) == undone


def test_undoing_leaves_what_was_decided_since(anna: Bulk, cases: list[int], store: Store) -> None:
    batch = anna.decide_all(anna.found(CaseFilter()).seen, DISAGREE)
    anna.undo(1)
    mine = anna.decide(cases[0], Draft(outcome=Outcome.AGREE))
    anna.undo_batch(batch.id)
    assert [case for case, stands in outcomes(store) if stands] == [mine.case_id]
    assert anna.show(cases[0]).case.decision == mine


def test_only_whoever_made_a_batch_and_reviewers_look_at_it_and_undo_it(
    anna: Bulk, cases: list[int], store: Store, settings: Settings
) -> None:
    batch = anna.decide_all(anna.found(CaseFilter()).seen, DISAGREE)
    carl = somebody(store, settings, "Carl", UserRole.MODERATOR)
    rita = somebody(store, settings, "Rita", UserRole.REVIEWER)
    for step in (carl.batch, carl.undo_batch):
        with pytest.raises(NotAllowed, match="Carl"):
            step(batch.id)
    assert (carl.batches(), rita.batches()) == ([], [batch])
    assert rita.undo_batch(batch.id).undone == 7
    with store.read() as unit:
        assert {each.undone_by for each in unit.review.decisions()} == {"Rita"}


def test_a_reviewer_of_some_cases_sees_and_undoes_those_of_a_batch(
    anna: Bulk, cases: list[int], store: Store, settings: Settings
) -> None:
    batch = anna.decide_all(anna.found(CaseFilter()).seen, DISAGREE)
    rita = somebody(store, settings, "Rita", UserRole.READ_ONLY, Grant(role=UserRole.REVIEWER, queue="urgent"))
    assert [case.id for _, case in rita.batch(batch.id).decisions] == cases[:2]
    assert rita.undo_batch(batch.id).undone == 2


def test_a_batch_that_is_not_there_is_said_to_be_missing(anna: Bulk, store: Store) -> None:
    for step in (anna.batch, anna.undo_batch):
        with pytest.raises(NotFound, match="7"):
            step(7)
    assert anna.batches() == []
