"""Cases handed to somebody: theirs until they are passed back, taken or decided."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.errors import CaseAssigned, CaseDecided, NotFound, StaleClaim
from db.items import Assignment, CaseFilter, CaseState

LEASE = timedelta(minutes=15)


@pytest.fixture
def hand(desk):
    """Hand a claimed case to somebody."""

    def handed(claim, to="Ben", note="You know them.", **changed):
        given = {"token": claim.token, "user": claim.user} | changed
        with desk.store.begin() as unit:
            return unit.assignments.assign(claim.case_id, to=to, note=note, at=desk.clock(), **given)

    return handed


@pytest.fixture
def unassign(desk):
    def unassigned(case_id=1, by="Ben", why="passed back"):
        with desk.store.begin() as unit:
            unit.assignments.unassign(case_id, by=by, why=why, at=desk.clock())

    return unassigned


def test_a_case_is_handed_to_somebody_and_the_claim_ends(desk, hand, clock):
    desk.case()
    handed = hand(desk.claim(), to="BEN")
    assert handed == Assignment(case_id=1, user="Ben", by="Rosa", note="You know them.", made_at=clock())
    case = desk.look("case", 1)
    assert (case.assignment, case.claim, case.state) == (handed, None, CaseState.OPEN)
    assert desk.events()[-2:] == [("Rosa", "case.released"), ("Rosa", "case.assigned")]


def test_only_the_holder_of_the_claim_hands_a_case_over(desk, hand, clock):
    desk.case()
    claim = desk.claim()
    for changed in ({"user": "Ben"}, {"token": 7}):
        with pytest.raises(StaleClaim):
            hand(claim, **changed)
    with pytest.raises(NotFound, match="Nobody"):
        hand(claim, to="Nobody")
    clock.forward(hours=1)
    with pytest.raises(StaleClaim):
        hand(claim)
    assert desk.look("case", 1).assignment is None


def test_what_is_claimed_or_handed_over_is_free_for_nobody_but_its_assignee(desk, hand, clock):
    def free():
        return [desk.look("count_free", CaseFilter(), name, at=clock()) for name in ("Rosa", "Ben")]

    desk.case("p1")
    desk.case("p2")
    claim = desk.claim()
    assert free() == [1, 1]
    hand(claim)
    assert free() == [1, 2]
    desk.claim(2, "Ben")
    assert free() == [0, 1]
    clock.forward(hours=1)
    assert free() == [1, 2], "the claim has expired"


def test_a_handed_case_is_first_for_its_assignee_and_never_for_others(desk, hand):
    desk.case("grave", score=0.9)
    desk.case("mild", score=0.5)
    hand(desk.claim(2))
    with pytest.raises(CaseAssigned, match="Ben"):
        desk.claim(2)
    assert desk.do("claim_next", CaseFilter(), "Ben", lease=LEASE).case_id == 2
    assert desk.do("claim_next", CaseFilter(), "Rosa", lease=LEASE).case_id == 1
    assert desk.do("claim_next", CaseFilter(), "Rosa", lease=LEASE) is None


def test_a_filter_holds_for_handed_cases_too(desk, hand):
    desk.case("p1", queue="urgent")
    desk.case("p2")
    hand(desk.claim(1))
    assert desk.do("claim_next", CaseFilter(queue="triage"), "Ben", lease=LEASE).case_id == 2
    mine, others = CaseFilter(assigned_to="ben"), CaseFilter(assigned_to="Rosa")
    assert [case.id for case in desk.look("cases", mine)] == [1]
    assert (desk.look("count", mine), desk.look("count", others)) == (1, 0)


def test_an_expired_claim_leaves_the_case_with_its_assignee(desk, hand, clock):
    desk.case()
    hand(desk.claim())
    desk.claim(user="Ben")
    clock.forward(hours=1)
    assert desk.do("claim_next", CaseFilter(), "Rosa", lease=LEASE) is None
    assert desk.look("case", 1).assignment.user == "Ben"


def test_a_case_passed_back_is_anybodys(desk, hand, unassign):
    desk.case()
    hand(desk.claim())
    unassign()
    unassign()
    assert desk.look("case", 1).assignment is None
    assert desk.claim().case_id == 1
    with desk.store.read() as unit:
        told = [line for line in unit.audit.entries() if line.event.endswith("assigned")]
    assert [(line.event, line.actor, dict(line.details)) for line in told] == [
        ("case.assigned", "Rosa", {"assignment": 1, "to": "Ben"}),
        ("case.unassigned", "Ben", {"assignment": 1, "from": "Ben", "why": "passed back"}),
    ]


def test_who_was_handed_a_case_may_hand_it_on(desk, hand):
    desk.case()
    hand(desk.claim())
    hand(desk.claim(user="Ben"), to="Rosa", note="")
    assert desk.look("case", 1).assignment.user == "Rosa"
    assert desk.claim().user == "Rosa"
    assert [event for _, event in desk.events() if "assigned" in event] == [
        "case.assigned",
        "case.unassigned",
        "case.assigned",
    ]


def test_new_words_leave_an_open_case_with_its_assignee(desk, hand, clock):
    desk.case()
    hand(desk.claim())
    clock.forward(minutes=1)
    desk.case(text="Blockheads, all of you.")
    case = desk.look("case", 1)
    assert (case.post.revision, case.assignment.user) == (2, "Ben")


def test_a_decided_case_is_handed_to_nobody(desk, hand):
    desk.case()
    claim = desk.claim()
    desk.decide(claim)
    with pytest.raises((StaleClaim, CaseDecided)):
        hand(claim)


def test_somebody_lets_go_of_what_they_have_and_were_handed_and_of_nothing_else(desk, hand, clock):
    for number in (1, 2, 3, 4):
        desk.case(f"p{number}")
    for number in (1, 3):
        hand(desk.claim(number))
    desk.claim(3, "Ben")
    desk.claim(2, "Ben")
    desk.claim(4, "Rosa")
    assert [where.id for where in desk.look("in_hands_of", "ben")] == [1, 2, 3]
    for number in (1, 2, 3, 4):
        desk.do("let_go", number, "ben", by="Rosa", why="disabled")
    cases = {case.id: case for case in desk.look("cases")}
    assert all(case.assignment is None for case in cases.values())
    assert [id_ for id_ in sorted(cases) if cases[id_].claim] == [4], "Rosa keeps hers"
    assert desk.events().count(("Rosa", "case.unassigned")) == 2
    assert desk.events()[-5:].count(("Rosa", "case.released")) == 2
    assert desk.look("in_hands_of", "Ben") == []
    assert desk.claim(3, "Rosa").token == 3


def test_an_undone_decision_gives_the_case_back_to_whom_it_was_handed(desk, hand, clock):
    desk.case()
    hand(desk.claim(), to="Ben")
    clock.forward(minutes=1)
    decision = desk.decide(desk.claim(1, "Ben"))
    assert desk.look("case", 1).assignment is None
    clock.forward(minutes=1)
    desk.do("undo", decision.id, user="Rosa")
    case = desk.look("case", 1)
    assert (case.state, case.assignment.user, case.assignment.by) == (CaseState.OPEN, "Ben", "Rosa")
    assert case.assignment.note == "You know them."
    assert desk.events()[-1] == ("Rosa", "case.assigned")
    with pytest.raises(CaseAssigned):
        desk.claim(1, "Rosa")
    assert desk.claim(1, "Ben").user == "Ben"


def test_an_assignment_that_was_over_before_the_decision_stays_over(desk, hand, unassign, clock):
    desk.case()
    hand(desk.claim(), to="Ben")
    clock.forward(minutes=1)
    unassign()
    clock.forward(minutes=1)
    desk.do("undo", desk.decide(desk.claim(1, "Ben")).id, user="Rosa")
    assert desk.look("case", 1).assignment is None


def test_an_undone_decision_gives_nothing_back_to_somebody_disabled(desk, hand, store, clock):
    desk.case()
    hand(desk.claim(), to="Ben")
    decision = desk.decide(desk.claim(1, "Ben"))
    with store.begin() as unit:
        unit.users.disable("Ben", by="Rosa", at=clock())
    desk.do("undo", decision.id, user="Rosa")
    assert desk.look("case", 1).assignment is None


def test_a_case_that_is_not_there_is_said_to_be_missing(desk, unassign):
    with pytest.raises(NotFound, match="9"):
        unassign(9)
