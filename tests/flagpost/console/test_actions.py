"""The pages after a decision: what is to be done on the forum, and what was escalated."""

from __future__ import annotations

import re

import pytest

from db.items import Action, ActionState, CaseState, Draft, Grant, Outcome, UserRole
from flagpost.access import Access
from flagpost.console.pages import actions as actions_page
from flagpost.review import Desk
from moderation.items import Severity

from .making import BOARD, Words, links, make_case, parsed, rows, words_of


@pytest.fixture
def mo(bare):
    """A moderator's browser."""
    return bare.browser("Mo")


@pytest.fixture
def rex(bare):
    """A reviewer's browser."""
    return bare.browser("Rex", UserRole.REVIEWER)


@pytest.fixture
def decide(bare, mo):
    """A new case, decided by Mo: the decision."""

    def decided(action, *, note="", explanation="", **more):
        user = next(user for user in bare.people.all() if user.name == "Mo")
        desk = Desk(bare.store, bare.settings, access=Access(user), clock=bare.clock)
        draft = Draft(outcome=Outcome.AGREE, action=action, note=note, explanation=explanation)
        bare.clock.forward(minutes=1)
        return desk.decide(make_case(bare.store, **more), draft)

    return decided


def decision(bare, given):
    with bare.store.read() as unit:
        return unit.review.decision(given.id)


def badge(page):
    return words_of(page, "nav .badge")


# --- the list ----------------------------------------------------------------------------------------------------


def test_where_nothing_is_to_be_done_the_page_says_so(bare, mo):
    page = mo.get("/actions")
    assert page.status_code == 200
    assert "Nothing is to be done on the forum." in words_of(page)
    assert badge(page) == ""
    assert "No action is like that." in words_of(mo.get("/actions?state=done"))


def test_actions_are_listed_with_what_somebody_needs_to_carry_them_out(bare, mo, decide):
    given = decide(
        Action.REMOVE,
        author="Perrin <b>Vale</b>",
        title="Time\u202etables",
        explanation="We remove insults, blockhead or not.",
        more={"permalink": f"{BOARD}posts/7/"},
    )
    page = mo.get("/actions")
    [row] = parsed(page).css("li.row")
    assert "Perrin <b>Vale</b>" in row.text()
    assert "\u202e" not in page.text
    assert "by Mo" in words_of(page, ".when")
    assert row.css_first(".veil") is not None
    assert row.css_first("textarea").text() == "We remove insults, blockhead or not."
    assert "readonly" in row.css_first("textarea").attributes
    [forum] = row.css(".doing a")
    assert forum.attributes["href"] == f"{BOARD}posts/7/"
    assert "noopener" in (forum.attributes["rel"] or "")
    button = row.css_first("[data-row-key=x]")
    assert (button.attributes["aria-keyshortcuts"], "Done on the forum" in button.text()) == ("x", True)
    assert row.css_first("[data-row]").attributes["href"] == f"/cases/{given.case_id}"
    assert badge(page) == badge(mo.get("/queue")) == "1 to do"


def test_an_address_that_is_no_web_address_is_no_link(mo, decide):
    decide(Action.REMOVE, more={"permalink": "javascript:alert(1)"})
    assert "javascript:" not in mo.get("/actions").text


def test_what_is_to_be_done_comes_first_then_by_action_and_age(bare, mo, decide):
    made = [decide(action) for action in (Action.WARN, Action.REMOVE, Action.BAN, Action.REMOVE, Action.NONE)]
    mo.post(f"/actions/{made[2].id}/done")
    page = mo.get("/actions")
    assert rows(page) == [made[1].case_id, made[3].case_id, made[0].case_id, made[2].case_id]
    assert [each.text() for each in parsed(page).css("h2.band")] == ["To do", "Done, as somebody says"]
    assert [" ".join(each.text().split()) for each in parsed(page).css("main h3")] == ["Remove 2", "Warn 1", "Ban 1"]
    assert badge(page) == "3 to do"


