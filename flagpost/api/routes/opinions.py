"""Second opinions: asked for, given without sight of the decision, and read beside it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from flagpost.access import Right
from flagpost.api.casework import CaseInThread
from flagpost.api.fairness import Asked, Beside, OnCase, Opinion, Said
from flagpost.api.guard import desk_for
from flagpost.api.models import LARGEST_ID
from flagpost.api.routes import PREFIX
from flagpost.api.routes.cases import CaseId
from flagpost.api.routes.decisions import DecisionId
from flagpost.console.guard import needs
from flagpost.opinions import Opinions

router = APIRouter(prefix=PREFIX, tags=["opinions"])


@router.get("/cases/{case_id}/opinions", response_model=OnCase)
@needs(Right.LOOK)
def on_case(request: Request, case_id: CaseId) -> OnCase:
    """The second opinions on a case, each beside the decision."""
    desk = desk_for(request, Opinions)
    return OnCase.model_validate(desk.on_case(desk.show(case_id).case))


@router.post("/cases/{case_id}/opinions", status_code=201, response_model=Opinion)
@needs(Right.DECIDE)
def ask(request: Request, case_id: CaseId) -> Opinion:
    """Ask for a second opinion: on one's own decision, on a case that one has claimed, or, as a reviewer, on any."""
    return Opinion.model_validate(desk_for(request, Opinions).ask(case_id))


@router.get("/opinions", response_model=Asked)
@needs(Right.DECIDE)
def asked(request: Request, after: Annotated[int, Query(ge=0, le=LARGEST_ID)] = 0) -> Asked:
    """What the user is asked about. Who passes one over asks for the one after it."""
    desk = desk_for(request, Opinions)
    return Asked(waiting=desk.waiting(), next=desk.next_asked(after=after))


@router.get("/opinions/{decision_id}", response_model=CaseInThread)
@needs(Right.DECIDE)
def look(request: Request, decision_id: DecisionId) -> CaseInThread:
    """The case that one is asked about, as it was before the decision."""
    return CaseInThread.model_validate(desk_for(request, Opinions).look(decision_id))


@router.post("/opinions/{decision_id}", status_code=201, response_model=Beside)
@needs(Right.DECIDE)
def give(request: Request, decision_id: DecisionId, said: Said) -> Beside:
    """Give an opinion, and see it beside the decision."""
    return Beside.model_validate(desk_for(request, Opinions).give(decision_id, **said.model_dump()))
