"""The templates of `training/data` keep to their own rules.

A kind teaches a model one way of being hostile, or of being harmless, and is told apart from the others by its name.
What it is tested with must be other wording than what it is trained with, or the test would only ask for memory.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from moderation.folding import fold
from moderation.items import Category
from training.kinds import CHOICE

DATA = Path(__file__).parents[2] / "training" / "data"
PATHS = sorted((DATA / "kinds").glob("*.toml"))
SLOTS = tomllib.loads((DATA / "slots.toml").read_text(encoding="utf-8"))
GROUPS: dict[str, dict[str, Any]] = SLOTS["groups"]
LISTS: dict[str, str] = SLOTS["slots"]
FORMS = {"people", "person", "adj", "folk", "slurs", "slur", "home"}
FAMILIES = {group["family"] for group in GROUPS.values()}
CATEGORIES = set(Category)
KEYS = {"name", "about", "labels", "attacked", "train", "test"}
FURTHER_KEYS = {"groups", "disguise", "mirror", "times"}


def unnumbered(slot: str) -> str:
    """The group's form that a slot asks for, of whichever group."""
    return slot.removesuffix("2")


@dataclass(frozen=True)
class Template:
    text: str
    groups: tuple[str, ...] = ()

    @property
    def folded(self) -> str:
        return " ".join(fold(self.text).text.split())

    @property
    def slots(self) -> set[str]:
        return {slot for _, slot, _, _ in string.Formatter().parse(self.text) if slot is not None}

    def wordings(self) -> list[Template]:
        """The template with the first of its alternatives everywhere, with the second one, and so on."""
        most = max((len(found[1].split("|")) for found in CHOICE.finditer(self.text)), default=1)

        def taken(found: re.Match[str], place: int) -> str:
            alternatives = found[1].split("|")
            return alternatives[place % len(alternatives)]

        return [
            Template(CHOICE.sub(lambda found, place=place: taken(found, place), self.text), self.groups)
            for place in range(most)
        ]

    def forms(self, number: str = "") -> set[str]:
        """The forms that it asks of its group, or of its second group."""
        return {
            unnumbered(slot) for slot in self.slots if unnumbered(slot) in FORMS and slot.endswith("2") == bool(number)
        }


def read_template(raw: str | dict[str, Any]) -> Template:
    if isinstance(raw, str):
        return Template(raw)
    assert raw.keys() == {"text", "groups"}, raw
    return Template(raw["text"], tuple(raw["groups"]))


@dataclass(frozen=True)
class Kind:
    raw: dict[str, Any]
    train: tuple[Template, ...]
    test: tuple[Template, ...]

    @property
    def templates(self) -> tuple[Template, ...]:
        return self.train + self.test

    @property
    def name(self) -> str:
        return self.raw["name"]

    @property
    def hostile(self) -> bool:
        return self.raw["labels"]["toxicity"] == 1

    @property
    def attacks_a_group(self) -> bool:
        return self.raw["attacked"]

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(self.raw.get("groups", ()))

    def pool(self, template: Template) -> list[dict[str, Any]]:
        """The groups that a template of this kind may be filled with."""
        pin = template.groups or self.groups
        if pin:
            return [group for name, group in GROUPS.items() if name in pin or group["family"] in pin]
        return [group for group in GROUPS.values() if group.get("protected", True) or not self.attacks_a_group]


def further(name: str) -> list[str]:
    path = DATA / "wordings" / f"{name}.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


KINDS = [
    Kind(
        raw,
        tuple(map(read_template, (*raw["train"], *further(raw["name"])))),
        tuple(map(read_template, raw["test"])),
    )
    for path in PATHS
    for raw in tomllib.loads(path.read_text(encoding="utf-8"))["kind"]
]
NAMES = {kind.name for kind in KINDS}


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request) -> Kind:
    return request.param


# ---------------------------------------------------------------- slots


def test_every_slot_has_a_list_and_every_list_a_slot():
    lists = {key for key, value in SLOTS.items() if isinstance(value, list)}
    assert sorted(LISTS.values()) == sorted(lists)
    assert FORMS.isdisjoint(LISTS)


def test_no_value_stands_twice_in_its_list():
    assert [
        (name, value) for name in LISTS.values() for value, times in Counter(SLOTS[name]).items() if times > 1
    ] == []
    assert [name for name in LISTS.values() if len(SLOTS[name]) < 8] == []


