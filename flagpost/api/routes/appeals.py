"""Appeals: entered, read, withdrawn. They are answered by deciding."""

from __future__ import annotations

from fastapi import APIRouter, Request

from flagpost.access import Right
from flagpost.api.casework import Appeal, Decision
from flagpost.api.fairness import Appeals, Objection, Withdrawal
from flagpost.api.guard import desk_for
from flagpost.api.routes import PREFIX
from flagpost.api.routes.cases import CaseId
from flagpost.appeals import Appealing
from flagpost.console.guard import needs

router = APIRouter(prefix=PREFIX, tags=["appeals"])


@router.get("/cases/{case_id}/appeals", response_model=Appeals)
@needs(Right.LOOK)
def appeals(request: Request, case_id: CaseId) -> Appeals:
    """Every appeal on a case: open, answered, withdrawn."""
    found = desk_for(request, Appealing).appeals(case_id)
    return Appeals(appeals=[Appeal.model_validate(each.appeal) for each in found])


@router.post("/cases/{case_id}/appeals", status_code=201, response_model=Appeal)
@needs(Right.DECIDE)
def enter(request: Request, case_id: CaseId, objection: Objection) -> Appeal:
    """Enter what somebody objects to: the case opens again, for others than who decided. They answer by deciding."""
    return Appeal.model_validate(desk_for(request, Appealing).appeal(case_id, **objection.model_dump()))


@router.post("/cases/{case_id}/appeals/withdraw", response_model=Decision)
@needs(Right.DECIDE)
def withdraw(request: Request, case_id: CaseId, withdrawal: Withdrawal) -> Decision:
    """Take the open appeal back. What is answered is the decision, which stands as it was."""
    return Decision.model_validate(desk_for(request, Appealing).withdraw(case_id, withdrawal.why))
