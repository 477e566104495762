"""Regular forms, made by rule."""

from __future__ import annotations

import pytest

from moderation.inflection import inflected


@pytest.mark.parametrize(
    ("term", "kind", "form"),
    [
        ("cretin", "noun", "cretins"),
        ("jackass", "noun", "jackasses"),
        ("ninny", "noun", "ninnies"),
        ("donkey", "noun", "donkeys"),
        ("leech", "noun", "leeches"),
        ("piece of rubbish", "noun", "piece of rubbishes"),
        ("mock", "verb", "mocked"),
        ("mock", "verb", "mocking"),
        ("mock", "verb", "mockin'"),
        ("mock", "verb", "mockers"),
        ("rat", "verb", "ratted"),
        ("loathe", "verb", "loathing"),
        ("bully", "verb", "bullied"),
        ("bully", "verb", "bullies"),
        ("dumb", "adjective", "dumbest"),
        ("silly", "adjective", "sillier"),
        ("vile", "adjective", "viler"),
    ],
)
def test_english(term, kind, form):
    assert form in inflected(term, kind, "en")


@pytest.mark.parametrize(
    ("term", "kind", "language", "form"),
    [
        ("trottel", "noun", "de", "trotteln"),
        ("blöd", "adjective", "de", "blöden"),
        ("idiot", "noun", "fr", "idiots"),
        ("tonto", "adjective", "es", "tonta"),
        ("tonto", "adjective", "es", "tontas"),
    ],
)
def test_other_languages(term, kind, language, form):
    assert form in inflected(term, kind, language)


def test_of_a_phrase_the_last_word_changes():
    assert inflected("pea brain", "noun", "en") == ("pea brain", "pea brains")


def test_the_term_itself_stands_first_and_once():
    forms = inflected("mock", "verb", "en")
    assert forms[0] == "mock"
    assert len(forms) == len(set(forms))


@pytest.mark.parametrize(("kind", "language"), [("none", "en"), ("noun", "xx"), ("verb", "de")])
def test_where_there_is_no_rule_the_term_stands_alone(kind, language):
    assert inflected("trottel", kind, language) == ("trottel",)


def test_a_word_that_ends_in_two_consonants_doubles_none():
    assert "mockked" not in inflected("mock", "verb", "en")
    assert "rated" not in inflected("rat", "verb", "en")
