"""Where cases stand: what is looked up for a case, what moves others, and the order that comes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from db.items import Action, CaseFilter, Draft, Objector, Outcome, Standing
from db.migrate import VERSION_TABLE
from db.priority import LONGEST, MOST, priority
from db.standings import NEWEST
from db.store import Store
from moderation.items import Severity
from scraper.items import Author

from .conftest import AGREE, LEASE, take_trigrams_away

ANSEL, BRIN = Author(name="Ansel", id="1"), Author(name="Brin", id="2")
DISAGREE = Draft(outcome=Outcome.DISAGREE)


@pytest.fixture
def said(desk):
    """Save and flag words of somebody's own, and give the case's id."""

    def say(text: str, author: Author | None = ANSEL, **more) -> int:
        number = next(desk.make.numbers)
        return desk.case(f"p{number}", text=text, author=author, thread=f"t{number}", **more)[0]

    return say


def standing(desk, case_id: int) -> Standing:
    case = desk.look("case", case_id)
    assert case.priority == priority(case.score, case.standing, case.opened_at)
    return case.standing


def order(desk) -> list[int]:
    return [case.id for case in desk.look("cases")]


def test_severity_comes_before_everything(desk, said, clock):
    grave = said("Get out.", BRIN, severity=Severity.HIGH, score=0.4)
    for _ in range(3):
        said("Blockhead.", severity=Severity.MEDIUM, score=1.0)
    clock.forward(hours=2 * LONGEST)
    graver = said("I will find you.", BRIN, severity=Severity.CRITICAL, score=0.4)
    assert order(desk)[:2] == [graver, grave]


def test_the_surer_goes_first_until_the_other_has_waited(desk, said, clock):
    unsure = said("Blockhead.", score=0.5)
    clock.forward(hours=12)
    sure = said("Oaf.", BRIN, score=1.0)
    clock.forward(hours=36)
    late = said("Lout.", None, score=1.0)
    assert order(desk) == [sure, unsure, late]
    assert desk.do("claim_next", CaseFilter(), "Rosa", lease=LEASE).case_id == sure
    assert desk.do("claim_next", CaseFilter(), "Rosa", lease=LEASE).case_id == unsure


def test_the_same_words_move_all_that_say_them(desk, said):
    first = said("Vote for the harbour master!", ANSEL)
    said("Something else, blockhead.", None)
    copies = [said(f"Vote  for the harbour master!{' ' * n}", None) for n in range(2)]
    assert {standing(desk, each).same_words for each in (first, *copies)} == {2}
    assert order(desk) == [first, *copies, 2]


def test_the_same_words_count_up_to_a_number_and_on_their_board_alone(desk, said):
    for _ in range(MOST + 4):
        said("Vote!", None)
    assert {each.standing.same_words for each in desk.look("cases")} == {MOST}
    elsewhere = desk.make.page(desk.make.post("q1", "Vote!"), board_url="https://quay.example/")
    with desk.store.begin() as unit:
        thread = unit.archive.save(elsewhere, desk.make.evidence()).thread_id
        post = unit.archive.thread_posts(thread)[0]
    assert standing(desk, desk.open(post)[0]).same_words == 0


def test_the_replies_of_a_thread_are_those_of_its_listing(desk, make, said):
    assert standing(desk, said("Blockhead.")).replies is None
    with desk.store.begin() as unit:
        unit.archive.save(make.listing(make.link("busy", replies=340)), make.evidence())
    busy = desk.case("p99", text="Oaf.", author=BRIN, thread="busy")[0]
    assert standing(desk, busy).replies == 340
    assert order(desk)[0] == busy


def test_an_agreed_case_moves_the_authors_open_ones_and_nobody_elses(desk, said):
    others, first, second = said("Oaf.", BRIN), said("Blockhead."), said("Lout.")
    assert standing(desk, second) == Standing(waiting=1)
    decision = desk.decide(desk.claim(first), AGREE)
    assert standing(desk, second) == Standing(agreed=1)
    assert standing(desk, others) == Standing()
    assert order(desk) == [second, others]
    desk.do("undo", decision.id, user="Rosa")
    assert standing(desk, first) == standing(desk, second) == Standing(waiting=1)
    assert standing(desk, others) == Standing()


@pytest.mark.parametrize("draft", [DISAGREE, Draft(outcome=Outcome.AGREE, action=Action.ESCALATE)])
def test_a_case_that_nobody_agreed_with_speaks_for_no_other(desk, said, draft):
    first, second = said("Blockhead."), said("Lout.")
    desk.decide(desk.claim(first), draft)
    assert standing(desk, second) == Standing()


def test_a_case_opened_anew_is_weighed_anew(desk, said, clock):
    first, second = said("Blockhead."), said("Lout.")
    desk.decide(desk.claim(first), AGREE)
    desk.decide(desk.claim(second), AGREE)
    clock.forward(hours=5)
    with desk.store.begin() as unit:
        unit.appeals.enter(second, objector=Objector.AUTHOR, words="No.", how="", user="Rosa", at=clock())
    case = desk.look("case", second)
    assert (standing(desk, second), case.opened_at) == (Standing(agreed=1), clock())


def test_an_answer_that_reverses_a_decision_takes_it_from_the_authors_record(desk, said, clock):
    first, second = said("Blockhead."), said("Lout.")
    desk.decide(desk.claim(first), AGREE)
    with desk.store.begin() as unit:
        unit.appeals.enter(first, objector=Objector.AUTHOR, words="No.", how="", user="Rosa", at=clock())
    assert standing(desk, second) == Standing(waiting=1)
    desk.decide(desk.claim(first, "Ben"), replace(DISAGREE, explanation="He quotes it."))
    assert standing(desk, second) == Standing()


def test_new_words_are_weighed_as_they_are(desk, said, clock):
    said("Vote!", None)
    post = desk.post("p50", "Vote!", author=BRIN)
    case_id, _ = desk.open(post)
    assert standing(desk, case_id).same_words == 1
    clock.forward(hours=1)
    desk.open(desk.post("p50", "Vote, blockhead!", author=BRIN), score=0.9)
    assert standing(desk, case_id).same_words == 0
    assert desk.look("case", case_id).score == 0.9


def test_an_authors_newest_cases_are_looked_at_and_no_more(desk, said):
    for number in range(NEWEST + 3):
        said(f"Blockhead, {number} times.")
    assert standing(desk, NEWEST + 3) == Standing(waiting=MOST)
    desk.decide(desk.claim(10), AGREE)
    assert standing(desk, 9) == Standing(agreed=1, waiting=MOST)
    assert standing(desk, 3).agreed == 0


def test_nobody_is_waited_for_and_who_is_skipped_follows_later(postgres_store, make, clock):
    """Of one author's three cases one is decided, while somebody holds the second: only the third is weighed anew."""
    with postgres_store.begin() as unit:
        for name in ("Rosa", "Ben"):
            unit.users.ensure(name, at=clock())
        posts = [make.post(f"p{number}", f"Blockhead, {number}.", author=ANSEL) for number in range(3)]
        thread = unit.archive.save(make.page(*posts), make.evidence()).thread_id
        for post in unit.archive.thread_posts(thread):
            verdict = unit.verdicts.save(post.revision_id, make.verdict(make.flag()), clock())
            unit.review.open_case(post.id, verdict, queue="triage", severity=Severity.LOW, score=0.5, at=clock())
    with postgres_store.begin() as held:
        held.review.claim(2, "Ben", lease=LEASE, at=clock())
        with postgres_store.begin() as unit:
            claim = unit.review.claim(1, "Rosa", lease=LEASE, at=clock())
            unit.review.decide(1, token=claim.token, user="Rosa", draft=AGREE, at=clock())
    with postgres_store.read() as unit:
        told = {case.id: case.standing for case in unit.review.cases()}
    assert told == {2: Standing(waiting=2), 3: Standing(agreed=1, waiting=1)}


