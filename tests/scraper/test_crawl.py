"""The way through a board: what follows from a page, and that every page is reached once whatever happens."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import crawl
from scraper.crawl import first_step, follow, listed_ids
from scraper.items import (
    ForumLink,
    IndexPage,
    KnownThread,
    ListingPage,
    Method,
    Reading,
    Step,
    StepKind,
    ThreadLink,
    ThreadPage,
)

BOARD = "https://quay.example/forum/"
READING = Reading(method=Method.ENGINE)


def forum(number, url=None):
    return ForumLink(id=str(number), name=f"Forum {number}", url=url or f"{BOARD}f/{number}/")


def row(number, replies=0, **more):
    return ThreadLink(
        id=str(number), title=f"Thread {number}", url=f"{BOARD}t/{number}/", **{"replies": replies, **more}
    )


def index(*forums, url=BOARD, **more):
    return IndexPage(url=url, board_url=BOARD, title="Gannet Quay", reading=READING, forums=forums, **more)


def listing(*threads, url=f"{BOARD}f/1/", **more):
    return ListingPage(
        url=url, board_url=BOARD, title="Forum 1", reading=READING, id="1", **{"threads": threads, **more}
    )


def thread(number=7, url=f"{BOARD}t/7/", **more):
    return ThreadPage(url=url, board_url=BOARD, title="Thread", reading=READING, id=str(number), **more)


def step(url, kind=StepKind.THREAD, **more):
    return Step(url=url, kind=kind, **more)


def known(number, replies=0):
    return KnownThread(id=str(number), replies=replies, last_post_at=None, last_post_raw=None)


def urls(plan):
    return [step.url.removeprefix(BOARD) for step in plan.steps]


class TestFirstStep:
    @pytest.mark.parametrize(
        ("target", "url"),
        [
            ("https://Quay.example:443/forum/", BOARD),
            (f"{BOARD}t/7/page-3", f"{BOARD}t/7/"),
            (f"{BOARD}viewtopic.php?t=7&start=20&sid=abc", f"{BOARD}viewtopic.php?t=7"),
            (f"{BOARD}t/7/#post-12", f"{BOARD}t/7/"),
            ("http://[::1", "http://[::1"),
        ],
    )
    def test_begins_at_the_first_page(self, target, url):
        assert first_step(target) == Step(url=url, kind=StepKind.TARGET)


class TestIndex:
    def test_leads_to_its_forums_each_once(self):
        plan = follow(index(forum(1), forum(2), forum(1, f"{BOARD}f/1/#top")), first_step(BOARD))
        assert urls(plan) == ["f/1/", "f/2/"]
        assert {step.kind for step in plan.steps} == {StepKind.FORUM}

    def test_does_not_lead_off_the_board_nor_back(self):
        elsewhere = ["https://quay.example/shop/", "https://other.example/forum/f/2/", "http://quay.example/forum/f/3/"]
        plan = follow(index(forum(1), *map(forum, range(5, 8), elsewhere), forum(9, BOARD)), first_step(BOARD))
        assert urls(plan) == ["f/1/"]

    def test_a_forum_that_shows_the_whole_board_is_not_followed(self):
        plan = follow(index(forum(1)), step(f"{BOARD}f/9/", StepKind.FORUM))
        assert plan.steps == ()
        assert "index" in plan.remarks[0]

    def test_a_category_is_followed(self):
        plan = follow(index(forum(1), url=f"{BOARD}c/9/"), step(f"{BOARD}c/9/", StepKind.FORUM))
        assert urls(plan) == ["f/1/"]


class TestListing:
    here = step(f"{BOARD}f/1/", StepKind.FORUM)

    def test_leads_to_subforums_changed_threads_and_the_next_page(self):
        page = listing(row(1, 5), row(2, 6), row(3, 1), subforums=(forum(4),), next_url=f"{BOARD}f/1/page-2")
        plan = follow(page, self.here, {"1": known(1, 5), "2": known(2, 5)})
        assert urls(plan) == ["f/4/", "t/2/", "t/3/", "f/1/page-2"]
        assert plan.skipped == 1
        assert [step.page for step in plan.steps] == [1, 1, 1, 2]
        assert plan.steps[1].thread == row(2, 6)
        assert plan.steps[3].thread is None

    def test_a_thread_shown_twice_counts_once(self):
        page = listing(row(1, 5, sticky=True), row(2), row(1, 5), row(2))
        assert listed_ids(page) == ("1", "2")
        plan = follow(page, self.here, {"1": known(1, 5)})
        assert urls(plan) == ["t/2/"]
        assert plan.skipped == 1

    def test_a_pinned_thread_is_counted_on_the_first_page_alone(self):
        page = listing(row(1, 5, sticky=True), row(2, 5))
        still = {"1": known(1, 5), "2": known(2, 5)}
        assert follow(page, self.here, still).skipped == 2
        assert follow(page, replace(self.here, page=2), still).skipped == 1

    def test_a_board_that_prints_nothing_to_compare_is_read_each_time(self):
        page = listing(row(1, None), row(2, None))
        assert urls(follow(page, self.here, {"1": known(1, None), "2": known(2, 3)})) == ["t/1/", "t/2/"]

    def test_a_thread_that_has_become_a_listing_is_not_followed(self):
        plan = follow(listing(row(1)), step(f"{BOARD}t/7/"))
        assert plan.steps == ()
        assert "removed" in plan.remarks[0]

    def test_a_drowning_page_is_cut_loudly(self):
        plan = follow(listing(*map(row, range(crawl.MAX_LINKS + 5))), self.here)
        assert len(plan.steps) == crawl.MAX_LINKS
        assert "left out" in plan.remarks[0]

    def test_a_target_further_down_begins_at_the_first_page(self):
        url = f"{BOARD}f/1/page-3"
        page = listing(row(1), url=url, page=3, pages=9, next_url=f"{BOARD}f/1/page-4")
        plan = follow(page, step(f"{BOARD}goto?f=1", StepKind.TARGET))
        assert urls(plan) == ["t/1/", "f/1/"]

    def test_other_pages_list_nothing(self):
        assert listed_ids(index(forum(1))) == ()
        assert listed_ids(thread()) == ()


class TestThread:
    here = step(f"{BOARD}t/7/", thread=row(7, 40))

    def test_leads_to_its_next_page_with_the_row_that_led_here(self):
        plan = follow(thread(next_url=f"{BOARD}t/7/page-2#post-21"), self.here)
        assert plan.steps == (step(f"{BOARD}t/7/page-2", page=2, thread=row(7, 40)),)
        assert plan.finished_thread is None

    def test_ends_where_there_is_no_next_page(self):
        plan = follow(thread(url=f"{BOARD}t/7/page-2", page=2, pages=2), step(f"{BOARD}t/7/page-2", page=2))
        assert (plan.steps, plan.finished_thread, plan.remarks) == ((), "7", ())

    def test_a_missing_next_page_is_not_the_end(self):
        plan = follow(thread(pages=5), self.here)
        assert plan.finished_thread is None
        assert plan.remarks == ("page 1 of 5 shows no way to the next one",)

    @pytest.mark.parametrize("following", ["t/7/", "t/7/#post-3", "t/7/?sid=0"])
    def test_a_page_that_names_itself_ends(self, following):
        plan = follow(thread(next_url=BOARD + following), self.here)
        assert plan.steps == ()
        assert plan.finished_thread is None
        assert "itself" in plan.remarks[0]

    def test_a_circle_of_pages_ends(self):
        """1, 2, 3, 2, 3, ... with no store to remember them."""
        at, seen = self.here, []
        while at:
            number = (1, 2, 3)[at.page - 1] if at.page <= 3 else 2 + at.page % 2
            seen.append(number)
            onward = f"{BOARD}t/7/page-{3 if number == 2 else 2}"
            page = thread(url=at.url, page=number, next_url=onward)
            plan = follow(page, at)
            assert plan.finished_thread is None
            at = plan.steps[0] if plan.steps else None
        assert seen == [1, 2, 3, 2]
        assert "circle" in plan.remarks[0]

    def test_pages_without_number_end_at_the_cap(self):
        at = step(f"{BOARD}t/7/x", page=crawl.MAX_THREAD_PAGES)
        plan = follow(thread(url=at.url, next_url=f"{BOARD}t/7/y"), at)
        assert plan.steps == ()
        assert "left out" in plan.remarks[0]

    def test_a_next_page_off_the_board_is_not_followed(self):
        plan = follow(thread(next_url="https://other.example/t/7/page-2"), self.here)
        assert plan.steps == ()
        assert "off the board" in plan.remarks[0]
        assert plan.finished_thread is None

    def test_a_post_of_a_later_page_begins_at_the_first(self):
        page = thread(
            url=f"{BOARD}t/7/page-3", page=3, pages=4, next_url=f"{BOARD}t/7/page-4", first_url=f"{BOARD}t/7/"
        )
        plan = follow(page, step(f"{BOARD}posts/55/", StepKind.TARGET))
        assert urls(plan) == ["t/7/"]
        assert plan.steps[0].page == 1

    def test_a_later_page_under_its_own_address_leads_both_ways_and_ends_nothing(self):
        page = thread(url=f"{BOARD}t/7/c", page=3, pages=4, next_url=f"{BOARD}t/7/d", first_url=f"{BOARD}t/7/")
        plan = follow(page, step(page.url, StepKind.TARGET))
        assert urls(plan) == ["t/7/", "t/7/d"]
        last = follow(thread(url=f"{BOARD}t/7/d", page=4, pages=4), plan.steps[1])
        assert last.finished_thread is None

    def test_a_redirect_to_another_board_is_not_followed(self):
        page = replace(thread(next_url=f"{BOARD}t/7/page-2"), board_url="https://other.example/")
        plan = follow(page, self.here)
        assert plan.steps == ()
        assert plan.finished_thread is None
        assert "another board" in plan.remarks[0]


class MadeUpBoard:
    """Forums of threads of pages, and a store that remembers steps as the real one does."""

    def __init__(self, forums, per_page=3):
        """``forums``: for each forum, how many pages each of its threads has."""
        self.pages = {BOARD: index(*(forum(number) for number in range(len(forums))))}
        self.thread_pages = set()
        self.lists = {BOARD}
        for number, threads in enumerate(forums):
            rows = [row(f"{number}-{place}", pages * 10, sticky=place == 0) for place, pages in enumerate(threads)]
            self._add_listing(number, rows, per_page)
            for link, pages in zip(rows, threads, strict=True):
                self._add_thread(link, pages)

    def _add_listing(self, number, rows, per_page):
        base = f"{BOARD}f/{number}/"
        parts = [rows[begin : begin + per_page] for begin in range(0, len(rows), per_page)] or [[]]
        pinned = rows[:1]
        for place, part in enumerate(parts, 1):
            url = base if place == 1 else f"{base}page-{place}"
            onward = f"{base}page-{place + 1}" if place < len(parts) else None
            shown = part if place == 1 else pinned + part
            self.pages[url] = replace(listing(*shown, url=url), page=place, pages=len(parts), next_url=onward)
            self.lists.add(url)

    def _add_thread(self, link, pages):
        for place in range(1, pages + 1):
            url = link.url if place == 1 else f"{link.url}page-{place}"
            onward = f"{link.url}page-{place + 1}" if place < pages else None
            self.pages[url] = thread(link.id, url=url, page=place, pages=pages, next_url=onward, first_url=link.url)
            self.thread_pages.add(url)


class Scan:
    """Feeds pages to ``follow``; what it holds is what a store would."""

    def __init__(self, board, target, known=None):
        self.board = board
        self.known = dict(known or {})
        self.waiting = [first_step(target)]
        self.met = {self.waiting[0].url}
        self.fetched = []
        self.skipped = 0

    def advance(self, pick=0):
        """One step, ticked off in one go. ``pick`` is the order in which tasks happen to be done."""
        at = self.waiting[pick % len(self.waiting)]
        plan = self.plan(at)
        self.waiting.remove(at)
        self.fetched.append(at.url)
        self.skipped += plan.skipped
        self.add(plan)
        if plan.finished_thread:
            link = at.thread
            self.known[plan.finished_thread] = KnownThread(
                id=plan.finished_thread,
                replies=link.replies if link else None,
                last_post_at=None,
                last_post_raw=None,
            )
        assert plan.remarks == ()

    def plan(self, at):
        page = self.board.pages[at.url]
        return follow(page, at, {key: self.known[key] for key in listed_ids(page) if key in self.known})

    def add(self, plan):
        for new in plan.steps:
            if new.url not in self.met:
                self.met.add(new.url)
                self.waiting.append(new)

    def run(self, picks=()):
        picks = list(picks)
        while self.waiting:
            self.advance(picks.pop() if picks else 0)
        return self


BOARDS = st.lists(st.lists(st.integers(1, 5), max_size=8), max_size=4)
PICKS = st.lists(st.integers(0, 1000), max_size=60)


class TestWalk:
    @given(BOARDS, PICKS)
    def test_every_page_once_in_whatever_order(self, forums, picks):
        board = MadeUpBoard(forums)
        scan = Scan(board, BOARD).run(picks)
        assert sorted(scan.fetched) == sorted(board.pages)
        assert set(scan.known) == {board.pages[url].id for url in board.thread_pages}

    @given(BOARDS, PICKS, st.sets(st.integers(0, 40)))
    def test_from_any_state_exactly_what_is_not_known(self, forums, picks, read):
        board = MadeUpBoard(forums)
        rows = {link.id: link for url in board.lists for link in getattr(board.pages[url], "threads", ())}
        before = {
            key: known(key, link.replies) for place, (key, link) in enumerate(sorted(rows.items())) if place in read
        }
        scan = Scan(board, BOARD, before).run(picks)
        unread = {url for url in board.thread_pages if board.pages[url].id not in before}
        assert sorted(scan.fetched) == sorted(unread | board.lists)

    @given(BOARDS, st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=10), PICKS)
    def test_killed_again_and_again_it_ends_the_same(self, forums, kills, picks):
        """Killed after some steps while one is in work: before its plan is stored, or after, but not ticked off."""
        board = MadeUpBoard(forums)
        scan = Scan(board, BOARD)
        for steps, stored in kills:
            for _ in range(steps):
                if scan.waiting:
                    scan.advance()
            if scan.waiting and stored:
                scan.add(scan.plan(scan.waiting[0]))
            after = Scan(board, BOARD, scan.known)
            after.waiting, after.met, after.fetched = list(scan.waiting), set(scan.met), list(scan.fetched)
            scan = after
        scan.run(picks)
        assert sorted(scan.fetched) == sorted(board.pages)

    @given(BOARDS, PICKS)
    def test_a_second_walk_reads_the_lists_alone(self, forums, picks):
        board = MadeUpBoard(forums)
        first = Scan(board, BOARD).run(picks)
        second = Scan(board, BOARD, first.known).run()
        assert sorted(second.fetched) == sorted(board.lists)
        assert second.skipped == len(first.known)

    @given(BOARDS.filter(any), st.data())
    def test_a_thread_that_grew_is_the_only_one_read_again(self, forums, data):
        board = MadeUpBoard(forums)
        first = Scan(board, BOARD).run()
        busy = data.draw(st.sampled_from([n for n, threads in enumerate(forums) if threads]))
        forums[busy][0] += 1
        grown = MadeUpBoard(forums)
        second = Scan(grown, BOARD, first.known).run()
        of_it = {url for url in grown.thread_pages if grown.pages[url].id == f"{busy}-0"}
        assert sorted(second.fetched) == sorted(of_it | grown.lists)

    @given(st.integers(1, 6), st.data())
    def test_a_thread_alone_from_whichever_page(self, pages, data):
        board = MadeUpBoard([[pages, 3], [2]])
        number = data.draw(st.integers(1, pages))
        target = f"{BOARD}t/0-0/" + (f"page-{number}" if number > 1 else "")
        scan = Scan(board, target).run()
        assert sorted(scan.fetched) == sorted(url for url in board.thread_pages if board.pages[url].id == "0-0")
        assert set(scan.known) == {"0-0"}

    def test_a_forum_alone(self):
        board = MadeUpBoard([[1, 2, 1, 1], [2]])
        scan = Scan(board, f"{BOARD}f/0/").run()
        assert all("/f/0/" in url or "/t/0-" in url for url in scan.fetched)
        assert len(scan.known) == 4
