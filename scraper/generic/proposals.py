"""Ways to part a page into blocks that may be its posts.

They are proposed from three sides: elements that share a class name, elements whose ids differ by their digits alone,
and the widest surroundings of each date or name that hold no second one of its kind, alone or with the siblings beside.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from scraper.generic.conventions import stable_classes
from scraper.generic.outline import Marks, Outline

MOST_BLOCKS = 2_000
"""Blocks of one proposal; no page of a thread has more posts."""
CLIMB = 60
"""How far above a mark its block may begin."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of sibling elements: the elements ``start`` up to ``end`` of the outline."""

    start: int
    end: int


def proposals(outline: Outline) -> Iterator[tuple[Block, ...]]:
    """Ways to part the page, each a run of blocks in page order."""
    yield from _by_marks(outline, outline.dates)
    yield from _by_marks(outline, outline.people)
    yield from _by_names(outline)


def _by_names(outline: Outline) -> Iterator[tuple[Block, ...]]:
    """Elements that share a class name, or whose ids differ by digits alone."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, attributes in enumerate(outline.attributes):
        tag = outline.tags[index]
        if tag in ("html", "body") or outline.length(index, outline.end[index]) == 0:
            continue
        for name in stable_classes(attributes.get("class") or ""):
            groups[f"{tag}.{name}"].append(index)
        numbered = re.sub(r"\d+", "0", attributes.get("id") or "")
        if numbered != (attributes.get("id") or ""):
            groups[f"{tag}#{numbered}"].append(index)
        if tag == "article" or attributes.get("itemtype"):
            groups[f"{tag}[{attributes.get('itemtype') or ''}]"].append(index)
    for indices in groups.values():
        apart = all(outline.end[one] <= other for one, other in pairwise(indices))
        if apart and len(indices) <= MOST_BLOCKS:
            yield tuple(Block(index, outline.end[index]) for index in indices)


def _by_marks(outline: Outline, marks: Marks) -> Iterator[tuple[Block, ...]]:
    """The widest surroundings of the marks of one kind that hold one of them each."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for mark in marks:
        kinds[mark.key].append(mark.index)
        parent = outline.parent[mark.index]
        if parent >= 0:
            kinds[f"{outline.key(parent)}>{mark.key}"].append(mark.index)
    tried: set[tuple[int, ...]] = set()
    for indices in kinds.values():
        group = tuple(indices)
        if 1 < len(group) <= MOST_BLOCKS and group not in tried:
            tried.add(group)
            yield from _around(outline, group)


def _around(outline: Outline, group: tuple[int, ...]) -> Iterator[tuple[Block, ...]]:
    """The surroundings alone, with the siblings behind them, and with the siblings before them."""
    tops = [_top(outline, group, place) for place in range(len(group))]
    if any(outline.end[one] > other for one, other in pairwise(tops)):
        return
    yield tuple(Block(top, outline.end[top]) for top in tops)
    for forward in (True, False):
        blocks = _with_siblings(outline, tops, forward=forward)
        if blocks:
            yield blocks


def _top(outline: Outline, group: tuple[int, ...], place: int) -> int:
    """The highest element that holds this mark and no other of the group."""
    index = group[place]
    before = group[place - 1] if place else -1
    after = group[place + 1] if place + 1 < len(group) else len(outline.nodes)
    for _ in range(CLIMB):
        parent = outline.parent[index]
        alone = parent > before and outline.end[parent] <= after if parent >= 0 else False
        if not alone or outline.tags[parent] in ("body", "html"):
            break
        index = parent
    return index


def _with_siblings(outline: Outline, tops: list[int], *, forward: bool) -> tuple[Block, ...]:
    """The blocks widened by the elements beside them that belong to no other block."""
    gaps = []
    for one, other in pairwise(tops):
        if outline.parent[one] == outline.parent[other]:
            gaps.append(_siblings(outline, outline.end[one], other))
    usual = median_low(gaps) if gaps else 0
    if usual == 0:
        return ()
    blocks = []
    for place, top in enumerate(tops):
        parent = outline.parent[top]
        if forward:
            limit = tops[place + 1] if place + 1 < len(tops) else len(outline.nodes)
            last = place + 1 == len(tops) or outline.parent[tops[place + 1]] != parent
            end = _reach(outline, outline.end[top], min(limit, outline.end[parent]), usual if last else MOST_BLOCKS)
            blocks.append(Block(top, end))
        else:
            floor = outline.end[tops[place - 1]] if place else 0
            blocks.append(Block(_reach_back(outline, top, floor, usual), outline.end[top]))
    return tuple(blocks)


def _siblings(outline: Outline, start: int, end: int) -> int:
    """How many siblings stand between two of them."""
    count = 0
    while start < end:
        start = outline.end[start]
        count += 1
    return count


def _reach(outline: Outline, start: int, limit: int, most: int) -> int:
    """Where a run of up to ``most`` whole siblings from ``start`` ends, below ``limit``."""
    while most > 0 and start < limit and outline.end[start] <= limit:
        start = outline.end[start]
        most -= 1
    return start


def _reach_back(outline: Outline, top: int, floor: int, most: int) -> int:
    """Where a run of up to ``most`` whole siblings before ``top`` begins, not before ``floor``."""
    siblings = outline.children(outline.parent[top])
    place = bisect_left(siblings, top)
    before = [sibling for sibling in siblings[max(0, place - most) : place] if sibling >= floor]
    return before[0] if before else top
