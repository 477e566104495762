"""Quirks of phpBB that the saved pages do not show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scraper import read_page
from scraper.items import IndexPage, ListingPage, Post, Refusal, ThreadPage, Unreadable
from scraper.notes import zone_in
from scraper.pages import Outcome

BOARD = "https://tiles.example/forum/"
URL = f"{BOARD}viewtopic.php?t=7"
CRUMBS = '<ul class="navlinks"><li class="breadcrumbs"><a href="./index.php" accesskey="h">Board index</a></li></ul>'
ZONE = '<p>All times are <span title="Europe/Berlin">UTC+02:00</span></p>'


def read(body: str, url: str = URL, section: str = "viewtopic") -> Outcome:
    html = f'<html lang="en-gb"><body id="phpbb" class="section-{section} ltr">{CRUMBS}{body}{ZONE}</body></html>'
    return read_page(html.encode(), url, "text/html; charset=utf-8")


def post(when: str, html: str = "Words.", after: str = "", author: str = "Grout") -> str:
    """A post of 3.1 and 3.2, which print dates for people alone."""
    return f"""<div id="p5" class="post bg2"><div class="inner"><dl class="postprofile"><dt><a
      href="./memberlist.php?mode=viewprofile&amp;u=3" class="username">{author}</a></dt></dl><div class="postbody">
      <div id="post_content5"><h3 class="first"><a href="#p5">Tiles</a></h3><p class="author"><a
      href="./viewtopic.php?p=5#p5"><span class="imageset"></span></a><span class="responsive-hide">by <strong><a
      href="./memberlist.php?mode=viewprofile&amp;u=3" class="username">{author}</a></strong> &raquo; </span>{when} </p>
      <div class="content">{html}</div>{after}</div></div></div></div>"""


def only(body: str, url: str = URL) -> Post:
    page = read(
        f'<div id="page-body"><h2 class="topic-title"><a href="./viewtopic.php?t=7">Tiles</a></h2>{body}</div>', url
    )
    assert isinstance(page, ThreadPage), page
    (found,) = page.posts
    return found


@pytest.mark.parametrize(
    ("printed", "month", "hour"), [("Sat Jan 10, 2015 9:00 am", 1, 8), ("Fri Jul 10, 2015 9:00 am", 7, 7)]
)
def test_a_zone_with_a_name_has_summers(printed: str, month: int, hour: int) -> None:
    assert only(post(printed)).published == datetime(2015, month, 10, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("note", "hours"),
    [
        ("All times are UTC - 8 hours [ <abbr title='Daylight Saving Time'>DST</abbr> ]", -7),
        ("Alle Zeiten sind UTC + 1 Stunde [ Sommerzeit ]", 2),
        ("All times are UTC + 1 hour ", 1),
        ("All times are GMT - 5 Hours", -5),
        ('All times are <span title="Nowhere/Atlantis">UTC+03:00</span>', 3),
        ('Alle Zeiten sind <span title="Amerika/New York">UTC-05:00</span>', -5),
    ],
)
def test_the_zone_at_the_foot(note: str, hours: int) -> None:
    zone = zone_in(f"<li>{note}</li>")
    assert zone is not None
    assert datetime(2015, 1, 10, tzinfo=zone).utcoffset() == timedelta(hours=hours)


def test_a_name_that_is_a_month_moves_no_date() -> None:
    note = (
        '<div class="notice">Last edited by <a class="username" href="#">May 3</a> on Sat Jan 10, 2015 9:00 am.</div>'
    )
    found = only(post("Sat Jan 10, 2015 8:00 am", after=note, author="May 3"))
    assert (found.published, found.edited) == (
        datetime(2015, 1, 10, 7, tzinfo=UTC),
        datetime(2015, 1, 10, 8, tzinfo=UTC),
    )


def test_a_bump_is_no_edit() -> None:
    note = '<div class="notice"><br /><br />Bumped by <a href="#">Grout</a> on Sat Jan 10, 2015 9:00 am.</div>'
    assert only(post("Sat Jan 10, 2015 8:00 am", after=note)).edited_raw is None


def test_the_comment_on_an_attached_picture_is_the_authors_and_its_size_is_not() -> None:
    html = """See:<div class="inline-attachment"><dl class="file"><dt class="attach-image"><img class="postimage"
      src="./download/file.php?id=4" alt="a.jpg" /></dt><dd><em>Cracked</em></dd><dd>a.jpg (9 KiB)</dd></dl></div>"""
    assert only(post("Sat Jan 10, 2015 8:00 am", html)).text == "See:\n\nCracked"


def test_a_quote_of_a_post_whose_author_has_no_profile() -> None:
    html = """<blockquote cite="./viewtopic.php?p=4#p4"><div><cite>Lime wrote: <a href="./viewtopic.php?p=4#p4"
      data-post-id="4">↑</a><span class="responsive-hide">Sat Jan 10, 2015 7:00
      am</span></cite>No.</div></blockquote>Yes."""
    (quote,) = only(post("Sat Jan 10, 2015 8:00 am", html)).quotes
    assert (quote.author, quote.post_id, quote.text) == ("Lime", "4", "No.")


@pytest.mark.parametrize(
    "url",
    [
        URL,
        f"{BOARD}viewtopic.php?f=2&t=7&start=20",
        f"{BOARD}viewtopic.php?p=5&sid=0123456789abcdef0123456789abcdef#p5",
        f"{BOARD}viewtopic.php?f=2&t=7&p=5&hilit=tile#p5",
    ],
)
def test_one_thread_has_one_address(url: str) -> None:
    page = read(f'<h2 class="topic-title"><a href="./viewtopic.php?t=7">Tiles</a></h2>{post("Today")}', url)
    assert isinstance(page, ThreadPage)
    assert (page.id, page.first_url, page.board_url) == ("7", URL, BOARD)


@pytest.mark.parametrize("url", [f"{BOARD}tiles-t7.html", f"{BOARD}tiles-t7-20.html"])
def test_readable_addresses(url: str) -> None:
    page = read(f'<div id="page-body"><h2>Tiles</h2>{post("Today")}</div>', url)
    assert isinstance(page, ThreadPage)
    assert (page.id, page.first_url, page.board_url) == ("7", f"{BOARD}tiles-t7.html", BOARD)


def test_an_index_with_the_newest_threads_is_an_index() -> None:
    forum = (
        '<ul class="topiclist forums"><li class="row"><dl><dt><a class="forumtitle" href="./viewforum.php?f=2">A</a>'
    )
    topic = (
        '<ul class="topiclist topics"><li class="row"><dl><dt><a class="topictitle" href="./viewtopic.php?t=7">B</a>'
    )
    end = "</dt></dl></li></ul>"
    page = read(f"{forum}{end}{topic}{end}", BOARD, "index")
    assert isinstance(page, IndexPage)
    assert page.board_url == BOARD


def test_a_listing_of_3_1() -> None:
    page = read(
        """<h2 class="forum-title"><a href="./viewforum.php?f=2">Floors</a></h2><ul class="topiclist topics"><li
      class="row bg1 sticky"><dl class="icon sticky_read_locked"><dt title="No unread posts"><div class="list-inner"><a
      href="./viewtopic.php?f=2&amp;t=7" class="topictitle">Tiles</a><br /><div class="responsive-hide">by <a
      href="./memberlist.php?u=3" class="username">Grout</a> &raquo; Sat Jan 10, 2015 9:00 am</div><div
      class="responsive-show" style="display: none;">Last post by <a href="./memberlist.php?u=4"
      class="username">Lime</a> &laquo; <a href="./viewtopic.php?p=9#p9">Sun Jan 11, 2015 9:00 am</a></div></div></dt>
      <dd class="posts">4 <dfn>Replies</dfn></dd><dd class="views">90 <dfn>Views</dfn></dd><dd
      class="lastpost"><span><dfn>Last
      post </dfn>by <a href="./memberlist.php?u=4" class="username">Lime</a> <a href="./viewtopic.php?p=9#p9"><img
      src="x.gif" /></a> <br />Sun Jan 11, 2015 9:00 am</span></dd></dl></li></ul>""",
        f"{BOARD}viewforum.php?f=2",
        "viewforum",
    )
    assert isinstance(page, ListingPage)
    (link,) = page.threads
    assert (link.author, link.started_at) == ("Grout", datetime(2015, 1, 10, 8, tzinfo=UTC))
    assert (link.last_post_author, link.last_post_at) == ("Lime", datetime(2015, 1, 11, 8, tzinfo=UTC))
    assert (link.url, link.replies, link.sticky, link.locked) == (URL, 4, True, True)


def test_a_forum_that_guests_may_see_but_not_read() -> None:
    page = read(
        """<h2 class="forum-title">Inner</h2><div class="panel"><div class="inner"><strong>You do not have the required
      permissions to read topics within this forum.</strong></div></div><form action="./ucp.php?mode=login"
      method="post"><div class="panel">Login</div></form>""",
        f"{BOARD}viewforum.php?f=9",
        "viewforum",
    )
    assert isinstance(page, Unreadable)
    assert page.reason is Refusal.LOGIN_WALL


def test_phpbb_2_inside_other_software() -> None:
    row = """<table><tr><td><span class="name"><a name="5"></a><b>Grout</b></span><br /><span class="postdetails">Mason
      <br />Joined: Jan 10, 2003</span></td><td><table><tr><td><a
      href="modules.php?name=Forums&amp;file=viewtopic&amp;p=5#5">
      <img src="x.gif" /></a><span class="postdetails">Posted: Sat Jan 10, 2004 9:00 am<span
      class="gen">&nbsp;</span>&nbsp;
      &nbsp;Post subject: Tiles</span></td></tr><tr><td colspan="2"><span class="postbody">Lay them dry.</span><span
      class="gensmall"></span></td></tr></table></td></tr></table>"""
    url = f"{BOARD}modules.php?name=Forums&file=viewtopic&t=7"
    foot = '<a href="http://www.phpbb.com/" target="_phpbb" class="copyright">phpBB</a>'
    page = read_page(f'<html><body><a class="maintitle">Tiles</a>{row}{foot}</body></html>'.encode(), url, "text/html")
    assert isinstance(page, ThreadPage)
    (found,) = page.posts
    assert (page.id, page.board_url, page.reading.engine) == ("7", BOARD, "phpbb2")
    assert (found.id, found.text, found.title, found.edited_raw) == ("5", "Lay them dry.", None, None)


@pytest.mark.parametrize("name", ["Grout", "May 2003", "Ann 1999", "12-30-2001"])
def test_the_name_of_an_author_of_phpbb_2_moves_no_date(name: str) -> None:
    row = f"""<table><tr><td><span class="name"><a name="5"></a><b>{name}</b></span></td><td><table><tr><td><a
      href="viewtopic.php?p=5#5"><img src="x.gif" /></a><span class="postdetails">Posted: Sat Jan 10, 2004 9:00 am<span
      class="gen">&nbsp;</span>&nbsp; &nbsp;Post subject: </span></td></tr><tr><td colspan="2"><span
      class="postbody">Lay them dry.</span><span class="gensmall"><br /><br />Last edited by {name} on Sun Jan 11, 2004
      8:05 am; edited 2 times in total</span></td></tr></table></td></tr></table>"""
    foot = '<a href="http://www.phpbb.com/" target="_phpbb" class="copyright">phpBB</a>'
    page = read_page(f'<html><body><a class="maintitle">Tiles</a>{row}{foot}</body></html>'.encode(), URL, "text/html")
    assert isinstance(page, ThreadPage)
    assert page.posts[0].edited == datetime(2004, 1, 11, 8, 5, tzinfo=UTC)
