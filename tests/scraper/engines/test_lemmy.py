"""Quirks of Lemmy, and the Markdown that it is written in, that the saved pages do not show."""

from __future__ import annotations

import json
import time

import pytest

from scraper import read_page
from scraper.engines.markdown import html_of
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
