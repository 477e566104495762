"""Quoted words belong to the one quoted: where a text repeats what it quotes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation import Context, screen
from moderation.items import Span
from moderation.quoting import MOST_LINES, quoted_stretches, within

TEXTS = st.lists(st.sampled_from(["you idiot", "a b c d", "a", "\n", " ", '"', "> "]), max_size=12).map("".join)
torture = settings(max_examples=200, deadline=None, derandomize=True, database=None)


def shown(text: str, *quotes: str) -> list[str]:
    return [text[stretch.start : stretch.end] for stretch in quoted_stretches(text, quotes)]


@pytest.mark.parametrize(
    ("text", "quotes", "found"),
    [
        ("He said you are an idiot too and left", ["you are an idiot too"], ["you are an idiot too"]),
        ("you idiot\nI disagree", ["you idiot"], ["you idiot"]),
        ("> you idiot\nI disagree", ["you idiot"], ["you idiot"]),
        ("I never said “you idiot” to him", ["you idiot"], ["you idiot"]),
        ('I never said "you idiot" to him', ["you idiot"], ["you idiot"]),
        ("you idiot, you idiot", ["you idiot"], []),
        ("go away you idiot", ["you idiot"], []),
        (
            "one two three four\nfive six seven eight",
            ["one two three four\nfive six seven eight"],
            ["one two three four", "five six seven eight"],
        ),
        ("  you idiot  \n", ["\n\n  you idiot \n\n"], ["you idiot"]),
        ("nothing of the kind", ["you idiot"], []),
        ("", ["you idiot"], []),
        ("you idiot", [], []),
        ("you idiot", ["", "\n \n"], []),
    ],
)
def test_a_repeated_line_is_a_quote_where_it_is_long_or_stands_alone(text, quotes, found):
    assert shown(text, *quotes) == found


@torture
@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_stretches_are_in_order_and_apart_and_inside_the_text(text, quotes):
    edges = [edge for stretch in quoted_stretches(text, quotes) for edge in (stretch.start, stretch.end)]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)


def test_quotes_that_overlap_are_one_stretch():
    assert shown("a b c d e f g", "a b c d e", "c d e f g") == ["a b c d e f g"]


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        (2, 5, True),
        (3, 4, True),
        (1, 5, False),
        (2, 6, False),
        (6, 7, False),
        (8, 9, True),
        (4, 9, False),
        (0, 1, False),
    ],
)
def test_what_lies_inside(start, end, inside):
    assert within(Span(start=start, end=end), [Span(start=2, end=5), Span(start=8, end=9)]) is inside


def test_nothing_lies_inside_nothing():
    assert not within(Span(start=0, end=1), [])


@pytest.mark.parametrize(
    "hostile",
    [
        lambda size: ("an idiot here too\n" * (size // 18), "an idiot here too\n" * (size // 18)),
        lambda size: (
            "an idiot here " * (size // 14),
            "\n".join(f"line {number} of many more" for number in range(size // 20)),
        ),
        lambda size: ("a a a a idiot " * (size // 14), "\n".join("a " * length for length in range(int(size**0.5)))),
    ],
    ids=["one line", "many lines", "nested lines"],
)
def test_quotes_of_any_size_take_time_in_proportion(hostile, assert_linear):
    def screened(times):
        text, quote = hostile(15_000 * times)
        return lambda: screen([text], [Context(quotes=(quote,))])

    assert_linear(screened)


def test_only_so_many_lines_are_looked_for():
    lines = [f"line {number} of very many" for number in range(MOST_LINES + 1)]
    text = "\n".join(lines)
    assert shown(text, text) == lines[:-1]
