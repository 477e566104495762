"""Saving what a page says of its board: the board itself, its statistics, forums and threads.

Whatever a page says is taken over only where the page is newer than what is known already, so that an old copy of a
page, read late, never overwrites newer facts. What a page does not say is left as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.insert import insert_unless_there
from db.items import Snapshot
from db.models import BoardRow, ForumRow, SnapshotRow, ThreadRow
from db.types import clean, shortened, storable
from scraper.items import BoardStatistics, ForumLink, ListingPage, Page, ThreadLink, ThreadPage

VISITORS = frozenset({"online", "online_members", "online_guests", "online_robots", "online_names"})
"""Statistics that change with every visitor."""
VISITORS_PACE = timedelta(hours=1)
"""A snapshot in which nothing but these is new follows on the last one after this time at the earliest."""

STATISTICS = tuple(field.name for field in fields(BoardStatistics))
LISTED = ("author", "started_at", "views", "replies", "last_post_at", "last_post_raw", "last_post_author")
"""What a listing's row may say of a thread, or leave open."""


def save_board(session: Session, page: Page, at: datetime) -> BoardRow:
    """The page's board, created or brought up to date; its row stays locked until the transaction ends."""
    wanted = select(BoardRow).where(BoardRow.url == page.board_url).with_for_update()
    board = session.scalars(wanted).one_or_none()
    if board is None:
        insert_unless_there(session, BoardRow, {"url": page.board_url, "first_seen_at": at, "last_seen_at": at})
        board = session.scalars(wanted).one()
    newer = at > board.last_seen_at
    if page.board_title and (newer or board.title is None):
        board.title = page.board_title
    if page.reading.engine and (newer or board.engine is None):
        board.engine = page.reading.engine
    board.last_seen_at = max(board.last_seen_at, at)
    return board


def save_statistics(session: Session, board: BoardRow, statistics: BoardStatistics, at: datetime) -> None:
    """Keep a snapshot, where it says something that the one before it does not."""
    latest = select(SnapshotRow).where(SnapshotRow.board_id == board.id, SnapshotRow.taken_at <= at)
    before = session.scalars(latest.order_by(SnapshotRow.taken_at.desc()).limit(1)).one_or_none()
    printed = _printed(statistics)
    if before is not None:
        news = {name for name, value in printed.items() if getattr(before, name) != value}
        pace = timedelta(0) if news - VISITORS else VISITORS_PACE
        if not news or at - before.taken_at < pace or at == before.taken_at:
            return
    if printed:
        session.add(SnapshotRow(board_id=board.id, taken_at=at, **{"online_names": (), "other": {}} | printed))


def _printed(statistics: BoardStatistics) -> dict[str, Any]:
    """What the page says, as the store can keep it."""
    printed: dict[str, Any] = {}
    for name in STATISTICS:
        value = getattr(statistics, name)
        if isinstance(value, int):
            value = storable(value)
        elif isinstance(value, str):
            value = clean(value)
        elif isinstance(value, tuple):
            value = tuple(clean(each) for each in value)
        elif isinstance(value, Mapping):
            value = {clean(label): clean(each) for label, each in value.items()}
        if value not in (None, (), {}):
            printed[name] = value
    return printed


def snapshot(row: SnapshotRow) -> Snapshot:
    """A snapshot's row as an item."""
    statistics = BoardStatistics(**{name: getattr(row, name) for name in STATISTICS})
    return Snapshot(board_id=row.board_id, taken_at=row.taken_at, statistics=statistics)


def save_path(session: Session, board: BoardRow, path: Sequence[ForumLink], at: datetime) -> ForumRow | None:
    """A path of forums, outermost first, each inside the one before. Returns the innermost."""
    rows = save_forums(session, board, path, at)
    for outer, inner in pairwise(rows):
        _put_into(inner, outer, at)
    return rows[-1] if rows else None


