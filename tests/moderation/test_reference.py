"""Whom "they" means."""

from __future__ import annotations

import pytest

from moderation.detectors import Passage
from moderation.groups import load_names
from moderation.items import Context
from moderation.reference import spoken_of, with_group


def meant(text: str, **context) -> str | None:
    return spoken_of(Passage(text, Context(**context)), load_names())


@pytest.mark.parametrize(
    ("text", "context", "members"),
    [
        ("Send them all back", {"original_post": "What do you think of Norwegians moving here?"}, "Norwegians"),
        ("they stink", {"original_post": "News from Norway today"}, "Norwegians"),
        ("those people again", {"quotes": ("My Swedish neighbours",), "original_post": "On Danes"}, "Swedish people"),
        ("they stink", {"original_post": "Danes and Norwegians"}, None),
        ("they stink", {"original_post": "The ferry to the island"}, None),
        ("they stink", {}, None),
        ("what a stink", {"original_post": "On Danes"}, None),
        ("they are worse than Swedes", {"original_post": "On Danes"}, None),
    ],
)
def test_they_are_those_whom_the_words_around_name(text, context, members):
    assert meant(text, **context) == members


def test_a_group_takes_the_place_of_its_pronouns():
    assert (
        with_group("They came, and their boats too. Stop them.", "Danes")
        == "Danes came, and Danes' boats too. Stop Danes."
    )


def test_the_topic_s_own_words_may_be_long(assert_linear):
    eighth = "they and the ferry " * 600
    assert_linear(lambda times: lambda: meant(eighth * times, original_post=eighth * times))
