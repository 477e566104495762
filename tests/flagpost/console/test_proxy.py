"""Signing in through a reverse proxy: whose word is believed, and what it is worth."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from db.items import UserRole
from flagpost.console.serving import make_faces
from flagpost.errors import BadSettings
from flagpost.settings import load_settings

from .conftest import ADDRESS, FROM_OUR_PAGE, PASSWORD, TOKEN, Browser, Console

PROXY = "10.1.2.3"


@pytest.fixture
def console(bare: Console) -> Console:
    """The console over a store with two users."""
    with bare.store.begin() as unit:
        unit.users.ensure("Anna", UserRole.ADMIN, at=bare.clock())
        unit.users.ensure("Ben", at=bare.clock())
    return bare


def behind_a_proxy(console: Console, *, peer: str = PROXY, **more: object) -> Browser:
    """A browser whose requests come from an address, to a console that believes one proxy."""
    settings = load_settings(
        **{"console_proxy_header": "Remote-User", "console_proxy_addresses": frozenset({"10.1.2.0/24", "::1"}), **more}
    )
    client = TestClient(
        make_faces(console.store, settings), base_url=ADDRESS, client=(peer, 1), raise_server_exceptions=False
    )
    return Browser(client)


def events(console: Console, event: str) -> list[tuple[str, dict[str, object]]]:
    with console.store.read() as unit:
        return [(line.subject, dict(line.details)) for line in unit.audit.newest() if line.event == event]


def comes_in(browser: Browser, name: str, path: str = "/queue", **headers: str):
    return browser.client.get(path, headers={"Remote-User": name.encode(), **headers}, follow_redirects=False)


@pytest.mark.parametrize("name", ["Ben", "ben", " ＢＥＮ "])
def test_whom_the_proxy_names_is_signed_in_without_a_cookie(console, name):
    browser = behind_a_proxy(console)
    answer = comes_in(browser, name)
    assert answer.status_code == 200
    assert "Ben" in answer.text
    assert "Sign out" not in answer.text
    assert "set-cookie" not in answer.headers
    assert browser.client.get("/queue", follow_redirects=False).status_code == 303, "the next request says it anew"
    assert comes_in(browser, name, "/sign-in").headers["location"] == "/"


@pytest.mark.parametrize(
    ("peer", "believed"),
    [
        (PROXY, True),
        ("10.1.2.255", True),
        ("::ffff:10.1.2.3", True),
        ("::1", True),
        ("10.1.3.1", False),
        ("127.0.0.1", False),
        ("2001:db8::1", False),
        ("testclient", False),
        ("", False),
    ],
)
def test_only_the_proxy_is_believed(console, peer, believed):
    assert (comes_in(behind_a_proxy(console, peer=peer), "Anna").status_code == 200) is believed


def test_without_the_setting_nobody_is_believed(console):
    browser = behind_a_proxy(console, console_proxy_header=None)
    assert comes_in(browser, "Anna").headers["location"].startswith("/sign-in")
    assert events(console, "proxy.ignored") == []


def test_loopback_is_believed_where_nothing_else_is_said(console):
    assert load_settings().console_proxy_addresses == {"127.0.0.1", "::1"}
    assert load_settings().console_proxy_header is None


def test_what_others_say_is_ignored_and_told_once(console):
    browser = behind_a_proxy(console, peer="192.0.2.7")
    for name in ("Anna", "Anna", "Ben"):
        assert comes_in(browser, name).headers["location"].startswith("/sign-in")
    assert events(console, "proxy.ignored") == [("address:192.0.2.7", {"header": "Remote-User", "said": "Anna"})]


def test_a_visitor_cannot_make_themselves_the_proxy(console):
    """What X-Forwarded-For says changes the visitor's address, and never who stands at the other end."""
    browser = behind_a_proxy(console, peer="192.0.2.7", console_url=ADDRESS)
    assert comes_in(browser, "Anna", **{"X-Forwarded-For": PROXY}).status_code == 303
    assert events(console, "proxy.ignored")[0][0] == "address:192.0.2.7"


def test_the_visitors_address_is_the_one_that_the_proxy_tells(console):
    browser = behind_a_proxy(console)
    assert comes_in(browser, "Ben", **{"X-Forwarded-For": "198.51.100.9, 203.0.113.5"}).status_code == 200
    assert events(console, "sign_in.vouched") == [("user:Ben", {"by": "proxy", "address": "203.0.113.5"})]


def test_a_header_that_stands_there_twice_is_refused(console):
    browser = behind_a_proxy(console)
    headers = [("Remote-User", "Anna"), ("Remote-User", "Ben")]
    answer = browser.client.get("/queue", headers=headers)
    assert answer.status_code == 403
    assert "2 times" in answer.text


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_nobody(console, name):
    assert comes_in(behind_a_proxy(console), name).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Eve", "ask an admin to invite Eve, by exactly this name"),
        ("<script>", "ask an admin to invite &lt;script&gt;"),
        ("x" * 101, "cannot be a name here"),
        ("Anna\u202e", "cannot be a name here"),
    ],
)
def test_a_name_that_is_no_user_is_told_what_to_do(console, name, why):
    browser = behind_a_proxy(console)
    answer = comes_in(browser, name)
    assert answer.status_code == 403
    assert "Not signed in" in answer.text
    assert why in answer.text
    assert comes_in(browser, name, "/static/console.css").status_code == 200, "the page needs its style"
    assert comes_in(browser, name, "/sign-in").status_code == 200
    assert len(console.people.all()) == 2


