"""Counts over what is stored: precision by rule, an author's history, other cases, what stands around a post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.items import Action, CaseFilter, CaseState, Draft, Objector, Outcome, Outcomes
from scraper.items import Author, Role

AGREE, DISAGREE = Draft(outcome=Outcome.AGREE), Draft(outcome=Outcome.DISAGREE)


def test_decisions_are_counted_by_the_rules_that_flagged(desk, make):
    both = make.verdict(
        make.flag(rule="lexicon/en/blockhead"), make.flag(rule="lexicon/en/blockhead"), make.flag(rule="coinage/a")
    )
    for number, draft in enumerate((Draft(outcome=Outcome.AGREE), DISAGREE, Draft(outcome=Outcome.IGNORE))):
        case, _ = desk.open(desk.post(f"p{number}", f"Words {number}"), verdict=both if number < 2 else None)
        desk.decide(desk.claim(case), draft)
    undone = desk.decide(desk.claim(desk.case("p9", text="Other words")[0]), DISAGREE)
    desk.do("undo", undone.id, user="Rosa")
    with desk.store.read() as unit:
        assert unit.figures.outcomes_by_rule() == {
            "lexicon/en/blockhead": Outcomes(agreed=1, disagreed=1, ignored=1),
            "coinage/a": Outcomes(agreed=1, disagreed=1),
        }


def test_a_decision_on_older_words_still_counts_for_its_rule(desk, make, clock):
    desk.decide(desk.claim(desk.case()[0]), DISAGREE)
    clock.forward(hours=1)
    desk.case(text="New words, blockhead.")
    with desk.store.read() as unit:
        assert unit.figures.outcomes_by_rule() == {"lexicon/en/blockhead": Outcomes(disagreed=1)}


def test_a_decision_that_is_upheld_or_taken_up_counts_once(desk, clock):
    explained = Draft(outcome=Outcome.AGREE, explanation="Read the rules.")
    cases = [desk.case(f"p{number}", text=f"Words {number}")[0] for number in range(4)]
    first = [desk.decide(desk.claim(case), AGREE) for case in cases[:2]]
    for decision in first:
        appealed(desk, decision.case_id, clock())
    assert counted(desk) == Outcomes(agreed=2), "as long as nobody has answered, the decision counts"
    desk.decide(desk.claim(cases[0], user="Ben"), explained)
    answer = desk.decide(desk.claim(cases[1], user="Ben"), Draft(outcome=Outcome.DISAGREE, explanation="A quote."))
    assert counted(desk) == Outcomes(agreed=1, disagreed=1)
    desk.do("undo", answer.id, user="Ben")
    assert counted(desk) == Outcomes(agreed=2)
    escalated = desk.decide(desk.claim(cases[2]), Draft(outcome=Outcome.AGREE, action=Action.ESCALATE))
    assert counted(desk) == Outcomes(agreed=3)
    taken = desk.do("take_up", escalated.id, user="Ben", lease=timedelta(hours=1))
    assert counted(desk) == Outcomes(agreed=3)
    desk.decide(taken, DISAGREE)
    assert counted(desk) == Outcomes(agreed=2, disagreed=1)
    clock.forward(hours=1)
    desk.case("p2", text="New words")
    desk.decide(desk.claim(cases[2]), DISAGREE)
    assert counted(desk) == Outcomes(agreed=2, disagreed=2), "other words are another matter"


def appealed(desk, case_id, at):
    with desk.store.begin() as unit:
        unit.appeals.enter(case_id, objector=Objector.AUTHOR, words="No.", how="", user="Ben", at=at)


def counted(desk):
    """What is counted for the rule, everywhere alike."""
    with desk.store.read() as unit:
        by_rule = unit.figures.outcomes_by_rule()
        which, edges = CaseFilter(state=None), [datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)]
        assert unit.trends.outcomes_by_rule(which, *edges) == by_rule
        [decided] = unit.trends.decided(which, edges)
        author = unit.figures.author_of(1)
    assert list(by_rule.values()) == [decided] == [author.outcomes]
    return decided


def test_what_is_stored_of_an_author(desk, clock):
    other = Author(name="Ansel Reed", id="8")
    posts = [desk.post(f"p{number}", f"Words {number}") for number in range(4)]
    desk.open(desk.post("x", "Others say it too", author=other))
    cases = [desk.open(post)[0] for post in posts[:3]]
    desk.decide(desk.claim(cases[0]))
    desk.decide(desk.claim(cases[1]), DISAGREE)
    with desk.store.read() as unit:
        history = unit.figures.author_of(posts[0].id)
        mine = unit.figures.cases_of_author(posts[0].id, but=cases[0], limit=5)
        thread = unit.figures.cases_in_thread(posts[0].thread_id, but=cases[0], limit=5)
        few = unit.figures.cases_in_thread(posts[0].thread_id, but=cases[0], limit=1)
    assert (history.name, history.posts, history.open) == ("Perrin Vale", 4, 1)
    assert history.outcomes == Outcomes(agreed=1, disagreed=1)
    assert {case.id for case in mine} == set(cases[1:])
    assert {case.author for case in thread} == {"Perrin Vale", "Ansel Reed"}
    assert len(few) == 1
    decided = next(case for case in mine if case.id == cases[1])
    assert (decided.state, decided.outcome, decided.words) == (CaseState.DECIDED, Outcome.DISAGREE, "Words 1")


def test_a_post_of_nobody_has_no_history(desk):
    post = desk.post(author=None)
    with desk.store.read() as unit:
        assert unit.figures.author_of(post.id) is None
        assert unit.figures.cases_of_author(post.id, but=0, limit=5) == []


@pytest.mark.parametrize(
    ("place", "before", "after", "skipped", "following"),
    [
        (0, [], [1, 2], 0, 4),
        (1, [], [2, 3], 0, 3),
        (2, [1], [3, 4], 0, 2),
        (4, [2, 3], [5, 6], 1, 0),
        (6, [4, 5], [], 3, 0),
    ],
)
def test_around_a_post_stand_its_neighbours_and_the_original_post(
    store, make, place, before, after, skipped, following
):
    posts = [make.post(f"p{n}", f"Words {n}", role=Role.REPLY if n else Role.ORIGINAL) for n in range(7)]
    with store.begin() as unit:
        thread = unit.archive.save(make.page(*posts), make.evidence()).thread_id
        stored = unit.archive.thread_posts(thread)
        around = unit.archive.around(stored[place], near=2)
    assert (around.original.external_id if around.original else None) == ("p0" if place else None)
    assert [post.external_id for post in around.before] == [f"p{n}" for n in before]
    assert [post.external_id for post in around.after] == [f"p{n}" for n in after]
    assert (around.skipped, around.following) == (skipped, following)
