"""Requests whose answer nobody looks at: they are not to claim a case, or to begin anything else."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response


def only_peeks(request: Request) -> bool:
    """Whether nobody looks at the answer: a browser asks ahead, or asks for no page at all. It claims nothing."""
    return request.method == "HEAD" or request.headers.get("sec-purpose", "").startswith("prefetch")


def not_done(request: Request) -> Response:
    """The answer to somebody who only peeks where there is something to be done, and nothing to be seen."""
    return (
        Response(status_code=405, headers={"Allow": "GET"}) if request.method == "HEAD" else Response(status_code=503)
    )
