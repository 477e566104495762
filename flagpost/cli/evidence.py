"""``flagpost evidence``: from which page the words of a case were read, and that page as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flagpost.cli.options import Json
from flagpost.cli.safe import moment, one_line
from flagpost.cli.session import session_of
from flagpost.errors import OutputFailed

if TYPE_CHECKING:
    from datetime import tzinfo

    from rich.table import Table

    from db.items import Evidence

EXAMPLES = """[bold]Examples[/]

flagpost evidence 12                              where and when the words were read
flagpost evidence 12 --page page.html             the page as it was then, byte by byte
flagpost evidence 12 --record page.warc.gz        with the headers of the answer, for archives"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(evidence)


def evidence(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="CASE", help="The case's number.", show_default=False)],
    version: Annotated[
        int | None, typer.Option(min=1, help="Of this version of the words. Unset: of those that were judged.")
    ] = None,
    page: Annotated[Path | None, typer.Option("--page", help="Write the page to a file.")] = None,
    record: Annotated[Path | None, typer.Option("--record", help="Write its WARC record to a file.")] = None,
    as_json: Json = False,
) -> None:
    """Tell from which page the words of a case were read, and give that page as it was.

    Pages are there where scans kept them: see the setting warc. A page is held against the digest that was taken when
    its words were read; one that was changed since is not given.
    """
    from flagpost.as_json import json_text
    from flagpost.kept import kept_page, words_of
    from flagpost.review import Desk

    session = session_of(context)
    with session.store() as store:
        words = words_of(Desk(store, session.settings).show(case), version)
    if page or record:
        kept = kept_page(session.settings.warc, words.evidence, max_bytes=session.settings.max_bytes)
        for path, content in ((page, kept.page.body), (record, kept.packed)):
            if path:
                _write(path, content)
                session.note(f"{len(content):,} bytes written to {path}")
    if as_json:
        session.line(json_text(words.evidence, indent=2))
    elif not page and not record:
        session.out.print(_told(words.evidence, session.settings.zone))


def _told(evidence: Evidence, zone: tzinfo) -> Table:
    from flagpost.cli.draw import facts

    record = evidence.record
    return facts(
        [
            ("Read", moment(evidence.fetched_at, zone)),
            ("From", one_line(evidence.url)),
            ("SHA-256", evidence.sha256),
            ("Kept in", f"{record.file}, at byte {record.offset:,}" if record else "not kept: see the setting warc"),
            ("WARC record", record.id if record else None),
        ]
    )


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise OutputFailed(message) from error
