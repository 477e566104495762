"""Find the element with the words in every block of a page, by the vote of all."""

from __future__ import annotations

from collections import defaultdict

from scraper.generic.conventions import BODY_WORDS, words_in
from scraper.generic.fields import Fields, is_chrome, prose_of
from scraper.generic.outline import HEADINGS, Outline

BODY_WORD_GAIN = 1.2
"""What an element that is called content, text or the like gains over its length."""
SAME_LENGTH = 0.97
"""Of elements that hold as much as this of the longest one's words, the innermost is the body."""
LEAST_OF_BLOCK = 0.5
"""A body holds at least this share of its block's prose; else the block itself is the body."""
USUAL_BODY = 0.5
"""Where this share of the blocks has the same kind of body, a short block without one is no post."""
LONGEST_NOTE = 80
"""Characters of a note between posts."""
NOT_A_BODY = frozenset({"a", "time", "label", "button", "form", "fieldset", "dl", "dt", "header", "aside", "nav"})


def vote_bodies(outline: Outline, found: list[Fields]) -> None:
    """Choose the kind of element that holds most of the words, and its instance in every block."""
    held: dict[str, float] = defaultdict(float)
    gain: dict[str, float] = {}
    depth: dict[str, int] = {}
    longest: list[dict[str, tuple[float, int, int]]] = []
    for fields in found:
        best: dict[str, tuple[float, int, int]] = {}
        for index, level in _body_candidates(outline, fields):
            key = outline.key(index)
            size = (outline.chars(index, outline.end[index]), outline.length(index, outline.end[index]), -index)
            best[key] = max(best.get(key, size), size)
            depth[key] = max(depth.get(key, 0), level)
            gain.setdefault(key, _body_gain(outline, index))
        longest.append(best)
        for key, size in best.items():
            held[key] += size[0] + size[1] / 100
    whole = sum(_own_prose(outline, fields) for fields in found)
    enough = {key: value for key, value in held.items() if value >= LEAST_OF_BLOCK * whole}
    if not enough:
        return
    most = max(enough.values())
    near = [key for key, value in enough.items() if value * gain[key] >= SAME_LENGTH * most]
    chosen = max(near, key=lambda key: (gain[key], depth[key], held[key]))
    usual = sum(1 for best in longest if chosen in best) >= USUAL_BODY * len(found)
    for place, (fields, best) in enumerate(zip(found, longest, strict=True)):
        if chosen in best:
            fields.body = _whole(outline, -best[chosen][2], best)
            continue
        fields.body = _empty(outline, fields, chosen) if usual else None
        whose = fields.name is not None and fields.date is not None
        short = prose_of(outline, fields) < LONGEST_NOTE
        fields.is_note = usual and place > 0 and short and fields.body is None and not whose
        if fields.body is None and best:
            key = max(best, key=lambda key: (best[key][0] * gain[key], depth[key]))
            fields.body = -best[key][2]


def _own_prose(outline: Outline, fields: Fields) -> float:
    """Characters of prose in a post's block, without its buttons, profile and the like."""
    own, index = prose_of(outline, fields), fields.block.start
    while index < fields.block.end:
        if is_chrome(outline, index, fields):
            own -= outline.chars(index, outline.end[index])
            index = outline.end[index]
        else:
            index += 1
    return own


def _empty(outline: Outline, fields: Fields, kind: str) -> int | None:
    """The element that would hold the words of a post that has none, such as one with a picture alone."""
    inside = range(fields.block.start, fields.block.end)
    return next((index for index in inside if outline.key(index) == kind), None)


def _whole(outline: Outline, index: int, candidates: dict[str, tuple[float, int, int]]) -> int:
    """The element around a paragraph that has others beside it, where that may be a body too; else the paragraph."""
    parent = outline.parent[index]
    if outline.tags[index] != "p" or outline.key(parent) not in candidates:
        return index
    paragraphs = sum(outline.tags[child] == "p" for child in outline.children(parent))
    is_candidate = -candidates[outline.key(parent)][2] == parent
    return parent if paragraphs > 1 and is_candidate else index


def _body_gain(outline: Outline, index: int) -> float:
    """What an element gains by its name."""
    attributes = outline.attributes[index]
    if attributes.get("itemprop") in ("text", "articleBody"):
        return BODY_WORD_GAIN * BODY_WORD_GAIN
    return 1.0 if BODY_WORDS.isdisjoint(words_in(attributes.get("class") or "")) else BODY_WORD_GAIN


def _body_candidates(outline: Outline, fields: Fields) -> list[tuple[int, int]]:
    """The elements of a block that may hold its words, with their depth: no header, no button, no signature."""
    found = []
    level: dict[int, int] = {}
    index = fields.block.start
    while index < fields.block.end:
        level[index] = level.get(outline.parent[index], 0) + 1
        if is_chrome(outline, index, fields):
            index = outline.end[index]
            continue
        end = outline.end[index]
        tag = outline.tags[index]
        holds_mark = any(index <= mark < end for mark in fields.marks)
        if not holds_mark and tag not in NOT_A_BODY and tag not in HEADINGS and outline.length(index, end):
            found.append((index, level[index]))
        index += 1
    return found
