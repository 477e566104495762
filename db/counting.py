"""How many cases filters find.

Of open cases asked for by their kind, that is kept (``CASE_COUNTS``): a few hundred numbers are added, however many
cases wait. All others are counted one by one, by an index wherever one knows what they are asked for by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, and_, case, func, select, true
from sqlalchemy.orm import Session

from db.items import CaseFilter, CaseState, QueueCount
from db.models import CaseRow
from db.models.review import CASE_COUNTS, OPEN, WAITING
from db.narrowing import asked_for, is_by_index, is_kept, kinds_asked_for


def count(session: Session, which: CaseFilter, at: datetime) -> int:
    """How many cases a filter finds."""
    if is_kept(which):
        counted = select(func.coalesce(func.sum(CASE_COUNTS.c.number), 0)).where(*kinds_asked_for(which))
    else:
        counted = select(func.count()).select_from(CaseRow).where(*asked_for(which, at))
    return int(session.scalars(counted).one())


def counts(session: Session, filters: Sequence[CaseFilter], at: datetime) -> list[int]:
    """How many cases each filter finds, with as few looks at them as may be."""
    found = _kept(session, [which for which in filters if is_kept(which)])
    walked = [which for which in filters if which.state is CaseState.OPEN and is_by_index(which) and which not in found]
    found |= _walked(session, walked, at)
    return [found[which] if which in found else count(session, which, at) for which in filters]


def _kept(session: Session, filters: Sequence[CaseFilter]) -> dict[CaseFilter, int]:
    """The counts of filters that are kept."""
    number, asked = CASE_COUNTS.c.number, (and_(true(), *kinds_asked_for(which)) for which in filters)
    sums = [func.coalesce(func.sum(case((each, number))), 0) for each in asked]
    counted = session.execute(select(*sums).select_from(CASE_COUNTS)).one() if sums else ()
    return dict(zip(filters, map(int, counted), strict=True))


def _walked(session: Session, filters: Sequence[CaseFilter], at: datetime) -> dict[CaseFilter, int]:
    """The counts of filters that ask for open cases by what an index knows, in one walk over it."""
    # the state is asked of all alike: no index holds it
    asked = (and_(true(), *asked_for(replace(which, state=None), at)) for which in filters)
    sums = [func.count(case((each, 1))) for each in asked]
    counted = session.execute(select(*sums).where(OPEN)).one() if sums else ()
    return dict(zip(filters, counted, strict=True))


def queue_counts(session: Session, which: CaseFilter, at: datetime) -> list[QueueCount]:
    """What waits in each queue, by name, of the cases that a filter asks for."""
    asked, by_queue = asked_for(which, at), CaseRow.queue
    claimed = select(by_queue, func.count()).where(*asked, CaseRow.claimed_until > at).group_by(by_queue)
    held = dict(session.execute(claimed).all())
    counted = select(by_queue, func.count(), func.min(CaseRow.opened_at)).where(*asked).group_by(by_queue)
    kept = _kept_by_queue(which, at) if is_kept(which) else counted.order_by(by_queue)
    return [
        QueueCount(queue, int(number), held.get(queue, 0), oldest) for queue, number, oldest in session.execute(kept)
    ]


def _kept_by_queue(which: CaseFilter, at: datetime) -> Select[str, int, datetime]:
    """The same where the counts are kept. The oldest case of a queue is the first one in an index."""
    queue = CASE_COUNTS.c.queue
    theirs = WAITING, CaseRow.queue == queue, *asked_for(replace(which, state=None), at)
    oldest = select(func.min(CaseRow.opened_at)).where(*theirs).correlate(CASE_COUNTS).scalar_subquery()
    added = select(queue, func.sum(CASE_COUNTS.c.number), oldest).where(*kinds_asked_for(which))
    return added.group_by(queue).order_by(queue)
