"""How alike two short words are."""

from __future__ import annotations

from functools import lru_cache


def common_start(one: str, other: str) -> int:
    """Letters that two words share from their beginning."""
    for place, (letter, others) in enumerate(zip(one, other, strict=False)):
        if letter != others:
            return place
    return min(len(one), len(other))


def common_end(one: str, other: str) -> int:
    """Letters that two words share up to their end."""
    return common_start(one[::-1], other[::-1])


@lru_cache(maxsize=1024)  # a word is read beside a name once for each stem in it
def likeness(one: str, other: str) -> float:
    """1 for the same word, 0 for nothing in common: the edits between them (Levenshtein) against the longer one."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for column, others in enumerate(other, 1):
            kept = before + (letter != others)
            before = row[column]
            row[column] = min(kept, row[column] + 1, row[column - 1] + 1)
    return 1 - row[-1] / max(len(one), len(other), 1)


def is_slip(one: str, other: str) -> bool:
    """Whether a word is another one with a letter dropped, doubled, or swapped with the next."""
    start, end = common_start(one, other), common_end(one, other)
    if len(one) == len(other) - 1:
        return start + end >= len(one)
    if len(one) == len(other) + 1:
        return start + end >= len(other) and start > 0 and one[start] == one[start - 1]
    if len(one) != len(other) or start + end != len(one) - 2:
        return False
    return one[start : start + 2] == other[start + 1] + other[start]
