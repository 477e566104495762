"""Appeals over HTTP: entered on the case's page, closed to who decided, answered with an explanation."""

from __future__ import annotations

import pytest

from db.items import AppealOutcome, CaseState, UserRole

WORDS = "I only said what he said. <b>Look</b> again\u202e!"


@pytest.fixture
def eva(console):
    """Another moderator."""
    return console.browser("Eva")


@pytest.fixture
def decided(console, ben, cases):
    """The case that Ben decided."""
    ben.decide(ben.open(cases[0]), "agree", action="remove", note="Plainly so.")
    return cases[0]


def appeal(browser, case_id, **fields):
    given = {"objector": "author", "how": "by mail", "words": WORDS}
    return browser.post(f"/cases/{case_id}/appeal", **given | fields)


def test_an_appeal_is_entered_on_the_cases_page_and_shown_to_who_answers(console, ben, eva, decided):
    assert f'action="/cases/{decided}/appeal"' in eva.open(decided).text
    page = appeal(ben, decided)
    assert page.status_code == 200
    assert "The author appeals" in page.text
    assert "You decided what is objected to, so somebody else answers." in page.text
    assert "/decide" not in page.text
    assert f"/cases/{decided}/claim" not in page.text
    shown = eva.open(decided).text
    assert "I only said what he said. &lt;b&gt;Look&lt;/b&gt; again" in shown
    assert "[right-to-left override]" in shown
    assert "\u202e" not in shown
    assert "by mail" in shown
    assert "agree, remove (recommended)" in shown
    assert "Plainly so." in shown
    assert 'value="escalate"' not in shown
    assert f"/cases/{decided}/decide" in shown


def test_who_decided_gets_past_no_door(console, ben, decided):
    appeal(ben, decided)
    refused = ben.post(f"/cases/{decided}/claim")
    assert refused.status_code == 409
    assert "Somebody else has to answer" in refused.text
    assert ben.post(f"/cases/{decided}/decide", outcome="agree", lease=1, explanation="So.").status_code == 409
    assert ben.leads("/next") != f"/cases/{decided}#post"
    with console.store.read() as unit:
        assert unit.review.case(decided).appeal is not None


def test_an_answer_needs_an_explanation_and_keeps_what_was_written(console, ben, eva, decided):
    appeal(ben, decided)
    page = eva.decide(eva.open(decided), "disagree", note="Half done")
    assert page.status_code == 409
    assert "answered with an explanation" in page.text
    assert "Half done</textarea>" in page.text
    assert "It is yours again" not in page.text
    page = eva.decide(page, "disagree", explanation="He quotes the pilot.")
    shown = eva.open(decided).text
    assert "<strong>Reversed</strong> by <bdi>Eva</bdi>" in shown
    assert "He quotes the pilot." in shown
    with console.store.read() as unit:
        [answered] = unit.appeals.of_case(decided)
        assert answered.outcome is AppealOutcome.REVERSED
        assert unit.review.decision(answered.decision_id).undone_by == "Eva"


def test_an_upheld_decision_is_told_as_one_and_what_was_done_stays_done(console, ben, eva, decided):
    with console.store.read() as unit:
        decision = unit.review.case(decided).decision
    ben.post(f"/decisions/{decision.id}/done")
    appeal(ben, decided)
    eva.decide(eva.open(decided), "agree", action="remove", explanation="It stays so.")
    shown = eva.open(decided).text
    assert "<strong>Upheld</strong>" in shown
    assert "Take it back there" not in shown
    assert "remove (done)" in shown


def test_what_was_done_for_a_reversed_decision_is_to_be_taken_back(console, ben, eva, decided):
    with console.store.read() as unit:
        decision = unit.review.case(decided).decision
    ben.post(f"/decisions/{decision.id}/done")
    appeal(ben, decided)
    eva.decide(eva.open(decided), "ignore", explanation="Let it stand.")
    assert "“remove” was carried out on the forum. Take it back there." in eva.open(decided).text


def test_a_decision_under_appeal_is_not_undone(console, ben, anna, decided):
    appeal(ben, decided)
    with console.store.read() as unit:
        decision_id = unit.appeals.of_case(decided)[0].decision_id
    for browser in (ben, anna):
        answer = browser.post(f"/decisions/{decision_id}/undo")
        assert answer.status_code == 409
        assert "under appeal" in answer.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"objector": "nobody"}, 422), ({"words": "  "}, 422), ({"words": "x" * 10_001}, 422), ({"how": "x" * 201}, 422)],
)
def test_an_appeal_that_says_nothing_is_none(console, ben, decided, fields, status):
    assert appeal(ben, decided, **fields).status_code == status
    with console.store.read() as unit:
        assert unit.appeals.of_case(decided) == []


