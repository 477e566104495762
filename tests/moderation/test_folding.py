"""Folding: what it takes away, what it leaves, and that every folded character knows where it came from."""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moderation.folding import Folded, fold, fold_form, is_unseen
from moderation.items import Span

PIECES = [
    *("idiot", "ＩＤＩＯＴ", "ﬁ", "ß", "İ", "é", "e\u0301", "\u0301", "\u0338", "\u200b", "\u200d", "\u00ad"),
    *("\u2060", "\ufe0f", "👩\u200d🚀", "1\ufe0f\u20e3", "🅰", "ⓢ", "𝖘", "№", "ﷺ", "한", "\u1100\u1161", "कि", "ไทย"),
    *("שלום", "\u202eabc\u202c", "\u061c", "\ud800", "\udfff", "’", "—", "\u3000", "\u115f", "\n", " ", "\x00"),
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=30).map("".join)
torture = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def stretches(folded: Folded) -> list[Span]:
    return [folded.span(place, place + 1) for place in range(len(folded.text))]


@torture
@given(TEXTS)
@example("e\u0301\u200b\u0301x")
@example("\u0301a")
def test_every_folded_character_comes_from_the_stretch_it_names(text):
    folded = fold(text)
    letters = zip(stretches(folded), folded.text, strict=True)
    for span, group in groupby(letters, key=lambda pair: pair[0]):
        assert fold(text[span.start : span.end]).text == "".join(letter for _, letter in group)


@torture
@given(TEXTS)
def test_what_no_folded_character_comes_from_shows_nothing(text):
    spans = stretches(fold(text))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    edges = [0, *(edge for span in dict.fromkeys(spans) for edge in (span.start, span.end)), len(text)]
    assert edges == sorted(edges), "stretches overlap or run backwards"
    for start, end in list(pairwise(edges))[::2]:
        assert fold(text[start:end]).text == ""


@torture
@given(TEXTS)
def test_a_character_folds_alike_whatever_stands_around_it(text):
    assert fold(text).text == "".join(fold(character).text for character in text)


@torture
@given(TEXTS)
def test_blanks_and_line_ends_stay_so_that_words_are_never_joined(text):
    kept = {span.start for span, letter in zip(stretches(fold(text)), fold(text).text, strict=True) if letter.isspace()}
    assert {place for place, character in enumerate(text) if character.isspace()} <= kept


@torture
@given(TEXTS)
def test_a_stretch_of_several_characters_reaches_from_the_first_to_the_last(text):
    folded = fold(text)
    spans = stretches(folded)
    if spans:
        assert folded.span(0, len(spans)) == Span(start=spans[0].start, end=spans[-1].end)


@pytest.mark.parametrize(
    "written",
    [
        *("MORON", "mörön", "mo\u0308ron\u0323", "ＭＯＲＯＮ", "ｍｏｒｏｎ", "ⓜⓞⓡⓞⓝ", "🄼🄾🅁🄾🄽", "𝓶𝓸𝓻𝓸𝓷", "𝕞𝕠𝕣𝕠𝕟"),
        *("ᴍᴏʀᴏɴ", "ᵐᵒʳᵒⁿ", "\ufeffmoron", "mo\u00adron"),
        *("m\u0336o\u0336r\u0336o\u0336n\u0336", "m\u20ddoron", "mo\u200bron", "m\u2060o\u200dr\ufe0fon"),
    ],
)  # fmt: skip
def test_how_letters_look_is_taken_away(written):
    assert fold_form(written) == "moron"


@pytest.mark.parametrize(
    ("written", "folded"), [("can’t", "can't"), ("can`t", "can't"), ("a–b—c", "a-b-c"), ("ﬂat ß", "flat ss")]
)
def test_signs_that_are_written_in_many_ways_are_written_in_one(written, folded):
    assert fold_form(written) == folded


@pytest.mark.parametrize("written", ["идиот", "हिन्दी", "ไทย", "한국", "שלום", "العربية", "日本", "ελληνικα"])
def test_words_of_other_scripts_stay_readable(written):
    assert fold_form(written) == written


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("गाँव", "गांव"),
        ("\u095b", "ज"),
        ("पढ़ाई", "पढाई"),
        ("کتاب", "كتاب"),
        ("بھائی", "بھائي"),
        ("ہم", "هم"),
        ("بـا", "با"),
    ],
)
def test_letters_that_a_script_writes_in_two_ways_are_compared_in_one(written, other):
    assert fold_form(written) == fold_form(other)


def test_the_span_of_a_word_holds_the_dot_below_its_last_letter():
    assert fold("पढ़").span(0, 2) == Span(start=0, end=3)


def test_a_letter_of_another_script_is_left_to_the_guesses():
    assert fold_form("MОRОN") == "mоrоn"


def test_a_mark_belongs_to_its_letter_and_an_unseen_character_to_nobody():
    folded = fold("e\u0301\u200bx")
    assert folded.text == "ex"
    assert (folded.span(0, 1), folded.span(1, 2)) == (Span(start=0, end=2), Span(start=3, end=4))
    assert folded.span(0, 2) == Span(start=0, end=4)


def test_one_character_may_fold_to_several():
    folded = fold("ﬃx")
    assert folded.text == "ffix"
    assert [folded.span(place, place + 1).start for place in range(4)] == [0, 0, 0, 1]


@pytest.mark.parametrize("character", ["\u200b", "\u200d", "\u00ad", "\u2060", "\ufeff", "\u202e", "\u3164", "\ud800"])
def test_what_cannot_be_seen(character):
    assert is_unseen(character)
    assert fold("x" + character + "y").text == "xy"


@pytest.mark.parametrize("character", ["a", " ", "\n", "-", "é", "👍", "。"])
def test_what_can_be_seen(character):
    assert not is_unseen(character)


@pytest.mark.parametrize(
    "hostile", ["a" + "\u0301" * 9, "\u200bidiot ", "ﷺ", "ＩＤＩＯＴ ", "👩\u200d🚀", "\ud800", "한\u1100"], ids=ascii
)
def test_a_megabyte_takes_time_in_proportion(hostile, assert_linear):
    eighth = hostile * (125_000 // len(hostile.encode("utf-8", "surrogatepass")))
    assert_linear(lambda times: lambda: fold(eighth * times))
