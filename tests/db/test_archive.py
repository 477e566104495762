"""Saving pages: identity, revisions, and that the same page twice changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from db.errors import NotFound
from db.models import Base
from scraper.items import Author, ForumLink, Link, Quote, Reaction, Role, Step, StepKind

BOARD = "https://harbour.example/forum/"


@pytest.fixture
def save(store, make):
    def save_page(page, *, scan_id=None, **evidence):
        with store.begin() as unit:
            return unit.archive.save(page, make.evidence(**evidence), scan_id=scan_id)

    return save_page


@pytest.fixture
def scan(store, clock):
    def start() -> int:
        with store.begin() as unit:
            first = Step(url=BOARD, kind=StepKind.TARGET)
            return unit.scans.start(BOARD, runner="host:1:1", options={}, first=first, at=clock()).id

    return start


@pytest.fixture
def finish(store, clock):
    def finish_thread(scan_id, link=None, thread="t1"):
        with store.begin() as unit:
            return unit.archive.finish_thread(BOARD, thread, scan_id=scan_id, link=link, at=clock())

    return finish_thread


def everything(store):
    """Every row of every table."""
    with store.read() as unit:
        return {
            table.name: sorted(map(repr, unit.audit._session.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
        }


def posts_of(store, thread_id=1):
    with store.read() as unit:
        return unit.archive.thread_posts(thread_id)


def revisions_of(store, post_id=1):
    with store.read() as unit:
        return unit.archive.revisions(post_id)


def events(store):
    with store.read() as unit:
        return [(line.event, dict(line.details)) for line in unit.audit.entries()]


def test_a_post_comes_back_as_it_was_saved(store, make, save, clock):
    post = make.post(
        "p1",
        "Two boats\n\nand no crew.",
        role=Role.ORIGINAL,
        position=1,
        permalink=f"{BOARD}posts/p1/",
        author=Author(name="Perrin Vale", id="7", url=f"{BOARD}members/7/", title="Pilot"),
        published=datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC),
        published_raw="Feb 3, 2026",
        edited_raw="Last edited: yesterday",
        quotes=(Quote(text="Where is it?", author="Ansel", quotes=(Quote(text="Here."),)),),
        links=(Link(url="https://tide.example/", text="tides"),),
        reactions=(Reaction(name="Like", count=2, by=("Ansel",)),),
    )
    saved = save(make.page(post))
    [stored] = posts_of(store, saved.thread_id)
    for name in (
        "role",
        "position",
        "permalink",
        "published",
        "published_raw",
        "edited",
        "edited_raw",
        "text",
        "quotes",
    ):
        assert getattr(stored, name) == getattr(post, name), name
    assert (stored.links, stored.reactions, stored.attachments) == (post.links, post.reactions, ())
    assert (stored.external_id, stored.author, stored.author_url) == ("p1", "Perrin Vale", f"{BOARD}members/7/")
    assert (stored.board_url, stored.thread_external_id, stored.thread_title) == (BOARD, "t1", "Timetables")
    assert stored.thread_url == f"{BOARD}threads/t1/"
    assert (stored.revision, stored.evidence, stored.first_seen_at) == (1, make.evidence(), clock())
    assert (saved.new, saved.revised, saved.unchanged) == (1, 0, 0)


def test_the_same_page_twice_changes_nothing(store, make, save, scan, clock):
    page = make.page(
        make.post("p1", role=Role.ORIGINAL, reactions=(Reaction(name="Like", count=2),)),
        make.post("p2", "No it is not.", quotes=(Quote(text="Late", author="Perrin Vale"),)),
        forums=(ForumLink(name="Ferries", url=f"{BOARD}forums/f1/", id="f1"),),
    )
    scan_id = scan()
    save(page, scan_id=scan_id)
    before = everything(store)
    again = save(page, scan_id=scan_id)
    assert everything(store) == before
    assert (again.new, again.revised, again.unchanged, again.returned) == (0, 0, 2, 0)


def test_a_later_reading_of_the_same_words_moves_only_last_seen(store, make, save, clock):
    page = make.page(make.post("p1"))
    save(page)
    before = everything(store)
    save(page, fetched_at=clock.forward(days=1))
    after = everything(store)
    assert {name for name in after if after[name] != before[name]} == {"boards", "threads", "posts", "authors"}
    [post] = posts_of(store)
    assert (post.last_seen_at, post.evidence.fetched_at) == (clock(), clock() - timedelta(days=1))


def test_changed_words_are_a_revision_with_its_own_evidence(store, make, save, clock):
    save(make.page(make.post("p1", "The ferry is late.")))
    clock.forward(hours=1)
    saved = save(make.page(make.post("p1", "The ferry is on time.", edited_raw="Edited")), sha256="1" * 64)
    assert (saved.new, saved.revised, saved.unchanged) == (0, 1, 0)
    first, second = revisions_of(store)
    assert [(each.number, each.current) for each in (first, second)] == [(1, False), (2, True)]
    assert (first.text, second.text) == ("The ferry is late.", "The ferry is on time.")
    assert (second.evidence.fetched_at, second.evidence.sha256) == (clock(), "1" * 64)
    assert posts_of(store)[0].text == "The ferry is on time."
    assert events(store) == [("posts.revised", {"posts": ["p1"]})]


def test_words_that_come_back_are_a_revision_again(store, make, save, clock):
    for words in ("Late.", "On time.", "Late."):
        save(make.page(make.post("p1", words)), fetched_at=clock.forward(hours=1))
    assert [each.text for each in revisions_of(store)] == ["Late.", "On time.", "Late."]


def test_changed_quotes_are_a_revision(store, make, save, clock):
    save(make.page(make.post("p1", quotes=(Quote(text="Late"),))))
    save(make.page(make.post("p1", quotes=(Quote(text="Very late"),))), fetched_at=clock.forward(hours=1))
    assert len(revisions_of(store)) == 2


@pytest.mark.parametrize(
    "change",
    [{"text": "The ferry\n\n  is late again. "}, {"edited_raw": "Edited"}, {"reactions": (Reaction(name="Like"),)}],
)
def test_what_leaves_the_words_alone_is_no_revision(store, make, save, clock, change):
    save(make.page(make.post("p1")))
    saved = save(make.page(make.post("p1", **change)), fetched_at=clock.forward(hours=1))
    assert (saved.revised, len(revisions_of(store))) == (0, 1)


def test_an_older_copy_of_a_page_overwrites_nothing(store, make, save, clock):
    clock.forward(days=2)
    save(make.page(make.post("p1", "New words."), title="New title"))
    before = everything(store)
    saved = save(
        make.page(make.post("p1", "Old words.", position=9), title="Old title"), fetched_at=clock.forward(days=-1)
    )
    assert (saved.unchanged, everything(store)) == (1, before)


def test_words_seen_again_later_are_not_overwritten_by_a_copy_from_between(store, make, save, clock):
    save(make.page(make.post("p1", "Words.")))
    save(make.page(make.post("p1", "Words.")), fetched_at=clock.forward(days=2))
    save(make.page(make.post("p1", "Other words.")), fetched_at=clock.forward(days=-1))
    assert [each.text for each in revisions_of(store)] == ["Words."]


def test_facts_that_a_newer_page_does_not_print_stay(store, make, save, clock):
    save(make.page(make.post("p1", position=21, permalink=f"{BOARD}posts/p1/", published=clock())))
    save(make.page(make.post("p1", author=None)), fetched_at=clock.forward(hours=1))
    [post] = posts_of(store)
    assert (post.position, post.permalink, post.author) == (21, f"{BOARD}posts/p1/", "Perrin Vale")
    assert post.published == clock() - timedelta(hours=1)


def test_posts_stand_in_thread_order_whatever_page_was_read_first(store, make, save, clock):
    save(make.page(make.post("p3"), make.post("p4"), page=2, first_url=f"{BOARD}threads/t1/"))
    # a board that pins the first post on every page shows it on page two as well
    pinned = make.post("p1", role=Role.ORIGINAL)
    save(make.page(pinned, make.post("p3"), make.post("p4"), page=2, first_url=f"{BOARD}threads/t1/"))
    save(make.page(pinned, make.post("p2")))
    assert [post.external_id for post in posts_of(store)] == ["p1", "p2", "p3", "p4"]


def test_a_post_shown_twice_on_a_page_is_one(store, make, save):
    saved = save(make.page(make.post("p1"), make.post("p2"), make.post("p1", "Shortened...")))
    assert (saved.new, posts_of(store)[0].text) == (2, "The ferry is late again.")


def test_a_moved_post_follows_its_thread(store, make, save, clock):
    save(make.page(make.post("p1"), make.post("p2")))
    moved = save(make.page(make.post("p2"), id="t2"), fetched_at=clock.forward(hours=1))
    assert moved.new == 0
    assert [post.external_id for post in posts_of(store, 1)] == ["p1"]
    assert [post.external_id for post in posts_of(store, moved.thread_id)] == ["p2"]


def test_authors_are_one_by_id_and_by_folded_name(store, make, save, clock):
    save(make.page(make.post("p1"), make.post("p2", author=Author(name="ANSEL  Reed")), make.post("p3", author=None)))
    clock.forward(hours=1)
    renamed, folded = Author(name="P. Vale", id="7"), Author(name="Ansel Reed")
    save(make.page(make.post("p1", author=renamed), make.post("p2", author=folded)))
    assert [post.author for post in posts_of(store)] == ["P. Vale", "Ansel Reed", None]
    assert len(everything(store)["authors"]) == 2


def test_the_same_ids_on_two_boards_are_two_posts(store, make, save):
    save(make.page(make.post("p1")))
    assert save(make.page(make.post("p1"), board_url="https://quay.example/")).new == 1


# --- gone and returned -------------------------------------------------------------------------------------------


def test_a_complete_reading_marks_posts_it_no_longer_shows(store, make, save, scan, finish, clock):
    first = scan()
    save(make.page(make.post("p1"), make.post("p2")), scan_id=first)
    assert finish(first) == 0
    clock.forward(days=1)
    second = scan()
    save(make.page(make.post("p1")), scan_id=second)
    assert (finish(second), finish(second)) == (1, 0)
    assert [(post.external_id, post.gone_at) for post in posts_of(store)] == [("p1", None), ("p2", clock())]
    assert ("posts.gone", {"posts": ["p2"]}) in events(store)

    returned = save(make.page(make.post("p1"), make.post("p2")), fetched_at=clock.forward(days=1))
    assert (returned.returned, returned.new) == (1, 0)
    assert [post.gone_at for post in posts_of(store)] == [None, None]
    assert ("posts.returned", {"posts": ["p2"]}) in events(store)


def test_an_old_copy_neither_marks_newer_posts_nor_brings_back_gone_ones(store, make, save, scan, finish, clock):
    start = clock()
    first = scan()
    save(make.page(make.post("p1"), make.post("p2")), scan_id=first)
    clock.forward(days=5)
    second = scan()
    save(make.page(make.post("p1"), make.post("p3")), scan_id=second)
    assert finish(second) == 1
    third = scan()
    save(make.page(make.post("p1"), make.post("p2")), scan_id=third, fetched_at=start + timedelta(days=2))
    assert finish(third) == 0
    assert [(post.external_id, post.gone_at is None) for post in posts_of(store)] == [
        ("p1", True),
        ("p2", False),
        ("p3", True),
    ]


def test_two_scans_over_one_thread_do_not_lose_each_others_posts(store, make, save, scan, finish, clock):
    board, thread = scan(), scan()
    one = make.page(make.post("p1"), make.post("p2"))
    two = make.page(make.post("p3"), page=2)
    save(one, scan_id=board)
    save(one, scan_id=thread, fetched_at=clock.forward(seconds=1))
    save(two, scan_id=board, fetched_at=clock.forward(seconds=1))
    assert finish(board) == 0
    save(two, scan_id=thread, fetched_at=clock.forward(seconds=1))
    assert finish(thread) == 0


def test_a_thread_that_is_gone_takes_its_posts_along_until_it_is_seen_again(store, make, save, clock):
    save(make.page(make.post("p1"), make.post("p2")))
    with store.begin() as unit:
        assert unit.archive.thread_gone(BOARD, "t1", at=clock.forward(days=1)) == 2
        assert unit.archive.thread_gone(BOARD, "t1", at=clock()) == 0
        assert unit.archive.thread_gone(BOARD, "never heard of", at=clock()) == 0
    assert save(make.page(make.post("p1")), fetched_at=clock.forward(days=1)).returned == 1


# --- threads that need no reading --------------------------------------------------------------------------------


def test_known_threads_are_those_read_to_their_end(store, make, save, scan, finish, clock):
    scan_id = scan()
    link = make.link(replies=3, last_post_at=clock(), last_post_raw="Today", sticky=True)
    save(make.listing(link, make.link("t2")))
    save(make.page(make.post("p1")), scan_id=scan_id)
    with store.read() as unit:
        assert unit.archive.known_threads(BOARD, ["t1", "t2"]) == {}
    finish(scan_id, link)
    with store.read() as unit:
        known = unit.archive.known_threads(BOARD, ["t1", "t2", "t3"])
        assert unit.archive.known_threads("https://quay.example/", ["t1"]) == {}
    assert list(known) == ["t1"]
    assert (known["t1"].replies, known["t1"].last_post_at, known["t1"].last_post_raw) == (3, clock(), "Today")

    # the listing's next print is compared with what stood there when the thread was read, not with itself
    save(make.listing(make.link(replies=4)), fetched_at=clock.forward(days=1))
    with store.begin() as unit:
        assert unit.archive.known_threads(BOARD, ["t1"])["t1"].replies == 3
        unit.archive.thread_gone(BOARD, "t1", at=clock())
        assert unit.archive.known_threads(BOARD, ["t1"]) == {}


def test_a_thread_is_found_by_the_address_of_its_first_page(store, make, save):
    save(make.page(make.post("p1"), page=2, url=f"{BOARD}threads/t1/page-2", first_url=f"{BOARD}threads/t1/"))
    with store.read() as unit:
        assert unit.archive.thread_by_url(f"{BOARD}threads/t1/") == (BOARD, "t1")
        assert unit.archive.thread_by_url(f"{BOARD}threads/t1/page-2") is None


def test_a_thread_that_the_store_never_saw_cannot_be_finished(store, scan, finish):
    with pytest.raises(NotFound, match="t1"):
        finish(scan())


# --- boards, forums and statistics -------------------------------------------------------------------------------


def test_a_board_counts_what_it_holds(store, make, save, clock):
    above = ForumLink(name="Travel", url=f"{BOARD}forums/f0/", id="f0")
    inside = ForumLink(name="Tickets", url=f"{BOARD}forums/f2/", id="f2")
    save(make.listing(make.link("t1"), make.link("t2"), forums=(above,), subforums=(inside,)))
    save(make.page(make.post("p1"), make.post("p2")))
    with store.read() as unit:
        [board] = unit.archive.boards()
        assert board == unit.archive.board(BOARD) == unit.archive.board(board.id)
        assert (board.url, board.title, board.engine) == (BOARD, "Harbour", "xenforo2")
        assert (board.forums, board.threads, board.posts, board.open_cases) == (3, 2, 2, 0)
        parents = unit.audit._session.execute(text("SELECT external_id, parent_id FROM forums ORDER BY id")).all()
        assert [tuple(each) for each in parents] == [("f0", None), ("f1", 1), ("f2", 2)]
        with pytest.raises(NotFound, match="flagpost boards"):
            unit.archive.board(99)


def test_an_old_copy_of_a_listing_overwrites_nothing(store, make, save, clock):
    def forum(name):
        return ForumLink(name=name, url=f"{BOARD}forums/{name}/", id=name)

    clock.forward(days=2)
    save(make.listing(make.link(replies=9), title="Ferries", forums=(forum("new"),)))
    save(make.listing(id="old", title="Old"))
    before = everything(store)
    save(make.listing(make.link(replies=2), title="Boats", forums=(forum("old"),)), fetched_at=clock.forward(days=-1))
    assert everything(store) == before


def test_a_snapshot_is_kept_where_the_numbers_changed(store, make, save, clock):
    save(make.statistics(threads=5, messages=9, latest_member="Mysty", other={"Polls": "2"}))
    for printed in ({"threads": 5}, {"threads": 5, "messages": 9}, {"threads": 6}, {"threads": 6}):
        save(make.statistics(**printed), fetched_at=clock.forward(minutes=1))
    with store.read() as unit:
        snapshots = unit.archive.snapshots(1)
    assert [each.statistics.threads for each in snapshots] == [6, 5]
    assert snapshots[1].statistics.other == {"Polls": "2"}
    assert (snapshots[1].statistics.latest_member, snapshots[0].statistics.messages) == ("Mysty", None)


def test_who_is_online_alone_makes_a_snapshot_an_hour_at_most(store, make, save, clock):
    for online in range(10, 20):
        save(make.statistics(threads=5, online=online), fetched_at=clock.forward(minutes=10))
    with store.read() as unit:
        assert [each.statistics.online for each in unit.archive.snapshots(1)] == [16, 10]


# --- hostile input -----------------------------------------------------------------------------------------------


def test_what_no_database_can_hold_is_replaced_and_never_fails(store, make, save, clock):
    words = "a\x00b\ud800c"
    long_url = f"{BOARD}threads/" + "x" * 9000
    page = make.page(
        make.post("p" * 5000, words, position=10**30, quotes=(Quote(text=words),), author=Author(name=words)),
        id=long_url,
        url=long_url,
        page=10**12,
    )
    save(make.statistics(threads=10**30, messages=3))
    before = everything(store)["snapshots"]
    save(page)
    save(make.statistics(threads=10**30, messages=3), fetched_at=clock.forward(hours=1))
    assert save(page, fetched_at=clock()).unchanged == 1
    assert everything(store)["snapshots"] == before
    with store.read() as unit:
        [post] = unit.archive.posts()
        assert (post.text, post.quotes[0].text, post.position) == ("a\ufffdb\ufffdc", "a\ufffdb\ufffdc", None)
        assert unit.archive.thread_by_url(long_url) == (BOARD, post.thread_external_id)


def test_a_moment_without_a_zone_is_refused(store, make, save):
    with pytest.raises(Exception, match="time zone"):
        save(make.page(make.post("p1", published=datetime(2026, 1, 1))))  # noqa: DTZ001
    with store.read() as unit:
        assert unit.archive.posts() == []


# --- paging and cost ---------------------------------------------------------------------------------------------


def test_posts_are_paged_by_id(store, make, save):
    save(make.page(*(make.post(f"p{n}") for n in range(5))))
    save(make.page(make.post("q1"), board_url="https://quay.example/"))
    with store.read() as unit:
        first = unit.archive.posts(limit=3)
        assert [post.external_id for post in first] == ["p0", "p1", "p2"]
        assert [post.external_id for post in unit.archive.posts(after=first[-1].id)] == ["p3", "p4", "q1"]
        assert [post.external_id for post in unit.archive.posts(board_id=2)] == ["q1"]


def test_a_page_of_three_hundred_posts_takes_a_handful_of_statements(store, make, save):
    posts = [make.post(f"p{n}", f"Post {n}", author=Author(name=f"Sailor {n % 40}")) for n in range(300)]
    statements = []
    event.listen(store._engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    save(make.page(*posts))
    assert len(statements) < 30
    statements.clear()
    save(make.page(*posts))
    assert len(statements) < 15
