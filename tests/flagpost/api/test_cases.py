"""Queues, cases, claims and decisions, as a program works on them."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from db.items import UserRole
from flagpost.api.routes import PREFIX
from flagpost.console.filters import READERS, SEVERITIES

from .conftest import KEPT
from .test_guard import problem_of


def test_what_waits(ben, cases):
    found = ben.get("/queues").json()["queues"]
    assert sum(queue["open"] for queue in found) == len(cases)
    assert all(queue["oldest_at"].endswith("Z") and queue["claimed"] == 0 for queue in found)


def test_cases_come_gravest_first_with_all_that_is_known(ben, cases):
    found = ben.get("/cases").json()
    assert [case["id"] for case in found["cases"]] == cases
    assert (found["total"], found["page"], found["pages"]) == (len(cases), 1, 1)
    first = found["cases"][0]
    assert first["severity"] in {"medium", "high", "critical"}
    assert first["state"] == "open"
    assert first["claim"] is None
    assert set(first["standing"]) == {"same_words", "replies", "agreed", "waiting"}
    ranks = [(SEVERITIES[case["severity"]], case["priority"]) for case in found["cases"]]
    assert ranks == sorted(ranks, reverse=True)
    assert first["decision"] is None
    assert first["post"]["author"] in {"Rex", "Mia"}
    flag = first["verdict"]["flags"][0]
    assert flag["reason"]
    assert flag["spans"][0]["end"] <= len(first["post"]["text"])
    assert set(first["verdict"]["scores"]) >= {"toxicity", "threat"}


def test_pages(ben, cases):
    pages = [ben.get("/cases", limit=1, page=page).json() for page in (1, 2, len(cases) + 1)]
    assert [case["id"] for page in pages for case in page["cases"]] == cases[:2]
    assert {page["pages"] for page in pages} == {len(cases)}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"author": "mia"}, {"I will break your legs."}),
        ({"words": "stupid"}, {"You are a stupid idiot and nobody likes you."}),
        ({"category": "threat"}, {"I will break your legs."}),
        ({"words": 'likes stupid "and nobody"'}, {"You are a stupid idiot and nobody likes you."}),
        ({"words": '"stupid you"'}, set()),
        ({"rule": "LEXICON/", "language": "EN", "words": "moron"}, {"What a moron you are."}),
        ({"rule": "lexicon/", "words": "moron"}, {"What a moron you are."}),
        ({"state": "decided"}, set()),
        ({"waiting": "7d"}, set()),
        ({"queue": "no such queue"}, set()),
        ({"board": "99999999"}, set()),
        ({"words": "\x00"}, set()),
    ],
)
def test_filters_are_those_of_the_console(ben, asked, words):
    assert {case["post"]["text"] for case in ben.get("/cases", **asked).json()["cases"]} == words


def test_every_filter_of_the_console_is_one_of_the_api(api):
    described = api.stranger().get("/openapi.json").json()["paths"][f"{PREFIX}/cases"]["get"]["parameters"]
    assert {each["name"] for each in described} == {*READERS, "page", "limit"}


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"severity": "huge"}, "query.severity"),
        ({"category": "rudeness"}, "query.category"),
        ({"state": "closed"}, "query.state"),
        ({"waiting": "soon"}, "query.waiting"),
        ({"board": "one"}, "query.board"),
        ({"board": "9999999999"}, "query.board"),
        ({"sevrity": "high"}, "query.sevrity"),
        ({"page": 0}, "query.page"),
        ({"page": 10**30}, "query.page"),
        ({"limit": 101}, "query.limit"),
        ({"words": "x" * 201}, "query.words"),
        ({"words": "a b c d e f g h i j k"}, "query.words"),
    ],
)
def test_what_means_nothing_is_told(ben, asked, where):
    answer = ben.get("/cases", **asked)
    assert problem_of(answer) == "unusable"
    assert [fault["where"] for fault in answer.json()["errors"]] == [where]


def test_a_case_stands_in_its_thread_and_looking_claims_nothing(ben, cases):
    found = ben.get(f"/cases/{cases[0]}").json()
    assert found["case"]["id"] == cases[0]
    assert found["case"]["claim"] is None
    assert found["around"]["original"]["role"] == "original"
    assert "What do you think?" in found["around"]["original"]["text"]
    assert [each["current"] for each in found["revisions"]] == [True]
    assert found["revisions"][0]["evidence"]["record"] == asdict(KEPT)


def test_a_case_is_claimed_decided_carried_out_and_undone(api, ben, cases):
    claim = ben.post(f"/cases/{cases[0]}/claim").json()
    assert (claim["case_id"], claim["user"]) == (cases[0], "Ben")
    answer = ben.post(
        f"/cases/{cases[0]}/decisions", token=claim["token"], outcome="agree", action="remove", note="by a script"
    )
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"{PREFIX}/decisions/{made['id']}"
    assert (made["user"], made["outcome"], made["action"], made["note"]) == ("Ben", "agree", "remove", "by a script")
    assert made["explanation"], "the flags' reasons stand in for one"
    assert ben.client.get(answer.headers["location"]).json() == made
    assert ben.get("/cases", state="decided").json()["cases"][0]["decision"] == made
    assert ben.post(f"/decisions/{made['id']}/done").json()["action_state"] == "done"
    undone = ben.post(f"/decisions/{made['id']}/undo").json()
    assert undone["undone_by"] == "Ben"
    assert problem_of(ben.post(f"/decisions/{made['id']}/undo")) == "already-undone"
    assert ben.get(f"/cases/{cases[0]}").json()["case"]["state"] == "open"
    with api.store.read() as unit:
        assert {line.actor for line in unit.audit.newest(about=f"case:{cases[0]}", limit=3)} == {"Ben"}


def test_a_decision_counts_only_under_the_claims_token(ben, cases):
    answer = ben.post(f"/cases/{cases[0]}/decisions", token=0, outcome="agree")
    assert problem_of(answer) == "claim-over"
    old = ben.post(f"/cases/{cases[0]}/claim").json()["token"]
    assert ben.post(f"/cases/{cases[0]}/release").status_code == 204
    new = ben.post(f"/cases/{cases[0]}/claim").json()["token"]
    assert new > old
    assert problem_of(ben.post(f"/cases/{cases[0]}/decisions", token=old, outcome="agree")) == "claim-over"
    assert ben.post(f"/cases/{cases[0]}/decisions", token=new, outcome="agree").status_code == 201
    assert problem_of(ben.post(f"/cases/{cases[0]}/decisions", token=new, outcome="agree")) == "case-decided"
    assert problem_of(ben.post(f"/cases/{cases[0]}/claim")) == "case-decided"


def test_of_two_who_want_a_case_one_gets_it(api, ben, cases):
    eva = api.program("Eva")
    claim = ben.post(f"/cases/{cases[0]}/claim").json()
    for answer in (eva.post(f"/cases/{cases[0]}/claim"), eva.post(f"/cases/{cases[0]}/release")):
        assert problem_of(answer) == "case-taken"
        assert "Ben" in answer.json()["detail"]
    assert problem_of(eva.post(f"/cases/{cases[0]}/decisions", token=claim["token"], outcome="agree")) == "claim-over"
    assert [each["id"] for each in eva.get("/cases", claimed="ben").json()["cases"]] == [cases[0]]


def test_others_decisions_are_undone_by_reviewers_alone(api, ben, cases):
    token = ben.post(f"/cases/{cases[0]}/claim").json()["token"]
    made = ben.post(f"/cases/{cases[0]}/decisions", token=token, outcome="ignore").json()
    assert problem_of(api.program("Eva").post(f"/decisions/{made['id']}/undo")) == "not-allowed"
    assert api.program("Rosa", UserRole.REVIEWER).post(f"/decisions/{made['id']}/undo").json()["undone_by"] == "Rosa"


def test_who_keeps_up_with_decisions_asks_for_those_after_the_last(ben, cases):
    made = []
    for case in cases[:3]:
        token = ben.post(f"/cases/{case}/claim").json()["token"]
        made.append(ben.post(f"/cases/{case}/decisions", token=token, outcome="disagree").json()["id"])
    first = ben.get("/decisions", limit=2).json()
    assert ([each["id"] for each in first["decisions"]], first["next_after"]) == (made[:2], made[1])
    rest = ben.get("/decisions", after=first["next_after"], limit=2).json()
    assert ([each["id"] for each in rest["decisions"]], rest["next_after"]) == (made[2:], None)


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"outcome": "agree"}, "body.token"),
        ({"token": 1}, "body.outcome"),
        ({"token": 1, "outcome": "maybe"}, "body.outcome"),
        ({"token": 1, "outcome": "agree", "action": "hug"}, "body.action"),
        ({"token": 1, "outcome": "disagree", "action": "ban"}, "body"),
        ({"token": -1, "outcome": "agree"}, "body.token"),
        ({"token": 10**40, "outcome": "agree"}, "body.token"),
        ({"token": 1, "outcome": "agree", "note": "x" * 10_001}, "body.note"),
        ({"token": 1, "outcome": "agree", "user": "Anna"}, "body.user"),
    ],
)
def test_a_decision_that_cannot_be_used_is_told(ben, cases, sent, where):
    answer = ben.post(f"/cases/{cases[0]}/decisions", **sent)
    assert problem_of(answer) == "unusable"
    assert [fault["where"] for fault in answer.json()["errors"]] == [where]


@pytest.mark.parametrize("path", ["/cases/99999", "/decisions/99999", "/nothing", "/cases/1/nothing"])
def test_what_is_not_there_is_told(ben, path):
    assert problem_of(ben.get(path)) == "not-found"


@pytest.mark.parametrize("path", ["/cases/0", "/cases/x", f"/cases/{2**63}", "/decisions/-1"])
def test_an_id_that_is_none_is_told(ben, path):
    assert problem_of(ben.get(path)) == "unusable"


def test_another_method_is_told(ben):
    answer = ben.client.delete(f"{PREFIX}/cases")
    assert problem_of(answer) == "wrong-method"
    assert answer.headers["allow"] == "GET"
