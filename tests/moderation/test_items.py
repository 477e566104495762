"""What screening yields: plain, frozen values in the names that everybody knows."""

from __future__ import annotations

import dataclasses

import pytest

import moderation
from moderation.items import Category, Context, Flag, Severity, Span, Verdict


def test_categories_bear_the_names_that_perspective_gave_them():
    assert {str(category) for category in Category} == {
        "toxicity", "identity_attack", "insult", "threat", "profanity", "sexually_explicit"
    }  # fmt: skip


def test_severities_are_ordered_as_the_queue_is():
    assert Severity.NONE < Severity.LOW < Severity.MEDIUM < Severity.HIGH < Severity.CRITICAL


@pytest.mark.parametrize("item", [Span, Flag, Context, Verdict])
def test_items_are_frozen(item):
    assert item.__dataclass_params__.frozen
    assert not hasattr(object.__new__(item), "__dict__")


@pytest.mark.parametrize("item", [Span, Flag, Context, Verdict])
def test_items_are_made_by_name(item):
    with pytest.raises(TypeError):
        item(*(None for _ in dataclasses.fields(item)))


def test_the_public_names_are_there():
    assert all(hasattr(moderation, name) for name in moderation.__all__)
    assert "screen" in moderation.__all__
