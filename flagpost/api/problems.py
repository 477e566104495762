"""What errors become: problem details in JSON (RFC 9457), each with what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

MEDIA_TYPE = "application/problem+json"
NAMES = "urn:flagpost:problem:"
"""What the names of all kinds of problem begin with."""


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    where: str
    """Where it stands: `body.texts.0.text`, `query.severity`."""
    message: str
    """What is wrong with it."""


class Problem(BaseModel):
    """What went wrong, and what to do next."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """The kind of problem: a name, and no address."""
    title: str
    """The kind of problem, for people."""
    status: int
    """The HTTP status."""
    detail: str
    """What happened this time."""
    next_step: str
    """What to do about it."""
    errors: list[Fault] = []
    """Everything that is wrong with a request that cannot be used."""


class Kind(NamedTuple):
    """A kind of problem."""

    status: int
    title: str
    next_step: str


SCHEMA = "See GET /api/v1/openapi.json for what can be sent."
KINDS: Mapping[str, Kind] = {
    "unreadable": Kind(400, "That cannot be read", f"Send JSON in UTF-8. {SCHEMA}"),
    "no-token": Kind(
        401, "No token", "Send the header Authorization: Bearer, with a token from the page Your account."
    ),
    "bad-token": Kind(
        401, "This token is worth nothing", "Make another token on the page Your account, and send that."
    ),
    "not-allowed": Kind(403, "Not yours", "Use the token of somebody who may do this, or ask an admin for the right."),
    "for-others": Kind(403, "For somebody else", "Leave it to somebody who has not judged it."),
    "not-found": Kind(404, "Not here", "Check the address and the ids in it."),
    "wrong-method": Kind(405, "Not that way", SCHEMA),
    "case-taken": Kind(409, "Somebody else has the case", "Take another case, or wait until the claim ends."),
    "case-decided": Kind(409, "The case is decided", "Undo its decision first, or take another case."),
    "claim-over": Kind(
        409, "The claim is over", "Claim the case again, look at it again, and decide under the new token."
    ),
    "already-undone": Kind(409, "That was undone before", "Nothing is left to do; the case is open."),
    "no-action": Kind(409, "No such action to mark", "Look at the decision: whether it is in force, and its action."),
    "already-given": Kind(409, "That opinion is known", "Look at the opinions on the case; nobody gives two."),
    "undecided": Kind(409, "There is no decision", "Wait until the case is decided."),
    "under-appeal": Kind(409, "The case is under appeal", "Answer the appeal by deciding the case, or withdraw it."),
    "no-appeal": Kind(409, "There is no open appeal", "Look at the appeals on the case."),
    "unanswered": Kind(409, "That answers no appeal", "Send an explanation, and no escalation."),
    "conflict": Kind(409, "Something has changed", "Look at the case again."),
    "no-length": Kind(411, "How long is it?", "Send the header Content-Length."),
    "too-large": Kind(413, "That is too large", "Send less at once."),
    "unusable": Kind(422, "That cannot be used", f"Change what `errors` names, and send it again. {SCHEMA}"),
    "too-many-tries": Kind(429, "Too many tries", "Wait as long as Retry-After says, and send a token that is valid."),
    "failed": Kind(500, "That should not happen", "Tell the admin of this server; its log has more."),
    "busy": Kind(503, "Busy", "Send the same again in a few seconds."),
    "store": Kind(503, "The store cannot be used", "Tell the admin of this server; its log has more."),
    "screening": Kind(503, "Screening cannot be done", "Tell the admin of this server; its log has more."),
}
"""Every kind of problem. The names are part of the API: programs may act on them."""


def problem(
    name: str, detail: str, *, errors: list[Fault] | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The answer to a request that came to nothing.

    Args:
        name: The kind of problem.
        detail: What happened this time.
        errors: What is wrong with the request.
        headers: Headers of the answer.
    """
    kind = KINDS[name]
    detail = detail[:1].upper() + detail[1:]
    told = Problem(
        type=NAMES + name,
        title=kind.title,
        status=kind.status,
        detail=detail if detail.endswith((".", "!", "?")) else f"{detail}.",
        next_step=kind.next_step,
        errors=errors or [],
    )
    content = told.model_dump(mode="json", exclude_defaults=not errors)
    return JSONResponse(content, kind.status, headers=dict(headers or {}), media_type=MEDIA_TYPE)
