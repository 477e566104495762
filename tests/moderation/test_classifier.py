"""The classifier: what it reads, what it says, and that screening does without it where it is not installed."""

from __future__ import annotations

import builtins
import shutil
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation import Category, Context, Trust, screen, screening
from moderation.classifier import (
    BESIDE,
    FLAGGED_FROM,
    FOLDER,
    Reader,
    Reading,
    flags_of,
    least_mark,
    load_reader,
)
from moderation.detectors import Passage
from moderation.errors import DataError
from moderation.lexicon import load_lexicon
from moderation.network import MOST_WINDOWS, PARTS
from moderation.policy import load_policy

pytest.importorskip("onnxruntime", reason="needs the extra 'classifier'")

WITH_CLASSIFIER = True
"""Told to `conftest.words_alone`."""

ATTACK = "All Norwegians are filthy vermin and should be driven out of our country"
GREETING = "My Norwegian neighbours baked us a cake, lovely people"
TEXTS = st.lists(
    st.sampled_from(["you", "idiot", "🐒", "ferry", "[b]", " ", "\n", "\u0301"]) | st.characters(), max_size=20
).map("".join)


@pytest.fixture(scope="module")
def reader() -> Reader:
    found = load_reader(load_lexicon())
    assert found is not None
    return found


def passage(text: str, **context) -> Passage:
    return Passage(text, Context(**context))


def read(reader: Reader, text: str) -> Reading:
    [reading] = reader.read([passage(text)])
    return reading


def skimmed(reader: Reader, text: str) -> Reading:
    [reading] = reader.read([passage(text)], [True])
    return reading


def test_an_attack_is_told_from_praise(reader):
    attack, greeting = reader.read([passage(ATTACK), passage(GREETING)])
    assert attack.scores[Category.IDENTITY_ATTACK] > 0.8
    assert attack.target == "a nation"
    assert greeting.scores[Category.IDENTITY_ATTACK] < 0.2
    assert greeting.target is None


def test_the_words_that_make_a_text_toxic_are_marked(reader):
    text = "Thanks for the timetable. You are a stupid idiot, though."
    reading = read(reader, text)
    assert "idiot" in " ".join(text[span.start : span.end] for span in reading.spans)
    assert not any(text[span.start : span.end] == "timetable" for span in reading.spans)


def test_a_text_without_a_hostile_word_shows_those_that_come_nearest(reader):
    text = "Nobody in this village wants any more of these Norwegians, and the council ought to drive them all out."
    shown = [text[span.start : span.end] for span in read(reader, text).spans]
    assert shown
    assert len(" ".join(shown)) < len(text) / 3


@pytest.mark.parametrize(
    ("marks", "least"), [((-3.0, 4.0, 1.5), 1.0), ((-3.0, -0.5), -0.5 - BESIDE), ((1.2,), 1.2 - BESIDE), ((), 0.0)]
)
def test_a_word_counts_that_is_surely_marked_or_comes_near_the_most_marked_one(marks, least):
    assert least_mark(marks, sure=1.0) == pytest.approx(least)


def test_a_flag_says_what_was_read_and_how_sure_it_is(reader):
    reading = read(reader, ATTACK)
    found = {flag.category: flag for flag in flags_of(passage(ATTACK), reading)}
    flag = found[Category.IDENTITY_ATTACK]
    assert flag.rule == "classifier/identity_attack"
    assert flag.score == round(reading.scores[Category.IDENTITY_ATTACK], 4) >= FLAGGED_FROM[flag.category]
    assert "aimed at a nation" in flag.reason
    assert f"{flag.score:.0%} likely" in flag.reason


def test_what_is_finer_is_said_once(reader):
    attack, vague = (
        [flag.category for flag in flags_of(passage(text), read(reader, text))] for text in (ATTACK, GREETING)
    )
    assert attack
    assert Category.TOXICITY not in attack
    assert vague == []


def test_a_glance_settles_what_is_clearly_harmless(reader):
    settled = skimmed(reader, "The ferry leaves at nine, and the tickets are at the counter.")
    assert settled.settled
    assert 0 < max(settled.scores.values()) < 0.2
    assert settled.spans == ()
    assert skimmed(reader, ATTACK) == read(reader, ATTACK)


def test_of_a_long_text_only_what_a_glance_does_not_settle_is_read(reader):
    text = "The ferry leaves at nine. " * 80
    assert skimmed(reader, text).settled
    hostile = text + f"{ATTACK}. " * 6
    transcript = reader.transcript(passage(hostile))
    [whole], [seen] = reader.told([transcript]), reader.told([transcript], [reader._least])
    assert seen.glance == whole.glance
    assert 0 < len(seen.marks) < len(whole.marks)
    assert seen.marks[-1].end == len(transcript.text.rstrip())
    flagged, wholly = (
        {flag.category for flag in flags_of(passage(hostile), one)}
        for one in (skimmed(reader, hostile), read(reader, hostile))
    )
    assert flagged == wholly != set()


