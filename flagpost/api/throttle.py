"""How often an address may come with tokens that are worth nothing."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime

from flagpost.people import FAILURES_COUNT, FAILURES_FROM_ADDRESS

MOST = 10_000
"""Addresses that are remembered. Where there are more, the one that failed longest ago is forgotten."""


class Throttle:
    """Counts failures of addresses. May be shared between threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._counting = threading.Lock()
        self._failed: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait(self, address: str) -> int:
        """For how many seconds an address has to wait; 0 for one that need not."""
        now = self._clock()
        with self._counting:
            failed = self._failed.get(address)
            while failed and now - failed[0] >= FAILURES_COUNT:
                failed.popleft()
            if not failed or len(failed) < FAILURES_FROM_ADDRESS:
                return 0
            return int((failed[0] + FAILURES_COUNT - now).total_seconds()) + 1

    def failed(self, address: str) -> bool:
        """Count a failure. Says whether it is the one after which the address has to wait."""
        with self._counting:
            failed = self._failed.setdefault(address, deque(maxlen=FAILURES_FROM_ADDRESS))
            failed.append(self._clock())
            self._failed.move_to_end(address)
            if len(self._failed) > MOST:
                self._failed.popitem(last=False)
            return len(failed) == FAILURES_FROM_ADDRESS
