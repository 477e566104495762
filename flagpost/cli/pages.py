"""Drawing a page for people: a thread as it would be read, a listing and an index as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, tzinfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flagpost.cli.draw import facts, quoted, table
from flagpost.cli.safe import moment, one_line, words
from scraper.items import (
    Attachment,
    BoardStatistics,
    ForumLink,
    IndexPage,
    ListingPage,
    Page,
    Placeholder,
    Post,
    Reaction,
    ThreadPage,
)

INDENT = (0, 0, 0, 2)
"""Around the words of a post: they stand under its line."""
MOST_NAMES = 20
"""Members online that are named."""
LONGEST_NOTE = 200
"""Characters of a note, a signature, a name of a file."""


def page_text(page: ThreadPage | ListingPage | IndexPage, zone: tzinfo) -> RenderableType:
    """A page as it would be read.

    Args:
        page: The page.
        zone: The zone in which moments are shown; the local one where it is None.
    """
    parts = [*_head(page)]
    match page:
        case ThreadPage():
            parts += _thread(page, zone)
        case ListingPage():
            parts += _forums(page.subforums)
            parts += ["", _thread_table(page, zone)] if page.threads else ["", Text("No threads.", style="dim")]
        case IndexPage():
            parts += _forums(page.forums)
    if page.statistics is not None:
        parts += ["", Text("Board statistics", style="bold"), _statistics(page.statistics, zone)]
    parts += ["", *_foot(page)]
    return Group(*parts)


def _head(page: Page) -> Iterator[RenderableType]:
    yield words(one_line(page.title), style="bold")
    if isinstance(page, IndexPage):
        return
    path = " › ".join(one_line(name) for name in (page.board_title, *(forum.name for forum in page.forums)) if name)
    pages = f"page {page.page}" + (f" of {page.pages}" if page.pages else "")
    yield words(", ".join(filter(None, (path, pages))), style="dim")


def _thread(page: ThreadPage, zone: tzinfo) -> Iterator[RenderableType]:
    """The posts, with the places of those that are not shown where their numbers put them."""
    waiting = list(page.placeholders)
    for post in page.posts:
        while waiting and waiting[0].position is not None and waiting[0].position < (post.position or 0):
            yield from ("", _placeholder(waiting.pop(0)))
        yield from ("", *_post(post, zone))
    for place in waiting:
        yield from ("", _placeholder(place))


def _post(post: Post, zone: tzinfo) -> Iterator[RenderableType]:
    line = Text(f"#{post.position}  " if post.position else "", style="dim")
    line.append(one_line(post.author.name) if post.author else "nobody named", style="bold")
    if post.author and post.author.title:
        line.append(f"  {one_line(post.author.title)}", style="dim italic")
    line.append(f"  {moment(post.published, zone, raw=post.published_raw)}", style="dim")
    yield line
    if post.title:
        yield _indented(words(one_line(post.title), style="bold"))
    yield from (quoted(quote) for quote in post.quotes)
    yield _indented(words(post.text) if post.text else Text("(no words)", style="dim"))
    notes = [_attachment(one) for one in post.attachments]
    if post.edited or post.edited_raw:
        printed = one_line(post.edited_raw or "", width=LONGEST_NOTE)
        notes.append(f"edited {moment(post.edited, zone)}" if post.edited else f"edited, as printed: {printed}")
    if post.signature:
        notes.append(f"signature: {one_line(post.signature, width=LONGEST_NOTE)}")
    if post.reactions:
        notes.append(", ".join(map(_reaction, post.reactions)))
    yield from (_indented(words(note, style="dim")) for note in notes)


def _indented(text: Text) -> Padding:
    return Padding(text, INDENT, expand=False)


def _attachment(attachment: Attachment) -> str:
    name = one_line(attachment.name or "", width=LONGEST_NOTE)
    return f"[{attachment.kind}{': ' if name else ''}{name}] {one_line(attachment.url)}"


def _reaction(reaction: Reaction) -> str:
    count = f" {reaction.count}" if reaction.count is not None else ""
    by = ", ".join(one_line(name) for name in reaction.by)
    return f"{one_line(reaction.name)}{count}" + (f" ({by})" if by else "")


def _placeholder(place: Placeholder) -> RenderableType:
    line = Text(f"#{place.position}  " if place.position else "", style="dim")
    line.append(f"{place.kind} post", style="italic")
    line.append(f"  of {one_line(place.author)}" if place.author else "")
    line.append(f"  {one_line(place.text, width=LONGEST_NOTE)}" if place.text else "", style="dim")
    return line


def _thread_table(page: ListingPage, zone: tzinfo) -> Table:
    made = table("thread", "by", "replies", "views", "last post", "", right=("replies", "views"))
    for link in page.threads:
        last = moment(link.last_post_at, zone, raw=link.last_post_raw)
        marks = " ".join(mark for mark, holds in (("pinned", link.sticky), ("locked", link.locked)) if holds)
        made.add_row(
            words(one_line(link.title)),
            words(one_line(link.author or "–")),
            _number(link.replies),
            _number(link.views),
            words(f"{last}, {one_line(link.last_post_author)}" if link.last_post_author else last),
            Text(marks, style="dim"),
        )
    return made


def _forums(forums: tuple[ForumLink, ...]) -> list[RenderableType]:
    if not forums:
        return []
    made = table("forum", "threads", "messages", right=("threads", "messages"))
    for forum in forums:
        made.add_row(words(one_line(forum.name)), _number(forum.threads), _number(forum.messages))
    return ["", made]


def _number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _statistics(statistics: BoardStatistics, zone: tzinfo) -> Table:
    known = [(field.name.replace("_", " "), getattr(statistics, field.name)) for field in fields(statistics)][:-1]
    rows = [(label, _told(value, zone)) for label, value in known if value not in {None, ()}]
    return facts([*rows, *((one_line(label), one_line(value)) for label, value in statistics.other.items())])


def _told(value: object, zone: tzinfo) -> str:
    match value:
        case int():
            return f"{value:,}"
        case datetime():
            return moment(value, zone)
        case tuple():
            more = f" and {len(value) - MOST_NAMES} more" if len(value) > MOST_NAMES else ""
            return ", ".join(map(one_line, map(str, value[:MOST_NAMES]))) + more
        case _:
            return one_line(str(value))


def _foot(page: Page) -> Iterator[RenderableType]:
    """How the page was read, and where it goes on."""
    reading = page.reading
    how = f"read by the module for {reading.engine}" if reading.engine else f"read by {reading.method} means"
    yield Text(f"{how}, confidence {reading.confidence:.2f}", style="dim")
    yield from (words(one_line(remark), style="yellow") for remark in reading.remarks)
    if page.next_url:
        yield words(f"next page: {one_line(page.next_url)}", style="dim")
