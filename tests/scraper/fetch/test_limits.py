"""The limits an admin sets, and the tree of errors."""

import re

import pytest

from scraper.fetch import FetchLimits, errors


@pytest.mark.parametrize(
    "wrong",
    [
        {"delay": -1},
        {"retries": -1},
        {"max_redirects": -1},
        {"concurrency": 0},
        {"timeout": 0},
        {"max_seconds": 0},
        {"max_bytes": 0},
        {"user_agent": " "},
        {"contact": "mods@example.org\r\nX-Evil: 1"},
        {"contact": "grüße@example.org"},
        {"allowed_hosts": frozenset({"http://localhost/"})},
    ],
)
def test_what_cannot_be_is_said_at_once(wrong):
    with pytest.raises(ValueError, match=r"set |write "):
        FetchLimits(**wrong)


def test_the_header():
    assert FetchLimits().header.startswith("Flagpost/")
    assert FetchLimits(user_agent="Quay-Bot/2").header == "Quay-Bot/2 (+forum moderation)"
    assert FetchLimits(user_agent="Quay-Bot/2").product == "Quay-Bot"


def test_the_tree_is_drawn_as_it_is():
    drawn = dict(re.findall(r"[├└]── (\w+)\s+(\w+)", errors.__doc__))
    kinds, left = {}, [errors.FetchError]
    while left:
        for child in left.pop().__subclasses__():
            kinds[child.__name__] = child.kind
            left.append(child)
    assert drawn == kinds
