"""When a word with an insulting stem in it twists a name."""

from __future__ import annotations

import pytest

from moderation.blends import Habits, Split, Stem
from moderation.groups import GroupKind, Name
from moderation.items import Severity

HABITS = Habits(
    beginnings=frozenset({"bel", "can"}),
    endings=frozenset({"land", "ania"}),
    derivations=frozenset({"ish", "ed", "ery"}),
    pinned=frozenset(),
)


def fit(
    word: str, stem: str, name: str, strength: float = 0.9, *, whole_names: bool = True, likely: bool = False
) -> float:
    return split(word, stem, strength, whole_names).fit(named(name), likely, HABITS)


def split(word: str, stem: str, strength: float = 0.9, whole_names: bool = True) -> Split:
    at = word.index(stem)
    return Split(word, Stem(stem, "vulgar", Severity.HIGH, strength, whole_names), word[:at], word[at + len(stem) :])


def named(name: str) -> Name:
    return Name(name.lower(), name, name, GroupKind.NATION)


@pytest.mark.parametrize(
    ("word", "stem", "name"),
    [
        ("crapistan", "crap", "Pakistan"),
        ("italcrap", "crap", "Italy"),
        ("bocrapivia", "crap", "Bolivia"),
        ("crapnorway", "crap", "Norway"),
        ("norwaycrap", "crap", "Norway"),
        ("hinducrap", "crap", "Hindu"),
        ("indiacrap", "crap", "India"),
        ("perucrap", "crap", "Peru"),
        ("indiarrhea", "diarrhea", "India"),
        ("crapan", "crap", "Japan"),
    ],
)
def test_a_name_with_a_stem_in_place_of_a_part_of_it_or_beside_it(word, stem, name):
    assert 0.5 < fit(word, stem, name) <= 1


@pytest.mark.parametrize(
    ("word", "stem", "name", "why"),
    [
        ("crapon", "crap", "Gabon", "two letters of a name remind of nothing"),
        ("percrap", "crap", "Peru", "a short name must be left whole"),
        ("crappistachio", "crap", "Pistachistan", "the word keeps little of the name"),
        ("crapland", "crap", "Finland", "many words end so"),
        ("cancrap", "crap", "Canberra", "many words begin so"),
        ("crappish", "crap", "Scottish", "that is a form of the stem"),
        ("crapped", "crap", "Mohammed", "that is a form of the stem, its last letter doubled"),
        ("craperys", "crap", "Montgomerys", "that is a plural of the stem's own word"),
    ],
)
def test_what_twists_no_name(word, stem, name, why):
    assert fit(word, stem, name) == 0, why


@pytest.mark.parametrize(
    ("word", "stem", "name", "strength"),
    [
        ("nauseasia", "nausea", "Asia", 0.65),
        ("nepauper", "pauper", "Nepal", 0.75),
        ("moscum", "scum", "Moscow", 0.85),
    ],
)
def test_a_stem_that_melts_into_a_name(word, stem, name, strength):
    assert 0.5 < fit(word, stem, name, strength, whole_names=False) <= 1


@pytest.mark.parametrize(
    ("word", "stem", "name", "strength", "why"),
    [
        ("poolice", "poo", "Police", 0.45, "that is a letter doubled"),
        ("sothall", "sot", "Southall", 0.5, "that is a letter dropped"),
        ("moorccan", "moor", "Moroccan", 0.5, "those are letters swapped"),
        ("germmany", "germ", "Germany", 0.9, "the stem stands in the name itself"),
        ("nepauper", "pauper", "Nepal", 0.5, "a weak stem melts into a whole name only"),
    ],
)
def test_a_slip_in_a_name_is_no_blend(word, stem, name, strength, why):
    assert fit(word, stem, name, strength) == 0, why


def test_a_weak_stem_must_leave_more_of_the_name():
    assert fit("crapington", "crap", "Washington") > 0
    assert fit("bumington", "bum", "Washington", strength=0.45) == 0
    assert fit("norwabum", "bum", "Norway", strength=0.45) > 0


def test_some_stems_beside_a_whole_name_are_a_topic_and_no_insult():
    assert fit("norwayvirus", "virus", "Norway", whole_names=False) == 0
    assert fit("norwavirus", "virus", "Norway", whole_names=False) > 0
    assert fit("norwayovirus", "virus", "Norway", whole_names=False) > 0


def test_a_name_that_lost_its_last_letter_to_a_link_is_not_left_whole():
    assert fit("chilidog", "dog", "Chile", strength=0.55) == 0
    assert fit("chiledog", "dog", "Chile", strength=0.55) > 0


def test_the_more_of_a_name_is_left_the_better_it_fits():
    assert (
        fit("pakicrap", "crap", "Pakistan")
        < fit("pakistcrap", "crap", "Pakistan")
        < fit("pakistancrap", "crap", "Pakistan")
    )


def test_a_name_that_is_often_twisted_is_known_by_less():
    assert fit("chicrap", "crap", "China", likely=True) > fit("chicrap", "crap", "Chilly") == 0


@pytest.mark.parametrize(
    ("word", "name", "told"),
    [
        ("crapistan", "Pakistan", 'blends "crap" with the ending of "Pakistan"'),
        ("italcrap", "Italy", 'blends the beginning of "Italy" with "crap"'),
        ("bocrapivia", "Bolivia", 'puts "crap" into "Bolivia"'),
        ("norwaycrap", "Norway", 'joins "crap" to "Norway"'),
        ("norwayocrap", "Norway", 'joins "crap" to "Norway"'),
        ("crapnorway", "Norway", 'joins "crap" to "Norway"'),
    ],
)
def test_a_split_is_told_in_plain_words(word, name, told):
    assert split(word, "crap").told(named(name)) == told
