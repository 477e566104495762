"""``flagpost audit``: who did what, and whether the log is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from flagpost.cli.options import Json, Limit
from flagpost.cli.safe import moment, one_line, words
from flagpost.cli.session import session_of
from flagpost.errors import ExitCode

VERIFY_EXAMPLES = """[bold]Examples[/]

flagpost audit verify          exit code 1 where the log was changed
flagpost audit verify --json | jq -r .head    note it elsewhere, to notice a log cut off at its end"""

group = typer.Typer(
    no_args_is_help=True, rich_markup_mode="rich", help="See who did what, and check that the log is whole."
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="audit")


@group.command("list")
def list_entries(
    context: typer.Context,
    after: Annotated[int, typer.Option(min=0, help="Only lines after this number.")] = 0,
    limit: Limit = 200,
    as_json: Json = False,
) -> None:
    """List the lines of the audit log, oldest first."""
    from flagpost.as_json import json_text
    from flagpost.cli.draw import table

    session = session_of(context)
    with session.store() as store, store.read() as unit:
        entries = unit.audit.entries(after=after, limit=limit)
    if as_json:
        session.line(json_text(entries, indent=2))
        return
    if not entries:
        session.line("No more lines." if after else "The audit log is empty: nothing was scanned or decided yet.")
        return
    made = table("line", "at", "who", "what", "on", "details", right=("line",))
    for entry in entries:
        details = ", ".join(f"{key}={value}" for key, value in entry.details.items())
        made.add_row(
            str(entry.number),
            moment(entry.at, session.settings.zone),
            words(one_line(entry.actor)),
            entry.event,
            words(one_line(entry.subject)),
            words(one_line(details, width=100)),
        )
    session.out.print(made)
    if len(entries) == limit:
        session.line(f"\nThere may be more: flagpost audit list --after {entries[-1].number}")


@group.command("verify", epilog=VERIFY_EXAMPLES)
def verify_log(context: typer.Context, as_json: Json = False) -> None:
    """Check the chain of hashes from the first line to the last. Exit code 1 where it is broken."""
    from flagpost.as_json import json_text

    session = session_of(context)
    with session.store() as store, store.read() as unit:
        report = unit.audit.verify()
    if as_json:
        session.line(json_text(report, indent=2))
    elif report.broken_at is None:
        session.line(f"The audit log is whole: {report.entries:,} lines, the last hash is {report.head}")
    else:
        session.line(
            f"The audit log was changed at line {report.broken_at}: {report.problem}. "
            f"The {report.entries:,} lines before it hold. Compare it with a backup."
        )
    if report.broken_at is not None:
        raise typer.Exit(ExitCode.RECORDED)
