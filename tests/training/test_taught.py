"""What a teacher says of posts, kept and read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.examples import HEADS
from training.taught import TAUGHT, read_taught, write_taught

TEXTS = ["good morning", "доброе утро", "buenos días"]


def test_what_a_teacher_says_is_kept_within_a_step(tmp_path: Path) -> None:
    said = np.random.default_rng(7).random((len(TEXTS), len(HEADS)), dtype=np.float32)
    write_taught(tmp_path / "taught.npz", TEXTS, said)
    taught = read_taught(tmp_path / "taught.npz")
    for text, row in zip(TEXTS, said, strict=True):
        np.testing.assert_allclose(taught.get(text), row, atol=1 / 500)
    assert taught.get("good evening") is None


def test_a_teacher_that_was_asked_for_other_heads_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "taught.npz", heads=np.array(["rudeness"]), digests=np.zeros(1), steps=np.zeros((1, 1)))
    with pytest.raises(ValueError, match="rudeness"):
        read_taught(tmp_path / "taught.npz")


def test_the_teacher_has_spoken_of_the_posts_of_the_data_sets() -> None:
    taught = read_taught(TAUGHT)
    assert len(taught.rows) > 50_000
    assert all(len(row) == len(HEADS) for row in taught.rows.values())
