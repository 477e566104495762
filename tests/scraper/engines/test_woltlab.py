"""Quirks of WoltLab's boards that the saved pages do not show."""

from __future__ import annotations

from pathlib import Path

from scraper import read_page
from scraper.addresses import without_page
from scraper.items import ThreadPage

PAGE = Path(__file__).parents[3] / "fixtures" / "pages" / "woltlab-thread-of-everything" / "input.html"


def read(html: str) -> ThreadPage:
    page = read_page(html.encode(), "https://modellbahn.example/thread/17-gleisplan/")
    assert isinstance(page, ThreadPage)
    return page


def test_the_button_of_a_spoiler_is_nobodys_words_unless_somebody_named_it() -> None:
    html = PAGE.read_text(encoding="utf-8")
    assert "Mein Unfall" in read(html).replies[0].text
    assert "Mein Unfall" not in read(html.replace(' data-has-custom-label="true"', "")).replies[0].text


def test_a_summary_of_reactions_that_is_damaged_is_none() -> None:
    html = PAGE.read_text(encoding="utf-8")
    damaged = '<woltlab-core-reaction-summary data="[[1,{"></woltlab-core-reaction-summary>'
    page = read(html.replace('<a href="#" class="reactionSummaryList', f'{damaged}<a href="#" class="x'))
    assert page.original_post
    assert page.original_post.reactions == ()


def test_a_pointer_to_a_post_is_no_part_of_a_threads_address() -> None:
    for pointer in ("?action=firstNew", "?postID=9#post9", "?pageNo=4"):
        assert without_page(f"https://k.example/thread/5-tea/{pointer}") == "https://k.example/thread/5-tea/"
    assert without_page("https://k.example/index.php?thread/5-tea/&action=lastPost") == (
        "https://k.example/index.php?thread/5-tea/"
    )
