"""Quirks of Vanilla that the saved pages do not show."""

from __future__ import annotations

import json

from scraper import read_page
from scraper.items import IndexPage, ListingPage, Page, ThreadPage

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


def test_an_answer_that_is_held_up_is_read_in_its_place() -> None:
    boxed = f"""</ul><div class="DataBox DataBox-AcceptedAnswers"><ul class="DataList AcceptedAnswers">
      {comment(4, "Wool.")}</ul></div><ul class="DataList Comments">{comment(3, "Linen.")}{comment(4, "Wool.")}"""
    assert [post.id for post in thread(boxed).replies] == ["3", "4"]


def test_a_quote_in_markdown_names_its_author_in_its_first_line() -> None:
    quote = """<blockquote class="UserQuote blockquote"><div class="QuoteText blockquote-content"><p
      class="blockquote-line"><a class="atMention" href="/profile/Heddle">@Heddle</a> said:<br>Which yarn?</p></div>
      </blockquote><p>Linen.</p>"""
    (reply,) = thread(comment(2, quote)).replies
    assert (reply.text, [one.author for one in reply.quotes]) == ("Linen.", ["Heddle"])


def answer(what: str, data: object) -> Page:
    page = read_page(json.dumps(data).encode(), f"https://looms.example/talk/api/v2/{what}", "application/json")
    assert isinstance(page, Page), page
    assert page.board_url == "https://looms.example/talk/"
    return page


USER = {"userID": 3, "name": "Heddle", "url": "https://looms.example/talk/profile/Heddle"}
DISCUSSION = {
    "discussionID": 9,
    "name": "Warp & weft",
    "url": "https://looms.example/talk/discussion/9/warp-weft",
    "pinned": True,
    "closed": False,
    "countComments": 2,
    "insertUser": USER,
    "lastUser": USER,
    "dateInserted": "2026-02-03T10:00:00+00:00",
    "dateUpdated": None,
    "body": "<p>Which yarn?</p>",
}


def test_version_2_of_the_api_gives_a_discussion_its_comments_and_lists() -> None:
    thread = answer("discussions/9", DISCUSSION)
    assert isinstance(thread, ThreadPage)
    assert thread.original_post is not None
    assert (thread.id, thread.original_post.id, thread.original_post.text) == ("9", "Discussion_9", "Which yarn?")
    assert thread.original_post.edited is None
    quote = {"embedType": "quote", "recordType": "comment", "recordID": 4, "body": "<p>Linen.</p>", "insertUser": USER}
    place = (
        f'<div class="js-embed" data-embedjson="{json.dumps(quote).replace(chr(34), "&quot;")}"><a href="#">x</a></div>'
    )
    comment = {
        "commentID": 5,
        "discussionID": 9,
        "name": "Re: Warp & weft",
        "body": f"{place}<p>Wool.</p>",
        "insertUser": USER,
        "dateInserted": "2026-02-03T11:00:00+00:00",
        "dateUpdated": "2026-02-03T12:00:00+00:00",
    }
    answers = answer("comments?discussionID=9", [comment])
    assert isinstance(answers, ThreadPage)
    assert (answers.id, answers.title, answers.original_post) == ("9", "Warp & weft", None)
    (reply,) = answers.replies
    assert (reply.id, reply.text, [(one.author, one.text) for one in reply.quotes]) == (
        "5",
        "Wool.",
        [("Heddle", "Linen.")],
    )
    assert reply.edited is not None
    listing = answer("discussions?page=2", [DISCUSSION])
    assert isinstance(listing, ListingPage)
    assert [(row.id, row.title, row.replies, row.sticky) for row in listing.threads] == [("9", "Warp & weft", 2, True)]
    category = {"categoryID": 1, "name": "Looms", "url": "https://looms.example/talk/categories/looms"}
    index = answer("categories", [{**category, "countAllDiscussions": 7}])
    assert isinstance(index, IndexPage)
    assert [(one.id, one.name, one.threads) for one in index.forums] == [("looms", "Looms", 7)]


def test_a_category_may_have_a_picture_before_its_name() -> None:
    html = """<body id="vanilla_categories_all"><ul class="DataList CategoryList"><li id="Category_1" class="Item">
      <h2 class="CategoryName TitleWrap"><a href="/categories/looms" class="Item-Icon PhotoWrap NoPhoto"> </a><a
      href="/categories/looms" class="Title">Looms</a></h2></li></ul></body>"""
    page = read_page(html.encode(), "https://looms.example/categories", "text/html")
    assert isinstance(page, IndexPage)
    assert [(one.id, one.name) for one in page.forums] == [("looms", "Looms")]
