"""``flagpost scan``: boards, saved pages and folders into the store."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from flagpost.cli.options import AllowHost, Delay, Json, Policy, Url
from flagpost.cli.progress import watcher
from flagpost.cli.safe import one_line
from flagpost.cli.session import Session, session_of
from flagpost.errors import ExitCode, FlagpostError, Interrupted

if TYPE_CHECKING:
    from flagpost.scan import ScanReport
    from flagpost.settings import Settings

EXAMPLES = """[bold]Examples[/]

flagpost scan https://forum.example.org/             a whole board; again: only what changed
flagpost scan https://forum.example.org/threads/the-harbour.12/    one thread
flagpost scan saved_pages/ page.html crawl.warc.gz   saved pages
flagpost scan https://forum.example.org/ --warc evidence/     keep the pages too
flagpost scan http://forum.local:8080/ --allow-host forum.local
Ctrl-C or a crash loses nothing: the same command goes on where it was."""
MOST_ERRORS = 10
"""Errors that are shown at the end of a scan; flagpost scans show has them all."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(scan)


def scan(
    context: typer.Context,
    targets: Annotated[
        list[str], typer.Argument(metavar="TARGET...", help="Addresses, files or folders.", show_default=False)
    ],
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew where an earlier scan was left unfinished.")
    ] = False,
    url: Url = None,
    allow_host: AllowHost = None,
    delay: Delay = None,
    policy: Policy = None,
    warc: Annotated[
        str | None,
        typer.Option("--warc", metavar="FOLDER", help="Keep each page that shows new words there, in WARC files."),
    ] = None,
    progress: Annotated[
        bool | None, typer.Option("--progress/--quiet", help="Show progress; on a terminal it is shown anyway.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read boards, threads or saved pages into the store, and screen what is new.

    An address is crawled: a board with all its forums, a forum, or a single thread. A file or folder of saved pages is
    read, and so are WARC files of any crawler. One page that cannot be read never stops a scan; it is recorded, and the
    exit code is 1.
    """
    session = session_of(context)
    hosts = session.settings.allowed_hosts | set(allow_host) if allow_host else None
    settings = session.settings_with(delay=delay, policy=policy, warc=warc, allowed_hosts=hosts)
    raise typer.Exit(scan_all(session, settings, targets, fresh=fresh, url=url, progress=progress, as_json=as_json))


def scan_all(
    session: Session,
    settings: Settings,
    targets: list[str],
    *,
    fresh: bool = False,
    url: str | None = None,
    progress: bool | None = None,
    as_json: bool = False,
) -> ExitCode:
    """Scan every target, tell what came of each, and say how it went in all."""
    from flagpost.scan import Scanning

    codes: list[ExitCode] = []
    with session.store() as store, interruptible() as stop, watcher(session, progress) as watch:
        scanning = Scanning(store, settings, watch=watch.page, stop=stop.asked)
        for target in targets:
            watch.begin(target)
            try:
                report = scanning.scan(target, fresh=fresh, url=url)
            except Interrupted:
                raise
            except FlagpostError as error:
                watch.end()
                session.note(f"flagpost: {one_line(str(error))}")
                codes.append(error.code)
                continue
            watch.end()
            _tell(session, report, as_json=as_json)
            codes.append(report.code)
    worst = max(codes)
    return ExitCode.RECORDED if worst is ExitCode.UNREADABLE and set(codes) != {worst} else worst


def _tell(session: Session, report: ScanReport, *, as_json: bool) -> None:
    from flagpost.as_json import json_text

    if as_json:
        session.line(json_text(report))
    else:
        session.line(summary(report))
        if report.scan.flagged:
            session.line("Look at what was flagged: flagpost queue next")
    for error in report.errors[:MOST_ERRORS]:
        session.note(f"flagpost: {one_line(error.url)}: {one_line(error.message)}")
    if len(report.errors) > MOST_ERRORS:
        more = len(report.errors) - MOST_ERRORS
        session.note(f"flagpost: and {more} more errors: flagpost scans show {report.scan.id}")


def summary(report: ScanReport) -> str:
    """What a scan came to, in one line."""
    scan = report.scan
    counts = [
        (scan.posts_new, "new posts"),
        (scan.posts_revised, "changed"),
        (scan.posts_gone, "gone"),
        (scan.skipped, "threads unchanged"),
        (scan.flagged, "flagged"),
        (scan.failed, "pages failed"),
    ]
    told = ", ".join(f"{count:,} {what}" for count, what in counts if count or what == "new posts")
    pages = f"{scan.done:,} {'page' if scan.done == 1 else 'pages'}"
    return f"Scan {scan.id} of {one_line(scan.target)}: {pages}, {told} ({report.seconds:.1f} s)"


class _Stop:
    def __init__(self) -> None:
        self._asked = False

    def asked(self) -> bool:
        return self._asked

    def ask(self, *_: object) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True


@contextmanager
def interruptible() -> Iterator[_Stop]:
    """Let Ctrl-C and a polite kill end the work after the page under way. Ctrl-C again ends it at once."""
    stop = _Stop()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