def test_filters_narrow_and_are_kept(bare, mo, decide):
    here, there = decide(Action.REMOVE), decide(Action.WARN, board="https://quay.example/")
    with bare.store.read() as unit:
        board = next(board.id for board in unit.archive.boards() if board.url == "https://quay.example/")
    assert rows(mo.get(f"/actions?board={board}")) == [there.case_id]
    assert rows(mo.get("/actions?action=remove")) == [here.case_id]
    assert rows(mo.get("/actions?state=verified")) == []
    page = mo.get("/actions?action=remove&state=recommended")
    assert "/actions?action=remove" in links(page, ".queues a")
    assert "/actions?state=done&action=remove" in links(page, ".queues a")
    narrowed = parsed(page).css_first("input[name=narrowed]").attributes["value"]
    answer = mo.send(f"/actions/{here.id}/done", narrowed=narrowed)
    assert answer.headers["location"] == f"/actions?state=recommended&action=remove&done={here.id}"


@pytest.mark.parametrize("query", ["state=lost", "action=escalate", "action=none", "board=x", "board=99999999999999"])
def test_a_filter_that_means_nothing_is_left_out_and_told(mo, decide, query):
    given = decide(Action.REMOVE)
    page = mo.get(f"/actions?{query}")
    assert rows(page) == [given.case_id]
    assert f"Left out, since it means nothing here: {query.partition('=')[0]}." in words_of(page, "[role=alert]")


def test_a_long_list_has_pages(mo, decide, monkeypatch):
    monkeypatch.setattr(actions_page, "PAGE", 2)
    made = [decide(Action.REMOVE).case_id for _ in range(3)]
    assert rows(mo.get("/actions")) == made[:2]
    page = mo.get("/actions?number=2")
    assert rows(page) == made[2:]
    assert "Page 2 of 2" in words_of(page, ".pages")
    assert mo.leads("/actions?number=9&state=recommended") == "/actions?state=recommended&number=2"


def test_words_that_changed_since_are_told(mo, decide, bare):
    words = Words(store=bare.store).save().screen()
    user = next(user for user in bare.people.all() if user.name == "Mo")
    desk = Desk(bare.store, bare.settings, access=Access(user))
    desk.decide(words.case_id, Draft(outcome=Outcome.AGREE, action=Action.EDIT))
    words.save("Ahoy.")
    assert "other words since" in words_of(mo.get("/actions"), ".facts")


# --- done --------------------------------------------------------------------------------------------------------


def test_done_goes_on_to_the_next_row_and_can_be_taken_back(bare, mo, decide):
    first, second, third = (decide(Action.REMOVE) for _ in range(3))
    page = mo.get("/actions")
    found = parsed(page).css("li form")
    forms = {each.attributes["action"]: each.css_first("[name=then]").attributes["value"] for each in found}
    assert forms == {
        f"/actions/{first.id}/done": str(second.id),
        f"/actions/{second.id}/done": str(third.id),
        f"/actions/{third.id}/done": str(second.id),
    }
    answer = mo.send(f"/actions/{first.id}/done", then=second.id)
    assert answer.headers["location"] == f"/actions?done={first.id}#action-{second.id}"
    page = mo.get(f"/actions?done={first.id}")
    assert f"Case {first.case_id}: remove is done." in words_of(page, ".banner")
    assert parsed(page).css_first(f"#action-{second.id}").attributes["href"] == f"/cases/{second.case_id}"
    assert decision(bare, first).action_state is ActionState.DONE
    answer = mo.send(f"/actions/{first.id}/not-done")
    assert answer.headers["location"] == f"/actions#action-{first.id}"
    assert decision(bare, first).action_state is ActionState.RECOMMENDED
    assert parsed(mo.get(f"/actions?done={first.id}")).css_first(".banner") is None
    with bare.store.read() as unit:
        marked = [(line.actor, line.details["to"]) for line in unit.audit.newest() if line.event == "action.marked"]
    assert marked == [("Mo", "recommended"), ("Mo", "done")]


def test_what_was_done_for_an_undone_decision_is_to_be_taken_back(bare, mo, decide):
    given = decide(Action.BAN)
    mo.post(f"/actions/{given.id}/done")
    assert badge(mo.get("/actions")) == ""
    page = mo.post(f"/decisions/{given.id}/undo")
    assert "“ban” was carried out on the forum" in words_of(page, ".take-back")
    assert "Take it back there." in words_of(page, ".take-back")
    assert "Agree, ban (done on the forum) by Mo" in words_of(page, ".earlier")
    page = mo.get("/actions")
    assert "To take back 1" in words_of(page, "h2.band")
    assert "undone 0" in words_of(page, ".row .when") or "by Mo" in words_of(page, ".row .when")
    assert badge(page) == "1 to do"
    assert "Nothing is to be done" not in words_of(page)
    assert mo.get("/actions?state=recommended").text.count("/taken-back") == 1
    assert "/taken-back" not in mo.get("/actions?state=done").text
    answer = mo.send(f"/actions/{given.id}/taken-back", narrowed="action=ban")
    assert answer.headers["location"] == "/actions?action=ban"
    assert "Nothing is to be done" in words_of(mo.get("/actions"))
    assert parsed(mo.open(given.case_id)).css_first(".take-back") is None


