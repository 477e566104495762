"""Quirks of Discourse that the saved pages do not show."""

from __future__ import annotations

import json
import re
from html import escape

import pytest

from scraper import read_page
from scraper.items import Absence, IndexPage, ListingPage, Post, Refusal, ThreadPage, Unreadable
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


CRAWLED = """<div id="post_{0}" class="topic-body crawler-post"><span class="creator"><a href="{2}/u/ann">
    <span itemprop="name">ann</span></a></span><span class="crawler-post-infos">
    <time datetime="2026-01-01T00:00:00Z">January 1, 2026</time>
    <meta itemprop="dateModified" content="2026-01-01T00:00:00Z"><span itemprop="position">{0}</span></span>
    <div class="post" itemprop="text">{1}</div></div>"""


def crawled(*bodies: str, url: str = f"{HOME}/t/x/7", head: str = "", first: int = 1) -> ThreadPage:
    """A topic as it is shown to crawlers."""
    posts = "".join(CRAWLED.format(number, body, HOME) for number, body in enumerate(bodies, first))
    html = f'<html>{HEAD}{head}<body><div id="main-outlet">{posts}</div></body></html>'
    page = read_page(html.encode(), url)
    assert isinstance(page, ThreadPage)
    return page


def cooked(html: str) -> Post:
    """A post with these words, which stands alike in a page for crawlers and in data."""
    told = topic(1)
    told["post_stream"]["posts"][0]["cooked"] = html  # type: ignore[index]
    page, other = carrying(f"{HOME}/t/x/7", topic_7=told), crawled(html)
    assert isinstance(page, ThreadPage)
    (post,), (same,) = page.posts, other.posts
    assert (post.text, post.attachments, post.links) == (same.text, same.attachments, same.links)
    return post


def test_a_link_with_the_title_of_its_page_is_the_address_that_was_typed() -> None:
    post = cooked('<p>The <a href="https://lamps.example/a" class="inline-onebox">Every lamp there is</a>, again.</p>')
    assert post.text == "The https://lamps.example/a, again."


def test_a_topic_of_the_board_shown_as_a_card_is_no_quote() -> None:
    post = cooked(
        """<aside class="quote" data-post="1" data-topic="9"><div class='title'><div class='quote-controls'></div>
        <img src="/a.png" class="avatar"><a href="https://d.example/t/wicks/9">Wicks</a> <a href="/c/w/5">W</a></div>
        <blockquote>Trim them daily.</blockquote></aside><p>See there.</p>"""
    )
    assert (post.text, post.quotes) == ("https://d.example/t/wicks/9\n\nSee there.", ())


def test_words_of_a_chat_belong_to_who_said_them() -> None:
    post = cooked(
        """<div class="chat-transcript" data-message-id="4" data-username="bob" data-channel-name="lamps">
        <div class="chat-transcript-meta">Originally sent in <a href="/chat/c/-/2">lamps</a></div>
        <div class="chat-transcript-user"><div class="chat-transcript-username">bob</div></div>
        <div class="chat-transcript-messages"><p>Lit again.</p></div></div><p>So it went.</p>"""
    )
    assert (post.text, [(quote.author, quote.text) for quote in post.quotes]) == (
        "So it went.",
        [("bob", "Lit again.")],
    )


def test_a_post_that_is_only_a_video_stays() -> None:
    post = cooked('<p></p><div class="video-placeholder-container" data-video-src="/uploads/a.mp4"></div><p></p>')
    assert [(each.kind, each.url) for each in post.attachments] == [("embed", f"{HOME}/uploads/a.mp4")]


def test_crawlers_are_told_by_words_alone_that_a_post_is_gone() -> None:
    hidden = "<p>This post was flagged by the community and is temporarily hidden.</p>"
    page = crawled("<p>One.</p>", "<p>(post deleted by author)</p>", hidden, "", "<p>(post deleted by author) Why?</p>")
    assert [post.id for post in page.posts] == ["7/1", "7/5"]
    assert [(each.id, each.kind) for each in page.placeholders] == [("7/2", Absence.DELETED), ("7/3", Absence.HIDDEN)]


