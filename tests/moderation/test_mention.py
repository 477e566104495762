"""Whether a word is used, or only spoken of."""

from __future__ import annotations

import pytest

from moderation import Category, Severity, Span
from moderation.detectors import Passage
from moderation.items import Context, Flag
from moderation.mention import CALLED, FORBIDDEN, NAMED_AS_WORD, OF_A_THING, QUOTED, SHARES, mention_of, with_mentions


def flag(text: str, *words: str) -> Flag:
    spans = tuple(Span(start=text.index(word), end=text.index(word) + len(word)) for word in words)
    return Flag(
        rule="lexicon/en/blockhead",
        category=Category.INSULT,
        severity=Severity.MEDIUM,
        score=0.8,
        spans=spans,
        reason="An insult.",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("He called me a blockhead in front of everyone.", CALLED),
        ("they keep calling us blockhead", CALLED),
        ("My sister was called a total blockhead by her boss.", CALLED),
        ("kids at school labelled him a blockhead", CALLED),
        ('The word "blockhead" has to go.', NAMED_AS_WORD),
        ("slurs like blockhead are why I left", NAMED_AS_WORD),
        ("Blockhead, no: blockhead is an insult, plain and simple", NAMED_AS_WORD),
        ("“blockhead” is a derogatory term", NAMED_AS_WORD),
        ("Please don't say blockhead here.", FORBIDDEN),
        ("stop using the name blockhead", NAMED_AS_WORD),
        ("you should never write blockhead", FORBIDDEN),
        ("not ok to call people blockhead", FORBIDDEN),
        ('She said "what a blockhead you are" and left', QUOTED),
        ("Er sagte „du blockhead“ und ging.", QUOTED),
        ("« quel blockhead », dit-il", QUOTED),
        ("This printer is such a blockhead", OF_A_THING),
        ("the new update is really blockhead", OF_A_THING),
        ("blockhead fucking printer", OF_A_THING),
        ("it's so blockhead", OF_A_THING),
    ],
)
def test_a_mention_is_told_by_what_stands_around_it(text, told):
    assert mention_of(text, flag(text, "blockhead")) == told


@pytest.mark.parametrize(
    "text",
    [
        "You are a blockhead.",
        "I call him a blockhead because he is one",
        "let's call you a blockhead from now on",
        "Stop using my tools, blockhead",
        "don't say that again. blockhead!",
        'He said "good morning", the blockhead.',
        '"Fine," she said.\nWhat a blockhead "he" is',
        "a man of few words, and a blockhead",
        "it's the blockhead's own fault",
        "the printer and you are a blockhead",
        "whoever wrote this code is a blockhead",
        "the server admin is a blockhead",
    ],
)
def test_a_use_stays_a_use(text):
    assert mention_of(text, flag(text, "blockhead")) is None


def test_a_mention_lowers_the_score_and_says_so():
    text = "They called me a blockhead."
    [lowered] = with_mentions(Passage(text, Context()), [flag(text, "blockhead")])
    assert lowered.score == pytest.approx(0.8 * SHARES[CALLED])
    assert lowered.reason == "An insult. Perhaps nobody is meant: the text tells who was called so."


def test_what_is_used_once_is_used():
    text = 'He said "fool", you blockhead'
    assert mention_of(text, flag(text, "fool", "blockhead")) is None
    assert mention_of(text, flag(text, "fool")) == QUOTED


def test_a_finding_about_the_whole_text_is_no_mention():
    assert mention_of('"nothing"', flag('"nothing"')) is None


def test_quotes_of_a_megabyte_take_no_longer_than_their_length(assert_linear):
    assert_linear(
        lambda times: (
            lambda: with_mentions(
                Passage(text := '"call me ' * (400 * times) + "blockhead", Context()), [flag(text, "blockhead")] * times
            )
        )
    )
