"""Quirks of Vanilla that the saved pages do not show."""

from __future__ import annotations

from scraper import read_page
from scraper.items import ThreadPage

URL = "https://looms.example/discussion/1/warp"


def thread(comments: str, url: str = URL) -> ThreadPage:
    html = f"""<html><head></head><body id="vanilla_discussion_index" class="Vanilla Discussion index">
      <div id="Item_0" class="PageTitle"><h1>Warp</h1></div><div id="Discussion_1" class="Item ItemDiscussion">
      <div class="Discussion"><span class="Author"><a href="/profile/Heddle" class="Username">Heddle</a></span>
      <div class="Message">Which yarn?</div></div></div><ul class="DataList Comments">{comments}</ul></body></html>"""
    page = read_page(html.encode(), url, "text/html; charset=utf-8")
    assert isinstance(page, ThreadPage), page
    return page


def comment(number: int, words: str) -> str:
    return f"""<li class="Item ItemComment" id="Comment_{number}"><div class="Comment"><span class="Author"><a
      href="/profile/Bobbin" class="Username">Bobbin</a></span><div class="Message">{words}</div></div></li>"""


def test_a_discussion_and_a_comment_of_the_same_number_are_two_posts() -> None:
    assert [post.id for post in thread(comment(1, "Linen.")).posts] == ["Discussion_1", "1"]


def test_the_route_may_stand_in_the_query() -> None:
    page = thread(comment(2, "Linen."), "https://looms.example/talk/index.php?p=/discussion/1/warp/p3")
    assert page.first_url == "https://looms.example/talk/index.php?p=/discussion/1/warp"
    assert page.board_url == "https://looms.example/talk/"


def test_a_place_whose_data_is_broken_stays_a_link() -> None:
    place = '<div class="js-embed embedResponsive" data-embedjson="{&quot;a"><a href="https://x.example/">x</a></div>'
    (reply,) = thread(comment(2, place)).replies
    assert (reply.text, reply.quotes) == ("x", ())
