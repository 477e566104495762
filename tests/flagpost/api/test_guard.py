"""Whom a route of the API is for: every route says so, and nobody else is let in. The twin of the console's test."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.items import Grant, UserRole
from flagpost.access import Right
from flagpost.api.problems import KINDS, MEDIA_TYPE, NAMES
from flagpost.api.routes import PREFIX
from flagpost.console.guard import Door, needed
from flagpost.people import FAILURES_COUNT, FAILURES_FROM_ADDRESS

OPEN = {f"{PREFIX}/openapi.json"}
"""What somebody can reach who has no token. To add to it is a decision, and not an oversight."""


def problem_of(answer) -> str:
    """The kind of problem that an answer tells of, which has all that a problem must have."""
    assert answer.headers["content-type"] == MEDIA_TYPE
    told = answer.json()
    name = told["type"].removeprefix(NAMES)
    kind = KINDS[name]
    assert (told["status"], told["title"], told["next_step"]) == (answer.status_code, kind.title, kind.next_step)
    assert kind.status == answer.status_code
    assert told["detail"]
    return name


def test_every_route_says_whom_it_is_for(api):
    assert len(api.routes) > 10
    for route in api.routes:
        assert route.path.startswith(f"{PREFIX}/")
        assert isinstance(needed(route.endpoint), Right | Door), f"{route.path} is for nobody"
    assert {route.path for route in api.routes if needed(route.endpoint) is Door.OPEN} == OPEN


def test_every_route_that_changes_something_needs_the_right_to_decide(api):
    for route in api.routes:
        if "POST" in route.methods and not route.path.endswith("/screen"):
            assert needed(route.endpoint) is Right.DECIDE, route.path


def test_a_route_that_does_not_say_whom_it_is_for_is_closed_to_everybody(api):
    api.app.app.add_api_route(f"{PREFIX}/forgotten", lambda: "secrets", methods=["GET"])
    answer = api.program("Anna", UserRole.ADMIN).get("/forgotten")
    assert problem_of(answer) == "not-allowed"
    assert "secrets" not in answer.text


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic QTpC", "flagpost_x", "Digest x"])
def test_without_a_token_everything_but_the_description_is_closed(api, authorization):
    stranger = api.stranger(authorization)
    for route in api.routes:
        path = route.path.removeprefix(PREFIX).replace("{case_id}", "1").replace("{decision_id}", "1")
        answer = stranger.client.request(next(iter(route.methods)), PREFIX + path, json={})
        if route.path in OPEN:
            assert answer.status_code == 200
        else:
            assert problem_of(answer) == "no-token", path
            assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["flagpost_x", "x", "flagpost_" + "x" * 10_000, "flagpost_ü", "a b"])
def test_a_token_that_never_was_is_worth_nothing(api, token):
    answer = api.stranger(f"Bearer {token}".encode()).get("/queues")
    assert problem_of(answer) == "bad-token"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_token_ends_when_it_is_revoked_or_old_or_its_user_disabled(api):
    program = api.program("Ben")
    assert program.get("/queues").status_code == 200
    api.people.revoke_token(api.people.tokens("Ben")[0].id, by="Ben")
    assert problem_of(program.get("/queues")) == "bad-token"
    program = api.program("Ben")
    api.clock.forward(days=31)
    assert problem_of(program.get("/queues")) == "bad-token"
    program = api.program("Ben")
    assert program.get("/queues").status_code == 200
    api.people.disable("Ben", by="Anna")
    assert problem_of(program.get("/queues")) == "bad-token"


def test_a_cookie_is_worth_nothing(api):
    token = api.token("Ben")
    stranger = api.stranger()
    stranger.client.cookies.set("flagpost", token)
    assert problem_of(stranger.get("/queues")) == "no-token"
    assert problem_of(stranger.get("/queues", access_token=token)) == "no-token"


def test_who_may_only_look_changes_nothing(api, cases):
    reader = api.program("Rita", UserRole.READ_ONLY)
    assert reader.get(f"/cases/{cases[0]}").status_code == 200
    assert reader.post("/screen", texts=["hello"]).status_code == 200
    for path in ("claim", "release", "decisions"):
        assert problem_of(reader.post(f"/cases/{cases[0]}/{path}", token=0, outcome="agree")) == "not-allowed"
    assert problem_of(reader.post("/decisions/1/undo")) == "not-allowed"


def test_a_program_reaches_what_its_user_reaches(api, cases):
    with api.store.read() as unit:
        boards = {case.id: case.post.board_id for case in unit.review.cases()}
    mine = [case for case in cases if boards[case] == boards[cases[0]]]
    others = [case for case in cases if case not in mine]
    assert mine
    assert others
    grant = Grant(role=UserRole.MODERATOR, board_id=boards[cases[0]])
    narrow, ben = api.program("Nina", UserRole.MODERATOR, grant), api.program("Ben")
    assert {case["id"] for case in narrow.get("/cases").json()["cases"]} == set(mine)
    assert sum(queue["open"] for queue in narrow.get("/queues").json()["queues"]) == len(mine)
    assert problem_of(narrow.get(f"/cases/{others[0]}")) == "not-allowed"
    assert problem_of(narrow.post(f"/cases/{others[0]}/claim")) == "not-allowed"
    assert problem_of(narrow.post(f"/cases/{others[0]}/release")) == "not-allowed"
    claim = ben.post(f"/cases/{others[0]}/claim").json()
    made = ben.post(f"/cases/{others[0]}/decisions", token=claim["token"], outcome="agree").json()
    assert narrow.get("/decisions").json()["decisions"] == []
    assert problem_of(narrow.get(f"/decisions/{made['id']}")) == "not-allowed"
    assert problem_of(narrow.post(f"/decisions/{made['id']}/undo")) == "not-allowed"
    assert [each["id"] for each in ben.get("/decisions").json()["decisions"]] == [made["id"]]


def test_who_comes_with_too_many_wrong_tokens_has_to_wait(api):
    good = f"Bearer {api.token('Ben')}"
    for _ in range(FAILURES_FROM_ADDRESS):
        assert problem_of(api.stranger("Bearer flagpost_x").get("/queues")) == "bad-token"
    answer = api.stranger(good).get("/queues")
    assert problem_of(answer) == "too-many-tries"
    assert 0 < int(answer.headers["retry-after"]) <= FAILURES_COUNT.total_seconds() + 1
    assert api.stranger(good, address="10.0.0.2").get("/queues").status_code == 200
    api.clock.forward(seconds=(FAILURES_COUNT + timedelta(seconds=1)).total_seconds())
    assert api.stranger(good).get("/queues").status_code == 200
    with api.store.read() as unit:
        refused = [line.subject for line in unit.audit.newest() if line.event == "token.refused"]
    assert refused == ["address:10.0.0.1"]


def test_requests_without_a_token_do_not_count_as_tries(api):
    for _ in range(FAILURES_FROM_ADDRESS + 1):
        assert problem_of(api.stranger().get("/queues")) == "no-token"
