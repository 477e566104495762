"""Whom "they" means: a reply that names nobody may speak of those whom the original post, or its quote, names.

"Send them all back" says nothing by itself. Where the words around a post name exactly one group and the post itself
none, the classifier reads it a second time with the group in the place of the pronoun.
"""

from __future__ import annotations

import re

from moderation.detectors import Passage
from moderation.folding import fold
from moderation.groups import GroupKind, Names
from moderation.tokens import read_tokens

PRONOUN = re.compile(
    r"\b(?:they|them|(?:these|those) (?:people|guys|folks|ones|creatures)|(?:that|this) (?:lot|kind|bunch)"
    r"|(?:people|all|any|most|some) of them|their (?:kind|sort|ilk))\b",
    re.IGNORECASE,
)
POSSESSIVE = re.compile(r"\btheir\b", re.IGNORECASE)
KINDS = frozenset({GroupKind.NATION, GroupKind.PEOPLE, GroupKind.FAITH})
"""What "they" can be."""
MOST_CHARACTERS = 4_000
"""Characters of what stands around that are looked at."""


def spoken_of(passage: Passage, names: Names) -> str | None:
    """The members of the group that a passage's pronouns mean, such as ``Pakistanis``.

    None where it has none, names a group itself, or several groups are possible.
    """
    around = passage.context
    if not (around.original_post or around.quotes) or not PRONOUN.search(passage.text):
        return None
    if _targets(passage.text, names):
        return None
    # What a post quotes is nearer than what its thread began with.
    for words in (" ".join(around.quotes), around.original_post or ""):
        targets = _targets(words[:MOST_CHARACTERS], names)
        if targets:
            return names.members(targets.pop()) if len(targets) == 1 else None
    return None


def with_group(text: str, members: str) -> str:
    """A text with a group's members in the place of its pronouns."""
    return POSSESSIVE.sub(f"{members}'", PRONOUN.sub(members, text))


def _targets(text: str, names: Names) -> set[str]:
    """The groups that a text names."""
    forms = read_tokens(fold(text)).forms
    return {
        name.target
        for form in forms
        for name in (names.by_form.get(form) or names.by_form.get(form.removesuffix("s"), ()))
        if name.kind in KINDS
    }
