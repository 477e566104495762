"""Queues and cases: what waits, one case in its thread, and claims on it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, create_model

from db.items import CaseState
from flagpost.access import Right
from flagpost.api.casework import Case, CaseInThread, Cases, Claim, Queue, Queues
from flagpost.api.guard import desk_of
from flagpost.api.models import LARGEST_ID, Sent
from flagpost.api.routes import PREFIX
from flagpost.console.filters import AGES, LONGEST, READERS, SEVERITIES, read_filter
from flagpost.console.guard import needs
from moderation.items import Category

LAST_PAGE = 10_000
MOST_CASES = 100
"""Cases of a page."""
ABOUT: dict[str, dict[str, Any]] = {
    "board": {"pattern": "^[0-9]{1,10}$", "description": "The id of a board."},
    "category": {"json_schema_extra": {"enum": [each.value for each in Category]}},
    "severity": {"json_schema_extra": {"enum": list(SEVERITIES)}, "description": "This severity, or a graver one."},
    "rule": {"description": "With a flag of this rule, in any case; of a whole detector by its slash: `lexicon/`."},
    "language": {"description": "In this language, such as `en`, in any case."},
    "words": {
        "description": "With all of these words, or parts of words, in the post as it is now, in any order; "
        "those in double quotes in this order. 10 at most."
    },
    "waiting": {"json_schema_extra": {"enum": list(AGES)}, "description": "Waiting for at least so long."},
    "claimed": {"description": "Under a claim of this user."},
    "state": {"json_schema_extra": {"enum": [*map(str, CaseState), "all"]}, "description": "Left out: open."},
}
"""What is told of the console's filters, which are those of the API."""


class Paged(Sent):
    """Which page."""

    page: int = Field(1, ge=1, le=LAST_PAGE)
    """1 for the first."""
    limit: int = Field(50, ge=1, le=MOST_CASES)
    """Cases of a page."""


if TYPE_CHECKING:
    Asked = Paged
else:
    Asked = create_model(
        "Asked",
        __base__=Paged,
        **{name: (str | None, Field(None, max_length=LONGEST, **ABOUT.get(name, {}))) for name in READERS},
    )
    """Everything that narrows cases."""
CaseId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The id of a case.")]

router = APIRouter(prefix=PREFIX, tags=["cases"])


@router.get("/queues", response_model=Queues)
@needs(Right.LOOK)
def queues(request: Request) -> Queues:
    """Every queue with open cases."""
    return Queues(queues=[Queue.model_validate(each) for each in desk_of(request).queues()])


@router.get("/cases", response_model=Cases)
@needs(Right.LOOK)
def cases(request: Request, asked: Annotated[Asked, Query()]) -> Cases:
    """Cases, the gravest first, narrowed as in the console."""
    given = {name: value for name in READERS if (value := getattr(asked, name)) is not None}
    read = read_filter(given, datetime.now(UTC))
    if read.unknown:
        raise RequestValidationError([_unknown(name) for name in read.unknown])
    found, total = desk_of(request).cases(read.wanted, limit=asked.limit, offset=(asked.page - 1) * asked.limit)
    pages = max(-(-total // asked.limit), 1)
    return Cases(cases=[Case.model_validate(each) for each in found], total=total, page=asked.page, pages=pages)


@router.get("/cases/{case_id}", response_model=CaseInThread)
@needs(Right.LOOK)
def case(request: Request, case_id: CaseId) -> CaseInThread:
    """A case in its thread. Looking at it claims nothing."""
    return CaseInThread.model_validate(desk_of(request).show(case_id))


@router.post("/cases/{case_id}/claim", response_model=Claim)
@needs(Right.DECIDE)
def claim(request: Request, case_id: CaseId) -> Claim:
    """Claim a case, or keep one's own claim for longer."""
    return Claim.model_validate(desk_of(request).claim(case_id))


@router.post("/cases/{case_id}/release", status_code=204)
@needs(Right.DECIDE)
def release(request: Request, case_id: CaseId) -> Response:
    """Give a case back to the queue. To give back what one does not hold changes nothing."""
    desk_of(request).release(case_id)
    return Response(status_code=204)


def _unknown(name: str) -> dict[str, Any]:
    return {"type": "unknown_value", "loc": ("query", name), "msg": "this value means nothing here", "input": None}
