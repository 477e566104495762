"""Find the board's ids of the posts, and their printed numbers, by what differs from block to block.

Attributes and anchors vote by kind: ``id="p43"`` and ``id="p44"`` are of one kind. A kind tells the posts apart where
nearly all blocks have it, each with another number. Numbers that merely count from 1 are places, not ids.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from scraper.generic.conventions import (
    INLINE_TAGS,
    NUMBER_ATTRIBUTES,
    POST_ID_ATTRIBUTES,
    POST_ID_WORDS,
    words_in,
)
from scraper.generic.fields import Fields, prose_of
from scraper.generic.outline import Outline

SAME_FOR_MOST = 0.8
"""The share of the blocks that has to have a kind of id or number."""
ID_NUMBER = re.compile(r"^(?P<prefix>\D*?)(?P<number>\d{1,20})(?P<suffix>\D*)$")
LINKED_ID = re.compile(r"#(?:[a-z_-]*?)(\d{1,20})$|[?&](?:p|pid|post|mid|msg)=(\d{1,20})", re.IGNORECASE)
AS_POST = re.compile(r"[?&/](?:pid|posts?|comments?)[=/](\d{1,20})(?:[/#&?]|$)", re.IGNORECASE)
"""The address of a post."""
POSITION = re.compile(r"^#?\s?(\d{1,7})\.?$")
KNOWN_PREFIX, OTHER_PREFIX, LINK = 100, 200, 300
"""How sure a kind of id is, behind the attributes made for ids; the smaller the surer."""
LONGEST_NUMBER = 8
LONGEST_ID = 20
MOST_WRAPPING = 3
"""Elements around a block that may bear its id."""

Kind = tuple[int, str]


def vote_ids(outline: Outline, found: list[Fields]) -> None:
    """Give every post the number of the surest kind that tells the posts apart."""
    values: dict[Kind, dict[int, str]] = defaultdict(dict)
    for place, fields in enumerate(found):
        around = (*_anchors_before(outline, fields), *wrapping(outline, fields))
        for index in (*range(fields.block.start, fields.block.end), *around):
            for kind, number in _ids_at(outline, index):
                values[kind].setdefault(place, number)
    best: tuple[tuple[bool, int, int], dict[int, str]] | None = None
    for (rank, _), own in values.items():
        if not _have_most(own, len(found)) or not _tell_apart(outline, found, own):
            continue
        order = (_merely_counts(own), -len(own), rank)
        if best is None or order < best[0]:
            best = (order, own)
    if best is None or (best[0][0] and best[0][2] >= OTHER_PREFIX and not _are_linked(outline, found, best[1])):
        return
    for place, number in best[1].items():
        found[place].id = number


def _are_linked(outline: Outline, found: list[Fields], own: dict[int, str]) -> bool:
    """Whether every block links to its number as a post's: the first posts of a board may well count from 1."""
    for place, number in own.items():
        inside = range(found[place].block.start, found[place].block.end)
        hrefs = (outline.attributes[index].get("href") or "" for index in inside if outline.tags[index] == "a")
        if not any(linked[1] == number for href in hrefs if (linked := AS_POST.search(href))):
            return False
    return True


def _have_most(own: dict[int, str], count: int) -> bool:
    """Whether nearly all blocks have a kind of id: at least all but the first, which may be shown apart."""
    return len(own) >= SAME_FOR_MOST * count or (len(own) > 1 and 0 not in own and len(own) == count - 1)


