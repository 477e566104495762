"""The names that coinages twist."""

from __future__ import annotations

import pytest

from moderation.datafiles import DataFile
from moderation.errors import DataError
from moderation.groups import TABLES, GroupKind, Names, read_names


def names(**content) -> Names:
    return read_names(DataFile("groups.toml", content, ""))


def forms(**content) -> set[str]:
    return {name.form for name in names(**content).all}


def test_a_target_counts_beside_its_further_names():
    assert forms(nations={"Norway": ["Norwegian"]}) == {"norway", "norwegian"}


def test_a_target_that_describes_counts_not():
    assert forms(peoples={"beekeepers everywhere": ["beekeeper"]}) == {"beekeeper"}


def test_the_plural_of_a_name_adds_nothing():
    assert forms(faiths={"Quakers": ["Quaker"]}) == {"quaker"}


def test_names_are_kept_folded_and_without_blanks_and_printed_as_they_are():
    [first, second] = names(places={"São Tomé": ["Sao-Tomean"]}).all
    assert (first.form, first.printed) == ("saotome", "São Tomé")
    assert (second.form, second.target, second.kind) == ("saotomean", "São Tomé", GroupKind.PLACE)


def test_a_name_is_found_by_each_of_its_ends():
    found = names(nations={"Peru": []})
    assert [sorted(found.by_start), sorted(found.by_end)] == [["p", "pe", "per", "peru"], ["eru", "peru", "ru", "u"]]
    assert found.of_target == {"Peru": {"peru"}}


def test_names_that_share_an_end_stand_together():
    found = names(nations={"Peru": [], "Nauru": []}).by_end["ru"]
    assert {name.target for name in found} == {"Peru", "Nauru"}


def test_every_table_has_its_kind():
    assert [names(**{table: {"Thing": []}}).all[0].kind for table in TABLES] == list(TABLES.values())
    assert set(TABLES.values()) == set(GroupKind)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"planets": {"Mars": []}}, r"groups.toml: unknown table \[planets\]"),
        ({"nations": {"Peru": "Peruvian"}}, "groups.toml: nations.Peru: must be a list of names"),
        ({"nations": {"Peru": [3]}}, "groups.toml: nations.Peru: must be a list of names"),
    ],
)
def test_a_broken_line_is_named(content, said):
    with pytest.raises(DataError, match=said):
        names(**content)
