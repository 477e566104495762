"""Quirks of Discourse that the saved pages do not show."""

from __future__ import annotations

import json
from html import escape

import pytest

from scraper import read_page
from scraper.items import ListingPage, Refusal, ThreadPage, Unreadable
from scraper.pages import Outcome

HOME = "https://d.example"
HEAD = '<head><meta name="generator" content="Discourse 3.5.1 - x"></head>'


def carrying(url: str, **parts: object) -> Outcome:
    """An ordinary page, with what it carries for its script."""
    carried = escape(json.dumps({name: json.dumps(part) for name, part in parts.items()}))
    body = f'<div id="data-preloaded" data-preloaded="{carried}"></div><section id="main"></section>'
    return read_page(f"<html>{HEAD}<body>{body}</body></html>".encode(), url)


def topic(*numbers: int, stream: int = 45) -> dict[str, object]:
    posts = [
        {
            "id": 1000 + n,
            "post_number": n,
            "username": "ann",
            "cooked": "<p>Yes.</p>",
            "created_at": "2026-01-01T00:00:00Z",
        }
        for n in numbers
    ]
    return {
        "id": 7,
        "slug": "x",
        "title": "X",
        "post_stream": {"posts": posts, "stream": [*range(1001, 1001 + stream)]},
    }


def test_a_page_around_a_post_knows_which_page_it_is() -> None:
    page = carrying(f"{HOME}/t/x/7/44", topic_7=topic(*range(41, 46)))
    assert isinstance(page, ThreadPage)
    assert (page.page, page.pages, page.next_url, page.original_post) == (3, 3, None, None)
    assert page.first_url == f"{HOME}/t/x/7"


def test_code_keeps_its_white_space_in_data_too() -> None:
    told = topic(1)
    told["post_stream"]["posts"][0]["cooked"] = "<pre><code>a:\n    b   c\n</code></pre>"  # type: ignore[index]
    page = carrying(f"{HOME}/t/x/7", topic_7=told)
    assert isinstance(page, ThreadPage)
    assert page.posts[0].text == "a:\n    b   c"


@pytest.mark.parametrize(
    ("address", "key", "title"),
    [
        ("/c/work/clocks/9", "9", "Clocks"),
        ("/c/work/clocks/9/l/latest?page=2", "9", "Clocks"),
        ("/c/work/clocks", "9", "Clocks"),
        ("/c/work/5/none", "5", "Work"),
    ],
)
def test_a_category_is_known_by_every_address_it_ever_had(address: str, key: str, title: str) -> None:
    categories = [
        {"id": 5, "name": "Work", "slug": "work"},
        {"id": 9, "name": "Clocks", "slug": "clocks", "parent_category_id": 5},
    ]
    page = carrying(HOME + address, site={"categories": categories}, topic_list_latest={"topic_list": {"topics": []}})
    assert isinstance(page, ListingPage)
    assert (page.id, page.title) == (key, title)


def test_an_ordinary_page_without_content_waits_for_a_script() -> None:
    page = read_page(
        f"<html>{HEAD}<body><p>esk8</p><section id='main'></section></body></html>".encode(), f"{HOME}/t/x/7"
    )
    assert isinstance(page, Unreadable)
    assert page.reason is Refusal.NEEDS_JAVASCRIPT


def test_ids_told_to_crawlers_are_unique_on_the_board() -> None:
    post = """<div id="post_{0}" class="topic-body crawler-post"><span itemprop="name">ann</span>
        <span itemprop="position">{0}</span><div class="post"><p>No.</p></div></div>"""
    shown = f'<html>{HEAD}<body><div id="main-outlet">{post.format(1)}{post.format(2)}</div></body></html>'.encode()
    pages = [read_page(shown, f"{HOME}/t/x/{number}") for number in (7, 8)]
    ids = [each.id for page in pages if isinstance(page, ThreadPage) for each in page.posts]
    assert ids == ["7/1", "7/2", "8/1", "8/2"]
