"""Find what looks like dates and names on a page, and the parts of it that belong to no thread."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlsplit

from scraper.dates import looks_like_date
from scraper.document import Document, squeeze
from scraper.generic.conventions import (
    BESIDE_FURNITURE,
    DATE_ATTRIBUTES,
    DATE_WORDS,
    FURNITURE_TAGS,
    FURNITURE_WORDS,
    INLINE_TAGS,
    JOINED,
    LONGEST_DATE,
    LONGEST_NAME,
    NO_NAME_WORDS,
    NO_PERSON_HREF,
    PERSON_HREF,
    PERSON_WORDS,
    QUOTE_WORDS,
    words_in,
)
from scraper.generic.outline import HEADINGS, SHORTEST_PROSE, Mark, Marks, Outline, ShortText, walk
from scraper.notes import EDITED

OTHER_DATE = re.compile(f"{JOINED.pattern}|{EDITED.pattern}", re.IGNORECASE)
"""What stands before a date that is not the one a post was written at."""
FURNITURE_HOLDS = 0.35
"""The share of a page's prose that a menu or sidebar may hold."""
MOST_LINKS = 8_000
"""Links whose addresses are looked at."""
SMALL_FURNITURE, SMALL_FURNITURE_HOLDS = 300, 0.5
"""Characters of prose that it may hold on any page, and the share of a page with hardly more."""
LONGEST_NOTE = 200
"""Characters of an element in which the words before a date say what it is."""
MOST_WORDS_IN_HEADING = 5
"""Words of a heading that is a date; a title with a number in it has more."""
MOST_WORDS_IN_NAME = 5
"""Words of a name, with what may stand before it, such as "posted by"."""
SHORT_FOR_TITLED = 40
"""Characters of an element whose title attribute may hold its date in full."""


@lru_cache(maxsize=1)
def outline_of(doc: Document) -> Outline:
    """A page's elements in one list, with its dates, names and furniture noted.

    Several readers ask for one page one after the other, so that the last page's is kept.
    """
    outline = Outline(url=doc.url)
    short = walk(doc.tree.root, outline)
    _note_furniture(outline)
    _note_links(outline, doc)
    quoted = _quoted(outline)
    size = len(outline.nodes)
    outline.dates = Marks(_outside(_Dates(outline).find(short), quoted), size)
    outline.people = Marks(_outside(_people(outline), quoted), size)
    outline.teasers = Marks(_teasers(outline), size)
    return outline


def _note_furniture(outline: Outline) -> None:
    """Note menus, sidebars and the like, with all that is in them; what holds most of the page is none of them."""
    prose = outline.prose[-1]
    most = max(prose * FURNITURE_HOLDS, min(SMALL_FURNITURE, prose * SMALL_FURNITURE_HOLDS))
    for index, tag in enumerate(outline.tags):
        parent = outline.parent[index]
        inside = parent >= 0 and outline.furniture[parent]
        words = outline.words(index)
        named = not FURNITURE_WORDS.isdisjoint(words) and BESIDE_FURNITURE.isdisjoint(words) and tag not in INLINE_TAGS
        named = named or tag in FURNITURE_TAGS
        outline.furniture.append(inside or (named and outline.chars(index, outline.end[index]) <= most))


def _quoted(outline: Outline) -> list[bool]:
    """Whether each element is, or is inside, a quote: who is named there wrote none of the page's posts."""
    quoted: list[bool] = []
    for index, tag in enumerate(outline.tags):
        parent = outline.parent[index]
        inside = parent >= 0 and quoted[parent]
        named = tag == "blockquote" or not QUOTE_WORDS.isdisjoint(outline.words(index))
        quoted.append(inside or (named and tag not in INLINE_TAGS))
    return quoted


def _outside(marks: list[Mark], quoted: list[bool]) -> list[Mark]:
    """The marks outside of quotes; all of them on a page that has none elsewhere."""
    return [mark for mark in marks if not quoted[mark.index]] or marks


def _note_links(outline: Outline, doc: Document) -> None:
    """Note where links lead."""
    for index, tag in enumerate(outline.tags):
        if tag == "a" and len(outline.links) < MOST_LINKS:
            url = doc.absolute(outline.attributes[index].get("href"))
            if url is not None:
                outline.links[index] = url


