"""``flagpost stats``: the store at a glance."""

from __future__ import annotations

import typer

from flagpost.cli.boards import NO_BOARDS
from flagpost.cli.options import Json
from flagpost.cli.safe import moment, one_line, words
from flagpost.cli.session import session_of

EXAMPLES = """[bold]Examples[/]

flagpost stats
flagpost stats --json | jq .cases_open"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(stats)


def stats(context: typer.Context, as_json: Json = False) -> None:
    """Show what the store holds: boards, posts, queues, decisions, and scans that were not finished."""
    from flagpost.as_json import json_text
    from flagpost.cli.draw import facts, table
    from flagpost.overview import overview

    session = session_of(context)
    with session.store() as store:
        found = overview(store)
    if as_json:
        session.line(json_text(found, indent=2))
        return
    if not found.boards:
        session.line(NO_BOARDS)
        return
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(found.outcomes.items()))
    session.out.print(
        facts(
            [
                ("boards", f"{len(found.boards):,}"),
                ("threads", f"{found.threads:,}"),
                ("posts", f"{found.posts:,}"),
                ("open cases", f"{found.cases_open:,}"),
                ("decided cases", f"{found.cases_decided:,}"),
                ("decisions", outcomes or "none yet"),
                (
                    "precision",
                    f"{found.precision:.0%} of the judged flags were right" if found.precision is not None else None,
                ),
            ]
        )
    )
    if found.queues:
        made = table("queue", "open", "claimed", "oldest", right=("open", "claimed"))
        for queue in found.queues:
            oldest = moment(queue.oldest_at, session.settings.zone)
            made.add_row(words(queue.queue), f"{queue.open:,}", f"{queue.claimed:,}", oldest)
        session.line("")
        session.out.print(made)
    printed = [entry for entry in found.boards if entry.latest]
    if printed:
        numbers = ("threads", "messages", "members")
        made = table("board says", *numbers, "latest member", "read", right=numbers)
        for entry in printed:
            statistics = entry.latest.statistics if entry.latest else None
            counts = [getattr(statistics, name) for name in numbers]
            made.add_row(
                words(one_line(entry.board.title or entry.board.url, width=40)),
                *("–" if count is None else f"{count:,}" for count in counts),
                words(one_line((statistics.latest_member if statistics else None) or "–")),
                moment(entry.latest.taken_at if entry.latest else None, session.settings.zone),
            )
        session.line("")
        session.out.print(made)
    for scan in found.unfinished:
        session.line(f"\nScan {scan.id} is not finished. Go on: flagpost scan {one_line(scan.target)}")
