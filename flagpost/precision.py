"""Precision: how often people agreed where a rule flagged something, and how sure that is."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from db.store import Store

CONFIDENT = 1.96
"""Standard deviations on both sides that hold 95 of 100 cases."""
FRESH = 60.0
"""Seconds for which what was counted is told again: counting over all decisions takes longer than showing a case."""


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
        if time.monotonic() - self._counted_at > self._fresh:
            with self._counting:
                if time.monotonic() - self._counted_at > self._fresh:
                    with self._store.read() as unit:
                        outcomes = unit.figures.outcomes_by_rule()
                    self._by_rule = {
                        rule: Precision(agreed=counts.agreed, disagreed=counts.disagreed)
                        for rule, counts in outcomes.items()
                    }
                    self._counted_at = time.monotonic()
        return self._by_rule
