"""What a classifier reaches, by data set and by kind of speech."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from moderation.items import Category
from training.examples import HEADS, Example

FEWEST = 20
"""Posts of each side that a figure needs."""


def auroc(labels: np.ndarray, scores: np.ndarray) -> float:
    """The chance that a post with the label scores above one without; ties count half."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    values = scores[order]
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    ends = np.r_[starts[1:], len(values)]
    for start, end in zip(starts, ends, strict=True):
        ranks[order[start:end]] = (start + end + 1) / 2
    positive = labels > 0.5
    with_label, without = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - with_label * (with_label + 1) / 2) / (with_label * without))


def character_f1(gold: Iterable[tuple[int, int]], have: Iterable[tuple[int, int]]) -> float:
    """How well stretches match, by their characters (SemEval-2021 task 5); 1 where both are empty."""
    wanted, shown = ({place for start, end in stretches for place in range(start, end)} for stretches in (gold, have))
    return 2 * len(wanted & shown) / (len(wanted) + len(shown)) if wanted or shown else 1.0


def by_source(examples: Sequence[Example], logits: np.ndarray) -> dict[str, Any]:
    """AUROC and, at a probability of one half, accuracy of both sides, by data set and category."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, example in enumerate(examples):
        places[example.source].append(place)
    found: dict[str, Any] = {}
    for source, rows in sorted(places.items()):
        for category in (Category.IDENTITY_ATTACK, Category.TOXICITY):
            known = [row for row in rows if category in examples[row].labels]
            labels = np.array([examples[row].labels[category] for row in known])
            if min(labels.sum(), (1 - labels).sum()) >= FEWEST:
                scores = logits[known, HEADS.index(category)]
                found[f"{source} {category}"] = {
                    "auroc": round(auroc(labels, scores), 3),
                    "found": round(float((scores[labels > 0.5] > 0).mean()), 3),
                    "left alone": round(float((scores[labels < 0.5] <= 0).mean()), 3),
                }
    return found


def by_kind(examples: Sequence[Example], logits: np.ndarray) -> dict[str, Any]:
    """The share of posts of each kind that are rightly told to attack a group, or not; and of both sides."""
    column = HEADS.index(Category.IDENTITY_ATTACK)
    right: dict[str, list[bool]] = defaultdict(list)
    sides: dict[str, list[bool]] = defaultdict(list)
    for example, row in zip(examples, logits, strict=True):
        if Category.IDENTITY_ATTACK not in example.labels:
            continue
        is_attack = example.labels[Category.IDENTITY_ATTACK] > 0.5
        told = (row[column] > 0) == is_attack
        right[example.source].append(bool(told))
        sides["attacks" if is_attack else "harmless"].append(bool(told))
    figures = {name: round(sum(told) / len(told), 3) for name, told in sorted(right.items())}
    return {"sides": {name: round(sum(told) / len(told), 3) for name, told in sides.items()}, **figures}
