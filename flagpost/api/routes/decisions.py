"""Decisions: made under a claim, undone, carried out, and read in their order."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from db.items import Draft as Drafted
from flagpost.access import Right
from flagpost.api.casework import Decision, Decisions, Draft
from flagpost.api.guard import desk_of
from flagpost.api.models import LARGEST_ID, Sent
from flagpost.api.routes import PREFIX
from flagpost.api.routes.cases import CaseId
from flagpost.console.guard import needs

MOST_DECISIONS = 500
"""Decisions of a page."""


class After(Sent):
    """Which decisions."""

    after: int = Field(0, ge=0, le=LARGEST_ID)
    """Those with an id above this one."""
    limit: int = Field(100, ge=1, le=MOST_DECISIONS)
    """Decisions at once."""


DecisionId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The id of a decision.")]

router = APIRouter(prefix=PREFIX, tags=["decisions"])


@router.post("/cases/{case_id}/decisions", status_code=201, response_model=Decision)
@needs(Right.DECIDE)
def decide(request: Request, response: Response, case_id: CaseId, draft: Draft) -> Decision:
    """Decide a case, under the claim that the token names."""
    made = desk_of(request).decide(case_id, Drafted(**draft.fields), token=draft.token)
    response.headers["Location"] = str(request.url_for("decision", decision_id=made.id).path)
    return Decision.model_validate(made)


@router.get("/decisions", response_model=Decisions)
@needs(Right.LOOK)
def decisions(request: Request, asked: Annotated[After, Query()]) -> Decisions:
    """Decisions in the order in which they were made. To keep up, ask for those after the last one that you know."""
    found = [Decision.model_validate(each) for each in desk_of(request).decisions(after=asked.after, limit=asked.limit)]
    return Decisions(decisions=found, next_after=found[-1].id if len(found) == asked.limit else None)


@router.get("/decisions/{decision_id}", response_model=Decision)
@needs(Right.LOOK)
def decision(request: Request, decision_id: DecisionId) -> Decision:
    """One decision."""
    return Decision.model_validate(desk_of(request).decision(decision_id))


@router.post("/decisions/{decision_id}/undo", response_model=Decision)
@needs(Right.DECIDE)
def undo(request: Request, decision_id: DecisionId) -> Decision:
    """Undo a decision, and open its case again."""
    return Decision.model_validate(desk_of(request).undo(decision_id))


@router.post("/decisions/{decision_id}/done", response_model=Decision)
@needs(Right.DECIDE)
def done(request: Request, decision_id: DecisionId) -> Decision:
    """Say that a decision's action was carried out on the forum."""
    desk = desk_of(request)
    desk.done(decision_id)
    return Decision.model_validate(desk.decision(decision_id))
