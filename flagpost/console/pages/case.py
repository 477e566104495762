"""A case: the post in its thread with the reasons beside it, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, BeforeValidator, Field

from db.errors import CaseDecided, CaseTaken, NotForYou, ReviewError, StaleClaim, UnansweredAppeal
from db.items import (
    Action,
    AuthorHistory,
    Case,
    CaseFilter,
    CaseState,
    Claim,
    Decision,
    Draft,
    Ground,
    OtherCase,
    Outcome,
    StoredPost,
)
from db.store import Unit
from db.types import LARGEST_COUNT
from flagpost.access import Right
from flagpost.console.desks import handing_of, opinions_of, phrases_of
from flagpost.console.fairness import fairness_of
from flagpost.console.filters import LONGEST_QUERY, Asked
from flagpost.console.guard import needs
from flagpost.console.house import House, Visitor, visitor_of
from flagpost.console.numbers import Id
from flagpost.console.pages.queue import asked_by, asked_of, decision_of
from flagpost.console.peeking import only_peeks
from flagpost.console.render import page
from flagpost.console.skips import skip as remember
from flagpost.errors import NotAllowed
from flagpost.kept import kept_page, words_of
from flagpost.review import LONGEST_NOTE, known_in
from flagpost.wellbeing import exposure
from moderation.items import Category

OTHERS = 6
"""Other cases of the thread, and of the author, that are listed."""
NOTHING_BEGUN = Draft(outcome=Outcome.AGREE)
"""What the form of a case says before anybody has touched it."""
SIFTED = 24
"""Other cases that are looked through for those that somebody with grants may see."""
Narrowed = Annotated[str, Form(max_length=LONGEST_QUERY)]
"""The filter under which a case was opened, as in an address."""
Version = Annotated[int | None, Query(ge=1, le=LARGEST_COUNT)]
"""Which words of a post are meant, counted from the first; None means those that were judged."""
Lines = Annotated[str, BeforeValidator(lambda text: text.replace("\r\n", "\n") if isinstance(text, str) else text)]
"""What somebody writes. Forms send two characters for the end of a line, and browsers count it as one."""

router = APIRouter()


@router.get("/cases/{case_id}")
@needs(Right.LOOK)
def case(request: Request, case_id: Id, done: int | None = None, decided: bool = False) -> Response:
    """A case. Opening it claims it, where it is free and the visitor may decide it.

    Whoever is asked what they think of its decision is asked that first, unless they want to see what was decided.
    """
    return case_page(request, case_id, asked_of(request), done=done, decided=decided)


@router.get("/cases/{case_id}/page")
@needs(Right.LOOK)
def kept(request: Request, case_id: Id, version: Version = None) -> Response:
    """The page from which the words of a case were read, as its WARC record: a file to be saved, and never shown."""
    settings = House.of(request).settings
    words = words_of(visitor_of(request).desk.show(case_id), version)
    found = kept_page(settings.warc, words.evidence, max_bytes=settings.max_bytes)
    name = f"case-{case_id}-version-{words.number}.warc.gz"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(found.packed, media_type="application/gzip", headers=headers)


class DraftForm(BaseModel):
    """What somebody has begun to say of a case."""

    outcome: Literal["agree", "disagree", "ignore", "escalate"] = "agree"
    action: Action = Action.NONE
    category: Category | Literal[""] = ""
    ground: Ground = Ground.TERMS
    reference: str = Field("", max_length=500)
    explanation: Lines = Field("", max_length=LONGEST_NOTE)
    phrase: Annotated[int, Field(ge=1, le=LARGEST_COUNT)] | Literal[""] = ""
    """The phrase that stands for an explanation where there is none."""
    facts: Lines = Field("", max_length=LONGEST_NOTE)
    note: Lines = Field("", max_length=LONGEST_NOTE)
    narrowed: str = Field("", max_length=LONGEST_QUERY)
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


class DecisionForm(DraftForm):
    """What the form of a case says."""

    outcome: Literal["agree", "disagree", "ignore", "escalate"]
    lease: int
    """The token of the claim under which the page was shown."""


@router.post("/cases/{case_id}/decide")
@needs(Right.DECIDE)
def decide(request: Request, case_id: Id, form: Annotated[DecisionForm, Form()]) -> Response:
    """Decide a case, and go on to the next one."""
    asked, draft = asked_by(request, form.narrowed), form.draft()
    try:
        draft = phrases_of(request).applied(draft, form.phrase or None)
        decision = visitor_of(request).desk.decide(case_id, draft, token=form.lease)
    except (StaleClaim, CaseDecided, CaseTaken, NotForYou, UnansweredAppeal) as error:
        return case_page(request, case_id, asked, problem=error, draft=draft)
    return RedirectResponse(asked.path("/next", done=decision.id), 303)


@router.post("/cases/{case_id}/claim")
@needs(Right.DECIDE)
def claim(request: Request, case_id: Id, form: Annotated[DraftForm, Form()]) -> Response:
    """Claim a case, or keep it for longer. What somebody has begun to write is not lost by it."""
    asked, draft = asked_by(request, form.narrowed), form.draft()
    try:
        visitor_of(request).desk.claim(case_id)
    except ReviewError as error:
        return case_page(request, case_id, asked, problem=error, draft=draft)
    if draft != NOTHING_BEGUN:
        return case_page(request, case_id, asked, draft=draft)
    return RedirectResponse(asked.path(f"/cases/{case_id}", anchor="post"), 303)


@router.post("/cases/{case_id}/release")
@needs(Right.DECIDE)
def release(request: Request, case_id: Id, narrowed: Narrowed = "") -> Response:
    """Give a case back to the queue."""
    asked = asked_by(request, narrowed)
    visitor_of(request).desk.release(case_id)
    return RedirectResponse(asked.path("/queue"), 303)


@router.post("/cases/{case_id}/skip")
@needs(Right.DECIDE)
def skip(request: Request, case_id: Id, narrowed: Narrowed = "") -> Response:
    """Leave a case for others, and go on to the next one. The visitor's next cases pass it over for a while."""
    visitor_of(request).desk.skip(case_id)
    answer = RedirectResponse(asked_by(request, narrowed).path("/next"), 303)
    remember(request, answer, case_id)
    return answer


