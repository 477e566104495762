"""``flagpost scans``: what was scanned, and what went wrong."""

from __future__ import annotations

from typing import Annotated

import typer

from flagpost.cli.options import Json, Limit
from flagpost.cli.safe import moment, one_line, words
from flagpost.cli.session import Session, session_of

NO_SCANS = "No scans yet. Begin one: flagpost scan https://forum.example.org/"
SHOW_EXAMPLES = """[bold]Examples[/]

flagpost scans show            the last one
flagpost scans show 7 --json"""

group = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="scans")


@group.callback()
def scans(context: typer.Context) -> None:
    """See the scans and their errors."""
    if context.invoked_subcommand is None:
        _list(session_of(context), limit=20, as_json=False)


@group.command("list")
def list_scans(context: typer.Context, limit: Limit = 20, as_json: Json = False) -> None:
    """List scans, newest first."""
    _list(session_of(context), limit=limit, as_json=as_json)


@group.command("show", epilog=SHOW_EXAMPLES)
def show_scan(
    context: typer.Context,
    scan: Annotated[
        int | None, typer.Argument(metavar="[SCAN]", help="Its number; without it, the last.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a scan with its errors and remarks."""
    from flagpost.as_json import json_text
    from flagpost.cli.draw import facts, table

    session = session_of(context)
    zone = session.settings.zone
    with session.store() as store, store.read() as unit:
        if scan is None:
            last = unit.scans.recent(1)
            if not last:
                session.line("null" if as_json else NO_SCANS)
                return
            scan = last[0].id
        found, errors = unit.scans.get(scan), unit.scans.errors(scan)
    if as_json:
        session.line(json_text({"scan": found, "errors": errors}, indent=2))
        return
    session.out.print(words(f"Scan {found.id} of {one_line(found.target)}", style="bold"))
    session.out.print(
        facts(
            [
                ("state", found.state),
                ("started", moment(found.started_at, zone)),
                ("finished", moment(found.finished_at, zone)),
                ("pages", f"{found.done:,} read, {found.failed:,} failed, {found.waiting:,} to go"),
                ("posts", f"{found.posts_new:,} new, {found.posts_revised:,} changed, {found.posts_gone:,} gone"),
                ("threads left alone", f"{found.skipped:,} that had not changed"),
                ("flagged", f"{found.flagged:,}"),
            ]
        )
    )
    if errors:
        made = table("what", "address", "told")
        for error in errors:
            made.add_row(words(error.kind), words(one_line(error.url)), words(one_line(error.message)))
        session.line("")
        session.out.print(made)


def _list(session: Session, *, limit: int, as_json: bool) -> None:
    from flagpost.as_json import json_text
    from flagpost.cli.draw import table

    with session.store() as store, store.read() as unit:
        found = unit.scans.recent(limit)
    if as_json:
        session.line(json_text(found, indent=2))
        return
    if not found:
        session.line(NO_SCANS)
        return
    numbers = ("scan", "pages", "failed", "to go", "new", "changed", "gone", "flagged")
    made = table("scan", "target", "state", *numbers[1:], "started", right=numbers)
    for scan in found:
        counts = (
            scan.done,
            scan.failed,
            scan.waiting,
            scan.posts_new,
            scan.posts_revised,
            scan.posts_gone,
            scan.flagged,
        )
        made.add_row(
            str(scan.id),
            words(one_line(scan.target)),
            scan.state,
            *(f"{count:,}" for count in counts),
            moment(scan.started_at, session.settings.zone),
        )
    session.out.print(made)
