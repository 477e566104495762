"""``flagpost read``: what a page says, as items; nothing is stored."""

from __future__ import annotations

from typing import Annotated

import typer

from flagpost.cli.options import AllowHost, Url
from flagpost.cli.session import session_of
from flagpost.errors import NotAForum

EXAMPLES = """[bold]Examples[/]

flagpost read https://forum.example.org/threads/the-harbour.12/
flagpost read page.html --url https://forum.example.org/threads/12/
flagpost read dump.txt --text                 as it would be read
flagpost read page.html --json-ld             schema.org, for any program that knows it
flagpost read page.html | jq '.replies[].author.name'"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(read)


def read(
    context: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="A saved page, or an address to fetch.", show_default=False)
    ],
    url: Url = None,
    text: Annotated[bool, typer.Option("--text", help="Print the page as it would be read, not JSON.")] = False,
    linked: Annotated[bool, typer.Option("--json-ld", help="Print schema.org JSON-LD.")] = False,
    allow_host: AllowHost = None,
) -> None:
    """Print what a page says, as JSON: original post, replies, quotes apart, board statistics. Nothing is stored.

    The page is a thread, a listing of threads, or a board's index: see the field kind. A page that is none ends with
    exit code 3 and says why.
    """
    if text and linked:
        message = "--text and --json-ld are two ways to print a page: choose one"
        raise typer.BadParameter(message)
    import asyncio

    from flagpost.as_json import json_text
    from flagpost.cli.pages import page_text
    from flagpost.crawling import fetch_one
    from flagpost.linked_data import json_ld_text
    from flagpost.reading import is_address
    from flagpost.saved import open_saved
    from scraper.items import Unreadable

    session = session_of(context)
    settings = session.settings
    if is_address(target):
        settings = session.settings_with(allowed_hosts=settings.allowed_hosts | set(allow_host or ()))
        source = asyncio.run(fetch_one(target, settings))
    else:
        source = open_saved(target, max_bytes=settings.max_bytes, url=url)
    page = source.read(compare=True)
    if isinstance(page, Unreadable):
        message = f"{target} is no page of a forum that can be read ({page.reason}): {page.detail}"
        raise NotAForum(message)
    if text:
        session.out.print(page_text(page, settings.zone))
    else:
        session.line(json_ld_text(page) if linked else json_text(page, indent=2))
