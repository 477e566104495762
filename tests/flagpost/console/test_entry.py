"""Coming in and going out: links, passwords, limits, cookies."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest

from db.items import UserRole
from flagpost.people import (
    FAILURES_FROM_ADDRESS,
    FAILURES_OF_NAME,
    FIRST_LINK_LASTS,
    LINK_LASTS,
    SESSION_IDLES,
    SESSION_LASTS,
    SHORTEST_PASSWORD,
)

from .conftest import FROM_OUR_PAGE, PASSWORD
from .making import is_safe, parsed, value_of, words_of

OTHER = "eleven small boats"


def enter(browser, name="Ben", password=PASSWORD, **more):
    """Send the form of the sign-in page."""
    data = {"name": name, "password": password, **more}
    return browser.client.post("/sign-in", data=data, headers=FROM_OUR_PAGE, follow_redirects=False)


def use(browser, secret, password=PASSWORD, again=None, **more):
    """Send the form of a link's page."""
    data = {"password": password, "again": password if again is None else again, **more}
    return browser.client.post(f"/welcome/{secret}", data=data, headers=FROM_OUR_PAGE, follow_redirects=False)


def is_out(browser):
    """Whether a browser is sent to sign in."""
    answer = browser.client.get("/queue", follow_redirects=False)
    return answer.headers.get("location") == "/sign-in?then=%2Fqueue"


@pytest.fixture
def ben(bare):
    """A moderator."""
    return bare.browser("Ben")


# --- links -------------------------------------------------------------------------------------------------------


def test_the_first_admin_comes_in_by_a_link_that_works_once(bare):
    secret, browser = bare.people.first_link(), bare.stranger()
    page = browser.get(f"/welcome/{secret}")
    assert words_of(page, "h1") == "The first admin"
    answer = use(browser, secret, name="Anna")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/").url.path == "/queue"
    assert browser.get("/people").status_code == 200
    assert bare.people.get("anna").role is UserRole.ADMIN
    assert bare.people.first_link() is None
    other = bare.stranger()
    for again in (other.get(f"/welcome/{secret}"), use(other, secret, name="Mallory")):
        assert (again.status_code, words_of(again, "h1")) == (410, "This link no longer works")
    assert [user.name for user in bare.people.all()] == ["Anna"]


def test_a_newer_first_link_ends_the_older_one(bare):
    older, newer = bare.people.first_link(), bare.people.first_link()
    assert bare.stranger().get(f"/welcome/{older}").status_code == 410
    assert use(bare.stranger(), newer, name="Anna").status_code == 303


def test_the_first_link_lasts_an_hour(bare):
    secret = bare.people.first_link()
    bare.clock.forward(seconds=FIRST_LINK_LASTS.total_seconds() - 60)
    assert bare.stranger().get(f"/welcome/{secret}").status_code == 200
    bare.clock.forward(seconds=61)
    assert use(bare.stranger(), secret, name="Anna").status_code == 410
    assert bare.people.all() == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"password": PASSWORD, "again": PASSWORD + "."}, "passwords differ"),
        ({"password": "short"}, f"{SHORTEST_PASSWORD} characters or more"),
        ({"password": "a" * 20}, "too easy"),
        ({"password": "x1y2" * 300}, "at most 1,000"),
        ({"name": ""}, "1 to 100 characters"),
        ({"name": "An\u202ena"}, "can be seen"),
        ({"name": "x" * 101}, "1 to 100 characters"),
    ],
)
def test_what_a_link_does_not_accept_is_told_and_the_link_still_works(bare, given, told):
    secret, browser = bare.people.first_link(), bare.stranger()
    answer = use(browser, secret, **{"name": "Anna"} | given)
    assert answer.status_code == 422
    assert told in words_of(answer, "[role=alert]")
    assert value_of(answer, "name") == ({"name": "Anna"} | given)["name"][:100]
    assert PASSWORD not in answer.text
    assert is_out(browser)
    assert use(browser, secret, name="Anna").status_code == 303


def test_somebody_invited_chooses_a_password_and_nothing_else(bare):
    bare.browser("Anna", UserRole.ADMIN)
    secret, browser = bare.people.invite("Ben", UserRole.MODERATOR, by="Anna").secret, bare.stranger()
    assert words_of(browser.get(f"/welcome/{secret}"), "h1") == "Welcome, Ben"
    assert use(browser, secret, name="Anna", role="admin").status_code == 303
    assert browser.get("/account").text.count("<h1><bdi>Ben</bdi></h1>") == 1
    assert bare.people.get("Ben").role is UserRole.MODERATOR
    assert use(bare.stranger(), secret, OTHER).status_code == 410
    assert enter(bare.stranger(), "Ben", PASSWORD).status_code == 303


