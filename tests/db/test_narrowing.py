"""Which cases a filter asks for: by verdict, by words, by where somebody may look."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.items import CaseFilter, CaseState, Reach
from db.models import CaseRow
from db.texts import BLANK, Sought, sought
from moderation.items import Category
from scraper.items import Author

from .conftest import T0


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
        ({"rule": "Lexicon/"}, []),
        ({"rule": "blockhead"}, []),
        ({"rule": "en/"}, []),
        ({"category": "insult"}, [0, 1, 2]),
        ({"category": "threat"}, []),
        ({"language": "de"}, [1]),
        ({"words": "blockHEAD"}, [0]),
        ({"words": "100% so"}, [0]),
        ({"words": "%"}, [0]),
        ({"words": "_"}, []),
        ({"author": "ansel  reed"}, [1]),
        ({"author": "ansel"}, []),
        ({"among": ()}, []),
        ({"among": (1, 3), "language": "en"}, [0, 2]),
        ({"among": (1, 3), "but": (3, 7)}, [0]),
        ({"but": (2,)}, [0, 2]),
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


def test_what_several_filters_find_is_counted_at_once_as_it_is_one_by_one(desk, cases):
    desk.decide(desk.claim(cases[1]))
    filters = [
        *(CaseFilter(state=state) for state in (CaseState.OPEN, CaseState.DECIDED, None)),
        CaseFilter(language="en", queue="triage"),
        CaseFilter(board_id=2, reach=(Reach(2, "triage"),)),
        CaseFilter(rule="lexicon/", opened_before=T0 + timedelta(minutes=30)),
        CaseFilter(author="Ansel Reed", state=None),
        CaseFilter(claimed_by="Rosa"),
        CaseFilter(words="nothing"),
        CaseFilter(appealed=True),
    ]
    assert desk.look("counts", filters) == [desk.look("count", each) for each in filters]
    assert desk.look("counts", filters) == [2, 1, 3, 2, 1, 1, 1, 0, 1, 0]
    assert desk.look("counts", []) == []


@pytest.mark.parametrize("words", [None, "o"])
def test_a_page_of_cases_tells_how_many_there_are(desk, cases, words):
    wanted = CaseFilter(words=words, language="en")
    whole, total = desk.look("page", wanted, limit=5, offset=0)
    second, same = desk.look("page", wanted, limit=1, offset=1)
    beyond = desk.look("page", wanted, limit=5, offset=2)
    assert (total, same, beyond) == (2, 2, ([], 2))
    assert whole == desk.look("cases", wanted)
    assert second == whole[1:]


def test_rules_that_no_index_has_room_for_are_found_all_the_same(desk, make):
    long = [f"lexicon/en/{'long' * 10}-{number}" for number in range(20)]
    desk.open(desk.post(), verdict=make.verdict(*(make.flag(rule=rule) for rule in long)))
    desk.open(desk.post("p2", "Nothing is flagged here."), verdict=make.verdict())
    with desk.store.read() as unit:
        assert unit.review._session.scalars(select(CaseRow.rules).order_by(CaseRow.id)).all() == [None, ""]
    for rule, found in ((long[7], 1), ("lexicon/", 1), ("lexicon/en/long", 0), ("Lexicon/", 0), ("coinage/", 0)):
        assert desk.look("count", CaseFilter(rule=rule)) == found


def test_a_case_is_found_by_the_verdict_that_it_speaks_of_now(desk, make, clock):
    english = CaseFilter(language="en", rule="lexicon/en/blockhead", category="insult", board_id=1)
    german = replace(english, language="de", rule="lexicon/de/dussel", category="toxicity")
    desk.open(desk.post(), verdict=make.verdict(make.flag(), language="en"))
    assert (desk.look("count", english), desk.look("count", german)) == (1, 0)
    clock.forward(hours=1)
    now = make.verdict(make.flag(rule="lexicon/de/dussel"), language="de", categories=(Category.TOXICITY,))
    desk.open(desk.post(text="Du Dussel, said the pilot."), verdict=now)
    assert (desk.look("count", english), desk.look("count", german)) == (0, 1)


def test_words_are_looked_for_in_what_posts_say_now_whatever_becomes_of_their_cases(desk, clock):
    def found(words):
        return [
            desk.look("count", CaseFilter(words=words, state=state))
            for state in (CaseState.OPEN, CaseState.DECIDED, None)
        ]

    case_id = desk.open(desk.post(text="You blockhead."))[0]
    assert (found("BlockHead"), found("windbag")) == ([1, 0, 1], [0, 0, 0])
    clock.forward(hours=1)
    desk.post(text="You windbag.")  # not screened yet
    assert (found("blockhead"), found("windbag")) == ([0, 0, 0], [1, 0, 1])
    decision = desk.decide(desk.claim(case_id))
    assert found("windbag") == [0, 1, 1]
    clock.forward(hours=1)
    desk.post(text="You blockhead.")
    assert (found("blockhead"), found("windbag")) == ([0, 1, 1], [0, 0, 0])
    desk.do("undo", decision.id, user="Rosa")
    assert (found("blockhead"), found("windbag")) == ([1, 0, 1], [0, 0, 0])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ÉCOLE", True),
        ("l'école", True),
        ('"ferry" 100%_!', True),
        ('ferry" OR "', False),
        ("an*", False),
        ("écoles", False),
        ("naïve 船が", True),
        ("船が来", True),
        ("船", True),
        (".\nA sec", True),
        ("! Vo", True),
        (" ", True),
        ("\t\t\t", False),
        ("line second 船が来", True),
        ("line first", False),
        ("line nothing", False),
        ("a an", False),
        ("a line", True),
        ("école a %", True),
        ("école x %", False),
        ('"voici l\'école"', True),
        ("“Voici L'École” line", True),
        ('"l\'école voici"', False),
        ('"VOICI L\'ÉCOLE NAÏVE" ferry', True),
        ('"た. a second  line"', True),
        ('"a second', True),
        ('"second a', True),
        ('"second a"', False),
        ('"! V"', True),
        ('"V !"', False),
        ('"" line', True),
    ],
)
def test_words_are_found_letter_for_letter_in_any_case(desk, words, found):
    desk.open(desk.post(text='Said "Ferry" 100%_! Voici l\'École naïve 船が来た.\na second line'))
    desk.open(desk.post("p2", text="Others."))
    assert desk.look("count", CaseFilter(words=words)) == found


def test_a_phrase_passes_over_line_breaks_in_every_state(desk):
    case_id = desk.open(desk.post(text="stupid\n\n moron\u00a0there"))[0]
    phrases = ('"Stupid moron there"', "moron stupid", '"moron stupid"')
    assert [desk.look("count", CaseFilter(words=each)) for each in phrases] == [1, 1, 0]
    desk.decide(desk.claim(case_id))
    assert [desk.look("count", CaseFilter(words=each, state=None)) for each in phrases] == [1, 1, 0]
    assert [desk.look("page", CaseFilter(words=each, state=None), limit=1)[1] for each in phrases] == [1, 1, 0]
    assert desk.look("count", CaseFilter(words=phrases[0])) == 0


def test_white_space_is_what_python_takes_for_it():
    assert {each for each in map(chr, range(sys.maxunicode + 1)) if BLANK.fullmatch(each)} == {
        each for each in map(chr, range(sys.maxunicode + 1)) if each.isspace()
    }


@pytest.mark.parametrize(
    ("search", "words", "phrases"),
    [
        ("b  a b", ["b", "a"], []),
        ('c "a\n b" "d"', ["c", "a", "b", "d"], ["a b"]),
        ('a"b', ["a", "b"], []),
        ('"a b" "c d', ["a", "b", "c", "d"], ["a b"]),
        ('"', ['"'], []),
        ("", [""], []),
    ],
)
def test_a_search_is_of_words_and_of_phrases_in_quotes(search, words, phrases):
    assert sought(search) == Sought(tuple(words), tuple(phrases))


def test_what_is_screened_again_or_rolled_back_is_found_by_its_words(desk, make):
    desk.open(desk.post(text="You blockhead."))
    with pytest.raises(ZeroDivisionError), desk.store.begin() as unit:  # noqa: PT012
        unit.archive.save(make.page(make.post("p1", "You windbag.")), make.evidence())
        raise ZeroDivisionError
    found = [desk.look("count", CaseFilter(words=words)) for words in ("blockhead", "windbag")]
    assert found == [1, 0]


def test_what_waits_since_before_a_moment(desk, cases, clock):
    wanted = CaseFilter(opened_before=clock() - timedelta(minutes=30))
    assert {case.id for case in desk.look("cases", wanted)} == set(cases[:2])


def test_the_next_case_is_one_within_reach(desk, cases, clock):
    claim = desk.do("claim_next", CaseFilter(reach=(Reach(None, "urgent"),)), "Rosa", lease=timedelta(minutes=5))
    assert claim.case_id == cases[1]
    assert desk.do("claim_next", CaseFilter(reach=()), "Rosa", lease=timedelta(minutes=5)) is None


def test_decisions_are_narrowed_to_cases_within_reach(desk, cases):
    made = [desk.decide(desk.claim(case)).id for case in cases]

    def found(reach, **more):
        return [each.id for each in desk.look("decisions", CaseFilter(state=None, reach=reach), **more)]

    assert found(None) == made
    assert found(()) == []
    assert found((Reach(None, "urgent"),)) == [made[1]]
    assert found((Reach(2, None),)) == made[:2]
    assert found((Reach(2, None),), after=made[0], limit=1) == [made[1]]
