"""Progress of a scan: a moving line on a terminal, plain lines elsewhere, nothing where nobody asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flagpost.cli.safe import one_line
from flagpost.cli.session import Session

if TYPE_CHECKING:
    from rich.status import Status

    from flagpost.scan import Progress

PLAIN_EVERY = 10.0
"""Seconds between two plain lines."""


class Watch:
    """Told of every page of a scan."""

    def begin(self, target: str) -> None:
        """A scan begins."""

    def page(self, progress: Progress) -> None:
        """A page was dealt with."""

    def end(self) -> None:
        """The scan has ended."""


class PlainWatch(Watch):
    """A line now and then."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told_at = time.monotonic()

    def page(self, progress: Progress) -> None:
        """A page was dealt with."""
        if progress.problem or time.monotonic() - self._told_at >= PLAIN_EVERY:
            self._told_at = time.monotonic()
            self._session.note(line(progress))


class LiveWatch(Watch):
    """A line that moves."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._status: Status | None = None

    def begin(self, target: str) -> None:
        """A scan begins."""
        self._status = self._session.err.status(f"Scanning {one_line(target)}")
        self._status.start()

    def page(self, progress: Progress) -> None:
        """A page was dealt with."""
        if self._status:
            self._status.update(line(progress))

    def end(self) -> None:
        """The scan has ended."""
        if self._status:
            self._status.stop()
            self._status = None


@contextmanager
def watcher(session: Session, wanted: bool | None) -> Iterator[Watch]:
    """What shows the progress of scans: live on a terminal, plain lines where asked for, else nothing."""
    watch = Watch()
    if wanted is not False and session.err.is_terminal:
        watch = LiveWatch(session)
    elif wanted:
        watch = PlainWatch(session)
    try:
        yield watch
    finally:
        watch.end()


def line(progress: Progress) -> str:
    """How far a scan got: pages, posts, flags, time left."""
    scan = progress.scan
    known = scan.done + scan.failed + scan.waiting
    told = (
        f"{scan.done + scan.failed:,} of {known:,} known pages, {scan.posts_new:,} new posts, {scan.flagged:,} flagged"
    )
    if scan.failed:
        told += f", {scan.failed:,} failed"
    if progress.seconds_left is not None and scan.waiting:
        told += f", about {_span(progress.seconds_left)} left"
    if progress.problem:
        told += f"; {one_line(progress.url or '', width=80)}: {one_line(progress.problem, width=120)}"
    return told


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
