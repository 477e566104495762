"""When a word with an insulting stem in it twists a name."""

from __future__ import annotations

import pytest

from moderation.blends import Habits, Split
from moderation.groups import GroupKind, Name
from moderation.items import Severity
from moderation.stems import Stem

HABITS = Habits(
    beginnings=frozenset({"bel", "can"}),
    endings=frozenset({"land", "ania"}),
    derivations=frozenset({"ish", "ed", "ery"}),
    pinned=frozenset(),
)


def fit(
    word: str, stem: str, name: str, strength: float = 0.9, *, is_topic: bool = False, likely: bool = False
) -> float:
    return split(word, stem, strength, is_topic).fit(named(name), likely, HABITS)


def split(word: str, stem: str, strength: float = 0.9, is_topic: bool = False) -> Split:
    at = word.index(stem)
    return Split(word, Stem(stem, "vulgar", Severity.HIGH, strength, is_topic), word[:at], word[at + len(stem) :])


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
        ("pussia", "pussi", "Russia", 0.85),
        ("smelsh", "smel", "Welsh", 0.65),
    ],
)
def test_a_stem_that_melts_into_a_name(word, stem, name, strength):
    assert 0.5 < fit(word, stem, name, strength, is_topic=True) <= 1


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


def test_a_long_stem_may_melt_into_half_of_a_name_that_is_often_twisted():
    assert fit("mexcrement", "excrement", "Mexico", 0.85, likely=True) > 0
    assert fit("mexcrement", "excrement", "Mexico", 0.65, likely=True) == 0


def clipped(word: str, piece: str, stem: str) -> Split:
    at = word.index(piece)
    found = Stem(piece, "vulgar", Severity.HIGH, 0.7, clipped_of=stem)
    return Split(word, found, word[:at], word[at + len(piece) :])


@pytest.mark.parametrize(
    ("word", "piece", "stem", "name"),
    [
        ("vermany", "verm", "vermin", "Germany"),
        ("moronland", "moron", "moronic", "Oronland"),
        ("detroilet", "oilet", "toilet", "Detroit"),
        ("memphilth", "ilth", "filth", "Memphis"),
    ],
)
def test_what_is_left_of_a_stem_that_runs_into_a_name(word, piece, stem, name):
    assert 0.5 < clipped(word, piece, stem).fit(named(name), likely=False, habits=HABITS) <= 1


def test_a_clipped_stem_is_told_whole():
    told = clipped("vermany", "verm", "vermin").told(named("Germany"))
    assert told == 'blends "vermin" with the ending of "Germany"'


@pytest.mark.parametrize(
    ("word", "piece", "stem", "name", "why"),
    [
        ("vermnorway", "verm", "vermin", "Norway", "it runs into nothing"),
        ("vermali", "verm", "vermin", "Mali", "a name of four letters is too short"),
        ("vermatown", "verm", "vermin", "Hermanstown", "too little is left of the name"),
    ],
)
def test_what_is_left_of_a_stem_insults_nothing_by_itself(word, piece, stem, name, why):
    assert clipped(word, piece, stem).fit(named(name), likely=False, habits=HABITS) == 0, why


def test_a_weak_stem_must_leave_more_of_the_name():
    assert fit("crapington", "crap", "Washington") > 0
    assert fit("bumington", "bum", "Washington", strength=0.45) == 0
    assert fit("norwabum", "bum", "Norway", strength=0.45) > 0


def test_some_stems_beside_a_whole_name_are_a_topic_and_no_insult():
    assert fit("norwayvirus", "virus", "Norway", is_topic=True) == 0
    assert fit("norwavirus", "virus", "Norway", is_topic=True) > 0
    assert fit("norwayovirus", "virus", "Norway", is_topic=True) > 0


def test_a_weak_stem_insults_a_name_that_is_left_whole_before_or_behind_a_long_one():
    assert fit("norwaybog", "bog", "Norway", strength=0.5) > 0
    assert fit("bognorway", "bog", "Norway", strength=0.5) > 0
    assert fit("norbogway", "bog", "Norway", strength=0.5) == 0
    assert fit("perubog", "bog", "Peru", strength=0.5) == 0


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
