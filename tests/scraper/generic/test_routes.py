from __future__ import annotations

import pytest

from scraper.generic.routes import Kind, board_of, id_of, is_same_thread, is_shown, route_of

THREADS = {
    "viewtopic.php?t=13": "13",
    "viewtopic.php?f=4&t=13&start=20": "13",
    "showthread.php?tid=13&page=2": "13",
    "showthread.php?143493-A-kettle/page3": "143493",
    "threads/which-kettle.7/page-2": "7",
    "index.php?threads/which-kettle.7/": "7",
    "t/which-kettle/931828/4": "931828",
    "t/which-kettle/931828": "931828",
    "topic/188682-which-kettle/": "188682",
    "index.php?/topic/201820-which-kettle/": "201820",
    "index.php?topic=12.0": "12",
    "discussion/57774/which-kettle/p2": "57774",
    "d/13-which-kettle": "13",
    "topic/3/which-kettle/": "3",
    "viewthread-84-29928.html": "29928",
    "which-kettle-t2720.html": "2720",
    "thread-13-page-2.html": "13",
    "read.php?2,132": "132",
    "topic_show.pl?id=5256": "5256",
    "forums/topic/which-kettle/": None,
}

FORUMS = {
    "viewforum.php?f=4&start=25": "4",
    "forumdisplay.php?fid=2": "2",
    "forumdisplay.php?12-Kettles": "12",
    "forums/kettles.4/page-3": "4",
    "forum/4-kettles/": "4",
    "c/kettles/spouts/12": "12",
    "category/3/kettles/": "3",
    "index.php?board=4.0": "4",
    "forums/kettles/": None,
}


@pytest.mark.parametrize("address", THREADS)
@pytest.mark.parametrize("folder", ["", "board/"])
def test_threads(folder: str, address: str) -> None:
    url = f"https://kettles.example/{folder}{address}"
    route = route_of(url)
    assert route is not None
    assert (route.kind, route.id) == (Kind.THREAD, THREADS[address])
    assert id_of(url) == (THREADS[address] or url)


@pytest.mark.parametrize("address", FORUMS)
def test_forums(address: str) -> None:
    route = route_of(f"https://kettles.example/{address}")
    assert route is not None
    assert (route.kind, route.id) == (Kind.FORUM, FORUMS[address])


@pytest.mark.parametrize(
    "address",
    ["", "memberlist.php?mode=viewprofile&u=4", "search.php", "u/wick", "kettles-are-pots", "2024/03/kettles"],
)
def test_neither(address: str) -> None:
    assert route_of(f"https://kettles.example/{address}") is None


def test_posts() -> None:
    for address in ("viewtopic.php?p=43#p43", "posts/43/", "comment/43/find/"):
        route = route_of(f"https://kettles.example/{address}")
        assert route is not None
        assert (route.kind, route.id) == (Kind.POST, "43")


@pytest.mark.parametrize(
    ("pages", "board"),
    [
        (["", "viewtopic.php?t=1", "viewforum.php?f=2", "index.php"], ""),
        (["forum/viewtopic.php?t=1", "forum/viewforum.php?f=2", "forum/index.php"], "forum/"),
        (["forums/topic/1-x/", "forums/forum/2-y/"], "forums/"),
        (["threads/x.1/", "forums/y.2/", "members/z.3/"], ""),
        (["en/wow/t/x/1", "en/wow/c/y/2"], "en/wow/"),
        (["cgi-bin/forum/topic_show.pl?id=1"], "cgi-bin/forum/"),
        (["forum/forum/ropes-2/topic/wet-7/", "forum/forum/ropes-2/topic/dry-8/"], "forum/"),
    ],
)
def test_a_board_has_one_address_on_all_its_pages(pages: list[str], board: str) -> None:
    home = "https://kettles.example/"
    assert {board_of(home + page, [home + other for other in pages]) for page in pages} == {home + board}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("viewtopic.php?t=13&start=10", "viewtopic.php?f=4&t=13&start=20", True),
        ("viewtopic.php?t=13", "viewtopic.php?t=14", False),
        ("talk/pruning?page=2", "talk/pruning", True),
        ("talk/pruning/2", "talk/pruning/3", True),
        ("talk/pruning", "talk/sowing", False),
        ("viewforum.php?f=13", "viewtopic.php?t=13", False),
    ],
)
def test_pages_of_one_thread(one: str, other: str, same: bool) -> None:
    home = "https://kettles.example/"
    assert is_same_thread(home + one, home + other) is same


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("viewtopic.php?t=13", True),
        ("viewtopic.php?t=13&view=print", False),
        ("posting.php?mode=reply&t=13", False),
        ("showthread.php?tid=13&action=lastpost", False),
        ("topic/7/edit/", False),
    ],
)
def test_what_only_shows(address: str, shown: bool) -> None:
    assert is_shown(f"https://kettles.example/{address}") is shown
