"""Quirks of Flarum that the saved pages do not show."""

from __future__ import annotations

import json

import pytest

from scraper import read_page
from scraper.items import ThreadPage

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
