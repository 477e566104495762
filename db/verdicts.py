"""Verdicts: what screening said of the words, and which words still wait for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import ColumnExpressionArgument, func, select, update
from sqlalchemy.orm import Session, aliased

from db.errors import NotFound
from db.insert import insert_rows
from db.items import PendingRevision, StoredFlag, StoredVerdict
from db.models import AuthorRow, BoardRow, FlagRow, PostRow, RevisionRow, ThreadRow, VerdictRow
from db.types import clean
from moderation.items import Flag, Severity, Verdict
from scraper.items import Quote, Role

MOST_COUNTED = 1_000
"""Posts of an author that are counted: who has more writes a lot, and counting them for each would take long."""


class Verdicts:
    """Verdicts and their flags over one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def pending(self, *, limit: int = 256, after: int = 0) -> list[PendingRevision]:
        """Newest revisions of posts that no verdict speaks of, by id, those after one.

        Posts that are gone are among them: what was stored is screened, and its case says that it is gone.
        """
        return self._revisions(RevisionRow.pending, limit=limit, after=after)

    def current(self, *, limit: int = 256, after: int = 0) -> list[PendingRevision]:
        """Newest revisions of all posts, by id, those after one: for screening everything again."""
        return self._revisions(RevisionRow.current, limit=limit, after=after)

    def save(self, revision_id: int, verdict: Verdict, at: datetime) -> int:
        """Store a verdict on a revision, and return its id.

        Where the newest verdict on it says the very same, by the same policy and detectors, that one is returned:
        screening twice changes nothing.

        Raises:
            NotFound: There is no such revision.
        """
        session = self._session
        first = update(RevisionRow).where(RevisionRow.id == revision_id, RevisionRow.pending).values(pending=False)
        marked = session.execute(first.returning(RevisionRow.id), execution_options={"synchronize_session": False})
        if marked.first() is None:
            same = self._newest_if_same(revision_id, verdict)
            if same is not None:
                return same
        row = VerdictRow(
            revision_id=revision_id,
            scores=dict(verdict.scores),
            categories=verdict.categories,
            severity=int(verdict.severity),
            queue=verdict.queue,
            policy=verdict.policy,
            versions=dict(verdict.versions),
            language=verdict.language,
            trust=verdict.trust,
            screened_at=at,
        )
        session.add(row)
        session.flush()
        insert_rows(session, [_flag_row(row.id, place, flag) for place, flag in enumerate(verdict.flags)])
        return row.id

    def of_post(self, post_id: int) -> list[StoredVerdict]:
        """Every verdict on every revision of a post, newest first."""
        wanted = (
            select(VerdictRow)
            .join(RevisionRow, RevisionRow.id == VerdictRow.revision_id)
            .where(RevisionRow.post_id == post_id)
            .order_by(VerdictRow.id.desc())
        )
        return self._stored(self._session.scalars(wanted).all())

    def by_id(self, ids: Collection[int]) -> dict[int, StoredVerdict]:
        """Those verdicts, by id."""
        rows = self._session.scalars(select(VerdictRow).where(VerdictRow.id.in_(ids))).all()
        return {verdict.id: verdict for verdict in self._stored(rows)}

    def flags(self, verdict_ids: Collection[int]) -> dict[int, tuple[StoredFlag, ...]]:
        """The flags of those verdicts, in the order in which they were found."""
        found: dict[int, list[StoredFlag]] = {each: [] for each in verdict_ids}
        wanted = select(FlagRow).where(FlagRow.verdict_id.in_(verdict_ids)).order_by(FlagRow.verdict_id, FlagRow.place)
        for row in self._session.scalars(wanted):
            found[row.verdict_id].append(_flag(row))
        return {each: tuple(flags) for each, flags in found.items()}

    def newest_flags(self, revision_ids: Collection[int]) -> dict[int, tuple[StoredFlag, ...]]:
        """The flags of the newest verdict on each of those revisions, by revision; none where nothing was flagged."""
        newest = (
            select(func.max(VerdictRow.id))
            .where(VerdictRow.revision_id.in_(revision_ids))
            .group_by(VerdictRow.revision_id)
        )
        wanted = (
            select(VerdictRow.revision_id, FlagRow)
            .join(FlagRow, FlagRow.verdict_id == VerdictRow.id)
            .where(VerdictRow.id.in_(newest))
            .order_by(FlagRow.verdict_id, FlagRow.place)
        )
        found: dict[int, list[StoredFlag]] = {}
        for revision_id, row in self._session.execute(wanted):
            found.setdefault(revision_id, []).append(_flag(row))
        return {each: tuple(flags) for each, flags in found.items()}

    def _newest_if_same(self, revision_id: int, verdict: Verdict) -> int | None:
        """The id of the newest verdict on words that do not wait, where it says the very same."""
        if self._session.scalars(select(RevisionRow.id).where(RevisionRow.id == revision_id)).first() is None:
            raise NotFound(f"The store has no revision {revision_id}. Ask for the pending revisions again.")
        newest = select(VerdictRow).where(VerdictRow.revision_id == revision_id).order_by(VerdictRow.id.desc())
        row = self._session.scalars(newest.limit(1)).first()
        return row.id if row is not None and _says(verdict, row, self.flags([row.id])[row.id]) else None

    def _stored(self, rows: Collection[VerdictRow]) -> list[StoredVerdict]:
        flags = self.flags([row.id for row in rows])
        return [_verdict(row, flags[row.id]) for row in rows]

    def _revisions(self, which: ColumnExpressionArgument[bool], *, limit: int, after: int) -> list[PendingRevision]:
        opening, opening_words = aliased(PostRow), aliased(RevisionRow)
        original = (
            select(opening_words.text)
            .join(opening, (opening.id == opening_words.post_id) & opening_words.current)
            .where(opening.thread_id == PostRow.thread_id, opening.role == Role.ORIGINAL, opening.id != PostRow.id)
            .where(PostRow.role != Role.ORIGINAL)
            .order_by(opening.id)
            .limit(1)
            .correlate(PostRow)
            .scalar_subquery()
        )
        theirs = aliased(PostRow)
        few = select(theirs.id).where(theirs.author_id == PostRow.author_id).limit(MOST_COUNTED).correlate(PostRow)
        so_many = select(func.count()).select_from(few.subquery()).correlate(PostRow).scalar_subquery()
        wanted = (
            select(RevisionRow.id, PostRow.id, RevisionRow.text, RevisionRow.quotes, original)
            .add_columns(BoardRow.url, ThreadRow.language, AuthorRow.name, so_many)
            .join(PostRow, PostRow.id == RevisionRow.post_id)
            .join(ThreadRow, ThreadRow.id == PostRow.thread_id)
            .join(BoardRow, BoardRow.id == PostRow.board_id)
            .outerjoin(AuthorRow, AuthorRow.id == PostRow.author_id)
            .where(which, RevisionRow.id > after)
            .order_by(RevisionRow.id)
            .limit(limit)
        )
        return [
            PendingRevision(
                revision_id=revision_id,
                post_id=post_id,
                text=text,
                quotes=tuple(_words_of(quotes)),
                answers=_answered(quotes),
                original_post=original_post,
                board_url=board_url,
                language=language,
                author=author,
                author_posts=author_posts or None,
            )
            for revision_id, post_id, text, quotes, original_post, board_url, language, author, author_posts in (
                self._session.execute(wanted)
            )
        ]


