"""Phrases: texts to choose from, one a title."""

from __future__ import annotations

import pytest

from db.errors import NotFound
from db.items import Phrase
from moderation.items import Category

PERSONAL = {"category": Category.INSULT, "reference": "Rule 4", "by": "Rosa"}
PLAIN = {"category": None, "reference": None, "by": "Rosa"}


@pytest.fixture
def phrases(store, clock):
    """Do something with the phrases, in a unit of its own."""

    def do(step, *given, **named):
        if step in {"add", "change", "remove"}:
            named["at"] = clock()
        with store.begin() as unit:
            return getattr(unit.phrases, step)(*given, **named)

    return do


def test_phrases_are_kept_by_title(phrases, clock, store):
    personal = phrases("add", "Personal", "Speak of the matter.", **PERSONAL)
    assert personal == Phrase(
        id=1,
        title="Personal",
        text="Speak of the matter.",
        category=Category.INSULT,
        reference="Rule 4",
        changed_at=clock(),
    )
    other = phrases("add", "advertising", "No advertising.", **PLAIN)
    with store.read() as unit:
        assert unit.phrases.all() == [other, personal]
        assert unit.phrases.get(1) == personal


def test_a_title_stands_for_one_phrase(phrases):
    phrases("add", "Personal", "Speak of the matter.", **PERSONAL)
    second = phrases("add", "Other", "Something else.", **PLAIN)
    assert phrases("add", "PERSONAL ", "Again.", **PLAIN) is None
    assert phrases("change", second.id, "personal", "Again.", **PLAIN) is None
    assert [each.text for each in phrases("all")] == ["Something else.", "Speak of the matter."]


def test_a_phrase_is_changed_and_removed(phrases, clock, store):
    phrases("add", "Personal", "Speak of the matter.", **PERSONAL)
    clock.forward(days=1)
    changed = phrases("change", 1, "PERSONAL", "About the matter alone.", **PLAIN)
    assert (changed.title, changed.text, changed.category, changed.reference, changed.changed_at) == (
        "PERSONAL",
        "About the matter alone.",
        None,
        None,
        clock(),
    )
    phrases("remove", 1, by="Ben")
    assert phrases("all") == []
    for step, given in (("get", (1,)), ("remove", (1,)), ("change", (1, "x", "y"))):
        with pytest.raises(NotFound, match="removed"):
            phrases(step, *given, **({} if step == "get" else {"by": "Ben"} if step == "remove" else PLAIN))
    with store.read() as unit:
        assert [(line.actor, line.event) for line in unit.audit.entries()] == [
            ("Rosa", "phrase.made"),
            ("Rosa", "phrase.changed"),
            ("Ben", "phrase.removed"),
        ]
