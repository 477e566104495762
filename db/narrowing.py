"""Which cases a filter asks for, as conditions on the table of cases alone: the order of its index stays of use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, literal, or_, select, true

from db.items import CaseFilter, CaseState, Reach
from db.models import AuthorRow, CaseRow, ClaimRow, FlagRow, PostRow, RevisionRow, UserRow, VerdictRow
from db.names import folded

Condition = ColumnElement[bool]

OPEN: Condition = CaseRow.state == literal(CaseState.OPEN, CaseRow.state.type, literal_execute=True)
"""Written into the statement as it is: a partial index serves no parameter."""


def free_at(at: datetime) -> Condition:
    """Cases without a claim in force. One that has expired is none, without anybody's doing."""
    return or_(CaseRow.claimed_until.is_(None), CaseRow.claimed_until <= at)


def asked_for(which: CaseFilter, at: datetime) -> list[Condition]:
    """The conditions under which a case is one that a filter asks for."""
    return [condition for about in ABOUT for condition in about(which, at)]


def _about_the_case(which: CaseFilter, _at: datetime) -> Iterator[Condition]:
    if which.state is not None:
        yield OPEN if which.state is CaseState.OPEN else CaseRow.state == which.state
    if which.queue is not None:
        yield CaseRow.queue == which.queue
    if which.severity is not None:
        yield CaseRow.severity >= int(which.severity)
    if which.opened_before is not None:
        yield CaseRow.opened_at < which.opened_before


def _about_the_verdict(which: CaseFilter, _at: datetime) -> Iterator[Condition]:
    verdict = VerdictRow.id == CaseRow.verdict_id
    if which.category is not None:
        yield exists().where(verdict, VerdictRow.categories.like(f"% {which.category} %"))
    if which.language is not None:
        yield exists().where(verdict, VerdictRow.language == which.language)
    if which.rule is not None:
        begins = FlagRow.rule.startswith(which.rule, autoescape=True)
        told = begins if which.rule.endswith("/") else FlagRow.rule == which.rule
        yield exists().where(FlagRow.verdict_id == CaseRow.verdict_id, told)


def _about_the_post(which: CaseFilter, _at: datetime) -> Iterator[Condition]:
    if which.board_id is not None:
        yield _on_board(which.board_id)
    if which.author is not None:
        by_them = select(PostRow.id).join(AuthorRow, AuthorRow.id == PostRow.author_id)
        yield CaseRow.post_id.in_(by_them.where(AuthorRow.folded_name == folded(which.author)))
    if which.words is not None:
        now = RevisionRow.post_id == CaseRow.post_id, RevisionRow.current
        yield exists().where(*now, RevisionRow.text.icontains(which.words, autoescape=True))


def _about_the_claim(which: CaseFilter, at: datetime) -> Iterator[Condition]:
    if which.claimed_by is not None:
        held = select(ClaimRow.case_id).join(UserRow, UserRow.id == ClaimRow.user_id)
        in_force = ClaimRow.released_at.is_(None), ClaimRow.expires_at > at
        yield CaseRow.id.in_(held.where(UserRow.folded_name == folded(which.claimed_by), *in_force))


def _about_the_reach(which: CaseFilter, _at: datetime) -> Iterator[Condition]:
    if which.reach is not None:
        yield or_(false(), *map(_within, which.reach))


def _within(place: Reach) -> Condition:
    board = true() if place.board_id is None else _on_board(place.board_id)
    return board & (true() if place.queue is None else CaseRow.queue == place.queue)


def _on_board(board_id: int) -> Condition:
    return exists().where(PostRow.id == CaseRow.post_id, PostRow.board_id == board_id)


ABOUT: tuple[Callable[[CaseFilter, datetime], Iterator[Condition]], ...] = (
    _about_the_case,
    _about_the_verdict,
    _about_the_post,
    _about_the_claim,
    _about_the_reach,
)
"""What a filter can ask about."""
