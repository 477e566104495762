"""Who is spoken to."""

from __future__ import annotations

import pytest

from moderation import Category, Context, screen
from moderation.addressing import addressee
from moderation.detectors import Passage
from moderation.items import Span


def told(text: str, shown: str = "", answers: str | None = None) -> str | None:
    start = text.index(shown)
    spans = (Span(start=start, end=start + len(shown)),) if shown else ()
    return addressee(Passage(text, Context(answers=answers)), spans)


@pytest.mark.parametrize(
    ("text", "shown", "answers", "member"),
    [
        ("You are a blockhead", "blockhead", "kilo99", "kilo99"),
        ("kilo99, what a blockhead", "blockhead", "kilo99", "kilo99"),
        ("@petra88 what a blockhead", "blockhead", "kilo99", "petra88"),
        ("@petra88 @tim is a blockhead", "blockhead", None, None),
        ("You are right. My boss is a blockhead", "blockhead", "kilo99", None),
        ("He is a blockhead. Thank you!", "blockhead", "kilo99", None),
        ("A blockhead, also he is late", "blockhead", "Al", None),
        ("AL, what a blockhead", "blockhead", "Al", "Al"),
        ("You are a blockhead", "blockhead", None, None),
        ("mail me at me@example.org, blockhead", "blockhead", None, None),
        ("ur dead", "", "kilo99", "kilo99"),
        ("", "", "kilo99", None),
    ],
)
def test_the_sentence_of_a_finding_tells_who_is_spoken_to(text, shown, answers, member):
    assert told(text, shown, answers) == member


def test_a_flag_names_the_member_and_says_so():
    [verdict] = screen(["You are an idiot"], [Context(answers="kilo99")])
    [insult] = [flag for flag in verdict.flags if flag.category is Category.INSULT]
    assert insult.target == "kilo99"
    assert insult.reason.endswith("It speaks to kilo99.")


def test_an_attack_on_a_group_keeps_its_target():
    [verdict] = screen(["You are a filthy Pornistan lover"], [Context(answers="kilo99")])
    attacked = {flag.target for flag in verdict.flags if flag.category is Category.IDENTITY_ATTACK}
    assert "Pakistan" in attacked
    assert "kilo99" not in attacked


def test_a_long_text_takes_no_longer_than_its_sentence(assert_linear):
    eighth = "you " * 5_000
    assert_linear(lambda times: lambda: told(eighth * times, "you", answers="kilo99"))
