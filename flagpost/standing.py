"""Why a case stands where it stands, in plain words for whoever works on it; nothing where there is nothing to say."""

from __future__ import annotations

from db.items import Standing
from db.priority import MOST

LIVELY = 100
"""Replies from which on a thread is worth a word: what most cases have is no reason."""


def why_here(standing: Standing, *, everywhere: bool = True) -> tuple[str, ...]:
    """What moves a case forward in its queue, beside severity and score, a short phrase each.

    Args:
        standing: What its priority rests on.
        everywhere: Whether the reader may see every case. Who may not is told nothing of what waits elsewhere.
    """
    told = []
    if standing.same_words:
        told.append(f"said {_count(standing.same_words, with_this=True)} times on this board")
    if standing.agreed:
        cases = "case" if standing.agreed == 1 else "cases"
        told.append(f"{_count(standing.agreed)} {cases} of this author agreed with")
    if standing.waiting and everywhere:
        cases = "case" if standing.waiting == 1 else "cases"
        told.append(f"{_count(standing.waiting)} other {cases} of this author waiting")
    if standing.replies is not None and standing.replies >= LIVELY:
        told.append(f"in a thread of {standing.replies:,} replies")
    return tuple(told)


def _count(others: int, *, with_this: bool = False) -> str:
    """A count that ends somewhere, of others or with the case itself."""
    return f"{others + with_this} or more" if others >= MOST else f"{others + with_this}"
