"""Quirks of UBB.threads that the saved pages do not show."""

from __future__ import annotations

import json
from pathlib import Path

from scraper import read_page
from scraper.items import ThreadPage

FOLDER = Path(__file__).parents[3] / "fixtures" / "pages" / "ubbthreads-thread-page-2-of-3"
BODY = (FOLDER / "input.html").read_bytes()
URL: str = json.loads((FOLDER / "meta.json").read_text(encoding="utf-8"))["url"]


def test_a_later_page_that_is_reached_by_one_of_its_posts() -> None:
    whole = read_page(BODY, URL)
    assert isinstance(whole, ThreadPage)
    found = read_page(BODY, f"{whole.board_url}ubbthreads.php/topics/52331/re-the-gate-that-squeaks#Post52331")
    assert isinstance(found, ThreadPage)
    assert (found.id, found.first_url, found.page) == (whole.id, whole.first_url, whole.page)
