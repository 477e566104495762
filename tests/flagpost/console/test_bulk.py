"""Many cases at once, over HTTP: ticked or found, looked over, decided, shown, and undone."""

from __future__ import annotations

import pytest

from db.items import UserRole
from flagpost import bulk as bulk_module
from flagpost.console.pages import queue as queue_module
from moderation.items import Category, Severity

from .making import links, make_case, parsed, rows, value_of, words_of


@pytest.fixture
def ben(bare):
    """A moderator, and four cases, the first of them a threat."""
    make_case(bare.store, category=Category.THREAT, severity=Severity.CRITICAL)
    for _ in range(3):
        make_case(bare.store)
    return bare.browser("Ben")


def ticks(page):
    """What the boxes of a page of the queue stand for."""
    return [each.attributes["value"] for each in parsed(page).css("input[name=case]")]


def decisions(bare):
    with bare.store.read() as unit:
        return unit.review.decisions()


def test_the_queue_offers_boxes_to_those_who_decide(bare, ben):
    page = ben.get("/queue")
    assert len(ticks(page)) == 4
    assert [each.attributes["form"] for each in parsed(page).css("input[name=case]")] == ["bulk"] * 4
    assert "all 4" in words_of(page, "form.bulk")
    reader = bare.browser("Rolf", UserRole.READ_ONLY)
    assert ticks(reader.get("/queue")) == []
    assert 'id="bulk"' not in reader.get("/queue").text
    for path in ("/queue/bulk", "/queue/bulk/decide", "/decisions/batches/1/undo"):
        assert reader.post(path, everything="true", outcome="agree").status_code == 403


def test_ticked_cases_are_looked_over_before_anything_is_decided(bare, ben):
    page = ben.post("/queue/bulk", case=ticks(ben.get("/queue"))[:2])
    said = words_of(page)
    assert "Decide 2 cases together" in said
    assert "●●●● critical 1" in said
    assert "threat 1, insult 1" in said
    assert len(parsed(page).css(".brief li")) == 2
    assert decisions(bare) == []


def test_nothing_ticked_is_told(ben):
    answer = ben.post("/queue/bulk", narrowed="severity=critical")
    assert answer.status_code == 422
    assert "Tick the cases first" in words_of(answer, "[role=alert]")
    assert rows(answer) == [1]
    assert ben.post("/queue/bulk/decide", outcome="agree", cases="").status_code == 422


def test_who_undoes_all_is_told_what_is_to_be_taken_back_on_the_forum(bare, ben):
    page = ben.post("/queue/bulk", everything="true", narrowed="category=insult")
    cases = value_of(page, "cases")
    ben.post("/queue/bulk/decide", cases=cases, narrowed="", outcome="agree", action="remove", note="")
    with bare.store.read() as unit:
        first, second, *_ = unit.batches.decisions(1)
    for decision in (first, second):
        ben.post(f"/decisions/{decision.id}/done")
    said = words_of(ben.post("/decisions/batches/1/undo"))
    assert "Of 2, the action was carried out on the forum. Take them back there" in said
    assert "remove (done on the forum); undone by Ben" in said
    assert ben.get("/actions").text.count("/taken-back") == 2
    for decision in (first, second):
        ben.post(f"/actions/{decision.id}/taken-back")
    assert "carried out" not in words_of(ben.get("/decisions/batches/1"))


def test_all_that_the_filter_finds_are_decided_and_undone_together(bare, ben):
    page = ben.post("/queue/bulk", everything="true", narrowed="category=insult")
    assert "Decide 3 cases together" in words_of(page)
    batch = ben.post(
        "/queue/bulk/decide",
        cases=value_of(page, "cases"),
        narrowed=value_of(page, "narrowed"),
        outcome="agree",
        action="remove",
        note="Spam wave.",
    )
    assert (batch.url.path, batch.url.query) == ("/decisions/batches/1", b"category=insult")
    said = words_of(batch)
    assert "3 cases decided together" in said
    assert "agree, remove recommended" in said
    assert "Spam wave." in said
    assert [(each.case_id, each.action, each.note) for each in decisions(bare)] == [
        (case, "remove", "Spam wave.") for case in (2, 3, 4)
    ]
    assert "Undone" not in words_of(batch, "main > section > p.banner")
    undone = ben.post("/decisions/batches/1/undo")
    assert "All of it was undone" in words_of(undone)
    assert "Undo all" not in words_of(undone)
    assert rows(ben.get("/queue")) == [1, 2, 3, 4]


def test_a_form_that_is_sent_twice_leads_to_what_became_of_it(bare, ben):
    form = {"cases": value_of(ben.post("/queue/bulk", everything="true"), "cases"), "outcome": "ignore"}
    ben.post("/queue/bulk/decide", **form)
    again = ben.post("/queue/bulk/decide", **form)
    assert again.status_code == 409
    assert words_of(again, "main [role=status]") == "Decided together already, by you: batch 1."
    assert "/decisions/batches/1" in links(again, "main [role=status] a")
    assert "4 left alone Case 1 it is decided, by Ben" in words_of(again)
    assert len(parsed(ben.get("/decisions/batches")).css("tbody tr")) == 1
    assert "batch 1" not in bare.browser("Eva").post("/queue/bulk/decide", **form).text


