"""The archive: what pages showed, kept with its evidence. Saving the same page twice changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnExpressionArgument, ScalarSelect, Select, func, select, tuple_, update
from sqlalchemy.orm import Session

from db.audit import Audit
from db.boards import save_board, save_forums, save_listing, save_statistics, save_thread, snapshot
from db.errors import NotFound
from db.items import Board, BoardName, Evidence, Saved, Snapshot, StoredPost, StoredRevision, Surroundings
from db.models import Base, BoardRow, ForumRow, PostRow, ReadingRow, RevisionRow, SnapshotRow, ThreadRow
from db.models.review import CASE_COUNTS
from db.posts import Changes, Keep, save_posts, save_reading
from db.stored import PostColumns, select_posts, stored_post, stored_revision
from db.types import shortened
from scraper.items import IndexPage, KnownThread, ListingPage, Role, ThreadLink, ThreadPage


class Archive:
    """Boards, forums, threads, authors, posts, revisions and snapshots over one transaction."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def save(
        self,
        page: ThreadPage | ListingPage | IndexPage,
        evidence: Evidence,
        *,
        scan_id: int | None = None,
        keep: Keep | None = None,
    ) -> Saved:
        """Store what a page shows.

        A post whose own or quoted words differ from its newest revision, white space aside, gets a new revision. A
        page fetched no later than what is known changes nothing of it. Pages of one board are saved one at a time.

        Args:
            page: What was read.
            evidence: Where and when its bytes were fetched.
            scan_id: The scan that read it, so that ``finish_thread`` knows which posts the scan saw.
            keep: Keeps the page itself, and says where; asked only where the page shows words that are new.
        """
        at = evidence.fetched_at
        board = save_board(self._session, page, at)
        if page.statistics is not None:
            save_statistics(self._session, board, page.statistics, at)
        if isinstance(page, ThreadPage):
            thread = save_thread(self._session, board, page, at)
            if scan_id is not None:
                save_reading(self._session, scan_id, thread, evidence)
            changes = save_posts(self._session, thread, page, evidence, scan_id=scan_id, keep=keep)
            self._log(thread, changes, scan_id, at)
            return Saved(
                board_id=board.id,
                thread_id=thread.id,
                new=len(changes.new),
                revised=len(changes.revised),
                unchanged=changes.unchanged,
                returned=len(changes.returned),
            )
        if isinstance(page, ListingPage):
            save_listing(self._session, board, page, at)
        else:
            save_forums(self._session, board, page.forums, at)
        self._session.flush()
        return Saved(board_id=board.id, thread_id=None)

    def finish_thread(
        self, board_url: str, thread_external_id: str, *, scan_id: int, link: ThreadLink | None, at: datetime
    ) -> int:
        """The scan read the thread to its end: mark the posts that it no longer shows as gone, and say how many.

        A post is gone where this scan did not see it, and nobody saw it since the scan began to read the thread.
        ``gone_at`` is when the last page of that reading was fetched.

        Args:
            board_url: The board.
            thread_external_id: The board's id of the thread.
            scan_id: The scan that ``save`` was told of.
            link: The listing's row that led here, remembered for ``known_threads``; None leaves what was known.
            at: When the reading ended.

        Raises:
            NotFound: The store has no such thread.
        """
        thread = self._thread(board_url, thread_external_id)
        if thread is None:
            raise NotFound(f"The store has no thread {thread_external_id} of {board_url}. Save a page of it first.")
        reading = self._session.get(ReadingRow, (scan_id, thread.id))
        gone = 0
        if reading is not None:
            not_seen = PostRow.last_seen_scan_id.is_distinct_from(scan_id) & (PostRow.last_seen_at < reading.began_at)
            gone = self._mark_gone(thread, not_seen, reading.ended_at, f"scan:{scan_id}")
        ended_at = reading.ended_at if reading else at
        if thread.read_at is None or ended_at >= thread.read_at:
            thread.read_at = ended_at
            if link is not None:
                thread.read_replies = link.replies
                thread.read_last_post_at = link.last_post_at
                thread.read_last_post_raw = link.last_post_raw
        self._session.flush()
        return gone

    def thread_gone(self, board_url: str, thread_external_id: str, *, at: datetime) -> int:
        """The board says that the thread does not exist any more: mark it and its posts, and say how many posts.

        A thread that the store never heard of is none.
        """
        thread = self._thread(board_url, thread_external_id)
        if thread is None or thread.last_seen_at > at:
            return 0
        thread.gone_at = thread.gone_at or at
        self._session.flush()
        return self._mark_gone(thread, PostRow.last_seen_at <= at, at, "flagpost")

    def known_threads(self, board_url: str, ids: Collection[str]) -> dict[str, KnownThread]:
        """Those of the threads that were read to their end and are still there, by the ids as given."""
        keys = {shortened(each): each for each in ids}
        wanted = (
            select(ThreadRow)
            .join(BoardRow)
            .where(BoardRow.url == board_url, ThreadRow.external_id.in_(list(keys)))
            .where(ThreadRow.read_at.is_not(None), ThreadRow.gone_at.is_(None))
        )
        return {
            (id_ := keys[row.external_id]): KnownThread(
                id=id_,
                replies=row.read_replies,
                last_post_at=row.read_last_post_at,
                last_post_raw=row.read_last_post_raw,
            )
            for row in self._session.scalars(wanted)
        }

    def thread_by_url(self, url: str) -> tuple[str, str] | None:
        """Board address and thread id of the thread whose first page has this very address."""
        wanted = select(BoardRow.url, ThreadRow.external_id).join(ThreadRow).where(ThreadRow.url == url)
        row = self._session.execute(wanted.order_by(ThreadRow.last_seen_at.desc()).limit(1)).first()
        return (row[0], row[1]) if row else None

    def boards(self) -> list[Board]:
        """Every board, in the order in which they were first saved."""
        return self._boards()

    def board_names(self) -> list[BoardName]:
        """What every board is called, in the same order, without counting what is stored of it."""
        wanted = select(BoardRow.id, BoardRow.url, BoardRow.title).order_by(BoardRow.id)
        return [BoardName(*row) for row in self._session.execute(wanted)]

    def board(self, id_or_url: int | str) -> Board:
        """One board, by the store's id or by its address.

        Raises:
            NotFound: There is none.
        """
        found = self._boards(BoardRow.id == id_or_url if isinstance(id_or_url, int) else BoardRow.url == id_or_url)
        if not found:
            raise NotFound(f"The store has no board {id_or_url}. See which ones it has: flagpost boards")
        return found[0]

    def snapshots(self, board_id: int, *, limit: int = 100) -> list[Snapshot]:
        """The board's statistics over time, newest first."""
        wanted = select(SnapshotRow).where(SnapshotRow.board_id == board_id).order_by(SnapshotRow.taken_at.desc())
        return [snapshot(row) for row in self._session.scalars(wanted.limit(limit))]

    def thread_posts(self, thread_id: int) -> list[StoredPost]:
        """A thread's posts in its order, with those that are gone where they stood."""
        wanted = select_posts().where(PostRow.thread_id == thread_id)
        return self._posts(wanted.order_by(PostRow.page, PostRow.place, PostRow.id))

    def around(self, post: StoredPost, *, near: int) -> Surroundings:
        """What stands around a post in its thread, however long the thread.

        Args:
            post: The post.
            near: How many posts right before and right after it.
        """
        here = select(PostRow.page, PostRow.place).where(PostRow.id == post.id)
        page, place = self._session.execute(here).one()
        spot, at = tuple_(PostRow.page, PostRow.place, PostRow.id), tuple_(page, place, post.id)
        thread = PostRow.thread_id == post.thread_id
        order = PostRow.page, PostRow.place, PostRow.id
        opening = select_posts().where(thread, PostRow.role == Role.ORIGINAL, PostRow.id != post.id)
        original = next(iter(self._posts(opening.order_by(*order).limit(1))), None)
        other = PostRow.id != (original.id if original else 0)
        backwards = select_posts().where(thread, other, spot < at).order_by(*(each.desc() for each in order))
        forwards = select_posts().where(thread, other, spot > at).order_by(*order)
        before, after = self._posts(backwards.limit(near))[::-1], self._posts(forwards.limit(near))

        def counted(*which: ColumnExpressionArgument[bool]) -> int:
            return self._session.scalars(select(func.count(PostRow.id)).where(thread, other, *which)).one()

        return Surroundings(
            original=original,
            before=tuple(before),
            after=tuple(after),
            skipped=counted(spot < at) - len(before),
            following=counted(spot > at) - len(after),
        )

    def posts(self, *, board_id: int | None = None, after: int = 0, limit: int = 500) -> list[StoredPost]:
        """Posts by id, those after one."""
        wanted = select_posts().where(PostRow.id > after)
        if board_id is not None:
            wanted = wanted.where(PostRow.board_id == board_id)
        return self._posts(wanted.order_by(PostRow.id).limit(limit))

    def revisions(self, post_id: int) -> list[StoredRevision]:
        """Every revision of a post, oldest first."""
        wanted = select(RevisionRow).where(RevisionRow.post_id == post_id).order_by(RevisionRow.number)
        return [stored_revision(row) for row in self._session.scalars(wanted)]

    def _posts(self, wanted: Select[*PostColumns]) -> list[StoredPost]:
        return [stored_post(row) for row in self._session.execute(wanted)]

    def _boards(self, *conditions: ColumnExpressionArgument[bool]) -> list[Board]:
        def count(table: type[Base], *more: ColumnExpressionArgument[bool]) -> ScalarSelect[int]:
            mine = table.__table__.c.board_id == BoardRow.id
            return select(func.count()).select_from(table).where(mine, *more).correlate(BoardRow).scalar_subquery()

        board, cases = CASE_COUNTS.c.board_id, func.sum(CASE_COUNTS.c.number).label("cases")
        waiting = select(board, cases).group_by(board).subquery()
        wanted = (
            select(BoardRow, count(ForumRow), count(ThreadRow), count(PostRow), func.coalesce(waiting.c.cases, 0))
            .outerjoin(waiting, waiting.c.board_id == BoardRow.id)
            .where(*conditions)
        )
        return [
            Board(
                id=row.id,
                url=row.url,
                title=row.title,
                engine=row.engine,
                forums=forums,
                threads=threads,
                posts=posts,
                open_cases=int(cases),
                first_seen_at=row.first_seen_at,
                last_seen_at=row.last_seen_at,
            )
            for row, forums, threads, posts, cases in self._session.execute(wanted.order_by(BoardRow.id))
        ]

    def _thread(self, board_url: str, external_id: str) -> ThreadRow | None:
        wanted = select(ThreadRow).join(BoardRow)
        wanted = wanted.where(BoardRow.url == board_url, ThreadRow.external_id == external_id)
        return self._session.scalars(wanted).one_or_none()

    def _mark_gone(self, thread: ThreadRow, which: ColumnExpressionArgument[bool], at: datetime, actor: str) -> int:
        marked = self._session.execute(
            update(PostRow)
            .where(PostRow.thread_id == thread.id, PostRow.gone_at.is_(None), which)
            .values(gone_at=at)
            .returning(PostRow.external_id),
            execution_options={"synchronize_session": "fetch"},
        )
        gone = sorted(marked.scalars())
        if gone:
            self._audit.note(actor, "posts.gone", f"thread:{thread.id}", {"posts": gone}, at)
        return len(gone)

    def _log(self, thread: ThreadRow, changes: Changes, scan_id: int | None, at: datetime) -> None:
        """A line a page for what happened to posts that were stored before."""
        actor = "flagpost" if scan_id is None else f"scan:{scan_id}"
        for event, posts in (("posts.revised", changes.revised), ("posts.returned", changes.returned)):
            if posts:
                self._audit.note(actor, event, f"thread:{thread.id}", {"posts": posts}, at)
