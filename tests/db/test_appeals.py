"""Appeals: a decided case opens again for somebody else, on the same words, and the next decision answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.errors import CaseDecided, NoAppeal, NotForYou, NotFound, UnansweredAppeal, Undecided, UnderAppeal
from db.items import Action, ActionState, AppealOutcome, CaseFilter, CaseState, Draft, Objector, Outcome

LEASE = timedelta(minutes=15)
SAME = Draft(outcome=Outcome.AGREE, action=Action.REMOVE, explanation="It insults the pilot.")
OTHER = Draft(outcome=Outcome.DISAGREE, explanation="He quotes the pilot.")


@pytest.fixture
def appeal(store, clock):
    """Enter an appeal on a case."""

    def enter(case_id=1, objector=Objector.AUTHOR, user="Ben"):
        with store.begin() as unit:
            words = "I only said what he said."
            return unit.appeals.enter(case_id, objector=objector, words=words, how="By mail", user=user, at=clock())

    return enter


@pytest.fixture
def decided(desk, clock):
    """A case that Rosa decided, an hour ago."""
    desk.case()
    decision = desk.decide(desk.claim())
    clock.forward(hours=1)
    return decision


def appeals_of(desk, case_id=1):
    with desk.store.read() as unit:
        return unit.appeals.of_case(case_id)


def next_of(desk, user, **filters):
    return desk.do("claim_next", CaseFilter(**filters), user, lease=LEASE)


# --- entering ----------------------------------------------------------------------------------------------------


def test_an_appeal_opens_the_case_again_on_the_same_words(desk, decided, appeal, clock):
    entered = appeal()
    case = desk.look("case", 1)
    assert (case.state, case.opened_at, case.reopened, case.claim, case.decision) == (
        CaseState.OPEN,
        clock(),
        1,
        None,
        None,
    )
    assert (case.judged_revision_id, case.verdict.id) == (decided.revision_id, decided.verdict_id)
    assert case.appeal == entered == appeals_of(desk)[0]
    assert (entered.decision_id, entered.decider, entered.entered_by) == (decided.id, "Rosa", "Ben")
    assert (entered.objector, entered.how, entered.words) == ("author", "By mail", "I only said what he said.")
    assert (entered.answered_decision_id, entered.answered_at, entered.outcome) == (None, None, None)
    earlier = desk.look("decision", decided.id)
    assert (earlier.superseded_at, earlier.undone_at) == (clock(), None)
    assert desk.events()[-1] == ("Ben", "appeal.entered")


def test_there_is_one_appeal_at_a_time(desk, decided, appeal):
    appeal()
    with pytest.raises(UnderAppeal, match="Case 1"):
        appeal(objector=Objector.FORUM)
    assert len(appeals_of(desk)) == 1


@pytest.mark.parametrize("claimed", [True, False])
def test_there_is_nothing_to_object_to_before_a_decision(desk, appeal, claimed):
    desk.case()
    if claimed:
        desk.claim()
    with pytest.raises(Undecided, match="none yet"):
        appeal()
    assert appeals_of(desk) == []


def test_words_that_wait_for_a_decision_of_their_own_cannot_be_appealed(desk, decided, appeal):
    desk.case(text="Blockheads, all of you.")
    with pytest.raises(Undecided):
        appeal()


def test_what_is_not_there_cannot_be_appealed(desk, decided, appeal):
    with pytest.raises(NotFound, match="9"):
        appeal(9)
    with pytest.raises(NotFound, match="Nobody"):
        appeal(user="Nobody")


# --- somebody else -----------------------------------------------------------------------------------------------


def test_who_decided_can_neither_claim_nor_decide_while_the_appeal_is_open(desk, decided, appeal):
    appeal()
    with pytest.raises(NotForYou, match="Rosa"):
        desk.claim(user="Rosa")
    with pytest.raises(NotForYou, match="Rosa"):
        desk.claim(user=" rosa")
    assert next_of(desk, "Rosa") is None
    claim = desk.claim(user="Ben")
    with pytest.raises(NotForYou):
        desk.decide(claim, SAME, user="Rosa")
    assert desk.look("case", 1).claim == claim
    desk.decide(claim, SAME)


def test_the_next_case_passes_over_those_that_are_for_others(desk, decided, appeal):
    appeal()
    desk.case("p2", score=0.1)
    assert next_of(desk, "Rosa").case_id == 2
    assert next_of(desk, "Ben").case_id == 1


def test_a_case_under_appeal_is_free_for_others_alone(desk, decided, appeal, clock):
    desk.case("p2")
    appeal()
    for name, free in (("Rosa", 1), ("Ben", 2)):
        assert desk.look("count_free", CaseFilter(), name, at=clock()) == free
    assert desk.look("count_free", CaseFilter(but=(1,)), "Ben", at=clock()) == 1


def test_other_cases_and_other_words_stay_everybodys(desk, decided, appeal, clock):
    desk.case("p2")
    appeal()
    assert desk.claim(2, "Rosa").user == "Rosa"
    desk.decide(desk.claim(1, "Ben"), SAME)
    desk.case(text="Blockheads, all of you.")
    assert desk.claim(1, "Rosa").user == "Rosa"


def test_a_second_appeal_goes_to_a_third_person(desk, decided, appeal, store, clock):
    with store.begin() as unit:
        unit.users.ensure("Cleo", at=clock())
    appeal()
    desk.decide(desk.claim(1, "Ben"), OTHER)
    second = appeal(objector=Objector.FORUM)
    assert second.decider == "Ben"
    for name in ("Rosa", "Ben"):
        with pytest.raises(NotForYou, match=name):
            desk.claim(1, name)
    assert next_of(desk, "Cleo").case_id == 1


# --- answers -----------------------------------------------------------------------------------------------------


def test_the_same_again_upholds_the_decision(desk, decided, appeal, clock):
    entered = appeal()
    clock.forward(hours=1)
    answer = desk.decide(desk.claim(user="Ben"), SAME)
    case = desk.look("case", 1)
    assert (case.state, case.decision, case.appeal) == (CaseState.DECIDED, answer, None)
    [answered] = appeals_of(desk)
    assert (answered.outcome, answered.answered_at, answered.answered_decision_id) == (
        AppealOutcome.UPHELD,
        clock(),
        answer.id,
    )
    earlier = desk.look("decision", decided.id)
    assert (earlier.superseded_at, earlier.undone_at) == (entered.entered_at, None)
    assert (answer.revision_id, answer.verdict_id, answer.explanation) == (
        decided.revision_id,
        decided.verdict_id,
        "It insults the pilot.",
    )
    assert desk.events()[-2:] == [("Ben", "case.decided"), ("Ben", "appeal.answered")]


@pytest.mark.parametrize(
    "draft",
    [
        OTHER,
        Draft(outcome=Outcome.AGREE, action=Action.WARN, explanation="A warning does."),
        Draft(outcome=Outcome.IGNORE, explanation="It is long ago."),
    ],
)
def test_anything_else_reverses_it(desk, decided, appeal, clock, draft):
    appeal()
    answer = desk.decide(desk.claim(user="Ben"), draft)
    [answered] = appeals_of(desk)
    assert (answered.outcome, answered.answered_decision_id) == (AppealOutcome.REVERSED, answer.id)
    earlier = desk.look("decision", decided.id)
    assert (earlier.undone_at, earlier.undone_by, earlier.superseded_at) == (clock(), "Ben", clock())
    assert desk.look("case", 1).decision == answer


def test_what_was_done_on_the_forum_stays_done_where_the_decision_is_upheld(desk, decided, appeal):
    desk.do("mark_action", decided.id, ActionState.DONE)
    appeal()
    assert desk.decide(desk.claim(user="Ben"), SAME).action_state is ActionState.DONE


def test_what_is_to_be_done_instead_is_not_done_yet(desk, decided, appeal):
    desk.do("mark_action", decided.id, ActionState.DONE)
    appeal()
    warn = Draft(outcome=Outcome.AGREE, action=Action.WARN, explanation="A warning does.")
    assert desk.decide(desk.claim(user="Ben"), warn).action_state is ActionState.RECOMMENDED


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (Draft(outcome=Outcome.DISAGREE), "explanation"),
        (Draft(outcome=Outcome.DISAGREE, explanation=" \n"), "explanation"),
        (Draft(outcome=Outcome.AGREE, action=Action.ESCALATE, explanation="Who knows?"), "escalate"),
    ],
)
def test_an_answer_says_why_and_is_one(desk, decided, appeal, draft, said):
    appeal()
    claim = desk.claim(user="Ben")
    with pytest.raises(UnansweredAppeal, match=said):
        desk.decide(claim, draft)
    assert desk.look("case", 1).claim == claim
    assert desk.look("decision", decided.id).undone_at is None
    desk.decide(claim, SAME)


def test_what_a_decision_asks_for_waits_while_it_is_under_appeal(desk, decided, appeal):
    def asked_for():
        with desk.store.read() as unit:
            return [case.decision.id for case in unit.actions.cases()]

    assert asked_for() == [decided.id]
    appeal()
    assert asked_for() == []
    assert desk.look("outcomes", [decided.post_id]) == {}
    answer = desk.decide(desk.claim(user="Ben"), SAME)
    assert asked_for() == [answer.id]


def test_an_appeal_is_answered_once(desk, decided, appeal):
    appeal()
    claim = desk.claim(user="Ben")
    desk.decide(claim, SAME)
    with pytest.raises(CaseDecided):
        desk.decide(claim, OTHER)
    assert appeals_of(desk)[0].outcome is AppealOutcome.UPHELD


# --- undoing -----------------------------------------------------------------------------------------------------


def test_a_decision_under_appeal_is_answered_and_not_undone(desk, decided, appeal):
    appeal()
    for name in ("Rosa", "Ben"):
        with pytest.raises(UnderAppeal, match="case 1"):
            desk.do("undo", decided.id, user=name)
    assert desk.look("case", 1).reopened == 1


@pytest.mark.parametrize("draft", [SAME, OTHER])
def test_an_answer_that_is_undone_opens_the_appeal_again(desk, decided, appeal, draft):
    appeal()
    answer = desk.decide(desk.claim(user="Ben"), draft)
    desk.do("undo", answer.id, user="Ben")
    [waiting] = appeals_of(desk)
    assert (waiting.outcome, waiting.answered_at, waiting.answered_decision_id) == (None, None, None)
    assert desk.look("case", 1).appeal == waiting
    earlier = desk.look("decision", decided.id)
    assert (earlier.undone_at, earlier.undone_by) == (None, None)
    assert desk.events()[-2:] == [("Ben", "case.undone"), ("Ben", "appeal.reopened")]
    with pytest.raises(NotForYou):
        desk.claim(user="Rosa")
    desk.decide(desk.claim(user="Ben"), SAME)
    assert appeals_of(desk)[0].outcome is AppealOutcome.UPHELD


def test_a_decision_that_answers_nothing_is_undone_as_ever(desk, decided):
    undone = desk.do("undo", decided.id, user="Ben")
    assert undone.undone_by == "Ben"
    assert desk.claim(user="Rosa").case_id == 1


# --- new words ---------------------------------------------------------------------------------------------------


def test_new_words_wait_until_the_appeal_is_answered(desk, decided, appeal, clock):
    appeal()
    claim = desk.claim(user="Ben")
    clock.forward(minutes=5)
    post = desk.post(text="Blockheads, all of you.")
    assert desk.open(post, queue="urgent", score=0.9) == (1, False)
    case = desk.look("case", 1)
    assert (case.judged_revision_id, case.verdict.id, case.queue) == (
        decided.revision_id,
        decided.verdict_id,
        "triage",
    )
    assert case.claim == claim
    answer = desk.decide(claim, SAME)
    assert (answer.revision_id, answer.superseded_at) == (decided.revision_id, clock())
    case = desk.look("case", 1)
    assert (case.state, case.judged_revision_id, case.appeal) == (CaseState.OPEN, post.revision_id, None)
    assert appeals_of(desk)[0].outcome is AppealOutcome.UPHELD
    assert desk.claim(user="Rosa").case_id == 1


def test_new_words_that_nothing_flags_leave_the_answered_case_decided(desk, decided, appeal, store, make, clock):
    appeal()
    clock.forward(minutes=5)
    post = desk.post(text="Sorry, pilot.")
    with store.begin() as unit:
        verdict = unit.verdicts.save(post.revision_id, make.verdict(), clock())
        unit.review.refresh_case(post.id, verdict, clock())
    assert desk.look("case", 1).judged_revision_id == decided.revision_id
    answer = desk.decide(desk.claim(user="Ben"), SAME)
    case = desk.look("case", 1)
    assert (case.state, case.decision, case.judged_revision_id) == (CaseState.DECIDED, answer, decided.revision_id)


def test_the_same_words_screened_again_change_nothing_under_appeal(desk, decided, appeal, make):
    appeal()
    post = desk.look("case", 1).post
    newer = make.verdict(make.flag(score=0.99), versions={"lexicon": "2"})
    assert desk.open(post, queue="urgent", verdict=newer) == (1, False)
    assert desk.look("case", 1).verdict.id == decided.verdict_id
    answer = desk.decide(desk.claim(user="Ben"), SAME)
    assert desk.look("case", 1).decision == answer, "the same words do not open an answered case"


# --- the queue ---------------------------------------------------------------------------------------------------


def test_a_filter_finds_what_is_under_appeal(desk, decided, appeal):
    desk.case("p2")
    which = CaseFilter(appealed=True)
    assert desk.look("cases", which) == []
    appeal()
    assert [case.id for case in desk.look("cases", which)] == [1]
    assert (desk.look("count", which), desk.look("count")) == (1, 2)
    assert next_of(desk, "Ben", appealed=True).case_id == 1
    desk.decide(desk.claim(1, "Ben"), SAME)
    assert desk.look("count", CaseFilter(state=None, appealed=True)) == 0


# --- withdrawn ---------------------------------------------------------------------------------------------------


def test_a_withdrawn_appeal_leaves_the_case_as_it_was(desk, decided, appeal, clock):
    before = desk.look("case", 1)
    appeal()
    claim = desk.claim(user="Ben")
    clock.forward(hours=1)
    desk.do("withdraw_appeal", 1, "He took it back.", user="Ben")
    assert desk.look("case", 1) == before
    assert desk.look("decision", decided.id) == decided
    [withdrawn] = appeals_of(desk)
    assert (withdrawn.outcome, withdrawn.answered_at, withdrawn.answered_decision_id) == ("withdrawn", clock(), None)
    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_why) == ("Ben", "He took it back.")
    assert desk.events()[-2:] == [("Ben", "case.released"), ("Ben", "appeal.withdrawn")]
    with pytest.raises(CaseDecided):
        desk.decide(claim, SAME, user="Ben")
    with pytest.raises(NoAppeal):
        desk.do("withdraw_appeal", 1, "Again.", user="Ben")


def test_after_a_withdrawn_appeal_there_may_be_another_and_the_decision_may_be_undone(desk, decided, appeal):
    appeal()
    desk.do("withdraw_appeal", 1, "By mistake.", user="Ben")
    second = appeal()
    assert desk.look("case", 1).appeal == second
    desk.do("withdraw_appeal", 1, "By mistake.", user="Ben")
    desk.do("undo", decided.id, user="Rosa")
    case = desk.look("case", 1)
    assert (case.state, case.appeal) == (CaseState.OPEN, None)
    assert [each.outcome for each in appeals_of(desk)] == ["withdrawn"] * 2


def test_words_that_came_meanwhile_open_a_case_whose_appeal_is_withdrawn(desk, decided, appeal):
    appeal()
    desk.case(text="Blockheads, all of you.")
    desk.do("withdraw_appeal", 1, "By mistake.", user="Ben")
    case = desk.look("case", 1)
    assert (case.state, case.appeal, case.decision) == (CaseState.OPEN, None, None)
    assert case.judged_revision_id != decided.revision_id
    assert desk.look("decision", decided.id).superseded_at is not None
