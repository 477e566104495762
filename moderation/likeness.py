"""How alike two short words are."""

from __future__ import annotations


def common_start(one: str, other: str) -> int:
    """Letters that two words share from their beginning."""
    for place, (letter, others) in enumerate(zip(one, other, strict=False)):
        if letter != others:
            return place
    return min(len(one), len(other))


def common_end(one: str, other: str) -> int:
    """Letters that two words share up to their end."""
    return common_start(one[::-1], other[::-1])


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
