"""Phrases: texts that reviewers use again, with the clause that goes with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from db.items import Draft, Phrase
from db.store import Store, utc_now
from flagpost.access import Access, Right
from flagpost.errors import NotKept
from moderation.items import Category

LONGEST_TITLE = 100
"""Characters."""
LONGEST_TEXT = 10_000
LONGEST_REFERENCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a phrase is to say."""

    title: str
    text: str
    category: Category | None = None
    """What it is about; None for anything."""
    reference: str | None = None
    """The clause of the terms, or the law."""

    def checked(self) -> Wording:
        """The same without blanks around it.

        Raises:
            NotKept: It has no title or no text, or one of them is too long.
        """
        title, text, reference = " ".join(self.title.split()), self.text.strip(), (self.reference or "").strip()
        for what, given, longest in (("title", title, LONGEST_TITLE), ("text", text, LONGEST_TEXT)):
            if not given or len(given) > longest:
                message = f"a phrase needs a {what} of at most {longest:,} characters"
                raise NotKept(message)
        if len(reference) > LONGEST_REFERENCE:
            message = f"a clause has at most {LONGEST_REFERENCE} characters"
            raise NotKept(message)
        return replace(self, title=title, text=text, reference=reference or None)


class Phrases:
    """The phrases as one user works with them."""

    def __init__(self, store: Store, access: Access, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._access = access
        self._clock = clock

    def all(self) -> list[Phrase]:
        """Every phrase, by title."""
        with self._store.read() as unit:
            return unit.phrases.all()

    def add(self, wording: Wording) -> Phrase:
        """Add a phrase.

        Raises:
            NotKept: It lacks something, or its title is taken.
            NotAllowed: The user is no reviewer.
        """
        self._access.ask(Right.REVIEW)
        said = wording.checked()
        with self._store.begin() as unit:
            added = unit.phrases.add(
                said.title,
                said.text,
                category=said.category,
                reference=said.reference,
                by=self._access.user.name,
                at=self._clock(),
            )
        return _kept(added, said)

    def change(self, phrase_id: int, wording: Wording) -> Phrase:
        """Change a phrase. Decisions that were made with it keep the words that it had.

        Raises:
            NotFound: There is none with that id.
            NotKept: It lacks something, or its title is taken.
            NotAllowed: The user is no reviewer.
        """
        self._access.ask(Right.REVIEW)
        said = wording.checked()
        with self._store.begin() as unit:
            changed = unit.phrases.change(
                phrase_id,
                said.title,
                said.text,
                category=said.category,
                reference=said.reference,
                by=self._access.user.name,
                at=self._clock(),
            )
        return _kept(changed, said)

    def remove(self, phrase_id: int) -> None:
        """Remove a phrase.

        Raises:
            NotFound: There is none with that id.
            NotAllowed: The user is no reviewer.
        """
        self._access.ask(Right.REVIEW)
        with self._store.begin() as unit:
            unit.phrases.remove(phrase_id, by=self._access.user.name, at=self._clock())

    def applied(self, draft: Draft, phrase_id: int | None) -> Draft:
        """A draft with the phrase that was chosen, where it has no explanation of its own.

        What somebody wrote themselves, or changed after a script had filled it in, stays as it is.

        Raises:
            NotFound: There is no such phrase any more.
        """
        if phrase_id is None or draft.explanation.strip():
            return draft
        with self._store.read() as unit:
            phrase = unit.phrases.get(phrase_id)
        return replace(draft, explanation=phrase.text, reference=draft.reference or phrase.reference)


def _kept(phrase: Phrase | None, said: Wording) -> Phrase:
    if phrase is None:
        message = f"there is a phrase {said.title} already; change that one, or choose another title"
        raise NotKept(message)
    return phrase
