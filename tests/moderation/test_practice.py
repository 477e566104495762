"""What those who coin words do, as a data file tells it."""

from __future__ import annotations

from math import log

import pytest

from moderation.datafiles import DataFile
from moderation.errors import DataError
from moderation.groups import GroupKind, Name
from moderation.items import Severity
from moderation.practice import read_practice
from moderation.stems import Stem

TABLES = {"stems": {"crap": 3}, "names": {"italian": 1}, "targets": {"Italy": 7}}
CRAP, MUD = (Stem(form, "vulgar", Severity.HIGH, 0.9) for form in ("crap", "mud"))
ITALIAN, PERU = Name("italian", "Italian", "Italy", GroupKind.NATION), Name("peru", "Peru", "Peru", GroupKind.NATION)


def test_a_stem_and_a_name_are_told_by_how_many_coinages_have_them():
    practice = read_practice(DataFile("practice.toml", TABLES, ""))
    assert practice.traits(CRAP, ITALIAN) == pytest.approx((log(4), log(2), log(8)))
    assert practice.traits(MUD, PERU) == (0, 0, 0)


@pytest.mark.parametrize("wrong", [{"stems": None}, {"names": 3}, {"targets": {"Italy": "often"}}])
def test_a_table_that_is_no_count_is_told(wrong):
    with pytest.raises(DataError, match=next(iter(wrong))):
        read_practice(DataFile("practice.toml", TABLES | wrong, ""))
