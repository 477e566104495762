"""Where cases stand: what their priority rests on is looked up, and kept beside them.

Every look-up takes an index and ends at a small number. What is known of one case changes others: those of its author,
and those of the same words. They are weighed anew at the end of the unit, when nothing is waited for any more: whoever
locks rows of others on the way, in whatever order, might wait in a circle. What somebody else has locked is left as it
is, until the next time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from db.items import Action, CaseState, Outcome, Standing
from db.models import CaseRow, DecisionRow, PostRow, RevisionRow, StandingRow, ThreadRow
from db.models.review import IN_FORCE, OPEN
from db.priority import MOST, priority

NEWEST = 30
"""Cases of an author that are looked at, and weighed anew together: how they behave lately is what counts."""


class Standings:
    """The priorities of cases over one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        # with the session, so that all who place cases over one transaction note others in one place
        self._authors: set[int] = session.info.setdefault("authors to be weighed anew", set())
        self._words: set[tuple[int, str]] = session.info.setdefault("words to be weighed anew", set())

    def place(self, row: CaseRow) -> None:
        """Weigh an open case by all that is known at this moment, and note which others that may move."""
        wanted = (
            select(PostRow.board_id, PostRow.author_id, ThreadRow.replies, RevisionRow.words_sha256)
            .join(ThreadRow, ThreadRow.id == PostRow.thread_id)
            .join(RevisionRow, RevisionRow.id == row.revision_id)
            .where(PostRow.id == row.post_id)
        )
        board_id, author_id, replies, words = self._session.execute(wanted).one()
        waiting, agreed = self._record(author_id)
        standing = Standing(
            same_words=self._so_many(board_id, words, but=row.id),
            replies=replies,
            agreed=min(len(agreed - {row.id}), MOST),
            waiting=min(len(waiting - {row.id}), MOST),
        )
        beside = self._session.get(StandingRow, row.id, populate_existing=True)
        if beside is None:
            beside = StandingRow(case_id=row.id)
            self._session.add(beside)
        beside.board_id, beside.author_id, beside.words_sha256 = board_id, author_id, words
        _stand(row, beside, standing)
        self._session.flush()
        if author_id is not None and standing.waiting:
            self._authors.add(author_id)
        if standing.same_words:
            self._words.add((board_id, words))

    def touch(self, row: CaseRow) -> None:
        """A case was decided, or its decision was undone: the author's others are to be weighed anew."""
        author_id = self._session.get_one(StandingRow, row.id).author_id
        if author_id is not None:
            self._authors.add(author_id)

    def settle(self) -> None:
        """Weigh anew what was noted: the last step of a unit before its audit log is written."""
        for author_id in sorted(self._authors):
            waiting, agreed = self._record(author_id)
            if waiting:
                others = min(len(waiting) - 1, MOST)
                self._weigh_anew(CaseRow.id.in_(waiting), agreed=min(len(agreed), MOST), waiting=others)
        for board_id, words in sorted(self._words):
            first = _alike(board_id, words).limit(MOST + 1).subquery()
            others = self._so_many(board_id, words, most=MOST + 1) - 1
            self._weigh_anew(CaseRow.id.in_(select(first.c.case_id)), same_words=others)
        self._authors.clear()
        self._words.clear()
        self._session.flush()

    def _weigh_anew(self, which: ColumnElement[bool], **changes: int) -> None:
        """Those of some cases that are open and that nobody else has locked; locked until the transaction ends."""
        differs = or_(*(getattr(StandingRow, name) != value for name, value in changes.items()))
        wanted = (
            select(CaseRow, StandingRow)
            .join(StandingRow, StandingRow.case_id == CaseRow.id)
            .where(which, OPEN, differs)
            .with_for_update(skip_locked=True, of=CaseRow)
        )
        for row, beside in self._session.execute(wanted, execution_options={"populate_existing": True}).all():
            _stand(row, beside, replace(_item(beside), **changes))

    def _record(self, author_id: int | None) -> tuple[set[int], set[int]]:
        """Of an author's newest cases those that are open, and those that people agreed with; none of nobody.

        To agree is a decision in force. To hand a case on is not to agree.
        """
        said = DecisionRow.outcome == Outcome.AGREE, DecisionRow.action != Action.ESCALATE
        wanted = (
            select(StandingRow.case_id, CaseRow.state, DecisionRow.id)
            .join(CaseRow, CaseRow.id == StandingRow.case_id)
            .outerjoin(DecisionRow, and_(DecisionRow.case_id == CaseRow.id, IN_FORCE, *said))
            .where(StandingRow.author_id == author_id)
            .order_by(StandingRow.case_id.desc())
            .limit(NEWEST)
        )
        newest = self._session.execute(wanted).all() if author_id is not None else []
        waiting = {case_id for case_id, state, _ in newest if state is CaseState.OPEN}
        return waiting, {case_id for case_id, _, agreed in newest if agreed}

    def _so_many(self, board_id: int, words: str, *, but: int = 0, most: int = MOST) -> int:
        """How many cases of the very same words there are, but for one; no more than the most are looked at."""
        others = _alike(board_id, words).where(StandingRow.case_id != but).limit(most)
        return self._session.scalars(select(func.count()).select_from(others.subquery())).one()


def standings_of(session: Session, case_ids: Collection[int]) -> dict[int, Standing]:
    """What the priorities of those cases rest on, by case."""
    rows = session.scalars(select(StandingRow).where(StandingRow.case_id.in_(case_ids)))
    return {row.case_id: _item(row) for row in rows}


def _alike(board_id: int, words: str) -> Select[int]:
    """Cases of the very same words on a board."""
    return select(StandingRow.case_id).where(StandingRow.board_id == board_id, StandingRow.words_sha256 == words)


def _item(row: StandingRow) -> Standing:
    return Standing(same_words=row.same_words, replies=row.replies, agreed=row.agreed, waiting=row.waiting)


def _stand(row: CaseRow, beside: StandingRow, standing: Standing) -> None:
    beside.same_words, beside.replies = standing.same_words, standing.replies
    beside.agreed, beside.waiting = standing.agreed, standing.waiting
    row.priority = priority(row.score, standing, row.opened_at)
