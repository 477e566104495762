"""Quirks of XenForo 1 that the saved pages do not show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper import read_page
from scraper.items import IndexPage, ListingPage, Post, Reaction, Refusal, ThreadPage, Unreadable
from scraper.pages import Outcome

BOARD = "https://kettles.example/board/"
URL = f"{BOARD}threads/descaling.7/"
CLOCK = "<script>serverTimeInfo: { now: 1390237200, today: 1390172400, todayDow: 1 }</script>"
"""20 January 2014, 17:00 UTC, on a board that is an hour ahead."""


def read(body: str, url: str = URL, *, content: str = "thread_view", base: str = f'<base href="{BOARD}">') -> Outcome:
    page = f'<body><div id="content" class="{content}">{body}</div></body>'
    html = f'<html id="XenForo" lang="en-US"><head>{base}</head>{page}</html>'
    return read_page(html.encode(), url, "text/html; charset=utf-8")


def thread(body: str, url: str = URL, **more: str) -> ThreadPage:
    page = read(body, url, **more)
    assert isinstance(page, ThreadPage), page
    return page


def post(number: int, html: str = "", *, when: str = "", after: str = "", classes: str = "") -> str:
    when = when or '<span class="DateTime" title="Jan 5, 2014 at 4:12 PM">Jan 5, 2014</span>'
    return f"""<li id="post-{100 + number}" class="message {classes}" data-author="Wick"><h3 class="userText"><a
      href="members/wick.3/" class="username">Wick</a></h3><div class="messageContent"><article><blockquote
      class="messageText">{html or f"Words of post {number}."}<div
      class="messageTextEndMarker">&nbsp;</div></blockquote></article></div>{after}<div
      class="messageMeta"><a href="posts/{100 + number}/" class="datePermalink">{when}</a> <a
      href="posts/{100 + number}/" class="postNumber">#{number}</a></div></li>"""


def only(html: str = "", **more: str) -> Post:
    (found,) = thread(CLOCK + post(1, html, **more)).posts
    return found


@pytest.mark.parametrize("url", [BOARD, URL, f"{BOARD}forums/spouts.4/page-3", f"{BOARD}index.php?threads/x.7/"])
def test_the_base_is_the_board_on_every_page(url: str) -> None:
    node = (
        '<ol><li class="node forum level_2"><h3 class="nodeTitle"><a href="forums/spouts.4/">Spouts</a></h3></li></ol>'
    )
    page = read(node if url == BOARD else post(1), url)
    assert not isinstance(page, Unreadable)
    assert page.board_url == BOARD


def test_a_base_on_another_host_is_no_board() -> None:
    page = thread(post(1), base='<base href="https://cdn.example/">')
    assert page.board_url == BOARD


@pytest.mark.parametrize(
    ("when", "moment"),
    [
        ('<abbr class="DateTime" data-time="1390150980" data-datestring="Jan 19, 2014">x</abbr>', (19, 17, 3)),
        ('<span class="DateTime" title="Jan 19, 2014 at 6:03 PM">Jan 19, 2014</span>', (19, 17, 3)),
        ('<span class="DateTime">Yesterday at 6:03 PM</span>', (19, 17, 3)),
        ('<span class="DateTime">Today at 12:30 AM</span>', (19, 23, 30)),
        ('<span class="DateTime">5 minutes ago</span>', (20, 16, 55)),
    ],
)
def test_moments_are_told_by_the_pages_own_clock(when: str, moment: tuple[int, int, int]) -> None:
    day, hour, minute = moment
    assert only(when=when).published == datetime(2014, 1, day, hour, minute, tzinfo=UTC)


def test_a_clock_that_cannot_be_is_none() -> None:
    broken = "<script>serverTimeInfo: { now: 1390237200, today: 1200000000 }</script>"
    page = thread(broken + post(1, when='<span class="DateTime">Yesterday at 6:03 PM</span>'))
    assert page.posts[0].published is None
    assert page.posts[0].published_raw == "Yesterday at 6:03 PM"


def test_the_next_page_by_an_address_with_a_gap() -> None:
    nav = """<div class="PageNav" data-page="2" data-last="9" data-sentinel="{{sentinel}}"
      data-baseurl="threads/descaling.7/page-{{sentinel}}"><span class="pageNavHeader">Page 2 of 9</span></div>"""
    page = thread(nav + post(21), f"{URL}page-2")
    assert (page.page, page.pages, page.next_url) == (2, 9, f"{URL}page-3")


def test_the_last_page_has_no_next_one() -> None:
    nav = '<div class="PageNav" data-page="9" data-last="9" data-baseurl="threads/descaling.7/page-{{sentinel}}"></div>'
    assert thread(nav + post(161), f"{URL}page-9").next_url is None


