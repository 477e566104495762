"""``flagpost demo``: the whole way on a sample board, without touching the network."""

from __future__ import annotations

import typer

from db.items import CaseFilter
from flagpost.cli.queue import print_queue
from flagpost.cli.scan import scan_all
from flagpost.cli.session import Session, session_of

STORE = "sqlite:///flagpost-demo.db"
"""Where the demonstration keeps what it finds, unless --store says otherwise."""
EXAMPLES = """[bold]Examples[/]

flagpost demo
flagpost --store sqlite:///flagpost-demo.db queue next"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(demo)


def demo(context: typer.Context) -> None:
    """Scan a sample board that comes with Flagpost, and show what was flagged.

    The board is served on this machine and scanned over HTTP like any other, into flagpost-demo.db. Run it again to
    see what a second scan of an unchanged board does: next to nothing, and your decisions stay.
    """
    from flagpost.demo import sample_board

    session = session_of(context)
    if "store" not in session.given:
        session = Session(given={**session.given, "store": STORE}, debug=session.debug)
    with session.store() as store, sample_board(store) as address:
        session.line(f"A sample board is being served at {address}")
        settings = session.settings_with(allowed_hosts=frozenset({"127.0.0.1"}), delay=0)
        code = scan_all(session, settings, [address], fresh=False)
        session.line("")
        print_queue(session, store, CaseFilter(), limit=20)
    location = session.settings.store
    session.line(
        f"""
What was found is in {location}. Try:

  export FLAGPOST_STORE={location}
  flagpost serve                                       the queue in a browser
  flagpost queue next                                  the gravest case, in its thread
  flagpost queue decide 1 agree --action remove        and flagpost queue undo
  flagpost boards show 1                               what the board says about itself
  flagpost demo                                        again: only what changed is fetched"""
    )
    raise typer.Exit(code)
