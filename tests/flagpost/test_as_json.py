"""Items to JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from db.items import QueueCount
from flagpost.as_json import json_text, plain
from moderation.items import Category, Severity, Verdict
from scraper.items import Author, Method, Post, Reading, Refusal, Role, ThreadPage, Unreadable

AT = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)


def test_a_page_says_what_it_is_and_keeps_every_field() -> None:
    post = Post(id="7", role=Role.ORIGINAL, text="Ahoy", author=Author(name="Anna"), published=AT)
    page = ThreadPage(
        url="https://b.example/t/1",
        board_url="https://b.example/",
        title="Ropes",
        reading=Reading(method=Method.ENGINE),
        id="1",
        original_post=post,
    )
    found = plain(page)
    assert found["kind"] == "thread"
    assert found["original_post"]["published"] == "2026-05-04T12:30:00Z"
    assert found["original_post"]["author"] == {"name": "Anna", "url": None, "id": None, "title": None}
    assert found["reading"]["method"] == "engine"
    assert found["replies"] == []


def test_a_refusal_says_what_it_is() -> None:
    refusal = Unreadable(url="https://b.example/", reason=Refusal.EMPTY, detail="Nothing there.")
    assert plain(refusal)["kind"] == "unreadable"
    assert plain(refusal)["reason"] == "empty"


def test_severities_go_by_name_and_categories_are_keys() -> None:
    verdict = Verdict(
        scores=MappingProxyType({Category.THREAT: 0.5}),
        categories=(Category.THREAT,),
        flags=(),
        severity=Severity.HIGH,
        queue=None,
        policy="p@1",
    )
    found = json.loads(json_text(verdict))
    assert found["severity"] == "high"
    assert found["scores"] == {"threat": 0.5}
    assert found["categories"] == ["threat"]


def test_named_tuples_are_objects_and_paths_text() -> None:
    count = QueueCount(queue="general", open=2, claimed=1, oldest_at=AT)
    assert plain(count) == {"queue": "general", "open": 2, "claimed": 1, "oldest_at": "2026-05-04T12:30:00Z"}
    assert plain(Path("a.db")) == "a.db"


def test_a_lone_surrogate_does_not_break_the_output() -> None:
    assert json.loads(json_text("a\udc80b")) == "a?b"


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        plain(object())
