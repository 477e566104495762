"""Second opinions and golden cases over HTTP: the blind page, both sides, disagreements, quality."""

from __future__ import annotations

import re

import pytest

from db.items import Grant, UserRole

from .making import words_of

NOTE = "Sibylline note of the decider."
WHY = "Sibylline explanation."


@pytest.fixture
def eva(console):
    """Another moderator."""
    return console.browser("Eva")


@pytest.fixture
def rita(console):
    """A reviewer."""
    return console.browser("Rita", UserRole.REVIEWER)


@pytest.fixture
def decided(console, cases):
    """The decision of Ben, who is called something that stands nowhere else, on the gravest case."""
    decider = console.browser("Benvolio")
    decider.decide(decider.open(cases[0]), "agree", action="remove", note=NOTE, explanation=WHY)
    with console.store.read() as unit:
        return unit.review.case(cases[0]).decision


def ask(browser, decision):
    return browser.post(f"/cases/{decision.case_id}/second")


def test_who_decided_and_reviewers_may_ask_and_nobody_else(console, eva, rita, cases, decided):
    decider = console.browser("Benvolio")
    assert "/second" not in eva.open(cases[0]).text
    assert ask(eva, decided).status_code == 403
    assert "/second" in rita.open(cases[0]).text
    page = ask(decider, decided)
    assert "<bdi>Benvolio</bdi> asked for a second opinion" in page.text
    assert "/second" not in page.text
    assert rita.post(f"/cases/{cases[-1]}/second").status_code == 409


def test_an_opinion_on_a_claimed_case_waits_for_its_decision(console, ben, eva, cases):
    ben.open(cases[0])
    page = ben.post(f"/cases/{cases[0]}/second")
    assert "Somebody else gives it once this case is decided" in page.text
    assert "Nobody asks for your opinion" in eva.get("/opinions").text
    ben.decide(page, "agree")
    assert eva.leads("/opinions/next").startswith("/opinions/")


def test_the_blind_page_tells_nothing_of_the_decision(console, eva, rita, decided):
    with console.store.begin() as unit:
        unit.review.mark_action(decided.id, "done", console.clock(), by="Benvolio")
    ask(rita, decided)
    page = eva.get("/opinions/next")
    assert page.status_code == 200
    assert str(page.url).endswith(f"/opinions/{decided.id}#post")
    main = page.text.split('<main id="main"')[1]
    assert f"<h2><bdi>{decided_title(console, decided)}</bdi></h2>" in main
    assert "Benvolio" not in main
    assert "Rita" not in main
    assert "Sibylline" not in main
    assert f"/cases/{decided.case_id}" not in main
    assert "remove" not in main
    assert "Right in" not in main
    assert "Flags agreed with" not in main
    for word in ("agree", "disagree", "ignore"):
        assert main.count(f'value="{word}"') == 1


def decided_title(console, decision):
    with console.store.read() as unit:
        return unit.review.case(decision.case_id).post.thread_title


def test_once_given_both_stand_side_by_side(console, eva, rita, decided):
    ask(rita, decided)
    page = eva.post(f"/opinions/{decided.id}", outcome="disagree", category="threat", note="Banter.\u202e")
    assert "You disagree with the decision" in page.text
    assert "Benvolio" in page.text
    assert NOTE in page.text
    assert "Banter." in page.text
    again = eva.post(f"/opinions/{decided.id}", outcome="agree")
    assert "You disagree with the decision" in again.text, "what was said first stands"
    case = rita.open(decided.case_id).text
    assert "<bdi>Eva</bdi>" in case
    assert "differs" in case
    assert "What you said of late" in eva.get("/opinions").text


@pytest.mark.parametrize("fields", [{"outcome": "escalate"}, {"outcome": "agree", "category": "rude"}, {}])
def test_an_opinion_that_means_nothing_is_none(console, eva, rita, decided, fields):
    ask(rita, decided)
    assert eva.post(f"/opinions/{decided.id}", **fields).status_code == 422
    with console.store.read() as unit:
        assert unit.opinions.of_case(decided.case_id)[0].given_at is None


def test_nobody_answers_who_is_not_asked(console, eva, rita, cases, decided):
    decider = console.browser("Benvolio")
    for browser in (decider, eva, rita):
        assert browser.get(f"/opinions/{decided.id}").status_code == 403
        assert browser.post(f"/opinions/{decided.id}", outcome="agree").status_code == 403
    ask(rita, decided)
    for browser in (decider, rita):
        assert browser.get(f"/opinions/{decided.id}").status_code == 403
        assert browser.post(f"/opinions/{decided.id}", outcome="agree").status_code == 403
    assert eva.get(f"/opinions/{10**6}").status_code == 404
    reader = console.browser("Rolf", UserRole.READ_ONLY)
    assert reader.get("/opinions").status_code == 403


def test_a_case_out_of_reach_is_not_asked_about(console, eva, rita, decided):
    console.people.set_grants("Eva", [Grant(role=UserRole.MODERATOR, queue="nowhere")], by="Anna")
    ask(rita, decided)
    assert "Nobody asks for your opinion" in eva.get("/opinions").text
    assert eva.get(f"/opinions/{decided.id}").status_code == 403
    assert eva.post(f"/opinions/{decided.id}", outcome="agree").status_code == 403


