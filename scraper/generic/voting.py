"""Find the fields of posts: which name, which date and which element with the words, in every block of a page.

Blocks of one page are alike, so they vote: the kind of element that serves most of them serves all of them. A date in
the words of one post, or a name that somebody mentions, finds no majority.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable

from scraper.generic.bodies import vote_bodies
from scraper.generic.conventions import (
    DATE_WORDS,
    EDIT_WORDS,
    EVENT_WORDS,
    HISTORY,
    INLINE_TAGS,
    LONGEST_DATE,
    PERSON_HREF,
    PERSON_WORDS,
    SIGNATURE_WORDS,
    words_in,
)
from scraper.generic.fields import Fields, holding_kinds
from scraper.generic.ids import vote_ids, vote_numbers
from scraper.generic.moments import CLOCK
from scraper.generic.outline import Mark, Marks, Outline
from scraper.generic.proposals import Block
from scraper.notes import EDITED

BONUS_MACHINE = 0.3
BONUS_WORD = 0.15
BONUS_FIRST = 0.05
"""What a kind of mark gains over its share of the blocks."""
LONGEST_NOTE = 240
"""Characters of an edit note."""
SAYS_MORE = re.compile(
    rf"(?!{EDITED.pattern})(?:(?!{EDITED.pattern}).){{0,{LONGEST_NOTE}}}?[^\W\d]{{3}}[.!?…]\s+[^\W\d]", re.IGNORECASE
)
"""A whole sentence before the words of an edit note: an author's, who speaks of edits."""
LONGEST_EVENT = 120
"""Characters of a note between posts."""
LONGEST_STRONG_NAME = 40
SAME_FOR_MOST = 0.8
"""The share of the blocks that has to begin with a bold name."""

Bonus = Callable[[Outline, Mark], float]


def fields_of(outline: Outline, blocks: tuple[Block, ...]) -> list[Fields]:
    """The fields of every block, found by the vote of all."""
    holding = holding_kinds(outline, blocks)
    found = [Fields(block, holding=holding) for block in blocks]
    dates = _voted(outline, outline.dates, blocks, _date_bonus)
    worded = Marks([mark for mark in outline.people if mark.text], len(outline.nodes))
    names = _voted(outline, worded, blocks, _name_bonus)
    for fields, date, name in zip(found, dates, names, strict=True):
        fields.date, fields.name = date, name
        fields.name_text = name.text if name else None
        fields.edited = _note(outline, fields)
        fields.signature = _named(outline, fields.block, SIGNATURE_WORDS)
    _names_without_links(outline, found)
    vote_bodies(outline, found)
    _notes(outline, found)
    if not any(fields.name for fields in found):
        _names_in_bold(outline, found)
    vote_ids(outline, found)
    vote_numbers(outline, found)
    return found


def _voted(outline: Outline, marks: Marks, blocks: tuple[Block, ...], bonus: Bonus) -> list[Mark | None]:
    """For every block its mark of the kind that most blocks have, else its first mark."""
    inside = [_outside_furniture(outline, marks.within(block.start, block.end)) for block in blocks]
    share: dict[str, float] = defaultdict(float)
    place: dict[str, int] = {}
    sample: dict[str, Mark] = {}
    for own in inside:
        seen = set()
        for position, mark in enumerate(own):
            if mark.key not in seen:
                seen.add(mark.key)
                share[mark.key] += 1 / len(blocks)
                place[mark.key] = min(place.get(mark.key, position), position)
                sample.setdefault(mark.key, mark)
    if not share:
        return [None] * len(blocks)
    worth = {key: value + bonus(outline, sample[key]) + BONUS_FIRST / (1 + place[key]) for key, value in share.items()}
    ranked = sorted(worth, key=lambda key: -worth[key])
    rank = {key: place for place, key in enumerate(ranked)}
    return [min(own, key=lambda mark: (rank[mark.key], mark.index), default=None) for own in inside]


def _outside_furniture(outline: Outline, marks: list[Mark]) -> list[Mark]:
    """The marks outside of menus; all of them where there are none, for a profile may be called a sidebar."""
    return [mark for mark in marks if not outline.furniture[mark.index]] or marks


def _date_bonus(outline: Outline, mark: Mark) -> float:
    """What a date gains by a value for machines or a time of day, and by its name."""
    word = outline.tags[mark.index] == "time" or not DATE_WORDS.isdisjoint(outline.words(mark.index))
    exact = mark.machine or CLOCK.search(mark.text)
    return (BONUS_MACHINE if exact else 0.0) + (BONUS_WORD if word else 0.0)


def _name_bonus(outline: Outline, mark: Mark) -> float:
    """What a name gains by leading to a profile, and by its name."""
    linked = bool(mark.machine and PERSON_HREF.search(mark.machine))
    word = not PERSON_WORDS.isdisjoint(outline.words(mark.index))
    return (BONUS_MACHINE if linked else 0.0) + (BONUS_WORD if word else 0.0)


