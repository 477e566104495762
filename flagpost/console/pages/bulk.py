"""Many cases at once: ticked in the queue or found by its filter, looked over, decided and undone together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from db.items import Action, CaseState, Draft, Outcome, Seen
from db.types import LARGEST_COUNT
from flagpost.access import Right
from flagpost.bulk import MOST, Selection
from flagpost.console.desks import bulk_of
from flagpost.console.filters import LONGEST_QUERY, Asked
from flagpost.console.guard import needs
from flagpost.console.numbers import Id
from flagpost.console.pages.case import Lines, Narrowed
from flagpost.console.pages.queue import asked_by, asked_of, queue_page
from flagpost.console.render import page
from flagpost.review import LONGEST_NOTE

LISTED = 10
"""Cases that are listed before they are decided together."""
LONGEST_SEEN = MOST * 60
"""Characters of the cases that a form names."""
SEEN = re.compile(r"(\d{1,19})\.(\d{1,19})\.(\d{1,9})", re.ASCII)
"""A case as it was seen: its id, its verdict's, and how often it had come back."""

router = APIRouter()


@router.post("/queue/bulk")
@needs(Right.DECIDE)
def look_over(
    request: Request,
    case: Annotated[Sequence[str], Form()] = (),
    everything: Annotated[bool, Form()] = False,
    narrowed: Narrowed = "",
) -> Response:
    """What would be decided together: how many, which, and what cannot be."""
    asked, bulk = asked_by(request, narrowed), bulk_of(request)
    seen = list(_seen(" ".join(case)))
    if not everything and not seen:
        return queue_page(request, asked, status=422, problem="tick the cases first that you want to decide together")
    whole = everything and asked.wanted.state is CaseState.OPEN
    chosen = bulk.found(asked.wanted) if whole else bulk.ticked(seen)
    return _chosen_page(request, asked, chosen)


class BulkForm(BaseModel):
    """What is decided of many cases."""

    outcome: Outcome
    action: Action = Action.NONE
    note: Lines = Field("", max_length=LONGEST_NOTE)
    cases: str = Field("", max_length=LONGEST_SEEN)
    """The cases as they were looked over, between blanks."""
    narrowed: str = Field("", max_length=LONGEST_QUERY)

    def draft(self) -> Draft:
        """What is decided of each. An action goes with agreement alone."""
        action = self.action if self.outcome is Outcome.AGREE else Action.NONE
        return Draft(outcome=self.outcome, action=action, note=self.note.strip())


@router.post("/queue/bulk/decide")
@needs(Right.DECIDE)
def decide(request: Request, form: Annotated[BulkForm, Form()]) -> Response:
    """Decide them, and show what became of it."""
    asked, seen = asked_by(request, form.narrowed), list(_seen(form.cases))
    if not seen:
        return queue_page(request, asked, status=422, problem="there was nothing to decide; tick cases first")
    bulk = bulk_of(request)
    batch = bulk.decide_all(seen, form.draft())
    if batch is None:
        return _chosen_page(request, asked, bulk.ticked(seen), status=409)
    return RedirectResponse(asked.path(f"/decisions/batches/{batch.id}"), 303)


@router.get("/decisions/batches")
@needs(Right.LOOK)
def batches(request: Request) -> Response:
    """What was decided together of late."""
    return page(request, "batches.html", batches=bulk_of(request).batches())


@router.get("/decisions/batches/{batch_id}")
@needs(Right.LOOK)
def batch(request: Request, batch_id: Id) -> Response:
    """What was decided in a batch, what was left alone, and what was undone since."""
    made = bulk_of(request).batch(batch_id)
    return page(request, "batch.html", made=made, batch=made.batch, asked=asked_of(request))


@router.post("/decisions/batches/{batch_id}/undo")
@needs(Right.DECIDE)
def undo(request: Request, batch_id: Id, narrowed: Narrowed = "") -> Response:
    """Undo all of it, and open the cases again."""
    bulk_of(request).undo_batch(batch_id)
    return RedirectResponse(asked_by(request, narrowed).path(f"/decisions/batches/{batch_id}"), 303)


def _chosen_page(request: Request, asked: Asked, chosen: Selection, *, status: int = 200) -> Response:
    """A page with what would be decided together, or with why nothing can be."""
    shown = {"asked": asked, "chosen": chosen, "listed": LISTED, "most": MOST, "written": _written}
    return page(request, "bulk.html", status=status, **shown)


def _seen(written: str) -> Iterator[Seen]:
    """Cases that a form names. What names none is passed over: only somebody who types addresses writes such."""
    for found in map(SEEN.fullmatch, written.split()):
        numbers = [int(each) for each in found.groups()] if found else []
        if numbers and max(numbers) <= LARGEST_COUNT:
            yield Seen(*numbers)


def _written(seen: Seen) -> str:
    """A case as a form names it."""
    return ".".join(map(str, seen))
