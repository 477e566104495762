"""A page, decoded and parsed once, with the small questions that every reader asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property, lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.addresses import Base, absolute
from scraper.dates import parse_date

TOP, BOTTOM = 24_000, 12_000
"""Characters of a page's beginning and end."""
LONGEST_TAG = 1_000

Picks = tuple[str, ...]
"""Where to find a string, the first that gives one wins. Each is a CSS selector, and behind an ``@`` the attribute that
is wanted instead of the text; without a selector (``@data-id``) the element itself is asked. ``@:first`` and ``@:last``
are the first and the last of an element's words that stand in no element inside it: ``by <b>Ann</b> on Monday``."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Document:
    """One page as every reader gets it."""

    url: str
    """The address it was read from."""
    text: str
    """The decoded source."""
    tree: LexborHTMLParser
    """The parsed page. Readers share it, so none of them changes it."""
    base: Base
    """The address that its relative links start from."""
    content_type: str | None = None
    """The header, as sent."""
    fetched_at: datetime | None = None
    """When it was fetched, aware UTC: what "yesterday" is told from."""
    language: str | None = None
    """The language that the page declares."""
    board_title: str | None = None
    """The name of the board, where the page's head says it."""
    zone: tzinfo | None = None
    """The zone that it prints its clock in, where that is known."""
    day_first: bool | None = None
    """Whether it prints the day before the month, where that is known."""
    year: int | None = None
    """The year that it is of, where it says so: a date with its weekday may do without one."""

    @classmethod
    def parse(
        cls, text: str, url: str, *, content_type: str | None = None, fetched_at: datetime | None = None
    ) -> Document:
        """Parse a decoded page."""
        tree = LexborHTMLParser(text)
        html, head = tree.root, tree.head
        base = head.css_first("base[href]") if head is not None else None
        site = head.css_first('meta[property="og:site_name"]') if head is not None else None
        return cls(
            url=url,
            text=text,
            tree=tree,
            base=Base((absolute(url, attribute(base, "href")) if base else None) or url),
            content_type=content_type,
            fetched_at=fetched_at,
            language=(attribute(html, "lang") or attribute(html, "xml:lang")) if html else None,
            board_title=(squeeze(attribute(site, "content")) or None) if site else None,
        )

    def css(self, selector: str) -> list[LexborNode]:
        """Every element of the page that matches, once, in page order."""
        # Lexbor names an element once for each alternative of the selector that it fits.
        return list({element.mem_id: element for element in self.tree.css(selector)}.values())

    def css_first(self, selector: str) -> LexborNode | None:
        """The first element of the page that matches."""
        return self.tree.css_first(selector)

    def absolute(self, href: str | None) -> str | None:
        """A link of this page as an absolute address; None where it leads to no page."""
        return self.base.absolute(href)

    def date(self, raw: str | None) -> datetime | None:
        """A date as printed on this page."""
        return parse_date(
            raw,
            fetched_at=self.fetched_at,
            zone=self.zone,
            language=self.language,
            day_first=self.day_first,
            year=self.year,
        )

    @cached_property
    def top(self) -> str:
        """The beginning of the source and the tag that opens its body, where software leaves most of its marks."""
        body = self.text.find("<body", TOP)
        return self.text[:TOP] + (self.text[body : body + LONGEST_TAG] if body >= 0 else "")

    @cached_property
    def bottom(self) -> str:
        """The end of the source, where software names itself."""
        return self.text[-BOTTOM:]

    def pick(self, picks: Picks) -> str | None:
        """The first string that one of the picks finds in the page. ``link`` and ``meta`` stand in its head."""
        for one in picks:
            scope = self.tree.head if one.startswith(("link", "meta")) else self.tree.root
            value = pick(scope, (one,)) if scope is not None else None
            if value:
                return value
        return None


def squeeze(text: str | None) -> str:
    """A string on one line: runs of white space become one space."""
    return " ".join(text.split()) if text else ""


def attribute(node: LexborNode, name: str) -> str | None:
    """An attribute's value; an attribute without a value is the empty string."""
    attributes = node.attrs
    return (attributes.get(name) or "") if name in attributes else None


def text_of(node: LexborNode | None) -> str:
    """The words of an element on one line."""
    return squeeze(node.text()) if node is not None else ""


def classes(node: LexborNode) -> frozenset[str]:
    """The class names of an element."""
    return frozenset((node.attrs.get("class") or "").split())


def inside(node: LexborNode, selector: str) -> list[LexborNode]:
    """The matching elements below one, without itself."""
    own = node.mem_id
    return [found for found in node.css(selector) if found.mem_id != own]


def ids(nodes: Iterable[LexborNode]) -> frozenset[int]:
    """What tells elements apart, for asking whether a node is one of them."""
    return frozenset(node.mem_id for node in nodes)


def ancestor(node: LexborNode, name: str, *, limit: int = 50) -> LexborNode | None:
    """The nearest element above with that class, at most ``limit`` steps up."""
    above = node.parent
    while above is not None and limit:
        if above.is_element_node and name in classes(above):
            return above
        above, limit = above.parent, limit - 1
    return None


def pick(node: LexborNode, picks: Picks) -> str | None:
    """The first string, not empty and on one line, that one of the picks finds in or at an element."""
    return next(picked(node, picks), None)


def picked(node: LexborNode, picks: Picks) -> Iterator[str]:
    """Every string, not empty and on one line, that the picks find, in their order."""
    each, others = _planned(picks)
    for place, (selector, name) in enumerate(each):
        if place == 1 and others and node.css_first(others) is None:
            return
        if not selector:
            value = value_at(node, name)
            if value:
                yield value
            continue
        for element in node.css(selector):
            value = value_at(element, name)
            if value:
                yield value


def value_at(node: LexborNode, name: str) -> str:
    """What a pick takes from an element: an attribute, its text, or some words of its own."""
    if not name:
        return squeeze(node.text())
    return _own_words(node, last=name == ":last") if name[0] == ":" else squeeze(node.attrs.get(name))


def _own_words(node: LexborNode, *, last: bool) -> str:
    """The first or the last words that stand in an element itself."""
    child = node.last_child if last else node.first_child
    while child is not None:
        words = squeeze(child.text_content) if child.is_text_node else ""
        if words:
            return words
        child = child.prev if last else child.next
    return ""


def first(node: LexborNode, selectors: Picks) -> LexborNode | None:
    """The first element that is there, of the surest selector."""
    each, others = _planned(selectors)
    for place, (selector, _) in enumerate(each):
        if place == 1 and others and node.css_first(others) is None:
            return None
        element = node.css_first(selector)
        if element is not None:
            return element
    return None


@lru_cache(maxsize=4096)
def _planned(picks: Picks) -> tuple[tuple[tuple[str, str], ...], str]:
    """The picks taken apart, and one selector for all but the first: where it finds nothing, none of them does."""
    each = tuple(split_pick(one) for one in picks)
    others = [selector for selector, _ in each[1:]]
    return each, ", ".join(dict.fromkeys(others)) if len(others) > 1 and all(others) else ""


def split_pick(one: str) -> tuple[str, str]:
    """A pick's selector and attribute, each of which may be empty."""
    selector, _at, name = one.rpartition("@") if "@" in one else (one, "", "")
    return selector.strip(), name.strip()
