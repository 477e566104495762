"""A page's elements in one flat list, so that blocks of it are cheap to weigh.

Element ``i`` and all that is in it are the elements ``i`` up to ``end[i]``; a run of siblings is one such interval too.
Prefix sums tell in no time how many characters stand in an interval, and sorted marks tell which dates and names do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from scraper.dates import looks_like_date
from scraper.document import squeeze
from scraper.generic.conventions import (
    LONGEST_DATE,
    LONGEST_NAME,
    MOST_ELEMENTS,
    SKIPPED_TAGS,
    stable_classes,
    words_in,
)

HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
DIALOGS = frozenset({"dialog", "alertdialog"})
"""The roles of what is shown on demand, such as help and questions."""
OPEN = frozenset({"show", "in", "open"})
"""The classes of a dialog that is."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
SHORTEST_PROSE = 20
"""Characters of a bit of text that is no label or button."""
BIT_OF_TEXT = 0.2
"""What a character of a shorter bit counts."""
LONGEST_LABEL_AND_DATE = 50
NO_WORDS: frozenset[str] = frozenset()
MOST_INSIDE = 400
"""Elements inside one whose words are asked for; a label, a name or a date has a handful."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that looks like a date, or like a name."""

    index: int
    """Its place in the outline."""
    key: str
    """Tag and class names: alike for marks of one kind."""
    text: str
    """Its words."""
    machine: str | None = None
    """A date's value for machines, or a name's address."""


class Marks:
    """The marks of one sort, in page order. Those inside an interval are told in no time."""

    def __init__(self, marks: list[Mark], size: int) -> None:
        """Count the marks before every element.

        Args:
            marks: In page order.
            size: How many elements the outline has.
        """
        self._all = marks
        self._before: list[int] = []
        for count, mark in enumerate(marks):
            self._before += [count] * (mark.index + 1 - len(self._before))
        self._before += [len(marks)] * (size + 1 - len(self._before))

    def within(self, start: int, end: int) -> list[Mark]:
        """The marks inside an interval."""
        return self._all[self._before[start] : self._before[end]]

    def count(self, start: int, end: int) -> int:
        """How many there are."""
        return self._before[end] - self._before[start]

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._all)


@dataclass(slots=True, eq=False)
class Outline:
    """The flat list. ``marks.outline_of`` builds it."""

    url: str
    """The page's address."""
    nodes: list[LexborNode] = field(default_factory=list)
    """The elements in page order."""
    tags: list[str] = field(default_factory=list)
    """Their tags."""
    attributes: list[dict[str, str | None]] = field(default_factory=list)
    """Their attributes."""
    parent: list[int] = field(default_factory=list)
    """The index of the element around each, -1 for the first."""
    end: list[int] = field(default_factory=list)
    """One behind the last element inside each."""
    all_chars: list[int] = field(default_factory=list)
    """Characters that stand before each element; one entry more than elements."""
    prose: list[float] = field(default_factory=list)
    """The same without links, headings and dates; short bits of text, such as labels, count for a little only."""
    links: dict[int, str] = field(default_factory=dict)
    """The absolute address behind each link that leads to a page."""
    dates: Marks = field(default_factory=lambda: Marks([], 0))
    """What looks like a date."""
    people: Marks = field(default_factory=lambda: Marks([], 0))
    """What looks like a name."""
    teasers: Marks = field(default_factory=lambda: Marks([], 0))
    """Links in headings that lead to another page."""
    furniture: list[bool] = field(default_factory=list)
    """Whether each element is, or is inside, a part of the page that is no thread."""
    complete: bool = True
    """False where the page has more elements than are looked at."""

    _children: dict[int, list[int]] = field(default_factory=dict)
    _keys: dict[int, str] = field(default_factory=dict)
    _words: dict[int, frozenset[str]] = field(default_factory=dict)
    _texts: dict[int, str] = field(default_factory=dict)

    def children(self, index: int) -> list[int]:
        """The elements right inside one, in page order."""
        if index not in self._children:
            found, child = [], index + 1
            while child < self.end[index]:
                found.append(child)
                child = self.end[child]
            self._children[index] = found
        return self._children[index]

    def key(self, index: int) -> str:
        """Tag and stable class names of an element."""
        key = self._keys.get(index)
        if key is None:
            classes = stable_classes(self.attributes[index].get("class") or "")
            key = self._keys[index] = ".".join((self.nodes[index].tag or "", *classes))
        return key

    def words(self, index: int) -> frozenset[str]:
        """The words of an element's class names and id."""
        words = self._words.get(index)
        if words is None:
            attributes = self.attributes[index]
            named = attributes.get("class") or attributes.get("id")
            words = words_in(f"{attributes.get('class') or ''} {attributes.get('id') or ''}") if named else NO_WORDS
            self._words[index] = words
        return words

    def chars(self, start: int, end: int) -> float:
        """Characters of prose in an interval."""
        return self.prose[end] - self.prose[start]

    def length(self, start: int, end: int) -> int:
        """All characters in an interval."""
        return self.all_chars[end] - self.all_chars[start]

    def text(self, index: int) -> str:
        """The words of a small element on one line; none of an element with very much inside."""
        text = self._texts.get(index)
        if text is None:
            small = self.end[index] - index <= MOST_INSIDE
            text = self._texts[index] = squeeze(self.nodes[index].text(separator=" ")) if small else ""
        return text

    def ancestors(self, index: int, most: int = MOST_ELEMENTS) -> Iterator[int]:
        """The elements around one, innermost first, ``most`` of them at most."""
        while most > 0 and (index := self.parent[index]) >= 0:
            yield index
            most -= 1


