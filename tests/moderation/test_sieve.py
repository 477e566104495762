"""What the sieve settles."""

from __future__ import annotations

import json

import pytest

from moderation.detectors import Passage
from moderation.errors import DataError
from moderation.items import Context
from moderation.sieve import STRETCH, Sieve, load_sieve

SIEVE = Sieve({"vile": 3.0, "the": -0.5, "ferry": -1.0}, unknown=0.1, bias=-1.0, least=0.0)


def passage(text: str) -> Passage:
    return Passage(text, Context())


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("the ferry", False),
        ("the vile ferry", True),
        ("", False),
        ("...", False),
        ("🐒", True),
        ("the f3rry", True),
    ],
)
def test_what_is_clearly_harmless_is_settled(text, passes):
    assert SIEVE.passes(passage(text)) is passes


def test_a_hostile_line_is_not_drowned_by_harmless_ones():
    chatter = "the ferry " * 200
    assert not SIEVE.passes(passage(chatter))
    for place in range(0, 100, 7):
        words = chatter.split()
        words[place : place + STRETCH // 2] = ["vile"] * (STRETCH // 2)
        assert SIEVE.passes(passage(" ".join(words)))


def test_the_last_words_of_a_text_count():
    assert SIEVE.worst(passage("the " * 100 + "vile " * STRETCH)) == pytest.approx(3.0 * STRETCH - 1.0)


def test_the_share_of_known_words_is_told():
    assert SIEVE.knows(passage("the ferry sinks today")) == 0.5
    assert SIEVE.knows(passage("")) == 0.0


def test_the_package_s_own_settles_small_talk_and_passes_attacks_on():
    sieve = load_sieve()
    assert not sieve.passes(passage("The ferry leaves at nine, and the tickets are at the counter."))
    assert sieve.passes(passage("people like you make me sick, all of you are vermin"))


def test_a_broken_file_is_told(tmp_path):
    broken = tmp_path / "sieve.json"
    broken.write_text(json.dumps({"scale": 1}), encoding="utf-8")
    with pytest.raises(DataError, match=r"sieve\.json"):
        load_sieve(broken)
