"""Tokens: the words of a text with their places, and guesses only where a word bears the mark of a disguise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.disguises import Disguise
from moderation.folding import fold
from moderation.tokens import LONGEST_DISGUISE, LONGEST_SPACED, Guess, Tokens, read_tokens

PIECES = [
    "idiot",
    "m*ron",
    "1d1ot",
    "i d i o t",
    "mor-on",
    "aaaa",
    "it's",
    "мой",
    "mоron",
    "s.h",
    "://",
    "@",
    " ",
    "\n",
    "'",
    "हिन्दी",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=30).map("".join)
torture = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def read(text: str) -> Tokens:
    return read_tokens(fold(text))


def guesses(text: str) -> list[Guess]:
    return [guess for some in read(text).guesses.values() for guess in some]


@torture
@given(TEXTS)
def test_every_word_stands_where_it_says(text):
    folded = fold(text).text
    tokens = read(text)
    places = list(zip(tokens.starts, tokens.ends, strict=True))
    assert [folded[start:end] for start, end in places] == tokens.forms
    assert all(tokens.forms)
    flat = [edge for place in places for edge in place]
    assert flat == sorted(flat), "words overlap or run backwards"


@torture
@given(TEXTS)
def test_every_guess_stands_on_the_words_it_is_a_reading_of(text):
    tokens = read(text)
    for index, some in tokens.guesses.items():
        for guess in some:
            assert 0 <= guess.start < guess.end <= len(fold(text).text)
            assert index < guess.after <= len(tokens.forms)
            assert guess.start < tokens.ends[index]
            assert guess.end > tokens.starts[guess.after - 1]


@torture
@given(
    st.lists(
        st.text("abcdefghijklmnopqrstuvwxyz", min_size=2).filter(lambda word: not any(3 * c in word for c in word))
    )
)
def test_plain_words_are_read_as_they_stand_and_never_guessed_at(words):
    tokens = read(" ".join(words))
    assert tokens.forms == words
    assert not tokens.guesses


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The moron's hat", ["the", "moron", "hat"]),
        ("the morons' hats", ["the", "morons", "hats"]),
        ("I can’t", ["i", "can't"]),
        ("it's O'Neil's", ["it", "o'neil"]),
        ("L’amie qu'elle a l'a vue", ["l", "amie", "qu", "elle", "a", "l", "a", "vue"]),
        ("j't'attends dell'altra aujourd'hui", ["j", "t", "attends", "dell", "altra", "aujourd'hui"]),
        ("snake_case and kebab-case", ["snake", "case", "and", "kebab", "case"]),
        ("#one@two/three", ["one", "two", "three"]),
        ("mp3 and x86_64", ["mp3", "and", "x86", "64"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("यह नदी।", ["यह", "नदी"]),
        ("यह नदी॥वह", ["यह", "नदी", "वह"]),
        ("снег и дом", ["снег", "и", "дом"]),
        ("", []),
        (" \n\t ", []),
        ("…!? — 👍", []),
    ],
)
def test_words(text, words):
    assert read(text).forms == words


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("m0ron", "moron", Disguise.LEET),
        ("mooooron", "moron", Disguise.STRETCHED),
        ("\u00abmooooron\u00bb", "moron", Disguise.STRETCHED),
        ("mooooron\u061f", "moron", Disguise.STRETCHED),
        ("m*ron", "m*ron", Disguise.MASKED),
        ("m-ron", "m?ron", Disguise.MASKED),
        ("mor-on", "moron", Disguise.JOINED),
        ("m.o.r.o.n", "moron", Disguise.SPACED),
        ("m o r o n", "moron", Disguise.SPACED),
        ("mоrоn", "moron", Disguise.LOOKALIKES),
        ("हिन्-दी", "हिन्दी", Disguise.JOINED),
        ("cнeг", "снег", Disguise.LOOKALIKES),
        ("х0лод", "холод", Disguise.LEET),
        ("рооосса", "росса", Disguise.STRETCHED),
        ("с*ег", "с*ег", Disguise.MASKED),
        ("cн*г", "сн*г", Disguise.MASKED),
    ],
)
def test_a_mark_of_a_disguise_is_guessed_at(text, form, kind):
    assert (form, kind) in [(guess.form, guess.kind) for guess in guesses(f"you {text} there")]


@pytest.mark.parametrize(
    "text",
    [
        "assess the class",
        "4 you",
        "PS5 A55 5G",
        "a b",
        "x, y, z",
        "1d1ot@example.org",
        "https://example.org/1d1ot",
        "5 * 4",
    ],
)
def test_without_the_mark_of_a_disguise_nothing_is_guessed(text):
    assert not [guess for guess in guesses(text) if guess.form in {"idiot", "xyz", "ass", "foryou", "ab"}]


@pytest.mark.parametrize("text", ["это рооосса там", "это с*х там", "это с-ор там"])
def test_a_word_of_another_script_has_no_latin_guesses_in_a_text_of_its_own(text):
    assert not [guess.form for guess in guesses(text) if guess.form.isascii()]


def test_a_guess_tells_the_word_behind_it():
    tokens = read("you m o r o n there")
    [guess] = tokens.guesses[1]
    assert (guess.form, tokens.forms[guess.after]) == ("moron", "there")


def test_letters_set_apart_are_parted_alike():
    assert any(guess.form == "moron" for guess in guesses("m-o-r-o-n"))
    assert not any(guess.form == "moron" for guess in guesses("m-o r.o n"))


def test_letters_on_lines_of_their_own_are_no_word():
    assert not guesses("m\no\nr\no\nn")


def test_a_leading_word_of_one_letter_may_stand_alone():
    assert {guess.form for guess in guesses("a m o r o n")} == {"amoron", "moron"}


def test_nobody_disguises_a_word_of_a_page_length():
    assert not guesses("m0ron" * LONGEST_DISGUISE)
    assert not guesses(" ".join("ab" * LONGEST_SPACED))


HOSTILE = {
    "words": "you are an idiot ",
    "stretched words without a blank": "shiiit.",
    "letters without a blank": "a",
    "dotted letters": "a.",
    "letters set apart": "s ",
    "masks": "m*r*n ",
    "apostrophes": "a'",
    "lookalikes": "сrеtіn ",
    "signs": "@$!",
    "addresses": "a@a",
    "pictures": "i👏",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_words_and_guesses_take_time_in_proportion(piece, assert_linear):
    def read(times):
        folded = fold(piece * (20_000 * times // len(piece)))
        return lambda: read_tokens(folded)

    assert_linear(read)