def test_there_are_groups_of_many_families_and_most_are_protected():
    assert len(GROUPS) >= 40
    assert min(Counter(group["family"] for group in GROUPS.values()).values()) >= 2
    assert 0 < sum(not group.get("protected", True) for group in GROUPS.values()) < len(GROUPS) / 4


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_has_its_forms(name):
    group = GROUPS[name]
    assert group.keys() <= FORMS | {"family", "protected"}
    assert {"family", "people", "person"} <= group.keys()
    assert group["person"].split()[0] in {"a", "an"}
    slurs, singulars = group.get("slurs", []), group.get("slur", [])
    assert len(slurs) == len(singulars)
    assert [slur for slur in singulars if slur.split()[0] not in {"a", "an"}] == []


def test_no_family_bears_the_name_of_a_group():
    assert FAMILIES.isdisjoint(GROUPS)


# ---------------------------------------------------------------- kinds


def test_there_are_kinds_enough_on_both_sides():
    hostile = sum(kind.hostile for kind in KINDS)
    assert len(KINDS) >= 55
    assert hostile >= 26
    assert len(KINDS) - hostile >= 26


def test_names_are_unique_and_in_kebab_case():
    assert [name for name, times in Counter(kind.name for kind in KINDS).items() if times > 1] == []
    letters = set(string.ascii_lowercase + "-")
    assert [name for name in NAMES if set(name) - letters or name.strip("-") != name] == []


def test_a_kind_has_its_keys_and_no_others(kind):
    assert kind.raw.keys() >= KEYS
    assert kind.raw.keys() <= KEYS | FURTHER_KEYS
    assert kind.raw["about"].endswith(".")
    assert isinstance(kind.attacks_a_group, bool)


def test_labels_are_of_the_six_categories_and_agree(kind):
    labels = kind.raw["labels"]
    assert labels.keys() <= CATEGORIES
    assert {"toxicity", "identity_attack"} <= labels.keys()
    assert set(labels.values()) <= {0, 1}
    if not kind.hostile:
        assert labels["identity_attack"] == 0
        assert labels.get("insult", 0) == labels.get("threat", 0) == 0
        assert not kind.attacks_a_group
    if labels["identity_attack"]:
        assert kind.attacks_a_group


def test_an_attack_on_identity_falls_on_protected_groups_alone(kind):
    if kind.attacks_a_group:
        protected = {group.get("protected", True) for template in kind.templates for group in kind.pool(template)}
        assert protected == {kind.raw["labels"]["identity_attack"] == 1}


def test_a_mirror_image_is_a_kind_of_the_other_side(kind):
    mirror = kind.raw.get("mirror")
    if mirror is not None:
        [other] = [other for other in KINDS if other.name == mirror]
        assert other.hostile is not kind.hostile


def test_pins_name_groups_or_families(kind):
    pins = {pin for template in kind.templates for pin in template.groups} | set(kind.groups)
    assert pins <= FAMILIES | GROUPS.keys()


def test_what_is_to_be_disguised_is_there(kind):
    if kind.raw.get("disguise"):
        words = {"slur", "slurs", "insult", "insults", "fool"}
        assert [template.text for template in kind.templates if not template.slots & words] == []


# ---------------------------------------------------------------- templates


def test_there_are_templates_enough(kind):
    assert len(kind.train) >= 16
    assert len(kind.test) >= 8


def test_every_slot_exists(kind):
    known = LISTS.keys() | FORMS | {f"{form}2" for form in FORMS}
    assert {slot for template in kind.templates for slot in template.slots} <= known


def test_every_template_can_be_filled(kind):
    def fits(template: Template, group: dict[str, Any]) -> bool:
        return template.forms() <= group.keys()

    assert [
        template.text
        for template in kind.templates
        if not any(fits(wording, group) for wording in template.wordings() for group in kind.pool(template))
    ] == []


def test_alternatives_are_closed_and_never_nested(kind):
    assert [line for line in further(kind.name) if "|" in CHOICE.sub("", line)] == []


def test_every_further_wording_is_of_a_kind():
    assert {path.stem for path in (DATA / "wordings").glob("*.txt")} <= NAMES


def test_a_second_group_comes_after_a_first(kind):
    assert [template.text for template in kind.templates if template.forms("2") and not template.forms()] == []


def test_no_template_stands_twice_in_any_kind():
    times = Counter(template.folded for kind in KINDS for template in kind.templates)
    assert [text for text, count in times.items() if count > 1] == []


def test_templates_are_of_the_length_of_posts(kind):
    lengths = [len(template.text.split()) for template in kind.templates]
    assert max(lengths) <= 80
    assert max(lengths) >= 2 * min(lengths)


def test_files_stay_readable():
    assert len(PATHS) >= 10
    assert [
        path.name for path in [*PATHS, DATA / "slots.toml"] if len(path.read_text("utf-8").splitlines()) > 420
    ] == []
