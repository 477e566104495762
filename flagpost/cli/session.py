"""What the commands share: the settings in force, the store, and where to print."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

if TYPE_CHECKING:
    from db.store import Store
    from flagpost.settings import Settings

PIPED_WIDTH = 140
"""Columns of a table that goes to a file or a pipe."""
CLOSED_PIPE = 141
"""The exit code where whoever reads our output went away: what shells know of such programs (128 + SIGPIPE)."""


class PlainConsole(Console):
    """A console that prints words as they are, and ends quietly when nobody reads them any more."""

    def __init__(self, *, stderr: bool = False) -> None:
        stream = sys.stderr if stderr else sys.stdout
        width = None if stream.isatty() or os.environ.get("COLUMNS") else PIPED_WIDTH
        super().__init__(stderr=stderr, markup=False, emoji=False, highlight=False, width=width)

    def on_broken_pipe(self) -> None:
        """Whoever read our output went away."""
        self.quiet = True
        stop_printing()
        sys.exit(CLOSED_PIPE)


@dataclass(kw_only=True)
class Session:
    """One run of the command."""

    given: Mapping[str, Any] = field(default_factory=dict)
    """Settings given as options, which win over the file and the environment."""
    debug: bool = False
    """Show tracebacks."""
    out: Console = field(default_factory=PlainConsole)
    """Where results go. Prints words as they are: nothing in them is taken for markup."""
    err: Console = field(default_factory=partial(PlainConsole, stderr=True))
    """Where progress and problems go."""

    @cached_property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.settings_with()

    def settings_with(self, **more: Any) -> Settings:
        """The settings in force, with a command's own options on top.

        Raises:
            BadSettings: one of them cannot be used.
        """
        from flagpost.settings import load_settings

        return load_settings(**{**self.given, **{name: value for name, value in more.items() if value is not None}})

    def store(self) -> Store:
        """The store, open; a context manager that closes it.

        Raises:
            db.errors.StoreError: it cannot be used.
        """
        from db.store import Store

        return Store.open(self.settings.store, patience=self.settings.store_patience)

    def line(self, text: str) -> None:
        """Print a line of plain text, however long."""
        self.out.print(text, soft_wrap=True)

    def note(self, text: str) -> None:
        """Say something beside the result, on standard error."""
        self.err.print(text, soft_wrap=True)


def session_of(context: typer.Context) -> Session:
    """The session of the command that runs."""
    found = context.find_root().obj
    return found if isinstance(found, Session) else Session()


def stop_printing() -> None:
    """Send the rest of the output nowhere: Python would complain when it flushes what nobody reads any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
