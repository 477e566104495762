"""Lines of the audit log that are written once each: whoever repeats something a thousand times fills no log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from db.store import Store, utc_now

MOST = 1_000
"""Lines that one process writes so; what comes after them is left out."""


class Once:
    """Writes each line at most once for as long as the process runs. May be shared between threads."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._clock = clock
        self._adding = threading.Lock()
        self._written: set[tuple[str, str, str]] = set()

    def note(self, event: str, subject: str, about: str, details: Mapping[str, Any]) -> bool:
        """Write a line, unless it was written before. Says whether it was written now.

        Args:
            event: What happened.
            subject: To whom or what.
            about: What else makes it another line: an address, say.
            details: What the line tells besides.
        """
        line = event, subject, about
        with self._adding:
            if line in self._written or len(self._written) >= MOST:
                return False
            self._written.add(line)
        with self._store.begin() as unit:
            unit.audit.note("flagpost", event, subject, details, self._clock())
        return True
