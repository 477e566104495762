"""What those who coin words do: with which stems, and whose names they twist, as lists of coinages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log1p
from typing import Any

from moderation.datafiles import DataFile
from moderation.errors import DataError
from moderation.groups import Name
from moderation.stems import Stem

PRACTISED = (
    "stem used",  # how many coinages have the stem, as a logarithm
    "name twisted",  # how many twist the name
    "target twisted",  # how many twist any name of the target
)
"""What is measured of a stem and a name, in the order of `Practice.traits`."""


@dataclass(frozen=True, slots=True)
class Practice:
    """How many coinages of the lists have a stem, and twist a name."""

    stems: Mapping[str, int] = field(default_factory=dict)
    """A stem's letters to how many have it."""
    names: Mapping[str, int] = field(default_factory=dict)
    """A name's letters to how many twist it."""
    targets: Mapping[str, int] = field(default_factory=dict)
    """A target to how many twist any of its names."""
    digest: str = ""
    """A digest of all this: another practice has another one."""

    def traits(self, stem: Stem, name: Name) -> tuple[float, ...]:
        """What is measured of a stem and a name, in the order of `PRACTISED`."""
        return (
            log1p(self.stems.get(stem.form, 0)),
            log1p(self.names.get(name.form, 0)),
            log1p(self.targets.get(name.target, 0)),
        )


def read_practice(file: DataFile) -> Practice:
    """The practice that a data file tells: tables of stems, names and targets, each to a number.

    Raises:
        DataError: A table is missing, or holds what is no number.
    """
    return Practice(_counts(file, "stems"), _counts(file, "names"), _counts(file, "targets"), file.digest)


def _counts(file: DataFile, table: str) -> Mapping[str, int]:
    counts: Any = file.content.get(table)
    if not isinstance(counts, dict) or not all(isinstance(count, int) for count in counts.values()):
        raise DataError(f"{file.name}: [{table}] must be a table of whole numbers")
    return counts
