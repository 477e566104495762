"""Quirks of bbPress that the saved pages do not show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper import read_page
from scraper.items import IndexPage, ListingPage, Post, ThreadPage

TOPIC = "https://roofs.example/forums/topic/moss/"


def listing(head: str, url: str = "https://roofs.example/forums/forum/slates/") -> ListingPage:
    html = f"""<html><head></head><body class="forum bbpress bbp-no-js"><div id="bbpress-forums">
      <ul id="bbp-forum-5" class="bbp-topics"><li class="bbp-header"><ul class="forum-titles"><li
      class="bbp-topic-reply-count">{head}</li></ul></li><li class="bbp-body"><ul id="bbp-topic-9"
      class="topic type-topic"><li class="bbp-topic-title"><a class="bbp-topic-permalink"
      href="https://roofs.example/?topic=moss">Moss</a></li><li class="bbp-topic-reply-count">3</li></ul></li></ul>
      </div></body></html>"""
    page = read_page(html.encode(), url, "text/html; charset=utf-8")
    assert isinstance(page, ListingPage), page
    return page


def test_a_board_that_shows_the_topic_among_its_replies_counts_it_too() -> None:
    assert listing("Posts").threads[0].replies == 2
    assert listing("Beiträge").threads[0].replies == 2


def test_a_board_that_leads_with_the_topic_counts_replies_alone() -> None:
    assert listing("Replies").threads[0].replies == 3


def test_addresses_may_have_their_names_in_the_query() -> None:
    page = listing("Posts", "https://roofs.example/?forum=slates&paged=2")
    assert (page.id, page.page, page.threads[0].url) == ("slates", 2, "https://roofs.example/?topic=moss")


def reply(number: int, date: str, html: str, kind: str = "reply") -> str:
    return f"""<div id="post-{number}" class="bbp-reply-header"><div class="bbp-meta"><span
      class="bbp-reply-post-date">{date}</span><a href="{TOPIC}#post-{number}"
      class="bbp-reply-permalink">#{number}</a></div></div><div
      class="odd post-{number} {kind} type-{kind} user-id-4"><div class="bbp-reply-author"><a
      href="https://roofs.example/users/slater/" class="bbp-author-link"><span
      class="bbp-author-name">Slater</span></a></div><div class="bbp-reply-content">{html}</div></div>"""


def topic(replies: str, age: str = "", last: str = "") -> ThreadPage:
    told = f"""<li class="bbp-topic-description">This topic was last updated <a href="{last}">{age}</a> by <a
      href="https://roofs.example/users/slater/" class="bbp-author-link">Slater</a>.</li>"""
    html = f"""<html lang="en"><body class="topic bbpress"><div id="bbpress-forums">{told if age else ""}<ul
      id="topic-9-replies" class="forums bbp-replies"><li class="bbp-body">{replies}</li></ul></div></body></html>"""
    page = read_page(html.encode(), TOPIC, "text/html; charset=utf-8")
    assert isinstance(page, ThreadPage), page
    return page


def only(html: str) -> Post:
    (found,) = topic(reply(9, "May 2, 2024 at 7:30 am", html, "topic")).posts
    return found


def log(age: str) -> str:
    return f"""<ul class="bbp-reply-revision-log"><li class="bbp-reply-revision-log-item">This reply was modified {age}
      by <a href="https://roofs.example/users/slater/" class="bbp-author-link">Slater</a>.</li></ul>"""


@pytest.mark.parametrize(
    ("age", "edited"),
    [("3 hours, 10 minutes ago", datetime(2024, 5, 2, 8, 20, tzinfo=UTC)),
     ("right now", datetime(2024, 5, 2, 11, 30, tzinfo=UTC))],
)  # fmt: skip
def test_the_age_of_the_last_post_tells_the_time_now(age: str, edited: datetime) -> None:
    replies = reply(9, "May 1, 2024 at 7:30 am", "Moss." + log(age), "topic") + reply(
        11, "May 2, 2024 at 9:30 am", "No."
    )
    page = topic(replies, "2 hours ago", f"{TOPIC}#post-11")
    assert [post.edited for post in page.posts] == [edited, None]


def test_a_topic_without_replies_was_posted_in_last() -> None:
    alone = reply(9, "May 2, 2024 at 7:30 am", "Moss." + log("1 hour ago"), "topic")
    assert topic(alone, "3 hours ago", TOPIC).posts[0].edited == datetime(2024, 5, 2, 9, 30, tzinfo=UTC)


def test_nothing_tells_the_time_where_the_last_post_is_on_another_page() -> None:
    shown = reply(9, "May 2, 2024 at 7:30 am", "Moss." + log("1 hour ago"), "topic")
    page = topic(shown, "3 hours ago", f"{TOPIC}page/2/#post-40")
    assert page.posts[0].edited is None
    assert page.posts[0].edited_raw == "This reply was modified 1 hour ago by Slater."


def test_an_address_that_became_a_card_is_no_quote() -> None:
    found = only("""<p>See</p><blockquote class="wp-embedded-content" data-secret="x1"><p><a
      href="https://roofs.example/lead/">Lead flashing</a></p></blockquote><blockquote class="twitter-tweet"><p>Rain <a
      href="https://t.example/1">again</a></p>&mdash; Gutter <a
      href="https://tweets.example/2">May 1</a></blockquote>""")
    assert (found.text, found.quotes) == ("See\n\nhttps://roofs.example/lead/\n\nhttps://tweets.example/2", ())


def test_quotes_of_a_plugin_name_their_author() -> None:
    found = only(f"""<blockquote class="bbp-the-quote" cite="{TOPIC}#post-9"><em class="bbp-the-quote-cite"><a
      href="{TOPIC}#post-9">Slater wrote:</a></em>Moss.</blockquote>No.""")
    assert found.text == "No."
    assert [(quote.author, quote.text, quote.post_id) for quote in found.quotes] == [("Slater", "Moss.", "9")]


def test_topics_and_replies_are_the_messages() -> None:
    html = """<html lang="en"><body class="forum-archive bbpress"><div id="bbpress-forums"><ul class="bbp-forums"><li
      class="bbp-body"><ul id="bbp-forum-5"><li class="bbp-forum-info"><a class="bbp-forum-title"
      href="https://roofs.example/forums/forum/slates/">Slates</a></li></ul></li></ul></div><dl
      role="main"><dt>Registered Users</dt><dd><strong>9</strong></dd><dt>Forums</dt><dd><strong>1</strong></dd>
      <dt>Topics</dt><dd><strong>13</strong></dd><dt>Replies</dt><dd><strong>1,098</strong></dd></dl></body></html>"""
    page = read_page(html.encode(), "https://roofs.example/forums/", "text/html; charset=utf-8")
    assert isinstance(page, IndexPage), page
    assert page.statistics is not None
    assert (page.statistics.threads, page.statistics.messages, page.statistics.members) == (13, 1111, 9)
