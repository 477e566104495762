"""What the APIs of engines answer: JSON to the same items as their pages."""

from __future__ import annotations

import re
from datetime import datetime

from scraper.engines import ENGINES
from scraper.engines.shared.engine import Outcome
from scraper.engines.shared.payload import Payload
from scraper.items import Refusal, Unreadable

JSON_TYPE = re.compile(r"^\s*application/(?:[\w.-]+\+)?json\b", re.IGNORECASE)
JSON_START = re.compile(r"\s*[\[{]\s*[\"{\[\]}]")


def looks_like_json(text: str, content_type: str | None) -> bool:
    """Whether what came is JSON rather than a page."""
    return JSON_START.match(text) is not None and (
        JSON_TYPE.match(content_type or "") is not None or text.rstrip()[-1:] in {"}", "]"}
    )


def read_json(text: str, url: str, fetched_at: datetime | None) -> Outcome:
    """The items of an API's answer, by the engine that wrote it."""
    payload = Payload.parse(text, url, fetched_at=fetched_at)
    if payload is None:
        return Unreadable(url=url, reason=Refusal.UNKNOWN, detail="The answer looks like JSON, and is broken.")
    for engine in ENGINES:
        found = engine.read_json(payload)
        if found is not None:
            return found
    detail = "The answer is JSON, and not of an API that Flagpost knows. Give the address of the page instead."
    return Unreadable(url=url, reason=Refusal.UNKNOWN, detail=detail)
