"""``flagpost export``: posts, cases and decisions for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from db.items import CaseFilter, CaseState
from flagpost.choices import Format, What
from flagpost.cli.options import Board
from flagpost.cli.session import session_of

EXAMPLES = """[bold]Examples[/]

flagpost export posts > posts.jsonl
flagpost export cases --format csv --bom --out cases.csv     for Excel
flagpost export decisions | jq 'select(.outcome == "disagree")'"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(export)


def export(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="What to export.", show_default=False)],
    form: Annotated[Format, typer.Option("--format", "-f", help="JSON lines, or a table.")] = Format.JSONL,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file; without it, standard output.")] = None,
    board: Board = None,
    state: Annotated[CaseState | None, typer.Option(help="Only open or only decided cases.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV file with a byte order mark, for Excel.")] = False,
) -> None:
    """Export posts, cases or decisions, from one snapshot of the store.

    CSV is safe to open in a spreadsheet: a cell that looks like a formula gets an apostrophe before it. JSON lines have
    every field, unchanged. A file appears under its name once it is complete. --board narrows posts and cases, --state
    cases; decisions are exported in full.
    """
    from flagpost.export import export as write
    from flagpost.export import output
    from flagpost.overview import find_board

    session = session_of(context)
    with session.store() as store:
        wanted = CaseFilter(state=state, board_id=find_board(store, board).id if board else None)
        with output(out) as file:
            count = write(store, what, file, form=form, wanted=wanted, bom=bom)
    if out:
        session.note(f"{count:,} {what} written to {out}")