def test_it_is_taken_back_from_the_page_of_its_case_too_by_who_may_decide(bare, mo, rex, decide):
    rolf = bare.browser("Rolf", UserRole.READ_ONLY)
    given = decide(Action.REMOVE)
    mo.post(f"/decisions/{given.id}/done")
    mo.post(f"/decisions/{given.id}/undo")
    assert "Take it back there." in words_of(rolf.open(given.case_id), ".take-back")
    assert "/taken-back" not in rolf.open(given.case_id).text
    assert "/taken-back" not in rolf.get("/actions").text
    assert rolf.post(f"/decisions/{given.id}/taken-back").status_code == 403
    answer = rex.send(f"/decisions/{given.id}/taken-back")
    assert answer.headers["location"] == f"/cases/{given.case_id}#post"
    assert "take-back" not in rex.open(given.case_id).text
    standing = decide(Action.REMOVE)
    assert mo.post(f"/decisions/{standing.id}/taken-back").status_code == 409


def test_what_is_no_longer_in_force_cannot_be_done(bare, mo, decide):
    given = decide(Action.REMOVE)
    mo.post(f"/decisions/{given.id}/undo")
    answer = mo.post(f"/actions/{given.id}/done")
    assert answer.status_code == 409
    assert "no longer in force" in words_of(answer)


@pytest.mark.parametrize("done", ["0", "999", str(2**70), "-1"])
def test_nobody_is_told_of_a_decision_that_is_not_there(mo, decide, done):
    decide(Action.REMOVE)
    page = mo.get(f"/actions?done={done}")
    assert page.status_code == 200
    assert parsed(page).css_first(".banner") is None


def test_who_may_only_look_does_nothing(bare, mo, decide):
    given = decide(Action.REMOVE)
    reader = bare.browser("Rita", UserRole.READ_ONLY)
    page = reader.get("/actions")
    assert rows(page) == [given.case_id]
    assert "Done on the forum" not in page.text
    assert reader.post(f"/actions/{given.id}/done").status_code == 403
    assert reader.post(f"/actions/{given.id}/not-done").status_code == 403
    assert decision(bare, given).action_state is ActionState.RECOMMENDED


def test_who_is_narrowed_sees_and_does_what_is_within_reach(bare, mo, decide):
    near, far = decide(Action.REMOVE, queue="spam"), decide(Action.WARN, board="https://quay.example/")
    bare.browser("Nia")
    bare.people.set_grants("Nia", [Grant(role=UserRole.MODERATOR, queue="spam", board_id=1)], by="Anna")
    nia = bare.browser("Nia")
    page = nia.get("/actions")
    assert rows(page) == [near.case_id]
    assert badge(page) == "1 to do"
    assert [each.text() for each in parsed(page).css("[name=board] option")] == ["any", "Harbour"]
    assert nia.post(f"/actions/{far.id}/done").status_code == 403
    assert parsed(nia.get(f"/actions?done={far.id}")).css_first(".banner") is None
    bare.people.set_grants("Nia", [Grant(role=UserRole.READ_ONLY, queue="spam")], by="Anna")
    page = nia.get("/actions")
    assert (rows(page), "Done on the forum" in page.text) == ([near.case_id], False)


# --- escalations -------------------------------------------------------------------------------------------------


def test_escalations_are_for_reviewers(bare, mo, rex, decide):
    given = decide(Action.ESCALATE, note="What do we do about <b>him</b>?", severity=Severity.HIGH)
    assert rows(mo.get("/actions")) == []
    assert "/escalations" not in mo.get("/actions").text
    assert mo.get("/escalations").status_code == 403
    assert mo.post(f"/escalations/{given.id}/take-up").status_code == 403
    assert words_of(rex.get("/actions"), "main a.button") == "Escalations 1"
    page = rex.get("/escalations")
    assert rows(page) == [given.case_id]
    assert "What do we do about <b>him</b>?" in words_of(page, ".row")
    assert parsed(page).css_first(".row .veil") is not None
    assert decision(bare, given).superseded_at is None


