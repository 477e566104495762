"""The names of nations, peoples, faiths, parties and places, and the pieces of them that blends keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from itertools import chain

from moderation.datafiles import DataFile, read_data
from moderation.errors import DataError
from moderation.folding import fold_form

SHORTEST_PIECE = 3
"""Letters of a name that a blend must keep at one of its ends to remind of it."""


class GroupKind(StrEnum):
    """What a name names."""

    NATION = "nation"
    PEOPLE = "people"
    FAITH = "faith"
    PARTY = "party"
    PLACE = "place"


TABLES: Mapping[str, GroupKind] = {
    "nations": GroupKind.NATION,
    "peoples": GroupKind.PEOPLE,
    "faiths": GroupKind.FAITH,
    "parties": GroupKind.PARTY,
    "places": GroupKind.PLACE,
}
"""The tables of the data file."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a group."""

    form: str
    """Its letters, folded and without blanks."""
    printed: str
    """As a reason prints it."""
    target: str
    """The group it names."""
    kind: GroupKind
    """What it names."""


@dataclass(frozen=True)
class Names:
    """All names, by the letters they begin and end with."""

    all: tuple[Name, ...]
    """Every name, in the singular where it has one."""

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every form."""
        return frozenset(name.form for name in self.all)

    @cached_property
    def of_target(self) -> Mapping[str, frozenset[str]]:
        """Every group to the forms of its names."""
        forms: dict[str, set[str]] = defaultdict(set)
        for name in self.all:
            forms[name.target].add(name.form)
        return {target: frozenset(named) for target, named in forms.items()}

    @cached_property
    def by_form(self) -> Mapping[str, tuple[Name, ...]]:
        """Every form to the names that have it."""
        return _grouped((name.form, name) for name in self.all)

    def members(self, target: str) -> str:
        """What a group's members are called, in the plural: the target itself where it says so, else its first name."""
        printed = [name.printed for name in self.all if name.target == target]
        if target not in printed or target.endswith("s"):
            return target
        people = printed[1] if len(printed) > 1 else target
        return f"{people} people" if people.endswith(("s", "sh", "ch", "ese")) else f"{people}s"

    @cached_property
    def by_start(self) -> Mapping[str, tuple[Name, ...]]:
        """Every beginning of a name to the names that have it."""
        return _grouped((name.form[:end], name) for name in self.all for end in range(1, len(name.form) + 1))

    @cached_property
    def by_end(self) -> Mapping[str, tuple[Name, ...]]:
        """Every ending of a name to the names that have it."""
        return _grouped((name.form[start:], name) for name in self.all for start in range(len(name.form)))

    @cached_property
    def _by_ends(self) -> Mapping[str, tuple[Name, ...]]:
        return _grouped((name.form[:2] + name.form[-2:], name) for name in self.all)

    def sharing_a_piece(self, word: str) -> list[Name]:
        """The names that begin or end with three letters as a word does, or both begin and end with two."""
        found = chain(
            self.by_start.get(word[:SHORTEST_PIECE], ()),
            self.by_end.get(word[-SHORTEST_PIECE:], ()),
            self._by_ends.get(word[:2] + word[-2:], ()),
        )
        return [*{id(name): name for name in found}.values()]


def _grouped(pairs: Iterator[tuple[str, Name]]) -> dict[str, tuple[Name, ...]]:
    grouped: dict[str, list[Name]] = defaultdict(list)
    for piece, name in pairs:
        grouped[piece].append(name)
    return {piece: tuple(names) for piece, names in grouped.items()}


def read_names(file: DataFile) -> Names:
    """The names of a groups file.

    Raises:
        DataError: A table is unknown, or a line is no list of names.
    """
    names: dict[tuple[str, str], Name] = {}
    for table, lines in file.content.items():
        if table not in TABLES:
            raise DataError(f"{file.name}: unknown table [{table}]; known are {', '.join(TABLES)}")
        for target, further in lines.items():
            if not isinstance(further, list) or not all(isinstance(name, str) for name in further):
                raise DataError(f"{file.name}: {table}.{target}: must be a list of names")
            for printed in _with_target(target, further):
                form = "".join(letter for letter in fold_form(printed) if letter.isalpha())
                names.setdefault((form, target), Name(form, printed, target, TABLES[table]))
    return Names(tuple(names.values()))


@cache
def load_names() -> Names:
    """The names of the package's own file.

    Raises:
        DataError: It is not as it must be.
    """
    return read_names(read_data("groups.toml"))


def _with_target(target: str, further: list[str]) -> list[str]:
    """The names of a line. A target in lower case describes, and the plural of a name adds nothing to it."""
    described = target[0].islower() or any(name + "s" == target for name in further)
    return further if described else [target, *further]