def test_an_action_goes_with_agreement_alone(bare, ben):
    page = ben.post("/queue/bulk", everything="true")
    ben.post("/queue/bulk/decide", cases=value_of(page, "cases"), outcome="disagree", action="ban")
    assert {(each.outcome, each.action) for each in decisions(bare)} == {("disagree", "none")}


def test_an_outcome_has_to_be_chosen(bare, ben):
    page = ben.post("/queue/bulk", everything="true")
    assert ben.post("/queue/bulk/decide", cases=value_of(page, "cases")).status_code == 422
    assert decisions(bare) == []


def test_where_the_filter_finds_nothing_any_more_nothing_is_offered(ben):
    page = ben.post("/queue/bulk", everything="true", narrowed="severity=critical&category=insult")
    assert words_of(page, "h1") == "Nothing to decide"
    assert "No open case is like that any more" in words_of(page)
    assert "Decide 0" not in page.text


def test_more_than_are_decided_at_once_are_told(ben, monkeypatch):
    monkeypatch.setattr(bulk_module, "MOST", 3)
    monkeypatch.setattr(queue_module, "MOST", 3)
    assert parsed(ben.get("/queue")).css_first("input[name=everything]").attributes["data-count"] == "3"
    page = ben.post("/queue/bulk", everything="true")
    assert "The filter finds 1 more" in words_of(page)
    assert len(value_of(page, "cases").split()) == 3


def test_what_others_took_up_between_looking_and_deciding_is_left_alone_and_told(bare, ben):
    page = ben.post("/queue/bulk", everything="true")
    eva = bare.browser("Eva")
    eva.open(1)
    batch = ben.post("/queue/bulk/decide", cases=value_of(page, "cases"), outcome="ignore")
    said = words_of(batch)
    assert "3 cases decided together" in said
    assert "1 left alone Case 1 Eva has it" in said
    assert [each.case_id for each in decisions(bare)] == [2, 3, 4]


def test_what_others_are_at_is_told_before(bare, ben):
    bare.browser("Eva").open(1)
    page = ben.post("/queue/bulk", everything="true")
    said = words_of(page)
    assert "Decide 3 cases together" in said
    assert "1 will be left alone Case 1 Eva has it" in said


def test_ticks_on_cases_that_changed_since_decide_nothing(bare, ben):
    [first, *_] = ticks(ben.get("/queue"))
    ben.decide(ben.open(1), "agree")
    ben.post("/decisions/1/undo")
    page = ben.post("/queue/bulk", case=first)
    assert "None of these can be decided now" in words_of(page)
    assert words_of(page, "h1") == "Nothing to decide"
    assert "it has changed since it was looked at" in words_of(page)


def test_decided_cases_have_no_boxes(ben):
    ben.decide(ben.open(1), "agree")
    assert len(ticks(ben.get("/queue?state=all"))) == 3
    page = ben.get("/queue?state=decided")
    assert ticks(page) == []
    assert 'id="bulk"' not in page.text
    assert "all " not in words_of(ben.get("/queue?state=all"), "form.bulk label")


def test_a_batch_is_for_whoever_made_it_and_for_reviewers(bare, ben):
    page = ben.post("/queue/bulk", everything="true")
    ben.post("/queue/bulk/decide", cases=value_of(page, "cases"), outcome="ignore")
    eva, rita = bare.browser("Eva"), bare.browser("Rita", UserRole.REVIEWER)
    assert eva.get("/decisions/batches/1").status_code == 403
    assert eva.post("/decisions/batches/1/undo").status_code == 403
    assert "Nothing was decided together yet" in words_of(eva.get("/decisions/batches"))
    assert "Undo all" in words_of(rita.get("/decisions/batches/1"))
    assert [each.text() for each in parsed(rita.get("/decisions/batches")).css("tbody th a")] == ["1"]
    assert "All of it was undone" in words_of(rita.post("/decisions/batches/1/undo"))
    assert ben.get("/decisions/batches/9").status_code == 404


def test_a_decided_case_leads_to_its_batch(ben):
    page = ben.post("/queue/bulk", case=ticks(ben.get("/queue"))[0])
    ben.post("/queue/bulk/decide", cases=value_of(page, "cases"), outcome="ignore")
    assert "/decisions/batches/1" in ben.open(1).text


def test_many_decisions_at_once_are_no_reason_for_a_break(bare, ben):
    for _ in range(45):
        make_case(bare.store)
    page = ben.post("/queue/bulk", everything="true")
    ben.post("/queue/bulk/decide", cases=value_of(page, "cases"), outcome="ignore")
    make_case(bare.store)
    page = ben.get("/next")
    assert "without a break" not in words_of(page)
    assert "You have opened 1 case today" in words_of(page)


@pytest.mark.parametrize("written", ["x", "1", "1.2", "-1.2.3", "99999999999999999999.1.0", "9223372036854775808.1.0"])
def test_what_names_no_case_decides_nothing(bare, ben, written):
    answer = ben.post("/queue/bulk/decide", cases=written, outcome="ignore")
    assert answer.status_code == 422
    assert decisions(bare) == []
