"""``flagpost words``: what a board says and no reference list has."""

from __future__ import annotations

from typing import Annotated

import typer

from flagpost.cli.options import Board, Json, Limit
from flagpost.cli.safe import one_line
from flagpost.cli.safe import words as plain
from flagpost.cli.session import session_of

EXAMPLES = """[bold]Examples[/]

flagpost words                             words that three posts of two authors share, and no list has
flagpost words --board 1 --posts 10 -n 100
flagpost words --json | jq 'select(.reminds_of)'"""
WIDTH = 60
"""Characters of a post that an example shows."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(words)


def words(
    context: typer.Context,
    board: Board = None,
    posts: Annotated[int, typer.Option(min=1, help="Posts that must use a word.")] = 3,
    authors: Annotated[int, typer.Option(min=1, help="Different authors that must.")] = 2,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """List words that the stored posts use often and that no reference list has: new coinages among them.

    Those that may twist the name of a nation, people, faith, party or place come first. A word that you find to be
    hostile goes into a rule of your own: see docs/rules.md. Needs the extra words: pip install 'flagpost[words]'
    """
    from flagpost.as_json import json_text
    from flagpost.cli.draw import table
    from flagpost.cli.scan import interruptible
    from flagpost.overview import find_board
    from flagpost.words import new_words

    session = session_of(context)
    with session.store() as store, interruptible() as stop:
        address = find_board(store, board).url if board else None
        found = new_words(store, board=address, least_posts=posts, least_authors=authors, stop=stop.asked)
        stopped = stop.asked()
    if as_json:
        for one in found[:limit]:
            session.line(json_text(one))
    elif not found:
        session.line("No word is used so often without being known. Ask for fewer posts: flagpost words --posts 1")
    else:
        made = table("word", "posts", "authors", "may twist", "in", right=("posts", "authors"))
        for one in found[:limit]:
            made.add_row(
                plain(one.word),
                f"{one.posts:,}",
                f"{one.authors:,}",
                plain(one.reminds_of or ""),
                plain(_around(one.example, one.word)),
            )
        session.out.print(made)
        if len(found) > limit:
            session.line(f"{len(found) - limit:,} more: flagpost words -n {len(found)}")
    if stopped:
        session.note("flagpost: stopped; the posts that were not reached are not counted")


def _around(text: str, word: str) -> str:
    """The words around a word."""
    place = max(text.casefold().find(word), 0)
    return one_line(text[max(place - WIDTH // 3, 0) :], width=WIDTH)
