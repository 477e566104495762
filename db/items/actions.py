"""What happens after a decision: actions that are to be carried out on the forum, and escalations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from db.items.review import Action, ActionState, Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFilter:
    """Which decisions in force that ask for an action; every field that is set narrows."""

    state: ActionState | None = None
    action: Action | None = None
    """None for everything that is done on the forum: every action but none and escalating."""
    board_id: int | None = None
    reach: tuple[Reach, ...] | None = None
    """Of a case in one of these places alone; None for everywhere."""


class ActionCount(NamedTuple):
    """How many decisions in force ask for an action that got so far."""

    state: ActionState
    action: Action
    number: int
