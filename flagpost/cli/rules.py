"""``flagpost rules``: a file of rules checked, and tried on the posts that are stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flagpost.cli.options import Json
from flagpost.cli.safe import one_line, words
from flagpost.cli.session import Session, session_of
from flagpost.errors import BadSettings

if TYPE_CHECKING:
    from flagpost.precision import Precision
    from flagpost.rules import Trial, Trials
    from moderation.rules import Rules

CHECK_EXAMPLES = """[bold]Examples[/]

flagpost rules check                 the file that the setting rules names
flagpost rules check rules.toml"""
TEST_EXAMPLES = """[bold]Examples[/]

flagpost rules test rules.toml       what every rule finds in the stored posts, and how often people agreed there
flagpost rules test --examples 20 --rule coin-sellers
flagpost rules test --json | jq '.rules[] | {rule, hits}'"""
WIDTH = 100
"""Characters of a post that an example shows."""

File = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A file of rules; else the setting rules.")]

group = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Check a file of rules of your own, and try it on the stored posts.",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="rules")


@group.command("check", epilog=CHECK_EXAMPLES)
def check(context: typer.Context, file: File = None) -> None:
    """Check a file of rules, and list what it says. Exit code 2 where a rule cannot be used, with what is wrong."""
    from flagpost.cli.draw import severity_word, table

    session = session_of(context)
    rules = _loaded(session, file)
    if not rules.rules:
        session.line("The file has no rules yet. Each begins with [[rule]]; docs/policy.md shows one.")
        return
    made = table("rule", "category", "severity", "score", "looks for", "about", right=("score",))
    for rule in rules.rules:
        looks_for = ", ".join(
            part
            for part in (
                f"{len(rule.words)} words" if rule.words else "",
                f"{len(rule.phrases)} phrases" if rule.phrases else "",
                "a pattern" if rule.pattern else "",
            )
            if part
        )
        score = "in shadow" if rule.shadow else f"{rule.score:.2f}"
        made.add_row(
            rule.name, rule.category.value, severity_word(rule.severity), score, looks_for, words(one_line(rule.about))
        )
    session.out.print(made)


@group.command("test", epilog=TEST_EXAMPLES)
def try_out(
    context: typer.Context,
    file: File = None,
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule. Can be given again.")] = None,
    examples: Annotated[int, typer.Option(min=0, max=1000, help="Posts to show a rule.")] = 3,
    as_json: Json = False,
) -> None:
    """Try rules on all stored posts: what they find, and how often people agreed there. Nothing is stored.

    Where people decided on posts that a rule finds, their agreement is the rule's precision, with the range in which it
    lies in 95 of 100 cases.
    """
    from flagpost.as_json import json_text
    from flagpost.cli.scan import interruptible
    from flagpost.rules import try_rules
    from moderation.rules import Rules

    session = session_of(context)
    rules = _loaded(session, file)
    if rule:
        missing = sorted(set(rule) - {one.name for one in rules.rules})
        if missing:
            raise BadSettings(f"no rule is called {missing[0]!r}; see which there are: flagpost rules check")
        rules = Rules([one for one in rules.rules if one.name in rule])
    with session.store() as store, interruptible() as stop:
        trials = try_rules(store, rules, examples=examples, stop=stop.asked)
        stopped = stop.asked()
    if as_json:
        session.line(json_text(trials, indent=2))
    else:
        _print(session, trials)
    if stopped:
        session.note("flagpost: stopped; the posts that were not reached are not counted")


def _loaded(session: Session, file: Path | None) -> Rules:
    from moderation.rules import load_rules

    path = file or session.settings.rules
    if path is None:
        raise BadSettings("no file of rules is named; give one, or set rules in flagpost.toml")
    return load_rules(path)


def _print(session: Session, trials: Trials) -> None:
    from flagpost.cli.draw import table

    if not trials.posts:
        session.line("The store has no posts yet. Begin with: flagpost scan URL")
        return
    made = table("rule", "posts", "authors", "agreed", "disagreed", "precision", right=("posts", "authors", "agreed",
                 "disagreed"))  # fmt: skip
    for trial in trials.rules:
        named = f"{trial.rule} (in shadow)" if trial.shadow else trial.rule
        precision = trial.precision
        made.add_row(
            named,
            f"{trial.hits:,}",
            f"{trial.authors:,}",
            f"{precision.agreed:,}",
            f"{precision.disagreed:,}",
            _precision(precision),
        )
    session.out.print(made)
    for trial in trials.rules:
        _print_examples(session, trial)
    session.line(f"\n{trials.posts:,} posts were looked at.")


def _precision(precision: Precision) -> str:
    share, interval = precision.share, precision.interval
    if share is None or interval is None:
        return "nobody decided yet"
    return f"{share:.0%} ({interval[0]:.0%} to {interval[1]:.0%})"


def _print_examples(session: Session, trial: Trial) -> None:
    if not trial.examples:
        return
    session.out.print()
    session.out.print(words(trial.rule, style="bold"))
    for hit in trial.examples:
        start = max(hit.flag.spans[0].start - WIDTH // 3, 0) if hit.flag.spans else 0
        said = f"  {hit.outcome.value}" if hit.outcome else ""
        session.line(f"  post {hit.post_id}{said}: {one_line(hit.text[start : start + 2 * WIDTH], width=WIDTH)}")
