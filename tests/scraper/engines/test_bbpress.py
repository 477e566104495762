"""Quirks of bbPress that the saved pages do not show."""

from __future__ import annotations

from scraper import read_page
from scraper.items import ListingPage


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
