"""``flagpost screen`` and ``flagpost rescreen``: verdicts on texts, and on everything that is stored."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from flagpost.choices import Level
from flagpost.cli.options import Json, Policy, Rules
from flagpost.cli.safe import words
from flagpost.cli.session import Session, session_of
from flagpost.errors import ExitCode

if TYPE_CHECKING:
    from moderation.items import Verdict

SCREEN_EXAMPLES = """[bold]Examples[/]

flagpost screen "you are all wonderful"
flagpost screen --json < comments.txt         a text a line, a verdict a line
flagpost screen --whole < comment.txt         one text of many lines
flagpost screen --fail-on medium < new.txt    exit code 1 where something is flagged"""
RESCREEN_EXAMPLES = """[bold]Examples[/]

flagpost rescreen --dry-run                   what would change, after a change of the policy
flagpost rescreen"""
BATCH = 256
"""Lines that are screened together."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=SCREEN_EXAMPLES)(screen)
    app.command(epilog=RESCREEN_EXAMPLES)(rescreen)


def screen(
    context: typer.Context,
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT]...", help="Texts; without any, standard input.", show_default=False),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Take standard input for one text, not for a text a line.")
    ] = False,
    policy: Policy = None,
    rules: Rules = None,
    fail_on: Annotated[
        Level | None, typer.Option(help="Exit code 1 where a text is of this severity or graver.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Screen texts: scores, flags with their spans and reasons. Nothing is stored.

    With --json, a line a text, in the order given: the text and its verdict. Spans count characters from 0.
    """
    from flagpost.screening import Texts

    session = session_of(context)
    settings = session.settings_with(policy=policy, rules=rules)
    screened = Texts(settings.policy, settings.rules)
    failed = False
    for batch in _batches(texts, whole=whole):
        for text, verdict in zip(batch, screened.screen(batch), strict=True):
            failed = failed or (fail_on is not None and verdict.severity >= fail_on.severity)
            _print(session, text, verdict, as_json=as_json)
    if failed:
        raise typer.Exit(ExitCode.RECORDED)


def rescreen(
    context: typer.Context,
    policy: Policy = None,
    rules: Rules = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    as_json: Json = False,
) -> None:
    """Screen all stored posts again, and tell which ones are judged differently now.

    For a new policy or new detectors. Decided cases stay decided: only new words open them again.
    """
    from flagpost.as_json import json_text
    from flagpost.cli.scan import interruptible
    from flagpost.screening import Screening, own_rules
    from moderation.policy import load_policy

    session = session_of(context)
    settings = session.settings_with(policy=policy, rules=rules)
    changes = 0
    with session.store() as store, interruptible() as stop:
        for change in Screening(store, load_policy(settings.policy), own_rules(settings.rules)).again(
            dry_run=dry_run, stop=stop.asked
        ):
            changes += 1
            before, now = change.queue_before or "no queue", change.queue_now or "no queue"
            session.line(json_text(change) if as_json else f"post {change.post_id}: {before} → {now}")
        if stop.asked():
            session.note("flagpost: stopped; the posts that were not reached keep their verdicts")
            raise typer.Exit(ExitCode.INTERRUPTED)
    if not as_json:
        session.line(f"{changes:,} {'would change' if dry_run else 'changed'}")


def _batches(texts: list[str] | None, *, whole: bool) -> Iterator[list[str]]:
    if texts:
        yield list(texts)
    elif whole:
        yield [sys.stdin.buffer.read().decode("utf-8", "replace")]
    else:
        if sys.stdin.isatty():
            print("Type or paste texts, one a line; end with Ctrl-D.", file=sys.stderr)
        lines = (line.decode("utf-8", "replace").rstrip("\r\n") for line in sys.stdin.buffer)
        while batch := list(islice(lines, 1 if sys.stdin.isatty() else BATCH)):
            yield batch


def _print(session: Session, text: str, verdict: Verdict, *, as_json: bool) -> None:
    from flagpost.as_json import json_text
    from flagpost.cli.draw import severity_word, verdict_table

    if as_json:
        session.line(json_text({"text": text, "verdict": verdict}))
        return
    session.out.print(words(text, style="bold"))
    head = severity_word(verdict.severity)
    head.append(f"  → {verdict.queue}" if verdict.queue else "  → nobody needs to look", style="dim")
    session.out.print(head)
    session.out.print(verdict_table(verdict, text))
    session.out.print()
