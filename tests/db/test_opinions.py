"""Second opinions and golden cases: who is asked, who may answer, and what is counted."""

from __future__ import annotations

import pytest

from db.errors import AlreadyGiven, NotForYou, NotFound, Undecided
from db.items import CaseFilter, CaseState, Draft, OpinionKind, Outcome, Reach
from moderation.items import Category

ANY = CaseFilter(state=None)
AGREE, DISAGREE, IGNORE = Outcome.AGREE, Outcome.DISAGREE, Outcome.IGNORE


class Asking:
    """One call a step, each in a unit of its own."""

    def __init__(self, store, clock):
        self.store = store
        self.clock = clock

    def do(self, step, *given, of="opinions", **named):
        with self.store.begin() as unit:
            return getattr(getattr(unit, of), step)(*given, at=self.clock(), **named)

    def look(self, step, *given, of="opinions", **named):
        with self.store.read() as unit:
            return getattr(getattr(unit, of), step)(*given, **named)

    def ask(self, case_id=1, user="Rosa"):
        return self.do("ask", case_id, user=user)

    def give(self, decision_id=1, user="Ben", outcome=AGREE, **more):
        return self.do("give", decision_id, user=user, outcome=outcome, **more)

    def waiting(self, user="Ben", which=ANY, **more):
        return self.look("waiting", user, which, self.clock(), **more)

    def mark(self, case_id=1, outcome=DISAGREE, user="Rita"):
        return self.do("mark", case_id, of="golden", outcome=outcome, reason="He quotes it.", user=user)

    def golden(self, user="Ben", which=ANY, **more):
        return self.look("golden", user, which, self.clock(), **more)

    def disagreements(self, which=ANY):
        return self.look("disagreements", which, self.clock(), of="agreement")

    def tallies(self, which=ANY):
        return self.look("tallies", which, self.clock(), of="agreement")


@pytest.fixture
def asking(store, desk, clock):
    """Beside Rosa and Ben work Cleo and the reviewer Rita."""
    with store.begin() as unit:
        for name in ("Cleo", "Rita"):
            unit.users.ensure(name, at=clock())
    return Asking(store, clock)


@pytest.fixture
def decided(desk, clock):
    """A case that Rosa decided."""
    desk.case()
    decision = desk.decide(desk.claim())
    clock.forward(hours=1)
    return decision


# --- asking ------------------------------------------------------------------------------------------------------


def test_an_opinion_on_a_decided_case_stands_beside_its_decision(desk, asking, decided, clock):
    asked = asking.ask()
    assert (asked.case_id, asked.decision_id, asked.revision_id) == (1, decided.id, decided.revision_id)
    assert (asked.kind, asked.asked_by, asked.asked_at) == (OpinionKind.SECOND, "Rosa", clock())
    assert (asked.user, asked.outcome, asked.given_at, asked.settled_at) == (None, None, None, None)
    assert desk.events()[-1] == ("Rosa", "opinion.asked")
    assert asking.look("of_case", 1) == [asked]


def test_who_asks_twice_has_asked_once(desk, asking, decided):
    assert asking.ask() == asking.ask(user="Rita")
    assert desk.events().count(("Rosa", "opinion.asked")) == 1


def test_an_opinion_on_a_claimed_case_waits_for_the_decision(desk, asking):
    desk.case()
    claim = desk.claim()
    asked = asking.ask()
    assert asked.decision_id is None
    assert asking.ask() == asked
    assert asking.waiting() == []
    decision = desk.decide(claim)
    [now] = asking.look("of_case", 1)
    assert (now.id, now.decision_id, now.revision_id) == (asked.id, decision.id, decision.revision_id)
    assert asking.waiting() == [decision.id]


def test_words_that_changed_before_the_decision_are_those_that_the_opinion_is_about(desk, asking, clock):
    desk.case()
    desk.claim()
    asking.ask()
    clock.forward(minutes=1)
    desk.case(text="Blockheads, all of you.")
    decision = desk.decide(desk.claim())
    assert asking.look("of_case", 1)[0].revision_id == decision.revision_id


def test_nobody_asks_about_a_case_that_nobody_works_on(desk, asking, clock):
    desk.case()
    with pytest.raises(Undecided, match="neither"):
        asking.ask()
    desk.claim()
    clock.forward(hours=1)
    with pytest.raises(Undecided):
        asking.ask()
    with pytest.raises(NotFound, match="9"):
        asking.ask(9)


def test_chance_asks_in_nobodys_name(desk, asking, decided):
    drawn = asking.do("draw", decided.id)
    assert (drawn.asked_by, drawn.decision_id) == (None, decided.id)
    assert asking.do("draw", decided.id) == drawn
    assert desk.events()[-1] == ("flagpost", "opinion.asked")
    assert asking.waiting() == [decided.id]


