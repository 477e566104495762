"""The command itself: options for all commands, and what every error becomes."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from flagpost.cli.session import CLOSED_PIPE, Session, stop_printing
from flagpost.errors import ExitCode, FlagpostError

EVERYWHERE = {"--store": True, "--debug": False}
"""Options for all commands that may also stand after the command; whether a value follows."""
EPILOG = """[bold]Exit codes[/]

0  done
1  done, and something was recorded as failed or found
2  the command or the settings cannot be used as given
3  nothing could be read or fetched
4  the store or an output file cannot be used
130  interrupted; nothing is lost

[bold]Start here[/]

flagpost demo
flagpost scan https://forum.example.org/
flagpost queue next"""


class Commands(TyperGroup):
    """The commands, with errors told in one line."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take options for all commands from wherever they stand."""
        return super().parse_args(ctx, _to_the_front(args))

    def invoke(self, ctx: Any) -> Any:
        """Run a command; what goes wrong becomes one line on standard error and an exit code."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _complain("stopped; nothing that was stored is lost")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except Exception as error:
            session = ctx.obj
            if type(error).__module__.startswith(("typer.", "click.")):
                raise
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                stop_printing()
                raise typer.Exit(CLOSED_PIPE) from None
            if isinstance(session, Session) and session.debug:
                session.err.print_exception(show_locals=False)
            told, code = explained(error)
            _complain(told)
            raise typer.Exit(code) from None


def explained(error: Exception) -> tuple[str, int]:
    """An error as one line and an exit code."""
    from db.errors import LastAdmin, NotFound, ReviewError, StoreError
    from moderation.errors import ModerationError
    from scraper.fetch.errors import FetchError

    told = " ".join(str(error).split())
    code: int = ExitCode.RECORDED
    match error:
        case FlagpostError():
            code = error.code
        case NotFound() | LastAdmin() | ReviewError() | ModerationError():
            code = ExitCode.USAGE
        case StoreError():
            code = ExitCode.STORE
        case FetchError():
            told, code = (told if error.url in told else f"{error.url}: {told}"), ExitCode.UNREADABLE
        case OSError() if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            told = "the disk is full; free some space and run the command again: nothing stored is lost"
            code = ExitCode.STORE
        case OSError():
            told, code = f"{error.filename or 'a file'}: {error.strerror or told}", ExitCode.UNREADABLE
        case _:
            told = f"this should not happen ({type(error).__name__}: {told}); run it again with --debug and report it"
    return told, code


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"flagpost {version('flagpost')}")
        raise typer.Exit


app = typer.Typer(
    name="flagpost",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def everywhere(
    context: typer.Context,
    store: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where everything is kept: sqlite:///FILE or postgresql+psycopg://HOST/NAME."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Reads web forums from the outside, flags hostile posts with the reason, and keeps the review queue.

    Settings come from flagpost.toml in this folder and from FLAGPOST_* variables: see flagpost settings.
    """
    del show_version
    context.obj = Session(given={"store": store} if store else {}, debug=debug)


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point of the command ``flagpost``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    app(args=list(arguments) if arguments is not None else None)


def _to_the_front(args: list[str]) -> list[str]:
    front: list[str] = []
    rest: list[str] = []
    left = iter(args)
    for arg in left:
        if arg == "--":
            return [*front, *rest, arg, *left]
        name, equals, _ = arg.partition("=")
        if name not in EVERYWHERE:
            rest.append(arg)
        elif EVERYWHERE[name] and not equals:
            front += [arg, *(value for value in [next(left, None)] if value is not None)]
        else:
            front.append(arg)
    return [*front, *rest]


def _complain(message: str) -> None:
    print(f"flagpost: {message}", file=sys.stderr)
