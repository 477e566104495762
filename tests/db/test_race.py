"""Eight reviewers at once, each a process with a store of its own, until the queue is empty: on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from db.errors import StoreLocked
from db.items import CaseFilter, CaseState
from db.store import Store
from moderation.items import Severity

CASES = 65
PEOPLE = [f"Reviewer {number}" for number in range(8)]

RACE = """
import json, os, sys
from itertools import count
from db.items import Action, CaseFilter, Draft, Outcome
from db.store import Store
from flagpost.access import Access
from flagpost.review import Desk
from flagpost.settings import load_settings

AGREE = Draft(outcome=Outcome.AGREE, action=Action.REMOVE)


def work(store, name, most=None):
    with store.read() as unit:
        access = Access(unit.users.get(name))
    desk = Desk(store, load_settings(), access=access)
    for done in count():
        case_id = desk.claim_next(CaseFilter()) if done != most else None
        if case_id is None:
            break
        decision = desk.decide(case_id, AGREE, token=desk.claim(case_id).token)
        os.write(1, (json.dumps([name, decision.case_id, decision.id]) + "\\n").encode())


url, *names = sys.argv[1:]
store = Store.open(url, patience=60)
work(store, names[0], most=1)  # what every process would have to learn, and what it leaves open is closed
store.close()
ready, go = os.pipe(), os.pipe()
started = []
for name in names:  # each is a process of its own, with connections of its own
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(go[1])
            os.write(ready[1], b".")
            os.read(go[0], 1)  # until there are all
            work(store, name)
            store.close()
            code = 0
        finally:
            os._exit(code)
    started.append(child)
os.close(ready[1])
for _ in names:
    os.read(ready[0], 1)
os.close(go[1])
sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in started))
"""


def test_eight_reviewers_empty_the_queue_and_decide_every_case_once(store, url, make, clock):
    with store.begin() as unit:
        for name in PEOPLE:
            unit.users.ensure(name, at=clock())
        unit.archive.save(make.page(*(make.post(f"p{number}") for number in range(CASES))), make.evidence())
        for waiting in unit.verdicts.pending():
            verdict = unit.verdicts.save(waiting.revision_id, make.verdict(make.flag()), clock())
            severity = Severity(1 + waiting.post_id % 4)
            unit.review.open_case(waiting.post_id, verdict, queue="triage", severity=severity, score=0.5, at=clock())
        cases = {case.id for case in unit.review.cases(limit=CASES)}
    assert len(cases) == CASES

    ran = subprocess.run([sys.executable, "-c", RACE, url, *PEOPLE], capture_output=True, timeout=300, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    told = [json.loads(line) for line in ran.stdout.splitlines()]

    assert Counter(case for _, case, _ in told) == Counter(cases)
    with store.read() as unit:
        decisions = unit.review.decisions(limit=2 * CASES)
        events = Counter(line.event for line in unit.audit.entries(limit=10_000))
        assert sorted((each.user, each.case_id, each.id) for each in decisions) == sorted(map(tuple, told))
        assert unit.review.count() == 0
        assert unit.review.count(CaseFilter(state=CaseState.DECIDED)) == CASES
        assert all(each.token == 1 for each in decisions), "a case was taken from somebody who had claimed it"
        assert (events["case.claimed"], events["case.decided"], events["case.released"]) == (CASES, CASES, 0)
        assert unit.audit.verify().broken_at is None


def test_threads_that_write_to_one_file_take_turns_and_hold_no_connection_while_they_wait(sqlite_store, clock):
    held = []

    def write(number):
        with sqlite_store.begin() as unit:
            unit.users.ensure(f"User {number}", at=clock())
            held.append(sqlite_store._engine.pool.checkedout())

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    assert held == [1] * 20


def test_a_thread_that_waits_too_long_for_its_turn_is_told_and_gets_a_later_one(sqlite_store, clock):
    url = sqlite_store._engine.url.render_as_string()

    def write(store):
        with store.begin() as unit:
            return unit.users.ensure("Ben", at=clock()).name

    with Store.open(url, patience=0.1) as store, ThreadPoolExecutor(1) as pool:
        with store.begin(), pytest.raises(StoreLocked):
            pool.submit(write, store).result()
        assert pool.submit(write, store).result() == "Ben"
