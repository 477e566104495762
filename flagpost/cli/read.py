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
flagpost read dump.txt --text                 the thread as it would be read
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
    text: Annotated[bool, typer.Option("--text", help="Print a thread as it would be read, not JSON.")] = False,
    allow_host: AllowHost = None,
) -> None:
    """Print what a page says, as JSON: original post, replies, quotes apart, board statistics. Nothing is stored.

    The page is a thread, a listing of threads, or a board's index: see the field kind. A page that is none ends with
    exit code 3 and says why.
    """
    import asyncio

    from flagpost.as_json import json_text
    from flagpost.cli.draw import thread_text
    from flagpost.crawling import fetch_one
    from flagpost.reading import is_address, open_saved, saved_path
    from scraper.items import ThreadPage, Unreadable

    session = session_of(context)
    settings = session.settings
    if is_address(target):
        settings = session.settings_with(allowed_hosts=settings.allowed_hosts | set(allow_host or ()))
        source = asyncio.run(fetch_one(target, settings))
    else:
        source = open_saved(saved_path(target), max_bytes=settings.max_bytes, url=url)
    page = source.read()
    if isinstance(page, Unreadable):
        message = f"{target} is no page of a forum that can be read ({page.reason}): {page.detail}"
        raise NotAForum(message)
    if text and isinstance(page, ThreadPage):
        session.out.print(thread_text(page, settings.zone))
    else:
        session.line(json_text(page, indent=2))