def test_what_is_passed_over_stays_and_leads_on(eva, rita, decided):
    ask(rita, decided)
    assert eva.leads(f"/opinions/next?after={decided.id}") == "/opinions?last=true"
    assert "Nothing is behind" in eva.get("/opinions?last=true").text
    assert eva.leads(f"/opinions/next?after={10**30}") == "/opinions?last=true"


def test_a_disagreement_is_taken_up_by_leaving_or_undoing(console, eva, rita, decided):
    ask(rita, decided)
    eva.post(f"/opinions/{decided.id}", outcome="ignore", note="Who cares?")
    assert "Disagreements" not in eva.get("/opinions").text
    listed = rita.get("/opinions").text
    assert "ignore by <bdi>Eva</bdi>" in listed
    leave = re.search(r"/opinions/(\d+)/leave", listed)[0]
    assert eva.post(leave).status_code == 403
    assert "No second opinion differs" in rita.post(leave).text
    assert "left by <bdi>Rita</bdi>" in rita.open(decided.case_id).text
    ask(rita, decided)
    other = console.browser("Olga")
    other.post(f"/opinions/{decided.id}", outcome="disagree")
    assert f'action="/decisions/{decided.id}/undo"' in rita.get("/opinions").text
    rita.post(f"/decisions/{decided.id}/undo")
    assert "No second opinion differs" in rita.get("/opinions").text


def mark(browser, decision, **fields):
    given = {"outcome": "disagree", "reason": "He quotes the pilot."}
    return browser.post(f"/quality/golden/{decision.case_id}", **given | fields)


def test_a_golden_case_tells_its_right_answer_once_it_is_answered(console, eva, rita, decided):
    assert mark(eva, decided).status_code == 403
    assert mark(rita, decided, reason=" ").status_code == 422
    page = mark(rita, decided)
    assert "Golden case" in page.text
    assert "He quotes the pilot." not in eva.open(decided.case_id).text
    blind = eva.get("/opinions/next").text
    assert "golden" not in blind.lower()
    assert "He quotes the pilot." not in blind
    wrong = eva.post(f"/opinions/{decided.id}", outcome="agree")
    assert "you were wrong" in wrong.text
    assert "He quotes the pilot." in wrong.text
    right = console.browser("Olga").post(f"/opinions/{decided.id}", outcome="disagree")
    assert "you were right" in right.text
    assert "Nobody asks for your opinion" in eva.get("/opinions").text
    assert "<bdi>Eva</bdi>" not in rita.open(decided.case_id).text, "an answer to a golden case is one's own"


def test_quality_is_told_to_reviewers_by_person(console, eva, rita, decided):
    assert eva.get("/quality").status_code == 403
    assert "Nobody has given an opinion yet" in rita.get("/quality").text
    ask(rita, decided)
    eva.post(f"/opinions/{decided.id}", outcome="agree")
    mark(rita, decided)
    console.browser("Olga").post(f"/opinions/{decided.id}", outcome="disagree")
    page = rita.get("/quality").text
    rows = {name: re.findall(r"<td.*?><bdi>(.*?)</bdi></td>", row) for name, row in rows_of(page)}
    assert rows["Eva"] == ["1", "1", "1", "100 %", "–", "–", "0", "0"]
    assert rows["Olga"] == ["1", "0", "0", "–", "–", "–", "1", "0"]
    assert "1 of 1 the same, uncertain" in page
    retire = re.search(r"/quality/golden/\d+/retire", page)[0]
    assert eva.post(retire).status_code == 403
    assert "No case is golden" in rita.post(retire).text
    assert "Olga" not in dict(rows_of(rita.get("/quality").text))


def rows_of(page):
    return re.findall(r'<tr><th scope="row"><bdi>(\w+)</bdi></th>(.*?)</tr>', page, re.DOTALL)


def test_who_is_asked_sees_the_case_blind_until_they_have_said_what_they_think(console, cases):
    ben, eva, rita = (console.browser(name) for name in ("Ben", "Eva", "Rita"))
    ben.decide(ben.open(cases[0]), "agree", action="remove")
    with console.store.read() as unit:
        decision = unit.review.case(cases[0]).decision
    assert eva.get(f"/cases/{cases[0]}", follow_redirects=False).status_code == 200
    ben.post(f"/cases/{cases[0]}/second")
    for browser in (eva, rita):
        assert browser.leads(f"/cases/{cases[0]}") == f"/opinions/{decision.id}#post"
    assert ben.get(f"/cases/{cases[0]}", follow_redirects=False).status_code == 200
    assert f"/opinions/{decision.id}/case" in rita.open(cases[0]).text
    assert "Decided by Ben" in words_of(rita.get(f"/opinions/{decision.id}/case")), "who needs to know may"
    eva.post(f"/opinions/{decision.id}", outcome="disagree")
    assert "Decided by Ben" in words_of(eva.open(cases[0]))
    looker = console.browser("Ines", UserRole.READ_ONLY)
    assert looker.get(f"/cases/{cases[0]}", follow_redirects=False).status_code == 200