def test_who_takes_an_escalation_up_decides_it_anew(bare, mo, rex, decide):
    given = decide(Action.ESCALATE, note="Is <i>this</i> banter?")
    answer = rex.send(f"/escalations/{given.id}/take-up")
    assert answer.headers["location"] == f"/cases/{given.case_id}#post"
    page = rex.open(given.case_id)
    assert "Yours until" in words_of(page, ".claimed")
    assert "1 earlier decision Agree, escalate by Mo" in words_of(page, ".earlier")
    assert "Is <i>this</i> banter?" in words_of(page, ".earlier")
    assert decision(bare, given).superseded_at is not None
    assert "Nothing was escalated." in words_of(rex.get("/escalations"))
    again = rex.post(f"/escalations/{given.id}/take-up")
    assert again.status_code == 409
    assert rex.decide(page, "agree", action="ban").status_code == 200
    with bare.store.read() as unit:
        case = unit.review.case(given.case_id)
        events = [line.event for line in unit.audit.newest(about=f"case:{given.case_id}")]
    assert (case.state, case.decision.user, case.decision.action) == (CaseState.DECIDED, "Rex", Action.BAN)
    assert "case.taken_up" in events


def test_who_releases_or_undoes_it_gives_it_back_to_the_escalations(bare, mo, rex, decide):
    given = decide(Action.ESCALATE)
    rex.send(f"/escalations/{given.id}/take-up")
    assert rex.post(f"/cases/{given.case_id}/release").status_code == 200
    assert rows(rex.get("/escalations")) == [given.case_id]
    assert mo.leads("/next") == "/queue?end=1"
    rex.send(f"/escalations/{given.id}/take-up")
    rex.decide(rex.open(given.case_id), "agree", action="ban")
    with bare.store.read() as unit:
        ban = unit.review.case(given.case_id).decision
    page = rex.post(f"/decisions/{ban.id}/undo")
    assert f"/escalations/{given.id}/take-up" in page.text
    assert rows(rex.get("/escalations")) == [given.case_id]
    assert "/decide" not in mo.open(given.case_id).text
    rex.send(f"/escalations/{given.id}/take-up")
    bare.clock.forward(hours=1)
    assert rows(rex.get("/escalations")) == [given.case_id], "left until the claim ran out"


def test_an_escalated_case_is_taken_up_from_its_page_too(bare, mo, rex, decide):
    given = decide(Action.ESCALATE)
    page = rex.open(given.case_id)
    assert f"/escalations/{given.id}/take-up" in page.text
    assert "Done on the forum" not in page.text
    assert "/escalations/" not in mo.open(given.case_id).text


def test_a_reviewer_of_one_queue_takes_up_what_lies_in_it(bare, mo, decide):
    near, far = decide(Action.ESCALATE, queue="spam"), decide(Action.ESCALATE)
    bare.browser("Nia")
    grants = [Grant(role=UserRole.REVIEWER, queue="spam"), Grant(role=UserRole.MODERATOR, queue="triage")]
    bare.people.set_grants("Nia", grants, by="Anna")
    nia = bare.browser("Nia")
    assert rows(nia.get("/escalations")) == [near.case_id]
    assert nia.post(f"/escalations/{far.id}/take-up").status_code == 403
    assert nia.send(f"/escalations/{near.id}/take-up").status_code == 303


def test_what_is_no_number_is_not_there(rex, decide):
    decide(Action.ESCALATE)
    for path in ("/actions/0/done", f"/actions/{2**70}/done", f"/escalations/{2**70}/take-up", "/actions/x/not-done"):
        assert rex.post(path).status_code in {404, 422}, path
    assert rex.post("/actions/999/done").status_code == 404


def test_keys_are_told_on_the_page_and_in_the_map(mo, rex, decide):
    decide(Action.ESCALATE)
    decide(Action.REMOVE)
    told = {each.text() for each in parsed(mo.get("/keys")).css(".narrow .keymap kbd")}
    pages = mo.get("/actions").text + rex.get("/escalations").text
    assert set(re.findall(r'data-row-key="(\w)"', pages)) == {"x", "t"} <= told
