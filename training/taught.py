"""What a teacher says of posts, as it is kept: a number a head, by the digest of a post's text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np

from training.examples import HEADS

TAUGHT = Path(__file__).parent / "data" / "taught.npz"
"""What the teacher said last."""
DIGEST_BYTES = 8
"""How long a digest is: of a hundred thousand texts no two have the same."""
STEPS = 255
"""Probabilities are kept in so many steps."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What a teacher says of posts."""

    rows: Mapping[int, np.ndarray] = field(default_factory=dict)
    """The digest of a text to the probability of each head."""

    def get(self, text: str) -> np.ndarray | None:
        """The probability of each head, None where the teacher was not asked."""
        return self.rows.get(digest(text))


def digest(text: str) -> int:
    """A number that stands for a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=DIGEST_BYTES).digest())


def write_taught(path: Path, texts: Iterable[str], probabilities: np.ndarray) -> None:
    """Keep what a teacher says.

    Args:
        path: The file.
        texts: The posts.
        probabilities: Posts by heads.
    """
    steps = np.rint(probabilities * STEPS).astype(np.uint8)
    digests = np.array([digest(text) for text in texts], dtype=np.uint64)
    order = np.argsort(digests)
    np.savez_compressed(path, heads=np.array(HEADS), digests=digests[order], steps=steps[order])


def read_taught(path: Path) -> Taught:
    """What a teacher said.

    Raises:
        ValueError: It was asked for other heads.
    """
    with np.load(path) as told:
        if (heads := told["heads"].tolist()) != [*HEADS]:
            raise ValueError(f"{path}: the teacher was asked for {', '.join(heads)}; ask it anew")
        rows = told["steps"].astype(np.float32) / STEPS
        return Taught(dict(zip(told["digests"].tolist(), rows, strict=True)))
