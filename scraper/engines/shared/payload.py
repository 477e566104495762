"""What an engine's API answers, or what its page carries for its own script: JSON, with the HTML of posts inside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scraper.dates import parse_machine
from scraper.document import Document
from scraper.wordrules import DEFAULT_RULES, WordRules
from scraper.words import Words, read_words

UNDEFINED = re.compile(r"(?<=[:,\[])\s*undefined\s*(?=[,}\]])")
"""What a script may write where JSON has null."""
MOST_DEEP = 60
"""Levels of JSON inside JSON; no API needs more than a dozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A JSON document as every engine gets it."""

    data: Any
    """What it says."""
    url: str
    """The address it was read from, or that of the page that carries it."""
    fetched_at: datetime | None = None
    """When it was fetched, aware UTC."""

    @classmethod
    def parse(cls, text: str, url: str, *, fetched_at: datetime | None = None) -> Payload | None:
        """Parse a document; None where it is none."""
        try:
            return cls(data=json.loads(text), url=url, fetched_at=fetched_at)
        except (ValueError, RecursionError):
            return None

    @classmethod
    def leading(cls, text: str, url: str, *, fetched_at: datetime | None = None) -> Payload | None:
        """Parse the document that a script goes on with, as in ``x = {...};``; None where there is none."""
        script = UNDEFINED.sub("null", text.partition("</script")[0])
        try:
            data, _end = json.JSONDecoder().raw_decode(script)
        except (ValueError, RecursionError):
            return None
        return cls(data=data, url=url, fetched_at=fetched_at)

    def words(self, html: str | None, rules: WordRules = DEFAULT_RULES) -> Words:
        """The words of a post's HTML."""
        if not html:
            return Words(text="")
        doc = Document.parse(html, self.url, fetched_at=self.fetched_at)
        body = doc.tree.body
        return read_words(body, doc, rules) if body is not None else Words(text="")


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one: what the web sends need not be what the API promises."""
    return value if isinstance(value, dict) else {}


def entries(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a list; nothing where it is none."""
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict):
            yield entry


def text_at(data: Mapping[str, Any], *names: str) -> str | None:
    """The first of some fields that is a string with words."""
    return next((value.strip() for name in names if isinstance(value := data.get(name), str) and value.strip()), None)


def count_at(data: Mapping[str, Any], *names: str) -> int | None:
    """The first of some fields that is a whole number, not below zero."""
    values = (data.get(name) for name in names)
    counts = (value for value in values if isinstance(value, int) and not isinstance(value, bool))
    return next((count for count in counts if count >= 0), None)


def id_at(data: Mapping[str, Any], *names: str) -> str | None:
    """The first of some fields that is an id: a number or a string."""
    for name in names:
        value = data.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return None


def moment_at(data: Mapping[str, Any], *names: str) -> datetime | None:
    """The first of some fields that is a moment: ISO 8601, or seconds or milliseconds since 1970."""
    for name in names:
        value = data.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            found = parse_machine(str(value))
            if found is not None:
                return found
    return None
