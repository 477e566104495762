"""Filters of actions in a page's address, read and written back as those of the queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from db.items import Action, ActionFilter, ActionState
from flagpost.console.filters import LONGEST, Narrowing

ON_THE_FORUM = tuple(each for each in Action if each not in {Action.NONE, Action.ESCALATE})
"""Actions that somebody carries out on the forum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedActions(Narrowing):
    """Which actions a page's address asks for."""

    wanted: ActionFilter


def read_actions(given: Mapping[str, str]) -> AskedActions:
    """Which actions an address asks for. A value that means nothing is left out, and told.

    Args:
        given: The fields of the address; those that are no filter's are passed over.
    """
    values = {name: given.get(name, "").strip()[:LONGEST] for name in READERS}
    found = {name: READERS[name](value) for name, value in values.items() if value}
    fields = {field: value for each in found.values() if each for field, value in each.items()}
    return AskedActions(
        wanted=ActionFilter(**fields),
        values={name: values[name] for name, each in found.items() if each},
        unknown=tuple(name for name, each in found.items() if not each),
    )


def _state(value: str) -> dict[str, Any] | None:
    return {"state": ActionState(value)} if value in set(ActionState) else None


def _action(value: str) -> dict[str, Any] | None:
    return {"action": Action(value)} if value in set(ON_THE_FORUM) else None


def _board(value: str) -> dict[str, Any] | None:
    return {"board_id": int(value)} if value.isdecimal() and int(value) < 2**31 else None


READERS: dict[str, Callable[[str], dict[str, Any] | None]] = {"state": _state, "action": _action, "board": _board}
"""The fields of a filter, and how each is read."""
