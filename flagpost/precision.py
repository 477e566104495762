"""Precision: how often people agreed where a rule flagged something, and how sure that is."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from db.errors import StoreError
from db.store import Store

CONFIDENT = 1.96
"""Standard deviations on both sides that hold 95 of 100 cases."""
FRESH = 60.0
"""Seconds for which what was counted is told again: counting over all decisions takes longer than showing a case."""
STALE = 10
"""Times as long it is told for once more while it is counted anew beside: nobody waits who opens case after case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How often people agreed where a rule found something."""

    agreed: int
    disagreed: int

    @property
    def share(self) -> float | None:
        """The share of agreement; None where nobody decided."""
        decided = self.agreed + self.disagreed
        return self.agreed / decided if decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies in 95 of 100 cases (Wilson's interval); None where nobody decided."""
        decided = self.agreed + self.disagreed
        if not decided:
            return None
        share, spread = self.agreed / decided, CONFIDENT**2 / decided
        middle = share + spread / 2
        half = CONFIDENT * math.sqrt(share * (1 - share) / decided + spread / (4 * decided))
        return max((middle - half) / (1 + spread), 0.0), min((middle + half) / (1 + spread), 1.0)


class Measured:
    """The precision of every rule, counted over the decisions now and then. May be shared between threads."""

    def __init__(self, store: Store, *, fresh: float = FRESH) -> None:
        self._store = store
        self._fresh = fresh
        self._counting = threading.Lock()
        self._counted_at = -math.inf
        self._by_rule: Mapping[str, Precision] = {}

    def by_rule(self) -> Mapping[str, Precision]:
        """Every rule on whose flags somebody has decided, to how often they agreed."""
        if self._age > self._fresh * STALE:
            with self._counting:
                if self._age > self._fresh * STALE:
                    self._count()
            return self._by_rule
        known = self._by_rule
        if self._age > self._fresh and self._counting.acquire(blocking=False):
            threading.Thread(target=self._count_beside, daemon=True).start()
        return known

    @property
    def _age(self) -> float:
        return time.monotonic() - self._counted_at

    def _count_beside(self) -> None:
        try:
            with suppress(StoreError):  # whoever waits for it later is told
                self._count()
        finally:
            self._counting.release()

    def _count(self) -> None:
        with self._store.read() as unit:
            outcomes = unit.figures.outcomes_by_rule()
        self._by_rule = {
            rule: Precision(agreed=counts.agreed, disagreed=counts.disagreed) for rule, counts in outcomes.items()
        }
        self._counted_at = time.monotonic()
