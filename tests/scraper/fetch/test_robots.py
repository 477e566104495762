"""robots.txt: what it allows, what its absence means, and how often it is asked for."""

import asyncio

import pytest

from scraper.fetch import DisallowedByRobots, RefusedAddress, Unreachable


def rules(site, text, **headers):
    site.page("/robots.txt", text.encode(), Content_Type="text/plain", **headers)


def test_what_is_disallowed_is_not_asked_for(site, fetch):
    rules(site, "User-agent: *\nDisallow: /members/")
    site.page("/members/ida")
    with pytest.raises(DisallowedByRobots, match="admin") as caught:
        fetch(site.url("/members/ida"))
    assert caught.value.kind == "robots"
    assert site.asked == ["/robots.txt"]


def test_our_own_name_counts_before_everybody(site, fetch):
    rules(site, "User-agent: *\nDisallow: /\n\nUser-agent: Flagpost\nDisallow: /members/")
    site.page("/t/1")
    assert fetch(site.url("/t/1")).status == 200
    with pytest.raises(DisallowedByRobots):
        fetch(site.url("/members/ida"))


def test_an_admin_may_set_it_aside(site, fetch):
    rules(site, "User-agent: *\nDisallow: /")
    site.page("/t/1")
    assert fetch(site.url("/t/1"), obey_robots=False).status == 200
    assert site.asked == ["/t/1"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_none_there_allows_everything(site, fetch, status):
    site.page("/robots.txt", status=status)
    site.page("/t/1")
    assert fetch(site.url("/t/1")).status == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_trouble_allows_nothing(site, fetch, status):
    site.page("/robots.txt", status=status)
    site.page("/t/1")
    with pytest.raises(DisallowedByRobots, match=str(status)):
        fetch(site.url("/t/1"))
    assert "/t/1" not in site.asked


def test_trouble_that_passes_is_waited_for(site, fetch, answers):
    site.pages("/robots.txt", answers(503), answers(200, b""))
    site.page("/t/1")
    assert fetch(site.url("/t/1"), retries=1).status == 200


def test_no_answer_allows_nothing_and_says_so(site, fetch, hangs_up):
    site.handlers["/robots.txt"] = hangs_up
    site.page("/t/1")
    with pytest.raises(Unreachable, match=r"robots\.txt") as caught:
        fetch(site.url("/t/1"))
    assert caught.value.url == site.url("/t/1")


def test_a_private_host_is_refused_and_not_merely_silent(other, fetch):
    with pytest.raises(RefusedAddress):
        fetch(other.url("/t/1"))
    assert other.asked == []


def test_redirects_are_followed_five_times(site, fetch):
    for number in range(5):
        site.page("/robots.txt" if number == 0 else f"/{number}", status=301, Location=f"/{number + 1}")
    site.page("/5", b"User-agent: *\nDisallow: /t/")
    with pytest.raises(DisallowedByRobots):
        fetch(site.url("/t/1"))


def test_more_redirects_mean_that_there_is_none(site, fetch):
    site.page("/robots.txt", status=301, Location="/robots.txt")
    site.page("/t/1")
    assert fetch(site.url("/t/1")).status == 200
    assert site.asked.count("/robots.txt") == 6


def test_a_redirect_to_a_private_host_is_refused(site, other, fetch):
    site.page("/robots.txt", status=301, Location=other.url("/robots.txt"))
    with pytest.raises(RefusedAddress):
        fetch(site.url("/t/1"))
    assert other.asked == []


def test_a_page_in_its_place_disallows_nothing(site, fetch):
    site.page("/robots.txt", b"<!doctype html><title>Gannet Quay</title>")
    site.page("/t/1")
    assert fetch(site.url("/t/1")).status == 200


def test_the_size_is_capped(site, fetch):
    filler = "# no rule stands here\n" * 30_000
    rules(site, "User-agent: *\nDisallow: /early/\n" + filler + "Disallow: /late/\n")
    site.page("/late/1")
    assert fetch(site.url("/late/1")).status == 200
    with pytest.raises(DisallowedByRobots):
        fetch(site.url("/early/1"))


def test_it_is_asked_once_however_many_tasks_ask(site, fetcher):
    rules(site, "User-agent: *\nAllow: /")
    for number in range(8):
        site.page(f"/{number}")

    async def many():
        async with fetcher(concurrency=4) as client:
            await asyncio.gather(*(client.fetch(site.url(f"/{number}")) for number in range(8)))

    asyncio.run(many())
    assert site.asked.count("/robots.txt") == 1
    assert site.asked[0] == "/robots.txt"


def test_it_expires(site, fetcher, time):
    rules(site, "User-agent: *\nAllow: /")
    site.page("/t/1")

    async def visit():
        async with fetcher() as client:
            await client.fetch(site.url("/t/1"))
            time.passed += 3599
            await client.fetch(site.url("/t/1"))
            assert site.asked.count("/robots.txt") == 1
            time.passed += 1
            await client.fetch(site.url("/t/1"))

    asyncio.run(visit())
    assert site.asked.count("/robots.txt") == 2


def test_trouble_expires_sooner(site, fetcher, time, answers):
    site.pages("/robots.txt", answers(500), answers(200))
    site.page("/t/1")

    async def visit():
        async with fetcher() as client:
            for _ in range(2):
                with pytest.raises(DisallowedByRobots):
                    await client.fetch(site.url("/t/1"))
            time.passed += 300
            await client.fetch(site.url("/t/1"))

    asyncio.run(visit())
    assert site.asked == ["/robots.txt", "/robots.txt", "/t/1"]


@pytest.mark.parametrize(
    ("text", "pace"),
    [
        ("Crawl-delay: 5", 5),
        ("Crawl-delay: 0.5", 2),  # ours is longer
        ("Request-rate: 1/10", 10),
        ("Request-rate: 6/1m\nCrawl-delay: 3", 10),
        ("Crawl-delay: 86400", 60),
        ("Crawl-delay: soon", 2),
    ],
)
def test_its_pace_becomes_ours(site, fetcher, time, text, pace):
    rules(site, "User-agent: *\n" + text)
    site.page("/t/1")

    async def thrice():
        async with fetcher(delay=2.0) as client:
            for _ in range(3):
                await client.fetch(site.url("/t/1"))

    asyncio.run(thrice())
    assert time.slept == [2, pace, pace]
