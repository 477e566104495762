"""Find the posts of a page: the best way to part it into blocks that each have words, a name and a date.

Ways to part a page come from ``proposals``. Every one is weighed by the same measure, and the best one wins.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from scraper.generic.conventions import POST_WORDS
from scraper.generic.outline import SHORTEST_PROSE, Outline
from scraper.generic.proposals import Block, proposals

MOST_PROPOSALS = 800
"""Ways to part a page that are weighed; ordinary pages have some two hundred."""
NAMED_AND_DATED = 1.0
NAMED = -0.05
DATED = 0.05
NEITHER = -0.5
NAMED_WHERE_NONE_IS_DATED = 0.3
DATED_WHERE_NONE_IS_NAMED = 0.35
NEITHER_WHERE_NONE_IS = 0.0
DATED_LIKE_OTHERS = 0.5
WITH_POST_WORD = 0.2
"""Each how sure a block is a post that has this; the most is 1."""
HARDLY_ANY = 0.2
"""Where fewer of the blocks have a name (a date), the page prints none that can be told."""
PROSE_UNIT = 8
BLOCK_COST = 0.8
"""What every block costs, so that a post is not cut into its head and its words."""
HEAD_OF_BODY = 0.2
"""The prose of a post's head, beside that of its body, is at most this share."""
MOSTLY = 0.6
TEASER = 0.1
"""What a block is worth that, like its kind, links to another page in a heading."""
IN_FURNITURE = 0.1
"""What a post inside a sidebar or menu is worth."""
MANY_MARKS = 6
"""A block with more names or dates than this holds several posts."""
HARDLY_A_POST = 0.12
"""Blocks of the best proposal that are less sure are left out."""
FEW_SURE, MANY_SURE = 3, 2
LONE_BLOCK = 0.7
"""What a proposal of one block is worth: nothing repeats."""
NAMELESS = 0.6
"""What a single block is worth that is not called a post, message or the like."""


@dataclass(frozen=True, slots=True)
class Parting:
    """One way to part a page, with its worth."""

    blocks: tuple[Block, ...]
    worth: float


@lru_cache(maxsize=1)
def best_parting(outline: Outline) -> Parting | None:
    """The blocks that look most like posts, in page order; None where nothing does.

    The last page's are kept, for several readers ask.
    """
    best: Parting | None = None
    known = _Blocks(outline)
    seen: set[tuple[Block, ...]] = set()
    for count, blocks in enumerate(proposals(outline)):
        if count >= MOST_PROPOSALS:
            break
        if not blocks or blocks in seen:
            continue
        seen.add(blocks)
        parting = _weigh(known, blocks)
        if best is None or parting.worth > best.worth * 1.001:
            best = parting
    if best is None or best.worth <= 0:
        return None
    shares = dict(zip(best.blocks, _Measure(known, best.blocks).shares, strict=True))
    sure = [block for block, share in shares.items() if share > HARDLY_A_POST]
    certain = {outline.key(block.start) for block in sure if shares[block] >= NAMED_AND_DATED}
    if sum(outline.key(block.start) in certain for block in sure) >= FEW_SURE:
        # Beside posts that have everything, what has less and is of another kind is a list of other threads.
        sure = [block for block in sure if outline.key(block.start) in certain]
    if len(sure) >= MANY_SURE:
        # Among many posts, one of the same kind that has a date only is a guest's.
        kinds = {outline.key(block.start) for block in sure}
        sure = [b for b in best.blocks if b in sure or (shares[b] >= DATED and outline.key(b.start) in kinds)]
    kept = _without_repeated_head(outline, _without_strays(outline, _joined(outline, sure)))
    return Parting(kept, best.worth) if kept else None


def _joined(outline: Outline, blocks: list[Block]) -> list[Block]:
    """The blocks, with heads and bodies that merely alternate put together."""
    heads, bodies = blocks[::2], blocks[1::2]
    if len(heads) < 2 or len(heads) != len(bodies):
        return blocks
    kinds = {outline.key(head.start) for head in heads}, {outline.key(body.start) for body in bodies}
    in_heads, in_bodies = (sum(outline.chars(one.start, one.end) for one in half) for half in (heads, bodies))
    pairs = list(zip(heads, bodies, strict=True))
    beside = all(
        outline.parent[head.start] == outline.parent[body.start] and head.end <= body.start for head, body in pairs
    )
    if len(kinds[0]) > 1 or kinds[0] == kinds[1] or not beside or in_heads > HEAD_OF_BODY * in_bodies:
        return blocks
    return [Block(head.start, body.end) for head, body in pairs]