def test_a_verdict_never_depends_on_a_text_s_neighbours():
    [alone] = screen([ATTACK])
    assert screen([GREETING, ATTACK, "word " * 300])[1] == alone


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.lists(TEXTS | st.sampled_from([ATTACK, GREETING, ATTACK.replace("Norwegians", "Romanians")]), max_size=9))
def test_what_is_read_at_once_is_read_as_if_alone(reader, texts):
    assert reader.read(list(map(passage, texts))) == [read(reader, text) for text in texts]


@pytest.mark.parametrize("words", [1, 9, 40, 100])
def test_texts_of_one_length_are_read_as_if_alone(reader, words):
    told = Random(words)
    texts = [
        " ".join(told.choices(["you", "idiot", "ferry", "scum", "we", "cake", "they"], k=words)) for _ in range(20)
    ]
    transcripts = [reader.transcript(passage(text)) for text in texts]
    assert [one.logits.tolist() for one in reader.told(transcripts)] == [
        one.logits.tolist() for transcript in transcripts for one in reader.told([transcript])
    ]


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(TEXTS)
def test_any_text_is_read_within_its_bounds(reader, text):
    reading = read(reader, text)
    assert set(reading.scores) == set(Category)
    assert all(0 <= score <= 1 for score in reading.scores.values())
    last = 0
    for span in reading.spans:
        assert 0 <= last <= span.start < span.end <= len(text)
        last = span.start


@pytest.mark.parametrize("piece", ["you idiot ", "a", "🐒", "\u0301", "東"], ids=ascii)
def test_a_megabyte_is_read_in_a_few_windows(reader, piece):
    text = piece * (1_000_000 // len(piece))
    begun = time.process_time()
    transcript = reader.transcript(passage(text))
    assert len(list(reader._network.windows(transcript.text))) <= MOST_WINDOWS
    assert reader.told([transcript])[0].logits is not None
    assert time.process_time() - begun < 10


def test_the_end_of_a_long_text_is_read_too(reader):
    text = "The ferry leaves at nine. " * 20_000 + f"{ATTACK}. " * 6
    reading = read(reader, text)
    assert reading.scores[Category.IDENTITY_ATTACK] > 0.5
    assert all(span.start >= len(text) - 7 * len(ATTACK) for span in reading.spans)


@pytest.mark.parametrize("name", [*PARTS, "classifier.json", "tokenizer.json"])
def test_a_broken_file_is_told(tmp_path, name):
    shutil.copytree(FOLDER, tmp_path / "classifier")
    (tmp_path / "classifier" / name).write_bytes(b"no")
    with pytest.raises(DataError, match="classifier"):
        Reader(load_lexicon(), tmp_path / "classifier")


# --- in a verdict ------------------------------------------------------------------------------------------------


def test_a_verdict_tells_hostility_without_a_hostile_word():
    [verdict] = screen(["Norwegians do not belong among decent people and should all be put on a boat"])
    assert Category.IDENTITY_ATTACK in verdict.categories
    assert {flag.detector for flag in verdict.flags} == {"classifier"}
    assert verdict.trust is Trust.FULL


def test_an_insult_does_not_drown_in_a_long_post():
    harmless = "Swinging moorings are let by the season, and the waiting list is about two years for most of them. " * 6
    [alone], [drowned] = screen(["You selfish arseholes."]), screen([f"{harmless}You selfish arseholes. {harmless}"])
    assert Category.INSULT in alone.categories
    assert drowned.scores[Category.INSULT] == pytest.approx(alone.scores[Category.INSULT], abs=0.02)


def test_quoted_words_are_not_read():
    [verdict] = screen([f"{ATTACK}\nThis is a vile thing to post, please stop."], [Context(quotes=(ATTACK,))])
    assert Category.IDENTITY_ATTACK not in verdict.categories


def test_other_languages_are_not_read():
    [verdict] = screen(["Das Schiff fährt um neun Uhr, und die Karten gibt es am Schalter im Hafen."])
    assert (verdict.language, verdict.trust) == ("de", Trust.WORDS)
    assert not any(verdict.scores.values())
    [finnish] = screen(["Laiva lähtee yhdeksältä ja liput myydään sataman luukulta."])
    assert (finnish.language, finnish.trust) == ("fi", Trust.NONE)


def test_a_policy_can_do_without_it(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text("[weights]\nclassifier = 0\n", encoding="utf-8")
    [verdict] = screen([ATTACK], policy=load_policy(path))
    assert not [flag for flag in verdict.flags if flag.detector == "classifier"]


def test_screening_does_without_the_extra(monkeypatch):
    known = builtins.__import__

    def without(name, *args, **kwargs):
        if name in {"onnxruntime", "tokenizers", "py3langid.langid"}:
            raise ImportError(name)
        return known(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    load_reader.cache_clear()
    reader = load_reader(load_lexicon())
    load_reader.cache_clear()
    assert reader is None
    eyes = screening._eyes()
    monkeypatch.setattr(screening, "_load_eyes", lambda: screening._Eyes(eyes.detectors, None, eyes.languages))
    screening.versions.cache_clear()
    [verdict] = screen(["You are an idiot, and the ferry leaves at nine."])
    screening.versions.cache_clear()
    assert {flag.detector for flag in verdict.flags} == {"lexicon"}
    assert "classifier" not in verdict.versions
    assert verdict.trust is Trust.WORDS
