"""Signing in by an OpenID Connect provider, over real HTTP on loopback; and what an attacker may try."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

pytest.importorskip("joserfc")

from db.items import UserRole
from flagpost.errors import BadSettings, ProviderFailed
from flagpost.idtoken import UnknownKey, claims_of
from flagpost.settings import load_settings, shown

from .conftest import ADDRESS, Browser, Clock, Console
from .idp import PUBLIC, E, N, Provider, alg_none, b64, hs256_by, number, provider, rs256, unsigned


@pytest.fixture
def console(bare: Console) -> Console:
    """The console over a store with one user."""
    with bare.store.begin() as unit:
        unit.users.ensure("Ben", at=bare.clock())
    return bare


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider() as made:
        made.redirects.add(f"{ADDRESS}/sign-in/back")
        yield made


def console_with(console: Console, idp: Provider, **more: object) -> Console:
    """The console over the same store, with a provider."""
    settings = {"console_oidc_issuer": idp.url, "console_oidc_client_id": idp.client, **more}
    if idp.secret:
        settings["console_oidc_client_secret"] = idp.secret
    return Console(console.store, load_settings(**settings), Clock())


def way_back(browser: Browser, then: str = "/queue?severity=high") -> str:
    """Press the button, sign in at the provider, and stop before coming back: the path to come back by."""
    begun = browser.client.get("/sign-in/provider", params={"then": then}, follow_redirects=False)
    assert begun.status_code == 303, begun.text
    back = httpx.get(begun.headers["location"], verify=False)  # no certificates there, and slow to read
    assert back.status_code == 303
    address = back.headers["location"]
    assert address.startswith(ADDRESS)
    return address.removeprefix(ADDRESS)


def come_back(browser: Browser, path: str) -> httpx.Response:
    return browser.client.get(path, follow_redirects=False)


def refused(answer: httpx.Response, browser: Browser, *, why: str, status: int = 502) -> None:
    """It was refused, with a page that says why, and nobody is signed in."""
    assert answer.status_code == status, answer.text
    assert "Not signed in" in answer.text
    assert why in answer.text
    assert browser.client.get("/queue", follow_redirects=False).headers["location"].startswith("/sign-in")


def test_somebody_signs_in_by_the_provider_and_goes_on_to_where_they_wanted(console, idp):
    console = console_with(console, idp)
    browser = console.stranger()
    page = browser.get("/sign-in?then=/queue%3Fseverity%3Dhigh")
    assert f"Sign in with {idp.url.removeprefix('http://')}" in page.text
    assert "/sign-in/provider?then=/queue%3Fseverity%3Dhigh" in page.text
    answer = come_back(browser, way_back(browser))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/queue?severity=high"
    assert "Ben" in browser.get("/account").text
    with console.store.read() as unit:
        events = [line.event for line in unit.audit.newest(about="user:Ben", limit=5)]
    assert "sign_in.vouched" in events
    assert "session.began" in events


def test_what_is_asked_is_bound_to_the_browser_and_nothing_secret_is_in_it(console, idp):
    console = console_with(console, idp)
    browser = console.stranger()
    begun = browser.client.get("/sign-in/provider", follow_redirects=False)
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["scope"] == ["openid profile"]
    assert len(asked["code_challenge"][0]) == 43
    cookie = begun.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=600" in cookie
    for name in ("state", "nonce", "code_challenge"):
        assert asked[name][0] not in cookie
    other = console.stranger().client.get("/sign-in/provider", follow_redirects=False)
    assert parse_qs(urlsplit(other.headers["location"]).query)["state"] != asked["state"]


def test_without_a_provider_there_is_no_button_and_no_way(console):
    stranger = console.stranger()
    assert "Sign in with" not in stranger.get("/sign-in").text
    assert stranger.get("/sign-in/provider").status_code == 404
    assert stranger.get("/sign-in/back?code=1").status_code == 404


def test_a_public_client_has_no_secret(console, idp):
    idp.secret = None
    browser = console_with(console, idp).stranger()
    assert come_back(browser, way_back(browser)).headers["location"].startswith("/queue")


def test_a_provider_may_want_the_secret_in_the_form(console, idp):
    idp.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"]}
    browser = console_with(console, idp).stranger()
    assert come_back(browser, way_back(browser)).headers["location"].startswith("/queue")


def test_a_wrong_client_secret_is_told(console, idp):
    console = console_with(console, idp)
    idp.secret = "another one"
    browser = console.stranger()
    refused(come_back(browser, way_back(browser)), browser, why="refuses what it is asked")


# --- who may come in -----------------------------------------------------------------------------------------------


def test_somebody_who_is_no_user_is_told_what_to_do(console, idp):
    console = console_with(console, idp)
    idp.person["preferred_username"] = "Eve <b>"
    browser = console.stranger()
    answer = come_back(browser, way_back(browser))
    refused(answer, browser, why="ask an admin to invite Eve &lt;b&gt;", status=403)
    assert "Eve <b>" not in {user.name for user in console.people.all()}


def test_somebody_new_becomes_a_user_where_the_settings_say_with_which_role(console, idp):
    console = console_with(console, idp, console_oidc_role="read_only")
    idp.person["preferred_username"] = "Eve"
    browser = console.stranger()
    assert come_back(browser, way_back(browser)).status_code == 303
    assert console.people.get("Eve").role is UserRole.READ_ONLY
    assert not console.people.get("Eve").has_password
    assert "without a password" in browser.get("/account").text


def test_somebody_who_is_disabled_stays_out(console, idp):
    console = console_with(console, idp, console_oidc_role="moderator")
    console.people.disable("Ben", by="Anna")
    browser = console.stranger()
    refused(come_back(browser, way_back(browser)), browser, why="kept out by an admin", status=403)


def test_the_name_may_stand_in_what_the_provider_tells_besides(console, idp):
    idp.person = {"sub": "1"}
    idp.userinfo = {"sub": "1", "preferred_username": "Ben"}
    browser = console_with(console, idp).stranger()
    assert come_back(browser, way_back(browser)).status_code == 303


def test_what_it_tells_of_somebody_else_is_not_taken(console, idp):
    idp.person = {"sub": "1"}
    idp.userinfo = {"sub": "2", "preferred_username": "Ben"}
    browser = console_with(console, idp).stranger()
    refused(come_back(browser, way_back(browser)), browser, why="somebody else")


@pytest.mark.parametrize("name", [None, "", "  ", 7, ["Ben"]])
def test_a_provider_that_does_not_say_the_name_is_told_of(console, idp, name):
    idp.person = {"sub": "1", "preferred_username": name}
    browser = console_with(console, idp).stranger()
    answer = come_back(browser, way_back(browser))
    assert answer.status_code == 502
    assert "console_oidc_claim" in answer.text or "refuses" in answer.text


@pytest.mark.parametrize(("verified", "status"), [(True, 303), (False, 502), (None, 502), ([True], 502), ("no", 502)])
def test_a_mail_address_counts_where_it_is_verified(console, idp, verified, status):
    console = console_with(console, idp, console_oidc_claim="email", console_oidc_role="moderator")
    idp.person = {"sub": "1", "email": "ben@example.org", "email_verified": verified}
    idp.userinfo = {"sub": "1"}
    browser = console.stranger()
    assert come_back(browser, way_back(browser)).status_code == status
    assert ("ben@example.org" in {user.name for user in console.people.all()}) is (status == 303)


# --- whose account it is -------------------------------------------------------------------------------------------


def signed_in(console, idp, person):
    """Somebody signs in by the provider: the answer, and their browser."""
    idp.person = person
    browser = console.stranger()
    return come_back(browser, way_back(browser)), browser


def test_an_account_stays_its_users_whatever_it_is_called_later(console, idp):
    console = console_with(console, idp)
    signed_in(console, idp, {"sub": "1", "preferred_username": "Ben"})
    answer, browser = signed_in(console, idp, {"sub": "1", "preferred_username": "Benjamin"})
    assert answer.status_code == 303
    assert "Ben" in browser.get("/account").text
    assert not {user.name for user in console.people.all()} & {"Benjamin"}


def test_who_takes_a_users_name_at_the_provider_is_not_that_user(console, idp):
    console = console_with(console, idp, console_oidc_role="moderator")
    signed_in(console, idp, {"sub": "1", "preferred_username": "Ben"})
    for name in ("Ben", "BEN"):
        answer, browser = signed_in(console, idp, {"sub": "2", "preferred_username": name})
        refused(answer, browser, why="signs in by another account there", status=403)
    answer, browser = signed_in(console, idp, {"sub": "1", "preferred_username": "Ben"})
    assert answer.status_code == 303
    with console.store.read() as unit:
        events = [line.event for line in unit.audit.newest(about="user:Ben", limit=20)]
    assert "sign_in.refused" in events
    assert events.count("user.account") == 1


def test_an_account_of_somebody_disabled_is_linked_to_nobody(console, idp):
    console = console_with(console, idp)
    console.people.disable("Ben", by="Anna")
    signed_in(console, idp, {"sub": "1", "preferred_username": "Ben"})
    assert console.people.accounts() == {}


def test_an_admin_sees_accounts_and_can_forget_them(console, idp):
    console = console_with(console, idp)
    _, browser = signed_in(console, idp, {"sub": "<b>1", "preferred_username": "Ben"})
    admin = console.browser("Anna", UserRole.ADMIN)
    page = admin.get("/people").text
    assert "account <bdi><code>&lt;b&gt;1</code>" in page
    assert page.count("Forget account") == 1
    ben = console.people.get("Ben")
    admin.post(f"/people/{ben.id}/accounts/forget")
    assert "Forget account" not in admin.get("/people").text
    assert browser.client.get("/queue", follow_redirects=False).status_code == 303, "what it had begun has ended"
    answer, _ = signed_in(console, idp, {"sub": "2", "preferred_username": "Ben"})
    assert answer.status_code == 303
    assert console.browser("Carl").post(f"/people/{ben.id}/accounts/forget").status_code == 403


# --- attacks on the ID token ---------------------------------------------------------------------------------------

ANOTHER_KEY = {"kty": "RSA", "kid": "one", "n": number(N + 2), "e": number(E)}
AS_SECRETS = [json.dumps({"n": number(N)}).encode(), N.to_bytes(256), number(N).encode()]


def forged(header, claims):
    """A token whose claims were changed after it was signed."""
    said, _, signature = rs256(header, {**claims, "preferred_username": "Eve"}).rpartition(".")
    return f"{unsigned(header, claims)}.{signature}" if said else ""


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"claims": {"nonce": "another"}}, "another sign-in"),
        ({"claims": {"nonce": None}}, "says nothing of nonce"),
        ({"claims": {"aud": "another"}}, "another program"),
        ({"claims": {"aud": ["another", "third"]}}, "another program"),
        ({"claims": {"aud": ["flagpost", "another"]}}, "azp"),
        ({"claims": {"aud": ["flagpost", "another"], "azp": "another"}}, "azp"),
        ({"claims": {"azp": "another"}}, "azp"),
        ({"claims": {"aud": None}}, "says nothing of aud"),
        ({"claims": {"iss": "https://evil.example"}}, "another issuer"),
        ({"claims": {"exp": 1_700_000_000}}, "has expired"),
        ({"claims": {"exp": None}}, "says nothing of exp"),
        ({"claims": {"exp": "never"}}, "exp"),
        ({"claims": {"iat": 4_000_000_000}}, "in the future"),
        ({"claims": {"sub": None}}, "says nothing of sub"),
        ({"sign": alg_none}, "is not accepted"),
        *[({"sign": hs256_by(secret)}, "is not accepted") for secret in AS_SECRETS],
        ({"sign": forged}, "signature"),
        ({"sign": lambda header, claims: unsigned(header, claims) + "."}, "signature"),
        ({"sign": unsigned}, "can be read"),
        ({"sign": lambda header, claims: ""}, "can be read"),
        ({"sign": lambda header, claims: "a." * 50_000}, "too long"),
        ({"header": {"alg": "RS256", "kid": "two"}}, "does not publish"),
        ({"header": {"alg": "RS512", "kid": "one"}}, "is not accepted"),
        ({"header": {"alg": ["RS256"], "kid": "one"}}, "ID token"),
        ({"header": {"alg": "RS256", "kid": "one", "crit": ["b64"], "b64": False}}, "ID token"),
        ({"keys": [ANOTHER_KEY]}, "signature"),
        ({"keys": [{**PUBLIC, "use": "enc"}]}, "does not publish"),
        ({"keys": [{"kty": "oct", "kid": "one", "k": b64(b"secret")}]}, "does not publish"),
        ({"keys": []}, "does not publish"),
        ({"keys": [{**PUBLIC, "n": 7}]}, "can be read"),
    ],
)
def test_an_id_token_that_is_not_in_order_signs_nobody_in(console, idp, changes, why):
    console = console_with(console, idp)
    for name, value in changes.items():
        setattr(idp, name, value)
    browser = console.stranger()
    refused(come_back(browser, way_back(browser)), browser, why=why)


def test_a_token_for_several_programs_that_was_made_for_us_is_believed(console, idp):
    idp.claims = {"aud": ["another", "flagpost"], "azp": "flagpost"}
    browser = console_with(console, idp).stranger()
    assert come_back(browser, way_back(browser)).status_code == 303


def test_a_key_that_the_provider_has_changed_is_asked_for_again(console, idp):
    console = console_with(console, idp)
    browser = console.stranger()
    assert come_back(browser, way_back(browser)).status_code == 303
    idp.keys, idp.header = [{**PUBLIC, "kid": "two"}], {"alg": "RS256", "kid": "two"}
    console.clock.forward(seconds=40)
    browser = console.stranger()
    assert come_back(browser, way_back(browser)).status_code == 303
    assert idp.asked.count("/jwks") == 2
    assert idp.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    ("kind", "curve", "algorithm"),
    [("EC", "P-256", "ES256"), ("OKP", "Ed25519", "EdDSA"), ("OKP", "Ed25519", "Ed25519"), ("EC", "P-384", "ES384")],
)
def test_the_other_algorithms(kind, curve, algorithm):
    from joserfc import jwk, jws  # noqa: PLC0415

    key = jwk.generate_key(kind, curve)
    claims = {"iss": "i", "aud": "c", "sub": "s", "nonce": "n", "iat": 1_000, "exp": 2_000}
    said = unsigned({"alg": algorithm}, claims)
    signed = jws.JWSRegistry.algorithms[algorithm].sign(said.encode(), key)
    token = f"{said}.{b64(signed)}"

    def read():
        return claims_of(token, [key.as_dict(private=False)], issuer="i", client="c", nonce="n", now=lambda: 1_500)

    if algorithm == "ES384":
        with pytest.raises(ProviderFailed, match="not accepted"):
            read()
    else:
        assert read() == claims
        with pytest.raises(UnknownKey):
            claims_of(token, [PUBLIC], issuer="i", client="c", nonce="n", now=lambda: 1_500)


# --- attacks on the way there and back -----------------------------------------------------------------------------


def test_an_answer_to_somebody_else_signs_nobody_in(console, idp):
    console = console_with(console, idp)
    theirs, mine = console.stranger(), console.stranger()
    path = way_back(theirs)
    refused(come_back(mine, path), mine, why="not begun in this browser", status=403)
    way_back(mine)
    refused(come_back(mine, path), mine, why="belongs to another sign-in", status=403)
    assert come_back(theirs, path).status_code == 303


@pytest.mark.parametrize("state", ["", "x", "ü", "0" * 43])
def test_an_answer_with_another_state_signs_nobody_in(console, idp, state):
    console = console_with(console, idp)
    browser = console.stranger()
    parts = parse_qs(urlsplit(way_back(browser)).query)
    answer = browser.client.get(
        "/sign-in/back", params={"code": parts["code"][0], "iss": idp.url, "state": state}, follow_redirects=False
    )
    refused(answer, browser, why="belongs to another sign-in", status=403)
    assert "/token" not in idp.asked


def test_a_cookie_of_ones_own_making_is_worth_nothing(console, idp):
    console = console_with(console, idp)
    browser = console.stranger()
    path = way_back(browser)
    number_, until, then, signature = browser.client.cookies["flagpost-way"].split(".")
    evil = b64(b"//evil.example")
    for made in (
        f"{number_}.{until}.{evil}.{signature}",
        f"{number_}.{int(until) + 9}.{then}.{signature}",
        f"{number_}.{until}.{then}.",
        "...",
        "x",
        "",
    ):
        other = console.stranger()
        other.client.cookies.set("flagpost-way", made)
        refused(come_back(other, path), other, why="not begun in this browser", status=403)


def test_an_answer_counts_once(console, idp):
    console = console_with(console, idp)
    browser = console.stranger()
    path = way_back(browser)
    cookie = browser.client.cookies["flagpost-way"]
    assert come_back(browser, path).status_code == 303
    assert "flagpost-way" not in browser.client.cookies
    thief = console.stranger()
    refused(come_back(thief, path), thief, why="not begun in this browser", status=403)
    thief.client.cookies.set("flagpost-way", cookie)
    refused(come_back(thief, path), thief, why="ended already", status=403)
    assert idp.asked.count("/token") == 1


def test_a_code_that_was_used_before_is_refused_by_the_provider(console, idp):
    console = console_with(console, idp)
    first, second = console.stranger(), console.stranger()
    path = way_back(first)
    assert come_back(first, path).status_code == 303
    used = parse_qs(urlsplit(path).query)["code"][0]
    fresh = {name: values[0] for name, values in parse_qs(urlsplit(way_back(second)).query).items()}
    answer = second.client.get("/sign-in/back", params={**fresh, "code": used}, follow_redirects=False)
    refused(answer, second, why="refuses what it is asked")


def test_a_code_of_somebody_elses_sign_in_does_not_fit_ones_own(console, idp):
    console = console_with(console, idp)
    victim, thief = console.stranger(), console.stranger()
    stolen = parse_qs(urlsplit(way_back(victim)).query)["code"][0]
    own = {name: values[0] for name, values in parse_qs(urlsplit(way_back(thief)).query).items()}
    answer = thief.client.get("/sign-in/back", params={**own, "code": stolen}, follow_redirects=False)
    refused(answer, thief, why="refuses what it is asked")


def test_who_takes_too_long_begins_again(console, idp):
    console = console_with(console, idp)
    browser = console.stranger()
    path = way_back(browser)
    console.clock.forward(minutes=11)
    refused(come_back(browser, path), browser, why="longer than 10 minutes", status=403)


@pytest.mark.parametrize("iss", ["https://evil.example", ""])
def test_an_answer_of_another_provider_signs_nobody_in(console, idp, iss):
    console = console_with(console, idp)
    browser = console.stranger()
    said = {name: values[0] for name, values in parse_qs(urlsplit(way_back(browser)).query).items()}
    answer = browser.client.get("/sign-in/back", params={**said, "iss": iss}, follow_redirects=False)
    refused(answer, browser, why="another provider")


def test_an_answer_without_a_code(console, idp):
    console = console_with(console, idp)
    browser = console.stranger()
    said = {name: values[0] for name, values in parse_qs(urlsplit(way_back(browser)).query).items()}
    answer = browser.client.get("/sign-in/back", params={**said, "code": ""}, follow_redirects=False)
    refused(answer, browser, why="no code", status=403)


@pytest.mark.parametrize(("error", "why"), [("access_denied", "did not let you in"), ("login_required", "broke this")])
def test_a_provider_that_says_no_is_told_in_our_own_words(console, idp, error, why):
    idp.denies = error
    browser = console_with(console, idp).stranger()
    answer = come_back(browser, way_back(browser))
    refused(answer, browser, why=why, status=403)
    assert "Call us" not in answer.text


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "/\\evil.example", "x" * 2_000])
def test_nobody_is_led_away_from_here(console, idp, then):
    browser = console_with(console, idp).stranger()
    assert come_back(browser, way_back(browser, then)).headers["location"] == "/"


# --- a provider that does not do what it should --------------------------------------------------------------------

WELL_KNOWN = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"broken": {WELL_KNOWN: (500, b"")}}, "a problem of its own"),
        ({"broken": {WELL_KNOWN: (404, b"")}}, "refuses"),
        ({"broken": {WELL_KNOWN: (302, b"")}}, "refuses"),
        ({"broken": {WELL_KNOWN: (200, b"<html>")}}, "no JSON"),
        ({"broken": {WELL_KNOWN: (200, b"[]")}}, "no JSON object"),
        ({"broken": {WELL_KNOWN: (200, b"1" * 1_100_000)}}, "too long"),
        ({"discovery": {"issuer": "https://evil.example"}}, "calls itself by another name"),
        ({"discovery": {"authorization_endpoint": "javascript:alert(1)"}}, "names no authorization_endpoint"),
        ({"discovery": {"token_endpoint": None}}, "names no token_endpoint"),
        ({"discovery": {"jwks_uri": ["x"]}}, "names no jwks_uri"),
    ],
)
def test_a_provider_that_cannot_be_asked_is_told_of(console, idp, changes, why):
    for name, value in changes.items():
        setattr(idp, name, value)
    browser = console_with(console, idp).stranger()
    answer = browser.client.get("/sign-in/provider", follow_redirects=False)
    refused(answer, browser, why=why)
    browser.client.get("/sign-in/provider", follow_redirects=False)
    assert idp.asked.count(WELL_KNOWN) == 1, "who does not answer is not asked again at once"


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        ("/token", (500, b"{}"), "a problem of its own"),
        ("/token", (200, b"{}"), "can be read"),
        ("/token", (200, b'{"id_token": 7}'), "can be read"),
        ("/jwks", (200, b"{}"), "publishes no keys"),
        ("/jwks", (503, b""), "a problem of its own"),
    ],
)
def test_a_provider_that_breaks_on_the_way_is_told_of(console, idp, path, answer, why):
    idp.broken = {path: answer}
    browser = console_with(console, idp).stranger()
    refused(come_back(browser, way_back(browser)), browser, why=why)


def test_a_provider_that_is_not_there_is_told_of(console):
    with provider() as gone:
        pass
    browser = console_with(console, gone).stranger()
    refused(browser.client.get("/sign-in/provider", follow_redirects=False), browser, why="does not answer")


# --- settings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"console_oidc_issuer": "http://id.example.org", "console_oidc_client_id": "x"}, "https"),
        ({"console_oidc_issuer": "id.example.org", "console_oidc_client_id": "x"}, "https"),
        ({"console_oidc_issuer": "https://id.example.org/?x=1", "console_oidc_client_id": "x"}, "more than"),
        ({"console_oidc_issuer": "https://id.example.org"}, "console_oidc_client_id"),
        ({"console_oidc_role": "admin"}, "admin"),
        ({"console_oidc_claim": "two words"}, "console_oidc_claim"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(folder, given, named):
    with pytest.raises(BadSettings, match=named):
        load_settings(**given)


def test_the_secret_is_shown_nowhere(folder, monkeypatch):
    monkeypatch.setenv("FLAGPOST_CONSOLE_OIDC_CLIENT_SECRET", "hush")
    settings = load_settings()
    assert settings.console_oidc_client_secret.get_secret_value() == "hush"
    assert "hush" not in f"{settings!r} {shown(settings)}"
