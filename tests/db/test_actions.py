"""What decisions ask for on the forum: lists of it, what later readings verify, and escalations that are taken up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.errors import ActionOver, CaseDecided, CaseTaken, NotFound, StaleClaim
from db.items import Action, ActionCount, ActionFilter, ActionState, CaseFilter, CaseState, Draft, Outcome, Reach
from scraper.items import Role, Step, StepKind

from .conftest import Desk

LEASE = timedelta(minutes=15)
REMOVE, EDIT, WARN, LOCK, BAN, ESCALATE = (
    Draft(outcome=Outcome.AGREE, action=action)
    for action in (Action.REMOVE, Action.EDIT, Action.WARN, Action.LOCK, Action.BAN, Action.ESCALATE)
)
RECOMMENDED, DONE, VERIFIED = ActionState


@pytest.fixture
def decided(desk, clock):
    """Save a post, open its case and decide it, a minute after the last one."""

    def decide(id_, draft, **more):
        clock.forward(minutes=1)
        case, _ = desk.case(id_, text=f"Blockhead, said {id_}.", **more)
        return desk.decide(desk.claim(case), draft)

    return decide


@pytest.fixture
def look(store):
    def asked(step, *given, **named):
        with store.read() as unit:
            return getattr(unit.actions, step)(*given, **named)

    return asked


@pytest.fixture
def read(store, make, clock):
    """Read a thread to its end, showing these posts; and check what can be seen of actions."""

    def reading(*posts, thread="t1", gone=0):
        clock.forward(hours=1)
        with store.begin() as unit:
            first = Step(url=make.link(thread).url, kind=StepKind.TARGET)
            scan = unit.scans.start(first.url, runner="host:1:1", options={}, first=first, at=clock())
            page = make.page(*(make.post(id_, text) for id_, text in posts), id=thread)
            saved = unit.archive.save(page, make.evidence(), scan_id=scan.id)
            marked = unit.archive.finish_thread(page.board_url, thread, scan_id=scan.id, link=None, at=clock())
            assert marked == gone
            verified = unit.actions.check_thread(saved.thread_id, by=f"scan:{scan.id}", at=clock())
            unit.scans.finish(scan.id, clock())
        return verified

    return reading


def state_of(store, decision):
    with store.read() as unit:
        return unit.review.decision(decision.id).action_state


# --- lists -------------------------------------------------------------------------------------------------------


def test_actions_to_be_done_come_first_then_by_action_and_age(desk, decided, look):
    decided("w1", WARN)
    done = decided("b1", BAN)
    decided("r1", REMOVE)
    decided("r2", REMOVE)
    decided("e1", EDIT)
    decided("n", Draft(outcome=Outcome.DISAGREE))
    decided("x", ESCALATE)
    desk.do("mark_action", done.id, DONE)
    listed = [case.post.external_id for case in look("cases")]
    assert listed == ["e1", "r1", "r2", "w1", "b1"]
    for limit in (1, 2, 3):
        paged = [look("cases", limit=limit, offset=offset) for offset in range(0, 6, limit)]
        assert [case.post.external_id for page in paged for case in page] == listed
    assert look("counts") == [
        ActionCount(DONE, Action.BAN, 1),
        ActionCount(RECOMMENDED, Action.EDIT, 1),
        ActionCount(RECOMMENDED, Action.REMOVE, 2),
        ActionCount(RECOMMENDED, Action.WARN, 1),
    ]
    [ban] = look("cases", ActionFilter(state=DONE))
    assert (ban.decision.action, ban.decision.action_state, ban.state) == (Action.BAN, DONE, CaseState.DECIDED)


def test_a_filter_narrows_actions(decided, look):
    decided("r1", REMOVE)
    decided("r2", REMOVE, queue="urgent")
    decided("w1", WARN)
    decided("x", ESCALATE)

    def found(**fields):
        which = ActionFilter(**fields)
        cases = look("cases", which)
        assert look("count", which) == len(cases)
        return {case.post.external_id for case in cases}

    assert found() == {"r1", "r2", "w1"}
    assert found(action=Action.REMOVE) == {"r1", "r2"}
    assert found(action=Action.ESCALATE) == {"x"}
    assert (found(state=RECOMMENDED), found(state=VERIFIED)) == ({"r1", "r2", "w1"}, set())
    assert (found(board_id=1), found(board_id=2)) == ({"r1", "r2", "w1"}, set())
    assert found(reach=(Reach(board_id=None, queue="urgent"),)) == {"r2"}
    assert found(reach=(Reach(board_id=2, queue=None),)) == found(reach=()) == set()
    assert found(reach=(Reach(board_id=1, queue="urgent"), Reach(board_id=2, queue=None)), action=Action.WARN) == set()


def test_what_is_no_longer_in_force_asks_for_nothing(desk, decided, look, clock):
    undone = decided("p1", REMOVE)
    desk.do("undo", undone.id, user="Rosa")
    rewritten = decided("p2", REMOVE)
    clock.forward(minutes=1)
    desk.case("p2", text="Blockheads, all of you.")
    assert look("cases") == look("counts") == []
    assert look("count") == 0
    for decision in (undone, rewritten):
        with pytest.raises(ActionOver, match=f"Look at case {decision.case_id}"):
            desk.do("mark_action", decision.id, DONE)


def test_who_says_that_an_action_is_done_is_told_once(desk, decided, store):
    decision = decided("p1", WARN)
    for _ in range(2):
        desk.do("mark_action", decision.id, DONE, by="Ben")
    assert state_of(store, decision) is DONE
    assert desk.events().count(("Ben", "action.marked")) == 1
    desk.do("mark_action", decision.id, RECOMMENDED, by="Rosa")
    assert state_of(store, decision) is RECOMMENDED
    assert desk.events()[-1] == ("Rosa", "action.marked")


def test_an_escalation_is_nothing_that_is_done_on_the_forum(desk, decided, store):
    decision = decided("p1", ESCALATE)
    with pytest.raises(ActionOver, match="takes it up"):
        desk.do("mark_action", decision.id, DONE)
    assert state_of(store, decision) is RECOMMENDED


# --- verified by a later scan ------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [RECOMMENDED, DONE])
def test_a_removal_is_verified_once_the_post_is_gone(desk, decided, read, store, before):
    decision = decided("p1", REMOVE)
    decided("p2", REMOVE)
    desk.do("mark_action", decision.id, before)
    assert read(("p1", "Blockhead, said p1."), ("p2", "Blockhead, said p2.")) == 0
    assert state_of(store, decision) is before
    assert read(("p2", "Blockhead, said p2."), gone=1) == 1
    assert state_of(store, decision) is VERIFIED
    assert read(("p2", "Blockhead, said p2.")) == 0
    with store.read() as unit:
        [line] = [line for line in unit.audit.entries() if line.event == "action.verified"]
    assert (line.actor, line.subject) == ("scan:2", f"case:{decision.case_id}")
    assert line.details == {"decision": decision.id, "action": "remove", "from": before}


def test_a_removed_post_that_is_back_is_to_be_removed_again(desk, decided, read, store, look):
    decision = decided("p1", REMOVE)
    decided("p2", WARN)
    read(("p2", "Blockhead, said p2."), gone=1)
    assert read(("p1", "Blockhead, said p1."), ("p2", "Blockhead, said p2.")) == 0
    assert state_of(store, decision) is RECOMMENDED
    assert ("scan:2", "action.returned") in desk.events()
    assert look("count", ActionFilter(state=RECOMMENDED)) == 2
    assert read(("p2", "Blockhead, said p2."), gone=1) == 1
    assert state_of(store, decision) is VERIFIED


def test_a_post_that_was_gone_before_the_decision_proves_nothing(desk, read, store, clock):
    case, _ = desk.case("p1")
    desk.case("p2", text="Blockheads.")
    read(("p2", "Blockheads."), gone=1)
    decision = desk.decide(desk.claim(case), REMOVE)
    assert read(("p2", "Blockheads.")) == 0
    assert state_of(store, decision) is RECOMMENDED


def test_an_edit_is_verified_by_other_words(desk, decided, read, store):
    decision, other = decided("p1", EDIT), decided("p2", EDIT)
    assert read(("p1", "Ahoy."), ("p2", "Blockhead,   said p2.")) == 1
    assert (state_of(store, decision), state_of(store, other)) == (VERIFIED, RECOMMENDED)


@pytest.mark.parametrize(("locked", "later", "state"), [(True, 1, VERIFIED), (False, 1, RECOMMENDED), (True, 0, DONE)])
def test_a_lock_is_verified_by_a_later_listing(desk, decided, store, make, clock, locked, later, state):
    decision = decided("p1", LOCK)
    if state is DONE:
        desk.do("mark_action", decision.id, DONE)
    clock.forward(hours=later)
    with store.begin() as unit:
        unit.archive.save(make.listing(make.link("t1", locked=locked)), make.evidence())
        assert unit.actions.check(by="scan:7", at=clock()) == (state is VERIFIED)
    assert state_of(store, decision) is state


def test_nobody_sees_a_warning_or_a_ban(desk, decided, read, store, make, clock):
    decisions = [decided("p1", WARN), decided("p2", BAN), decided("p3", ESCALATE)]
    desk.do("mark_action", decisions[1].id, DONE)
    assert read(("p1", "Ahoy."), gone=2) == 0
    assert [state_of(store, each) for each in decisions] == [RECOMMENDED, DONE, RECOMMENDED]


def test_what_is_verified_or_out_of_force_stays_as_it_is(desk, decided, read, store):
    decision, undone = decided("p1", REMOVE), decided("p2", REMOVE)
    desk.do("undo", undone.id, user="Rosa")
    decided("p3", WARN)
    assert read(("p3", "Blockhead, said p3."), gone=2) == 1
    desk.do("mark_action", decision.id, DONE)
    desk.do("mark_action", decision.id, RECOMMENDED)
    assert (state_of(store, decision), state_of(store, undone)) == (VERIFIED, RECOMMENDED)


def test_a_thread_is_read_for_itself(decided, read, store):
    here, elsewhere = decided("p1", EDIT), decided("p2", EDIT, thread="t2")
    with store.begin() as unit:
        thread = unit.review.case(elsewhere.case_id).post.thread_id
    assert read(("p1", "Ahoy.")) == 1
    assert thread != 1
    assert (state_of(store, here), state_of(store, elsewhere)) == (VERIFIED, RECOMMENDED)


def test_threads_in_which_something_is_said_to_be_done_are_awaited(desk, decided, look, read, make):
    board = make.page().board_url
    edit, warn = decided("p1", EDIT), decided("p2", WARN, thread="t2")
    decided("p3", REMOVE, thread="t3")
    desk.do("mark_action", warn.id, DONE)
    assert look("awaited", board, ["t1", "t2", "t3"]) == set()
    desk.do("mark_action", edit.id, DONE)
    assert look("awaited", board, ["t1", "t2", "t3"]) == {"t1"}
    assert look("awaited", board, ["t2"]) == look("awaited", "https://quay.example/", ["t1"]) == set()
    read(("p1", "Ahoy."))
    assert look("awaited", board, ["t1", "t2", "t3"]) == set()


# --- escalations -------------------------------------------------------------------------------------------------


def test_an_escalation_that_is_taken_up_opens_its_case_for_whoever_takes_it(desk, decided, store, clock, look):
    decision = decided("p1", ESCALATE)
    clock.forward(hours=1)
    claim = desk.do("take_up", decision.id, user="Ben", lease=LEASE)
    assert (claim.case_id, claim.user, claim.expires_at) == (decision.case_id, "Ben", clock() + LEASE)
    case = desk.look("case", decision.case_id)
    assert (case.state, case.claim, case.decision, case.reopened) == (CaseState.OPEN, claim, None, 1)
    kept = desk.look("decision", decision.id)
    assert (kept.superseded_at, kept.undone_at, kept.user) == (clock(), None, "Rosa")
    assert desk.events()[-2:] == [("Ben", "case.taken_up"), ("Ben", "case.claimed")]
    assert look("cases", ActionFilter(action=Action.ESCALATE)) == []
    with pytest.raises(CaseTaken):
        desk.claim(decision.case_id, user="Rosa")
    second = desk.decide(claim, REMOVE)
    assert desk.look("case", decision.case_id).decision == second
    assert [each.id for each in desk.look("decisions")] == [decision.id, second.id]
    assert look("earlier", decision.case_id) == [desk.look("decision", decision.id)]


def test_an_escalation_is_taken_up_once(desk, decided):
    decision = decided("p1", ESCALATE)
    desk.do("take_up", decision.id, user="Ben", lease=LEASE)
    with pytest.raises(ActionOver, match="no longer in force"):
        desk.do("take_up", decision.id, user="Rosa", lease=LEASE)


def test_only_escalations_are_taken_up(desk, decided):
    removal = decided("p1", REMOVE)
    with pytest.raises(ActionOver, match="undo it"):
        desk.do("take_up", removal.id, user="Ben", lease=LEASE)
    undone = decided("p2", ESCALATE)
    desk.do("undo", undone.id, user="Rosa")
    with pytest.raises(ActionOver):
        desk.do("take_up", undone.id, user="Ben", lease=LEASE)
    with pytest.raises(NotFound):
        desk.do("take_up", 9, user="Ben", lease=LEASE)
    assert desk.look("case", removal.case_id).state is CaseState.DECIDED


def test_the_claim_of_whoever_escalated_is_over(desk, clock):
    case, _ = desk.case("p1", role=Role.ORIGINAL)
    first = desk.claim(case)
    decision = desk.decide(first, ESCALATE)
    desk.do("take_up", decision.id, user="Ben", lease=LEASE)
    with pytest.raises(StaleClaim):
        desk.decide(first, REMOVE)


# --- at the same moment ------------------------------------------------------------------------------------------


def test_a_decision_that_somebody_is_changing_is_left_to_the_next_look(postgres_store, make, clock):
    with postgres_store.begin() as unit:
        unit.users.ensure("Rosa", at=clock())
    desk = Desk(postgres_store, make, clock)
    decision = desk.decide(desk.claim(desk.case()[0]), EDIT)
    clock.forward(hours=1)
    desk.post(text="Ahoy.")
    with postgres_store.begin() as changing:
        changing.review.mark_action(decision.id, DONE, clock())
        with postgres_store.begin() as scanning:
            assert scanning.actions.check(by="scan:1", at=clock()) == 0
    with postgres_store.begin() as scanning:
        assert scanning.actions.check(by="scan:1", at=clock()) == 1
    assert state_of(postgres_store, decision) is VERIFIED


# --- escalations that come to nothing ----------------------------------------------------------------------------


@pytest.fixture
def taken(desk, decided, clock):
    """A case that Rosa escalated and Ben took up: her decision, and his claim."""
    decision = decided("p1", ESCALATE)
    clock.forward(hours=1)
    return decision, desk.do("take_up", decision.id, user="Ben", lease=LEASE)


def is_escalated(desk, look, decision):
    case = desk.look("case", decision.case_id)
    listed = [case.id for case in look("cases", ActionFilter(action=Action.ESCALATE))]
    return listed == [decision.case_id] and case.decision == decision and case.claim is None


@pytest.mark.parametrize("how", ["release", "undo", "let_go", "hand and let_go", "wait"])
def test_who_takes_an_escalation_up_and_leaves_it_undecided_leaves_an_escalation(desk, store, taken, look, clock, how):
    decision, claim = taken
    if how == "release":
        desk.do("release", claim.case_id, claim.token)
        desk.do("release", claim.case_id, claim.token)
    elif how == "undo":
        clock.forward(minutes=1)
        desk.do("undo", desk.decide(claim, REMOVE).id, user="Ben")
    elif how == "let_go":
        desk.do("let_go", claim.case_id, "Ben", by="Rosa", why="disabled")
    elif how == "hand and let_go":
        with store.begin() as unit:
            case = {"token": claim.token, "user": "Ben", "to": "Rosa", "note": "", "at": clock()}
            unit.assignments.assign(claim.case_id, **case)
        assert not is_escalated(desk, look, decision)
        desk.do("let_go", claim.case_id, "Rosa", by="Rosa", why="passed back")
    else:
        clock.forward(hours=1)
        with pytest.raises(CaseDecided, match="was escalated"):
            desk.claim(claim.case_id, "Rosa")
        assert desk.look("some_lapsed")
        assert desk.do("claim_next", CaseFilter(), "Rosa", lease=LEASE) is None
    assert is_escalated(desk, look, decision)
    with pytest.raises(CaseDecided):
        desk.claim(claim.case_id, "Rosa")
    assert not desk.look("some_lapsed")
    again = desk.do("take_up", decision.id, user="Ben", lease=LEASE)
    assert desk.decide(again, REMOVE).action is Action.REMOVE
    assert ("flagpost" if how == "wait" else "Rosa" if "let_go" in how else "Ben", "case.put_back") in desk.events()


def test_who_took_an_escalation_up_goes_on_after_the_claim_ran_out(desk, taken, clock):
    _, claim = taken
    clock.forward(hours=1)
    assert desk.claim(claim.case_id, "Ben").token == claim.token + 1


def test_new_words_end_an_escalation_that_was_taken_up(desk, taken, look):
    _, claim = taken
    desk.case("p1", text="Blockhead, and worse.")
    desk.do("release", claim.case_id, claim.token)
    assert desk.look("case", claim.case_id).state is CaseState.OPEN
    assert desk.claim(claim.case_id, "Rosa").user == "Rosa"


def test_an_escalation_that_was_undone_meanwhile_is_none_again(desk, taken):
    decision, claim = taken
    desk.do("undo", decision.id, user="Rosa")
    desk.do("release", claim.case_id, claim.token)
    assert desk.look("case", claim.case_id).state is CaseState.OPEN


# --- what is to be taken back ------------------------------------------------------------------------------------


def ids(found):
    return [each.id for each in found]


def test_what_was_done_for_an_undone_decision_is_to_be_taken_back_until_somebody_says_so(desk, decided, store, look):
    done, untouched = decided("p1", REMOVE), decided("p2", REMOVE)
    desk.do("mark_action", done.id, DONE)
    for decision in (done, untouched):
        desk.do("undo", decision.id, user="Rosa")
    assert ids(look("to_take_back")) == [done.id]
    assert look("to_take_back")[0].to_take_back
    assert look("count_to_take_back") == 1
    assert (look("count"), look("cases")) == (0, []), "nothing is to be done"
    for which in (ActionFilter(board_id=9), ActionFilter(action=Action.BAN), ActionFilter(reach=())):
        assert (look("to_take_back", which), look("count_to_take_back", which)) == ([], 0)
    assert look("count_to_take_back", ActionFilter(state=RECOMMENDED, action=Action.REMOVE)) == 1
    for _ in range(2):
        desk.do("take_back", done.id, by="Ben")
    assert look("to_take_back") == []
    assert state_of(store, done) is RECOMMENDED
    assert desk.events().count(("Ben", "action.taken_back")) == 1


def test_what_the_decision_in_force_asks_for_too_is_not_taken_back(desk, decided, look):
    first = decided("p1", BAN)
    desk.do("mark_action", first.id, DONE)
    desk.do("undo", first.id, user="Rosa")
    second = desk.decide(desk.claim(first.case_id), BAN)
    assert look("to_take_back") == []
    with pytest.raises(ActionOver, match="not undone"):
        desk.do("take_back", second.id, by="Ben")
    desk.do("mark_action", second.id, DONE)
    desk.do("undo", second.id, user="Rosa")
    assert ids(look("to_take_back")) == [first.id, second.id]
    desk.do("take_back", first.id, by="Ben")
    assert look("to_take_back") == [], "it was done, and taken back, once"


def test_neither_nothing_nor_an_escalation_is_taken_back(desk, decided, look):
    nothing = decided("p1", Draft(outcome=Outcome.IGNORE))
    desk.do("mark_action", nothing.id, DONE)
    desk.do("undo", nothing.id, user="Rosa")
    desk.do("undo", decided("p2", ESCALATE).id, user="Rosa")
    assert (look("to_take_back"), look("count_to_take_back")) == ([], 0)


def test_a_post_that_is_back_is_taken_back(desk, decided, read, store, look):
    decision = decided("p1", REMOVE)
    desk.post("p0", "Calm words.")
    read(("p0", "Calm words."), gone=1)
    assert state_of(store, decision) is VERIFIED
    desk.do("undo", decision.id, user="Rosa")
    assert ids(look("to_take_back")) == [decision.id]
    read(("p0", "Calm words."), ("p1", "Blockhead, said p1."))
    assert look("to_take_back") == []
    assert desk.look("decision", decision.id).undone_at is not None
