"""From marks that look like dates to moments, by what the page as a whole tells about its dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo

from scraper.dates import parse_date, parse_machine, prints_day_first
from scraper.document import Document
from scraper.generic.outline import Mark
from scraper.notes import zone_in

US_DEFAULT = re.compile(r"\b\d\d-\d\d-\d{4},? \d\d:\d\d [AP]M\b")
"""How vBulletin and MyBB print a date unless their admin changes it: the month first."""
CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE)
"""A time of day. Where a date's value for machines has none, the one in its words belongs to it."""
OFFSET = re.compile(r"T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?[+-]\d{2}:\d{2}\s*$")
"""A value for machines that names its zone."""


class Moments:
    """Reads the dates of one page."""

    def __init__(self, doc: Document, marks: Iterable[Mark]) -> None:
        """Learn from the page.

        Args:
            doc: The page.
            marks: Its dates, which may tell whether day or month comes first, and in which zone it prints its times.
        """
        self._doc = doc
        known = list(marks)
        printed = [mark.text for mark in known]
        self._day_first = prints_day_first(printed)
        if self._day_first is None and any(US_DEFAULT.search(raw) for raw in printed):
            self._day_first = False
        self._zone = zone_in(doc.text)
        self._zone = self._zone or next((zone for mark in known if (zone := self._shown_zone(mark))), None)

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
        return self._parse(raw, self._zone)

    def _parse(self, raw: str, zone: tzinfo | None) -> datetime | None:
        return parse_date(
            raw,
            fetched_at=self._doc.fetched_at,
            zone=zone,
            language=self._doc.language,
            day_first=self._day_first,
        )

    def _shown_zone(self, mark: Mark) -> tzinfo | None:
        """The zone of a date's value for machines, where its words show the same clock; None where they do not."""
        exact = parse_machine(mark.machine)
        if exact is None or not OFFSET.search(mark.machine or ""):
            return None
        zone = datetime.fromisoformat((mark.machine or "").strip()).tzinfo
        return zone if self._parse(mark.text, zone) == exact.replace(second=0, microsecond=0) else None
