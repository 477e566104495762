"""How a word is read as a stem and a name, and what is measured of such a reading."""

from __future__ import annotations

from math import log, log10

import pytest

from moderation.blends import TRAITS, Habits, Split, splits
from moderation.groups import GroupKind, Name
from moderation.items import Severity
from moderation.practice import Practice
from moderation.stems import Stem, Stems

PRACTICE = Practice({"crap": 3}, {"italy": 1}, {"Italy": 2})
PRACTICE_OF_ITALCRAP = (log(4), log(2), log(3))
HABITS = Habits.of(["land", "island", "crayon", "crazy", "peru"], {"Italy"}, PRACTICE)


def named(name: str) -> Name:
    return Name(name.lower(), name, name, GroupKind.NATION)


def stemmed(*forms: str, strength: float = 0.9, is_topic: bool = False) -> Stems:
    return Stems(Stem(form, "vulgar", Severity.HIGH, strength, is_topic) for form in forms)


def read(word: str, name: str, *stems: str, **stem) -> list[Split]:
    return list(splits(word, stemmed(*stems, **stem).within(word), [named(name)]))


def traits(split: Split, *, misspelled: bool = False, compound: bool = False) -> dict[str, float]:
    return dict(zip(TRAITS, split.traits(HABITS, misspelled=misspelled, compound=compound), strict=True))


@pytest.mark.parametrize(
    ("word", "stem", "name", "head", "tail"),
    [
        ("crapistan", "crap", "Pakistan", 0, 5),
        ("italcrap", "crap", "Italy", 4, 0),
        ("bocrapivia", "crap", "Bolivia", 2, 4),
        ("norwaycrap", "crap", "Norway", 6, 0),
        ("indiarrhea", "diarrhea", "India", 5, 0),
    ],
)
def test_a_name_keeps_one_of_its_ends_or_both(word, stem, name, head, tail):
    [split] = [one for one in read(word, name, stem) if not one.at.is_clipped]
    assert (split.head, split.tail) == (head, tail)
    assert split.explained() == len(word)


@pytest.mark.parametrize(("word", "head", "tail"), [("crapiran", 0, 4), ("irancrap", 4, 0), ("irannocrap", 4, 0)])
def test_no_letter_of_a_name_is_counted_twice(word, head, tail):
    [split] = read(word, "Iran", "crap")
    assert (split.head, split.tail) == (head, tail)


@pytest.mark.parametrize(
    ("word", "stem", "name", "why"),
    [
        ("crapland", "crap", "Switzerland", "no more than a third of the name is left"),
        ("crapwooden", "crap", "Sweden", "too many letters are nobody's"),
        ("peking", "king", "Peking", "the stem stands in the name itself"),
        ("turdistan", "turdistan", "Istan", "the name stands in the stem"),
    ],
)
def test_what_is_no_reading(word, stem, name, why):
    assert read(word, name, stem) == [], why


def test_a_topic_beside_a_whole_name_is_none():
    assert read("norwayvirus", "Norway", "virus", is_topic=True) == []
    assert read("norwayvirus", "Norway", "virus")
    assert read("norwvirus", "Norway", "virus", is_topic=True)


@pytest.mark.parametrize(
    ("word", "stem", "piece", "beginning", "end"),
    [
        ("vermany", "vermin", "verm", True, False),
        ("detroilet", "toilet", "oilet", False, True),
        ("nepauper", "pauper", "pauper", False, False),
        ("spaincompoop", "nincompoop", "incompoop", False, True),
    ],
)
def test_a_stem_may_be_clipped_where_it_runs_into_the_name(word, stem, piece, beginning, end):
    found = stemmed(stem).within(word)
    assert (piece, beginning, end) in {(word[at.start : at.end], at.is_beginning, at.is_end) for at in found}
    assert all(at.stem.form == stem for at in found)


def test_three_letters_of_a_stem_are_enough_at_an_end_of_the_word_alone():
    stems = stemmed("sewer")
    assert [(at.start, at.end) for at in stems.within("sewden")] == [(0, 3)]
    assert [(at.start, at.end) for at in stems.within("nosewden")] == []
    assert [(at.start, at.end) for at in stems.within("denwer")] == [(3, 6)]


def test_of_stems_that_share_a_piece_the_surest_has_it():
    weak, sure = Stem("verman", "weak", Severity.LOW, 0.5), Stem("vermin", "sure", Severity.LOW, 0.9)
    assert {at.stem for at in Stems([weak, sure]).within("vermil")} == {sure}


def test_what_is_measured():
    [split] = read("bocrapivia", "Bolivia", "crap")
    found = traits(split)
    expected = {
        "strength": 0.9,
        "stem kept": 1.0,
        "stem's letters": 4,
        "name kept": 6 / 7,
        "explained": 1.0,
        "unexplained letters": 0,
        "shared letters": 0,
        "name beside": 6 / 7,
        "letters beside": 6,
        "first letter": True,
        "last letter": True,
        "whole": False,
        "joined": False,
        "short name": False,
        "inside": True,
        "at the beginning": False,
        "at the end": False,
        "usual piece": 0.0,
        "likely": False,
        "name's beginning": 2,
        "name's end": 4,
        "letters": 10,
        "syllables": 1,
        "misspelled": False,
    }
    assert {trait: found[trait] for trait in expected} == pytest.approx(expected)


def test_what_ordinary_words_do_is_measured():
    [split] = read("crapland", "Ireland", "crap")
    found = traits(split, misspelled=True)
    assert found["usual piece"] == pytest.approx(0.301, abs=0.001), "one word ends in -land, and is longer"
    assert found["usual beginning"] == 0.0
    assert found["misspelled"] is True
    assert traits(read("crazyland", "Ireland", "crazy")[0])["everyday stem"] is True
    assert traits(read("landaly", "Italy", "land")[0])["usual inside"] == pytest.approx(log10(3)), "land, island"


def test_what_those_do_who_coin_words_is_measured():
    found = traits(read("italcrap", "Italy", "crap")[0])
    assert found["likely"] is True
    assert (found["stem used"], found["name twisted"], found["target twisted"]) == pytest.approx(PRACTICE_OF_ITALCRAP)


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("crazzy", True), ("crzy", True), ("carzy", True), ("crasy", True), ("crap", False), ("crayonista", False)],
)
def test_a_word_with_one_letter_wrong_is_misspelled(word, is_one):
    assert HABITS.is_misspelled(word) is is_one


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("crazyisland", True), ("crazyislan", False), ("crazy", False), ("", False)],
)
def test_two_everyday_words_are_a_compound(word, is_one):
    assert HABITS.is_compound(word) is is_one


@pytest.mark.parametrize(
    ("word", "stem", "name", "told"),
    [
        ("bocrapivia", "crap", "Bolivia", 'puts "crap" into "Bolivia"'),
        ("norwaycrap", "crap", "Norway", 'joins "crap" to "Norway"'),
        ("norwayocrap", "crap", "Norway", 'joins "crap" to "Norway"'),
        ("italcrap", "crap", "Italy", 'blends the beginning of "Italy" with "crap"'),
        ("crapistan", "crap", "Pakistan", 'blends "crap" with the ending of "Pakistan"'),
        ("vermany", "vermin", "Germany", 'blends "vermin" with the ending of "Germany"'),
    ],
)
def test_the_split_is_told(word, stem, name, told):
    assert read(word, name, stem)[0].told() == told
