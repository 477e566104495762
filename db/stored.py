"""Rows of posts to plain items: one SELECT, and one place where its columns become a StoredPost."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from db.items import Evidence, StoredPost, StoredRevision
from db.models import AuthorRow, BoardRow, PostRow, RevisionRow, ThreadRow

PostColumns = tuple[PostRow, RevisionRow, ThreadRow, BoardRow, AuthorRow]


@cache  # every page asks for posts several times, and to put so many columns together takes longer than to read a row
def select_posts() -> Select[*PostColumns]:
    """Posts with their current revision, thread, board and author; to be narrowed and ordered."""
    return (
        select(PostRow, RevisionRow, ThreadRow, BoardRow, AuthorRow)
        .join(RevisionRow, (RevisionRow.post_id == PostRow.id) & RevisionRow.current)
        .join(ThreadRow, ThreadRow.id == PostRow.thread_id)
        .join(BoardRow, BoardRow.id == PostRow.board_id)
        .outerjoin(AuthorRow, AuthorRow.id == PostRow.author_id)
    )


def posts_by_id(session: Session, ids: Collection[int]) -> dict[int, StoredPost]:
    """Those posts, by id."""
    return {row[0].id: stored_post(row) for row in session.execute(select_posts().where(PostRow.id.in_(ids)))}


def stored_post(row: Row[*PostColumns]) -> StoredPost:
    """A row of ``select_posts`` as an item."""
    post, revision, thread, board, somebody = row
    author: AuthorRow | None = somebody  # an outer join: a post may have none
    return StoredPost(
        id=post.id,
        external_id=post.external_id,
        board_id=board.id,
        board_url=board.url,
        thread_id=thread.id,
        thread_external_id=thread.external_id,
        thread_title=thread.title,
        thread_url=thread.url,
        role=post.role,
        position=post.position,
        permalink=post.permalink,
        author=author.name if author else None,
        author_url=author.url if author else None,
        published=post.published,
        published_raw=post.published_raw,
        edited=post.edited,
        edited_raw=post.edited_raw,
        revision_id=revision.id,
        revision=revision.number,
        text=revision.text,
        quotes=revision.quotes,
        links=revision.links,
        attachments=revision.attachments,
        reactions=post.reactions,
        evidence=_evidence(revision),
        first_seen_at=post.first_seen_at,
        last_seen_at=post.last_seen_at,
        gone_at=post.gone_at,
    )


def stored_revision(row: RevisionRow) -> StoredRevision:
    """A revision's row as an item."""
    return StoredRevision(
        id=row.id,
        post_id=row.post_id,
        number=row.number,
        text=row.text,
        quotes=row.quotes,
        links=row.links,
        attachments=row.attachments,
        evidence=_evidence(row),
        current=row.current,
    )


def _evidence(row: RevisionRow) -> Evidence:
    return Evidence(
        url=row.evidence_url,
        fetched_at=row.evidence_fetched_at,
        sha256=row.evidence_sha256,
        record=row.evidence_record,
    )
