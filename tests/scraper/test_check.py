from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scraper.check import LESS_SURE, checked
from scraper.items import Absence, Method, Placeholder, Post, Reading, Refusal, Role, ThreadPage, Unreadable

URL = "https://kettles.example/threads/descaling.7/"


def post(position: int | None, **more: Any) -> Post:
    role = Role.ORIGINAL if position == 1 else Role.REPLY
    return Post(**{"id": f"p{position}{more}", "role": role, "text": "Boil it.", "position": position, **more})


def page(*posts: Post, **more: Any) -> ThreadPage:
    original = next((one for one in posts if one.role is Role.ORIGINAL), None)
    return ThreadPage(
        url=URL,
        board_url="https://kettles.example/",
        title="Descaling",
        reading=Reading(method=Method.ENGINE, engine="xenforo2"),
        id="7",
        original_post=original,
        replies=tuple(one for one in posts if one is not original),
        **more,
    )


SOUND = {
    "a first page": page(post(1), post(2), post(3)),
    "a later page": page(post(21), post(22), page=2),
    "no numbers": page(post(1), post(None), post(None, id="other")),
    "the first post pinned": page(post(1), post(21), post(22), page=2),
    "in the order of votes": page(post(1), post(9), post(2), post(5)),
    "pictures alone": page(post(1), post(2, text="", attachments=(object(),))),
    "a page of several": page(post(1), page=1, pages=3, next_url=f"{URL}page-2"),
    "dates that lean on the time of reading": page(
        post(1, published_raw="x", published=datetime(2024, 1, 1, tzinfo=UTC))
    ),
}


@pytest.mark.parametrize("sound", SOUND.values(), ids=SOUND)
def test_what_adds_up_is_left_alone(sound: ThreadPage) -> None:
    assert checked(sound) is sound


DRIFTED = {
    "one number twice": page(post(1), post(2), post(2, id="other")),
    "numbers missing": page(post(1), post(2), post(3), post(9)),
    "no original on page one": page(post(2), post(3)),
    "page three of two": page(post(41), page=3, pages=2),
    "a page behind the last": page(post(1), page=2, pages=2, next_url=f"{URL}page-3"),
    "dates that nobody can read": page(post(1, published_raw="a"), post(2, published_raw="b")),
    "posts without words": page(post(1), post(2, text=""), post(3, text="")),
}


@pytest.mark.parametrize("drifted", DRIFTED.values(), ids=DRIFTED)
def test_what_does_not_add_up_is_remarked_and_given_all_the_same(drifted: ThreadPage) -> None:
    found = checked(drifted)
    assert isinstance(found, ThreadPage)
    assert len(found.reading.remarks) == 1
    assert found.reading.confidence == LESS_SURE
    assert found.posts == drifted.posts


def test_each_remark_costs_confidence() -> None:
    found = checked(page(post(2), post(2, id="other", text=""), post(3, text="")))
    assert isinstance(found, ThreadPage)
    assert len(found.reading.remarks) == 3
    assert found.reading.confidence == round(LESS_SURE**3, 3)


def test_a_refusal_is_left_alone() -> None:
    refused = Unreadable(url=URL, reason=Refusal.EMPTY, detail="Empty.")
    assert checked(refused) is refused


def test_posts_have_one_id_each_and_the_first_stays() -> None:
    first, second, third = post(1, id="1"), post(2, id="2"), post(4, id="4")
    found = checked(page(first, second, post(3, id="2", text="Another."), post(5, id="1"), third, pages=1))
    assert isinstance(found, ThreadPage)
    assert found.posts == (first, second, third)
    assert found.reading.remarks[0] == "Several posts have the same id: 2 were left out."


def test_a_thread_without_posts_is_none() -> None:
    found = checked(page())
    assert isinstance(found, Unreadable)
    assert (found.reason, found.engine) == (Refusal.EMPTY, "xenforo2")


def test_a_thread_whose_posts_are_all_hidden_is_one() -> None:
    hidden = replace(page(page=2), placeholders=(Placeholder(kind=Absence.HIDDEN, text="Waits for approval."),))
    assert checked(hidden) is hidden
