"""Data files of the detectors: read once, checked, and told apart by a digest of their bytes."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from moderation.errors import DataError

DATA = Path(__file__).parent / "data"
"""Where the package's own data files lie."""

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


def version_of(code: str, files: Iterable[DataFile]) -> str:
    """A detector's version: that of its code, then a digest of all its data, such as ``1+0c1f9a2b``."""
    digests = "".join(file.digest for file in files)
    return f"{code}+{hashlib.sha256(digests.encode()).hexdigest()[:DIGEST_LENGTH]}"
