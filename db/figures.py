"""Figures: counts over what is stored, for those who review."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from db.cases import LAST_WORD
from db.items import AuthorHistory, CaseState, OtherCase, Outcome, Outcomes
from db.models import AuthorRow, CaseRow, ClaimRow, DecisionRow, FlagRow, PostRow, RevisionRow, UserRow
from db.models.review import IN_FORCE
from db.names import folded
from moderation.items import Severity

MOST_COUNTED = 1_000
"""Posts of an author that are counted."""
OPENING = 160
"""Characters of a post that are told of another case."""

NEWEST_FIRST = (CaseRow.opened_at.desc(), CaseRow.id)


class Figures:
    """Counts over one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def outcomes_by_rule(self) -> dict[str, Outcomes]:
        """What people decided where a rule had flagged something, by rule: the last word on each version counts."""
        counted = (
            select(FlagRow.rule, DecisionRow.outcome, func.count(DecisionRow.id.distinct()))
            .join(FlagRow, FlagRow.verdict_id == DecisionRow.verdict_id)
            .where(LAST_WORD)
            .group_by(FlagRow.rule, DecisionRow.outcome)
        )
        found: dict[str, dict[Outcome, int]] = {}
        for rule, outcome, count in self._session.execute(counted):
            found.setdefault(rule, {})[outcome] = count
        return {rule: _outcomes(counts) for rule, counts in found.items()}

    def author_of(self, post_id: int) -> AuthorHistory | None:
        """What is stored of a post's author on its board; None where the page named nobody."""
        wanted = select(AuthorRow).join(PostRow, PostRow.author_id == AuthorRow.id).where(PostRow.id == post_id)
        author = self._session.scalars(wanted).one_or_none()
        if author is None:
            return None
        theirs = PostRow.author_id == author.id
        few = select(PostRow.id).where(theirs).limit(MOST_COUNTED).subquery()
        cases = select(CaseRow.id).join(PostRow, PostRow.id == CaseRow.post_id).where(theirs)
        opened = cases.where(CaseRow.state == CaseState.OPEN).subquery()
        decided = (
            select(DecisionRow.outcome, func.count())
            .where(DecisionRow.case_id.in_(cases), LAST_WORD)
            .group_by(DecisionRow.outcome)
        )
        return AuthorHistory(
            name=author.name,
            url=author.url,
            posts=self._count(few),
            first_seen_at=author.first_seen_at,
            open=self._count(opened),
            outcomes=_outcomes(dict(self._session.execute(decided).all())),
        )

    def cases_in_thread(self, thread_id: int, *, but: int, limit: int) -> list[OtherCase]:
        """Other cases of a thread, in its order."""
        return self._others(PostRow.thread_id == thread_id, CaseRow.id != but, limit=limit)

    def cases_of_author(self, post_id: int, *, but: int, limit: int) -> list[OtherCase]:
        """Other cases of a post's author, the newest first."""
        author = select(PostRow.author_id).where(PostRow.id == post_id).scalar_subquery()
        theirs = select(CaseRow.id).join(PostRow, PostRow.id == CaseRow.post_id).correlate(None)
        newest = theirs.where(PostRow.author_id == author, CaseRow.id != but).order_by(*NEWEST_FIRST).limit(limit)
        # found before anything else of them is read: an author may have thousands
        return self._others(CaseRow.id.in_(newest), limit=limit, newest_first=True)

    def claimed_at(self, user: str, since: datetime) -> list[datetime]:
        """When a user claimed cases since then, in order; without those that they decided in a batch, unopened."""
        wanted = select(ClaimRow.claimed_at).join(UserRow, UserRow.id == ClaimRow.user_id)
        wanted = wanted.where(UserRow.folded_name == folded(user), ClaimRow.claimed_at > since)
        of_claim = DecisionRow.case_id == ClaimRow.case_id, DecisionRow.token == ClaimRow.token
        unopened = DecisionRow.batch_id.is_not(None), DecisionRow.decided_at == ClaimRow.claimed_at
        wanted = wanted.where(~exists().where(*of_claim, *unopened))
        return list(self._session.scalars(wanted.order_by(ClaimRow.claimed_at)))

    def _count(self, rows: object) -> int:
        return self._session.scalars(select(func.count()).select_from(rows)).one()  # type: ignore[arg-type]

    def _others(self, *which: ColumnElement[bool], limit: int, newest_first: bool = False) -> list[OtherCase]:
        order = NEWEST_FIRST if newest_first else (PostRow.page, PostRow.place, PostRow.id)
        wanted = (
            select(CaseRow, DecisionRow.outcome, AuthorRow.name, PostRow.position)
            .add_columns(func.substr(RevisionRow.text, 1, OPENING))
            .join(PostRow, PostRow.id == CaseRow.post_id)
            .join(RevisionRow, (RevisionRow.post_id == PostRow.id) & RevisionRow.current)
            .outerjoin(AuthorRow, AuthorRow.id == PostRow.author_id)
            .outerjoin(DecisionRow, (DecisionRow.case_id == CaseRow.id) & IN_FORCE)
            .where(*which)
            .order_by(*order)
            .limit(limit)
        )
        return [
            OtherCase(
                id=case.id,
                state=case.state,
                severity=Severity(case.severity),
                outcome=outcome,
                author=author,
                position=position,
                words=words,
                opened_at=case.opened_at,
            )
            for case, outcome, author, position, words in self._session.execute(wanted)
        ]


def _outcomes(counts: dict[Outcome, int]) -> Outcomes:
    return Outcomes(
        agreed=counts.get(Outcome.AGREE, 0),
        disagreed=counts.get(Outcome.DISAGREE, 0),
        ignored=counts.get(Outcome.IGNORE, 0),
    )
