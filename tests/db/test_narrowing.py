"""Which cases a filter asks for: by verdict, by words, by where somebody may look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.items import CaseFilter, Reach
from scraper.items import Author


@pytest.fixture
def cases(desk, make, clock):
    """Three cases: in English and German, of two boards and two queues, an hour apart."""
    slur = make.verdict(make.flag(rule="lexicon/en/blockhead"), language="en")
    own = make.verdict(make.flag(rule="rules/own_100%"), language="de")
    with desk.store.begin() as unit:
        unit.archive.save(make.index(board_url="https://quay.example/"), make.evidence())
    first = desk.open(desk.post("p1", "You BLOCKHEAD, 100% so."), verdict=slur)[0]
    clock.forward(hours=1)
    author = Author(name="Ansel Reed", id="8")
    second = desk.open(desk.post("p2", "Du Dussel.", author=author), queue="urgent", verdict=own)[0]
    clock.forward(hours=1)
    with desk.store.begin() as unit:
        page = make.page(make.post("p3", "Nothing."), board_url="https://quay.example/")
        thread = unit.archive.save(page, make.evidence()).thread_id
        [post] = unit.archive.thread_posts(thread)
    third = desk.open(post, verdict=slur)[0]
    return first, second, third


@pytest.mark.parametrize(
    ("which", "places"),
    [
        ({}, [0, 1, 2]),
        ({"rule": "lexicon/en/blockhead"}, [0, 2]),
        ({"rule": "lexicon/"}, [0, 2]),
        ({"rule": "lexicon"}, []),
        ({"rule": "rules/own_100%"}, [1]),
        ({"rule": "rules/own%"}, []),
        ({"language": "de"}, [1]),
        ({"words": "blockHEAD"}, [0]),
        ({"words": "100% so"}, [0]),
        ({"words": "%"}, [0]),
        ({"words": "_"}, []),
        ({"author": "ansel  reed"}, [1]),
        ({"author": "ansel"}, []),
        ({"reach": ()}, []),
        ({"reach": (Reach(None, "urgent"),)}, [1]),
        ({"reach": (Reach(1, None),)}, [2]),
        ({"reach": (Reach(2, "triage"), Reach(1, "urgent"))}, [0]),
        ({"reach": (Reach(2, "triage"), Reach(1, None)), "language": "en", "queue": "triage"}, [0, 2]),
    ],
)
def test_a_filter_narrows_cases_counts_and_queues_alike(desk, cases, which, places):
    wanted = CaseFilter(**which)
    assert {case.id for case in desk.look("cases", wanted)} == {cases[place] for place in places}
    assert desk.look("count", wanted) == len(places)
    assert sum(queue.open for queue in desk.look("queues", wanted)) == len(places)


def test_what_waits_since_before_a_moment(desk, cases, clock):
    wanted = CaseFilter(opened_before=clock() - timedelta(minutes=30))
    assert {case.id for case in desk.look("cases", wanted)} == set(cases[:2])


def test_the_next_case_is_one_within_reach(desk, cases, clock):
    claim = desk.do("claim_next", CaseFilter(reach=(Reach(None, "urgent"),)), "Rosa", lease=timedelta(minutes=5))
    assert claim.case_id == cases[1]
    assert desk.do("claim_next", CaseFilter(reach=()), "Rosa", lease=timedelta(minutes=5)) is None