# --- who is asked ------------------------------------------------------------------------------------------------


def test_neither_who_decided_nor_who_asked_is_asked(desk, asking, decided):
    asking.ask(user="Rita")
    assert asking.waiting("Rosa") == asking.waiting("Rita") == []
    assert asking.waiting("Ben") == asking.waiting("Cleo") == [decided.id]
    for name in ("Rosa", "Rita"):
        with pytest.raises(NotForYou, match=name):
            asking.give(user=name)


def test_who_ever_decided_the_case_is_not_asked(desk, asking, decided):
    desk.do("undo", decided.id, user="Rosa")
    again = desk.decide(desk.claim(user="Ben"))
    asking.ask(user="Ben")
    assert asking.waiting("Rosa") == []
    with pytest.raises(NotForYou):
        asking.give(again.id, user="Rosa")
    assert asking.waiting("Cleo") == [again.id]


def test_nobody_is_asked_about_a_decision_that_was_undone(desk, asking, decided):
    asking.ask()
    desk.do("undo", decided.id, user="Rosa")
    assert asking.waiting() == []


def test_cases_out_of_reach_are_not_asked_about(desk, asking, decided):
    asking.ask()
    assert asking.waiting(which=CaseFilter(state=None, reach=(Reach(None, "urgent"),))) == []
    assert asking.waiting(which=CaseFilter(state=None, reach=(Reach(1, "triage"),))) == [1]


def test_what_waits_comes_in_the_order_of_the_decisions(desk, asking):
    for number in (1, 2, 3):
        desk.case(f"p{number}")
        desk.decide(desk.claim(number))
    for number in (3, 1, 2):
        asking.ask(number)
    assert asking.waiting() == [1, 2, 3]
    assert asking.waiting(after=1, limit=1) == [2]


# --- giving ------------------------------------------------------------------------------------------------------


def test_an_opinion_is_given_once_by_each(desk, asking, decided, clock):
    asked = asking.ask()
    given = asking.give(outcome=DISAGREE, category=Category.THREAT, note="A joke.")
    assert (given.id, given.user, given.given_at) == (asked.id, "Ben", clock())
    assert (given.outcome, given.category, given.note) == (DISAGREE, Category.THREAT, "A joke.")
    assert asking.look("on_decision", 1, "ben") == given
    assert asking.look("by_user", "Ben") == [given]
    assert desk.events()[-1] == ("Ben", "opinion.given")
    assert asking.waiting() == asking.waiting("Cleo") == []
    with pytest.raises(AlreadyGiven, match="Ben"):
        asking.give()
    assert desk.look("decision", 1) == decided, "an opinion changes no decision"


def test_of_two_who_answer_at_once_neither_is_lost(desk, asking, decided):
    asked = asking.ask()
    first, second = asking.give(), asking.give(user="Cleo", outcome=IGNORE)
    assert (first.id, second.asked_by, second.asked_at) == (asked.id, "Rosa", asked.asked_at)
    assert [each.user for each in asking.look("of_case", 1)] == ["Ben", "Cleo"]


def test_a_third_opinion_can_be_asked_for(desk, asking, decided):
    asking.ask()
    asking.give()
    asking.ask(user="Rita")
    assert (asking.waiting("Ben"), asking.waiting("Rita"), asking.waiting("Cleo")) == ([], [], [1])
    with pytest.raises(NotForYou):
        asking.give(user="Rita")
    assert asking.give(user="Cleo").asked_by == "Rita"


def test_nobody_gives_what_nobody_asked_for(desk, asking, decided):
    with pytest.raises(NotForYou, match="Nobody asks Ben"):
        asking.give()
    with pytest.raises(NotFound, match="9"):
        asking.give(9)


# --- disagreements -----------------------------------------------------------------------------------------------


def test_a_disagreement_waits_for_a_reviewer(desk, asking, decided, clock):
    asking.ask()
    given = asking.give(outcome=DISAGREE)
    [found] = asking.disagreements()
    assert (found.opinion, found.decision) == (given, decided)
    assert asking.disagreements(CaseFilter(state=None, reach=())) == []
    left = asking.do("settle", given.id, of="agreement", user="Rita")
    assert (left.settled_by, left.settled_at) == ("Rita", clock())
    assert asking.disagreements() == []
    assert asking.do("settle", given.id, of="agreement", user="Ben").settled_by == "Rita"
    assert desk.events()[-1] == ("Rita", "opinion.settled")
    assert desk.look("case", 1).decision == decided


def test_the_same_opinion_is_no_disagreement(desk, asking, decided):
    asking.ask()
    asking.give(category=Category.THREAT)
    assert asking.disagreements() == []


def test_a_disagreement_ends_with_its_decision(desk, asking, decided):
    asking.ask()
    asking.give(outcome=DISAGREE)
    desk.do("undo", decided.id, user="Rita")
    assert asking.disagreements() == []