@router.post("/decisions/{decision_id}/undo")
@needs(Right.DECIDE)
def undo(request: Request, decision_id: Id, narrowed: Narrowed = "") -> Response:
    """Undo a decision, and open its case again."""
    asked = asked_by(request, narrowed)
    undone = visitor_of(request).desk.undo(decision_id)
    return RedirectResponse(asked.path(f"/cases/{undone.case_id}", anchor="post"), 303)


@router.post("/decisions/{decision_id}/done")
@needs(Right.DECIDE)
def action_done(request: Request, decision_id: Id, narrowed: Narrowed = "") -> Response:
    """Say that a decision's action was carried out on the forum."""
    asked, desk = asked_by(request, narrowed), visitor_of(request).desk
    desk.done(decision_id)
    return RedirectResponse(asked.path(f"/cases/{desk.decision(decision_id).case_id}"), 303)


@router.post("/decisions/{decision_id}/taken-back")
@needs(Right.DECIDE)
def action_taken_back(request: Request, decision_id: Id, narrowed: Narrowed = "") -> Response:
    """Say that what was done for an undone decision was taken back on the forum."""
    decision = visitor_of(request).desk.taken_back(decision_id)
    return RedirectResponse(asked_by(request, narrowed).path(f"/cases/{decision.case_id}", anchor="post"), 303)


