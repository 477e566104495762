"""Quirks of Misago that the saved pages do not show."""

from __future__ import annotations

from scraper import read_page
from scraper.items import ThreadPage


def test_a_page_whose_data_is_broken_is_read_without_it() -> None:
    html = """<html><head></head><body><div id="misago-container"><h1>Moths</h1><ul class="posts-list"><li id="post-4"
      class="post"><div class="post-side"><div class="media-body"><a class="item-title" href="/u/hawk/9/"><span
      itemprop="author">Hawk</span></a></div></div><div class="post-heading"><time
      datetime="2019-02-28T12:00:00+00:00">noon</time></div><article class="misago-markup"><aside
      class="quote-block"><div class="quote-heading">@Gone has written:</div><blockquote class="quote-body"
      data-author="@Gone"><p>Lamps?</p></blockquote></aside><p>Out.</p></article></li></ul></div>
      <script>misago.init({"POSTS": {"results": [</script></body></html>"""
    page = read_page(html.encode(), "https://lamps.example/t/moths/3/2/", "text/html; charset=utf-8")
    assert isinstance(page, ThreadPage), page
    assert (page.page, page.first_url, page.original_post) == (2, "https://lamps.example/t/moths/3/", None)
    (post,) = page.replies
    assert (post.text, post.quotes[0].author, post.edited) == ("Out.", "Gone", None)
