"""What the classifier reads of a text, and where what it reads stands in the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.detectors import Passage
from moderation.items import Context
from moderation.lexicon import load_lexicon
from moderation.transcript import Transcript, transcribed

pytest.importorskip("emoji", reason="needs the extra 'classifier'")

PIECES = [
    "idiot",
    "1d1ot",
    "i d i o t",
    "🐒",
    "🐒🐒🐒",
    "👶🏿",
    "🏳️‍🌈",
    "🇵",
    "🇵🇰",
    "ﬁ",
    "\u200b",
    "@member",
    "https://a.example/b",
    "[b]",
    "&amp;",
    " ",
    "\n",
]
LEXICON = load_lexicon()
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=20).map("".join)


def read(text: str) -> Transcript:
    passage = Passage(text, Context())
    return transcribed(passage, LEXICON.disguised(passage))


def words(text: str) -> str:
    return " ".join(read(text).text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry leaves at NINE.", "the ferry leaves at nine."),
        ("what a 🐒", "what a monkey"),
        ("🐒🐒🐒 go home", "monkey go home"),
        ("👶🏿", "baby dark skin"),
        ("👍🏽", "thumbs up"),
        ("back to 🇵🇰", "back to pakistan"),
        ("🇩🇪🇩🇪🇫🇷", "germany france"),
        ("🇫🇺", "fu"),
        ("🇫🇺🇨🇰", "fuck"),
        ("a 🏳️‍🌈🏳️‍🌈 town", "a rainbow flag town"),
        ("👩‍❤️‍💋‍👨", "kiss woman man"),
        ("👨🏿‍🦽 and 🔪🔪", "man dark skin manual wheelchair and kitchen knife"),
        ("❤️ ☭ 卐", "red heart hammer and sickle 卐"),
        ("you 1d1ot", "you idiot"),
        ("you i d i o t, all of you", "you idiot , all of you"),
        ("@Some-One see www.example.org/x or https://example.org now", "@user see http or http now"),
        ("mail me@example.org", "mail me@example.org"),
        ("[b]bold[/b] &amp; &#8217;", "bold"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("東京東京", "東京東京"),
        ("", ""),
    ],
)
def test_a_text_is_read_in_words(text, expected):
    assert words(text) == expected


def test_what_is_read_in_other_words_maps_to_what_was_written():
    text = "so: 🐒🐒 and 1d1ot!"
    transcript = read(text)
    for said, written in (("monkey", "🐒🐒"), ("idiot", "1d1ot"), ("and", "and"), ("so", "so")):
        place = transcript.text.index(said)
        span = transcript.span(place, place + len(said))
        assert text[span.start : span.end] == written


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(TEXTS)
def test_every_stretch_maps_into_the_text(text):
    transcript = read(text)
    last = 0
    for place in range(len(transcript.text)):
        span = transcript.span(place, place + 1)
        assert 0 <= last <= span.start < span.end <= len(text)
        last = span.start


@pytest.mark.parametrize(
    "piece", ["🐒 ", "🐒", "👨‍👩", "🇵🇰", "a", "[b]", "&amp;", "@a ", "https://a ", "1d1ot "], ids=ascii
)
def test_a_long_text_takes_time_in_proportion(piece, assert_linear):
    eighth = piece * (12_500 // len(piece))
    assert_linear(lambda times: lambda: read(eighth * times))
