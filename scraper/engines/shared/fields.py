"""Small readings that every part of an engine's page needs: moments, people, numbers, titles."""

from __future__ import annotations

import re
from datetime import datetime

from selectolax.lexbor import LexborNode

from scraper.dates import parse_machine
from scraper.document import Document, Picks, first, ids, pick, picked, squeeze
from scraper.engines.shared.selectors import Moment, Person
from scraper.items import Author
from scraper.wordrules import WordRules
from scraper.words import read_words

NUMBER_AT_END = re.compile(r"(\d{1,20})\D{0,200}$")
POSITION = re.compile(r"^#\s?(?P<marked>\d[\d.,\s]{0,12})$|^(?P<plain>\d{1,3}(?:[.,\s]\d{3})+|\d{1,7})$")
"""``#1,204`` or ``1.204``; a date like ``23.04.2020`` has other groups."""
ANSWER = re.compile(r"#\s?(\d{1,7})(?!\d)")
"""``Reply #4 on:``."""
NOT_AN_ACCOUNT = frozenset({"0", ""})
"""What engines print as the id of a guest."""


def moment(node: LexborNode, doc: Document, where: Moment) -> tuple[datetime | None, str | None]:
    """A moment and the same as printed."""
    element = first(node, where.element)
    if element is None:
        return None, None
    raw = _alone(pick(element, where.printed), where) or pick(element, where.machine)
    exact = next((at for value in picked(element, where.machine) if (at := parse_machine(value))), None)
    if exact is not None:
        return exact, raw
    return next((at for value in picked(element, where.printed) if (at := doc.date(_alone(value, where)))), None), raw


def _alone(printed: str | None, where: Moment) -> str | None:
    """The moment without the words around it."""
    if printed and where.behind:
        printed = printed.rpartition(where.behind)[2].strip()
    found = where.inside.search(printed) if printed and where.inside else None
    return found["at"] if found else printed


def person(node: LexborNode, doc: Document, where: Person, member: re.Pattern[str] | None) -> Author | None:
    """Who wrote something, or None where nobody is named."""
    name = pick(node, where.name)
    if not name:
        return None
    url = doc.absolute(pick(node, where.url))
    told = number(pick(node, where.id))
    named = member.search(url) if told is None and member and url else None
    account = named["id"] if named else told
    return Author(name=name, url=url, id=None if account in NOT_AN_ACCOUNT else account, title=pick(node, where.title))


def number(text: str | None) -> str | None:
    """The last number of a string, as it stands."""
    last = NUMBER_AT_END.search(text) if text else None
    return last[1] if last else None


def position(node: LexborNode, picks: Picks) -> int | None:
    """The first string that is nothing but a number, as in ``#21``."""
    for value in picked(node, picks):
        printed = POSITION.match(value)
        if printed:
            return int(re.sub(r"\D", "", printed["marked"] or printed["plain"]))
    return None


def position_of_answer(node: LexborNode, picks: Picks) -> int | None:
    """The place in the thread of a post that is numbered among the answers alone."""
    found = next(filter(None, map(ANSWER.search, picked(node, picks))), None)
    return int(found[1]) + 1 if found else None


def wording(node: LexborNode, doc: Document, skip: str) -> str:
    """The words of an element on one line, without some of its parts."""
    return squeeze(read_words(node, doc, WordRules(quote="", skip=skip)).text)


def is_or_has(node: LexborNode, selector: str) -> bool:
    """Whether an element is, or has in it, what a selector names."""
    return bool(selector) and node.css_first(selector) is not None


def is_one(node: LexborNode, selector: str) -> bool:
    """Whether an element itself is what a selector names."""
    return bool(selector) and node.mem_id in ids(node.css(selector))
