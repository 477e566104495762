"""What JSON tells of a board, put together to the same items that its pages give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from scraper.engines.shared.payload import Payload
from scraper.engines.shared.threads import with_roles
from scraper.items import (
    BoardStatistics,
    IndexPage,
    ListingPage,
    Method,
    Placeholder,
    Post,
    Quote,
    Reading,
    Refusal,
    ThreadPage,
    Unreadable,
)
from scraper.refusals import DETAILS

Entry = Post | Placeholder
"""A place in a thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """JSON of one board, from its API or in a page of it."""

    engine: str
    payload: Payload
    board_url: str
    board_title: str | None = None
    language: str | None = None
    statistics: BoardStatistics | None = None

    def thread(
        self, entries: Iterable[Entry], *, title: str, page: int = 1, opens: bool = True, **told: Any
    ) -> ThreadPage:
        """A page of a thread.

        Args:
            entries: Its posts, and the places of those that are not shown.
            title: Its title.
            page: Which page it is.
            opens: Whether the first post of the first page is the one that opened the thread.
            told: Further fields of the page.
        """
        places = list(entries)
        posts = list({place.id: place for place in places if isinstance(place, Post)}.values())
        original, replies = with_roles(posts, page) if opens else (None, tuple(posts))
        return ThreadPage(
            **self._common(),
            title=title,
            page=page,
            original_post=original,
            replies=replies,
            placeholders=tuple(place for place in places if isinstance(place, Placeholder)),
            **told,
        )

    def listing(self, **told: Any) -> ListingPage:
        """A page of a listing."""
        return ListingPage(**self._common(), **told)

    def index(self, **told: Any) -> IndexPage:
        """The board's index."""
        return IndexPage(**self._common(), title=self.board_title or "", **told)

    def refused(self, reason: Refusal, said: str | None = None) -> Unreadable:
        """Why there is nothing to read."""
        quoted = f' It says: "{said}"' if said else ""
        return Unreadable(url=self.payload.url, reason=reason, detail=DETAILS[reason] + quoted, engine=self.engine)

    def _common(self) -> dict[str, Any]:
        return {
            "url": self.payload.url,
            "board_url": self.board_url,
            "board_title": self.board_title,
            "language": self.language,
            "statistics": self.statistics,
            "reading": Reading(method=Method.ENGINE, engine=self.engine),
        }


def with_ids(quotes: Iterable[Quote], id_of: Callable[[Quote], str | None]) -> tuple[Quote, ...]:
    """Quotes, and those nested in them, with the ids of the quoted posts as the board's posts have them."""
    return tuple(replace(quote, post_id=id_of(quote), quotes=with_ids(quote.quotes, id_of)) for quote in quotes)