KEPT = {
    "case_words": ("opened", "moved", "said", "revised"),
    "case_counts": ("inserted", "left", "joined", "deleted"),
}
"""What is kept by triggers on SQLite and is a view on PostgreSQL."""


def test_a_store_of_the_version_before_is_weighed_as_it_is_opened(desk, said, url, clock):
    """Everything that the migration adds is taken away; opening the store brings the very same back."""
    for author in (ANSEL, BRIN, None):
        for number in range(4):
            said(f"Blockhead {number % 3}.", author, score=0.6 + number / 10)
            clock.forward(hours=7)
    desk.decide(desk.claim(2), AGREE)
    desk.decide(desk.claim(5), DISAGREE)
    desk.do("undo", desk.decide(desk.claim(1), AGREE).id, user="Rosa")
    before = {case.id: (case.priority, case.standing) for case in desk.look("cases")}
    with desk.store._engine.begin() as connection:
        for name in ("assigned", "open", "open_queue", "order"):
            connection.execute(text(f"DROP INDEX ix_cases_{name}"))
        connection.execute(text("DROP INDEX ix_cases_waiting"))
        connection.execute(text("DROP INDEX ix_decisions_to_take_back"))
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            take_trigrams_away(connection)
        for name, triggers in KEPT.items():
            for trigger in triggers if on_sqlite else ():
                connection.execute(text(f"DROP TRIGGER {name}_{trigger}"))
            connection.execute(text(f"DROP {'TABLE' if on_sqlite else 'VIEW'} {name}"))
        connection.execute(text("DROP TABLE accounts"))
        connection.execute(text("ALTER TABLE revisions DROP COLUMN evidence_record"))
        connection.execute(text("DROP TABLE standings"))
        connection.execute(text("ALTER TABLE cases DROP COLUMN priority"))
        for name in ("assigned", "open", "open_queue", "order"):
            connection.execute(text(f"CREATE INDEX ix_cases_{name} ON cases (score)"))
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0010'"))
    desk.store.close()
    with Store.open(url, clock=clock) as store, store.read() as unit:
        after = {case.id: (case.priority, case.standing) for case in unit.review.cases()}
        assert after.keys() == before.keys()
        for id_, (number, weighed) in before.items():
            assert after[id_] == (pytest.approx(number), weighed), id_
