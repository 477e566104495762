"""Trying again: when, how often, and never sooner than a host asks."""

import asyncio
from datetime import UTC, datetime

import pytest

from scraper.fetch import RateLimited, StatusError, Unreachable
from scraper.fetch.retry import backoff, parse_retry_after

NOW = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(site, fetch, time, answers, status):
    site.pages("/", answers(status), answers(status), answers(200, b"here"))
    assert fetch(site.url("/"), retries=3).body == b"here"
    assert time.slept == [0.5, 1.0]  # half of 1 and of 2 seconds, as chance has it


@pytest.mark.parametrize("status", [400, 403, 404, 410, 501])
def test_what_will_not_pass_is_asked_once(site, fetch, status):
    site.page("/", status=status)
    with pytest.raises(StatusError):
        fetch(site.url("/"), retries=3)
    assert site.asked == ["/robots.txt", "/"]


def test_retries_end(site, fetch, answers):
    site.page("/", b"in trouble", status=503)
    with pytest.raises(StatusError, match="503") as caught:
        fetch(site.url("/"), retries=2)
    assert site.asked == ["/robots.txt", "/", "/", "/"]
    assert caught.value.fetched.body == b"in trouble"


def test_a_torn_connection_is_tried_again(site, fetch, answers, hangs_up):
    site.pages("/", hangs_up, answers(200, b"here"))
    assert fetch(site.url("/"), retries=1).body == b"here"


def test_a_connection_that_stays_torn_is_told(site, fetch, hangs_up):
    site.handlers["/"] = hangs_up
    with pytest.raises(Unreachable):
        fetch(site.url("/"), retries=2)


def test_retry_after_in_seconds(site, fetch, time, answers):
    site.pages("/", answers(429, Retry_After="7"), answers(200, b"here"))
    assert fetch(site.url("/"), retries=1).body == b"here"
    assert time.passed == 7


def test_retry_after_as_a_date(site, fetch, time, answers):
    site.pages("/", answers(503, Retry_After="Sat, 01 Mar 2025 12:00:30 GMT"), answers(200, b"here"))
    assert fetch(site.url("/"), retries=1).body == b"here"
    assert time.passed == 30


def test_a_wait_counts_for_everybody_who_asks_that_host(site, fetcher, time, answers):
    site.pages("/a", answers(429, Retry_After="9"), answers(200, b"a"))
    site.page("/b", b"b")

    async def both():
        async with fetcher(retries=1, concurrency=1) as client:
            await asyncio.gather(client.fetch(site.url("/a")), client.fetch(site.url("/b")))

    asyncio.run(both())
    assert time.passed == 9
    assert site.asked == ["/robots.txt", "/a", "/b", "/a"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_long_wait_ends_the_request_and_every_other_until_it_is_over(site, fetcher, time, answers, status):
    site.pages("/", answers(status, b"tired", Retry_After="3600"), answers(200, b"here"))

    async def visit():
        async with fetcher(retries=3) as client:
            with pytest.raises(RateLimited) as caught:
                await client.fetch(site.url("/"))
            assert (caught.value.status, caught.value.retry_after) == (status, 3600)
            assert caught.value.fetched.body == b"tired"
            with pytest.raises(RateLimited, match="3600 more seconds"):
                await client.fetch(site.url("/else"))
            assert site.asked == ["/robots.txt", "/"]
            time.passed += 3600
            assert (await client.fetch(site.url("/"))).body == b"here"

    asyncio.run(visit())
    assert time.slept == []


def test_the_whole_wait_is_drawn():
    assert [backoff(attempt, 1.0) for attempt in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert backoff(3, 0.0) == 0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 01 Mar 2025 12:01:00 GMT", 60),
        ("Saturday, 01-Mar-25 12:01:00 GMT", 60),
        ("Sat, 01 Mar 2025 12:01:00 -0000", 60),
        ("Sat, 01 Mar 2025 11:00:00 GMT", 0),
    ],
)
def test_retry_after_is_read(value, seconds):
    assert parse_retry_after(value, NOW) == seconds
