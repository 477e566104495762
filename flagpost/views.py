"""Saved views: a filter of the queue under a name, one's own or, by a reviewer, everybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from db.items import CaseFilter, SavedView
from db.names import folded
from db.store import Store, Unit, utc_now
from flagpost.access import Access, Right
from flagpost.errors import NotAllowed, NotKept

LONGEST_NAME = 60
"""Characters."""
MOST_READ = 5_000
"""Cases whose words are read to count those of a view."""
MOST = 20
"""Views of one user: the cases of each are counted on every page of the queue."""


class Views:
    """The saved views as one user sees them."""

    def __init__(self, store: Store, access: Access, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._access = access
        self._user = access.user.name
        self._clock = clock

    def counted(self, asks: Callable[[SavedView], CaseFilter]) -> list[tuple[SavedView, int | None]]:
        """The user's own views and the shared ones, by name, each with how many cases it finds for this user.

        None stands for a number that takes too long for every page: of a view that looks for words in many cases.

        Args:
            asks: Which cases a view asks for.
        """
        with self._store.read() as unit:
            views = unit.views.seen_by(self._user)
            return list(zip(views, _counts(unit, [self._access.narrowed(asks(view)) for view in views]), strict=True))

    def save(self, name: str, query: str, *, shared: bool = False) -> SavedView:
        """Save a view.

        Args:
            name: As it is to be shown.
            query: The filter as it stands in an address.
            shared: Whether everybody is to see it.

        Raises:
            NotKept: It has no name, or one that is taken, narrows nothing, or is one too many.
            NotAllowed: It is to be shared, and the user is no reviewer.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            message = f"a view needs a name of at most {LONGEST_NAME} characters"
            raise NotKept(message)
        if not query:
            message = "this view would show the whole queue; narrow it first, then save what you see"
            raise NotKept(message)
        if shared:
            self._access.ask(Right.REVIEW)
        with self._store.begin() as unit:
            if unit.views.count(self._user) >= MOST:
                message = f"you have {MOST} views already; delete one that you no longer need"
                raise NotKept(message)
            view = unit.views.save(self._user, name, query, shared=shared, at=self._clock())
        if view is None:
            message = f"there is a view {name} already; delete it first, or choose another name"
            raise NotKept(message)
        return view

    def may_delete(self, view: SavedView) -> bool:
        """Whether the user may delete a view: their own, and, as a reviewer, one that is shared."""
        return folded(view.user) == folded(self._user) or (view.shared and self._access.may(Right.REVIEW))

    def delete(self, view_id: int) -> None:
        """Delete a view.

        Raises:
            NotFound: There is none with that id.
            NotAllowed: It is somebody else's.
        """
        with self._store.begin() as unit:
            if not self.may_delete(unit.views.get(view_id)):
                message = "this view is somebody else's; nothing was deleted"
                raise NotAllowed(message)
            unit.views.delete(view_id)


def _counts(unit: Unit, filters: Sequence[CaseFilter]) -> Iterator[int | None]:
    """How many cases each filter finds; None where the words of too many would have to be read."""
    for which, count in zip(filters, unit.review.counts([replace(each, words=None) for each in filters]), strict=True):
        if which.words is None:
            yield count
        else:
            yield unit.review.count(which) if count <= MOST_READ else None
