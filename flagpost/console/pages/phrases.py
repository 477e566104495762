"""Phrases: texts that reviewers use again, for those who keep them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from flagpost.access import Right
from flagpost.console.desks import phrases_of
from flagpost.console.guard import needs
from flagpost.console.numbers import Id
from flagpost.console.pages.case import Lines
from flagpost.console.render import page
from flagpost.errors import NotKept
from flagpost.phrases import LONGEST_REFERENCE, LONGEST_TEXT, LONGEST_TITLE, Wording
from moderation.items import Category

LONGEST = {"title": LONGEST_TITLE, "text": LONGEST_TEXT, "reference": LONGEST_REFERENCE}
NOTHING = Wording(title="", text="")
"""What the form of a new phrase begins with."""

router = APIRouter()


class PhraseForm(BaseModel):
    """What the form of a phrase says. How long its fields may be is said by the use case, in a sentence."""

    title: str = Field("", max_length=2_000)
    text: Lines = Field("", max_length=50_000)
    category: Category | Literal[""] = ""
    reference: str = Field("", max_length=2_000)

    def wording(self) -> Wording:
        """What the phrase is to say."""
        return Wording(
            title=self.title, text=self.text, category=self.category or None, reference=self.reference or None
        )


@router.get("/phrases")
@needs(Right.REVIEW)
def phrases(request: Request) -> Response:
    """Every phrase, each with a form to change it."""
    return _phrases(request)


@router.post("/phrases")
@needs(Right.REVIEW)
def add(request: Request, form: Annotated[PhraseForm, Form()]) -> Response:
    """Add a phrase."""
    try:
        added = phrases_of(request).add(form.wording())
    except NotKept as error:
        return _phrases(request, problem=str(error), new=form.wording())
    return RedirectResponse(f"/phrases#phrase-{added.id}", 303)


@router.post("/phrases/{phrase_id}")
@needs(Right.REVIEW)
def change(request: Request, phrase_id: Id, form: Annotated[PhraseForm, Form()]) -> Response:
    """Change a phrase."""
    try:
        phrases_of(request).change(phrase_id, form.wording())
    except NotKept as error:
        return _phrases(request, problem=str(error), changed={phrase_id: form.wording()})
    return RedirectResponse(f"/phrases#phrase-{phrase_id}", 303)


@router.post("/phrases/{phrase_id}/remove")
@needs(Right.REVIEW)
def remove(request: Request, phrase_id: Id) -> Response:
    """Remove a phrase."""
    phrases_of(request).remove(phrase_id)
    return RedirectResponse("/phrases", 303)


def _phrases(
    request: Request,
    *,
    problem: str | None = None,
    new: Wording = NOTHING,
    changed: dict[int, Wording] | None = None,
) -> Response:
    """The page of the phrases, with what somebody wrote that could not be kept."""
    return page(
        request,
        "phrases.html",
        status=422 if problem else 200,
        phrases=phrases_of(request).all(),
        problem=problem,
        new=new,
        changed=changed or {},
        longest=LONGEST,
    )
