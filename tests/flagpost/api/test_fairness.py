"""Appeals and second opinions for programs: the same rules as in the console, told in JSON."""

from __future__ import annotations

import pytest

from db.items import UserRole

from .test_guard import problem_of

OBJECTION = {"objector": "author", "words": "I only quoted him.", "how": "by mail"}


@pytest.fixture
def eva(api):
    return api.program("Eva")


def decide(program, case_id, outcome="agree", **fields):
    token = program.post(f"/cases/{case_id}/claim").json()["token"]
    return program.post(f"/cases/{case_id}/decisions", token=token, outcome=outcome, **fields)


@pytest.fixture
def decided(ben, cases):
    """Ben's decision, of the gravest case."""
    return decide(ben, cases[0], action="remove").json()


# --- appeals -----------------------------------------------------------------------------------------------------


def test_an_appeal_is_entered_and_answered_by_somebody_else(ben, eva, decided):
    case_id = decided["case_id"]
    answer = eva.post(f"/cases/{case_id}/appeals", **OBJECTION)
    assert answer.status_code == 201
    entered = answer.json()
    assert {name: entered[name] for name in OBJECTION} == OBJECTION
    assert (entered["decision_id"], entered["decider"], entered["entered_by"]) == (decided["id"], "Ben", "Eva")
    assert ben.get(f"/cases/{case_id}").json()["case"]["appeal"] == entered
    assert [case["id"] for case in ben.get("/cases", appeals="open").json()["cases"]] == [case_id]
    assert problem_of(eva.post(f"/cases/{case_id}/appeals", **OBJECTION)) == "under-appeal"
    assert problem_of(ben.post(f"/cases/{case_id}/claim")) == "for-others"
    assert problem_of(ben.post(f"/decisions/{decided['id']}/undo")) == "under-appeal"
    assert problem_of(decide(eva, case_id, "disagree")) == "unanswered"
    made = decide(eva, case_id, "disagree", explanation="He quotes him.").json()
    [appeal] = ben.get(f"/cases/{case_id}/appeals").json()["appeals"]
    assert (appeal["outcome"], appeal["answered_decision_id"]) == ("reversed", made["id"])
    assert ben.get(f"/cases/{case_id}").json()["case"]["appeal"] is None


def test_an_appeal_is_withdrawn_and_the_decision_stands(api, ben, eva, decided):
    case_id = decided["case_id"]
    eva.post(f"/cases/{case_id}/appeals", **OBJECTION)
    way = f"/cases/{case_id}/appeals/withdraw"
    assert problem_of(ben.post(way, why="I was right.")) == "not-allowed"
    assert problem_of(eva.post(way, why="  ")) == "unusable"
    assert eva.post(way, why="By mistake.").json() == decided
    [appeal] = ben.get(f"/cases/{case_id}/appeals").json()["appeals"]
    assert (appeal["outcome"], appeal["withdrawn_by"], appeal["withdrawn_why"]) == ("withdrawn", "Eva", "By mistake.")
    assert problem_of(eva.post(way, why="Again.")) == "no-appeal"
    with api.store.read() as unit:
        assert unit.audit.newest(limit=1)[0].event == "appeal.withdrawn"


@pytest.mark.parametrize(
    "change", [{"words": ""}, {"words": " "}, {"objector": "the king"}, {"words": "x" * 10_001}, {"a": 1}]
)
def test_an_objection_that_cannot_be_used_is_told(ben, decided, change):
    assert problem_of(ben.post(f"/cases/{decided['case_id']}/appeals", **OBJECTION | change)) == "unusable"
    assert ben.get(f"/cases/{decided['case_id']}/appeals").json() == {"appeals": []}


def test_there_is_nothing_to_object_to_before_a_decision(ben, cases):
    assert problem_of(ben.post(f"/cases/{cases[0]}/appeals", **OBJECTION)) == "undecided"
    assert problem_of(ben.get("/cases/999/appeals")) == "not-found"
    assert problem_of(ben.get("/cases/999/opinions")) == "not-found"


# --- opinions ----------------------------------------------------------------------------------------------------


def test_an_opinion_is_given_without_sight_of_the_decision(ben, eva, decided):
    case_id, decision_id = decided["case_id"], decided["id"]
    assert eva.get("/opinions").json() == {"waiting": 0, "next": None}
    assert problem_of(eva.get(f"/opinions/{decision_id}")) == "for-others"
    asked = ben.post(f"/cases/{case_id}/opinions")
    assert asked.status_code == 201
    assert (asked.json()["asked_by"], asked.json()["user"]) == ("Ben", None)
    assert ben.get(f"/cases/{case_id}/opinions").json() == {"given": [], "waiting": asked.json()}
    assert ben.get("/opinions").json()["waiting"] == 0
    assert eva.get("/opinions").json() == {"waiting": 1, "next": decision_id}
    assert eva.get("/opinions", after=decision_id).json()["next"] is None
    blind = eva.get(f"/opinions/{decision_id}").json()["case"]
    assert (blind["state"], blind["decision"], blind["claim"], blind["appeal"]) == ("open", None, None, None)
    answer = eva.post(f"/opinions/{decision_id}", outcome="disagree", note="A quote.")
    assert answer.status_code == 201
    beside = answer.json()
    assert (beside["differs"], beside["decision"]["id"], beside["golden"]) == (True, decision_id, None)
    assert (beside["opinion"]["user"], beside["opinion"]["note"]) == ("Eva", "A quote.")
    assert problem_of(eva.post(f"/opinions/{decision_id}", outcome="agree")) == "already-given"
    assert problem_of(ben.post(f"/opinions/{decision_id}", outcome="agree")) == "for-others"
    assert ben.get(f"/cases/{case_id}/opinions").json() == {"given": [beside], "waiting": None}


def test_who_did_not_decide_asks_for_no_opinion(api, eva, decided, cases):
    assert problem_of(eva.post(f"/cases/{decided['case_id']}/opinions")) == "not-allowed"
    assert problem_of(eva.post(f"/cases/{cases[1]}/opinions")) == "undecided"
    vera = api.program("Vera", UserRole.REVIEWER)
    assert vera.post(f"/cases/{decided['case_id']}/opinions").status_code == 201


def test_who_may_only_look_sees_and_does_nothing(api, decided):
    rita = api.program("Rita", UserRole.READ_ONLY)
    case_id = decided["case_id"]
    assert rita.get(f"/cases/{case_id}/appeals").json() == {"appeals": []}
    assert rita.get(f"/cases/{case_id}/opinions").json() == {"given": [], "waiting": None}
    for path, sent in (
        (f"/cases/{case_id}/appeals", OBJECTION),
        (f"/cases/{case_id}/opinions", {}),
        ("/opinions/1", {"outcome": "agree"}),
    ):
        assert problem_of(rita.post(path, **sent)) == "not-allowed"
    assert problem_of(rita.get("/opinions")) == "not-allowed"
