"""Why a case stands where it stands, in words."""

from __future__ import annotations

import pytest

from db.items import Standing
from flagpost.standing import why_here


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing(), ()),
        (Standing(replies=0), ()),
        (Standing(replies=99), ()),
        (Standing(replies=1240), ("in a thread of 1,240 replies",)),
        (Standing(same_words=1), ("said 2 times on this board",)),
        (Standing(same_words=15), ("said 16 or more times on this board",)),
        (Standing(agreed=1, waiting=1), ("1 case of this author agreed with", "1 other case of this author waiting")),
        (
            Standing(same_words=3, agreed=15, waiting=15),
            (
                "said 4 times on this board",
                "15 or more cases of this author agreed with",
                "15 or more other cases of this author waiting",
            ),
        ),
    ],
)
def test_what_moved_a_case_forward_is_told(standing, told):
    assert why_here(standing) == told


def test_what_waits_elsewhere_is_told_to_those_who_see_it():
    assert why_here(Standing(agreed=2, waiting=3), everywhere=False) == ("2 cases of this author agreed with",)
