"""What holds of every page, whatever is in it: the contract of ``read_page``."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import read_page
from scraper.items import IndexPage, ListingPage, Refusal, Role, ThreadPage, Unreadable
from scraper.limits import MOST_BYTES
from scraper.pages import Outcome

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
URL = "https://kettles.example/threads/descaling.7/"
NOW = datetime(2024, 6, 12, 15, tzinfo=UTC)
PATIENCE = 20
"""Seconds that a hostile page may take at most; it is a hundredth of that on an idle machine."""

torture = settings(max_examples=150, deadline=None, derandomize=True, database=None)


@dataclass(frozen=True, repr=False)
class Saved:
    """A page of ``fixtures/pages``."""

    name: str
    body: bytes
    url: str
    content_type: str | None
    fetched_at: datetime

    def __repr__(self) -> str:
        return self.name

    def read(self, body: bytes | None = None) -> Outcome:
        return read_page(self.body if body is None else body, self.url, self.content_type, fetched_at=self.fetched_at)


def saved(folder: Path) -> Saved:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (page,) = folder.glob("input.*")
    moment = datetime.fromisoformat(meta["fetched_at"])
    return Saved(folder.name, page.read_bytes(), meta["url"], meta.get("content_type"), moment)


SAVED = {folder.name: saved(folder) for folder in sorted(PAGES.iterdir()) if folder.is_dir()}
THREADS = {name: page for name, page in SAVED.items() if isinstance(page.read(), ThreadPage)}
every_page = pytest.mark.parametrize("page", SAVED.values(), ids=SAVED)
every_thread = pytest.mark.parametrize("page", THREADS.values(), ids=THREADS)
any_page = st.sampled_from(list(SAVED.values()))


def test_there_are_pages_of_every_kind() -> None:
    kinds = {type(page.read()) for page in SAVED.values()}
    assert kinds == {ThreadPage, ListingPage, IndexPage, Unreadable}
    reasons = {read.reason for page in SAVED.values() if isinstance(read := page.read(), Unreadable)}
    assert reasons == set(Refusal), "a page for every reason"


@every_page
def test_the_same_bytes_give_the_same_items(page: Saved) -> None:
    assert page.read() == page.read()


@every_page
def test_the_time_of_fetching_moves_no_date_that_the_page_tells_in_full(page: Saved) -> None:
    first = page.read()
    later = read_page(page.body, page.url, page.content_type, fetched_at=NOW.replace(year=2026))
    if isinstance(first, ThreadPage):
        assert isinstance(later, ThreadPage)
        raws = [post.published_raw or "" for post in first.posts]
        moved = [
            raw for raw, one, two in zip(raws, first.posts, later.posts, strict=True) if one.published != two.published
        ]
        assert not [raw for raw in moved if "20" in raw]
        assert [post.id for post in first.posts] == [post.id for post in later.posts]
    else:
        assert type(first) is type(later)


@every_thread
def test_one_original_post_at_most_and_every_post_once(page: Saved) -> None:
    thread = page.read()
    assert isinstance(thread, ThreadPage)
    assert [post.role for post in thread.replies] == [Role.REPLY] * len(thread.replies)
    if thread.original_post is not None:
        assert (thread.original_post.role, thread.original_post.position) == (Role.ORIGINAL, 1)
    ids = [post.id for post in thread.posts]
    assert len(ids) == len(set(ids))
    assert thread.posts, "a thread without posts is no success"


@every_thread
def test_moments_are_aware_and_raw_strings_stand_beside_them(page: Saved) -> None:
    thread = page.read()
    assert isinstance(thread, ThreadPage)
    for post in thread.posts:
        for moment, raw in ((post.published, post.published_raw), (post.edited, post.edited_raw)):
            assert moment is None or (moment.tzinfo is UTC and raw)


@every_thread
def test_addresses_are_absolute(page: Saved) -> None:
    thread = page.read()
    assert isinstance(thread, ThreadPage)
    urls = [thread.board_url, thread.first_url, thread.next_url, *(forum.url for forum in thread.forums)]
    for post in thread.posts:
        urls += [post.permalink, post.author and post.author.url]
        urls += [one.url for one in (*post.links, *post.attachments, *post.quotes)]
    assert all(url.startswith(("http://", "https://")) for url in urls if url)


@every_page
def test_no_quoted_words_are_the_authors(page: Saved) -> None:
    thread = page.read()
    for post in thread.posts if isinstance(thread, ThreadPage) else ():
        assert not [quote.text for quote in post.quotes if len(quote.text) > 25 and quote.text in post.text]


def test_the_first_post_of_a_later_page_is_no_original() -> None:
    for name in ("xenforo2-thread-page-2-of-3", "xenforo1-thread-page-2"):
        thread = SAVED[name].read()
        assert isinstance(thread, ThreadPage)
        assert thread.page == 2
        assert thread.original_post is None


@pytest.mark.parametrize(
    "name", ["xenforo2-first-post-pinned-on-page-2", "xenforo2-article-page-2", "generic-pinned-first-post"]
)
def test_a_first_post_that_is_pinned_to_a_later_page_is_the_original(name: str) -> None:
    thread = SAVED[name].read()
    assert isinstance(thread, ThreadPage)
    assert thread.page == 2
    assert thread.original_post is not None
    assert thread.original_post.id not in [post.id for post in thread.replies]
    assert thread.replies[0].position in (11, 21)


def test_a_post_that_is_shown_twice_is_one_post_in_its_own_place() -> None:
    page = SAVED["xenforo2-question-with-solution"]
    thread = page.read()
    assert isinstance(thread, ThreadPage)
    assert page.body.count(b"There is a small lever behind the wheel") == 2
    assert [post.text for post in thread.posts].count(thread.replies[0].text) == 1


def mutilated(body: bytes, cut: float, flips: list[tuple[float, int]], zeros: bool, twice: bool) -> bytes:
    """A page as a broken line, a broken disk or a broken archive would leave it."""
    broken = bytearray(body[: int(len(body) * cut)])
    for place, value in flips:
        if broken:
            broken[int(place * (len(broken) - 1))] = value
    if zeros and broken:
        broken[len(broken) // 2 : len(broken) // 2] = b"\x00" * 7
    return bytes(broken) * (2 if twice else 1)


FLIPS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12)
CHARSETS = st.sampled_from(["utf-8", "utf-16", "shift_jis", "windows-1251", "hex", "punycode", "nonsense"])


@torture
@given(any_page, st.floats(0, 1), FLIPS, st.booleans(), st.booleans())
def test_no_broken_page_raises(
    page: Saved, cut: float, flips: list[tuple[float, int]], zeros: bool, twice: bool
) -> None:
    body = mutilated(page.body, cut, flips, zeros, twice)
    outcome = page.read(body)
    assert isinstance(outcome, Outcome)
    assert outcome == page.read(body)
    if isinstance(outcome, ThreadPage):
        assert len({post.id for post in outcome.posts}) == len(outcome.posts) > 0


@torture
@given(any_page, CHARSETS, st.sampled_from(["text/html", "text/plain", "application/octet-stream"]))
def test_no_wrong_header_raises(page: Saved, charset: str, kind: str) -> None:
    assert isinstance(read_page(page.body, page.url, f"{kind}; charset={charset}"), Outcome)


@torture
@given(any_page, any_page, st.floats(0, 1), st.floats(0, 1))
def test_no_two_pages_in_one_raise(one: Saved, two: Saved, cut: float, start: float) -> None:
    body = one.body[: int(len(one.body) * cut)] + two.body[int(len(two.body) * start) :]
    assert isinstance(one.read(body), Outcome)


@torture
@given(st.binary(max_size=600))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(read_page(body, URL), Outcome)


@pytest.mark.parametrize("name", ["xenforo2-thread-of-everything", "xenforo1-thread-page-1", "generic-divs-in-french"])
def test_a_thread_that_is_cut_off_keeps_the_posts_before_the_cut(name: str) -> None:
    page = SAVED[name]
    whole = page.read()
    assert isinstance(whole, ThreadPage)
    last = whole.posts[-1]
    cut = page.body.index(last.text.split("\n")[0].split("'")[0].encode())
    part = page.read(page.body[:cut])
    assert isinstance(part, ThreadPage)
    assert [post.id for post in part.posts][: len(whole.posts) - 1] == [post.id for post in whole.posts[:-1]]


@pytest.mark.parametrize("url", ["http://[::1", "https://kettles.example:nan/", "http://a:99999999/"])
def test_a_broken_address_is_an_outcome(url: str) -> None:
    outcome = read_page(SAVED["xenforo2-thread-of-everything"].body, url)
    assert isinstance(outcome, Unreadable)
    assert "address" in outcome.detail


@pytest.mark.parametrize("url", ["file:///saved/page.html", "", "kettles", "about:blank", "https://kettles.example"])
def test_a_page_from_nowhere_is_read_all_the_same(url: str) -> None:
    thread = read_page(SAVED["xenforo2-thread-of-everything"].body, url)
    assert isinstance(thread, ThreadPage)
    assert len(thread.posts) == 6


HOSTILE = {
    "deep": b"<div>" * 200_000 + b"words",
    "deep in a thread": SAVED["xenforo2-thread-of-everything"].body.replace(b"Clock oil", b"x") + b"<b><i>" * 50_000,
    "deep quotes": SAVED["xenforo2-thread-page-2-of-3"].body.replace(
        b"Mine did", b"<blockquote>" * 20_000 + b"Mine did"
    ),
    "deep tables": b"<table><tr><td>" * 30_000,
    "very many attributes": b"<p " + b" ".join(b"a%d=1" % number for number in range(60_000)) + b">words</p>",
    "one huge attribute": b'<p class="' + b"x " * 1_000_000 + b'">words</p>',
    "a huge id": SAVED["xenforo2-thread-page-2-of-3"].body.replace(b'"post-8121"', b'"post-' + b"1" * 200_000 + b'x1"'),
    "a huge count": SAVED["xenforo2-index"].body.replace(b"18,877", b"1,888" * 60_000),
    "a huge number of a page": SAVED["xenforo2-thread-page-2-of-3"].body.replace(b"2 of 3", b"2" * 9_000 + b" of 3"),
    "a huge date": SAVED["xenforo1-thread-page-1"].body.replace(b"Jan 5, 2014 at", b"Jan 5, " * 50_000 + b"2014 at"),
    "a wrong date": SAVED["schema-microdata-discussion"].body.replace(b"T16:20:00+02:00", b"T26:90:99+77:00"),
    "very many posts": SAVED["xenforo1-thread-page-2"].body * 60,
    "null bytes": b"\x00" * 1_000_000,
    "comments": b"<!--" * 100_000,
    "entities": b"&#1114112;&amp" * 100_000,
    "one line of text": b"word " * 300_000,
    "very many lines of text": b"Threads\n12\n\n" * 40_000,
    "numbers of posts in a text": b"Jan 5, 2024\n#1\n" * 20_000,
    "quotes in a text": b"Jan 5, 2024\n#1\n" + b"Wick said:\n" * 20_000,
    "json": b'<script type="application/ld+json">' + b'{"@type":"Comment","comment":[' * 50_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_done_with_in_time(body: bytes) -> None:
    started = time.process_time()
    assert isinstance(read_page(body, URL, fetched_at=NOW), Outcome)
    assert time.process_time() - started < PATIENCE


def test_a_page_that_is_too_large_says_so() -> None:
    outcome = read_page(b"<p>words" + b" " * MOST_BYTES, URL)
    assert isinstance(outcome, Unreadable)
    assert "too large" in outcome.detail