def _ids_at(outline: Outline, index: int) -> Iterator[tuple[Kind, str]]:
    """What an element offers as a post's id."""
    attributes = outline.attributes[index]
    if not attributes:
        return
    for rank, name in enumerate(POST_ID_ATTRIBUTES):
        value = attributes.get(name) or ""
        if value.isdecimal() and len(value) <= LONGEST_ID:
            yield (rank, name), value
    for name in ("id", "name"):
        match = ID_NUMBER.match(attributes.get(name) or "")
        if match:
            unknown = words_in(match["prefix"]).isdisjoint(POST_ID_WORDS)
            kind = f"{name}:{match['prefix']}:{match['suffix']}"
            yield (OTHER_PREFIX if unknown else KNOWN_PREFIX, kind), match["number"]
    if outline.tags[index] == "a" and not outline.furniture[index]:
        linked = LINKED_ID.search(attributes.get("href") or "")
        if linked:
            yield (LINK, "href"), linked[1] or linked[2]


def _tell_apart(outline: Outline, found: list[Fields], own: dict[int, str]) -> bool:
    """Whether the numbers differ, but for posts that are shown twice."""
    posts: dict[str, set[tuple[str | None, int]]] = defaultdict(set)
    for place, number in own.items():
        posts[number].add((found[place].name_text, round(prose_of(outline, found[place]))))
    return all(len(shown) == 1 for shown in posts.values())


def _merely_counts(own: dict[int, str]) -> bool:
    """Whether the numbers count from 0 or 1, so that they are places rather than ids."""
    numbers = [int(number) for number in own.values()]
    return numbers[0] in (0, 1) and all(later - earlier == 1 for earlier, later in pairwise(numbers))


def _anchors_before(outline: Outline, fields: Fields) -> list[int]:
    """Empty anchors that stand right before a block."""
    parent = outline.parent[fields.block.start]
    siblings = outline.children(parent) if parent >= 0 else []
    place = bisect_left(siblings, fields.block.start)
    found: list[int] = []
    for index in reversed(siblings[max(0, place - 3) : place]):
        if outline.length(index, outline.end[index]):
            break
        found.extend(range(index, outline.end[index]))
    return found


def wrapping(outline: Outline, fields: Fields) -> list[int]:
    """The elements that begin with a block: a post whose replies are nested in it is more than its own words."""
    found: list[int] = []
    index = fields.block.start
    while (parent := outline.parent[index]) >= 0 and parent == index - 1 and len(found) < MOST_WRAPPING:
        found.append(parent)
        index = parent
    return found


def vote_numbers(outline: Outline, found: list[Fields]) -> None:
    """Give every post its printed place in the thread, where the numbers rise as places do."""
    candidates: dict[str, dict[int, int]] = defaultdict(dict)
    for place, fields in enumerate(found):
        for index in range(fields.block.start, fields.block.end):
            for kind, number in _numbers_at(outline, index):
                candidates[kind].setdefault(place, number)
    for kind, numbers in candidates.items():
        if len(numbers) < max(2, SAME_FOR_MOST * len(found)):
            continue
        printed = [numbers[place] for place in sorted(numbers)]
        rising = all(earlier < later for earlier, later in pairwise(printed))
        if rising and (_steady(numbers) or kind in NUMBER_ATTRIBUTES):
            from_zero = printed[0] == 0
            for place, number in numbers.items():
                found[place].number = number + from_zero
            return


def _steady(numbers: dict[int, int]) -> bool:
    """Whether the numbers count on from block to block, the first post aside, which may be pinned to a later page."""
    pinned = min(numbers) if numbers[min(numbers)] == 1 and len(numbers) > 2 else None
    return len({number - place for place, number in numbers.items() if place != pinned}) == 1


def _numbers_at(outline: Outline, index: int) -> Iterator[tuple[str, int]]:
    """What an element offers as a post's place: an attribute, or ``#12`` as its only words."""
    attributes = outline.attributes[index]
    for name in NUMBER_ATTRIBUTES:
        value = attributes.get(name) or ""
        if value.isdecimal() and len(value) < LONGEST_NUMBER:
            yield name, int(value)
    length = outline.length(index, outline.end[index])
    if 0 < length <= LONGEST_NUMBER and (outline.tags[index] in INLINE_TAGS or length > 1):
        match = POSITION.match(outline.text(index))
        if match:
            yield outline.key(index), int(match[1])
