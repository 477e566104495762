"""Second opinions as people work with them: drawn by chance, golden ones mixed in, blind to the decision."""

from __future__ import annotations

from collections import Counter

import pytest

from db.errors import AlreadyGiven, NotForYou
from db.items import CaseFilter, CaseState, Draft, Outcome
from flagpost.bulk import Bulk
from flagpost.errors import Incomplete
from flagpost.opinions import Opinions
from flagpost.quality import chance, drawn, quality
from flagpost.review import Desk
from flagpost.settings import load_settings

AGREE = Draft(outcome=Outcome.AGREE, note="Plain.")


def desk(store, name, **more):
    return Desk(store, load_settings(reviewer=name, **more))


def opinions(store, name):
    made = Opinions(store, load_settings(reviewer=name))
    with store.begin() as unit:
        unit.users.ensure(name, at=made._clock())
    return made


# --- chance ------------------------------------------------------------------------------------------------------


def test_chance_is_even_and_the_same_again():
    numbers = [chance(f"anything {number}") for number in range(2_000)]
    assert numbers == [chance(f"anything {number}") for number in range(2_000)]
    assert all(0 <= number < 1 for number in numbers)
    tenths = Counter(int(10 * number) for number in numbers)
    assert all(140 < tenths[tenth] < 260 for tenth in range(10))


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 1.0])
def test_as_many_decisions_are_drawn_as_the_share_says(share):
    found = [number for number in range(1, 4_001) if drawn(number, share)]
    assert len(found) == pytest.approx(4_000 * share, abs=130)
    assert set(found) <= {number for number in range(1, 4_001) if drawn(number, min(share + 0.2, 1.0))}


def test_decisions_are_drawn_as_they_are_made(full):
    always, never = desk(full, "anna", second_opinion_share=1.0), desk(full, "anna")
    asked, _ = always.decide(1, AGREE), never.decide(2, AGREE)
    assert opinions(full, "bert").next_asked() == asked.id
    assert opinions(full, "bert").waiting() == 1
    assert opinions(full, "anna").waiting() == 0


def test_decisions_made_together_are_drawn_like_others(full):
    bulk = Bulk(full, load_settings(reviewer="anna", second_opinion_share=1.0))
    found = bulk.found(CaseFilter())
    batch = bulk.decide_all(found.seen[:3], AGREE)
    assert (batch.decided, opinions(full, "bert").waiting()) == (3, 3)


# --- what is shown -----------------------------------------------------------------------------------------------


def test_what_is_shown_is_what_was_judged_and_nothing_of_the_decision(full):
    decision = desk(full, "anna").decide(1, AGREE)
    opinions(full, "anna").ask(1)
    bert = opinions(full, "bert")
    case = bert.look(decision.id).case
    assert (case.decision, case.claim, case.appeal, case.assignment, case.state) == (
        None,
        None,
        None,
        None,
        CaseState.OPEN,
    )
    assert (case.judged_revision_id, case.verdict.id) == (decision.revision_id, decision.verdict_id)
    beside = bert.give(decision.id, Outcome.DISAGREE, note=" Hm. ")
    assert (beside.opinion.note, beside.decision, beside.differs, beside.right) == ("Hm.", decision, True, None)
    assert bert.given(decision.id) == beside
    assert bert.mine() == [beside]
    with pytest.raises(AlreadyGiven):
        bert.look(decision.id)


def test_who_is_asked_nothing_sees_nothing(full):
    decision = desk(full, "anna").decide(1, AGREE)
    for name in ("anna", "bert"):
        with pytest.raises(NotForYou):
            opinions(full, name).look(decision.id)
        assert opinions(full, name).next_asked() is None
    stranger = Opinions(full, load_settings(reviewer="nobody yet"))
    assert (stranger.next_asked(), stranger.waiting(), stranger.mine(), stranger.given(decision.id)) == (
        None,
        0,
        [],
        None,
    )


# --- golden cases ------------------------------------------------------------------------------------------------


def test_golden_cases_are_mixed_in_and_told_afterwards(full):
    anna, rita, bert = desk(full, "anna"), opinions(full, "rita"), opinions(full, "bert")
    with full.read() as unit:
        cases = [case.id for case in unit.review.cases(limit=12)]
    decisions = [anna.decide(case_id, AGREE) for case_id in cases]
    for decision in decisions[:8]:
        rita.ask(decision.case_id)
    for decision in decisions[8:]:
        rita.mark_golden(decision.case_id, Outcome.IGNORE, "It is nothing.")
    assert bert.waiting() == len(decisions)
    kinds = []
    while (decision_id := bert.next_asked()) is not None:
        assert bert.next_asked() == decision_id, "asking again brings nothing else"
        beside = bert.give(decision_id, Outcome.IGNORE)
        kinds.append(beside.opinion.kind.value)
        assert beside.right is (True if beside.golden else None)
    assert Counter(kinds) == {"second": 8, "golden": len(decisions) - 8}
    assert kinds != sorted(kinds), "not all of one kind first"
    assert kinds != sorted(kinds, reverse=True)
    [person] = quality(full).people
    assert (person.user, person.given, person.golden_right, person.kappa.n) == (
        "bert",
        len(decisions),
        len(decisions) - 8,
        8,
    )


def test_a_golden_case_has_a_reason(full):
    desk(full, "anna").decide(1, AGREE)
    with pytest.raises(Incomplete, match="reason"):
        opinions(full, "rita").mark_golden(1, Outcome.AGREE, " \n")
    assert quality(full).golden == ()
