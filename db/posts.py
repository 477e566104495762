"""Saving the posts of a thread page: authors, posts, and a revision where the words changed.

A page is read into a handful of statements, however many posts it has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.insert import insert_for_ids, insert_rows
from db.items import Evidence, WarcRecord
from db.models import AuthorRow, PostRow, ReadingRow, RevisionRow, ThreadRow
from db.names import folded
from db.types import clean, shortened
from scraper.items import Author, Post, Quote, Role, ThreadPage

LARGEST_PAGE = 2**31 - 1
KEPT_WHERE_SILENT = ("position", "permalink", "published", "published_raw", "edited", "edited_raw", "signature")
"""Facts of a post that stay where a newer page does not print them."""

Keep = Callable[[], WarcRecord]
"""Keeps the page at hand for good, and says where."""


@dataclass(slots=True)
class Changes:
    """What saving the posts of a page changed, by the board's own ids."""

    new: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    row: PostRow
    revision_id: int
    number: int
    words_sha256: str


def save_posts(
    session: Session, thread: ThreadRow, page: ThreadPage, evidence: Evidence, *, scan_id: int | None, keep: Keep | None
) -> Changes:
    """Save the posts of a page, each id once.

    A page that is older than what is known of a post, or as old, changes nothing about it but that this scan saw it.
    One that shows new words is kept, where ``keep`` knows how.
    """
    at = evidence.fetched_at
    authors = _save_authors(session, thread.board_id, page, at)
    shown: dict[str, tuple[int, Post]] = {}
    for place, post in enumerate(page.posts):
        shown.setdefault(shortened(post.id), (place, post))
    known = _known(session, thread.board_id, shown)
    changes = Changes()
    rewritten: list[tuple[int, Post, int]] = []
    new: dict[str, tuple[PostRow, Post]] = {}
    for key, (place, post) in shown.items():
        found = known.get(key)
        row = found.row if found else PostRow(board_id=thread.board_id, external_id=key, first_seen_at=at)
        newer = found is None or at > row.last_seen_at
        if found is None:
            changes.new.append(key)
            new[key] = (row, post)
        elif newer and found.words_sha256 != words_digest(post):
            changes.revised.append(key)
            rewritten.append((row.id, post, found.number + 1))
        else:
            changes.unchanged += 1
        if newer:
            _take_over(row, post, thread.id, authors)
            row.page, row.place = _place(page, post, place)
            row.last_seen_at = at
        if row.gone_at is not None and at >= row.gone_at:
            row.gone_at = None
            changes.returned.append(key)
        if scan_id is not None:
            row.last_seen_scan_id = scan_id
    session.flush()
    _supersede(session, [known[key].revision_id for key in changes.revised])
    ids = insert_for_ids(session, [row for row, _ in new.values()], PostRow.external_id)
    revisions = [*((ids[key], post, 1) for key, (_, post) in new.items()), *rewritten]
    if revisions and keep is not None:
        evidence = replace(evidence, record=keep())
    insert_rows(session, [_revision(*each, evidence) for each in revisions])
    return changes


def save_reading(session: Session, scan_id: int, thread: ThreadRow, evidence: Evidence) -> None:
    """Remember that the scan read a page of the thread, and when that page was fetched."""
    row = session.get(ReadingRow, (scan_id, thread.id))
    at = evidence.fetched_at
    if row is None:
        session.add(ReadingRow(scan_id=scan_id, thread_id=thread.id, began_at=at, ended_at=at))
    else:
        row.began_at, row.ended_at = min(row.began_at, at), max(row.ended_at, at)


def words_digest(post: Post) -> str:
    """What two revisions of a post differ in: own words and quoted words, white space evened out."""
    words = [_even(post.text), _quoted(post.quotes)]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def _quoted(quotes: Iterable[Quote]) -> list[Any]:
    return [[quote.author, _even(quote.text), _quoted(quote.quotes)] for quote in quotes]


def _even(text: str) -> str:
    return " ".join(clean(text).split())


def _known(session: Session, board_id: int, keys: Iterable[str]) -> dict[str, _Known]:
    wanted = (
        select(PostRow, RevisionRow.id, RevisionRow.number, RevisionRow.words_sha256)
        .join(RevisionRow, (RevisionRow.post_id == PostRow.id) & RevisionRow.current)
        .where(PostRow.board_id == board_id, PostRow.external_id.in_(list(keys)))
    )
    return {row[0].external_id: _Known(*row) for row in session.execute(wanted)}


def _take_over(row: PostRow, post: Post, thread_id: int, authors: Mapping[str, int]) -> None:
    row.thread_id, row.role, row.reactions = thread_id, post.role, post.reactions
    row.author_id = authors[_identity(post.author)] if post.author else row.author_id
    for name in KEPT_WHERE_SILENT:
        value = getattr(post, name)
        if value is not None:
            setattr(row, name, value)


def _place(page: ThreadPage, post: Post, place: int) -> tuple[int, int]:
    """Page and place that a post is ordered by. The original post opens the thread, also where every page shows it."""
    return (1, 0) if post.role is Role.ORIGINAL else (min(max(page.page, 1), LARGEST_PAGE), place)


def _supersede(session: Session, revision_ids: list[int]) -> None:
    """The words of these revisions are no longer the newest ones."""
    if not revision_ids:
        return
    these = RevisionRow.id.in_(revision_ids)
    # locked in the order in which screening takes them too, so that the two never wait for one another in a circle
    session.execute(select(RevisionRow.id).where(these).order_by(RevisionRow.id).with_for_update())
    session.execute(
        update(RevisionRow).where(these).values(current=False, pending=False),
        execution_options={"synchronize_session": False},
    )


def _revision(post_id: int, post: Post, number: int, evidence: Evidence) -> RevisionRow:
    return RevisionRow(
        post_id=post_id,
        number=number,
        text=post.text,
        quotes=post.quotes,
        links=post.links,
        attachments=post.attachments,
        words_sha256=words_digest(post),
        evidence_url=evidence.url,
        evidence_fetched_at=evidence.fetched_at,
        evidence_sha256=evidence.sha256,
        evidence_record=evidence.record,
        current=True,
        pending=True,
    )


def _save_authors(session: Session, board_id: int, page: ThreadPage, at: datetime) -> dict[str, int]:
    """The ids of the page's authors, by identity."""
    shown = {_identity(post.author): post.author for post in page.posts if post.author}
    wanted = select(AuthorRow).where(AuthorRow.board_id == board_id, AuthorRow.identity.in_(list(shown)))
    known = {row.identity: row for row in session.scalars(wanted)}
    new: dict[str, AuthorRow] = {}
    for identity, author in shown.items():
        row = known.get(identity)
        if row is None:
            row = new[identity] = AuthorRow(board_id=board_id, identity=identity, first_seen_at=at)
        elif at <= row.last_seen_at:
            continue
        row.name, row.folded_name, row.last_seen_at = author.name, folded(author.name), at
        row.url = author.url or row.url
        row.title = author.title or row.title
    session.flush()
    return {identity: row.id for identity, row in known.items()} | insert_for_ids(
        session, list(new.values()), AuthorRow.identity
    )


def _identity(author: Author) -> str:
    return shortened(f"id:{author.id}" if author.id else f"name:{folded(author.name)}")