def _answered(quotes: Iterable[Quote]) -> str | None:
    """Who is quoted, quotes inside of quotes aside; None where nobody is named, or several are."""
    names = {quote.author for quote in quotes if quote.author}
    return names.pop() if len(names) == 1 else None


def _words_of(quotes: Iterable[Quote]) -> Iterator[str]:
    """The words of quotes, and of quotes inside them."""
    for quote in quotes:
        yield quote.text
        yield from _words_of(quote.quotes)


def _says(verdict: Verdict, row: VerdictRow, flags: tuple[StoredFlag, ...]) -> bool:
    return (
        (row.policy, row.versions, row.queue) == (verdict.policy, dict(verdict.versions), verdict.queue)
        and (row.scores, row.categories, row.severity) == (dict(verdict.scores), verdict.categories, verdict.severity)
        and (row.language, row.trust) == (verdict.language, verdict.trust)
        and flags == tuple(_stored_flag(flag) for flag in verdict.flags)
    )


def _stored_flag(flag: Flag) -> StoredFlag:
    return StoredFlag(
        rule=clean(flag.rule),
        category=flag.category,
        severity=flag.severity,
        score=flag.score,
        spans=flag.spans,
        target=None if flag.target is None else clean(flag.target),
        reason=clean(flag.reason),
    )


def _flag_row(verdict_id: int, place: int, flag: Flag) -> FlagRow:
    return FlagRow(
        verdict_id=verdict_id,
        place=place,
        rule=flag.rule,
        category=flag.category,
        severity=int(flag.severity),
        score=flag.score,
        spans=flag.spans,
        target=flag.target,
        reason=flag.reason,
    )


def _flag(row: FlagRow) -> StoredFlag:
    return StoredFlag(
        rule=row.rule,
        category=row.category,
        severity=Severity(row.severity),
        score=row.score,
        spans=row.spans,
        target=row.target,
        reason=row.reason,
    )


def _verdict(row: VerdictRow, flags: tuple[StoredFlag, ...]) -> StoredVerdict:
    return StoredVerdict(
        id=row.id,
        revision_id=row.revision_id,
        scores=row.scores,
        categories=row.categories,
        severity=Severity(row.severity),
        queue=row.queue,
        policy=row.policy,
        versions=row.versions,
        language=row.language,
        trust=row.trust,
        flags=flags,
        screened_at=row.screened_at,
    )
