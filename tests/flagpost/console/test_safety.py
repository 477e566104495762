"""What stands before every request: headers, hosts, sizes; and what is told when something fails."""

from __future__ import annotations

import logging
import threading

import pytest
from starlette.testclient import TestClient

from db.errors import StoreError
from db.items import UserRole
from db.store import Store
from flagpost.console.guard import Door, needs
from flagpost.console.pages.files import KINDS, _files
from flagpost.console.safety import HEADERS, LARGEST_FORM, POLICY, allowed_hosts, host_of
from flagpost.settings import load_settings

from .conftest import ADDRESS, FROM_OUR_PAGE, PASSWORD, Browser, Clock, Console
from .making import is_safe, words_of

FORM = {**FROM_OUR_PAGE, "Content-Type": "application/x-www-form-urlencoded"}
ASKED = [
    ("GET", "/sign-in", {}, 200),
    ("GET", "/queue", {}, 303),
    ("GET", "/static/console.css", {}, 200),
    ("GET", "/static/nothing.css", {}, 404),
    ("GET", "/static/..%2fapp.py", {}, 404),
    ("GET", "/health", {}, 200),
    ("GET", "/nothing/at/all", {}, 404),
    ("GET", "/welcome/never-made", {}, 410),
    ("DELETE", "/sign-in", {"Content-Length": "0"}, 405),
    ("GET", "/sign-in", {"Host": "evil.example"}, 421),
    ("POST", "/sign-in", {**FORM, "Content-Length": str(LARGEST_FORM + 1)}, 413),
    ("POST", "/sign-in", {**FORM, "Sec-Fetch-Site": "cross-site"}, 403),
    ("POST", "/sign-in", {**FORM, "Content-Type": "multipart/form-data; boundary=x; charset=utf-7"}, 415),
]
"""Requests of strangers, and what they get."""
ASKED_BY_A_MODERATOR = [
    ("GET", "/queue", 200),
    ("GET", "/", 303),
    ("GET", "/people", 403),
    ("GET", "/cases/999999", 404),
    ("GET", "/queue?number=x", 422),
    ("GET", "/nothing", 404),
]


def assert_guarded(answer):
    for name, value in HEADERS.items():
        assert answer.headers.get_list(name) == [value], (answer.status_code, name)
    assert "server" not in answer.headers
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize(("method", "path", "headers", "status"), ASKED)
def test_every_answer_to_a_stranger_is_guarded(bare, method, path, headers, status):
    answer = bare.stranger().client.request(method, path, headers=headers, follow_redirects=False)
    assert answer.status_code == status, answer.text
    assert_guarded(answer)


def test_every_answer_to_somebody_signed_in_is_guarded(console, ben, cases):
    for method, path, status in ASKED_BY_A_MODERATOR:
        answer = ben.client.request(method, path, follow_redirects=False)
        assert answer.status_code == status, path
        assert_guarded(answer)
        assert answer.headers["cache-control"] == "no-store", path
    assert_guarded(ben.send(f"/cases/{cases[0]}/claim"))
    assert_guarded(ben.send(f"/cases/{cases[0]}/decide", outcome="agree", lease=99))


def test_the_policy_allows_our_own_files_and_nothing_else():
    allowed = dict(each.split(" ", 1) for each in POLICY.split("; "))
    assert allowed["default-src"] == "'none'"
    assert allowed["base-uri"] == allowed["frame-ancestors"] == "'none'"
    assert set(allowed.values()) == {"'none'", "'self'"}


def test_no_page_needs_more_than_the_policy_allows(console, anna, cases):
    for path in (
        "/queue",
        f"/cases/{cases[0]}",
        "/people",
        "/audit",
        "/account",
        "/keys",
        "/queue?board=x",
        "/nothing",
    ):
        page = anna.get(path)
        assert "<main" in page.text, path
        assert is_safe(page), path
    for path in ("/sign-in", "/welcome/never-made"):
        assert is_safe(console.stranger().get(path)), path


