"""Posts made from templates: kinds of speech, each with its mirror image where it has one.

``data/kinds/*.toml`` holds the kinds, ``data/wordings/NAME.txt`` further templates to train by, one a line, and
``data/slots.toml`` what templates are filled with. A kind has templates to train by and others to be tested by, of
another wording: what is measured is never what was learned.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from moderation.items import Category
from training.disguise import disguised
from training.examples import Example, is_held_out
from training.groups import DATA, FORMS, Group, slots, targets

SLOT = re.compile(r"(?P<article>\b[Aa]n? )?\{(?P<name>[a-z_]+?)(?P<which>\d?)\}")
CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
"""Alternatives, one of which is taken: ``(a|b|)``."""
STRAY_BLANK = re.compile(r" +(?=[ ,.!?;]|$)", re.MULTILINE)
"""What an empty alternative leaves."""
SLURS = frozenset({"slur", "slurs"})
HIDDEN = SLURS | {"insult", "insults", "fool", "swear", "filth"}
"""Slots whose words a kind of disguised speech hides."""
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Template:
    """A post with slots."""

    text: str
    pinned: tuple[str, ...] = ()
    """The groups, or families of groups, that alone may fill it; any where it names none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to speak, and what it is."""

    name: str
    theme: str
    """The file that it stands in."""
    about: str
    labels: dict[str, float]
    attacked: bool
    """Whether the group in it is attacked."""
    disguise: bool
    """Whether its slurs and insults are spelled in disguise."""
    times: int
    """How many times as many posts as of another kind are learned of a template: more words stand in it by turns."""
    train: tuple[Template, ...]
    test: tuple[Template, ...]

    def templates(self, split: str) -> tuple[Template, ...]:
        """Those of a split: ``train``, ``held`` or ``test``."""
        if split == "test":
            return self.test
        return tuple(one for one in self.train if is_held_out(one.text) == (split == "held"))


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind, file by file."""
    return tuple(
        _kind(path.stem, table)
        for path in sorted((DATA / "kinds").glob("*.toml"))
        for table in tomllib.loads(path.read_text(encoding="utf-8"))["kind"]
    )


def made(split: str, each: int, seed: int) -> list[Example]:
    """Posts of every kind.

    Args:
        split: Which templates they are made from: ``train``, ``test``, or ``held``, which are to train by, but are kept
            from it, as are some posts of the data sets.
        each: How many posts a template yields at most, to train by as many times as many as its kind says.
        seed: The same seed makes the same posts.
    """
    rng = Random(f"{seed}/{split}")  # noqa: S311 - nothing here is secret
    posts = []
    for kind in kinds():
        most = each * kind.times if split == "train" else each
        for template in kind.templates(split):
            texts = {}
            for _ in range(most * 2):
                filled = _filled(template, kind, rng)
                if filled is not None and len(texts) < most:
                    texts.setdefault(filled[0], filled[1])
            posts += [
                Example(
                    text=text,
                    labels=kind.labels | _targets(kind, groups),
                    source=f"kinds/{kind.name}",
                    groups=frozenset(group.name for group in groups),
                )
                for text, groups in texts.items()
            ]
    return posts


def _kind(theme: str, table: Mapping[str, Any]) -> Kind:
    labels: dict[str, float] = {Category(name): float(value) for name, value in table["labels"].items()}
    pinned = tuple(table.get("groups", ()))
    return Kind(
        name=table["name"],
        theme=theme,
        about=table["about"],
        labels=labels,
        attacked=table.get("attacked", False),
        disguise=table.get("disguise", False),
        times=table.get("times", 1),
        train=tuple(_template(line, pinned) for line in (*table["train"], *_wordings(table["name"]))),
        test=tuple(_template(line, pinned) for line in table["test"]),
    )


def _wordings(name: str) -> list[str]:
    """A kind's further templates, if it has any; a backslash and an n stand for a line break."""
    path = DATA / "wordings" / f"{name}.txt"
    if not path.exists():
        return []
    return [line.replace("\\n", "\n") for line in path.read_text(encoding="utf-8").splitlines()]


def _template(line: str | Mapping[str, Any], pinned: tuple[str, ...]) -> Template:
    return (
        Template(line, pinned) if isinstance(line, str) else Template(line["text"], tuple(line.get("groups", pinned)))
    )


def _filled(template: Template, kind: Kind, rng: Random) -> tuple[str, tuple[Group, ...]] | None:
    """A template filled at random, and the groups in it; None where no group has the forms that it asks for."""
    words, groups = slots()
    text = template.text
    if CHOICE.search(text):
        text = CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)
        text = STRAY_BLANK.sub("", text).strip(" ")
    asked = {(found["name"], found["which"]) for found in SLOT.finditer(text)}
    chosen: dict[str, Group] = {}
    for which in sorted({which for name, which in asked if name in FORMS}):
        forms = {name for name, number in asked if number == which and name in FORMS}
        fitting = [
            group
            for group in groups
            if forms <= group.forms.keys() and group not in chosen.values() and _may_fill(group, template, kind)
        ]
        if not fitting:
            return None
        chosen[which] = rng.choice(fitting)
    at: dict[str, int] = {}
    filled: dict[str, str] = {}

    def fill(found: re.Match[str]) -> str:
        name, which = found["name"], found["which"]
        if name in FORMS:
            forms = chosen[which].forms[name]
            # Slurs stand in one order in singular and plural.
            place = at.setdefault(which, rng.randrange(len(forms))) if name in SLURS else rng.randrange(len(forms))
            word = forms[min(place, len(forms) - 1)]
        else:
            word = filled.setdefault(f"{name}{which}", rng.choice(words[name]))
        if kind.disguise and name in HIDDEN:
            word = disguised(word, rng)
        if not found["article"]:
            return word
        # "a" or "an", as the word behind it begins.
        return f"{found['article'][0]}{'n' if word[0].lower() in VOWELS else ''} {word}"

    return SLOT.sub(fill, text), tuple(chosen.values())


def _targets(kind: Kind, groups: tuple[Group, ...]) -> dict[str, float]:
    """The families that are attacked; nobody knows them where an attack names no group."""
    if not kind.labels.get(Category.IDENTITY_ATTACK):
        return targets(())
    return targets(groups) if groups else {}


def _may_fill(group: Group, template: Template, kind: Kind) -> bool:
    if template.pinned:
        return group.name in template.pinned or group.family in template.pinned
    return group.protected or not kind.attacked


def cases(split: str, each: int, seed: int) -> Iterator[tuple[Kind, Example]]:
    """Posts with their kinds, for measuring kind by kind."""
    by_name = {kind.name: kind for kind in kinds()}
    for example in made(split, each, seed):
        yield by_name[example.source.removeprefix("kinds/")], example
