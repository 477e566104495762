"""Numbers in addresses: ids as the store may have them. Whatever cannot be one is an address that is not there."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from db.types import LARGEST_COUNT

Id = Annotated[int, Path(ge=1, le=LARGEST_COUNT)]
"""An id in a path."""


def possible(number: int | None) -> bool:
    """Whether something in the store may have this id."""
    return number is not None and 1 <= number <= LARGEST_COUNT
