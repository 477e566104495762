"""``flagpost queue``: the cases that wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from db.items import Action, CaseFilter, CaseState, Draft, Ground, Objector, Outcome
from flagpost.cli.options import AtLeast, Author, Board, Full, Json, Limit, OfCategory, Queue, State
from flagpost.cli.session import Session, session_of
from moderation.items import Category

if TYPE_CHECKING:
    from db.store import Store
    from flagpost.review import CaseInThread, Desk

NO_CASES = "No open cases. Scan a board: flagpost scan https://forum.example.org/"
NO_SUCH_CASES = "No cases like that. All open ones: flagpost queue list"
LIST_EXAMPLES = """[bold]Examples[/]

flagpost queue list
flagpost queue list --severity high --board 1
flagpost queue list --state decided --json"""
NEXT_EXAMPLES = """[bold]Examples[/]

flagpost queue next
flagpost queue next --category threat
flagpost queue next --skip 12          another one than case 12"""
HAND_EXAMPLES = """[bold]Examples[/]

flagpost queue hand 12 Eva
flagpost queue hand 12 Eva --note "you know this thread" """
DECIDE_EXAMPLES = """[bold]Examples[/]

flagpost queue decide 12 agree --action remove
flagpost queue decide 12 disagree --note "quotes the slur in order to report it"
flagpost queue decide 12 agree --action ban --ground illegal --reference "§ 130 StGB" --explanation "…" """

APPEAL_EXAMPLES = """[bold]Examples[/]

flagpost queue appeal 12 --from author --text "I only quoted him" --how "by mail"
flagpost queue appeal 12 --from forum --text "We allow such words among friends" """

group = typer.Typer(no_args_is_help=False, invoke_without_command=True, rich_markup_mode="rich")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="queue")


@group.callback()
def queue(context: typer.Context) -> None:
    """Review what was flagged: list, look at a case in its thread, decide, undo."""
    if context.invoked_subcommand is None:
        _list(session_of(context), CaseFilter(), limit=20, as_json=False)


@group.command("list", epilog=LIST_EXAMPLES)
def list_cases(
    context: typer.Context,
    named: Queue = None,
    board: Board = None,
    category: OfCategory = None,
    severity: AtLeast = None,
    author: Author = None,
    state: State = CaseState.OPEN,
    appealed: Annotated[bool, typer.Option("--appealed", help="Only cases under appeal.")] = False,
    limit: Limit = 20,
    as_json: Json = False,
) -> None:
    """List cases, the gravest first, then by priority."""
    session = session_of(context)
    wanted = CaseFilter(
        state=state,
        queue=named,
        board_id=_board_id(session, board),
        category=category,
        severity=severity.severity if severity else None,
        author=author,
        appealed=appealed,
    )
    _list(session, wanted, limit=limit, as_json=as_json)


@group.command("next", epilog=NEXT_EXAMPLES)
def next_case(
    context: typer.Context,
    named: Queue = None,
    board: Board = None,
    category: OfCategory = None,
    severity: AtLeast = None,
    skip: Annotated[
        list[int] | None,
        typer.Option("--skip", metavar="CASE", help="Leave this case to others. Can be given again."),
    ] = None,
    full: Full = False,
    as_json: Json = False,
) -> None:
    """Claim the first free case and show it in its thread. A case that you have claimed already comes first."""
    session = session_of(context)
    wanted = CaseFilter(
        queue=named,
        board_id=_board_id(session, board),
        category=category,
        severity=severity.severity if severity else None,
    )
    with session.store() as store:
        desk, skipped = _desk(session, store), tuple(skip or ())
        for each in skipped:
            desk.skip(each)
        shown = desk.next(wanted, skipped=skipped)
    if shown is None:
        session.line("null" if as_json else NO_CASES if wanted == CaseFilter() else NO_SUCH_CASES)
        return
    _show(session, shown, full=full, as_json=as_json)


@group.command("show")
def show_case(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="CASE", help="The case's number.", show_default=False)],
    full: Full = False,
    as_json: Json = False,
) -> None:
    """Show a case in its thread, without claiming it."""
    session = session_of(context)
    with session.store() as store:
        shown = _desk(session, store).show(case)
    _show(session, shown, full=full, as_json=as_json)


@group.command("decide", epilog=DECIDE_EXAMPLES)
def decide_case(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="CASE", help="The case's number.", show_default=False)],
    outcome: Annotated[Outcome, typer.Argument(help="Are the flags right?", show_default=False)],
    action: Annotated[Action, typer.Option(help="What is to happen on the board.")] = Action.NONE,
    note: Annotated[str, typer.Option(help="For your team alone.", show_default=False)] = "",
    explanation: Annotated[
        str, typer.Option(help="Why, for the author of the post. Unset: the flags' reasons.", show_default=False)
    ] = "",
    facts: Annotated[
        str,
        typer.Option(
            help="What the decision relies on. Unset: the flagged words and where they stood.", show_default=False
        ),
    ] = "",
    ground: Annotated[Ground, typer.Option(help="Against the board's terms, or against the law.")] = Ground.TERMS,
    reference: Annotated[str | None, typer.Option(help="The clause of the terms, or the law.")] = None,
    category: Annotated[
        Category | None, typer.Option(help="What the post is. Unset: the verdict's gravest category.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Decide a case. It is claimed on the way where it is free.

    agree: the flags are right. disagree: they are wrong. ignore: right or wrong, nothing is to be done.
    Flagpost changes nothing on the board: the action is a recommendation until somebody marks it as done.
    """
    session = session_of(context)
    draft = Draft(
        outcome=outcome,
        action=action,
        note=note,
        explanation=explanation,
        facts=facts,
        ground=ground,
        reference=reference,
        category=category,
    )
    with session.store() as store:
        decision = _desk(session, store).decide(case, draft)
    if as_json:
        _json(session, decision)
        return
    session.line(f"Case {case} decided: {outcome}, action {action} (decision {decision.id}).")
    session.line("Undo it: flagpost queue undo. The next one: flagpost queue next")