def test_an_open_case_cannot_be_appealed_and_nobody_looks_on_who_may_not(console, ben, cases, decided):
    assert appeal(ben, cases[1]).status_code == 409
    assert appeal(ben, 10**6).status_code == 404
    reader = console.browser("Rita", UserRole.READ_ONLY)
    assert appeal(reader, decided).status_code == 403
    assert "/appeal" not in reader.open(decided).text


def test_the_queue_shows_and_finds_what_is_under_appeal(ben, eva, cases, decided):
    assert "No case is like that" in eva.get("/queue?appeals=open").text
    appeal(ben, decided, objector="forum")
    found = eva.get("/queue?appeals=open").text
    assert f'href="/cases/{decided}?appeals=open#post"' in found
    assert "forum appeals" in found
    assert f'href="/cases/{cases[1]}?' not in found
    assert eva.leads("/next?appeals=open").startswith(f"/cases/{decided}?")
    assert "Left out" in eva.get("/queue?appeals=nonsense").text


def test_a_case_under_appeal_is_not_decided_with_others(console, ben, eva, decided):
    appeal(ben, decided)
    with console.store.read() as unit:
        case = unit.review.case(decided)
    ticked = f"{case.id}.{case.verdict.id}.{case.reopened}"
    page = eva.post("/queue/bulk", case=ticked)
    assert "it is under appeal" in page.text


def test_a_case_under_appeal_is_not_handed_to_who_decided(console, ben, eva, decided):
    appeal(ben, decided)
    page = eva.open(decided)
    lease = page.text.split('name="lease" value="')[1].split('"')[0]
    assert eva.post(f"/cases/{decided}/hand", to="Ben", lease=lease).status_code == 409
    with console.store.read() as unit:
        assert unit.review.case(decided).assignment is None


# --- withdrawn ---------------------------------------------------------------------------------------------------


def test_an_appeal_is_withdrawn_with_a_reason_and_the_decision_stands_as_it_was(console, ben, eva, decided):
    with console.store.read() as unit:
        before = unit.review.case(decided).decision
    appeal(eva, decided)
    eva.open(decided)
    way = f"/cases/{decided}/appeal/withdraw"
    assert way in eva.open(decided).text
    assert eva.post(way, why=" ").status_code == 422
    page = eva.post(way, why="She <i>took</i> it back.")
    assert page.status_code == 200
    assert "<strong>Withdrawn</strong> by <bdi>Eva</bdi>" in page.text
    assert "She &lt;i&gt;took&lt;/i&gt; it back." in page.text
    assert "The author appeals" not in page.text
    with console.store.read() as unit:
        case = unit.review.case(decided)
        assert (case.state, case.decision, case.claim) == (CaseState.DECIDED, before, None)
        [entry] = [each for each in unit.audit.newest(limit=9) if each.event == "appeal.withdrawn"]
    assert (entry.actor, entry.details["why"]) == ("Eva", "She <i>took</i> it back.")
    late = eva.post(way, why="Again.")
    assert late.status_code == 409
    assert "under no appeal" in late.text
    assert appeal(ben, decided).status_code == 200, "there may be another one"


def test_who_entered_it_and_reviewers_who_did_not_decide_may_withdraw_it(console, ben, eva, decided):
    tom, vera = console.browser("Tom"), console.browser("Vera", UserRole.REVIEWER)
    way = f"/cases/{decided}/appeal/withdraw"
    for enters, may_not, may in ((eva, (tom, ben), vera), (ben, (tom, eva), ben)):
        appeal(enters, decided)
        for each in may_not:
            assert way not in each.open(decided).text
            refused = each.post(way, why="Never mind.")
            assert refused.status_code == 403
            assert f"{enters.name} entered this appeal" in refused.text
        assert way in may.open(decided).text
        assert may.post(way, why="Never mind.").status_code == 200
    console.people.set_role("Ben", UserRole.REVIEWER, by="Anna")
    appeal(eva, decided)
    assert ben.post(way, why="I was right.").status_code == 403, "nobody judges their own work"