# --- hosts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8480", "localhost:1", "LOCALHOST", "[::1]:8480", "[::1]"])
def test_this_machine_is_answered(bare, host):
    assert bare.stranger().get("/health", headers={"Host": host}).text == "ok\n"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8480",
        "127.0.0.1.evil.example",
        "localhost.",
        "0.0.0.0",
        "[::2]",
        "[",
        "::1:::",
    ],
)
def test_an_unknown_host_is_refused(bare, host):
    answer = bare.stranger().get("/health", headers={"Host": host})
    assert (answer.status_code, "console_url" in answer.text) == (421, True)


@pytest.mark.parametrize(
    ("given", "known", "unknown"),
    [
        ({"console_host": "192.0.2.7"}, "192.0.2.7", "192.0.2.8"),
        ({"console_host": "fd00::7"}, "[fd00::7]", "[fd00::8]"),
        ({"console_host": "0.0.0.0"}, "localhost", "0.0.0.0"),
        ({"console_url": "https://Moderation.Example:444"}, "moderation.example", "other.example"),
    ],
)
def test_the_settings_say_which_other_hosts_are_ours(folder, given, known, unknown):
    hosts = allowed_hosts(load_settings(**given))
    assert host_of(known) in hosts
    assert host_of(unknown) not in hosts


# --- forms -------------------------------------------------------------------------------------------------------


def test_a_large_form_is_refused_before_it_is_read(bare):
    stranger = bare.stranger()
    largest = "name=" + "x" * (LARGEST_FORM - len("name="))
    assert stranger.client.post("/sign-in", content=largest, headers=FORM).status_code == 403  # no such user
    assert stranger.client.post("/sign-in", content=largest + "x", headers=FORM).status_code == 413


@pytest.mark.parametrize("length", ["", "-1", "x", "1e3", "9" * 5000, "²"])
def test_a_form_that_does_not_say_how_large_it_is_is_refused(bare, length):
    headers = [(b"content-length", length.encode("latin-1")), *((k.encode(), v.encode()) for k, v in FORM.items())]
    answer = bare.stranger().client.post("/sign-in", content=b"", headers=headers)
    assert answer.status_code == 413


