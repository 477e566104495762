"""Many at once, on both databases: each with a store, and so with connections, of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from db.batches import seen_now
from db.errors import CaseDecided, CaseTaken, NotForYou, ReviewError, StaleClaim, UnderAppeal
from db.items import CaseFilter, Draft, Objector, Outcome
from db.store import Store
from moderation.items import Severity

LEASE = timedelta(minutes=15)
PEOPLE = [f"Reviewer {number}" for number in range(8)]


@pytest.fixture
def at_once(url, clock):
    """Run a step for each of the arguments at the same moment; the results, or the errors of the review, in order."""

    def run(step, arguments):
        ready = threading.Barrier(len(arguments))

        def one(argument):
            with Store.open(url, patience=30, clock=clock) as store:
                ready.wait(timeout=30)
                try:
                    return step(store, argument)
                except ReviewError as error:
                    return type(error)

        with ThreadPoolExecutor(len(arguments)) as pool:
            return list(pool.map(one, arguments))

    return run


@pytest.fixture
def cases(store, make, clock):
    """Eight open cases."""
    with store.begin() as unit:
        for name in PEOPLE:
            unit.users.ensure(name, at=clock())
        unit.archive.save(make.page(*(make.post(f"p{number}") for number in range(8))), make.evidence())
        for waiting in unit.verdicts.pending():
            verdict = unit.verdicts.save(waiting.revision_id, make.verdict(make.flag()), clock())
            unit.review.open_case(
                waiting.post_id, verdict, queue="triage", severity=Severity.LOW, score=0.5, at=clock()
            )
    return store


@pytest.fixture(autouse=True)
def intact(store):
    """Whatever happened: the audit log holds."""
    yield
    with store.read() as unit:
        assert unit.audit.verify().broken_at is None


def test_one_of_many_gets_a_case(cases, at_once, clock):
    def claim(store, user):
        with store.begin() as unit:
            return unit.review.claim(1, user, lease=LEASE, at=clock()).user

    got = at_once(claim, PEOPLE)
    assert Counter(got)[CaseTaken] == len(PEOPLE) - 1
    with cases.read() as unit:
        case = unit.review.case(1)
        assert case.claim.user in got
        assert case.claim.token == 1
        assert sum(line.event == "case.claimed" for line in unit.audit.entries()) == 1


def test_everybody_gets_a_case_of_their_own(cases, at_once, clock):
    def claim_next(store, user):
        with store.begin() as unit:
            return unit.review.claim_next(CaseFilter(), user, lease=LEASE, at=clock()).case_id

    assert sorted(at_once(claim_next, PEOPLE)) == list(range(1, 9))


def test_the_next_case_is_never_waited_for(postgres_store, make, clock):
    with postgres_store.begin() as unit:
        unit.users.ensure("Rosa", at=clock())
        unit.archive.save(make.page(make.post("p1"), make.post("p2")), make.evidence())
        for waiting in unit.verdicts.pending():
            verdict = unit.verdicts.save(waiting.revision_id, make.verdict(make.flag()), clock())
            unit.review.open_case(
                waiting.post_id, verdict, queue="triage", severity=Severity.LOW, score=0.5, at=clock()
            )
    url = postgres_store._engine.url.render_as_string(hide_password=False)
    with Store.open(url, patience=0.2) as other, postgres_store.begin() as mine, other.begin() as yours:
        got = [unit.review.claim_next(CaseFilter(), "Rosa", lease=LEASE, at=clock()) for unit in (mine, yours, yours)]
        assert [claim and claim.case_id for claim in got] == [1, 2, None]
        mine.audit.write()  # the unit that ends last would wait for the chain's lock of the other, in this one thread
        mine.audit._session.commit()


def test_a_case_is_decided_once_however_often_the_button_is_pressed(cases, at_once, clock):
    with cases.begin() as unit:
        token = unit.review.claim(1, PEOPLE[0], lease=LEASE, at=clock()).token

    def decide(store, outcome):
        with store.begin() as unit:
            draft = Draft(outcome=outcome)
            return unit.review.decide(1, token=token, user=PEOPLE[0], draft=draft, at=clock()).outcome

    got = at_once(decide, [Outcome.AGREE, Outcome.DISAGREE, Outcome.AGREE, Outcome.IGNORE])
    assert Counter(got)[CaseDecided] == 3
    with cases.read() as unit:
        assert [each.outcome in got for each in unit.review.decisions()] == [True]


def test_of_many_who_want_a_case_under_appeal_one_gets_it_and_never_who_decided(cases, at_once, clock):
    with cases.begin() as unit:
        token = unit.review.claim(1, PEOPLE[0], lease=LEASE, at=clock()).token
        unit.review.decide(1, token=token, user=PEOPLE[0], draft=Draft(outcome=Outcome.AGREE), at=clock())
        unit.appeals.enter(1, objector=Objector.AUTHOR, words="No.", how="", user=PEOPLE[0], at=clock())

    def claim(store, user):
        with store.begin() as unit:
            if user == PEOPLE[1]:
                got = unit.review.claim_next(CaseFilter(appealed=True), user, lease=LEASE, at=clock())
                return got.user if got else None
            return unit.review.claim(1, user, lease=LEASE, at=clock()).user

    got = at_once(claim, PEOPLE)
    assert got[0] is NotForYou
    assert sum(each in PEOPLE[1:] for each in got) == 1


def test_one_appeal_of_many_is_entered(cases, at_once, clock):
    with cases.begin() as unit:
        token = unit.review.claim(1, PEOPLE[0], lease=LEASE, at=clock()).token
        unit.review.decide(1, token=token, user=PEOPLE[0], draft=Draft(outcome=Outcome.AGREE), at=clock())

    def enter(store, user):
        with store.begin() as unit:
            return unit.appeals.enter(1, objector=Objector.FORUM, words="No.", how="", user=user, at=clock()).id

    assert Counter(at_once(enter, PEOPLE[:4])) == {1: 1, UnderAppeal: 3}


def test_an_expired_claim_and_the_next_one_never_both_decide(cases, at_once, clock):
    with cases.begin() as unit:
        old = unit.review.claim(1, PEOPLE[0], lease=LEASE, at=clock())
    clock.forward(minutes=20)

    def decide(store, user):
        with store.begin() as unit:
            token = old.token if user == old.user else unit.review.claim(1, user, lease=LEASE, at=clock()).token
            return unit.review.decide(1, token=token, user=user, draft=Draft(outcome=Outcome.AGREE), at=clock()).user

    late, current = at_once(decide, PEOPLE[:2])
    assert (late in {StaleClaim, CaseDecided}, current) == (True, PEOPLE[1])


def test_one_page_saved_by_many_is_saved_once(store, at_once, make):
    page = make.page(*(make.post(f"p{number}") for number in range(30)))

    def save(other, _):
        with other.begin() as unit:
            return unit.archive.save(page, make.evidence()).new

    assert sorted(at_once(save, range(4))) == [0, 0, 0, 30]
    with store.read() as unit:
        assert unit.archive.boards()[0].posts == 30


def test_one_post_screened_by_many_has_one_case(store, at_once, make, clock):
    with store.begin() as unit:
        unit.archive.save(make.page(make.post("p1")), make.evidence())
        [waiting] = unit.verdicts.pending()
        verdict = unit.verdicts.save(waiting.revision_id, make.verdict(make.flag()), clock())

    def open_case(other, _):
        with other.begin() as unit:
            return unit.review.open_case(
                waiting.post_id, verdict, queue="triage", severity=Severity.LOW, score=0.5, at=clock()
            )

    got = at_once(open_case, range(4))
    assert len({case_id for case_id, _ in got}) == 1  # a row refused may have taken the first number
    assert sorted(new for _, new in got) == [False, False, False, True]


APPEND = """
import sys
from datetime import UTC, datetime
from db.store import Store
with Store.open(sys.argv[1], patience=60) as store:
    for number in range(10):
        with store.begin() as unit:
            for part in "ab":
                unit.audit.note(sys.argv[2], "noted", f"line:{number}{part}", {}, datetime.now(UTC))
