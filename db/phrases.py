"""Phrases: texts that reviewers use again as the explanation of a decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.audit import Audit
from db.errors import NotFound
from db.insert import insert_unless_there
from db.items import Phrase
from db.models import PhraseRow
from db.names import folded
from moderation.items import Category


class Phrases:
    """Phrases over one transaction. A title stands for one phrase, however it is spelled in case and width."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def all(self) -> list[Phrase]:
        """Every phrase, by title."""
        return [_phrase(row) for row in self._session.scalars(select(PhraseRow).order_by(PhraseRow.folded_title))]

    def get(self, phrase_id: int) -> Phrase:
        """One phrase.

        Raises:
            NotFound: There is none with that id.
        """
        return _phrase(self._row(phrase_id, lock=False))

    def add(
        self, title: str, text: str, *, category: Category | None, reference: str | None, by: str, at: datetime
    ) -> Phrase | None:
        """Add a phrase. None where there is one of that title."""
        values = _values(title, text, category, reference, at)
        if not insert_unless_there(self._session, PhraseRow, values):
            return None
        row = self._session.scalars(select(PhraseRow).where(PhraseRow.folded_title == folded(title))).one()
        self._audit.note(by, "phrase.made", f"phrase:{row.id}", {"title": title}, at)
        return _phrase(row)

    def change(
        self,
        phrase_id: int,
        title: str,
        text: str,
        *,
        category: Category | None,
        reference: str | None,
        by: str,
        at: datetime,
    ) -> Phrase | None:
        """Change a phrase. What was decided with it keeps the words that it had. None where another has that title.

        Raises:
            NotFound: There is no such phrase.
        """
        row = self._row(phrase_id)
        taken = select(PhraseRow.id).where(PhraseRow.folded_title == folded(title), PhraseRow.id != phrase_id)
        if self._session.scalars(taken).first() is not None:
            return None
        for name, value in _values(title, text, category, reference, at).items():
            setattr(row, name, value)
        self._session.flush()
        self._audit.note(by, "phrase.changed", f"phrase:{phrase_id}", {"title": title}, at)
        return _phrase(row)

    def remove(self, phrase_id: int, *, by: str, at: datetime) -> None:
        """Remove a phrase. What was decided with it keeps its words.

        Raises:
            NotFound: There is no such phrase.
        """
        title = self._row(phrase_id).title
        self._session.execute(delete(PhraseRow).where(PhraseRow.id == phrase_id))
        self._audit.note(by, "phrase.removed", f"phrase:{phrase_id}", {"title": title}, at)

    def _row(self, phrase_id: int, *, lock: bool = True) -> PhraseRow:
        wanted = select(PhraseRow).where(PhraseRow.id == phrase_id)
        row = self._session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
        if row is None:
            raise NotFound(f"There is no phrase {phrase_id}: it was removed. Choose another one.")
        return row


def _values(title: str, text: str, category: Category | None, reference: str | None, at: datetime) -> dict[str, Any]:
    return {
        "title": title,
        "folded_title": folded(title),
        "text": text,
        "category": category,
        "reference": reference,
        "changed_at": at,
    }


def _phrase(row: PhraseRow) -> Phrase:
    return Phrase(
        id=row.id,
        title=row.title,
        text=row.text,
        category=row.category,
        reference=row.reference,
        changed_at=row.changed_at,
    )
