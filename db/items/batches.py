"""Batches: cases that are decided together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Seen(NamedTuple):
    """A case as somebody saw it. Where the store says something else of it by now, it has changed."""

    case_id: int
    verdict_id: int
    """New words and new detectors bring another verdict."""
    reopened: int
    """How often it had come back."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A case that was to be decided with others, and was not."""

    case_id: int
    why: str
    """Such as ``Ben has it``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Decisions that were made together, and are undone together."""

    id: int
    user: str
    """Who made them."""
    made_at: datetime
    note: str
    """For the team alone; every one of the decisions has it too."""
    decided: int
    """Decisions of the batch, with those that were undone."""
    undone: int
    """Those of them that were undone."""
    left_alone: tuple[LeftAlone, ...]
    """Cases that were asked for and not decided, in the order in which they were come to."""
