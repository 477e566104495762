"""The groups that posts are made about, and the groups that a post names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
LISTS = DATA / "lists"
"""Where lists of ``slots.toml`` go on, a word a line: ``NAME.txt``."""
FORMS = ("people", "person", "adj", "folk", "slurs", "slur", "home")
"""Slots that a group fills."""
NAMING = ("people", "person", "adj", "slurs", "slur")
"""Those whose words name the group wherever they stand."""
TARGETS = ("age", "disability", "faith", "gender", "migration", "nation", "orientation", "people")
"""Families of groups that the classifier tells to be attacked."""


@dataclass(frozen=True, slots=True)
class Group:
    """People, and how they are called."""

    name: str
    family: str
    protected: bool
    forms: Mapping[str, tuple[str, ...]]


@cache
def slots() -> tuple[Mapping[str, tuple[str, ...]], tuple[Group, ...]]:
    """What slots are filled with: words by the slot, and the groups."""
    content = tomllib.loads((DATA / "slots.toml").read_text(encoding="utf-8"))
    groups = tuple(
        Group(
            name=name,
            family=line["family"],
            protected=line.get("protected", True),
            forms={form: _listed(line[form]) for form in FORMS if form in line},
        )
        for name, line in content.pop("groups").items()
    )
    lists = content.pop("slots")
    return {slot: (*content[words], *_further(words)) for slot, words in lists.items()}, groups


def _further(words: str) -> list[str]:
    path = LISTS / f"{words}.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def targets(groups: Iterable[Group]) -> dict[str, float]:
    """Every family of groups to 1 where one of its groups is attacked, 0 elsewhere."""
    families = {group.family for group in groups}
    return {target: float(target in families) for target in TARGETS}


def named(text: str) -> list[Group]:
    """The groups that a text names, in its order."""
    pattern, groups = _names()
    return [groups[found.group().lower()] for found in pattern.finditer(text)]


@cache
def _names() -> tuple[re.Pattern[str], Mapping[str, Group]]:
    names: dict[str, Group] = {}
    for group in slots()[1]:
        for form in NAMING:
            for word in group.forms.get(form, ()):
                names.setdefault(re.sub(r"^an? ", "", word.lower()), group)
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE), names


def _listed(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