@dataclass(frozen=True, slots=True)
class ShortText:
    """A bit of text that may be a date or a label."""

    index: int
    """The element it stands in."""
    text: str
    is_date: bool
    """Whether it looks like a date."""


def walk(root: LexborNode | None, outline: Outline) -> list[ShortText]:
    """Fill the outline's lists from a tree, without recursion; returns its short texts in page order."""
    walker = _Walker(outline)
    node = root
    while node is not None:
        if node.tag == "-text":
            walker.read(node.text_content or "")
        elif walker.enter(node):
            node = node.child
            continue
        if not outline.complete:
            break
        node = walker.following(node)
    walker.finish()
    return walker.short


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    """Whether an element is not shown, or not before it is asked for."""
    classes = (attributes.get("class") or "").split()
    shut = "modal" in classes and "fade" in classes and OPEN.isdisjoint(classes)
    return shut or attributes.get("role") in DIALOGS or HIDDEN.search(attributes.get("style") or "") is not None


class _Walker:
    """Where a walk through a tree stands."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.short: list[ShortText] = []
        self._open: list[tuple[int, bool]] = []
        self._every, self._prose, self._links = 0, 0.0, 0

    def read(self, text: str) -> None:
        """Count a text."""
        size = len(text.strip())
        if not size or not self._open:
            return
        self._every += size
        is_date = size <= LONGEST_DATE and looks_like_date(text)
        if not self._links and not (is_date and size < LONGEST_LABEL_AND_DATE):
            self._prose += size if size >= SHORTEST_PROSE else size * BIT_OF_TEXT
        if is_date or size < LONGEST_NAME:
            self.short.append(ShortText(self._open[-1][0], text, is_date))

    def enter(self, node: LexborNode) -> bool:
        """Add an element; whether to go on with what is in it."""
        tag = node.tag or ""
        if tag.startswith(("-", "_", "!")) or tag in SKIPPED_TAGS:
            return False
        attributes = dict(node.attributes)
        if _is_hidden(attributes):
            return False
        outline = self.outline
        if len(outline.nodes) >= MOST_ELEMENTS:
            outline.complete = False
            return False
        index = len(outline.nodes)
        outline.nodes.append(node)
        outline.tags.append(tag)
        outline.attributes.append(attributes)
        outline.parent.append(self._open[-1][0] if self._open else -1)
        outline.end.append(index + 1)
        outline.all_chars.append(self._every)
        outline.prose.append(self._prose)
        if node.child is None:
            return False
        is_link = tag in HEADINGS or (tag == "a" and bool(attributes.get("href")))
        self._links += is_link
        self._open.append((index, is_link))
        return True

    def following(self, node: LexborNode) -> LexborNode | None:
        """The node behind one and all that is in it; closes what ends on the way."""
        while node.next is None:
            if not self._open:
                return None
            index, was_link = self._open.pop()
            self._links -= was_link
            self.outline.end[index] = len(self.outline.nodes)
            node = self.outline.nodes[index]
        return node.next if self._open else None

    def finish(self) -> None:
        """Close what is still open, and the sums."""
        for index, _ in self._open:
            self.outline.end[index] = len(self.outline.nodes)
        self.outline.all_chars.append(self._every)
        self.outline.prose.append(self._prose)