def case_page(
    request: Request,
    case_id: int,
    asked: Asked,
    *,
    done: int | None = None,
    decided: bool = False,
    problem: ReviewError | None = None,
    draft: Draft | None = None,
) -> Response:
    """The page of a case, with what went wrong and what somebody had begun to decide."""
    house, visitor = House.of(request), visitor_of(request)
    # A claim that was lost by waiting alone is made again, for whoever was about to decide.
    goes_on = problem is None or isinstance(problem, StaleClaim | UnansweredAppeal)
    held = _held(request, case_id) if goes_on else None
    handing, shown = handing_of(request), visitor.desk.show(case_id)
    decision = shown.case.decision
    blind = decision and not decided and visitor.access.may(Right.DECIDE, shown.case)
    if decision and blind and opinions_of(request).is_asked(decision.id):
        return RedirectResponse(f"/opinions/{decision.id}#post", 303)  # whoever has seen what was decided is not blind
    with house.store.read() as unit:
        post = shown.case.post
        author = _author(unit, visitor, post)
        sifted = OTHERS if visitor.access.everywhere else SIFTED
        theirs = _reached(unit, visitor, unit.figures.cases_of_author(post.id, but=case_id, limit=sifted))
        others = _reached(unit, visitor, unit.figures.cases_in_thread(post.thread_id, but=case_id, limit=sifted))
        earlier = unit.actions.earlier(case_id)
        flagged = known_in(unit, shown)
    return page(
        request,
        "case.html",
        status=409 if problem else 200,
        asked=asked,
        shown=shown,
        flagged=flagged,
        case=shown.case,
        claim=shown.case.claim,
        mine=held is not None and shown.case.state is CaseState.OPEN,
        lease=held.token if held else 0,
        may_decide=visitor.access.may(Right.DECIDE, shown.case),
        may_review=visitor.access.may(Right.REVIEW, shown.case),
        author=author,
        theirs=theirs,
        others=others,
        earlier=earlier,
        to_take_back=_to_take_back(shown.case, earlier),
        precision=house.measured.by_rule(),
        exposure=exposure(house.store, visitor.name, house.clock()),
        done=decision_of(request, done),
        problem=_told(problem, shown.case.claim, visitor) if problem else None,
        unanswered=isinstance(problem, UnansweredAppeal),
        fair=fairness_of(request, shown.case),
        back=None,
        draft=draft or NOTHING_BEGUN,
        phrases=phrases_of(request).all() if held is not None else (),
        recipients=handing.recipients(shown.case) if held is not None else (),
        may_take=handing.may_take(shown.case),
    )


def _told(problem: ReviewError, claim: Claim | None, visitor: Visitor) -> str:
    """What went wrong, and what can be done about it as things stand by now."""
    if isinstance(problem, StaleClaim) and claim is not None and claim.user != visitor.name:
        return f"Your claim had ended, and {claim.user} works on this case by now. Nothing was decided."
    return str(problem)


def _to_take_back(case: Case, earlier: Sequence[Decision]) -> list[Decision]:
    """The newest undone decision for each action that was done on the forum, and that nobody asks for any more."""
    asked = case.decision.action if case.decision else None
    found = {each.action: each for each in reversed(earlier) if each.to_take_back and each.action is not asked}
    return list(found.values())


def _author(unit: Unit, visitor: Visitor, post: StoredPost) -> AuthorHistory | None:
    """What is known of a post's author; what waits of theirs, as far as the visitor sees it."""
    author = unit.figures.author_of(post.id)
    if author is None or visitor.access.everywhere:
        return author
    theirs = CaseFilter(author=author.name, board_id=post.board_id)
    return replace(author, open=unit.review.count(visitor.access.narrowed(theirs)))


def _reached(unit: Unit, visitor: Visitor, found: Sequence[OtherCase]) -> list[OtherCase]:
    """Those of some cases that the visitor may look at."""
    access = visitor.access
    seen = (each for each in found if access.everywhere or access.may(Right.LOOK, unit.review.whereabouts(each.id)))
    return list(islice(seen, OTHERS))


def _held(request: Request, case_id: int) -> Claim | None:
    """The visitor's claim on a case: made now, where the case is free. None where somebody else works on it."""
    if only_peeks(request):
        return None
    try:
        return visitor_of(request).desk.claim(case_id)
    except (CaseTaken, CaseDecided, NotForYou, NotAllowed):
        return None
