"""Quirks of Flarum that the saved pages do not show."""

from __future__ import annotations

import json

import pytest

from scraper import read_page
from scraper.items import IndexPage, Post, ThreadPage

HOME = "https://f.example"


def post(number: int) -> dict[str, object]:
    return {
        "type": "posts",
        "id": str(100 + number),
        "attributes": {
            "number": number,
            "contentType": "comment",
            "contentHtml": f"<p>The {number}th.</p>",
            "createdAt": "2026-01-01T00:00:00+00:00",
        },
        "relationships": {"discussion": {"data": {"type": "discussions", "id": "7"}}},
    }


def answer(*numbers: int, known: int = 50) -> bytes:
    every = [{"type": "posts", "id": str(100 + number)} for number in range(1, known + 1)]
    discussion = {
        "type": "discussions",
        "id": "7",
        "attributes": {"title": "X", "slug": "7-x", "commentCount": known},
        "relationships": {"posts": {"data": every}} if known else {},
    }
    return json.dumps({"data": discussion, "included": [post(number) for number in numbers]}).encode()


@pytest.mark.parametrize(
    ("address", "shown", "page"),
    [
        ("/api/discussions/7", [*range(1, 21)], 1),
        ("/api/discussions/7?page[offset]=20", [*range(21, 41)], 2),
        ("/api/discussions/7?page%5Boffset%5D=40", [*range(41, 51)], 3),
        ("/api/discussions/7?page[near]=35", [*range(25, 45)], 2),
    ],
)
def test_a_page_is_the_posts_that_were_asked_for(address: str, shown: list[int], page: int) -> None:
    # The tenth and the last mention a post of the page, so the answer has them too.
    read = read_page(answer(*dict.fromkeys((*shown, 10, 50))), HOME + address, "application/vnd.api+json")
    assert isinstance(read, ThreadPage)
    assert [each.id for each in read.posts] == [str(100 + number) for number in shown]
    assert (read.page, read.pages, read.first_url) == (page, 3, f"{HOME}/d/7-x")
    assert (read.original_post is not None) == (page == 1)


def test_before_1_0_the_page_calls_its_script_with_the_document() -> None:
    data = {"resources": [{"type": "forums", "id": "1", "attributes": {"title": "F", "baseUrl": HOME}}]}
    data["apiDocument"] = json.loads(answer(1, 2, known=2))
    html = f'<div id="flarum-loading"></div><script>flarum.core.app.load({json.dumps(data)});</script>'
    read = read_page(html.encode(), f"{HOME}/d/7-x")
    assert isinstance(read, ThreadPage)
    assert ([each.id for each in read.posts], read.board_title) == (["101", "102"], "F")


def test_an_answer_that_lists_no_ids_has_the_posts_that_it_holds() -> None:
    read = read_page(answer(1, 2, known=0), f"{HOME}/api/discussions/7", "application/vnd.api+json")
    assert isinstance(read, ThreadPage)
    assert [each.id for each in read.posts] == ["101", "102"]


def words(html: str) -> Post:
    """A post with these words."""
    told = json.loads(answer(1, known=1))
    told["included"][0]["attributes"]["contentHtml"] = html
    read = read_page(json.dumps(told).encode(), f"{HOME}/api/discussions/7", "application/vnd.api+json")
    assert isinstance(read, ThreadPage)
    return read.posts[0]


BOB = f'<a href="{HOME}/d/7-x/4" class="PostMention" data-id="104">Bob</a>'
GONE = '<span class="PostMention PostMention--deleted" data-id="9">[unknown]</span>'


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        (f"{BOB} Tin.", ("Bob", "104", "Tin.")),
        (f"I am with {BOB}.", (None, None, "I am with Bob.")),
        (f"{GONE} Brass.", (None, "9", "Brass.")),
        (f"{BOB} {BOB} both.", ("Bob", "104", "Bob both.")),
    ],
)
def test_a_quote_is_of_the_one_it_begins_with(said: str, quote: tuple[str | None, str | None, str]) -> None:
    post = words(f'<blockquote class="uncited"><div><p>{said}</p></div></blockquote>\n\n<p>So am I, {BOB}.</p>')
    assert [(each.author, each.post_id, each.text) for each in post.quotes] == [quote]
    assert post.text == "So am I, Bob."


def test_a_page_around_a_post_that_is_gone_is_around_the_nearest() -> None:
    told = json.loads(answer(*range(31, 51)))
    told["data"]["relationships"]["posts"]["data"] = [
        {"type": "posts", "id": str(100 + number)} for number in range(1, 51) if number != 41
    ]
    told["included"] = [each for each in told["included"] if each["id"] != "141"]
    read = read_page(json.dumps(told).encode(), f"{HOME}/api/discussions/7?page[near]=41", "application/vnd.api+json")
    assert isinstance(read, ThreadPage)
    assert [each.id for each in read.posts] == [str(100 + number) for number in range(31, 51) if number != 41]


def test_a_page_is_as_long_as_it_was_asked_to_be() -> None:
    address = f"{HOME}/api/discussions/7?page[limit]=30&page[offset]=0"
    read = read_page(answer(*range(1, 31)), address, "application/vnd.api+json")
    assert isinstance(read, ThreadPage)
    assert (len(read.posts), read.page, read.pages) == (30, 1, 2)
    assert read.next_url == f"{HOME}/api/discussions/7?page%5Boffset%5D=30&page%5Blimit%5D=30"


def test_a_list_of_posts_has_these_and_none_that_mention_them() -> None:
    about = {"type": "discussions", "id": "7", "attributes": {"title": "X", "slug": "7-x", "commentCount": 50}}
    more = f"{HOME}/api/posts?filter%5Bdiscussion%5D=7&page%5Boffset%5D=40"
    listed = {
        "links": {"next": more},
        "data": [post(number) for number in range(21, 41)],
        "included": [about, post(45)],
    }
    address = f"{HOME}/api/posts?filter[discussion]=7&page[offset]=20"
    read = read_page(json.dumps(listed).encode(), address, "application/vnd.api+json")
    assert isinstance(read, ThreadPage)
    assert [each.id for each in read.posts] == [str(100 + number) for number in range(21, 41)]
    assert (read.page, read.next_url, read.original_post) == (2, more, None)


def test_the_board_without_tags_is_an_index_with_the_statistics_of_its_widget() -> None:
    widget = "fof-forum-statistics-widget"
    counts = {f"{widget}.discussionsCount": 9, f"{widget}.postsCount": 120, f"{widget}.usersCount": 31}
    told = {"data": {"type": "forums", "id": "1", "attributes": {"title": "F", "baseUrl": HOME, **counts}}}
    read = read_page(json.dumps(told).encode(), f"{HOME}/api", "application/vnd.api+json")
    assert isinstance(read, IndexPage)
    assert (read.title, read.forums) == ("F", ())
    assert read.statistics is not None
    assert (read.statistics.threads, read.statistics.messages, read.statistics.members) == (9, 120, 31)
