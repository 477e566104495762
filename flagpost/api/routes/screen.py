"""Screening texts that are stored nowhere: what Perspective's clients need."""

from __future__ import annotations

from fastapi import APIRouter, Request

from flagpost.api.guard import Services
from flagpost.api.models import Text, Texts, Verdict, Verdicts
from flagpost.api.routes import PREFIX
from flagpost.console.guard import Door, needs
from moderation.items import Context

router = APIRouter(prefix=PREFIX, tags=["screening"])


@router.post("/screen", response_model=Verdicts)
@needs(Door.SIGNED_IN)
def screen(request: Request, sent: Texts) -> Verdicts:
    """Screen texts by this server's policy and rules. Nothing of them is kept."""
    texts = [each if isinstance(each, Text) else Text(text=each) for each in sent.texts]
    context = [
        Context(quotes=tuple(each.quotes), original_post=each.original_post, language=each.language, author=each.author)
        for each in texts
    ]
    found = Services.of(request).texts.screen([each.text for each in texts], context)
    return Verdicts(verdicts=[Verdict.model_validate(each) for each in found])
