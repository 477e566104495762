"""Which cases a filter asks for, as conditions on the table of cases alone: the order of its index stays of use.

What filters ask about most stands on the case itself (see ``CaseRow``), so that counting takes no look elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, or_, select, true

from db.appeals import under_appeal
from db.items import CaseFilter, CaseState, Reach
from db.models import AuthorRow, CaseRow, ClaimRow, FlagRow, PostRow, UserRow
from db.models.review import CASE_COUNTS, CASE_WORDS, OPEN
from db.names import folded
from db.texts import BLANKS, HoldsInAnyCase, HoldsInARow, Matched, OnEach, Place, holds, sought
from db.types import clean

Condition = ColumnElement[bool]
KIND = ("queue", "severity", "category", "language", "board_id", "reach")
"""What a filter can ask about and counts are kept by."""


def free_at(at: datetime) -> Condition:
    """Cases without a claim in force. One that has expired is none, without anybody's doing."""
    return or_(CaseRow.claimed_until.is_(None), CaseRow.claimed_until <= at)


def asked_for(which: CaseFilter, at: datetime) -> list[Condition]:
    """The conditions under which a case is one that a filter asks for."""
    return [condition for about in ABOUT for condition in about(which, at)]


def is_kept(which: CaseFilter) -> bool:
    """Whether how many cases a filter finds is kept: open ones, asked for by their kind alone (see ``CASE_COUNTS``)."""
    return which == CaseFilter(**{name: getattr(which, name) for name in KIND})


def kinds_asked_for(which: CaseFilter) -> list[Condition]:
    """The conditions under which a filter whose count is kept asks for cases of a kind."""
    return [*_about_the_kind(which, CASE_COUNTS.c)]


def is_by_index(which: CaseFilter) -> bool:
    """Whether what a filter asks for stands in the indexes of the queue, and nowhere better."""
    elsewhere = which.author, which.words, which.claimed_by, which.assigned_to, which.appealed or None
    return all(each is None for each in elsewhere)


def _about_the_case(which: CaseFilter, _at: datetime) -> Iterator[Condition]:
    if which.state is not None:
        yield OPEN if which.state is CaseState.OPEN else CaseRow.state == which.state
    yield from _about_the_kind(which, CaseRow)
    if which.opened_before is not None:
        yield CaseRow.opened_at < which.opened_before
    if which.among is not None:
        yield CaseRow.id.in_(which.among)
    if which.but:
        yield CaseRow.id.not_in(which.but)


def _about_the_kind(which: CaseFilter, of: Any) -> Iterator[Condition]:
    """Of cases, or of the kinds that are counted: both have columns of the same names."""
    if which.queue is not None:
        yield of.queue == which.queue
    if which.severity is not None:
        yield of.severity >= int(which.severity)
    if which.category is not None:
        yield of.categories.like(f"% {which.category} %")
    if which.language is not None:
        yield of.language == which.language
    if which.board_id is not None:
        yield of.board_id == which.board_id
    if which.reach is not None:
        yield or_(false(), *(_within(place, of) for place in which.reach))


def _within(place: Reach, of: Any) -> Condition:
    board = true() if place.board_id is None else of.board_id == place.board_id
    return board & (true() if place.queue is None else of.queue == place.queue)


def _about_the_verdict(which: CaseFilter, _at: datetime) -> Iterator[Condition]:
    if which.rule is not None:
        begins, line = which.rule.endswith("/"), f"\n{clean(which.rule)}"
        told = Place(FlagRow.rule, clean(which.rule)) == 1 if begins else FlagRow.rule == which.rule
        flagged = exists().where(FlagRow.verdict_id == CaseRow.verdict_id, told)
        yield or_(holds(CaseRow.rules, line if begins else f"{line}\n"), CaseRow.rules.is_(None) & flagged)


def _about_the_post(which: CaseFilter, _at: datetime) -> Iterator[Condition]:
    if which.author is not None:
        by_them = select(PostRow.id).join(AuthorRow, AuthorRow.id == PostRow.author_id)
        yield CaseRow.post_id.in_(by_them.where(AuthorRow.folded_name == folded(which.author)))


def _about_the_claim(which: CaseFilter, at: datetime) -> Iterator[Condition]:
    if which.claimed_by is not None:
        held = select(ClaimRow.case_id).join(UserRow, UserRow.id == ClaimRow.user_id)
        in_force = ClaimRow.released_at.is_(None), ClaimRow.expires_at > at
        yield CaseRow.id.in_(held.where(UserRow.folded_name == folded(which.claimed_by), *in_force))
    if which.assigned_to is not None:
        yield CaseRow.assignee_id.in_(select(UserRow.id).where(UserRow.folded_name == folded(which.assigned_to)))


def _about_the_appeal(which: CaseFilter, _at: datetime) -> Iterator[Condition]:
    if which.appealed:
        yield under_appeal()


def _about_the_words(which: CaseFilter, _at: datetime) -> Iterator[Condition]:
    """By an index where there is one. Otherwise the words of every case of that state are read, which lie together."""
    if which.words is None:
        return
    search = sought(clean(which.words))
    read = CaseRow.id.in_(_saying(search.words, search.phrases, which.state))
    if search.in_trigrams is None:
        yield read
        return
    found = Matched(CaseRow.id, search.in_trigrams)
    if search.beyond_trigrams or search.phrases:  # these are read in the cases that the index finds
        rest = _saying(search.beyond_trigrams, search.phrases, which.state)
        yield OnEach(found & rest.where(CASE_WORDS.c.case_id == CaseRow.id).correlate(CaseRow).exists(), read)
    else:
        yield OnEach(found, read)


def _saying(words: Sequence[str], phrases: Sequence[str], state: CaseState | None) -> Select[int]:
    """The cases of a state whose posts say all that."""
    text, is_open = CASE_WORDS.c.text, CASE_WORDS.c.open
    states = is_open.in_([True, False]) if state is None else is_open == (state is CaseState.OPEN)
    return select(CASE_WORDS.c.case_id).where(
        states,
        *(HoldsInAnyCase(text, each) for each in words),
        *(HoldsInARow(text, each, BLANKS) for each in phrases),
    )


ABOUT: tuple[Callable[[CaseFilter, datetime], Iterator[Condition]], ...] = (
    _about_the_case,
    _about_the_verdict,
    _about_the_post,
    _about_the_claim,
    _about_the_appeal,
    _about_the_words,
)
"""What a filter can ask about."""
