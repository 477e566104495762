"""One's own account: how pages look, the password, where one is signed in, and tokens of programs."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest

from flagpost.errors import TooManyTries
from flagpost.people import FAILURES_OF_NAME

from .conftest import FROM_OUR_PAGE, PASSWORD
from .making import is_safe, parsed, words_of

OTHER = "eleven small boats"


@pytest.fixture
def ben(bare):
    return bare.browser("Ben")


def root(page):
    """What a page says of how it wants to look."""
    return {name: value for name, value in parsed(page).css_first("html").attributes.items() if name != "lang"}


def chosen(page):
    """What the form of the looks has chosen."""
    return {
        each.attributes["name"]: each.css_first("option[selected]").text()
        for each in parsed(page).css("form[action='/account/look'] select")
    }


def change(browser, old=PASSWORD, new=OTHER, again=None):
    return browser.send("/account/password", old=old, new=new, again=new if again is None else again)


def card(page, about):
    [found] = [each for each in parsed(page).css(".card") if about in each.css_first("h2").text()]
    return found


# --- looks -------------------------------------------------------------------------------------------------------


def test_how_pages_look_is_kept_by_the_browser(bare, ben):
    assert root(ben.get("/queue")) == {"data-theme": "auto", "data-keys": "on", "data-terms": "veiled"}
    answer = ben.send("/account/look", theme="dark", keys="off", terms="bare")
    assert answer.headers["location"] == "/account"
    [(name, cookie)] = SimpleCookie(answer.headers["set-cookie"]).items()
    assert name == "flagpost-look"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert int(cookie["max-age"]) > 300 * 24 * 3600
    page = ben.get("/account")
    assert root(page) == {"data-theme": "dark", "data-keys": "off", "data-terms": "bare"}
    assert chosen(page) == {"theme": "dark", "keys": "off", "terms": "bare"}
    assert root(bare.browser("Ben").get("/queue"))["data-theme"] == "auto", "it is the browser's, and not the user's"


def test_what_cannot_be_chosen_changes_nothing(bare, ben):
    ben.send("/account/look", theme="dark")
    for strange in ({"theme": "pink"}, {"keys": "maybe"}, {"terms": "<b>"}, {"colour": "red"}, {}):
        ben.send("/account/look", **strange)
        assert root(ben.get("/queue")) == {"data-theme": "dark", "data-keys": "on", "data-terms": "veiled"}


def test_a_stranger_may_choose_how_the_sign_in_page_looks(bare):
    stranger = bare.stranger()
    answer = stranger.client.post("/account/look", data={"theme": "dark", "then": "/sign-in"}, headers=FROM_OUR_PAGE)
    assert answer.url.path == "/sign-in"
    assert root(answer)["data-theme"] == "dark"
    away = stranger.client.post(
        "/account/look", data={"then": "//evil.example"}, headers=FROM_OUR_PAGE, follow_redirects=False
    )
    assert away.headers["location"] == "/"


# --- the password ------------------------------------------------------------------------------------------------


def test_a_new_password_ends_all_other_sessions(bare, ben):
    elsewhere, somebody = bare.browser("Ben"), bare.browser("Eva")
    answer = change(ben)
    assert answer.headers["location"] == "/account?said=password"
    assert words_of(ben.get("/account?said=password"), "[role=status]") == "The password is changed."
    assert elsewhere.leads("/queue").startswith("/sign-in")
    assert somebody.get("/queue").url.path == "/queue"
    for password, status in ((PASSWORD, 403), (OTHER, 303)):
        data = {"name": "Ben", "password": password}
        entered = bare.stranger().client.post("/sign-in", data=data, headers=FROM_OUR_PAGE, follow_redirects=False)
        assert entered.status_code == status


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"old": "a wrong password"}, "old password is wrong"),
        ({"old": ""}, "old password is wrong"),
        ({"new": "short"}, "12 characters or more"),
        ({"new": "Ben" * 10}, "too easy"),
        ({"again": "something else"}, "differ"),
        ({"new": ""}, "12 characters or more"),
    ],
)
def test_a_password_that_cannot_be_is_told_and_the_old_one_stays(bare, ben, given, told):
    elsewhere = bare.browser("Ben")
    answer = change(ben, **given)
    assert answer.status_code == 422
    assert told in words_of(answer, "[role=alert]")
    assert not [each for each in parsed(answer).css("input[type=password]") if each.attributes.get("value")]
    assert elsewhere.get("/queue").url.path == "/queue"
    assert change(ben).status_code == 303


def test_wrong_old_passwords_are_limited_like_sign_ins_that_fail(bare, ben):
    for _ in range(FAILURES_OF_NAME - 1):
        assert change(ben, old="a wrong password").status_code == 422
    assert change(ben, new="short").status_code == 422, "the old password was right, so this is no failure"
    assert change(ben, old="a wrong password").status_code == 422
    refused = change(ben)
    assert refused.status_code == 429
    assert "wait 15 minutes" in words_of(refused, "[role=alert]")
    with pytest.raises(TooManyTries):
        bare.people.sign_in("Ben", PASSWORD, address="elsewhere", browser="")
    bare.clock.forward(minutes=16)
    assert change(ben).status_code == 303
    assert change(ben, old="a wrong password").status_code == 422


def test_a_new_password_makes_a_clean_slate(bare, ben):
    for _ in range(FAILURES_OF_NAME - 1):
        change(ben, old="a wrong password")
    assert change(ben).status_code == 303
    for _ in range(FAILURES_OF_NAME):
        assert change(ben, old="a wrong password").status_code == 422


def test_what_was_said_is_ours_alone(bare, ben):
    page = ben.get("/account?said=<script>alert(1)</script>")
    assert is_safe(page)
    assert "alert" not in words_of(page)


# --- sessions ----------------------------------------------------------------------------------------------------


def test_ones_sessions_are_listed_and_can_be_signed_out_from_afar(bare, ben):
    elsewhere = bare.stranger()
    elsewhere.client.headers["User-Agent"] = "Browser <b>7</b>"
    data = {"name": "Ben", "password": PASSWORD}
    elsewhere.client.post("/sign-in", data=data, headers=FROM_OUR_PAGE)
    bare.browser("Eva")
    page = ben.get("/account")
    assert is_safe(page)
    listed = card(page, "Where you are signed in").css("li")
    assert len(listed) == 2
    assert [bool(each.css("form")) for each in listed].count(True) == 1
    [there] = [each for each in listed if each.css("form")]
    assert there.css_first("bdi").text() == "Browser <b>7</b>"
    assert "this browser" not in there.text()
    answer = ben.send(there.css_first("form").attributes["action"])
    assert answer.headers["location"] == "/account"
    assert elsewhere.leads("/queue").startswith("/sign-in")
    assert len(card(ben.get("/account"), "Where you are signed in").css("li")) == 1
    assert ben.post(there.css_first("form").attributes["action"]).status_code == 404


def test_nobody_signs_others_out(bare, ben):
    eva = bare.browser("Eva")
    [session] = bare.people.sessions("Eva")
    for browser in (ben, bare.browser("Anna")):
        assert browser.post(f"/account/sessions/{session.id}/end").status_code == 404
    assert eva.get("/queue").url.path == "/queue"


# --- tokens ------------------------------------------------------------------------------------------------------


def test_a_token_is_shown_once_and_works_until_revoked(bare, ben):
    page = ben.post("/account/tokens", name="nightly <export>", days="30")
    assert is_safe(page)
    secret = words_of(page, "code.secret")
    assert bare.people.token(secret).user.name == "Ben"
    again = ben.get("/account")
    assert secret not in again.text
    tokens = card(again, "Tokens")
    assert tokens.css_first("li bdi").text() == "nightly <export>"
    assert secret.startswith(tokens.css_first("li code").text().rstrip("…"))
    [token] = bare.people.tokens("Ben")
    assert (token.expires_at - token.made_at).days == 30
    assert ben.send(f"/account/tokens/{token.id}/revoke").headers["location"] == "/account"
    assert bare.people.token(secret) is None
    assert "You have none." in ben.get("/account").text


@pytest.mark.parametrize(
    ("days", "lasts"), [("90", 90), ("365", 365), ("never", None), ("", 90), ("9999999999", 90), ("x", 90)]
)
def test_a_token_lasts_as_long_as_is_chosen(bare, ben, days, lasts):
    offered = [each.attributes["value"] for each in parsed(ben.get("/account")).css("select[name=days] option")]
    assert offered == ["30", "90", "365", "never"]
    ben.post("/account/tokens", name="export", days=days)
    [token] = bare.people.tokens("Ben")
    assert (token.expires_at - token.made_at).days == lasts if lasts else token.expires_at is None


def test_what_cannot_be_a_token_is_told(bare, ben):
    assert ben.post("/account/tokens", name="export").status_code == 200
    for name in ("", "   ", "x" * 101, "a\u200bb", "export"):
        answer = ben.post("/account/tokens", name=name)
        assert answer.status_code == 422, name
        assert not parsed(answer).css("code.secret")
    assert len(bare.people.tokens("Ben")) == 1


def test_the_name_of_a_revoked_token_is_free_again(bare, ben):
    for _ in range(2):
        assert ben.post("/account/tokens", name="export").status_code == 200
        assert ben.post("/account/tokens", name="export").status_code == 422
        [token] = [each for each in bare.people.tokens("Ben") if each.revoked_at is None]
        assert ben.post(f"/account/tokens/{token.id}/revoke").status_code == 200
    assert "export" not in ben.get("/account").text


def test_nobody_revokes_the_tokens_of_others(bare, ben):
    made = bare.people.new_token("Anna", "Anna's export", days=None)
    assert ben.post(f"/account/tokens/{made.thing.id}/revoke").status_code == 404
    assert bare.people.token(made.secret) is not None
    assert "export" not in ben.get("/account").text
