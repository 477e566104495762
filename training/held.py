"""What is never trained on and fitted to: calibration, the glance, and the weights of the detectors."""

from __future__ import annotations

from pathlib import Path

from training.examples import Example, is_held_out, read_posts
from training.kinds import made

EACH = 4
"""Posts made from a template that is kept back."""
SEED = 17


def held_out(data: Path) -> list[Example]:
    """Posts of the data sets' train split that are kept back, and others made from templates that are.

    Args:
        data: The folder with ``hostility.csv``.
    """
    posts = read_posts(data / "hostility.csv", "train")
    return [*(post for post in posts if is_held_out(post.text)), *made("held", EACH, SEED)]
