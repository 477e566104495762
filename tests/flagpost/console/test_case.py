"""A case in a browser: who has it, what is decided, and what becomes of a decision that comes too late."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from db.items import Action, ActionState, CaseState, Ground, Outcome, UserRole
from flagpost.console.pages.case import LONGEST_NOTE
from flagpost.precision import Measured
from moderation.items import Category, Severity

from .conftest import ADDRESS, FROM_OUR_PAGE
from .making import is_safe, links, make_case, parsed, value_of, words_of

ACTIONS = [action for action in Action if action is not Action.ESCALATE]


@pytest.fixture
def ben(bare):
    return bare.browser("Ben")


@pytest.fixture
def eva(bare, ben):
    return bare.browser("Eva")


@pytest.fixture
def case_id(bare):
    return make_case(bare.store)


def stored(console, case_id):
    """The case, and every decision on it."""
    with console.store.read() as unit:
        return unit.review.case(case_id), [each for each in unit.review.decisions() if each.case_id == case_id]


def holder(console, case_id):
    claim = stored(console, case_id)[0].claim
    return claim.user if claim else None


# --- claims ------------------------------------------------------------------------------------------------------


def test_opening_a_case_claims_it_and_others_see_who_has_it(bare, ben, eva, case_id):
    page = ben.open(case_id)
    assert words_of(page, ".claimed").startswith("Yours until ")
    assert "/decide" in page.text
    assert holder(bare, case_id) == "Ben"
    theirs = eva.open(case_id)
    assert theirs.status_code == 200
    assert words_of(theirs, ".claimed").startswith("Ben has it until ")
    assert "/decide" not in theirs.text
    assert "Ben works on this case until" in words_of(theirs)
    assert holder(bare, case_id) == "Ben"
    taken = eva.post(f"/cases/{case_id}/claim")
    assert taken.status_code == 409
    assert "claimed by Ben" in words_of(taken, "[role=alert]")


def test_opening_it_again_keeps_the_claim(bare, ben, case_id):
    first, second = ben.open(case_id), ben.open(case_id)
    assert value_of(first, "lease") == value_of(second, "lease")
    assert stored(bare, case_id)[0].claim.token == 1


def test_a_claim_ends_by_itself(bare, ben, eva, case_id):
    ben.open(case_id)
    bare.clock.forward(minutes=29)
    assert "/decide" not in eva.open(case_id).text
    bare.clock.forward(minutes=2)
    assert words_of(eva.open(case_id), ".claimed").startswith("Yours until ")
    assert words_of(ben.open(case_id), ".claimed").startswith("Eva has it until ")


def test_a_claim_is_kept_for_longer(bare, ben, case_id):
    page = ben.open(case_id)
    until = stored(bare, case_id)[0].claim.expires_at
    bare.clock.forward(minutes=20)
    answer = ben.send(f"/cases/{case_id}/claim", lease=value_of(page, "lease"), narrowed="severity=low")
    assert answer.headers["location"] == f"/cases/{case_id}?severity=low#post"
    claim = stored(bare, case_id)[0].claim
    assert (claim.expires_at - until).total_seconds() == pytest.approx(20 * 60, abs=60)
    assert str(claim.token) == value_of(page, "lease")
    assert ben.decide(page, "agree").status_code == 200


def test_a_released_case_is_free_and_the_filter_is_kept(bare, ben, eva, case_id):
    page = ben.open(case_id)
    answer = ben.send(f"/cases/{case_id}/release", narrowed="queue=triage")
    assert answer.headers["location"] == "/queue?queue=triage"
    assert holder(bare, case_id) is None
    assert ben.send(f"/cases/{case_id}/release").status_code == 303, "twice is once"
    late = ben.decide(page, "agree", note="what I thought")
    assert late.status_code == 409
    assert stored(bare, case_id)[1] == []
    assert "/decide" in late.text, "it was free, so it is claimed again"
    assert eva.post(f"/cases/{case_id}/release").status_code == 409


def test_a_browser_that_asks_ahead_claims_nothing(bare, ben, case_id):
    for purpose in ("prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"):
        page = ben.get(f"/cases/{case_id}", headers={"Sec-Purpose": purpose})
        assert page.status_code == 200
        assert "/decide" not in page.text
        assert "Claim it" in words_of(page)
        assert ben.get("/next", headers={"Sec-Purpose": purpose}).status_code == 503
        assert holder(bare, case_id) is None
    assert "/decide" in ben.post(f"/cases/{case_id}/claim").text
    assert holder(bare, case_id) == "Ben"


def test_who_may_only_look_claims_nothing(bare, ben, case_id):
    rita = bare.browser("Rita", UserRole.READ_ONLY)
    page = rita.open(case_id)
    assert page.status_code == 200
    assert words_of(page, ".claimed") == "Free"
    assert not [each for each in parsed(page).css("main form") if each.attributes.get("method") == "post"]
    assert "/next" not in links(page)
    assert holder(bare, case_id) is None


# --- decisions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["disagree", "ignore", "escalate"])
def test_what_is_decided_is_stored(bare, ben, case_id, outcome):
    make_case(bare.store)
    answer = ben.decide(ben.open(case_id), outcome, action="ban")
    assert answer.status_code == 200
    case, [decision] = stored(bare, case_id)
    assert case.state is CaseState.DECIDED
    assert (decision.user, decision.token) == ("Ben", 1)
    if outcome == "escalate":
        assert (decision.outcome, decision.action) == (Outcome.AGREE, Action.ESCALATE)
    else:
        assert (decision.outcome.value, decision.action) == (outcome, Action.NONE), (
            "an action goes with agreement alone"
        )


@pytest.mark.parametrize("action", ACTIONS)
def test_agreeing_goes_with_an_action(bare, ben, case_id, action):
    page = ben.open(case_id)
    choices = [each.attributes["value"] for each in parsed(page).css("input[name=action]")]
    assert choices == [each.value for each in ACTIONS]
    ben.decide(page, "agree", action=action.value)
    _, [decision] = stored(bare, case_id)
    assert (decision.outcome, decision.action) == (Outcome.AGREE, action)
    assert decision.action_state is ActionState.RECOMMENDED


def test_what_is_left_open_is_told_by_the_verdict(bare, ben, case_id):
    ben.decide(ben.open(case_id), "agree", note="  ")
    _, [decision] = stored(bare, case_id)
    assert decision.explanation == '"Blockhead" is an insult.'
    assert "Blockhead" in decision.facts
    assert (decision.category, decision.ground, decision.reference) == (Category.INSULT, Ground.TERMS, None)
    assert decision.note == ""
    assert decision.automated_detection
    assert not decision.automated_decision


def test_everything_that_is_written_is_stored_as_it_is(bare, ben, case_id):
    note = "é\u202e<b>\r\nzweite Zeile"
    fields = {
        "category": "threat",
        "ground": "illegal",
        "reference": " § 185 StGB ",
        "explanation": "No\r\nmore",
        "note": note,
    }
    ben.decide(ben.open(case_id), "agree", **fields)
    _, [decision] = stored(bare, case_id)
    assert (decision.category, decision.ground, decision.reference) == (Category.THREAT, Ground.ILLEGAL, "§ 185 StGB")
    assert decision.explanation == "No\nmore"
    assert decision.note == "é\u202e<b>\nzweite Zeile"
    page = ben.open(case_id)
    assert is_safe(page)
    assert "zweite Zeile" in words_of(page, ".decided")
    assert "§ 185 StGB" in words_of(page, ".decided")


def test_a_note_as_long_as_its_field_is_kept_whatever_its_lines_end_in(bare, ben, case_id):
    lines = "\n".join("x" * 99 for _ in range(LONGEST_NOTE // 100))
    ben.decide(ben.open(case_id), "agree", note=lines.replace("\n", "\r\n"))
    _, [decision] = stored(bare, case_id)
    assert decision.note == lines


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "maybe"},
        {"action": "hang"},
        {"category": "rude"},
        {"ground": "taste"},
        {"lease": ""},
        {"lease": "first"},
        {"lease": 2**70},
        {"lease": -1},
        {"note": "x" * (LONGEST_NOTE + 1)},
        {"reference": "x" * 501},
    ],
)
def test_what_no_form_of_ours_says_decides_nothing(bare, ben, case_id, fields):
    page = ben.open(case_id)
    given = {"outcome": "agree", "lease": value_of(page, "lease")} | fields
    answer = ben.post(f"/cases/{case_id}/decide", **given)
    assert answer.status_code in {409, 422}
    assert stored(bare, case_id)[1] == []
    assert ben.decide(page, "agree").status_code == 200


def test_the_next_case_opens_with_the_filter_kept(bare, ben, case_id):
    other = make_case(bare.store, severity=Severity.LOW)
    urgent = make_case(bare.store, severity=Severity.CRITICAL, queue="urgent")
    page = ben.get(f"/cases/{case_id}?queue=triage&words=pilot")
    assert value_of(page, "narrowed") == "queue=triage&words=pilot"
    page = ben.decide(page, "agree", action="remove", narrowed=value_of(page, "narrowed"))
    assert str(page.url).endswith(f"/cases/{other}?queue=triage&words=pilot&done=1#post")
    assert f"Case {case_id}: agree, remove recommended." in words_of(page, "[role=status]")
    assert "/decisions/1/undo" in page.text
    assert "Yours until" in words_of(page, ".claimed")
    page = ben.decide(page, "ignore", narrowed=value_of(page, "narrowed"))
    assert page.url.path == "/queue"
    assert "queue=triage" in str(page.url)
    assert f"Case {other}: ignore." in words_of(page, "[role=status]")
    assert stored(bare, urgent)[0].state is CaseState.OPEN


@pytest.mark.parametrize(
    "narrowed", ["x" * 3000, "&&&===", "queue=%ff%fe", "severity=nope", "words=" + "%F0%9F%90%88" * 300]
)
def test_whatever_filter_a_form_carries_the_decision_counts(bare, ben, case_id, narrowed):
    assert ben.decide(ben.open(case_id), "agree", narrowed=narrowed).status_code == 200
    assert len(stored(bare, case_id)[1]) == 1


def test_only_ones_own_decision_is_told_of(bare, ben, eva, case_id):
    make_case(bare.store)
    ben.decide(ben.open(case_id), "agree")
    assert "agree" in words_of(ben.get("/queue?done=1"), "[role=status]")
    for done in (1, 2, 0, -1, 2**70):
        page = eva.get(f"/queue?done={done}")
        assert page.status_code == 200
        assert not parsed(page).css("main [role=status]"), done


# --- too late ----------------------------------------------------------------------------------------------------

WRITTEN = 'she said "no" <i>twice</i>'


def test_a_claim_that_expired_is_told_and_what_was_written_is_kept(bare, ben, case_id):
    page = ben.open(case_id)
    bare.clock.forward(minutes=31)
    late = ben.decide(page, "agree", action="warn", note=WRITTEN, reference="§ 4", category="threat")
    assert late.status_code == 409
    assert "no longer Ben" in words_of(late, "[role=alert]")
    assert stored(bare, case_id)[1] == []
    assert is_safe(late)
    assert (value_of(late, "note"), value_of(late, "reference")) == (WRITTEN, "§ 4")
    assert [each.attributes["value"] for each in parsed(late).css("input[name=action][checked]")] == ["warn"]
    assert [each.attributes["value"] for each in parsed(late).css("select[name=category] [selected]")] == ["threat"]
    assert value_of(late, "lease") != value_of(page, "lease")
    assert ben.decide(late, "agree", action="warn", note=value_of(late, "note")).status_code == 200
    assert stored(bare, case_id)[1][0].note == WRITTEN


def test_of_two_who_try_one_decides_and_the_other_is_told(bare, ben, eva, case_id):
    first = ben.open(case_id)
    bare.clock.forward(minutes=31)
    second = eva.open(case_id)
    late = ben.decide(first, "disagree", note=WRITTEN)
    assert late.status_code == 409
    assert "Eva has it until" in words_of(late, ".claimed")
    assert WRITTEN in words_of(late, "section[aria-label='What you wrote']")
    assert is_safe(late)
    assert "/decide" not in late.text
    eva.decide(second, "agree")
    late = ben.decide(first, "disagree", note=WRITTEN)
    assert late.status_code == 409
    assert "has its decision already" in words_of(late, "[role=alert]")
    assert WRITTEN in words_of(late, "section[aria-label='What you wrote']")
    case, [decision] = stored(bare, case_id)
    assert (decision.user, decision.outcome) == ("Eva", Outcome.AGREE)
    assert case.decision == decision


def test_a_form_that_is_sent_twice_decides_once(bare, ben, case_id):
    page = ben.open(case_id)
    assert ben.decide(page, "agree").status_code == 200
    assert ben.decide(page, "disagree").status_code == 409
    assert [each.outcome for each in stored(bare, case_id)[1]] == [Outcome.AGREE]


# --- afterwards --------------------------------------------------------------------------------------------------


def test_ones_own_decision_can_be_undone_and_the_case_is_open_again(bare, ben, case_id):
    ben.decide(ben.open(case_id), "agree")
    page = ben.open(case_id)
    assert "Decided by Ben" in words_of(page, ".claimed")
    assert "/decide" not in page.text
    answer = ben.send("/decisions/1/undo", narrowed="queue=triage")
    assert answer.headers["location"] == f"/cases/{case_id}?queue=triage#post"
    assert stored(bare, case_id)[0].state is CaseState.OPEN
    assert stored(bare, case_id)[1][0].undone_by == "Ben"
    assert "/decide" in ben.open(case_id).text
    again = ben.post("/decisions/1/undo")
    assert again.status_code == 409
    assert "undone already" in again.text


def test_others_decisions_are_undone_by_reviewers_alone(bare, ben, eva, case_id):
    ben.decide(ben.open(case_id), "agree")
    assert eva.post("/decisions/1/undo").status_code == 403
    assert stored(bare, case_id)[1][0].undone_at is None
    rosa = bare.browser("Rosa", UserRole.REVIEWER)
    assert rosa.post("/decisions/1/undo").status_code == 200
    assert stored(bare, case_id)[1][0].undone_by == "Rosa"


def test_an_action_is_told_as_done_on_the_forum(bare, ben, eva, case_id):
    ben.decide(ben.open(case_id), "agree", action="remove")
    page = eva.open(case_id)
    assert "Agree, remove (recommended)" in words_of(page, ".decided h2")
    assert "/decisions/1/done" in page.text
    page = eva.post("/decisions/1/done")
    assert page.url.path == f"/cases/{case_id}"
    assert "Agree, remove (done)" in words_of(page, ".decided h2")
    assert 'action="/decisions/1/done"' not in page.text
    assert stored(bare, case_id)[1][0].action_state is ActionState.DONE


def test_where_nothing_is_to_be_done_nothing_can_be_told_as_done(bare, ben, case_id):
    ben.decide(ben.open(case_id), "agree")
    assert "/decisions/1/done" not in ben.open(case_id).text


def test_how_often_people_agreed_with_a_rule_stands_beside_its_flag(bare, ben):
    house = replace(bare.house, measured=Measured(bare.store, fresh=0))
    bare.app.app.state.house = house
    ids = [make_case(bare.store) for _ in range(4)]
    assert words_of(ben.open(ids[0]), ".precision") == "Nobody has decided on this rule yet"
    ben.decide(ben.open(ids[0]), "agree")
    assert words_of(ben.open(ids[3]), ".precision") == "Right in 100 % of 1 decision (95 %: 21 % to 100 %)"
    ben.decide(ben.open(ids[1]), "disagree")
    ben.decide(ben.open(ids[2]), "ignore")
    assert words_of(ben.open(ids[3]), ".precision") == "Right in 50 % of 2 decisions (95 %: 9 % to 91 %)"
    ben.post("/decisions/2/undo")
    assert words_of(ben.open(ids[3]), ".precision") == "Right in 100 % of 1 decision (95 %: 21 % to 100 %)"


def test_a_break_is_suggested_when_it_is_due(bare, ben):
    first = make_case(bare.store)
    second = make_case(bare.store)
    assert "You have opened 1 case today." in words_of(ben.open(first))
    for _ in range(6):
        bare.clock.forward(minutes=7)
        page = ben.open(second)
        assert "without a break" not in words_of(page)
        ben.post(f"/cases/{second}/release")
    bare.clock.forward(minutes=9)
    page = ben.open(second)
    assert re.search(r"8 cases in 5\d minutes without a break", words_of(page))
    assert "You have opened 8 cases today." in words_of(page)
    bare.clock.forward(minutes=11)
    assert "without a break" not in words_of(ben.open(first))


# --- things that go wrong on the way -----------------------------------------------------------------------------


def test_who_is_signed_out_meanwhile_is_told_and_gets_back_what_they_wrote(bare, ben, case_id):
    page = ben.open(case_id)
    lease, token = value_of(page, "lease"), ben.token()
    ben.client.cookies.clear()
    sent = {"token": token, "lease": lease, "outcome": "agree", "note": "he <b>meant</b> it", "explanation": ""}
    headers = {**FROM_OUR_PAGE, "Referer": f"{ADDRESS}/cases/{case_id}/decide?queue=triage"}
    answer = ben.client.post(f"/cases/{case_id}/decide", data=sent, headers=headers)
    assert answer.status_code == 403
    assert "nothing of what you sent was stored" in words_of(answer)
    assert "he &lt;b&gt;meant&lt;/b&gt; it" in answer.text
    assert value_of(answer, "then") == f"/cases/{case_id}"
    assert stored(bare, case_id)[1] == []


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/cases/1", f"{ADDRESS}/people", f"{ADDRESS}//evil.example", "http://["]
)
def test_whoever_is_signed_out_is_led_to_pages_of_ours_alone(bare, ben, case_id, referer):
    token = ben.token()
    ben.client.cookies.clear()
    headers = {**FROM_OUR_PAGE, "Referer": referer}
    answer = ben.client.post(f"/cases/{case_id}/decide", data={"token": token, "note": "x"}, headers=headers)
    assert answer.status_code == 403
    assert value_of(answer, "then") == "/"


def test_a_claim_that_ended_and_is_somebody_elses_by_now_is_told_so(bare, ben, eva, case_id):
    page = ben.open(case_id)
    bare.clock.forward(minutes=bare.settings.lease_minutes + 1)
    eva.open(case_id)
    late = ben.decide(page, "agree", note="too late")
    assert late.status_code == 409
    assert "Eva works on this case by now. Nothing was decided." in words_of(late)
    assert "Claim it" not in words_of(late)
    assert "too late" in words_of(late)


def test_done_on_the_forum_keeps_the_filter(bare, ben, case_id):
    decide = ben.decide(ben.open(case_id), "agree", action="remove")
    assert decide.status_code == 200
    decision = stored(bare, case_id)[1][0]
    answer = ben.send(f"/decisions/{decision.id}/done", narrowed="words=pilot")
    assert answer.headers["location"] == f"/cases/{case_id}?words=pilot"
    assert ", waiting" not in words_of(ben.open(case_id), ".facts")
