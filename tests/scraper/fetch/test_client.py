"""Fetching as a whole: what is sent, what comes back, redirects, and errors that say what they are."""

import asyncio
from datetime import UTC, datetime

import pytest

from scraper.fetch import (
    DisallowedByRobots,
    Fetcher,
    Gone,
    NotAPage,
    NotFound,
    RateLimited,
    RefusedAddress,
    StatusError,
    TooManyRedirects,
    Unauthorized,
    Unreachable,
)


def test_a_page_comes_with_its_header_and_its_moment(site, fetch):
    site.page("/t/1", "Grüße".encode("cp1252"), Content_Type="text/html; charset=windows-1252")
    fetched = fetch(site.url("/t/1"))
    assert (fetched.url, fetched.final_url, fetched.redirects) == (site.url("/t/1"), site.url("/t/1"), ())
    assert fetched.status == 200
    assert fetched.content_type == "text/html; charset=windows-1252"
    assert fetched.body.decode("cp1252") == "Grüße"
    assert fetched.fetched_at == datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)


def test_a_request_says_who_and_why_and_carries_nothing_else(site, fetch):
    site.page("/", Set_Cookie="seen=1; Path=/")
    fetch(site.url("/"), user_agent="Flagpost/0.1", contact="mods@example.org")
    for headers in site.headers:
        assert headers["user-agent"] == "Flagpost/0.1 (+forum moderation; contact: mods@example.org)"
        assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_no_cookie_is_kept(site, fetcher):
    site.page("/", Set_Cookie="seen=1; Path=/")

    async def twice():
        async with fetcher() as client:
            await client.fetch(site.url("/"))
            await client.fetch(site.url("/"))

    asyncio.run(twice())
    assert all("cookie" not in headers for headers in site.headers)


def test_the_environment_names_no_proxy(site, fetch, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.page("/")
    assert fetch(site.url("/")).status == 200


def test_the_fragment_stays_here(site, fetch):
    site.page("/t/1")
    assert fetch(site.url("/t/1#post-5")).final_url == site.url("/t/1")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, Unauthorized),
        (403, Unauthorized),
        (404, NotFound),
        (410, Gone),
        (429, RateLimited),
        (418, StatusError),
        (500, StatusError),
    ],
)
def test_an_error_status_keeps_its_body(site, fetch, status, kind):
    site.page("/t/1", b"<p>Are you a robot?</p>", status=status)
    with pytest.raises(kind) as caught:
        fetch(site.url("/t/1"))
    error = caught.value
    assert type(error) is kind
    assert (error.url, error.status) == (site.url("/t/1"), status)
    assert error.fetched.body == b"<p>Are you a robot?</p>"
    assert error.fetched.status == status
    assert "\n" not in str(error)
    assert str(status) in str(error)


def test_redirects_are_followed_and_told(site, fetch):
    site.page("/old", status=301, Location="/t/1")
    site.page("/t/1", status=302, Location=site.url("/t/1/") + "#latest")
    site.page("/t/1/", b"here")
    fetched = fetch(site.url("/old"))
    assert fetched.body == b"here"
    assert fetched.url == site.url("/old")
    assert fetched.final_url == site.url("/t/1/")
    assert fetched.redirects == (site.url("/t/1"), site.url("/t/1/"))


def test_redirects_in_a_circle_end(site, fetch):
    site.page("/a", status=302, Location="/b")
    site.page("/b", status=302, Location="/a")
    with pytest.raises(TooManyRedirects, match="lead back") as caught:
        fetch(site.url("/a"))
    assert caught.value.kind == "redirects"
    assert site.asked == ["/robots.txt", "/a", "/b"]


def test_redirects_without_end_end(site, fetch):
    for number in range(9):
        site.page(f"/{number}", status=302, Location=f"/{number + 1}")
    with pytest.raises(TooManyRedirects, match="more than 3 times"):
        fetch(site.url("/0"), max_redirects=3)
    assert site.asked[1:] == ["/0", "/1", "/2", "/3"]


def test_as_many_redirects_as_allowed(site, fetch):
    for number in range(3):
        site.page(f"/{number}", status=302, Location=f"/{number + 1}")
    site.page("/3", b"here")
    assert fetch(site.url("/0"), max_redirects=3).body == b"here"


def test_a_redirect_status_without_an_address_is_a_status(site, fetch):
    site.page("/", status=302)
    with pytest.raises(StatusError, match="302"):
        fetch(site.url("/"))


def test_a_redirect_is_asked_of_robots_too(site, fetch):
    site.page("/robots.txt", b"User-agent: *\nDisallow: /private/")
    site.page("/t/1", status=302, Location="/private/1")
    site.page("/private/1")
    with pytest.raises(DisallowedByRobots):
        fetch(site.url("/t/1"))
    assert "/private/1" not in site.asked


@pytest.mark.parametrize(
    "kind", ["image/png", "video/mp4", "application/zip", "application/octet-stream", "image/svg+xml"]
)
def test_what_is_no_page_is_not_read(site, fetch, kind):
    site.page("/", b"\x00" * 100, Content_Type=kind)
    with pytest.raises(NotAPage, match=kind.replace("+", r"\+")) as caught:
        fetch(site.url("/"))
    assert caught.value.fetched is None


@pytest.mark.parametrize(
    "kind",
    [
        "text/html",
        "TEXT/HTML; charset=utf-8",
        "text/plain",
        "application/xhtml+xml",
        "text/xml",
        "application/json",
        "",
    ],
)
def test_what_can_be_a_page_is_read(site, fetch, kind):
    site.page("/", b"words", Content_Type=kind)
    assert fetch(site.url("/")).body == b"words"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "example.org",
        "",
        "http://",
        "http://[::1",
    ],
)
def test_only_web_addresses(fetch, url):
    with pytest.raises(RefusedAddress) as caught:
        fetch(url)
    assert caught.value.kind == "refused_address"


def test_no_credentials(site, fetch):
    with pytest.raises(RefusedAddress) as caught:
        fetch(f"http://ida:secret@{site.host}/")
    assert "secret" not in str(caught.value)
    assert "secret" not in caught.value.url
    assert site.asked == []


def test_nobody_there(site, fetch):
    site.server.server_close()
    with pytest.raises(Unreachable) as caught:
        fetch(site.url("/"), obey_robots=False)
    assert caught.value.kind == "unreachable"
    assert "Check the address" in str(caught.value)


def test_https_where_none_is_spoken(site, fetch):
    with pytest.raises(Unreachable, match="certificate"):
        fetch(f"https://{site.host}/", retries=3)


def test_bytes_that_are_no_http(site, fetch):
    site.handlers["/"] = lambda handler: handler.wfile.write(b"SSH-2.0-nonsense\r\n\r\n") and None
    with pytest.raises(Unreachable, match="no proper answer"):
        fetch(site.url("/"), obey_robots=False)


def test_long_headers_are_fine(site, fetch):
    site.page("/", b"words", Content_Security_Policy="x" * 30_000)
    assert fetch(site.url("/")).body == b"words"


def test_a_fetcher_needs_no_argument_and_no_fetch():
    async def nothing():
        async with Fetcher():
            pass

    asyncio.run(nothing())