def test_a_form_in_pieces_does_not_say_how_large_it_is(bare):
    pieces = (b"name=" for _ in range(2))
    assert bare.stranger().client.post("/sign-in", content=pieces, headers=FORM).status_code == 413


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "idna", "undefined", "latin-1", '"utf-16"', ""])
def test_forms_are_written_in_utf8(bare, charset):
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800\r\n--x--\r\n'
    headers = {**FROM_OUR_PAGE, "Content-Type": f"multipart/form-data; boundary=x; CHARSET = {charset}"}
    assert bare.stranger().client.post("/sign-in", content=body, headers=headers).status_code == 415
    headers["Content-Type"] = "multipart/form-data; boundary=x; charset=UTF-8"
    assert bare.stranger().client.post("/sign-in", content=body, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"--x", "multipart/form-data"),
        (b"--y\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"&".join(b"a=1" for _ in range(2000)), "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_that_cannot_be_read_is_told(console, ben, content, kind):
    for path in ("/sign-out", "/account/look"):
        answer = ben.client.post(path, content=content, headers={**FROM_OUR_PAGE, "Content-Type": kind})
        assert answer.status_code in {400, 403}, answer.text
        assert "Nothing was changed" in answer.text
    assert ben.get("/queue").url.path == "/queue"


@pytest.mark.parametrize("origin", ["http://[", "//", "null", "http://a℀b", "http://127.0.0.1:8480.evil.example"])
def test_an_origin_that_is_no_address_of_ours_is_none(console, ben, origin):
    answer = ben.client.post("/sign-out", data={"token": ben.token()}, headers={b"origin": origin.encode()})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.text


@pytest.mark.parametrize(
    "cookie", ["self=1", "theme=blue", "theme=dark&theme=light&keys", "%", "=", "x" * 4000, "theme"]
)
def test_a_strange_cookie_spoils_no_page(bare, cookie):
    stranger = bare.stranger()
    for path, status in (("/sign-in", 200), ("/nothing", 404)):
        assert stranger.get(path, headers={"Cookie": f"flagpost-look={cookie}"}).status_code == status
        assert stranger.get(path, headers={"Cookie": f"flagpost={cookie}"}).status_code == status


# --- static files ------------------------------------------------------------------------------------------------


def test_our_files_are_kept_and_asked_after(bare):
    stranger = bare.stranger()
    for name in ("console.css", "console.js", "flagpost.svg"):
        first = stranger.get(f"/static/{name}")
        assert first.headers["content-type"].partition(";")[0] == KINDS[name.rpartition(".")[2]].partition(";")[0]
        assert first.headers["cache-control"] == "no-cache"
        tag = first.headers["etag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}'):
            again = stranger.get(f"/static/{name}", headers={"If-None-Match": known})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
            assert_guarded(again)
        changed = stranger.get(f"/static/{name}", headers={"If-None-Match": '"other"'})
        assert changed.content == first.content


@pytest.mark.parametrize(
    "name", ["..%2f..%2fapp.py", "%2e%2e", "console.css%00", "app.py", "templates", ".", "Console.css"]
)
def test_nothing_else_is_a_file_of_ours(bare, name):
    assert bare.stranger().get(f"/static/{name}").status_code == 404


def test_names_that_strangers_make_up_are_not_remembered(bare):
    stranger = bare.stranger()
    for number in range(20):
        stranger.get(f"/static/{number}.css")
    assert _files.cache_info().currsize == 1


# --- behind HTTPS ------------------------------------------------------------------------------------------------


@pytest.fixture
def secure(bare, monkeypatch):
    """The console as browsers see it through a proxy with HTTPS."""
    there = "https://moderation.example"
    monkeypatch.setattr(Console, "stranger", lambda self: Browser(TestClient(self.app, base_url=there)))
    monkeypatch.setitem(FROM_OUR_PAGE, "Origin", there)
    return Console(bare.store, load_settings(console_url=there), bare.clock)


def test_behind_https_browsers_are_told_to_stay_there(secure):
    for path, headers in (
        ("/sign-in", {}),
        ("/nothing", {}),
        ("/static/console.js", {}),
        ("/", {"Host": "evil.example"}),
    ):
        answer = secure.stranger().client.get(path, headers=headers, follow_redirects=False)
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_behind_https_the_cookies_travel_by_https_alone(secure):
    anna = secure.browser("Anna", UserRole.ADMIN)
    fields = {"name": "Anna", "password": PASSWORD}
    answer = secure.stranger().client.post("/sign-in", data=fields, headers=FROM_OUR_PAGE, follow_redirects=False)
    [kept] = answer.headers.get_list("set-cookie")
    assert kept.startswith("__Host-flagpost=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(kept.split("; "))
    assert "domain" not in kept.lower()
    assert "Secure" in anna.send("/account/look", theme="dark").headers["set-cookie"]
    assert anna.get("/queue").status_code == 200
    gone = anna.send("/sign-out").headers["set-cookie"]
    assert gone.startswith('__Host-flagpost="";')
    assert "Secure" in gone


# --- failures ----------------------------------------------------------------------------------------------------

INNER = "the password of the store is hunter2"


@pytest.mark.usefixtures("routed_apart")
@pytest.mark.parametrize("error", [RuntimeError(INNER), KeyError(INNER), StoreError(INNER), ValueError(INNER)])
def test_what_went_wrong_inside_stays_inside(bare, error, caplog):
    @needs(Door.OPEN)
    def broken():
        raise error

    bare.app.app.add_api_route("/broken", broken, methods=["GET", "POST"])
    with caplog.at_level(logging.ERROR):
        answer = bare.stranger().get("/broken")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    assert "the server's terminal has more" in words_of(answer)
    assert_guarded(answer)
    if isinstance(error, StoreError):
        assert INNER in caplog.text, "others are told by the server, which meets them itself"


def test_a_store_that_somebody_else_holds_is_busy_and_its_place_is_not_told(bare):
    with Store.open("sqlite:///flagpost.db", patience=0.05) as hasty:
        console = Console(hasty, load_settings(), Clock())
        console.browser("Anna", UserRole.ADMIN)
        held, over = threading.Event(), threading.Event()

        def hold():
            with bare.store.begin() as unit:
                unit.users.admins()  # a unit takes the lock with its first step
                held.set()
                over.wait(10)

        holding = threading.Thread(target=hold)
        holding.start()
        try:
            assert held.wait(10)
            fields = {"name": "Anna", "password": PASSWORD}
            answer = console.stranger().client.post("/sign-in", data=fields, headers=FROM_OUR_PAGE)
            assert answer.status_code == 503
            assert "Nothing was changed" in answer.text
            assert "flagpost.db" not in answer.text
        finally:
            over.set()
            holding.join()
        assert console.stranger().client.post("/sign-in", data=fields, headers=FROM_OUR_PAGE).status_code == 200


def test_who_only_looks_is_not_turned_away_while_somebody_writes(bare):
    with Store.open("sqlite:///flagpost.db", patience=0.05) as hasty:
        console = Console(hasty, load_settings(), Clock())
        rita = console.browser("Rita", UserRole.READ_ONLY)
        console.clock.forward(minutes=2)  # the session's last use would be noted by now
        with bare.store.begin() as unit:
            unit.users.admins()
            assert rita.get("/queue").status_code == 200
        [session] = console.people.sessions("Rita")
        seen = session.seen_at
        assert rita.get("/queue").status_code == 200
        assert console.people.sessions("Rita")[0].seen_at > seen


def test_a_method_that_a_page_does_not_know_is_told_with_those_that_it_does(console, ben):
    answer = ben.client.delete("/queue", headers={"Content-Length": "0"})
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert "To the queue" in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/queue?severity=high", "/cases/1", "/cases/999", "/keys", "/static/console.css", "/health"]
)
def test_who_asks_for_the_head_of_a_page_alone_is_told_what_the_page_would_say(console, ben, path):
    head, page = (ben.client.request(method, path, follow_redirects=False) for method in ("HEAD", "GET"))
    assert head.status_code == page.status_code
    assert {**head.headers, "content-length": ""} == {**page.headers, "content-length": ""}


def test_the_head_of_a_page_changes_nothing(console, ben, cases):
    for path in ("/next", "/opinions/next", f"/cases/{cases[0]}", "/sign-in/back"):
        answer = ben.client.head(path)
        assert answer.status_code == (200 if path.startswith("/cases") else 405), path
    with console.store.read() as unit:
        assert unit.review.case(cases[0]).claim is None
    head = ben.client.head(f"/cases/{cases[0]}/decide")
    assert (head.status_code, head.headers["allow"]) == (405, "POST")
    assert (
        console.stranger().client.head("/queue", follow_redirects=False).headers["location"] == "/sign-in?then=%2Fqueue"
    )


def test_a_page_that_is_not_there_knows_who_asks(console, ben):
    assert "To the queue" in ben.get("/nothing").text
    assert "To the queue" not in console.stranger().get("/nothing").text
    assert console.stranger().get("/nothing").status_code == 404


def test_health_says_that_the_store_answers(bare, monkeypatch):
    assert bare.stranger().get("/health").text == "ok\n"
    bare.store.close()
    monkeypatch.setattr(type(bare.store), "read", lambda self: (_ for _ in ()).throw(StoreError(INNER)))
    answer = bare.stranger().get("/health", headers={"Host": "127.0.0.1"})
    assert answer.status_code == 500
    assert "hunter2" not in answer.text


def test_the_address_is_the_one_of_the_tests():
    assert host_of(ADDRESS.partition("//")[2]) == "127.0.0.1"
