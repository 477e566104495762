"""A post's words in pieces."""

from __future__ import annotations

import re
import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from db.items import StoredFlag
from flagpost.marking import (
    LONGEST_TERM,
    MOST_KNOWN,
    NOTHING_KNOWN,
    Known,
    Piece,
    echoed,
    excerpt,
    legible,
    marked,
    reason,
    rule,
    told,
)
from moderation.items import Category, Severity, Span


def flag(*spans: tuple[int, int]) -> StoredFlag:
    return StoredFlag(
        rule="lexicon/en/x",
        category=Category.INSULT,
        severity=Severity.LOW,
        score=0.5,
        spans=tuple(Span(start=start, end=end) for start, end in spans),
        target=None,
        reason="It is.",
    )


def test_flags_that_overlap_part_the_text_at_their_edges():
    assert marked("abcdef", [flag((1, 4)), flag((3, 5))]) == [
        Piece("a"),
        Piece("bc", (0,), term=True),
        Piece("d", (0, 1), term=True),
        Piece("e", (1,), term=True),
        Piece("f"),
    ]


def test_a_long_stretch_is_no_term():
    text = "x" * (LONGEST_TERM + 10)
    [piece] = marked(text, [flag((0, len(text)))])
    assert not piece.term
    assert any(each.term for each in marked(text, [flag((0, len(text))), flag((3, 9))]))


def known(words, flags):
    return Known.of({1: (words, flags)})


def test_terms_are_known_again_in_what_else_stands_in_a_post():
    words, flags = "Sea cow, you blockhead", [flag((13, 22)), flag((0, 7))]
    assert echoed("https://x.example/SEA_cow/Blockhead.png", known(words, flags), within=True) == [
        Piece("https://x.example/"),
        Piece("SEA_cow", (1,), term=True),
        Piece("/"),
        Piece("Blockhead", (0,), term=True),
        Piece(".png"),
    ]
    assert echoed("a\u200bb", known(words, flags)) == told("a\u200bb")
    threat = replace(flag((0, 7)), category=Category.THREAT)
    harmless = known(words, [threat, flag((4, 4)), flag((7, 8)), flag((90, 99))])
    assert echoed("sea cow", harmless, within=True) == [Piece("sea cow")]
    assert echoed("sea cow", NOTHING_KNOWN) == [Piece("sea cow")]


def test_beside_the_post_terms_are_whole_words():
    terms = known("blockhead, f**k", [flag((0, 10)), flag((11, 15))])
    assert [each.text for each in echoed("blockheads (Blockhead) F**K f**ked", terms) if each.term] == [
        "Blockhead",
        "F**K",
    ]


def test_short_words_that_only_the_classifier_marks_are_veiled_where_it_marked_them_alone():
    marks = replace(flag((0, 7), (8, 11)), rule="classifier/insult")
    assert [each.text for each in marked("nitwits out", [marks]) if each.term] == ["nitwits", "out"]
    assert [each.text for each in echoed("out, nitwits", known("nitwits out", [marks])) if each.term] == ["nitwits"]
    by_both = known("nitwits out", [marks, flag((8, 11))])
    assert [each.text for each in echoed("out", by_both) if each.term] == ["out"]


def test_of_a_text_that_is_flagged_itself_its_own_terms_are_veiled_wherever_they_stand():
    terms = Known.of({1: ("xblockheadx", [flag((1, 10))]), 2: ("idiot", [flag((0, 5))])})
    assert echoed("xblockheadx, idiot", terms, 1) == [
        Piece("x"),
        Piece("blockhead", (0,), term=True),
        Piece("x, "),
        Piece("idiot", (1,), term=True),
    ]
    assert echoed("xblockheadx", terms) == [Piece("xblockheadx")]


def test_terms_made_to_be_slow_to_look_for_are_not():
    many = " ".join(f"b{number}" for number in range(20_000))
    flags = [flag(*((each.start(), each.end()) for each in re.finditer(r"\w+", many)))]
    spread = "_ " * 12 + "a"
    for terms, text in ((known(many, flags), many), (known(spread, [flag((0, len(spread)))]), "_" * 100_000)):
        began = time.process_time()
        assert len(terms.terms) <= MOST_KNOWN
        for within in (False, True):
            echoed(text, terms, within=within)
        assert time.process_time() - began < 5


@given(st.text(), st.text(), st.integers(-3, 9), st.integers(-3, 9), st.booleans())
def test_nothing_is_lost_where_terms_are_looked_for(text, words, start, end, within):
    pieces = echoed(text, known(words, [flag((start, end))]), within=within)
    assert [each.text for each in pieces if each.unseen] == [each.text for each in told(text) if each.unseen]
    assert "".join(each.text for each in pieces if not each.unseen) == "".join(
        each.text for each in told(text) if not each.unseen
    )


def test_an_excerpt_begins_where_the_flags_do_and_a_passage_that_it_cuts_is_no_term():
    text = "x" * 300 + " you blockhead and more " + "y " * 300
    passage = replace(flag((305, 400)), rule="classifier/insult")
    pieces = excerpt(text, [flag((305, 314)), passage], width=90)
    assert (pieces[0], pieces[-1]) == (Piece("…"), Piece("…"))
    assert [each.text for each in pieces if each.term] == ["blockhead"]
    assert len("".join(each.text for each in pieces)) == 92


def test_characters_that_turn_text_around_are_told_by_name():
    assert told("a\u202eb\u200bc\nd") == [
        Piece("a"),
        Piece("right-to-left override", unseen=True),
        Piece("b"),
        Piece("zero width space", unseen=True),
        Piece("c\nd"),
    ]


def test_a_reason_that_quotes_such_characters_tells_them_too():
    quoting = replace(flag((0, 3)), reason="“a\u202eb” is\u200b one.")
    assert reason(quoting, 4) == [
        Piece("“"),
        Piece("a", (4,), term=True),
        Piece("right-to-left override", (4,), term=True, unseen=True),
        Piece("b", (4,), term=True),
        Piece("” is"),
        Piece("zero width space", unseen=True),
        Piece(" one."),
    ]


def test_a_rule_of_the_lexicon_is_called_by_its_term():
    assert rule(flag(), 3) == [Piece("lexicon/en/"), Piece("x", (3,), term=True)]
    assert rule(replace(flag(), category=Category.THREAT), 3) == [Piece("lexicon/en/x")]
    assert rule(replace(flag(), rule="classifier/insult"), 3) == [Piece("classifier/insult")]


def test_a_name_tells_them_in_brackets():
    assert legible("a\u202eb\x07") == "a[right-to-left override]b[u+0007]"
    assert legible("Åsa 👨‍👩‍👧 <b>") == "Åsa 👨‍👩‍👧 <b>"
    assert legible("") == ""


def test_what_joins_emoji_stays():
    family, flag_of_wales = "👨‍👩‍👧", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    assert told(family) == [Piece(family)]
    assert told(flag_of_wales) == [Piece(flag_of_wales)]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_no_word_is_lost_whatever_the_spans(text, spans):
    pieces = marked(text, [flag(span) for span in spans])
    seen = "".join(piece.text for piece in pieces if not piece.unseen)
    unseen = sum(piece.unseen for piece in pieces)
    assert len(seen) + unseen == len(text)
    rest = iter(text)
    assert all(letter in rest for letter in seen)