@pytest.mark.parametrize("classes", ["deleted placeholder", "placeholder ignored", "deleted"])
def test_posts_that_are_not_shown(classes: str) -> None:
    page = thread(post(1) + post(2, classes=classes) + post(3))
    assert [one.id for one in page.posts] == ["101", "103"]


LIKES = {
    "one": ('<a class="username">Ann</a> likes this.', ("Ann",), 1),
    "three": ('<a class="username">Ann</a>, <a class="username">Ben</a> and <a class="username">Cy</a> like this.',
              ("Ann", "Ben", "Cy"), 3),
    "more": ('<a class="username">Ann</a> and <a class="OverlayTrigger">1,200 others</a> like this.', ("Ann",), 1201),
}  # fmt: skip


@pytest.mark.parametrize(("line", "by", "count"), LIKES.values(), ids=LIKES)
def test_likes(line: str, by: tuple[str, ...], count: int) -> None:
    assert only(after=f'<span class="LikeText">{line}</span>').reactions == (Reaction(name="Like", count=count, by=by),)


def test_a_quote_by_nobody_in_particular() -> None:
    html = """<div class="bbCodeBlock bbCodeQuote"><aside><blockquote class="quoteContainer"><div
      class="quote">Lime?</div><div class="quoteExpand">Click to expand...</div></blockquote></aside></div>Yes."""
    (quote,) = only(html).quotes
    assert (quote.author, quote.text) == (None, "Lime?")


def test_the_post_itself_is_a_blockquote_and_no_quote() -> None:
    found = only("Boil it.")
    assert (found.text, found.quotes) == ("Boil it.", ())


def test_code_and_its_label() -> None:
    found = only('<div class="bbCodeBlock bbCodeCode"><div class="type">Code:</div><pre>a  b\nc</pre></div>')
    assert found.text == "a  b\nc"


ERROR = '<div class="errorOverlay"><div class="baseHtml"><label>{}</label></div></div>'
LOGIN = '<form id="pageLogin"><div class="errorPanel"><span class="errors">{}</span></div></form>'


@pytest.mark.parametrize(
    ("body", "content", "reason"),
    [
        (ERROR.format("The requested forum could not be found."), "error", Refusal.REMOVED),
        (ERROR.format("You do not have permission to do that."), "error", Refusal.LOGIN_WALL),
        (ERROR.format("We are asleep."), "error", Refusal.NOTICE),
        (LOGIN.format("You must be logged-in to do that."), "error_with_login", Refusal.LOGIN_WALL),
        ('<form id="pageLogin"><input type="password"></form>', "error_with_login", Refusal.LOGIN_WALL),
    ],
)
def test_a_sentence_instead_of_a_page(body: str, content: str, reason: Refusal) -> None:
    page = read(f"<h1>Kettles - Error</h1>{body}", content=content)
    assert isinstance(page, Unreadable)
    assert (page.reason, page.engine) == (reason, "xenforo1")
    assert "Kettles - Error" not in page.detail, "the sentence, not the page"


def row(number: int, inner: str = "", classes: str = "visible") -> str:
    return f"""<li id="thread-{number}" class="discussionListItem {classes}" data-author="Wick"><h3 class="title"><a
      href="forums/spouts.4/?prefix_id=1" class="prefixLink"><span class="prefix">Sold</span></a> <a
      href="threads/lid.{number}/" class="PreviewTooltip">Lid {number}</a></h3>{inner}</li>"""


def test_rows() -> None:
    stats = """<div class="stats"><dl class="major"><dt>Replies:</dt> <dd>1,140</dd></dl><dl
      class="minor"><dt>Views:</dt> <dd>25,018</dd></dl></div>"""
    body = CLOCK + row(8, stats, "visible sticky locked") + row(9, classes="deleted") + row(10)
    page = read(body, f"{BOARD}forums/spouts.4/")
    assert isinstance(page, ListingPage)
    assert [(link.id, link.title) for link in page.threads] == [("8", "Lid 8"), ("10", "Lid 10")]
    first = page.threads[0]
    assert (first.replies, first.views, first.sticky, first.locked) == (1140, 25018, True, True)
    assert page.id == "4"


def test_forums_in_the_menu_of_a_forum_are_not_listed_twice() -> None:
    node = """<li class="node forum level_2"><h3 class="nodeTitle"><a href="forums/spouts.4/">Spouts</a></h3>
      <ol><li class="node forum level-n"><h4 class="nodeTitle"><a href="forums/lids.5/">Lids</a></h4></li></ol></li>"""
    page = read(f"<ol>{node}</ol>", BOARD)
    assert isinstance(page, IndexPage)
    assert [forum.id for forum in page.forums] == ["4"]
