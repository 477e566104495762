"""Cases handed over at the command line, whose user is the one that the settings name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from db.items import ActionState, Case
from db.store import Store

from .console.making import make_case


@pytest.fixture
def cases(store: Store) -> list[int]:
    """Two cases, and Eva."""
    with store.begin() as unit:
        unit.users.ensure("Eva", at=datetime.now(UTC))
    return [make_case(store, score=0.9), make_case(store, score=0.5)]


def case_of(store: Store, case_id: int) -> Case:
    with store.read() as unit:
        return unit.review.case(case_id)


def test_a_case_is_handed_over_with_a_note(flagpost: Any, cases: list[int], store: Store) -> None:
    told = flagpost("queue", "hand", cases[0], "eva", "--note", "You know this thread.")
    assert f"Case {cases[0]} is handed to Eva." in told.output
    handed = case_of(store, cases[0]).assignment
    assert handed
    assert (handed.user, handed.by, handed.note) == ("Eva", "anna", "You know this thread.")
    assert "for Eva" in flagpost("queue", "list").output
    shown = flagpost("queue", "show", cases[0]).output
    assert "handed to Eva" in shown
    assert "by anna to Eva: You know this thread." in shown
    assert json.loads(flagpost("queue", "show", cases[0], "--json").output)["case"]["assignment"]["user"] == "Eva"


def test_next_leaves_it_to_its_assignee_and_decide_says_so(
    flagpost: Any, cases: list[int], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    flagpost("queue", "hand", cases[1], "Eva")
    assert json.loads(flagpost("queue", "next", "--json").output)["case"]["id"] == cases[0]
    refused = flagpost("queue", "decide", cases[1], "agree", code=None)
    assert refused.exit_code != 0
    assert "Eva" in refused.output
    monkeypatch.setenv("FLAGPOST_REVIEWER", "EVA")
    assert json.loads(flagpost("queue", "next", "--json").output)["case"]["id"] == cases[1]
    flagpost("queue", "decide", cases[1], "agree")
    assert case_of(store, cases[1]).assignment is None


def test_its_assignee_passes_it_back_however_their_name_is_spelled(
    flagpost: Any, cases: list[int], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    flagpost("queue", "hand", cases[0], "Eva")
    monkeypatch.setenv("FLAGPOST_REVIEWER", "eva")
    flagpost("queue", "next")
    flagpost("queue", "release", cases[0])
    case = case_of(store, cases[0])
    assert (case.assignment, case.claim) == (None, None)


def test_it_is_taken_by_name(flagpost: Any, cases: list[int], store: Store) -> None:
    flagpost("queue", "hand", cases[0], "Eva")
    assert f"Case {cases[0]} is yours until" in flagpost("queue", "take", cases[0]).output
    case = case_of(store, cases[0])
    assert case.assignment is None
    assert case.claim
    assert case.claim.user == "anna"


@pytest.mark.parametrize("name", ["anna", "Nobody"])
def test_it_is_handed_to_nobody_else(flagpost: Any, cases: list[int], store: Store, name: str) -> None:
    flagpost("queue", "next")
    refused = flagpost("queue", "hand", cases[0], name, code=None)
    assert refused.exit_code != 0
    assert name in refused.output
    assert case_of(store, cases[0]).assignment is None


def test_who_undoes_what_was_done_on_the_forum_is_told_to_take_it_back(
    flagpost: Any, cases: list[int], store: Store
) -> None:
    flagpost("queue", "decide", cases[0], "agree", "--action", "remove")
    assert "forum" not in flagpost("queue", "undo").output
    flagpost("queue", "decide", cases[0], "agree", "--action", "remove")
    with store.begin() as unit:
        decision = unit.review.last_decision_of("anna")
        assert decision
        unit.review.mark_action(decision.id, ActionState.DONE, datetime.now(UTC))
    assert "remove, was carried out on the forum. Take it back there." in flagpost("queue", "undo").output
