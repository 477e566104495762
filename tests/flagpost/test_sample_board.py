"""The sample board, read page by page and scanned as a whole, held against what its members wrote."""

import json
from datetime import datetime
from operator import attrgetter
from pathlib import Path

import pytest

from db.items import CaseFilter
from flagpost.errors import ExitCode
from flagpost.scan import Scanning
from moderation.screening import versions
from scraper import read_page
from scraper.items import IndexPage, ListingPage, Method, Role, ThreadPage

BOARD = Path(__file__).parents[2] / "fixtures" / "boards" / "sample"
FORUM_PAGES = {"index", "listing", "thread"}


@pytest.fixture(scope="module")
def truth():
    return json.loads((BOARD / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rows():
    """The manifest's rows of forum pages."""
    rows = [json.loads(line) for line in (BOARD / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["kind"] in FORUM_PAGES]


@pytest.fixture(scope="module")
def pages(rows):
    """Every forum page, read."""
    return [read_page((BOARD / row["file"]).read_bytes(), row["url"], row["content_type"]) for row in rows]


def of_type(pages, kind):
    return [page for page in pages if isinstance(page, kind)]


def moment(printed):
    return printed and datetime.fromisoformat(printed)


def lines(text):
    """The lines of a text. A block parts lines; whether a blank line stands between is the reader's taste."""
    return [line for line in text.splitlines() if line]


def as_written(post):
    """A post of the truth in the fields that are compared."""
    return {
        "id": str(post["id"]),
        "position": post["position"],
        "author": post["author"],
        "published": moment(post["published"]),
        "edited": moment(post["edited"]),
        "text": lines(post["text"]),
        "quotes": [(quote["author"], quote["post_id"], quote["text"]) for quote in post["quotes"]],
    }


def as_read(post, *, id, author):  # noqa: A002 - the name of the field
    """A post as it was read or stored, in the same fields."""
    return {
        "id": id,
        "position": post.position,
        "author": author,
        "published": post.published,
        "edited": post.edited,
        "text": lines(post.text),
        "quotes": [(quote.author, quote.post_id, quote.text) for quote in post.quotes],
    }


# --- read, page by page --------------------------------------------------------------------------------------------


def test_every_page_is_read_by_its_engine(pages, truth):
    assert {(page.reading.method, page.reading.engine) for page in pages} == {(Method.ENGINE, "xenforo2")}
    assert {page.board_url for page in pages} == {truth["base_url"]}
    assert [remark for page in pages for remark in page.reading.remarks] == []


def test_the_index_lists_the_forums_and_prints_the_statistics(pages, truth):
    (index,) = of_type(pages, IndexPage)
    outermost = {str(forum["id"]) for forum in truth["forums"] if not forum["parent"]}
    assert outermost <= {forum.id for forum in index.forums}
    printed, known = index.statistics, truth["board_statistics"]["database"]
    assert (printed.threads, printed.messages) == (known["threads"], known["posts"])
    assert (printed.members, printed.latest_member) == (known["users"], known["newest_user"])
    assert (printed.online, printed.online_members, printed.online_guests) == (13, 2, 11)


def test_the_listings_show_every_thread_once(pages, truth):
    links = [link for page in of_type(pages, ListingPage) for link in page.threads]
    assert sorted(int(link.id) for link in links) == [thread["id"] for thread in truth["threads"]]
    listed = {link.id: link for link in links}
    for thread in truth["threads"]:
        link, posts = listed[str(thread["id"])], thread["posts"]
        assert (link.title, link.url) == (thread["title"], thread["url"])
        assert (link.replies, link.sticky, link.locked) == (thread["replies"], thread["sticky"], thread["locked"])
        assert (link.author, link.started_at) == (posts[0]["author"], moment(posts[0]["published"]))
        assert (link.last_post_author, link.last_post_at) == (posts[-1]["author"], moment(posts[-1]["published"]))


def test_every_thread_is_read_as_it_was_written(pages, truth):
    for thread in truth["threads"]:
        parts = [page for page in of_type(pages, ThreadPage) if page.id == str(thread["id"])]
        parts.sort(key=attrgetter("page"))
        assert [(page.title, page.page) for page in parts] == [
            (thread["title"], number) for number in range(1, thread["pages"] + 1)
        ]
        posts = [post for page in parts for post in page.posts]
        assert [as_read(post, id=post.id, author=post.author.name) for post in posts] == [
            as_written(post) for post in thread["posts"]
        ]
        assert [post.permalink for post in posts] == [post["url"] for post in thread["posts"]]
        assert [post.id for post in posts if post.role is Role.ORIGINAL] == [str(thread["posts"][0]["id"])]


# --- scanned, as a whole -------------------------------------------------------------------------------------------


@pytest.fixture
def report(store, settings, sample):
    return Scanning(store, settings).scan(sample)


def test_a_scan_fetches_every_page_once_and_nothing_else(report, rows):
    assert (report.code, report.errors) == (ExitCode.FINE, ())
    assert (report.scan.done, report.scan.failed, report.scan.waiting) == (len(rows), 0, 0)


def test_a_scan_stores_every_post_once_in_order_and_exactly(report, store, truth):
    with store.read() as unit:
        stored = unit.archive.posts(limit=1000)
        threads = {post.thread_external_id: post.thread_id for post in stored}
        assert len(stored) == truth["board_statistics"]["database"]["posts"]
        assert sorted(map(int, threads)) == [thread["id"] for thread in truth["threads"]]
        for thread in truth["threads"]:
            posts = unit.archive.thread_posts(threads[str(thread["id"])])
            assert [as_read(post, id=post.external_id, author=post.author) for post in posts] == [
                as_written(post) for post in thread["posts"]
            ]
            assert {post.thread_title for post in posts} == {thread["title"]}


FALSE_ALARMS = {"103", "212"}
"""Posts that the classifier wrongly takes for hostile: about dinghies, and about a mayor's vote."""


def test_the_hostile_posts_wait_in_the_queue_and_no_other(report, store, truth):
    posts = [post for thread in truth["threads"] for post in thread["posts"]]
    must = {str(post["id"]) for post in posts if post["must_be_flagged"]}
    may = {str(post["id"]) for post in posts if post["hostile"]}
    with store.read() as unit:
        cases = unit.review.cases(CaseFilter(), limit=200)
    queued = {case.post.external_id: case for case in cases}
    assert must - set(queued) == set(), "hostile posts that nobody gets to see"
    if "classifier" in versions():
        may |= FALSE_ALARMS
    assert {number: case.post.text for number, case in queued.items() if number not in may} == {}
    assert report.scan.flagged == len(queued)
    assert all(flag.reason for case in cases for flag in case.verdict.flags)


def test_the_gravest_case_comes_first(report, store):
    with store.read() as unit:
        first = unit.review.cases(CaseFilter(), limit=1)[0]
    assert (first.queue, first.post.external_id) == ("urgent", "216")


def test_a_second_scan_fetches_the_listings_alone(report, store, settings, sample, rows):
    again = Scanning(store, settings).scan(sample)
    assert again.scan.done == sum(row["kind"] != "thread" for row in rows)
    assert again.scan.skipped == sum(row["kind"] == "thread" and row["page_no"] == 1 for row in rows)
    assert (again.scan.posts_new, again.scan.posts_revised, again.scan.posts_gone) == (0, 0, 0)
