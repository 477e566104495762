"""Screening on demand: texts that somebody sends, screened by the settings' policy and rules, and stored nowhere."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence

from flagpost.errors import TooBusy
from flagpost.screening import Texts
from flagpost.settings import Settings
from moderation.items import Context, Verdict

AT_ONCE = max((os.cpu_count() or 2) // 2, 1)
"""Calls that are screened at the same time: more would only make each of them slower."""
PATIENCE = 10.0
"""Seconds for which a call waits for its turn."""


class OnDemand:
    """Screens what it is given. Its data is read at the first text. May be shared between threads."""

    def __init__(self, settings: Settings, *, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._files = settings.policy, settings.rules
        self._turns = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._loading = threading.Lock()
        self._loaded: tuple[object, Texts] | None = None

    def screen(self, texts: Sequence[str], context: Sequence[Context | None] | None = None) -> list[Verdict]:
        """A verdict a text, in their order.

        Raises:
            TooBusy: Others had all turns for too long.
            moderation.errors.ModerationError: The policy or the rules cannot be used.
        """
        if not self._turns.acquire(timeout=self._patience):
            message = f"{AT_ONCE} calls are being screened at this moment; wait a few seconds and send this one again"
            raise TooBusy(message)
        try:
            return self._texts().screen(texts, context)
        finally:
            self._turns.release()

    def _texts(self) -> Texts:
        """What screens, read again where the file of the policy or of the rules is another one than before."""
        with self._loading:
            stamp = [path.stat().st_mtime_ns if path and path.exists() else None for path in self._files]
            if self._loaded is None or self._loaded[0] != stamp:
                self._loaded = stamp, Texts(*self._files)
            return self._loaded[1]
