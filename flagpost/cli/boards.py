"""``flagpost boards``: the boards in the store, and what they print about themselves."""

from __future__ import annotations

from typing import Annotated

import typer

from flagpost.cli.options import Json, Limit
from flagpost.cli.safe import moment, one_line, words
from flagpost.cli.session import Session, session_of

NO_BOARDS = "No boards yet. Scan one: flagpost scan https://forum.example.org/"
SHOW_EXAMPLES = """[bold]Examples[/]

flagpost boards show 1
flagpost boards show https://forum.example.org/ --json"""

group = typer.Typer(invoke_without_command=True, rich_markup_mode="rich")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="boards")


@group.callback()
def boards(context: typer.Context) -> None:
    """See which boards were scanned, and their statistics over time."""
    if context.invoked_subcommand is None:
        _list(session_of(context), as_json=False)


@group.command("list")
def list_boards(context: typer.Context, as_json: Json = False) -> None:
    """List the boards in the store."""
    _list(session_of(context), as_json=as_json)


@group.command("show", epilog=SHOW_EXAMPLES)
def show_board(
    context: typer.Context,
    board: Annotated[str, typer.Argument(metavar="ID|URL", help="The board's number or address.", show_default=False)],
    limit: Limit = 20,
    as_json: Json = False,
) -> None:
    """Show a board and the statistics that it printed, newest first."""
    from flagpost.as_json import json_text
    from flagpost.cli.draw import facts, table
    from flagpost.overview import find_board, snapshots

    session = session_of(context)
    zone = session.settings.zone
    with session.store() as store:
        found = find_board(store, board)
        taken = snapshots(store, found, limit=limit)
    if as_json:
        session.line(json_text({"board": found, "snapshots": taken}, indent=2))
        return
    session.out.print(words(one_line(found.title or found.url), style="bold"))
    session.out.print(
        facts(
            [
                ("address", one_line(found.url)),
                ("engine", found.engine or "unknown"),
                ("stored", f"{found.forums:,} forums, {found.threads:,} threads, {found.posts:,} posts"),
                ("open cases", f"{found.open_cases:,}"),
                ("first seen", moment(found.first_seen_at, zone)),
                ("last seen", moment(found.last_seen_at, zone)),
            ]
        )
    )
    if not taken:
        session.line("\nNo page of it printed statistics.")
        return
    numbers = ("threads", "messages", "members", "online")
    made = table("taken", *numbers, "latest member", "else", right=numbers)
    for snapshot in taken:
        statistics = snapshot.statistics
        other = ", ".join(f"{one_line(label)}: {one_line(value)}" for label, value in statistics.other.items())
        made.add_row(
            moment(snapshot.taken_at, zone),
            *(_number(getattr(statistics, name)) for name in numbers),
            words(one_line(statistics.latest_member or "–")),
            words(other or "–"),
        )
    session.line("")
    session.out.print(made)


def _list(session: Session, *, as_json: bool) -> None:
    from flagpost.as_json import json_text
    from flagpost.cli.draw import table

    with session.store() as store, store.read() as unit:
        found = unit.archive.boards()
    if as_json:
        session.line(json_text(found, indent=2))
        return
    if not found:
        session.line(NO_BOARDS)
        return
    numbers = ("id", "forums", "threads", "posts", "open cases")
    made = table(
        "id", "board", "address", "engine", "forums", "threads", "posts", "open cases", "last seen", right=numbers
    )
    for board in found:
        made.add_row(
            str(board.id),
            words(one_line(board.title or "–", width=40)),
            words(one_line(board.url)),
            words(board.engine or "unknown"),
            *(f"{count:,}" for count in (board.forums, board.threads, board.posts, board.open_cases)),
            moment(board.last_seen_at, session.settings.zone),
        )
    session.out.print(made)


def _number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"
