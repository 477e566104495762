"""A case: the post in its thread with the reasons beside it, and what can be done about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from db.errors import CaseDecided, CaseTaken, ReviewError, StaleClaim
from db.items import Action, CaseState, Claim, Draft, Ground, Outcome
from flagpost.access import Right
from flagpost.console.filters import Asked, read_filter
from flagpost.console.guard import needs
from flagpost.console.house import House, visitor_of
from flagpost.console.pages.queue import asked_of, decision_of
from flagpost.console.render import page
from flagpost.errors import NotAllowed
from flagpost.wellbeing import exposure
from moderation.items import Category

LONGEST_NOTE = 10_000
"""Characters of what somebody writes about a case."""
OTHERS = 6
"""Other cases of the thread, and of the author, that are listed."""

router = APIRouter()


@router.get("/cases/{case_id}")
@needs(Right.LOOK)
def case(request: Request, case_id: int, done: int | None = None) -> Response:
    """A case. Opening it claims it, where it is free and the visitor may decide it."""
    return _case(request, case_id, asked_of(request), done=done)


class DecisionForm(BaseModel):
    """What the form of a case says."""

    outcome: Literal["agree", "disagree", "ignore", "escalate"]
    lease: int
    """The token of the claim under which the page was shown."""
    action: Action = Action.NONE
    category: Category | Literal[""] = ""
    ground: Ground = Ground.TERMS
    reference: str = Field("", max_length=500)
    explanation: str = Field("", max_length=LONGEST_NOTE)
    facts: str = Field("", max_length=LONGEST_NOTE)
    note: str = Field("", max_length=LONGEST_NOTE)
    narrowed: str = Field("", max_length=4_000)
    """The filter under which the case was opened, as in an address."""

    def draft(self) -> Draft:
        """What is decided. An action goes with agreement alone, and escalating is agreeing that somebody must look."""
        escalated = self.outcome == "escalate"
        outcome = Outcome.AGREE if escalated else Outcome(self.outcome)
        return Draft(
            outcome=outcome,
            action=Action.ESCALATE if escalated else self.action if outcome is Outcome.AGREE else Action.NONE,
            category=self.category or None,
            ground=self.ground,
            reference=self.reference.strip() or None,
            explanation=self.explanation,
            facts=self.facts,
            note=self.note.strip(),
        )


@router.post("/cases/{case_id}/decide")
@needs(Right.DECIDE)
def decide(request: Request, case_id: int, form: Annotated[DecisionForm, Form()]) -> Response:
    """Decide a case, and go on to the next one."""
    asked, draft = _asked_by(form.narrowed), form.draft()
    try:
        decision = visitor_of(request).desk.decide(case_id, draft, token=form.lease)
    except (StaleClaim, CaseDecided, CaseTaken) as error:
        return _case(request, case_id, asked, problem=error, draft=draft)
    return RedirectResponse(asked.path("/next", done=decision.id), 303)


@router.post("/cases/{case_id}/claim")
@needs(Right.DECIDE)
def claim(request: Request, case_id: int, narrowed: Annotated[str, Form(max_length=4_000)] = "") -> Response:
    """Claim a case, or keep it for longer."""
    asked = _asked_by(narrowed)
    try:
        visitor_of(request).desk.claim(case_id)
    except ReviewError as error:
        return _case(request, case_id, asked, problem=error)
    return RedirectResponse(asked.path(f"/cases/{case_id}", anchor="post"), 303)


@router.post("/cases/{case_id}/release")
@needs(Right.DECIDE)
def release(request: Request, case_id: int, narrowed: Annotated[str, Form(max_length=4_000)] = "") -> Response:
    """Give a case back to the queue."""
    asked = _asked_by(narrowed)
    visitor_of(request).desk.release(case_id)
    return RedirectResponse(asked.path("/queue"), 303)


@router.post("/decisions/{decision_id}/undo")
@needs(Right.DECIDE)
def undo(request: Request, decision_id: int, narrowed: Annotated[str, Form(max_length=4_000)] = "") -> Response:
    """Undo a decision, and open its case again."""
    asked = _asked_by(narrowed)
    undone = visitor_of(request).desk.undo(decision_id)
    return RedirectResponse(asked.path(f"/cases/{undone.case_id}", anchor="post"), 303)


@router.post("/decisions/{decision_id}/done")
@needs(Right.DECIDE)
def action_done(request: Request, decision_id: int) -> Response:
    """Say that a decision's action was carried out on the forum."""
    desk = visitor_of(request).desk
    desk.done(decision_id)
    return RedirectResponse(f"/cases/{desk.decision(decision_id).case_id}", 303)


def _case(
    request: Request,
    case_id: int,
    asked: Asked,
    *,
    done: int | None = None,
    problem: ReviewError | None = None,
    draft: Draft | None = None,
) -> Response:
    """The page of a case, with what went wrong and what somebody had begun to decide."""
    house, visitor = House.of(request), visitor_of(request)
    held = _held(request, case_id) if problem is None else None
    shown = visitor.desk.show(case_id)
    with house.store.read() as unit:
        post = shown.case.post
        author = unit.figures.author_of(post.id)
        theirs = unit.figures.cases_of_author(post.id, but=case_id, limit=OTHERS)
        others = unit.figures.cases_in_thread(post.thread_id, but=case_id, limit=OTHERS)
    now = datetime.now(UTC)
    return page(
        request,
        "case.html",
        status=409 if problem else 200,
        asked=asked,
        shown=shown,
        case=shown.case,
        claim=shown.case.claim,
        mine=held is not None and shown.case.state is CaseState.OPEN,
        lease=held.token if held else 0,
        may_decide=visitor.access.may(Right.DECIDE, shown.case),
        author=author,
        theirs=theirs,
        others=others,
        precision=house.measured.by_rule(),
        exposure=exposure(house.store, visitor.name, now),
        done=decision_of(request, done),
        problem=str(problem) if problem else None,
        draft=draft or Draft(outcome=Outcome.AGREE),
    )


def _asked_by(narrowed: str) -> Asked:
    return read_filter(dict(parse_qsl(narrowed)), datetime.now(UTC))


def _held(request: Request, case_id: int) -> Claim | None:
    """The visitor's claim on a case: made now, where the case is free. None where somebody else works on it."""
    if request.headers.get("sec-purpose", "").startswith("prefetch"):
        return None
    try:
        return visitor_of(request).desk.claim(case_id)
    except (CaseTaken, CaseDecided, NotAllowed):
        return None
