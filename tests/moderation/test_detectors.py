"""What every detector is given and what it gives."""

from __future__ import annotations

from moderation.coinages import load_coinages
from moderation.detectors import Detector, Passage
from moderation.items import Category, Context, Flag, Severity
from moderation.lexicon import load_lexicon
from moderation.screening import versions


def test_a_passage_works_out_once_what_several_need():
    passage = Passage("You Idiot", Context())
    assert passage.folded.text == "you idiot"
    assert passage.folded is passage.folded
    assert passage.tokens.forms == ["you", "idiot"]
    assert passage.tokens is passage.tokens


def test_a_passage_shows_the_words_as_given():
    assert Passage("You ﬁ\u0301ne Idiot", Context()).shown(4, 8) == "ﬁ\u0301ne"


def test_a_detector_gives_a_list_of_flags_a_passage():
    detectors: list[Detector] = [load_lexicon(), load_coinages()]
    batch = [Passage(text, Context()) for text in ("Crapistan", "", "you idiot")]
    found = [detector.find(batch) for detector in detectors]
    assert [[[flag.detector for flag in flags] for flags in each] for each in found] == [
        [[], [], ["lexicon"]],
        [["coinage"], [], []],
    ]
    assert [detector.find([]) for detector in detectors] == [[], []]


def test_every_detector_is_named_with_its_version():
    for detector in (load_lexicon(), load_coinages()):
        assert versions()[detector.name] == detector.version


def test_a_flag_names_its_detector_by_its_rule():
    flag = Flag(
        rule="lexicon/en/x/y", category=Category.INSULT, severity=Severity.LOW, score=1, spans=(), reason="It is."
    )
    assert flag.detector == "lexicon"
