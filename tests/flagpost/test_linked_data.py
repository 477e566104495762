"""Items to schema.org JSON-LD, and back through the reader that knows nothing but schema.org."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flagpost.linked_data import json_ld, json_ld_text
from flagpost.saved import open_saved
from scraper import read_page
from scraper.items import IndexPage, ListingPage, Method, ThreadPage

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pages"
READ = sorted(
    path.parent.name
    for path in FIXTURES.glob("*/expected.json")
    if json.loads(path.read_text(encoding="utf-8"))["kind"] != "unreadable"
)


def page(name: str) -> ThreadPage | ListingPage | IndexPage:
    saved = next((FIXTURES / name).glob("input.*"))
    found = open_saved(str(saved), max_bytes=10**7).read()
    assert isinstance(found, ThreadPage | ListingPage | IndexPage)
    return found


def nodes(value: object) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [node for entry in value for node in nodes(entry)]
    if isinstance(value, dict):
        return [value, *(node for entry in value.values() for node in nodes(entry))]
    return []


def told(thread: ThreadPage) -> list[tuple[object, ...]]:
    return [(post.text.split(), post.author and post.author.name, post.published) for post in thread.posts]


@pytest.mark.parametrize("name", READ)
def test_every_page_has_its_form(name: str) -> None:
    found = page(name)
    node = json.loads(json_ld_text(found))
    assert node == json_ld(found)
    assert node["@context"] == "https://schema.org"
    assert node["@type"] == ("DiscussionForumPosting" if isinstance(found, ThreadPage) else "CollectionPage")
    for one in nodes(node):
        assert "@type" in one
        assert None not in one.values()
        assert [] not in one.values()


def test_a_thread_keeps_what_it_says() -> None:
    found = page("xenforo2-thread-of-everything")
    assert isinstance(found, ThreadPage)
    assert found.original_post is not None
    node = json_ld(found)
    assert node["headline"] == found.title
    assert node["text"] == found.original_post.text
    assert node["author"]["name"] == found.original_post.author.name  # type: ignore[union-attr]
    assert [comment["text"] for comment in node["comment"]] == [post.text for post in found.replies]
    assert node["isPartOf"]["name"] == found.forums[-1].name
    assert node["isPartOf"]["isPartOf"]["isPartOf"]["@id"] == found.board_url
    nested = next(one["citation"][0] for one in node["comment"] if one.get("citation", [{}])[0].get("citation"))
    assert nested["citation"][0]["@type"] == "Quotation"


def test_a_listing_and_an_index_are_lists() -> None:
    listing = json_ld(page("xenforo2-listing"))["mainEntity"]["itemListElement"]
    assert [entry["position"] for entry in listing] == list(range(1, len(listing) + 1))
    assert {entry["item"]["@type"] for entry in listing} == {"CollectionPage", "DiscussionForumPosting"}
    index = json_ld(page("xenforo2-index"))
    assert index["isPartOf"]["interactionStatistic"]


def test_it_can_stand_in_a_page_and_be_read_back() -> None:
    found = page("xenforo2-thread-of-everything")
    assert isinstance(found, ThreadPage)
    text = json_ld_text(found)
    assert "<" not in text
    html = f'<html><head><title>x</title><script type="application/ld+json">{text}</script></head><body></body></html>'
    back = read_page(html.encode(), "https://copy.example/t/1", "text/html; charset=utf-8")
    assert isinstance(back, ThreadPage)
    assert back.reading.method is Method.STRUCTURED
    assert told(back) == told(found)