def test_an_invitation_lasts_three_days_and_a_newer_one_ends_it(bare):
    bare.browser("Anna", UserRole.ADMIN)
    older = bare.people.invite("Ben", UserRole.MODERATOR, by="Anna").secret
    newer = bare.people.new_link("Ben", by="Anna").secret
    assert bare.stranger().get(f"/welcome/{older}").status_code == 410
    bare.clock.forward(seconds=LINK_LASTS.total_seconds() - 60)
    assert bare.stranger().get(f"/welcome/{newer}").status_code == 200
    bare.clock.forward(seconds=61)
    assert bare.stranger().get(f"/welcome/{newer}").status_code == 410


def test_a_new_link_signs_out_who_was_signed_in(bare, ben):
    secret = bare.people.new_link("Ben", by="Anna").secret
    assert not is_out(ben), "the link is only made"
    fresh = bare.stranger()
    assert use(fresh, secret, OTHER).status_code == 303
    assert is_out(ben)
    assert not is_out(fresh)
    assert enter(bare.stranger(), "Ben", PASSWORD).status_code == 403


@pytest.mark.parametrize("secret", ["x", "%00", "%F0%9F%90%88", "x" * 5000, "%3Cscript%3E", "a/b"])
def test_a_link_that_never_was_is_told_like_one_that_was_used(bare, secret):
    page = bare.stranger().get(f"/welcome/{secret}")
    assert page.status_code in {404, 410}
    assert is_safe(page)
    assert use(bare.stranger(), secret).status_code in {404, 405, 410}


# --- signing in --------------------------------------------------------------------------------------------------


def test_the_right_name_and_password_come_in_however_the_name_is_spelled(bare, ben):
    assert enter(bare.stranger(), " bEN ".strip()).status_code == 303
    assert enter(bare.stranger(), "ＢＥＮ").status_code == 303


def test_wrong_ones_are_told_alike(bare, ben):
    told = set()
    for name, password in (("Ben", "a wrong password"), ("Nobody", PASSWORD), ("Ben", ""), ("", ""), ("Ben\x00", "x")):
        answer = enter(bare.stranger(), name, password)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        assert value_of(answer, "password") == ""
        told.add(words_of(answer, "[role=alert]"))
    assert told == {"That name and password do not fit together."}


def test_somebody_without_a_password_is_told_the_same(bare):
    bare.browser("Anna", UserRole.ADMIN)
    bare.people.invite("Ben", UserRole.MODERATOR, by="Anna")
    for password in ("", "None", PASSWORD):
        assert enter(bare.stranger(), "Ben", password).status_code == 403


def test_a_name_that_was_wrong_is_shown_again_as_text(bare):
    answer = enter(bare.stranger(), '"><script>alert(1)</script>' + "x" * 200_000)
    assert answer.status_code == 403
    assert is_safe(answer)
    assert value_of(answer, "name").startswith('"><script>alert(1)</script>')
    assert len(value_of(answer, "name")) == 100


def test_after_too_many_wrong_ones_even_the_right_one_waits(bare, ben):
    browser = bare.stranger()
    for _ in range(FAILURES_OF_NAME):
        assert enter(browser, password="a wrong password").status_code == 403
    answer = enter(browser)
    assert answer.status_code == 429
    assert "15 minutes" in words_of(answer, "[role=alert]")
    assert not is_out(ben), "who is in stays in"
    bare.clock.forward(minutes=14)
    assert enter(browser).status_code == 429
    bare.clock.forward(minutes=2)
    assert enter(browser).status_code == 303


def test_an_address_that_tries_many_names_waits(bare, ben):
    browser = bare.stranger()
    for number in range(FAILURES_FROM_ADDRESS):
        assert enter(browser, f"user {number}").status_code == 403
    assert enter(browser).status_code == 429


# --- cookies and where one goes ----------------------------------------------------------------------------------


def test_the_cookie_is_for_the_server_alone(bare, ben):
    [kept] = enter(bare.stranger()).headers.get_list("set-cookie")
    [(name, cookie)] = SimpleCookie(kept).items()
    assert name == "flagpost"
    assert len(cookie.value) >= 43, "256 random bits"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
    assert int(cookie["max-age"]) == SESSION_LASTS.total_seconds()
    assert not cookie["secure"], "without HTTPS a browser would not send it back"
    assert not cookie["domain"]


