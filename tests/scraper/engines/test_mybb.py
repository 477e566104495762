"""Quirks of MyBB that the saved pages do not show."""

from __future__ import annotations

import json
from pathlib import Path

from scraper import read_page
from scraper.items import Refusal, ThreadPage, Unreadable

FOLDER = Path(__file__).parents[3] / "fixtures" / "pages" / "mybb-thread-of-everything"
BODY = (FOLDER / "input.html").read_bytes()
URL: str = json.loads((FOLDER / "meta.json").read_text(encoding="utf-8"))["url"]


def test_one_post_and_the_tree_of_the_others_are_another_view() -> None:
    whole = read_page(BODY, URL)
    assert isinstance(whole, ThreadPage)
    found = read_page(BODY, f"{whole.board_url}showthread.php?tid={whole.id}&mode=threaded")
    assert isinstance(found, Unreadable)
    assert (found.reason, found.engine) == (Refusal.OTHER_VIEW, "mybb")
