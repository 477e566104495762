"""Cases, claims and decisions: what may happen to a case, and what may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.errors import AlreadyUndone, CaseDecided, CaseTaken, NotFound, StaleClaim
from db.items import Action, ActionState, CaseFilter, CaseState, Draft, Ground, Outcome
from moderation.items import Category, Severity, Span
from scraper.items import Author

LEASE = timedelta(minutes=15)
AGREE = Draft(outcome=Outcome.AGREE, action=Action.REMOVE)


# --- opening -----------------------------------------------------------------------------------------------------


def test_a_flagged_post_gets_one_case(desk, clock):
    post = desk.post()
    assert desk.open(post) == (1, True)
    assert desk.open(post) == (1, False)
    [case] = desk.look("cases")
    assert (case.id, case.queue, case.state, case.severity, case.score) == (
        1,
        "triage",
        CaseState.OPEN,
        Severity.MEDIUM,
        0.8,
    )
    assert (case.post, case.judged_revision_id, case.claim, case.decision) == (post, post.revision_id, None, None)
    assert (case.opened_at, case.reopened) == (clock(), 0)
    assert [flag.rule for flag in case.verdict.flags] == ["lexicon/en/blockhead"]
    assert desk.events() == [("flagpost", "case.opened")]


def test_a_new_verdict_on_an_open_case_moves_it(desk, make):
    post = desk.post()
    desk.open(post)
    threat = make.verdict(make.flag(category=Category.THREAT), policy="default@2")
    assert desk.open(post, queue="urgent", severity=Severity.CRITICAL, score=0.9, verdict=threat) == (1, False)
    [case] = desk.look("cases")
    assert (case.queue, case.severity, case.score, case.verdict.policy) == (
        "urgent",
        Severity.CRITICAL,
        0.9,
        "default@2",
    )


def test_new_words_open_a_decided_case_again_and_the_decision_stands_for_the_old_ones(desk, clock):
    desk.case()
    decision = desk.decide(desk.claim())
    clock.forward(days=1)
    assert desk.case(text="Blockheads, all of you.") == (1, True)
    [case] = desk.look("cases")
    assert (case.reopened, case.opened_at, case.decision, case.claim) == (1, clock(), None, None)
    assert case.judged_revision_id == case.post.revision_id != decision.revision_id
    [kept] = desk.look("decisions")
    assert (kept.superseded_at, kept.undone_at, kept.revision_id) == (clock(), None, decision.revision_id)
    second = desk.decide(desk.claim())
    assert desk.look("case", 1).decision == second
    assert ("flagpost", "case.reopened") in desk.events()


def test_the_same_words_screened_again_leave_a_decided_case_decided(desk, make):
    post = desk.post()
    desk.open(post)
    decision = desk.decide(desk.claim())
    assert desk.open(post, verdict=make.verdict(make.flag(score=0.99), versions={"lexicon": "2"})) == (1, False)
    case = desk.look("case", 1)
    assert (case.state, case.verdict.id, case.decision) == (CaseState.DECIDED, decision.verdict_id, decision)


def test_words_no_longer_flagged_leave_the_case_open_and_change_what_it_speaks_of(desk, store, make, clock):
    desk.case()
    clock.forward(hours=1)
    post = desk.post(text="Sorry, pilot.")
    with store.begin() as unit:
        verdict = unit.verdicts.save(post.revision_id, make.verdict(), clock())
        unit.review.refresh_case(post.id, verdict, clock())
    [case] = desk.look("cases")
    assert (case.judged_revision_id, case.verdict.id, case.severity) == (post.revision_id, verdict, Severity.NONE)
    assert (case.queue, case.reopened) == ("triage", 0)


def test_a_verdict_on_older_words_does_not_turn_a_case_back(desk, store, make, clock):
    old = desk.post()
    clock.forward(hours=1)
    desk.case(text="Blockheads, all of you.")
    assert desk.open(old) == (1, False)
    case = desk.look("case", 1)
    assert case.judged_revision_id == case.post.revision_id


# --- the queue ---------------------------------------------------------------------------------------------------


def test_the_gravest_the_surest_and_the_oldest_come_first(desk, clock):
    for id_, severity, score in (("late", 2, 0.8), ("low", 1, 0.9), ("grave", 4, 0.6), ("sure", 2, 0.9)):
        desk.case(id_, severity=Severity(severity), score=score)
        clock.forward(minutes=1)
    desk.case("later", severity=Severity.MEDIUM, score=0.8)
    assert [case.post.external_id for case in desk.look("cases")] == ["grave", "sure", "late", "later", "low"]
    assert [case.post.external_id for case in desk.look("cases", limit=2, offset=1)] == ["sure", "late"]


def test_a_filter_narrows(desk, make, clock):
    desk.case("p1", author=Author(name="Ansel Reed"))
    desk.case("p2", severity=Severity.HIGH, queue="urgent")
    threat = make.verdict(make.flag(category=Category.THREAT), categories=(Category.THREAT,))
    desk.open(desk.post("p3"), verdict=threat)
    desk.decide(desk.claim(1))

    def found(**filters):
        which = CaseFilter(**filters)
        cases = desk.look("cases", which)
        assert desk.look("count", which) == len(cases)
        return {case.post.external_id for case in cases}

    assert found() == {"p2", "p3"}
    assert found(state=None) == {"p1", "p2", "p3"}
    assert found(state=CaseState.DECIDED) == {"p1"}
    assert found(queue="urgent") == {"p2"}
    assert found(severity=Severity.HIGH) == {"p2"}
    assert found(category=Category.THREAT) == {"p3"}
    assert found(state=None, category=Category.TOXICITY) == {"p1", "p2"}
    assert found(state=None, author="ansel  REED") == {"p1"}
    assert (found(board_id=1), found(board_id=9)) == ({"p2", "p3"}, set())


def test_a_filter_finds_the_cases_that_somebody_has_claimed(desk, clock):
    desk.case("p1")
    desk.case("p2")
    desk.claim(2)
    mine = CaseFilter(claimed_by="rosa")
    assert [case.id for case in desk.look("cases", mine)] == [2]
    assert desk.look("count", CaseFilter(claimed_by="Ben")) == 0
    clock.forward(minutes=20)
    assert desk.look("cases", mine) == []


def test_queues_say_what_waits_in_them(desk, clock):
    opened = clock()
    desk.case("p1")
    clock.forward(minutes=1)
    desk.case("p2")
    desk.case("p3", queue="urgent")
    desk.claim(1)
    assert desk.look("queues") == [("triage", 2, 1, opened), ("urgent", 1, 0, clock())]
    clock.forward(hours=1)
    assert desk.look("queues")[0] == ("triage", 2, 0, opened)


# --- claims ------------------------------------------------------------------------------------------------------


def test_a_claim_keeps_others_away_until_it_expires(desk, clock):
    desk.case()
    claim = desk.claim()
    assert (claim.token, claim.user, claim.expires_at) == (1, "Rosa", clock() + LEASE)
    assert desk.look("case", 1).claim == claim
    with pytest.raises(CaseTaken, match=r"is claimed by Rosa"):
        desk.claim(user="Ben")
    clock.forward(minutes=15)
    assert desk.look("case", 1).claim is None
    assert desk.claim(user="Ben").token == 2


def test_ones_own_claim_is_prolonged_and_keeps_its_token(desk, clock):
    desk.case()
    first = desk.claim()
    clock.forward(minutes=10)
    again = desk.claim(user="rosa")
    assert (again.token, again.claimed_at, again.expires_at) == (1, first.claimed_at, clock() + LEASE)
    assert desk.look("case", 1).claim == again
    assert desk.events().count(("Rosa", "case.claimed")) == 1


def test_an_expired_claim_decides_nothing(desk, clock):
    desk.case()
    stale = desk.claim()
    clock.forward(minutes=15)
    with pytest.raises(StaleClaim, match="Claim it again"):
        desk.decide(stale)
    desk.decide(desk.claim())


def test_a_claim_that_was_taken_over_decides_nothing(desk, clock):
    desk.case()
    stale = desk.claim()
    clock.forward(minutes=16)
    current = desk.claim(user="Ben")
    with pytest.raises(StaleClaim):
        desk.decide(stale)
    with pytest.raises(StaleClaim):
        desk.decide(current, user="Rosa")
    with pytest.raises(StaleClaim):
        desk.do("release", 1, stale.token)
    desk.decide(current)


def test_new_words_end_a_claim(desk, clock):
    desk.case()
    claim = desk.claim()
    clock.forward(minutes=1)
    desk.case(text="Blockheads, all of you.")
    assert desk.look("case", 1).claim is None
    with pytest.raises(StaleClaim, match="new words"):
        desk.decide(claim)
    assert desk.claim().token == 2
    assert ("Rosa", "case.released") in desk.events()


def test_a_claim_given_back_frees_the_case(desk):
    desk.case()
    claim = desk.claim()
    desk.do("release", 1, claim.token)
    desk.do("release", 1, claim.token)
    assert desk.events().count(("Rosa", "case.released")) == 1
    with pytest.raises(StaleClaim):
        desk.decide(claim)
    assert desk.claim(user="Ben").token == 2


def test_the_next_case_is_the_first_free_one(desk, clock):
    for id_, score in (("p1", 0.7), ("p2", 0.9), ("p3", 0.8)):
        desk.case(id_, score=score, queue="urgent" if id_ == "p3" else "triage")
    urgent = CaseFilter(queue="urgent")
    assert desk.do("claim_next", urgent, "Rosa", lease=LEASE).case_id == 3
    assert desk.do("claim_next", urgent, "Ben", lease=LEASE) is None
    assert desk.do("claim_next", CaseFilter(), "Ben", lease=LEASE).case_id == 2
    assert desk.do("claim_next", CaseFilter(board_id=1, author="perrin vale"), "Ben", lease=LEASE).case_id == 1
    assert desk.do("claim_next", CaseFilter(), "Ben", lease=LEASE) is None
    clock.forward(minutes=20)
    assert desk.do("claim_next", CaseFilter(), "Rosa", lease=LEASE).case_id == 2


# --- decisions ---------------------------------------------------------------------------------------------------


def test_a_decision_carries_a_statement_of_reasons(desk, make, clock):
    post = desk.post(permalink="https://harbour.example/forum/posts/p1/")
    desk.open(post)
    clock.forward(minutes=5)
    draft = Draft(outcome=Outcome.AGREE, action=Action.WARN, reference="Rule 4", note="Second time.")
    decision = desk.decide(desk.claim(), draft)
    assert decision == desk.look("case", 1).decision
    assert (decision.case_id, decision.post_id, decision.user, decision.token) == (1, post.id, "Rosa", 1)
    assert (decision.revision_id, decision.decided_at) == (post.revision_id, clock())
    assert (decision.outcome, decision.action, decision.action_state) == ("agree", "warn", ActionState.RECOMMENDED)
    assert (decision.category, decision.ground, decision.reference) == (Category.INSULT, Ground.TERMS, "Rule 4")
    assert (decision.automated_detection, decision.automated_decision) == (True, False)
    assert decision.explanation == "“Blockhead” is an insult."
    assert "“Blockhead” (lexicon/en/blockhead)" in decision.facts
    assert f"{make.evidence().url} on 2026-03-01 at 12:00 UTC" in decision.facts
    assert (decision.note, decision.undone_at, decision.undone_by) == ("Second time.", None, None)


def test_a_reviewers_own_words_are_kept(desk):
    desk.case()
    draft = Draft(
        outcome=Outcome.DISAGREE,
        category=Category.PROFANITY,
        ground=Ground.ILLEGAL,
        explanation="Banter.",
        facts="Friends.",
    )
    decision = desk.decide(desk.claim(), draft)
    assert (decision.explanation, decision.facts, decision.category, decision.ground) == (
        "Banter.",
        "Friends.",
        Category.PROFANITY,
        Ground.ILLEGAL,
    )


def test_a_finding_about_the_whole_post_is_told_as_one(desk, make):
    desk.open(desk.post(), verdict=make.verdict(make.flag(rule="sentiment/bitter", spans=())))
    assert "the whole post (sentiment/bitter)" in desk.decide(desk.claim()).facts


def test_long_spans_are_quoted_in_part(desk, make):
    desk.open(desk.post(text="x" * 5000), verdict=make.verdict(make.flag(spans=(Span(start=0, end=5000),))))
    assert len(desk.decide(desk.claim()).facts) < 400


def test_a_case_is_decided_once(desk):
    desk.case()
    claim = desk.claim()
    desk.decide(claim)
    with pytest.raises(CaseDecided):
        desk.decide(claim)
    with pytest.raises(CaseDecided):
        desk.claim(user="Ben")
    assert desk.look("count") == 0
    assert len(desk.look("decisions")) == 1


def test_undoing_gives_the_case_back_open_and_free(desk, clock):
    desk.case()
    decision = desk.decide(desk.claim())
    undone = desk.do("undo", decision.id, user="Ben")
    assert (undone.id, undone.undone_at, undone.undone_by, undone.user) == (decision.id, clock(), "Ben", "Rosa")
    case = desk.look("case", 1)
    assert (case.state, case.claim, case.decision, case.reopened) == (CaseState.OPEN, None, None, 1)
    with pytest.raises(AlreadyUndone):
        desk.do("undo", decision.id, user="Ben")
    second = desk.decide(desk.claim(user="Ben"))
    assert [(each.id, each.undone_at is None) for each in desk.look("decisions")] == [(1, False), (second.id, True)]
    assert desk.events()[-4:] == [
        ("Rosa", "case.decided"),
        ("Ben", "case.undone"),
        ("Ben", "case.claimed"),
        ("Ben", "case.decided"),
    ]


def test_undoing_a_decision_on_old_words_leaves_the_case_as_it_is(desk, clock):
    desk.case()
    old = desk.decide(desk.claim())
    clock.forward(days=1)
    desk.case(text="Blockheads, all of you.")
    new = desk.decide(desk.claim())
    desk.do("undo", old.id, user="Rosa")
    assert desk.look("case", 1).decision == new


def test_the_last_decision_of_a_user_is_the_one_to_undo(desk):
    desk.case("p1")
    desk.case("p2")
    assert desk.look("last_decision_of", "Rosa") is None
    first, second = desk.decide(desk.claim(1)), desk.decide(desk.claim(2))
    assert desk.look("last_decision_of", "Rosa") == second
    desk.do("undo", second.id, user="Rosa")
    assert desk.look("last_decision_of", "Rosa") == first
    assert desk.look("last_decision_of", "Ben") is desk.look("last_decision_of", "Nobody") is None


def test_decisions_are_paged_by_id(desk):
    for number in (1, 2, 3):
        desk.case(f"p{number}")
        desk.decide(desk.claim(number))
    assert [each.id for each in desk.look("decisions", limit=2)] == [1, 2]
    assert [each.id for each in desk.look("decisions", after=2)] == [3]


def test_how_far_an_action_got_is_kept_and_logged(desk):
    desk.case()
    decision = desk.decide(desk.claim())
    desk.do("mark_action", decision.id, ActionState.DONE)
    assert desk.look("case", 1).decision.action_state is ActionState.DONE
    assert desk.events()[-1] == ("flagpost", "action.marked")


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("claim", {"case_id": 9, "user": "Rosa", "lease": LEASE}),
        ("claim", {"case_id": 1, "user": "Nobody", "lease": LEASE}),
        ("release", {"case_id": 9, "token": 1}),
        ("decide", {"case_id": 9, "token": 1, "user": "Rosa", "draft": AGREE}),
        ("undo", {"decision_id": 9, "user": "Rosa"}),
        ("mark_action", {"decision_id": 9, "state": ActionState.DONE}),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(desk, step, given):
    desk.case()
    with pytest.raises(NotFound, match=r"9|Nobody"):
        desk.do(step, **given)


def test_a_decision_that_fails_leaves_nothing_behind(desk, store, clock):
    desk.case()
    claim = desk.claim()
    before = desk.look("case", 1)

    def decide_and_fail():
        with store.begin() as unit:
            unit.review.decide(1, token=claim.token, user="Rosa", draft=AGREE, at=clock())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        decide_and_fail()
    assert desk.look("case", 1) == before
    assert desk.events()[-1] == ("Rosa", "case.claimed")


def test_outcomes_are_of_the_words_that_posts_have_now(desk, clock):
    first, second, third = (desk.post(key) for key in ("p1", "p2", "p3"))
    for post in (first, second, third):
        desk.open(post)
    agreed = desk.decide(desk.claim(1))
    desk.decide(desk.claim(2), Draft(outcome=Outcome.DISAGREE))
    known = [first.id, second.id, third.id]
    assert desk.look("outcomes", known) == {first.id: Outcome.AGREE, second.id: Outcome.DISAGREE}
    assert desk.look("outcomes", [third.id]) == {}
    desk.do("undo", agreed.id, user="Rosa")
    clock.forward(hours=1)
    desk.open(desk.post("p2", "Other words, blockhead."))
    assert desk.look("outcomes", known) == {}
