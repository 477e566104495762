"""Scans: the frontier, its order, and that every step counts once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.errors import NotFound
from db.items import ScanState
from scraper.items import Step, StepKind, ThreadLink

TARGET = "https://harbour.example/forum/"
FIRST = Step(url=TARGET, kind=StepKind.TARGET)


def forum(name: str, page: int = 1) -> Step:
    return Step(url=f"{TARGET}forums/{name}/page-{page}", kind=StepKind.FORUM, page=page)


def thread(name: str, page: int = 1, **more) -> Step:
    return Step(url=f"{TARGET}threads/{name}/page-{page}", kind=StepKind.THREAD, page=page, **more)


@pytest.fixture
def do(store):
    def call(step, *given, **named):
        with store.begin() as unit:
            return getattr(unit.scans, step)(*given, **named)

    return call


@pytest.fixture
def scan(do, clock):
    return do("start", TARGET, runner="host:1:1", options={"fresh": True, "delay": 0.5}, first=FIRST, at=clock())


def waiting(do, scan, **more):
    return do("waiting", scan.id, **({"limit": 50} | more))


def test_a_scan_begins_with_its_first_step(do, scan, clock):
    assert (scan.target, scan.state, scan.runner, scan.waiting) == (TARGET, ScanState.RUNNING, "host:1:1", 1)
    assert (scan.options, scan.started_at, scan.finished_at) == ({"fresh": True, "delay": 0.5}, clock(), None)
    assert waiting(do, scan) == [FIRST]
    assert do("get", scan.id) == scan


def test_a_step_comes_back_with_the_row_that_led_to_it(do, scan, clock):
    link = ThreadLink(
        id="t1", title="Timetables", url=f"{TARGET}threads/t1/", replies=3, last_post_at=clock(), last_post_raw="Today"
    )
    step = thread("t1", thread=link)
    do("add", scan.id, [step])
    assert waiting(do, scan)[1] == step


def test_an_address_is_one_step_whatever_became_of_it(do, scan, clock):
    assert do("add", scan.id, [FIRST, forum("f1"), forum("f2"), forum("f1")]) == 2
    do("done", scan.id, forum("f1"), at=clock())
    do("failed", scan.id, forum("f2"), kind="timed_out", message="Too slow.", at=clock())
    assert do("add", scan.id, [forum("f1"), forum("f2"), forum("f3")]) == 1
    assert waiting(do, scan) == [FIRST, forum("f3")]
    assert do("get", scan.id).waiting == 2


def test_threads_that_are_begun_are_read_on_before_new_ones_are_begun(do, scan):
    do("add", scan.id, [forum("f1"), thread("t1"), thread("t2"), forum("f1", 2), thread("t1", 2)])
    do("add", scan.id, [thread("t2", 2), forum("f2")])
    order = [
        thread("t1", 2),
        thread("t2", 2),
        FIRST,
        forum("f1"),
        thread("t1"),
        thread("t2"),
        forum("f1", 2),
        forum("f2"),
    ]
    assert waiting(do, scan) == order
    assert waiting(do, scan, limit=2) == order[:2]
    assert waiting(do, scan, limit=2, exclude={order[0].url, order[2].url}) == [order[1], order[3]]


def test_what_a_step_changed_is_counted_once(do, scan, clock):
    do("add", scan.id, [thread("t1")])
    for _ in range(2):
        do("done", scan.id, thread("t1"), at=clock(), new=3, revised=2, gone=1, skipped=4)
        do("failed", scan.id, thread("t1"), kind="not_found", message="Gone.", at=clock())
    do("flagged", scan.id, 2)
    now = do("get", scan.id)
    assert (now.waiting, now.done, now.failed, now.skipped) == (1, 1, 0, 4)
    assert (now.posts_new, now.posts_revised, now.posts_gone, now.flagged) == (3, 2, 1, 2)
    assert do("errors", scan.id) == []


def test_errors_and_remarks_are_kept_once_and_in_order(do, scan, clock):
    for _ in range(2):
        do("failed", scan.id, FIRST, kind="not_found", message="There is nothing here.", at=clock())
        do("remark", scan.id, TARGET, message="Counts disagree.", at=clock())
    do("remark", scan.id, TARGET, message="A date could not be read.", at=clock())
    assert [(each.kind, each.message) for each in do("errors", scan.id)] == [
        ("not_found", "There is nothing here."),
        ("remark", "Counts disagree."),
        ("remark", "A date could not be read."),
    ]
    assert do("get", scan.id).failed == 1


def test_an_unfinished_scan_is_found_and_taken_over(do, scan, clock):
    assert do("unfinished", TARGET) == scan
    assert do("unfinished", "https://quay.example/") is None
    later = clock.forward(hours=1)
    taken = do("take_over", scan.id, "other:2:2", later)
    assert (taken.runner, taken.heartbeat_at, taken.started_at) == ("other:2:2", later, scan.started_at)
    assert do("beat", scan.id, "host:1:1", clock()) is False
    assert do("beat", scan.id, "other:2:2", later + timedelta(minutes=1)) is True
    assert do("get", scan.id).heartbeat_at == later + timedelta(minutes=1)


def test_a_finished_scan_is_over(do, scan, store, clock):
    done = do("finish", scan.id, clock.forward(hours=1))
    assert (done.state, done.runner, done.finished_at) == (ScanState.FINISHED, None, clock())
    assert do("finish", scan.id, clock.forward(hours=1)) == done
    assert do("unfinished", TARGET) is None
    assert do("beat", scan.id, "host:1:1", clock()) is False
    with store.read() as unit:
        assert [line.event for line in unit.audit.entries()] == ["scan.started", "scan.finished"]


def test_scans_are_listed_newest_first(do, scan, clock):
    second = do("start", TARGET, runner="host:1:1", options={}, first=FIRST, at=clock())
    assert [each.id for each in do("recent", 10)] == [second.id, scan.id]
    assert [each.id for each in do("recent", 1)] == [second.id]


def test_addresses_longer_than_an_index_entry_are_told_apart(do, scan):
    long = [Step(url=TARGET + "x" * 9000 + end, kind=StepKind.FORUM) for end in ("a", "b")]
    assert (do("add", scan.id, long), do("add", scan.id, long)) == (2, 0)
    assert waiting(do, scan)[1:] == long
    assert waiting(do, scan, exclude=[long[0].url]) == [FIRST, long[1]]


def test_what_is_not_there_is_said_to_be_missing(do, scan, clock):
    with pytest.raises(NotFound, match="flagpost scans"):
        do("get", 99)
    with pytest.raises(NotFound, match="99"):
        do("add", 99, [FIRST])
    with pytest.raises(NotFound, match="no step"):
        do("done", scan.id, forum("f9"), at=clock())


# --- for those who look after scans --------------------------------------------------------------------------------


def test_scans_of_a_board_began_on_it_or_read_a_thread_of_it(store, make, clock):
    targets = ["https://harbour.example/forum", "https://harbour.example/forum/threads/t9/", "file:///srv/saved"]
    others = ["https://harbour.example/forum2/", "https://harbour.example/", "file:///srv/others"]
    with store.begin() as unit:
        for target in targets + others:
            first = Step(url=target, kind=StepKind.TARGET)
            scan = unit.scans.start(target, runner="host:1:1", options={}, first=first, at=clock())
            if target == "file:///srv/saved":
                unit.archive.save(make.page(make.post("p1")), make.evidence(), scan_id=scan.id)
            if target == "file:///srv/others":
                page = make.page(make.post("p1"), board_url="https://quay.example/")
                unit.archive.save(page, make.evidence(), scan_id=scan.id)
    with store.read() as unit:
        [harbour, quay] = [board.id for board in unit.archive.boards()]
        assert [scan.target for scan in unit.scans.recent(boards=[harbour])] == targets[::-1]
        assert [scan.target for scan in unit.scans.recent(boards=[quay])] == ["file:///srv/others"]
        assert len(unit.scans.recent(boards=[harbour, quay])) == 4
        assert unit.scans.recent(boards=[]) == []
        assert [scan.id for scan in unit.scans.recent(2, before=4)] == [3, 2]
        assert [scan.id for scan in unit.scans.recent(1, before=3, boards=[harbour])] == [2]


def test_errors_are_told_by_kind_with_the_newest_examples(store, clock):
    steps = [Step(url=f"https://harbour.example/{number}", kind=StepKind.THREAD) for number in range(6)]
    with store.begin() as unit:
        for _ in range(2):
            scan = unit.scans.start(steps[0].url, runner="host:1:1", options={}, first=steps[0], at=clock())
            unit.scans.add(scan.id, steps)
        for step in steps:
            kind = "not_found" if step is steps[0] else "timed_out"
            unit.scans.failed(2, step, kind=kind, message="Nothing.", at=clock())
    with store.read() as unit:
        kinds = unit.scans.error_kinds([1, 2], examples=2)
        assert unit.scans.error_kinds([]) == {}
        errors = unit.scans.errors(2)
    assert set(kinds) == {2}
    assert [(each.kind, each.count) for each in kinds[2]] == [("timed_out", 5), ("not_found", 1)]
    assert [each.examples for each in kinds[2]] == [(errors[5], errors[4]), (errors[0],)]
