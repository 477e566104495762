"""Options that several commands share, told once."""

from __future__ import annotations

from typing import Annotated

import typer

from db.items import CaseState
from flagpost.choices import Level
from moderation.items import Category

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Board = Annotated[str | None, typer.Option(metavar="ID|URL", help="Only this board: see flagpost boards.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")]
Queue = Annotated[str | None, typer.Option("--queue", help="Only this queue.")]
OfCategory = Annotated[Category | None, typer.Option(help="Only cases whose verdict reaches this category.")]
AtLeast = Annotated[Level | None, typer.Option("--severity", help="Only cases of this severity or graver.")]
Author = Annotated[str | None, typer.Option(help="Only posts of this author.")]
State = Annotated[CaseState, typer.Option(help="Open or decided cases.")]
Full = Annotated[bool, typer.Option("--full", help="Show the neighbours in full.")]
AllowHost = Annotated[
    list[str] | None,
    typer.Option(
        metavar="HOST[:PORT]", help="Fetch from this host although its address is private. Can be given again."
    ),
]
Delay = Annotated[float | None, typer.Option(min=0, help="Seconds between two requests to one host.")]
Policy = Annotated[str | None, typer.Option(metavar="FILE", help="A policy file of your own.")]
Rules = Annotated[str | None, typer.Option(metavar="FILE", help="A file of rules of your own.")]
Url = Annotated[
    str | None, typer.Option("--url", help="The address of a single saved page, where the page does not say it.")
]