@group.command("undo")
def undo_decision(
    context: typer.Context,
    decision: Annotated[
        int | None,
        typer.Argument(metavar="[DECISION]", help="Its number; without it, your last one.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """Undo a decision: it is kept with a mark, and its case is open again."""
    session = session_of(context)
    with session.store() as store:
        undone = _desk(session, store).undo(decision)
    if as_json:
        _json(session, undone)
        return
    session.line(f"Decision {undone.id} is undone. See the case: flagpost queue show {undone.case_id}")
    if undone.to_take_back:
        session.line(f"Its action, {undone.action}, was carried out on the forum. Take it back there.")


@group.command("release")
def release_case(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="CASE", help="The case's number.", show_default=False)],
) -> None:
    """Give a claimed case back to the queue, for somebody else; one that was handed to you, too."""
    session = session_of(context)
    with session.store() as store:
        _desk(session, store).release(case)
    session.line(f"Case {case} is free.")


@group.command("hand", epilog=HAND_EXAMPLES)
def hand_case(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="CASE", help="The case's number.", show_default=False)],
    to: Annotated[str, typer.Argument(metavar="NAME", help="Who is to decide it.", show_default=False)],
    note: Annotated[str, typer.Option(help="Why, for them and your team.", show_default=False)] = "",
) -> None:
    """Hand a case to somebody else: it is theirs until they pass it back. It is claimed on the way where it is free."""
    from flagpost.handing import Handing

    session = session_of(context)
    with session.store() as store:
        handed = Handing(store, session.settings).hand(case, to, note)
    session.line(f"Case {case} is handed to {handed.user}.")


@group.command("take")
def take_case(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="CASE", help="The case's number.", show_default=False)],
) -> None:
    """Claim a case, although it is handed to somebody else. It is theirs no longer."""
    from flagpost.handing import Handing

    session = session_of(context)
    with session.store() as store:
        claim = Handing(store, session.settings).take(case)
    session.line(f"Case {case} is yours until {claim.expires_at.astimezone(session.settings.zone):%H:%M}.")


@group.command("appeal", epilog=APPEAL_EXAMPLES)
def appeal_decision(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="CASE", help="The case's number.", show_default=False)],
    objector: Annotated[Objector, typer.Option("--from", help="Who objects.", show_default=False)],
    text: Annotated[str, typer.Option("--text", help="What they say.", show_default=False)],
    how: Annotated[str, typer.Option(help="How they told it.", show_default=False)] = "",
    as_json: Json = False,
) -> None:
    """Enter an appeal against the decision on a case: it is open again, for others than who decided.

    The words and the evidence stay those that were judged. The next decision answers the appeal, with an explanation:
    the same outcome and action uphold the decision, anything else reverses it.
    """
    from flagpost.appeals import Appealing

    session = session_of(context)
    with session.store() as store:
        appeal = Appealing(store, session.settings).appeal(case, objector=objector, words=text, how=how)
    if as_json:
        _json(session, appeal)
        return
    session.line(f"Case {case} is open again, for somebody else than {appeal.decider} (appeal {appeal.id}).")
    session.line("What waits for an answer: flagpost queue list --appealed")


@group.command("withdraw")
def withdraw_appeal(
    context: typer.Context,
    case: Annotated[int, typer.Argument(metavar="CASE", help="The case's number.", show_default=False)],
    why: Annotated[str, typer.Option(help="The reason, for your team and the audit log.", show_default=False)],
) -> None:
    """Withdraw the appeal on a case: it is decided again, as it was."""
    from flagpost.appeals import Appealing

    session = session_of(context)
    with session.store() as store:
        decision = Appealing(store, session.settings).withdraw(case, why)
    session.line(f"The appeal on case {case} is withdrawn. Decision {decision.id} by {decision.user} stands as it was.")


@group.command("done")
def mark_done(
    context: typer.Context,
    decision: Annotated[int, typer.Argument(metavar="DECISION", help="The decision's number.", show_default=False)],
) -> None:
    """Say that a decision's action was carried out on the board."""
    session = session_of(context)
    with session.store() as store:
        _desk(session, store).done(decision)
    session.line(f"The action of decision {decision} is marked as done.")


def print_queue(session: Session, store: Store, wanted: CaseFilter, *, limit: int) -> None:
    """The queue as a table, and what to do next."""
    from flagpost.cli.draw import case_table

    cases, total = _desk(session, store).cases(wanted, limit=limit)
    if not cases:
        session.line(NO_CASES if wanted == CaseFilter() else NO_SUCH_CASES)
        return
    session.out.print(case_table(cases, session.settings.zone))
    what = "case" if total == 1 else "cases"
    shown = f"{total:,} {what}" if total == len(cases) else f"{len(cases):,} of {total:,} {what}; more: --limit {total}"
    session.line(f"\n{shown}. Look at one: flagpost queue show {cases[0].id}. Claim the next: flagpost queue next")


def _list(session: Session, wanted: CaseFilter, *, limit: int, as_json: bool) -> None:
    with session.store() as store:
        if as_json:
            cases, _ = _desk(session, store).cases(wanted, limit=limit)
            _json(session, cases)
            return
        print_queue(session, store, wanted, limit=limit)


def _show(session: Session, shown: CaseInThread, *, full: bool, as_json: bool) -> None:
    from flagpost.cli.draw import case_in_thread

    if as_json:
        _json(session, shown)
        return
    session.out.print(case_in_thread(shown, session.settings.zone, full=full))
    case = shown.case
    if case.state is CaseState.OPEN:
        session.line(f"\nDecide: flagpost queue decide {case.id} agree|disagree|ignore [--action remove] [--note …]")
        if case.claim:
            session.line(f"Give it back: flagpost queue release {case.id}")


def _json(session: Session, value: object) -> None:
    from flagpost.as_json import json_text

    session.line(json_text(value, indent=2))


def _desk(session: Session, store: Store) -> Desk:
    from flagpost.review import Desk

    return Desk(store, session.settings)


def _board_id(session: Session, named: str | None) -> int | None:
    from flagpost.overview import find_board

    if named is None:
        return None
    with session.store() as store:
        return find_board(store, named).id