def test_no_secret_stands_on_a_page_or_in_the_store(bare, ben):
    secret = ben.client.cookies["flagpost"]
    for path in ("/queue", "/account", "/keys"):
        assert secret not in ben.get(path).text
    with bare.store.read() as unit:
        assert all(secret not in f"{line}" for line in unit.audit.entries())


THEN = {
    "/queue?severity=high&words=a%20b": "/queue?severity=high&words=a%20b",
    "/cases/3#post": "/cases/3#post",
    "": "/",
    "queue": "/",
    "https://evil.example/": "/",
    "//evil.example/": "/",
    "/\\evil.example/": "/",
    "//[": "/",
    "//a℀b": "/",
    "/\tevil.example": "/",
    "/\r\nSet-Cookie: a=b": "/",
    "javascript:alert(1)": "/",
    "/" + "x" * 3000: "/" + "x" * 3000,
}
"""Where somebody asks to go, to where they are led."""


def test_who_signs_in_goes_where_they_wanted_to_and_never_away_from_here(bare, ben):
    for then, leads_to in THEN.items():
        page = bare.stranger().get("/sign-in", params={"then": then})
        assert value_of(page, "then") == leads_to, then
        assert enter(bare.stranger(), then=then).headers["location"] == leads_to, then
        already = ben.client.get("/sign-in", params={"then": then}, follow_redirects=False)
        assert (already.status_code, already.headers["location"]) == (303, leads_to), then


def test_the_way_from_a_page_over_the_sign_in_page_leads_back(bare, ben):
    stranger = bare.stranger()
    page = stranger.get("/queue?severity=high&words=%3Cb%3E")
    answer = enter(stranger, then=value_of(page, "then"))
    assert answer.headers["location"] == "/queue?severity=high&words=%3Cb%3E"


# --- signing out, and sessions that end --------------------------------------------------------------------------


def test_signing_out_makes_the_cookie_worthless(bare, ben):
    secret = ben.client.cookies["flagpost"]
    elsewhere = bare.browser("Ben")
    answer = ben.send("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert "flagpost" not in ben.client.cookies
    thief = bare.stranger()
    thief.client.cookies.set("flagpost", secret)
    assert is_out(thief)
    assert not is_out(elsewhere)


def test_a_made_up_cookie_is_nobodys(bare, ben):
    for secret in ("", "x", "x" * 5000, "%00", '"'):
        headers = {"Cookie": f"flagpost={secret}"}
        answer = bare.stranger().client.get("/queue", headers=headers, follow_redirects=False)
        assert answer.headers["location"] == "/sign-in?then=%2Fqueue", secret


def test_a_session_that_nobody_uses_ends(bare, ben):
    bare.clock.forward(seconds=SESSION_IDLES.total_seconds() - 60)
    assert not is_out(ben)
    bare.clock.forward(seconds=SESSION_IDLES.total_seconds() + 60)
    assert is_out(ben)


def test_a_session_ends_after_a_week_however_busy(bare, ben):
    step = SESSION_IDLES - timedelta(hours=1)
    for _ in range(SESSION_LASTS // step):
        assert not is_out(ben)
        bare.clock.forward(seconds=step.total_seconds())
    assert not is_out(ben)
    bare.clock.forward(seconds=step.total_seconds())
    assert is_out(ben)


def test_who_is_disabled_is_out_at_once_and_comes_in_again_only_when_let_in(bare, ben):
    bare.people.disable("Ben", by="Anna")
    assert is_out(ben)
    answer = enter(bare.stranger())
    assert answer.status_code == 403
    assert words_of(answer, "[role=alert]") == "That name and password do not fit together."
    bare.people.enable("Ben", by="Anna")
    assert is_out(ben), "the old session stays ended"
    assert enter(bare.stranger()).status_code == 303


def test_a_role_that_changes_holds_at_once(bare, ben):
    assert ben.get("/people").status_code == 403
    bare.people.set_role("Ben", UserRole.ADMIN, by="Anna")
    assert ben.get("/people").status_code == 200
    bare.people.set_role("Ben", UserRole.READ_ONLY, by="Anna")
    assert ben.get("/next").status_code == 403


def test_the_sign_in_page_works_without_scripts_and_is_labelled(bare):
    page = parsed(bare.stranger().get("/sign-in"))
    form = page.css_first("main form")
    assert form.attributes == {"method": "post", "action": "/sign-in", "class": "stacked"}
    shown = [each for each in form.css("input") if each.attributes.get("type") != "hidden"]
    assert [each.attributes["name"] for each in shown] == ["name", "password"]
    assert all(each.parent.tag == "label" for each in shown)
    assert [each.attributes["autocomplete"] for each in shown] == ["username", "current-password"]