"""


def test_processes_that_append_at_once_keep_the_chain(store, url):
    writing = [subprocess.Popen([sys.executable, "-c", APPEND, url, f"process {number}"]) for number in range(3)]
    assert [process.wait(timeout=120) for process in writing] == [0, 0, 0]
    with store.read() as unit:
        report, lines = unit.audit.verify(), unit.audit.entries(limit=100)
    assert (report.entries, report.broken_at) == (60, None)
    for number in range(3):
        mine = [line.subject for line in lines if line.actor == f"process {number}"]
        assert mine == [f"line:{count}{part}" for count in range(10) for part in "ab"]


def test_of_two_who_decide_the_same_cases_together_each_case_is_decided_once(cases, at_once, clock):
    with cases.read() as unit:
        seen = [seen_now(case) for case in unit.review.cases()]

    def decide(store, user):
        with store.begin() as unit:
            batch_id = unit.batches.begin(user, note="", at=clock())
        with store.begin() as unit:
            unit.batches.decide(
                batch_id, seen, draft=Draft(outcome=Outcome.AGREE), lease=LEASE, may=lambda case: True, at=clock()
            )
        with store.read() as unit:
            return unit.batches.get(batch_id)

    made = at_once(decide, PEOPLE[:3])
    assert sum(batch.decided for batch in made) == len(seen)
    assert all(batch.decided + len(batch.left_alone) == len(seen) for batch in made)
    with cases.read() as unit:
        assert sorted(each.case_id for each in unit.review.decisions()) == [each.case_id for each in seen]


def test_of_two_who_claim_a_case_that_is_handed_to_one_of_them_that_one_gets_it(cases, at_once, clock):
    with cases.begin() as unit:
        token = unit.review.claim(1, PEOPLE[0], lease=LEASE, at=clock()).token
        unit.assignments.assign(1, token=token, user=PEOPLE[0], to=PEOPLE[1], note="", at=clock())

    def claim_next(store, user):
        with store.begin() as unit:
            return unit.review.claim_next(CaseFilter(), user, lease=LEASE, at=clock()).case_id

    assert at_once(claim_next, PEOPLE[:3])[1] == 1
