"""A template that changed over night is told, whether the module finds less, nothing, or something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scraper import read_page
from scraper.items import ListingPage, Method, Reading, ThreadPage

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pages"
THREADS = sorted(
    path.parent.name
    for path in FIXTURES.glob("*/expected.json")
    if (expected := json.loads(path.read_text(encoding="utf-8")))["kind"] == "thread"
    and expected["reading"]["method"] == "engine"
)
TEMPLATE = "xenforo2-thread-page-2-of-3"
BLOCK, RENAMED = "message message--post js-post", "talk talk--card js-card"


def written(name: str) -> tuple[str, str, str | None]:
    page = next((FIXTURES / name).glob("input.*"))
    meta = json.loads((FIXTURES / name / "meta.json").read_text(encoding="utf-8"))
    return page.read_text(encoding="utf-8", errors="replace"), meta["url"], meta.get("content_type")


def reading(html: str, url: str, *, compare: bool = False) -> tuple[ThreadPage, Reading]:
    page = read_page(html.encode(), url, "text/html; charset=utf-8", compare=compare)
    assert isinstance(page, ThreadPage)
    return page, page.reading


def told(reading: Reading) -> bool:
    return any("may have changed" in remark for remark in reading.remarks)


@pytest.mark.parametrize("name", THREADS)
def test_no_engine_drifts_from_its_own_template(name: str) -> None:
    text, url, content_type = written(name)
    page = read_page(text.encode(), url, content_type, compare=True)
    assert isinstance(page, ThreadPage)
    assert not told(page.reading), page.reading.remarks


def test_posts_that_the_module_misses_are_told_by_their_ids() -> None:
    html, url, _ = written(TEMPLATE)
    whole, sound = reading(html, url)
    assert not told(sound)
    drifted, remarked = reading(html.replace(BLOCK, RENAMED, 2), url)
    assert len(drifted.posts) == len(whole.posts) - 2
    assert told(remarked)
    assert remarked.confidence < sound.confidence
    assert any("2 posts more" in remark for remark in remarked.remarks)


def test_posts_without_ids_are_missed_where_the_caller_compares() -> None:
    html, url, _ = written(TEMPLATE)
    html = html.replace(BLOCK, RENAMED, 1)
    html = html.replace('id="js-post-', 'id="js-card-').replace('id="post-', 'id="card-')
    assert not told(reading(html, url)[1])
    assert told(reading(html, url, compare=True)[1])


def test_a_page_on_which_the_module_finds_no_post_is_read_without_it() -> None:
    html, url, _ = written(TEMPLATE)
    whole, _ = reading(html, url)
    page, remarked = reading(html.replace(BLOCK, RENAMED), url)
    assert remarked.method is not Method.ENGINE
    assert len(page.posts) == len(whole.posts)
    assert told(remarked)


def test_a_listing_is_no_drifted_thread() -> None:
    html, url, _ = written("xenforo2-listing")
    assert isinstance(read_page(html.encode(), url, "text/html", compare=True), ListingPage)
