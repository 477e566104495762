"""``flagpost serve``: the review console, and the API beside it."""

from __future__ import annotations

from typing import Annotated

import typer

from flagpost.cli.session import session_of

EXAMPLES = """[bold]Examples[/]

flagpost serve
flagpost serve --port 9000
flagpost --store sqlite:///flagpost-demo.db serve"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(serve)


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="The address to listen at. Unset: the setting console_host.", show_default=False)
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="The port. Unset: the setting console_port.", show_default=False),
    ] = None,
) -> None:
    """Serve the review console, where moderators work the queue in a browser, and the API beside it, for programs.

    Nobody can sign in at first: the terminal shows a link, once, by which you become the first admin. Everybody else
    is invited from the console. It listens at loopback; put a proxy with HTTPS before it where others are to reach it,
    and tell its address by the setting console_url.
    """
    from flagpost.console.serving import run
    from flagpost.people import People

    session = session_of(context)
    settings = session.settings_with(console_host=host, console_port=port)
    with session.store() as store:
        first = People(store, settings).first_link()
        session.note(f"The console is at {settings.console_address}/ (Ctrl+C ends it)")
        if first:
            session.note(
                "Nobody can sign in yet. Open this link within the hour and become the first admin; it works once:\n\n"
                f"  {settings.console_address}/welcome/{first}\n"
            )
        run(store, settings)
