"""The tone of a text: TextBlob's word list over our own words."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from moderation.detectors import Passage
from moderation.items import Context
from moderation.sentiment import MOST_WORDS, polarity, sentiment_version


def tone(text: str, **context) -> float | None:
    return polarity(Passage(text, Context(**context)))


def test_a_tone_is_negative_or_positive_or_neither():
    assert tone("An awful, terrible, disgusting evening") < -0.5
    assert tone("A wonderful, excellent, perfect evening") > 0.5
    assert tone("The ferry leaves at nine") == 0


def test_a_denied_tone_turns():
    assert tone("It is good") > 0 > tone("It isn't good")


@pytest.mark.parametrize("text", ["A WONDERFUL evening", "a ｗｏｎｄｅｒｆｕｌ evening", "a wón\u200bderful evening"])
def test_the_words_are_the_folded_ones(text):
    assert tone(text) == tone("a wonderful evening") > 0


@pytest.mark.parametrize("text", ["", " \n ", "…", "привет", "\ud800"])
def test_where_there_are_no_words_there_is_no_tone(text):
    assert tone(text) == 0


@pytest.mark.parametrize("language", ["en", "en-GB", "EN", None])
def test_english_is_read(language):
    assert tone("an awful evening", language=language) < 0


@pytest.mark.parametrize("language", ["de", "fr-CA", "enm"])
def test_other_languages_are_not(language):
    assert tone("an awful evening", language=language) is None


def test_only_the_first_words_are_read():
    assert tone("ferry " * MOST_WORDS + "awful") == 0
    assert tone("ferry " * (MOST_WORDS - 1) + "awful") < 0


def test_the_version_names_the_library():
    assert sentiment_version().endswith(f"+textblob{version('textblob')}")
