"""Quirks of Lemmy, and the Markdown that it is written in, that the saved pages do not show."""

from __future__ import annotations

import json
import time

import pytest

from scraper import read_page
from scraper.engines.shared.markdown import html_of
from scraper.items import ThreadPage

HOME = "https://l.example"
COMMUNITY = {"id": 2, "name": "pond", "title": "Pond", "actor_id": f"{HOME}/c/pond", "local": True}


def answer(**post: object) -> ThreadPage:
    view = {
        "post": {"id": 5, "name": "X", "published": "2026-01-01T00:00:00Z", **post},
        "creator": {"id": 3, "name": "newt", "local": True},
        "community": COMMUNITY,
    }
    page = read_page(json.dumps({"post_view": view}).encode(), f"{HOME}/api/v3/post?id=5", "application/json")
    assert isinstance(page, ThreadPage)
    return page


def test_a_post_may_be_a_link_or_a_picture_alone() -> None:
    link = answer(url="https://o.example/a").original_post
    picture = answer(url="https://o.example/a.webp").original_post
    assert link is not None
    assert [each.url for each in link.links] == ["https://o.example/a"]
    assert picture is not None
    assert [each.kind for each in picture.attachments] == ["image"]


def test_the_first_comment_of_a_list_is_not_what_opened_the_thread() -> None:
    comment = {"id": 5, "content": "Ribbit.", "published": "2026-01-01T00:00:00Z"}
    view = {
        "comment": comment,
        "creator": {"id": 3, "name": "newt"},
        "post": {"id": 5, "name": "X"},
        "community": COMMUNITY,
    }
    body = json.dumps({"comments": [view]}).encode()
    page = read_page(body, f"{HOME}/api/v3/comment/list?post_id=5", "application/json")
    assert isinstance(page, ThreadPage)
    assert (page.original_post, [post.id for post in page.replies]) == (None, ["5"])


def test_a_post_and_a_comment_with_the_same_number_are_two() -> None:
    assert answer().posts[0].id == "post-5"


def drawn(comments: list[dict[str, object]], html: str, **site: object) -> ThreadPage:
    post = {"id": 5, "name": "X", "published": "2026-01-01T00:00:00Z"}
    around = {"creator": {"id": 3, "name": "newt", "local": True}, "post": post, "community": COMMUNITY}
    views = [{"comment": {"published": "2026-01-02T00:00:00Z", **one}, **around} for one in comments]
    listed = "items" if site else "comments"
    data = {
        "site_res": {"site_view": {"site": {"name": "Pond"}, **site}},
        "routeData": {"postRes": {"data": {"post_view": around}}, "commentsRes": {"data": {listed: views}}},
    }
    page = read_page(
        f"<html><head><script>window.isoData = {json.dumps(data)};</script></head><body>{html}</body></html>".encode(),
        f"{HOME}/post/5",
    )
    assert isinstance(page, ThreadPage)
    return page


def test_comments_that_are_drawn_on_scrolling_are_read_below_what_they_answer() -> None:
    paths = {"7": "0.7", "8": "0.8", "9": "0.9", "10": "0.8.10", "11": "0.7.11"}
    comments: list[dict[str, object]] = [
        {"id": int(key), "path": path, "content": f"No. {key}"} for key, path in paths.items()
    ]
    html = '<article class="comment-node" id="comment-7"><div class="md-div"><p>No. 7</p></div></article>'
    assert [reply.id for reply in drawn(comments, html).replies] == ["7", "11", "8", "10", "9"]


def test_marks_are_those_that_were_typed_and_not_those_that_the_page_sets_for_them() -> None:
    typed = "> It's \"deep\"...\n\nIt isn't -- `a “b”`"
    html = """<article class="comment-node" id="comment-7"><div class="md-div"><blockquote>
      <p>It’s “deep”…</p></blockquote><p>It isn’t – <code>a “b”</code></p></div></article>"""
    (reply,) = drawn([{"id": 7, "path": "0.7", "content": typed}], html).replies
    assert reply.text == "It isn't -- a “b”"
    assert [quote.text for quote in reply.quotes] == ["It's “deep”..."]


@pytest.mark.parametrize(
    ("updated", "icon", "shown"), [("00:04", "", False), ("00:04", "<svg></svg>", True), ("00:05", "<svg></svg>", True)]
)
def test_a_page_is_silent_about_a_change_in_the_first_minutes(updated: str, icon: str, shown: bool) -> None:
    html = f"""<article class="comment-node" id="comment-7"><span class="moment-time">{icon}now</span>
      <div class="md-div"><p>Deep.</p></div></article>"""
    (reply,) = drawn([{"id": 7, "content": "Deep.", "updated": f"2026-01-02T{updated}:00Z"}], html).replies
    assert (reply.edited is not None) is shown


def test_version_1_calls_every_list_items_and_counts_with_the_site() -> None:
    page = drawn([{"id": 7, "content": "Deep."}], "", local_site={"users": 4, "posts": 9, "comments": 30})
    assert [reply.text for reply in page.replies] == ["Deep."]
    assert page.statistics is not None
    assert (page.statistics.members, page.statistics.threads, page.statistics.messages) == (4, 9, 30)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a *b* **c** ~~d~~ _e_", "<p>a b c d e</p>"),
        ("snake_case_name and 2 * 3 * 4", "<p>snake_case_name and 2 * 3 * 4</p>"),
        (r"\*not\* `*code*`", "<p>*not* <code>*code*</code></p>"),
        ("> a\nb\n\nc", "<blockquote><p>a\nb</p></blockquote><p>c</p>"),
        ("> > a\n>\n> b", "<blockquote><blockquote><p>a</p></blockquote><p>b</p></blockquote>"),
        ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("```\n<b>\n  x\n```", "<pre><code>&lt;b&gt;\n  x\n</code></pre>"),
        ("::: spoiler S\na\n:::\nb", "<details><summary>S</summary><p>a</p></details><p>b</p>"),
        ("[a](https://o.example/b_(c))", '<p><a href="https://o.example/b_(c)">a</a></p>'),
        ("see https://o.example/a_b.", '<p>see <a href="https://o.example/a_b">https://o.example/a_b</a>.</p>'),
        ("a  \nb", "<p>a<br>b</p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
    ],
)
def test_markdown_becomes_what_the_page_shows(written: str, shown: str) -> None:
    assert html_of(written) == shown


@pytest.mark.parametrize("piece", ["*", "> ", "[", "**a ", "_a", "`", "- ", "![[", "::: spoiler\n", "[](("])
def test_no_markdown_takes_long(piece: str) -> None:
    began = time.process_time()
    html_of(piece * (60_000 // len(piece)))
    assert time.process_time() - began < 5
