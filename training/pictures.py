"""Posts with emoji in place of words, as people write them: who is attacked, and how, may stand in pictures alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random

from training.examples import Example
from training.groups import DATA

WORD = re.compile(r"[^\W\d_]+")
SHARE = 0.08
"""Of the posts that could have emoji, how many get some."""
OFTEN = 0.7
"""How often a word becomes a picture, in a post that gets some."""
MOODY = 0.3
"""How often a mood stands behind such a post."""


def pictured(example: Example, rng: Random) -> Example:
    """A post as it is or, one in a few, with emoji for some of its words; what it is labelled stays true."""
    if example.marks or rng.random() >= SHARE:
        return example
    words, moods = _pictures()

    def drawn(found: re.Match[str]) -> str:
        shown = words.get(found[0].lower())
        return rng.choice(shown) if shown and rng.random() < OFTEN else found[0]

    text = WORD.sub(drawn, example.text)
    if rng.random() < MOODY:
        text = f"{text} {rng.choice(moods)}"
    return replace(example, text=text)


@cache
def _pictures() -> tuple[Mapping[str, Sequence[str]], Sequence[str]]:
    """Words to the emoji that may stand for them, and emoji of moods."""
    read = tomllib.loads((DATA / "pictures.toml").read_text(encoding="utf-8"))
    return read["words"], read["behind"]["moods"]
