"""``flagpost settings``: what can be set, and what is in force."""

from __future__ import annotations

import typer

from flagpost.cli.options import Json
from flagpost.cli.safe import words
from flagpost.cli.session import session_of

EXAMPLES = """[bold]Examples[/]

flagpost settings
FLAGPOST_DELAY=5 flagpost settings --json"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(settings)


def settings(context: typer.Context, as_json: Json = False) -> None:
    """Show every setting with its value in force. They come from flagpost.toml and from FLAGPOST_* variables."""
    from flagpost.as_json import json_text
    from flagpost.cli.draw import table
    from flagpost.settings import Settings, config_path, shown

    session = session_of(context)
    values = shown(session.settings)
    if as_json:
        session.line(json_text(values, indent=2))
        return
    made = table("setting", "value", "what it is")
    for name, value in values.items():
        told = "unset" if value is None else ", ".join(value) or "none" if isinstance(value, list) else str(value)
        made.add_row(name, words(told), words(Settings.model_fields[name].description or ""))
    session.out.print(made)
    path = config_path()
    session.line(
        f"\nFrom {path.resolve()}" if path.exists() else f"\nThere is no {path} here; all of it can be set there."
    )
