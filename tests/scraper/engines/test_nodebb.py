"""Quirks of NodeBB that the saved pages do not show."""

from __future__ import annotations

import json

import pytest

from scraper import read_page
from scraper.items import IndexPage, ListingPage, Post, Quote, ThreadPage

HOME = "https://n.example"
MENTION = '<a class="plugin-mentions-user plugin-mentions-a" href="/user/{0}">@<bdi>{0}</bdi></a>'
SAID = f'<p dir="auto">{MENTION} <a href="/post/{{1}}">said</a>:</p>'
SAID_IN = f'<p dir="auto">{MENTION} said in <a href="/post/{{1}}">Boats</a>:</p>'
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


def named(quote: Quote) -> tuple[str | None, str, list[object]]:
    return quote.author, quote.text, [named(inner) for inner in quote.quotes]


def quoting(*lines: str) -> str:
    return f"<blockquote>{''.join(lines)}<p>A.</p></blockquote>"


NESTED = "<blockquote><p>B.</p></blockquote>"
RUSSIAN = f'<p>Пользователь {MENTION.format("bob")} написал в <a href="/post/3">Boats</a>:</p>'


@pytest.mark.parametrize(
    ("content", "quotes"),
    [
        (quoting(SAID.format("Bob", 3)), [("Bob", "A.", [])]),
        (SAID_IN.format("Bob", 3) + quoting(), [("Bob", "A.", [])]),
        (
            quoting(SAID.format("Bob", 3), "<blockquote>", SAID.format("Cy", 2), "<p>B.</p></blockquote>"),
            [("Bob", "A.", [("Cy", "B.", [])])],
        ),
        (SAID_IN.format("Bob", 3) + quoting(SAID_IN.format("Cy", 2), NESTED), [("Bob", "A.", [("Cy", "B.", [])])]),
        (quoting(SAID.format("Bob", 3), SAID_IN.format("Cy", 2), NESTED), [("Bob", "A.", [("Cy", "B.", [])])]),
        (f"<p>{MENTION.format('bob')} said:</p>{quoting()}", [("bob", "A.", [])]),
        (f"<blockquote><p>{MENTION.format('bob')} come here</p></blockquote>", [(None, "@bob come here", [])]),
        ('<p>Guest said in <a href="/post/3">Boats</a>:</p>' + quoting(), [("Guest", "A.", [])]),
        (RUSSIAN + quoting(), [("bob", "A.", [])]),
        (quoting('<p><a href="/post/1">said</a>:</p>'), [("ann", "A.", [])]),
    ],
)
def test_the_line_of_a_quote_stands_before_it_or_on_top_of_it(content: str, quotes: list[object]) -> None:
    post = words(f"{content}<p>Own.</p>")
    assert post.text == "Own."
    assert [named(quote) for quote in post.quotes] == quotes


def test_a_link_to_a_post_before_a_quote_is_no_line_of_the_composer() -> None:
    post = words(f'<p>See <a href="/post/4">there</a>, it leaks</p>{QUOTE}')
    assert post.text == "See there, it leaks\n\nA chain."


def test_a_quote_names_people_as_their_posts_do() -> None:
    user = {"uid": 3, "username": "Mole Watch", "userslug": "mole-watch"}
    quote = f"<blockquote>{SAID.format('Mole-Watch', 90)}<p>A.</p></blockquote>"
    post = {"pid": 1, "index": 0, "content": quote, "user": user}
    page = read_page(json.dumps({"tid": 7, "posts": [post]}).encode(), f"{HOME}/api/topic/7/x", "application/json")
    assert isinstance(page, ThreadPage)
    assert [one.author for one in page.posts[0].quotes] == ["Mole Watch"]


def test_an_emoji_is_what_was_typed() -> None:
    image = '<img src="/e.png" class="not-responsive emoji emoji-android emoji--wave" title="{}" alt="👋" />'
    assert words(f"<p>Hi {image.format(':wave:')} {image.format('👋')}</p>").text == "Hi :wave: 👋"


def test_the_api_gives_titles_as_typed_and_keys_for_people_without_a_name() -> None:
    post = {"pid": 1, "index": 0, "content": "<p>A.</p>", "user": {"uid": 0, "displayname": "[[global:guest]]"}}
    data = {"tid": 7, "title": "Ropes &amp;amp; &lt;b&gt;", "titleRaw": "Ropes &amp; <b>", "posts": [post]}
    page = read_page(json.dumps(data).encode(), f"{HOME}/api/topic/7/x", "application/json")
    assert isinstance(page, ThreadPage)
    assert page.title == "Ropes &amp; <b>"
    assert page.posts[0].author is not None
    assert page.posts[0].author.name == "Guest"
    recent = {"title": "[[recent:title]]", "topics": [], "pagination": {}}
    listing = read_page(json.dumps(recent).encode(), f"{HOME}/api/recent", "application/json")
    assert isinstance(listing, ListingPage)
    assert listing.title == ""


def test_who_started_a_topic_is_not_who_answered_last_and_a_small_screens_date_is_not_its_start() -> None:
    row = """<li component="category/topic" class="category-item locked" data-tid="7"><a class="avatar-tooltip"
      title="Guest" href="#"><span title="Guest" class="avatar">G</span></a><h3 component="topic/header"><a
      href="/topic/7/x">X</a></h3><span component="topic/labels"><div class="d-lg-none"><a href="/topic/7/x/3"
      class="timeago" title="2026-02-05T10:00:00.000Z"></a></div><a href="/topic/7/x" class="timeago"
      title="2026-02-03T10:00:00.000Z"></a></span><div component="topic/teaser"><a href="/user/ann"
      class="avatar-tooltip" title="ann"><span title="ann" class="avatar">A</span></a><a class="timeago"
      title="2026-02-05T10:00:00.000Z"></a></div></li>"""
    html = f'<div component="brand/wrapper"></div><ul component="category">{row}</ul>'
    page = read_page(html.encode(), f"{HOME}/category/2/boats")
    assert isinstance(page, ListingPage)
    (link,) = page.threads
    assert (link.author, link.last_post_author, link.locked) == ("Guest", "ann", True)
    assert link.started_at is not None
    assert link.started_at.day == 3


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


def test_an_older_widget_puts_the_label_of_a_count_into_its_heading() -> None:
    cards = "".join(
        f'<div class="stats-card"><h2><span class="stats">{count}</span><br /><small>{label}</small></h2></div>'
        for label, count in (("Online", 3), ("Users", 40), ("Topics", 12), ("Posts", 300))
    )
    block = '<li component="categories/category" data-cid="2"><h2><a href="/category/2/boats">Boats</a></h2></li>'
    html = f'<div component="brand/wrapper"></div><ul>{block}</ul><div class="row forum-stats">{cards}</div>'
    page = read_page(html.encode(), f"{HOME}/categories")
    assert isinstance(page, IndexPage)
    assert page.statistics is not None
    assert (page.statistics.members, page.statistics.threads, page.statistics.messages) == (40, 12, 300)