def _note(outline: Outline, fields: Fields) -> int | None:
    """The element that says that the post was changed: a short one with such words, or a link to its past."""
    block = fields.block
    for index in range(block.start, block.end):
        length = outline.length(index, outline.end[index])
        if not 0 < length <= LONGEST_NOTE or index == block.start:
            continue
        words = words_in(outline.attributes[index].get("class") or "")
        if EDITED.search(outline.text(index)):
            note = _note_in(outline, index)
            is_date = fields.date is not None and note <= fields.date.index < outline.end[note]
            if not is_date and not SAYS_MORE.match(outline.text(note)):
                return note
        holds_date = bool(outline.dates.within(index, outline.end[index]))
        holds_own = fields.date is not None and index <= fields.date.index < outline.end[index]
        past = outline.tags[index] == "a" and HISTORY.search(outline.attributes[index].get("href") or "")
        if past and not holds_own:
            return index
        if not EDIT_WORDS.isdisjoint(words) and holds_date and not holds_own and length <= LONGEST_DATE:
            return index
    return None


def _note_in(outline: Outline, index: int) -> int:
    """The smallest element inside one that holds the whole note: its words and, where there is one, a date."""
    for child in outline.children(index):
        found = EDITED.search(outline.text(child))
        if found:
            whole = any(letter.isdigit() for letter in outline.text(child)) or outline.tags[child] not in INLINE_TAGS
            return _note_in(outline, child) if whole else index
    return index


def _notes(outline: Outline, found: list[Fields]) -> None:
    """Mark the board's own notes between posts: a line such as ``Ann closed this 3 days ago``, or what is called so.

    They are of another kind than the posts.
    """
    noted = [_is_event(outline, fields) for fields in found]
    posts = {outline.key(fields.block.start) for fields, is_event in zip(found, noted, strict=True) if not is_event}
    for fields, is_event in zip(found[1:], noted[1:], strict=True):
        fields.is_note = fields.is_note or (is_event and outline.key(fields.block.start) not in posts)


def _is_event(outline: Outline, fields: Fields) -> bool:
    """Whether a block is called an event, or is a single line that begins with its name and ends with its date."""
    start, end = fields.block.start, fields.block.end
    if not EVENT_WORDS.isdisjoint(outline.words(start)):
        return True
    short = outline.length(start, end) <= LONGEST_EVENT and end == outline.end[start]
    if fields.name is None or fields.date is None or not short:
        return False
    line = next(index for index in outline.ancestors(fields.name.index) if fields.date.index < outline.end[index])
    if any(outline.tags[index] not in INLINE_TAGS for index in range(line + 1, outline.end[line])):
        return False
    whole = outline.text(start)
    return whole.startswith(fields.name.text) and whole.endswith(outline.text(fields.date.index))


def _named(outline: Outline, block: Block, wanted: frozenset[str]) -> int | None:
    """The first element of a block whose class names have one of the words."""
    for index in range(block.start + 1, block.end):
        if not wanted.isdisjoint(words_in(outline.attributes[index].get("class") or "")):
            return index
    return None


def _names_without_links(outline: Outline, found: list[Fields]) -> None:
    """Where most names are links and some blocks have none: what stands in the same kind of place is a guest's name."""
    places: Counter[tuple[str, str]] = Counter()
    for fields in found:
        parent = outline.parent[fields.name.index] if fields.name and fields.name.index > fields.block.start else -1
        if parent > fields.block.start:
            places[outline.key(parent), outline.key(outline.parent[parent])] += 1
    if not places:
        return
    place, around = places.most_common(1)[0][0]
    for fields in found:
        for index in range(fields.block.start + 1, fields.block.end) if fields.name is None else ():
            length = outline.length(index, outline.end[index])
            alike = outline.key(index) == place and outline.key(outline.parent[index]) == around
            if alike and 0 < length <= LONGEST_STRONG_NAME and not outline.dates.within(index, outline.end[index]):
                fields.name_text, fields.name_index = outline.text(index), index
                break


def _names_in_bold(outline: Outline, found: list[Fields]) -> None:
    """Where no name is marked: the first short bold or headed text of each block, if nearly every block has one."""
    names: list[tuple[Fields, int]] = []
    for fields in found:
        end = fields.body if fields.body is not None else fields.block.end
        for index in range(fields.block.start, end):
            length = outline.length(index, outline.end[index])
            if outline.tags[index] in ("strong", "b", "h3", "h4", "h5") and 0 < length <= LONGEST_STRONG_NAME:
                if fields.date is None or index < fields.date.index:
                    names.append((fields, index))
                break
    differ = len({outline.text(index) for _, index in names}) > min(1, len(found) - 1)
    if differ and len(names) >= SAME_FOR_MOST * len(found):
        for fields, index in names:
            fields.name_text, fields.name_index = outline.text(index), index
