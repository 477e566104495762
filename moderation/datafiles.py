"""Data files of the detectors: read once, checked, and told apart by a digest of their bytes."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from moderation.errors import DataError
from moderation.items import Severity

DATA = Path(__file__).parent / "data"
"""Where the package's own data files lie."""

Choice = TypeVar("Choice", bound=StrEnum)

DIGEST_LENGTH = 8
"""Hexadecimal digits of a digest that stand in a version."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """One TOML file as read."""

    name: str
    """The file's name, for messages."""
    content: Mapping[str, Any]
    """What it says."""
    digest: str
    """A digest of its bytes: another content is another digest."""


@cache
def read_data(name: str) -> DataFile:
    """Reads a data file of the package, such as ``coinages.toml``, once.

    Raises:
        DataError: The file is missing or is no TOML.
    """
    return read_file(DATA / name)


def read_words(name: str) -> frozenset[str]:
    """The words of a text file of the package, such as ``known_words.txt``.

    Raises:
        DataError: The file is missing or is no text.
    """
    try:
        return frozenset((DATA / name).read_text(encoding="utf-8").split())
    except (OSError, ValueError) as error:
        raise DataError(f"{name}: cannot be read: {error}") from error


def read_file(path: Path) -> DataFile:
    """Reads a data file from anywhere.

    Raises:
        DataError: The file is missing or is no TOML.
    """
    try:
        raw = path.read_bytes()
        content = tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: is not TOML in UTF-8: {error}") from error
    return DataFile(path.name, content, hashlib.sha256(raw).hexdigest()[:DIGEST_LENGTH])


def told_of(error: ValidationError) -> str:
    """What is first wrong with a file's content, on one line: the key, and what belongs there."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"] if part != "[key]")
    said = first["msg"].removeprefix("Value error, ")
    return f"{key}: {said}" if key else said


def text_in(value: object, field: str) -> str:
    """A text as a data file gives it.

    Raises:
        ValueError: It is none, or empty; the message names the field. So do all of these.
    """
    if not isinstance(value, str) or not value:
        raise ValueError(f"{field} must be a text, not {value!r}")
    return value


def texts_in(value: object, field: str) -> tuple[str, ...]:
    """A list of texts as a data file gives it."""
    if not isinstance(value, list):
        raise ValueError(f"{field} must be a list of texts, not {value!r}")  # noqa: TRY004 - all of these are told alike
    return tuple(text_in(one, field) for one in value)


def listed_in(file: DataFile, table: str, key: str) -> frozenset[str]:
    """The texts of a list in a table of a data file; none where it is left out.

    Raises:
        DataError: It is no list of texts.
    """
    try:
        return frozenset(texts_in(file.content.get(table, {}).get(key, []), key))
    except (AttributeError, ValueError) as error:
        raise DataError(f"{file.name}: [{table}] needs {key}, a list of texts") from error


def share_in(value: object, field: str) -> float:
    """A number from 0 to 1 as a data file gives it."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError(f"{field} must be a number from 0 to 1, not {value!r}")
    return float(value)


def switch_in(value: object, field: str) -> bool:
    """True or false as a data file gives it."""
    if not isinstance(value, bool):
        raise ValueError(f"{field} must be true or false, not {value!r}")  # noqa: TRY004 - all of these are told alike
    return value


def choice_in(value: object, field: str, choices: type[Choice]) -> Choice:
    """One of some names as a data file gives it."""
    try:
        return choices(str(value))
    except ValueError as error:
        raise ValueError(f"{field} must be one of {', '.join(choices)}, not {value!r}") from error


def severity_named(value: object, field: str) -> Severity:
    """A severity by its name, as data files write it."""
    names = {severity.name.lower(): severity for severity in Severity if severity}
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"{field} must be one of {', '.join(names)}, not {value!r}")
    return names[value]


def version_of(code: str, files: Iterable[DataFile]) -> str:
    """A detector's version: that of its code, then a digest of all its data, such as ``1+0c1f9a2b``."""
    digests = "".join(file.digest for file in files)
    return f"{code}+{hashlib.sha256(digests.encode()).hexdigest()[:DIGEST_LENGTH]}"