def save_forums(session: Session, board: BoardRow, links: Sequence[ForumLink], at: datetime) -> list[ForumRow]:
    """Forums that a page links to, in its order."""
    keys = [shortened(link.id) for link in links]
    known = {
        row.external_id: row
        for row in session.scalars(
            select(ForumRow).where(ForumRow.board_id == board.id, ForumRow.external_id.in_(keys))
        )
    }
    for key, link in zip(keys, links, strict=True):
        row = known.get(key)
        if row is None:
            row = known[key] = ForumRow(board_id=board.id, external_id=key, first_seen_at=at, last_seen_at=at)
            session.add(row)
        elif at <= row.last_seen_at:
            continue
        row.name, row.url, row.last_seen_at = link.name, link.url, at
        row.threads = link.threads if link.threads is not None else row.threads
        row.messages = link.messages if link.messages is not None else row.messages
    session.flush()
    return [known[key] for key in keys]


def save_listing(session: Session, board: BoardRow, page: ListingPage, at: datetime) -> None:
    """A listing: the forum that it is of, the forums around it, and its thread rows."""
    above = save_path(session, board, page.forums, at)
    itself = ForumLink(name=page.title, url=page.url, id=page.id)
    if page.page > 1:
        known = select(ForumRow.url).where(ForumRow.board_id == board.id, ForumRow.external_id == page.id)
        itself = replace(itself, url=session.scalars(known).one_or_none() or page.url)
    [forum, *inside] = save_forums(session, board, [itself, *page.subforums], at)
    if above:
        _put_into(forum, above, at)
    for row in inside:
        _put_into(row, forum, at)
    save_links(session, board, forum, page.threads, at)


def _put_into(inner: ForumRow, outer: ForumRow, at: datetime) -> None:
    """A forum lies inside another one, unless a newer page has said where it lies."""
    if inner.id != outer.id and at >= inner.last_seen_at:
        inner.parent_id = outer.id


def save_links(session: Session, board: BoardRow, forum: ForumRow, links: Sequence[ThreadLink], at: datetime) -> None:
    """What a listing prints of its threads."""
    known = _threads(session, board, [link.id for link in links])
    for link in links:
        row = _thread(session, board, known, link.id, at)
        if row.listed_at is not None and at <= row.listed_at:
            continue
        if not row.title or at >= row.last_seen_at:
            row.title, row.url, row.forum_id = link.title, link.url, forum.id
        row.sticky, row.locked, row.listed_at = link.sticky, link.locked, at
        for name in LISTED:
            value = getattr(link, name)
            if value is not None:
                setattr(row, name, value)
        _seen(row, at)


def save_thread(session: Session, board: BoardRow, page: ThreadPage, at: datetime) -> ThreadRow:
    """The thread that a page is of."""
    forum = save_path(session, board, page.forums, at)
    row = _thread(session, board, _threads(session, board, [page.id]), page.id, at)
    first_url = page.first_url or (page.url if page.page == 1 else None)
    if not row.url or (first_url and at >= row.last_seen_at):
        row.url = first_url or page.url
    if not row.title or at >= row.last_seen_at:
        row.title = page.title
        row.language = page.language or row.language
        row.forum_id = forum.id if forum else row.forum_id
    if page.original_post:
        author = page.original_post.author
        row.author = row.author or (author.name if author else None)
        row.started_at = row.started_at or page.original_post.published
    _seen(row, at)
    session.flush()
    return row


def _threads(session: Session, board: BoardRow, ids: Iterable[str]) -> dict[str, ThreadRow]:
    keys = {shortened(each) for each in ids}
    wanted = select(ThreadRow).where(ThreadRow.board_id == board.id, ThreadRow.external_id.in_(keys))
    return {row.external_id: row for row in session.scalars(wanted)}


def _thread(
    session: Session, board: BoardRow, known: dict[str, ThreadRow], external_id: str, at: datetime
) -> ThreadRow:
    key = shortened(external_id)
    if key not in known:
        known[key] = ThreadRow(
            board_id=board.id,
            external_id=key,
            title="",
            url="",
            sticky=False,
            locked=False,
            first_seen_at=at,
            last_seen_at=at,
        )
        session.add(known[key])
    return known[key]


def _seen(row: ThreadRow, at: datetime) -> None:
    row.last_seen_at = max(row.last_seen_at, at)
    if row.gone_at is not None and at >= row.gone_at:
        row.gone_at = None