def test_refusals_are_told_once(console):
    browser = behind_a_proxy(console)
    for _ in range(3):
        assert comes_in(browser, "Eve").status_code == 403
    assert events(console, "sign_in.refused") == [("user:Eve", {"by": "proxy", "address": PROXY})]


def test_somebody_new_becomes_a_user_where_the_settings_say_with_which_role(console):
    browser = behind_a_proxy(console, console_proxy_role="moderator")
    assert comes_in(browser, "Eve").status_code == 200
    assert comes_in(browser, "Eve").status_code == 200
    made = console.people.get("Eve")
    assert (made.role, made.has_password) == (UserRole.MODERATOR, False)
    assert comes_in(browser, "Eve", "/people").status_code == 403


def test_somebody_who_is_disabled_stays_out(console):
    console.people.disable("Ben", by="Anna")
    answer = comes_in(behind_a_proxy(console, console_proxy_role="moderator"), "Ben")
    assert answer.status_code == 403
    assert "kept out by an admin" in answer.text


# --- forms ---------------------------------------------------------------------------------------------------------


def form_token(browser: Browser, name: str) -> str:
    return TOKEN.search(comes_in(browser, name, "/account").text)[1]


def press(browser: Browser, name: str, token: str | None, headers: dict[str, str] = FROM_OUR_PAGE) -> int:
    data = {"name": "script"} | ({"token": token} if token is not None else {})
    sent = {"Remote-User": name, **headers}
    return browser.client.post("/account/tokens", data=data, headers=sent, follow_redirects=False).status_code


@pytest.mark.usefixtures("routed_apart")
def test_forms_carry_a_token_of_the_users(console):
    browser = behind_a_proxy(console)
    mine, theirs = form_token(browser, "Ben"), form_token(browser, "Anna")
    assert mine != theirs
    assert mine == form_token(browser, "Ben")
    for wrong in (theirs, "", None, "0" * 64, form_token(behind_a_proxy(console), "Ben")):
        assert press(browser, "Ben", wrong) == 403
    evil = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert press(browser, "Ben", mine, evil) == 403
    assert console.people.tokens("Ben") == []
    assert press(browser, "Ben", mine) == 200
    assert [each.name for each in console.people.tokens("Ben")] == ["script"]


def test_who_comes_by_the_proxy_changes_no_password_and_signs_out_there(console):
    browser = behind_a_proxy(console)
    page = comes_in(browser, "Ben", "/account")
    assert "A proxy signs you in" in page.text
    assert "without a password" in page.text
    data = {"token": form_token(browser, "Ben"), "old": PASSWORD, "new": "x" * 20, "again": "x" * 20}
    headers = {"Remote-User": "Ben", **FROM_OUR_PAGE}
    assert browser.client.post("/account/password", data=data, headers=headers).status_code == 422
    answer = browser.client.post("/sign-out", data=data, headers=headers, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_proxys_word_counts_more_than_a_cookie(console):
    browser = behind_a_proxy(console)
    made = console.people.accept(console.people.new_link("Ben", by="Anna").secret, PASSWORD)
    browser.client.post("/sign-in", data={"name": made.name, "password": PASSWORD}, headers=FROM_OUR_PAGE)
    assert "Ben" in browser.get("/account").text
    assert "<h1><bdi>Anna</bdi></h1>" in comes_in(browser, "Anna", "/account").text
    assert comes_in(browser, "Eve").status_code == 403


def test_the_api_does_not_listen_to_the_proxy(console):
    assert comes_in(behind_a_proxy(console), "Anna", "/api/v1/queues").status_code == 401


@pytest.mark.parametrize(
    "given",
    [
        {"console_proxy_header": "Remote User"},
        {"console_proxy_header": "Remote-User:"},
        {"console_proxy_addresses": "10.0.0.0/33"},
        {"console_proxy_addresses": "proxy.example"},
        {"console_proxy_role": "admin"},
        {"console_proxy_role": "boss"},
    ],
)
def test_a_setting_that_cannot_be_used_is_named(folder, given):
    with pytest.raises(BadSettings, match=next(iter(given))):
        load_settings(**given)


def test_addresses_may_stand_in_the_environment(folder, monkeypatch):
    monkeypatch.setenv("FLAGPOST_CONSOLE_PROXY_ADDRESSES", "10.0.0.7, 10.1.0.0/16")
    assert load_settings().console_proxy_addresses == {"10.0.0.7", "10.1.0.0/16"}
