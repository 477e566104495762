"""What a later scan sees of the actions that decisions asked for, on a board whose moderators did them, or did not."""

from __future__ import annotations

from typing import Any

import pytest

from db.items import Action, ActionState, Case, CaseFilter, CaseState, Decision, Draft, Outcome
from db.store import Store
from flagpost.review import Desk
from flagpost.scan import Scanning
from flagpost.settings import Settings

THREAD = "/threads/white-van-across-two-bays-at-the-fish-market.35/"
OTHER_THREAD = "/threads/council-wants-to-stop-the-chain-ferry-in-winter.34/"
LISTING = "/forums/town-hall.3/"
POST = '<article class="message message--post'
RECOMMENDED, DONE, VERIFIED = ActionState


@pytest.fixture
def scanning(store: Store, settings: Settings) -> Scanning:
    return Scanning(store, settings)


@pytest.fixture
def desk(store: Store, settings: Settings) -> Desk:
    return Desk(store, settings)


def case_in(store: Store, path: str) -> Case:
    """The first case of a thread."""
    with store.read() as unit:
        return next(case for case in unit.review.cases() if case.post.thread_url.endswith(path))


def decide(desk: Desk, case: Case, action: Action) -> Decision:
    return desk.decide(case.id, Draft(outcome=Outcome.AGREE, action=action))


def remove(board: Any, path: str, post: str) -> None:
    """Take a post off a page, as its moderators do."""
    before, *posts = board.answers[path].body.decode().split(POST)
    left = [each for each in posts if f'id="js-post-{post}"' not in each]
    assert len(left) == len(posts) - 1
    board.page(path, POST.join([before, *left]).encode())


def told(store: Store, decision: Decision) -> list[tuple[str, str]]:
    """What the audit log says of a decision's action."""
    with store.read() as unit:
        lines = unit.audit.newest(about=f"case:{decision.case_id}")
    return [(line.actor, line.event) for line in reversed(lines) if line.event.startswith("action.")]


def test_a_removed_post_is_verified_and_one_that_comes_back_is_to_be_removed_again(
    scanning: Scanning, store: Store, desk: Desk, board: Any
) -> None:
    target = board.url.rstrip("/") + THREAD
    scanning.scan(target)
    case = case_in(store, THREAD)
    decision = decide(desk, case, Action.REMOVE)
    scanning.scan(target)
    assert desk.decision(decision.id).action_state is RECOMMENDED
    whole = board.answers[THREAD]
    remove(board, THREAD, case.post.external_id)
    assert scanning.scan(target).scan.posts_gone == 1
    assert desk.decision(decision.id).action_state is VERIFIED
    board.answers[THREAD] = whole
    scanning.scan(target)
    assert desk.decision(decision.id).action_state is RECOMMENDED
    assert told(store, decision) == [("scan:3", "action.verified"), ("scan:4", "action.returned")]


def test_a_post_goes_with_its_thread(scanning: Scanning, store: Store, desk: Desk, board: Any) -> None:
    target = board.url.rstrip("/") + THREAD
    scanning.scan(target)
    decision = decide(desk, case_in(store, THREAD), Action.REMOVE)
    del board.answers[THREAD]
    scanning.scan(target)
    assert desk.decision(decision.id).action_state is VERIFIED


def test_an_edit_that_somebody_tells_of_is_looked_for_though_no_listing_shows_it(
    scanning: Scanning, store: Store, desk: Desk, board: Any
) -> None:
    scanning.scan(board.url)
    case = case_in(store, THREAD)
    decision = decide(desk, case, Action.EDIT)
    words = case.post.text.split("\n")[0][:30]
    board.change(THREAD, words, f"Edited by the quay office. {words}")
    board.asked.clear()
    scanning.scan(board.url)
    assert THREAD not in board.asked
    assert desk.decision(decision.id).action_state is RECOMMENDED
    desk.done(decision.id)
    board.asked.clear()
    scanning.scan(board.url)
    assert [path for path in board.asked if path.startswith("/threads/")] == [THREAD]
    assert desk.decision(decision.id).action_state is VERIFIED
    assert told(store, decision) == [("anna", "action.marked"), ("scan:3", "action.verified")]
    board.asked.clear()
    scanning.scan(board.url)
    assert THREAD not in board.asked


def test_an_edit_to_other_hostile_words_is_seen_and_opens_the_case_again(
    scanning: Scanning, store: Store, desk: Desk, board: Any
) -> None:
    target = board.url.rstrip("/") + THREAD
    scanning.scan(target)
    case = case_in(store, THREAD)
    decision = decide(desk, case, Action.EDIT)
    words = case.post.text.split("\n")[0][:30]
    board.change(THREAD, words, f"You selfish arseholes. {words}")
    scanning.scan(target)
    kept = desk.decision(decision.id)
    assert kept.action_state is VERIFIED
    assert kept.superseded_at is not None
    assert desk.show(case.id).case.state is CaseState.OPEN


def test_a_lock_is_seen_in_the_listing(scanning: Scanning, store: Store, desk: Desk, board: Any) -> None:
    scanning.scan(board.url)
    decision = decide(desk, case_in(store, OTHER_THREAD), Action.LOCK)
    scanning.scan(board.url)
    assert desk.decision(decision.id).action_state is RECOMMENDED
    row = 'js-threadListItem-34"'
    before, rest = board.answers[LISTING].body.decode().split(row)
    title = '<div class="structItem-title">'
    assert title in rest
    locked = '<ul class="structItem-statuses"><li><i class="structItem-status structItem-status--locked"></i></li></ul>'
    board.page(LISTING, f"{before}{row}{rest.replace(title, locked + title, 1)}".encode())
    scanning.scan(board.url)
    assert desk.decision(decision.id).action_state is VERIFIED
    assert told(store, decision) == [("scan:3", "action.verified")]


def test_what_no_scan_can_see_stays_as_it_was_left(scanning: Scanning, store: Store, desk: Desk, board: Any) -> None:
    scanning.scan(board.url)
    with store.read() as unit:
        first, second, third, *_ = unit.review.cases(CaseFilter())
    actions = (Action.BAN, Action.WARN, Action.ESCALATE)
    decisions = [decide(desk, case, action) for case, action in zip((first, second, third), actions, strict=True)]
    desk.done(decisions[0].id)
    for path in [path for path in board.answers if path.startswith("/threads/")]:
        del board.answers[path]
    scanning.scan(f"{board.url.rstrip('/')}{THREAD}")
    assert [desk.decision(each.id).action_state for each in decisions] == [DONE, RECOMMENDED, RECOMMENDED]
