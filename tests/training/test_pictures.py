"""Posts with emoji in place of words."""

from __future__ import annotations

from random import Random

import pytest

from training.examples import Example
from training.pictures import SHARE, _pictures, pictured

POSTS = [
    Example(f"Those dogs of ours hate the rain, day {day}.", {"identity_attack": 0.0}, "cad") for day in range(800)
]


def test_some_posts_get_emoji_for_their_words_and_keep_what_is_known_of_them():
    shown = [pictured(post, Random(place)) for place, post in enumerate(POSTS)]
    changed = [(post, new) for post, new in zip(POSTS, shown, strict=True) if new.text != post.text]
    assert 0.5 * SHARE < len(changed) / len(POSTS) < 1.5 * SHARE
    assert {(new.labels["identity_attack"], new.source) for _, new in changed} == {(0.0, "cad")}
    assert any("dogs" not in new.text and "hate" not in new.text for _, new in changed)
    assert all("the rain, day" in new.text for _, new in changed)


def test_a_post_whose_marked_words_would_move_stays_as_it_is():
    marked = [Example(post.text, {"toxicity": 1.0}, "toxic-spans", marks=((6, 10),)) for post in POSTS]
    assert [pictured(post, Random(place)) for place, post in enumerate(marked)] == marked


def test_every_picture_is_read_by_its_name():
    emoji = pytest.importorskip("emoji", reason="needs the extra 'classifier'")
    words, moods = _pictures()
    shown = "".join((*moods, *(one for some in words.values() for one in some)))
    assert [left for left in emoji.replace_emoji(shown, "") if not left.isascii()] == []
    assert all(word == word.lower() for word in words)
