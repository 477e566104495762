"""From marks that look like dates to moments, by what the page as a whole tells about its dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo

from scraper.dates import parse_machine
from scraper.document import Document
from scraper.generic.outline import Mark
from scraper.moments import with_told_times

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
        known = list(marks)
        printed = [mark.text for mark in known]
        self._doc = with_told_times(doc, printed)
        zone = self._doc.zone or next((zone for mark in known if (zone := self._shown_zone(mark))), None)
        self._doc = replace(self._doc, zone=zone)

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
        return self._doc.date(raw)

    def _shown_zone(self, mark: Mark) -> tzinfo | None:
        """The zone of a date's value for machines, where its words show the same clock; None where they do not."""
        exact = parse_machine(mark.machine)
        if exact is None or not OFFSET.search(mark.machine or ""):
            return None
        zone = datetime.fromisoformat((mark.machine or "").strip()).tzinfo
        same = replace(self._doc, zone=zone).date(mark.text) == exact.replace(second=0, microsecond=0)
        return zone if same else None