def test_a_topic_reached_by_a_post_is_at_the_page_that_it_calls_its_own() -> None:
    own = f'<link rel="canonical" href="{HOME}/t/x/7?page=3">'
    page = crawled("<p>Forty-one.</p>", url=f"{HOME}/t/x/7/41", head=own, first=41)
    assert (page.page, page.original_post, [post.id for post in page.posts]) == (3, None, ["7/41"])


def test_numbers_that_are_all_alike_lose_no_post() -> None:
    posts = "".join(CRAWLED.format(number, f"<p>{number}</p>", HOME) for number in (1, 2, 3))
    alike = re.sub(r'(?<="position">)\d', "1", posts)
    page = read_page(f'<html>{HEAD}<body><div id="main-outlet">{alike}</div></body></html>'.encode(), f"{HOME}/t/x/7")
    assert isinstance(page, ThreadPage)
    assert [(post.id, post.text) for post in page.posts] == [("7/1", "1"), ("7/2", "2"), ("7/3", "3")]


def test_posts_asked_for_by_their_ids_know_their_place() -> None:
    told = topic(21, 22)
    told["post_stream"] = {"posts": told["post_stream"]["posts"]}  # type: ignore[index]
    page = read_page(json.dumps(told).encode(), f"{HOME}/t/7/posts.json?post_ids[]=1021", "application/json")
    assert isinstance(page, ThreadPage)
    assert (page.page, page.original_post, [post.id for post in page.posts]) == (2, None, ["1021", "1022"])


def test_a_row_names_people_as_their_profiles_do() -> None:
    row = """<tr class="topic-list-item"><td class="main-link"><a href="/t/x/7" class="title">X</a></td>
        <td class="posters"><a href="/u/ann.b" class=""><img title="Ann - from B - Original Poster"></a>
        <a href="/u/%C3%A5se" class="latest"><img title="Åse - Most Recent Poster"></a></td></tr>"""
    html = f'<html>{HEAD}<body><div id="main-outlet"><table>{row}</table></div></body></html>'
    page = read_page(html.encode(), f"{HOME}/c/work/5")
    assert isinstance(page, ListingPage)
    assert [(each.author, each.last_post_author) for each in page.threads] == [("ann.b", "åse")]


@pytest.mark.parametrize(
    "names", [("topics_count", "posts_count", "users_count"), ("topic_count", "post_count", "user_count")]
)
@pytest.mark.parametrize("inside", [True, False])
def test_the_api_tells_the_statistics(names: tuple[str, str, str], inside: bool) -> None:
    stats = {**dict(zip(names, (12, 340, 56), strict=True)), "topics_7_days": 2}
    told = {"users": [], "about": {"title": "Lamps", "stats": stats}} if inside else stats
    path = "/about.json" if inside else "/site/statistics.json"
    page = read_page(json.dumps(told).encode(), HOME + path, "application/json")
    assert isinstance(page, IndexPage)
    assert page.statistics is not None
    assert (page.statistics.threads, page.statistics.messages, page.statistics.members) == (12, 340, 56)
    assert page.board_title == ("Lamps" if inside else None)


def test_in_2_5_the_time_that_is_shown_is_that_of_the_change() -> None:
    infos = """<meta itemprop='datePublished' content='2020-04-17T23:18:35Z'>
        <time itemprop='dateModified' datetime='2020-05-14T22:19:26Z' class='post-time'>14 May 2020 22:19</time>"""
    html = f"""<html>{HEAD}<body><div id="main-outlet"><div id="topic-title"><h1>X</h1></div>
        <div itemscope itemtype='http://schema.org/DiscussionForumPosting' class='topic-body crawler-post'>
        <span class="creator" itemprop="author"><a href='{HOME}/u/ann'><span itemprop='name'>ann</span></a></span>
        <span class="crawler-post-infos">{infos}<span itemprop='position'>#1</span></span>
        <div class='post' itemprop='articleBody'><p>One layer more.</p></div></div></div></body></html>"""
    page = read_page(html.encode(), f"{HOME}/t/x/7")
    assert isinstance(page, ThreadPage)
    assert [(str(post.published), str(post.edited)) for post in page.posts] == [
        ("2020-04-17 23:18:35+00:00", "2020-05-14 22:19:26+00:00")
    ]