class _Dates:
    """The dates of one page, one an element."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._found: dict[int, Mark] = {}

    def find(self, short: list[ShortText]) -> list[Mark]:
        """All of them, in page order: those that stand in texts, and those that stand in attributes."""
        label = ""
        for one in short:
            if one.is_date and not OTHER_DATE.search(f"{label} {one.text}"):
                self._in_text(one)
            label = one.text if len(one.text) < LONGEST_NAME else ""
        for index in range(len(self._outline.nodes)):
            if self._outline.length(index, self._outline.end[index]) <= LONGEST_DATE:
                self._in_attributes(index)
        return [self._found[index] for index in sorted(self._found)]

    def _in_text(self, one: ShortText) -> None:
        """A text that looks like a date; the element around may hold the rest of it, such as the time of day."""
        text = squeeze(one.text)
        around = (one.index, *self._outline.ancestors(one.index, 2))
        in_heading = any(self._outline.tags[index] in HEADINGS for index in around)
        if self._is_other(one.index, text) or (in_heading and len(text.split()) > MOST_WORDS_IN_HEADING):
            return
        index = self._widened(one.index)
        alone = index != one.index or not self._holds_more(index)
        self._note(index, None, None if alone else text)

    def _in_attributes(self, index: int) -> None:
        """An element with a date for machines, in its title, or by its name."""
        outline = self._outline
        attributes = outline.attributes[index]
        if not attributes and outline.tags[index] != "time":
            return
        machine = next((attributes[name] for name in DATE_ATTRIBUTES if attributes.get(name)), None)
        if machine and self._is_other(index, outline.text(index)):
            return
        title = attributes.get("title") or ""
        length = outline.length(index, outline.end[index])
        if machine or outline.tags[index] == "time":
            self._note(index, machine)
        elif 5 < len(title) <= LONGEST_DATE and length < SHORT_FOR_TITLED and looks_like_date(title):
            self._note(index, title)
        elif index not in self._found and not DATE_WORDS.isdisjoint(words_in(attributes.get("class") or "")):
            text = outline.text(index) if length else ""
            if looks_like_date(text):
                self._note(index, None)

    def _note(self, index: int, machine: str | None, text: str | None = None) -> None:
        """Add a date; where the element around is one already, what machines are told completes that one."""
        own = self._found.get(index)
        if own is not None:
            if not machine:
                return
            self._found[index] = replace(own, machine=own.machine or machine)
        for around in self._outline.ancestors(index, 2):
            if around in self._found and self._outline.tags[around] != "td":
                known = self._found[around]
                self._found[around] = replace(known, machine=known.machine or machine)
                return
        if own is None:
            self._found[index] = Mark(index, self._outline.key(index), text or self._outline.text(index), machine)

    def _widened(self, index: int) -> int:
        """The inline element around a date that holds the rest of it."""
        outline = self._outline
        while (
            outline.tags[index] in INLINE_TAGS - {"time"}
            and (parent := outline.parent[index]) >= 0
            and outline.tags[parent] in INLINE_TAGS
            and outline.length(parent, outline.end[parent]) <= LONGEST_DATE // 2
        ):
            index = parent
        return index

    def _holds_more(self, index: int) -> bool:
        """Whether an element holds more than a date: a link, or too many words."""
        outline = self._outline
        if outline.length(index, outline.end[index]) > LONGEST_DATE:
            return True
        return any(outline.tags[inner] == "a" for inner in range(index + 1, outline.end[index]))

    def _is_other(self, index: int, text: str) -> bool:
        """Whether the words before a date, in its element or the one around, say that it is not the post's."""
        outline = self._outline
        for around in (index, outline.parent[index]) if text else ():
            if around >= 0 and outline.length(around, outline.end[around]) <= LONGEST_NOTE:
                before, found, _ = outline.text(around).partition(text)
                if found and OTHER_DATE.search(before):
                    return True
        return False


def _people(outline: Outline) -> list[Mark]:
    """What looks like a name, innermost elements only."""
    found = [
        mark
        for index in range(len(outline.nodes))
        if outline.length(index, outline.end[index]) <= LONGEST_NAME and (mark := _person(outline, index))
    ]
    worded = Marks([mark for mark in found if mark.text], len(outline.nodes))
    return [mark for mark in found if not worded.count(mark.index + 1, outline.end[mark.index])]


def _person(outline: Outline, index: int) -> Mark | None:
    """A link to a profile, or a short text that the page calls an author."""
    attributes = outline.attributes[index]
    if not attributes:
        return None
    called = words_in(attributes.get("class") or "")
    named = attributes.get("itemprop") == "author"
    named = named or (not PERSON_WORDS.isdisjoint(called) and NO_NAME_WORDS.isdisjoint(called))
    href = attributes.get("href") or ""
    if outline.tags[index] != "a" or not href:
        text = outline.text(index) if named and outline.length(index, outline.end[index]) else ""
        if not 0 < len(text.split()) <= MOST_WORDS_IN_NAME or looks_like_date(text):
            return None
        return Mark(index, outline.key(index), text, _profile_around(outline, index))
    url = outline.links.get(index)
    if url is None or href.startswith("#") or NO_PERSON_HREF.search(href) or not _is_near(outline.url, url):
        return None
    if named or PERSON_HREF.search(href):
        return Mark(index, outline.key(index), outline.text(index), href)
    return None


def _profile_around(outline: Outline, index: int) -> str | None:
    """Where the link around a name leads, if that is a profile."""
    for above in outline.ancestors(index, 2):
        href = outline.attributes[above].get("href") or ""
        if above in outline.links and PERSON_HREF.search(href):
            return href
    return None


def _is_near(url: str, other: str) -> bool:
    """Whether an address stays on the page's site, or on one with the same last two names."""
    one, two = (urlsplit(address).netloc.rpartition("@")[2].partition(":")[0] for address in (url, other))
    return one.split(".")[-2:] == two.split(".")[-2:]


def _teasers(outline: Outline) -> list[Mark]:
    """Links in headings that lead neither to this page, nor into it, nor to a profile."""
    here = urlsplit(outline.url).path.rstrip("/")
    people = {mark.index for mark in outline.people}
    found = []
    for index, url in outline.links.items():
        if "#" in url or index in people:
            continue
        if not any(outline.tags[around] in HEADINGS for around in outline.ancestors(index, 3)):
            continue
        target = urlsplit(url).path.rstrip("/")
        text = outline.text(index)
        if target != here and not here.startswith(f"{target}/") and len(text) > SHORTEST_PROSE // 2:
            found.append(Mark(index, "", text, url))
    return found
