"""The audit log, for admins: who did what, in the order in which it happened."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from db.types import clean
from flagpost.access import Right
from flagpost.console.guard import needs
from flagpost.console.house import House
from flagpost.console.render import page

LINES = 100
"""Lines of a page."""

router = APIRouter()


@router.get("/audit")
@needs(Right.MANAGE)
def audit(request: Request, before: int | None = None, about: str = "") -> Response:
    """Lines of the log, the newest first."""
    before = before if before is not None and 0 < before < 2**62 else None
    about = clean(about.strip()[:200])
    with House.of(request).store.read() as unit:
        lines = unit.audit.newest(before=before, about=about or None, limit=LINES)
    return page(request, "audit.html", lines=lines, about=about, more=len(lines) == LINES)
