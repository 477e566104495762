"""Quirks of NodeBB that the saved pages do not show."""

from __future__ import annotations

import json

from scraper import read_page
from scraper.items import Post, ThreadPage

HOME = "https://n.example"
QUOTE = "<blockquote><p>An anchor.</p></blockquote><p>A chain.</p>"


def words(content: str) -> Post:
    data = {
        "tid": 7,
        "title": "X",
        "slug": "7/x",
        "posts": [{"pid": 1, "index": 0, "content": content, "user": {"uid": 2, "username": "ann", "userslug": "ann"}}],
    }
    page = read_page(json.dumps(data).encode(), f"{HOME}/api/topic/7/x", "application/json")
    assert isinstance(page, ThreadPage)
    return page.posts[0]


def test_a_quote_names_its_author_without_the_plugin_for_mentions() -> None:
    post = words(f'<p>@bob.k sagte in <a href="/post/4">Boats</a>:</p>{QUOTE}')
    assert [(quote.author, quote.post_id) for quote in post.quotes] == [("bob.k", "4")]
    assert post.text == "A chain."


def test_a_line_before_a_quote_that_names_nobody_is_the_authors_own() -> None:
    post = words(f'<p>See <a href="/post/4">this</a> and <a href="https://o.example/">that</a>:</p>{QUOTE}')
    assert [quote.author for quote in post.quotes] == [None]
    assert post.text == "See this and that:\n\nA chain."


def test_the_first_post_is_told_by_its_index_wherever_a_page_begins() -> None:
    item = (
        '<li component="post" data-pid="{0}" data-index="{1}" data-timestamp="1770000000000" data-uid="2">'
        '<a href="/user/ann" data-username="ann">ann</a><div component="post/content"><p>Aye.</p></div></li>'
    )
    html = '<div component="brand/wrapper"></div><ul component="topic">' + item.format(90, 56) + item.format(91, 57)
    page = read_page(html.encode(), f"{HOME}/topic/7/x/57")
    assert isinstance(page, ThreadPage)
    assert page.original_post is None
    assert [post.position for post in page.replies] == [57, 58]
    assert page.first_url == f"{HOME}/topic/7/x"
