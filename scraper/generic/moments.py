"""From marks that look like dates to moments, by what the page as a whole tells about its dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone, tzinfo

from scraper.dates import parse_date, parse_machine, prints_day_first
from scraper.document import Document
from scraper.generic.outline import Mark

ZONE = re.compile(
    r"\b(?:times?|zeiten|zeitangaben|heures?|fuseau|horarios?|horários|orari|tijden|tider|часовой пояс|время|strefa)\b"
    r"[^<>]{0,40}(?:<[^<>]{0,80}>)?\s{0,9}(?:UTC|GMT)\s?(?P<offset>[+\-−]\s?\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
"""The note that tells in which zone a board prints its times."""
US_DEFAULT = re.compile(r"\b\d\d-\d\d-\d{4},? \d\d:\d\d [AP]M\b")
"""How vBulletin and MyBB print a date unless their admin changes it: the month first."""
CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE)
"""A time of day. Where a date's value for machines has none, the one in its words belongs to it."""
LOOKED_AT = 60_000
"""Characters at the end of a page in which that note is looked for."""


class Moments:
    """Reads the dates of one page."""

    def __init__(self, doc: Document, raws: Iterable[str]) -> None:
        """Learn from the page.

        Args:
            doc: The page.
            raws: Dates as it prints them, which may tell whether day or month comes first.
        """
        self._doc = doc
        printed = list(raws)
        self._day_first = prints_day_first(printed)
        if self._day_first is None and any(US_DEFAULT.search(raw) for raw in printed):
            self._day_first = False
        self._zone = zone_of(doc)

    def of(self, mark: Mark | None) -> datetime | None:
        """The moment a mark names: its value for machines, else its words; None where neither can be read."""
        if mark is None:
            return None
        if mark.machine:
            clock = CLOCK.search(mark.text) if not CLOCK.search(mark.machine) else None
            stated = f"{mark.machine} {clock[0]}" if clock else mark.machine
            if found := parse_machine(stated) or self.parse(stated):
                return found
        return self.parse(mark.text)

    def parse(self, raw: str) -> datetime | None:
        """A date as this page prints it."""
        return parse_date(
            raw,
            fetched_at=self._doc.fetched_at,
            zone=self._zone,
            language=self._doc.language,
            day_first=self._day_first,
        )


def zone_of(doc: Document) -> tzinfo | None:
    """The zone that the page says its times are in; None where it says none."""
    found = ZONE.search(doc.text, max(0, len(doc.text) - LOOKED_AT))
    if found is None:
        return None
    digits = re.sub(r"[^\d]", "", found["offset"] or "0")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if (found["offset"] or "+")[0] in "-−" else offset)