def _without_repeated_head(outline: Outline, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without a bar over the thread that names the first post's author and date once more."""
    if len(blocks) < 2 or outline.key(blocks[0].start) == outline.key(blocks[1].start):
        return blocks
    names = [[mark.text for mark in outline.people.within(one.start, one.end) if mark.text] for one in blocks[:2]]
    dates = [[mark.text for mark in outline.dates.within(one.start, one.end)] for one in blocks[:2]]
    same_name = names[0][:1] == names[1][:1] != []
    same_date = any(one in other or other in one for one in dates[0] for other in dates[1])
    shorter = outline.chars(blocks[0].start, blocks[0].end) < outline.chars(blocks[1].start, blocks[1].end)
    return blocks[1:] if same_name and same_date and shorter else blocks


def _without_strays(outline: Outline, blocks: list[Block]) -> tuple[Block, ...]:
    """The blocks without those that are unlike the others and have hardly a word, such as a bar over the thread."""
    keys = Counter(outline.key(block.start) for block in blocks)
    usual = keys.most_common(1)[0] if keys else ("", 0)
    if usual[1] < 2:
        return tuple(blocks)
    known = {usual[0], *usual[0].split(".")[1:]}
    return tuple(
        block
        for block in blocks
        if not known.isdisjoint(outline.key(block.start).split(".")[1:] or [usual[0]])
        or outline.chars(block.start, block.end) >= SHORTEST_PROSE
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a block, whichever proposal it is part of."""

    key: str
    names: int
    """How many people are named in it."""
    dates: int
    """How many dates stand in it."""
    has_teaser: bool
    """Whether a heading in it leads to another page."""
    has_post_word: bool
    """Whether it is called a post, message or the like."""
    in_furniture: bool
    crowd: float
    """More than 1 where so many names or dates stand in it that it holds several posts."""
    words: float
    """How much prose it holds, on a scale on which twice as much is one more."""


class _Blocks:
    """The facts of blocks, which many proposals share; gathered once."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self._known: dict[Block, _Facts] = {}

    def __getitem__(self, block: Block) -> _Facts:
        facts = self._known.get(block)
        if facts is None:
            outline, start, end = self.outline, block.start, block.end
            names = len({mark.text for mark in outline.people.within(start, end)})
            dates = outline.dates.count(start, end)
            facts = self._known[block] = _Facts(
                key=outline.key(start),
                names=names,
                dates=dates,
                crowd=max(names / MANY_MARKS, dates / MANY_MARKS, float(_twins(outline, block))),
                has_teaser=outline.teasers.count(start, end) > 0,
                has_post_word=_has_post_word(outline, block),
                in_furniture=outline.furniture[start],
                words=math.log2(1 + outline.chars(start, end) / PROSE_UNIT) - BLOCK_COST,
            )
        return facts


def _twins(outline: Outline, block: Block) -> int:
    """How many of the elements side by side in a block are of one kind with a name, and have a date and words each."""
    kind, index, count = outline.key(block.start), outline.end[block.start], 1
    while "." in kind and index < block.end:
        after = outline.end[index]
        alike = outline.key(index) == kind and outline.chars(index, after) > 0
        count += alike and outline.dates.count(index, after) > 0
        index = after
    return count


class _Measure:
    """Weighs blocks of one proposal, by what the proposal as a whole can tell."""

    def __init__(self, known: _Blocks, blocks: tuple[Block, ...]) -> None:
        self._facts = facts = [known[block] for block in blocks]
        self._named = sum(one.names > 0 for one in facts) >= HARDLY_ANY * len(blocks)
        self._dated = sum(one.dates > 0 for one in facts) >= HARDLY_ANY * len(blocks)
        keys = Counter(one.key for one in facts)
        teasers = Counter(one.key for one in facts if one.has_teaser)
        whole = Counter(one.key for one in facts if one.names and one.dates)
        self._whole = {key for key, count in whole.items() if count > 1 and count > MOSTLY * keys[key]}
        self._teasers = {key for key, count in teasers.items() if count > 1 and count > MOSTLY * keys[key]}
        self.shares = [self._share(one) for one in facts]
        """How sure it is that each block is a post, up to 1; zero or less where it is not."""

    def _share(self, facts: _Facts) -> float:
        if facts.names and facts.dates:
            share = NAMED_AND_DATED
        elif facts.names:
            share = NAMED if self._dated else NAMED_WHERE_NONE_IS_DATED
        elif facts.dates and facts.key in self._whole:
            # Among posts of one kind, one that names nobody is a guest's.
            share = DATED_LIKE_OTHERS
        elif facts.dates:
            share = DATED if self._named else DATED_WHERE_NONE_IS_NAMED
        else:
            share = NEITHER if self._named or self._dated else NEITHER_WHERE_NONE_IS
        if facts.has_post_word:
            share = min(share + WITH_POST_WORD, 1.0)
        if share > 0 and facts.in_furniture:
            share *= IN_FURNITURE
        if share > 0 and facts.key in self._teasers:
            share *= TEASER
        return share

    def worth(self) -> float:
        """The shares, weighed by how much prose each block holds; less where it holds the marks of several posts."""
        return sum(
            share * (facts.words if share > 0 else max(facts.words, 0.0)) / facts.crowd
            for facts, share in zip(self._facts, self.shares, strict=True)
        )


def _has_post_word(outline: Outline, block: Block) -> bool:
    """Whether one of the elements side by side in a block is called a post, message or the like."""
    index = block.start
    for _ in range(4):
        if index >= block.end:
            break
        if not POST_WORDS.isdisjoint(outline.words(index)):
            return True
        index = outline.end[index]
    return False


def _weigh(known: _Blocks, blocks: tuple[Block, ...]) -> Parting:
    """Sum up what the blocks are worth."""
    measure = _Measure(known, blocks)
    worth = measure.worth()
    sure = [block for block, share in zip(blocks, measure.shares, strict=True) if share > HARDLY_A_POST]
    return Parting(blocks, worth * _alone(known.outline, sure[0]) if len(sure) == 1 else worth)


def _alone(outline: Outline, block: Block) -> float:
    """What the worth of a single post counts: less the more menus it holds, and less where it is not called a post."""
    tight = outline.chars(block.start, block.end) / max(outline.length(block.start, block.end), 1)
    return LONE_BLOCK * min(tight, 1.0) * (1.0 if _has_post_word(outline, block) else NAMELESS)
