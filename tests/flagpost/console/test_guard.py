"""Whom a route is for: every route says so, nobody else is let in, and forms come from our pages alone."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from db.items import UserRole
from flagpost.access import Right
from flagpost.console.guard import Door, needed, own_path

from .conftest import FROM_OUR_PAGE


def routes(console):
    """Every route, those of routers within routers, too."""

    def within(found):
        for route in found:
            inner = getattr(route, "original_router", None) or getattr(route, "app", None)
            if isinstance(route, Route):
                yield route
            else:
                yield from within(inner.routes)

    return list(within(console.app.app.routes))


OPEN = {
    "/sign-in",
    "/sign-in/provider",
    "/sign-in/back",
    "/welcome/{secret}",
    "/static/{name}",
    "/health",
    "/account/look",
}
"""What somebody can reach who is not signed in. To add to it is a decision, and not an oversight."""


def test_every_route_says_whom_it_is_for(console):
    found = routes(console)
    assert len(found) > 20
    for route in found:
        assert isinstance(route, APIRoute), route.path
        assert isinstance(needed(route.endpoint), Right | Door), f"{route.path} is for nobody"
    assert {route.path for route in found if needed(route.endpoint) is Door.OPEN} == OPEN


def test_every_route_that_changes_something_of_others_needs_a_right(console):
    for route in routes(console):
        if route.path.startswith(("/people", "/audit")):
            assert needed(route.endpoint) is Right.MANAGE, route.path
        if route.path.startswith(("/cases", "/decisions")) and "POST" in (route.methods or ()):
            assert needed(route.endpoint) is Right.DECIDE, route.path


@pytest.mark.usefixtures("routed_apart")
def test_a_route_that_does_not_say_whom_it_is_for_is_closed_to_everybody(console, anna):
    console.app.app.add_api_route("/forgotten", lambda: "secrets", methods=["GET"])
    answer = anna.get("/forgotten")
    assert answer.status_code == 403
    assert "secrets" not in answer.text


def test_a_stranger_is_sent_to_sign_in_and_on_to_where_they_wanted(console, anna):
    stranger = console.stranger()
    for route in routes(console):
        path = route.path.replace("{case_id}", "1").replace("{decision_id}", "1").replace("{user_id}", "1")
        if route.path in OPEN or "{" in path:
            continue
        method = "GET" if "GET" in (route.methods or ()) else "POST"
        answer = stranger.client.request(method, path, headers=FROM_OUR_PAGE, follow_redirects=False)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/sign-in"), path
    answer = stranger.client.get("/queue?severity=high", follow_redirects=False)
    assert answer.headers["location"] == "/sign-in?then=%2Fqueue%3Fseverity%3Dhigh"


@pytest.mark.parametrize(
    ("then", "leads_to"),
    [
        ("/queue?severity=high", "/queue?severity=high"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/queue\nSet-Cookie: x=1", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_led_away_from_here(then, leads_to):
    assert own_path(then) == leads_to


def test_who_may_only_look_decides_nothing(console, cases):
    reader = console.browser("Rita", UserRole.READ_ONLY)
    page = reader.open(cases[0])
    assert page.status_code == 200
    assert "/decide" not in page.text
    for path in (f"/cases/{cases[0]}/decide", f"/cases/{cases[0]}/claim", f"/cases/{cases[0]}/release"):
        assert reader.post(path, outcome="agree", lease=0).status_code == 403
    assert reader.get("/next").status_code == 403
    assert reader.get("/people").status_code == 403
    assert reader.get("/audit").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.127.0.0.1"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_elsewhere_changes_nothing(console, ben, cases, headers):
    ben.open(cases[0])
    data = {"token": ben.token(), "outcome": "agree", "lease": 1}
    answer = ben.client.post(f"/cases/{cases[0]}/decide", data=data, headers=headers)
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.text
    stranger = console.stranger()
    assert stranger.client.post("/sign-in", data={"name": "Ben"}, headers=headers).status_code == 403


@pytest.mark.parametrize("token", ["", "0" * 64, "ü", None])
def test_a_form_without_the_sessions_token_changes_nothing(console, ben, cases, token):
    ben.open(cases[0])
    data = {"outcome": "agree", "lease": 1} | ({"token": token} if token is not None else {})
    assert ben.client.post(f"/cases/{cases[0]}/decide", data=data, headers=FROM_OUR_PAGE).status_code == 403
    with console.store.read() as unit:
        assert unit.review.decisions() == []


def test_the_token_of_another_session_is_worth_nothing(console, ben, cases):
    other = console.browser("Eva")
    page = ben.open(cases[0])
    assert page.status_code == 200
    data = {"token": other.token(), "outcome": "agree", "lease": 1}
    assert ben.client.post(f"/cases/{cases[0]}/decide", data=data, headers=FROM_OUR_PAGE).status_code == 403