def test_what_nobody_gave_cannot_be_settled(desk, asking, decided):
    asked = asking.ask()
    for opinion_id in (asked.id, 9):
        with pytest.raises(NotFound, match=str(opinion_id)):
            asking.do("settle", opinion_id, of="agreement", user="Rita")


# --- golden cases ------------------------------------------------------------------------------------------------


def test_a_golden_case_is_put_to_everybody_once_who_does_not_know_it(desk, asking, decided, clock):
    marked = asking.mark()
    assert (marked.decision_id, marked.outcome, marked.reason, marked.marked_by) == (
        1,
        DISAGREE,
        "He quotes it.",
        "Rita",
    )
    assert asking.look("on_decision", 1, of="golden") == marked
    assert asking.golden("Rosa") == asking.golden("Rita") == []
    assert asking.golden("Ben") == asking.golden("Cleo") == [1]
    assert asking.golden(which=CaseFilter(state=None, reach=())) == asking.golden(after=1) == []
    given = asking.give(outcome=DISAGREE)
    assert (given.kind, given.asked_by, given.asked_at) == (OpinionKind.GOLDEN, "Rita", marked.marked_at)
    assert (asking.golden("Ben"), asking.golden("Cleo")) == ([], [1])
    with pytest.raises(AlreadyGiven):
        asking.give()
    for name in ("Rosa", "Rita"):
        with pytest.raises(NotForYou):
            asking.give(user=name)
    assert asking.look("of_case", 1) == [], "answers to golden cases are told to nobody else"
    assert asking.disagreements() == []


def test_one_golden_case_is_one_question_a_person(desk, asking, decided):
    asking.mark()
    asking.ask()
    assert asking.give().kind is OpinionKind.SECOND
    assert asking.golden() == []
    assert asking.golden("Cleo") == [1]


def test_a_retired_golden_case_asks_and_counts_no_longer(desk, asking, decided):
    marked = asking.mark()
    asking.give(outcome=DISAGREE)
    assert [(each.golden_right, each.golden_wrong) for each in asking.tallies()] == [(1, 0)]
    retired = asking.do("retire", marked.id, of="golden", user="Rita")
    assert asking.do("retire", marked.id, of="golden", user="Ben") == retired
    assert (retired.retired_by, asking.golden("Cleo"), asking.tallies()) == ("Rita", [], [])
    with pytest.raises(NotForYou):
        asking.give(user="Cleo")
    with pytest.raises(NotFound, match="9"):
        asking.do("retire", 9, of="golden", user="Rita")


def test_a_golden_case_that_is_marked_again_has_one_right_outcome(desk, asking, decided):
    first = asking.mark(outcome=AGREE)
    second = asking.mark(outcome=IGNORE)
    assert asking.look("on_decision", 1, of="golden") == second
    assert asking.look("golden", first.id, of="golden").retired_by == "Rita"
    assert [each.id for each in asking.look("all", ANY, asking.clock(), of="golden")] == [second.id]
    assert [event for _, event in desk.events()[-3:]] == ["golden.marked", "golden.retired", "golden.marked"]


def test_only_a_decided_case_can_be_golden(desk, asking):
    desk.case()
    with pytest.raises(Undecided):
        asking.mark()
    with pytest.raises(NotFound):
        asking.mark(9)


# --- counts ------------------------------------------------------------------------------------------------------


def test_opinions_are_counted_by_what_both_said(desk, asking):
    drafts = [AGREE, AGREE, AGREE, DISAGREE]
    answers = [AGREE, AGREE, DISAGREE, IGNORE]
    for number, (said, told) in enumerate(zip(drafts, answers, strict=True), start=1):
        desk.case(f"p{number}", queue="urgent" if number == 4 else "triage")
        desk.decide(desk.claim(number), Draft(outcome=said))
        asking.ask(number)
        asking.give(number, outcome=told)
    asking.mark(1, outcome=AGREE)
    asking.mark(2, outcome=AGREE)
    asking.give(1, user="Cleo")
    asking.give(2, user="Cleo", outcome=DISAGREE)
    ben, cleo = asking.tallies()
    assert (ben.user, ben.golden_right, ben.golden_wrong) == ("Ben", 0, 0)
    assert ben.pairs == {(AGREE, AGREE): 2, (AGREE, DISAGREE): 1, (DISAGREE, IGNORE): 1}
    assert (cleo.user, cleo.golden_right, cleo.golden_wrong, cleo.pairs) == ("Cleo", 1, 1, {})
    [within] = asking.tallies(CaseFilter(state=None, reach=(Reach(None, "urgent"),)))
    assert within.pairs == {(DISAGREE, IGNORE): 1}
    assert desk.look("case", 4).state is CaseState.DECIDED
