"""Quirks of MyBB that the saved pages do not show."""

from __future__ import annotations

import json
from pathlib import Path

from scraper import read_page
from scraper.items import IndexPage, Refusal, ThreadPage, Unreadable

FOLDER = Path(__file__).parents[3] / "fixtures" / "pages" / "mybb-thread-of-everything"
BODY = (FOLDER / "input.html").read_bytes()
URL: str = json.loads((FOLDER / "meta.json").read_text(encoding="utf-8"))["url"]


def test_one_post_and_the_tree_of_the_others_are_another_view() -> None:
    whole = read_page(BODY, URL)
    assert isinstance(whole, ThreadPage)
    found = read_page(BODY, f"{whole.board_url}showthread.php?tid={whole.id}&mode=threaded")
    assert isinstance(found, Unreadable)
    assert (found.reason, found.engine) == (Refusal.OTHER_VIEW, "mybb")


def test_a_rewritten_address_without_the_words_that_were_searched_for() -> None:
    whole = read_page(BODY, URL)
    assert isinstance(whole, ThreadPage)
    found = read_page(BODY, f"{whole.board_url}thread-{whole.id}-post-401.html?highlight=wick#pid401")
    assert isinstance(found, ThreadPage)
    assert (found.id, found.first_url) == (whole.id, f"{whole.board_url}thread-{whole.id}.html")


def test_the_newest_member_has_a_dot_in_the_name() -> None:
    index = FOLDER.with_name("mybb-index")
    body = (index / "input.html").read_bytes().replace(b">Tallow Tim<", b">Tallow St. John, 5 posts<")
    found = read_page(body, json.loads((index / "meta.json").read_text(encoding="utf-8"))["url"])
    assert isinstance(found, IndexPage)
    assert found.statistics is not None
    assert found.statistics.latest_member == "Tallow St. John, 5 posts"
