"""Boosted decision trees: what scores a reading of a word as a coinage. `training.coinages` grows them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from moderation.datafiles import DIGEST_LENGTH
from moderation.errors import DataError

Tree: TypeAlias = "float | tuple[int, float, Tree, Tree]"
"""A leaf's share in the score, or a trait's place, the most that goes to the left, and what is left and right."""


class Forest:
    """Trees whose leaves add up to the log-odds of what they were grown to tell."""

    def __init__(
        self, trees: Sequence[Tree], start: float = 0.0, early: int = 0, hopeless: float = 0.0, digest: str = ""
    ) -> None:
        """A forest.

        Args:
            trees: The trees, those that tell most first.
            start: What the score starts from.
            early: Trees after which a score is looked at, 0 for never.
            hopeless: The score below which the others are not asked by then.
            digest: A digest of all this.
        """
        self.digest = digest
        """Other trees have another one."""
        self._first, self._others = trees[:early], trees[early:]
        self._start, self._hopeless = start, hopeless

    def score(self, traits: Sequence[float]) -> float:
        """The log-odds; what is hopeless early on is told as it stood there."""
        told = self._start + _sum(self._first, traits)
        return told if self._first and told < self._hopeless else told + _sum(self._others, traits)


def _sum(trees: Sequence[Tree], traits: Sequence[float]) -> float:
    total = 0.0
    for tree in trees:
        node = tree
        while isinstance(node, tuple):
            node = node[2] if traits[node[0]] <= node[1] else node[3]
        total += node
    return total


def read_forest(path: Path, traits: Sequence[str]) -> Forest:
    """A forest from a file.

    Args:
        path: JSON with ``traits``, ``start``, ``early``, ``hopeless`` and ``trees``; a tree is a number or a list of a
            trait's place, the most that goes left, and two trees.
        traits: The traits that are measured, in their order.

    Raises:
        DataError: The file is missing or broken, or was grown on other traits.
    """
    try:
        raw = path.read_bytes()
        told: Mapping[str, Any] = json.loads(raw)
        digest = hashlib.sha256(raw).hexdigest()[:DIGEST_LENGTH]
        trees = [_tree(tree, len(traits)) for tree in told["trees"]]
        forest = Forest(trees, float(told["start"]), int(told["early"]), float(told["hopeless"]), digest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path.name}: {error}") from error
    if told["traits"] != list(traits):
        raise DataError(f"{path.name}: was grown on other traits; run python -m training.coinages")
    return forest


def _tree(told: Any, traits: int) -> Tree:
    if not isinstance(told, list):
        return float(told)
    place, most, left, right = told
    if not 0 <= place < traits:
        raise ValueError(f"there is no trait {place}")
    return (int(place), float(most), _tree(left, traits), _tree(right, traits))
