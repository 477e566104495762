"""Regular forms, made by rule."""

from __future__ import annotations

import pytest

from moderation.inflection import inflected, respelled


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
        ("sukkel", "noun", "nl", "sukkeltjes"),
        ("dom", "adjective", "nl", "domst"),
        ("लड़का", "noun", "hi", "लड़कों"),
        ("लड़का", "noun", "hi", "लड़की"),
        ("मुखिया", "noun", "hi", "मुखिये"),
        ("आलू", "noun", "hi", "आलुओं"),
        ("घर", "noun", "hi", "घरों"),
        ("नीला", "adjective", "hi", "नीली"),
        ("चलना", "verb", "hi", "चलूंगा"),
        ("larka", "noun", "hi", "larkon"),
        ("chalna", "verb", "hi", "chalenge"),
        ("لڑکا", "noun", "ur", "لڑکوں"),
        ("بندہ", "noun", "ur", "بندے"),
        ("ٹوپی", "noun", "ur", "ٹوپیاں"),
        ("گھر", "noun", "ur", "گھروں"),
        ("نیلا", "adjective", "ur", "نیلی"),
        ("چلنا", "verb", "ur", "چلتے"),
        ("idiot", "noun", "fr", "idiots"),
        ("rêveur", "noun", "fr", "rêveuses"),
        ("peureux", "adjective", "fr", "peureuse"),
        ("bouffon", "noun", "fr", "bouffonne"),
        ("sciocco", "adjective", "it", "sciocche"),
        ("vecchio", "adjective", "it", "vecchie"),
        ("tonto", "noun", "it", "tonti"),
        ("oca", "noun", "it", "oche"),
        ("zuccone", "noun", "it", "zucconi"),
        ("гусь", "noun", "ru", "гусями"),
        ("лодка", "noun", "ru", "лодок"),
        ("чужак", "noun", "ru", "чужаки"),
        ("глупец", "noun", "ru", "глупцом"),
        ("мокрый", "adjective", "ru", "мокрыми"),
        ("дикий", "adjective", "ru", "дикую"),
        ("пугать", "verb", "ru", "пугают"),
        ("пугаться", "verb", "ru", "пугалась"),
        ("толкнуть", "verb", "ru", "толкнули"),
        ("gbur", "noun", "pl", "gburze"),
        ("smutek", "noun", "pl", "smutkiem"),
        ("głupiec", "noun", "pl", "głupców"),
        ("kukła", "noun", "pl", "kukle"),
        ("tępy", "adjective", "pl", "tępego"),
        ("dziki", "adjective", "pl", "dzicy"),
        ("gderać", "verb", "pl", "gderała"),
        ("tonto", "adjective", "es", "tonta"),
        ("tonto", "adjective", "es", "tontas"),
        ("mandón", "noun", "es", "mandonas"),
        ("hablador", "noun", "es", "habladoras"),
        ("tenaz", "adjective", "es", "tenaces"),
        ("bobo", "adjective", "pt", "bobas"),
        ("mandão", "noun", "pt", "mandões"),
        ("falador", "noun", "pt", "faladoras"),
        ("banal", "adjective", "pt", "banais"),
        ("selvagem", "noun", "pt", "selvagens"),
        ("salak", "noun", "tr", "salaklar"),
        ("salak", "noun", "tr", "salağın"),
        ("salak", "noun", "tr", "salaksın"),
        ("dürzü", "noun", "tr", "dürzünün"),
        ("dürzü", "noun", "tr", "dürzüsü"),
        ("hödük", "noun", "tr", "hödüğüm"),
        ("gebermek", "verb", "tr", "geberiyorsun"),
        ("gebermek", "verb", "tr", "geberecek"),
        ("gebertmek", "verb", "tr", "geberttim"),
        ("\u062d\u0645\u0627\u0631", "noun", "ar", "\u0627\u0644\u062d\u0645\u0627\u0631"),
        ("\u062d\u0645\u0627\u0631", "noun", "ar", "\u064a\u0627\u062d\u0645\u0627\u0631"),
        ("\u062d\u0645\u0627\u0631", "noun", "ar", "\u0648\u0627\u0644\u062d\u0645\u0627\u0631\u0629"),
        ("\u0628\u0647\u064a\u0645\u0629", "noun", "ar", "\u0627\u0644\u0628\u0647\u064a\u0645\u0629"),
        ("\u0628\u0647\u064a\u0645\u0629", "noun", "ar", "\u0628\u0647\u064a\u0645\u062a\u0643"),
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


@pytest.mark.parametrize(
    ("form", "language", "spellings"),
    [
        ("blöder kübel", "de", ["blöder kübel", "bloeder kuebel"]),
        ("trottel", "de", ["trottel"]),
        ("\u0628\u0647\u064a\u0645\u0629", "ar", ["\u0628\u0647\u064a\u0645\u0629", "\u0628\u0647\u064a\u0645\u0647"]),
        ("blöd", "nl", ["blöd"]),
    ],
)
def test_a_form_is_also_spelled_as_on_a_keyboard_without_its_letters(form, language, spellings):
    assert respelled([form], language) == spellings
