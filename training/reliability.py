"""How well scores are calibrated: of posts that score so much, the share that is so, in a table and in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from moderation.items import Category, Verdict
from training.examples import Example

BINS = 10
INCHES = (8, 4)
COLOUR, FAINT = "#1f5fa8", "#9aa4ae"
mpl.rcParams["svg.hashsalt"] = "flagpost"  # the same figures are the same file


@dataclass(frozen=True, slots=True)
class Bin:
    """The posts whose scores are within a tenth."""

    least: float
    """The lowest score of the tenth."""
    posts: int
    score: float
    """Their mean score."""
    share: float
    """The share of them that is of the category."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well the scores of one category are calibrated."""

    category: Category
    bins: tuple[Bin, ...]
    """Those with posts, by rising score."""

    @classmethod
    def of(cls, category: Category, posts: Sequence[Example], told: Sequence[Verdict]) -> Reliability:
        """That of the posts whose label is known."""
        known = [place for place, post in enumerate(posts) if category in post.labels]
        labels = np.array([posts[place].labels[category] for place in known])
        scores = np.array([told[place].scores[category] for place in known])
        tenths = np.minimum((scores * BINS).astype(int), BINS - 1)
        return cls(
            category,
            tuple(
                Bin(tenth / BINS, int(here.sum()), float(scores[here].mean()), float(labels[here].mean()))
                for tenth in range(BINS)
                if (here := tenths == tenth).any()
            ),
        )

    @property
    def posts(self) -> int:
        """How many posts there are."""
        return sum(one.posts for one in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error: how far score and share lie apart, the mean of posts."""
        return sum(abs(one.score - one.share) * one.posts for one in self.bins) / self.posts

    def rows(self) -> list[dict[str, object]]:
        """A row a tenth, and the expected calibration error in the last."""
        told = [
            (f"{one.least:.1f} to {one.least + 1 / BINS:.1f}", one.posts, f"{one.score:.3f}", one.share)
            for one in self.bins
        ]
        names = ("scores", "posts", "mean score", "share")
        return [
            {"category": str(self.category), **dict(zip(names, row, strict=True))}
            for row in (*told, ("expected calibration error", self.posts, "", self.error))
        ]


def draw(measured: Sequence[Reliability], path: Path) -> None:
    """Draw reliability plots: share over score, and under them how many posts there are.

    Args:
        measured: A plot each.
        path: The file, of any kind that its ending names.
    """
    figure = Figure(figsize=INCHES, layout="constrained")
    above, below = figure.subplots(2, len(measured), sharex=True, squeeze=False, height_ratios=(4, 1))
    for plot, count, one in zip(above, below, measured, strict=True):
        plot.plot((0, 1), (0, 1), color=FAINT, linestyle="--", linewidth=1)
        plot.plot([each.score for each in one.bins], [each.share for each in one.bins], color=COLOUR, marker="o")
        plot.set(title=f"{one.category} (error {one.error:.3f})", ylabel="share that is so", ylim=(0, 1))
        count.bar(
            [each.least for each in one.bins], [each.posts for each in one.bins], 1 / BINS, align="edge", color=FAINT
        )
        count.set(xlabel="score", ylabel="posts", xlim=(0, 1))
    figure.savefig(path, metadata={"Date": None})
