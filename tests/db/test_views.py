"""Saved views: one's own and everybody's, each under one name."""

from __future__ import annotations

import pytest

from db.errors import NotFound
from db.items import SavedView


@pytest.fixture
def views(store, clock):
    """Do something with the views, in a unit of its own."""
    with store.begin() as unit:
        for name in ("Rosa", "Ben"):
            unit.users.ensure(name, at=clock())

    def do(step, *given, **named):
        with store.begin() as unit:
            return getattr(unit.views, step)(*given, **named)

    return do


def test_ones_own_views_and_shared_ones_are_seen_by_name(views, clock):
    mine = views("save", "Rosa", "Threats", "category=threat", shared=False, at=clock())
    assert mine == SavedView(id=1, user="Rosa", name="Threats", query="category=threat", shared=False, made_at=clock())
    shared = views("save", "Ben", "Old ones", "waiting=7d", shared=True, at=clock())
    assert views("seen_by", "rosa") == [shared, mine]
    assert views("seen_by", "Ben") == views("seen_by", "Nobody") == [shared]
    assert (views("count", "ROSA"), views("count", "Nobody")) == (1, 0)


def test_a_name_stands_for_one_view_of_a_user_and_one_shared_view(views, clock):
    views("save", "Rosa", "Threats", "category=threat", shared=False, at=clock())
    assert views("save", "Rosa", "  THREATS", "severity=high", shared=True, at=clock()) is None
    assert views("save", "Ben", "threats", "severity=high", shared=True, at=clock())
    with_same_name = views("seen_by", "Rosa")
    assert [view.shared for view in with_same_name] == [False, True]
    assert views("save", "Rosa", "Urgent", "queue=urgent", shared=True, at=clock())
    assert views("save", "Ben", "urgent", "queue=urgent", shared=True, at=clock()) is None
    assert views("save", "Ben", "urgent", "queue=urgent", shared=False, at=clock())


def test_a_view_is_deleted(views, clock):
    view = views("save", "Rosa", "Threats", "category=threat", shared=False, at=clock())
    assert views("get", view.id) == view
    views("delete", view.id)
    views("delete", view.id)
    with pytest.raises(NotFound, match="deleted already"):
        views("get", view.id)
    with pytest.raises(NotFound, match="Nobody"):
        views("save", "Nobody", "Threats", "category=threat", shared=False, at=clock())
