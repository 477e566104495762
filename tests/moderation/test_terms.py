"""The lexicon's files: what a line may say, and that a broken one is told by its term and its field."""

from __future__ import annotations

import pytest

from moderation.datafiles import DataFile, read_file
from moderation.errors import DataError
from moderation.items import Category, Severity
from moderation.terms import FIELDS, SCORES, Ambiguity, Entry, read_entries

SECTION = {"what": "an insult", "category": "insult", "severity": "low"}


def entry(term: str | dict = "noddy", **section) -> Entry:
    [read] = read_entries(file(SECTION | section | {"terms": [term]}))
    return read


def file(*sections, **content) -> DataFile:
    return DataFile("xx.toml", {"language": "en", "section": list(sections)} | content, "")


def test_a_term_says_what_its_section_says_and_differs_where_it_says_so():
    plain = entry("noddy", target="clerks", inflect="noun")
    own = entry({"term": "noddy", "severity": "high", "target": "gardeners"}, target="clerks")
    assert (plain.what, plain.category, plain.severity) == ("an insult", Category.INSULT, Severity.LOW)
    assert (plain.target, plain.language, plain.forms) == ("clerks", "en", ("noddy", "noddies"))
    assert (own.severity, own.target, own.forms) == (Severity.HIGH, "gardeners", ("noddy",))


def test_every_field_is_read():
    full = entry(
        {
            "term": "noddy",
            "forms": ["noddie"],
            "inflect": "noun",
            "except": ["noddy hat"],
            "harmless": ["a bird"],
            "ambiguity": "some",
            "score": 0.3,
            "reclaimed": True,
            "only_at_home": True,
            "note": "for whoever edits the file",
        }
    )
    assert full.forms == ("noddy", "noddies", "noddie")
    assert (full.excuses, full.harmless) == (("noddy hat",), ("a bird",))
    assert (full.ambiguity, full.score, full.reclaimed, full.only_at_home) == (Ambiguity.SOME, 0.3, True, True)


@pytest.mark.parametrize("ambiguity", Ambiguity)
def test_where_no_score_is_given_it_follows_from_the_ambiguity(ambiguity):
    assert entry({"term": "noddy", "ambiguity": str(ambiguity)}).score == SCORES[ambiguity]


def test_further_forms_of_a_noun_have_plurals_and_those_of_other_words_have_none():
    assert "noddies" in entry({"term": "nod", "inflect": "noun", "forms": ["noddy"]}).forms
    assert "noddies" not in entry({"term": "nod", "inflect": "verb", "forms": ["noddy"]}).forms


def test_two_words_also_count_as_one_when_they_are_long_enough():
    assert "puddinghead" in entry("pudding head").forms
    assert "oldbag" not in entry("old bag").forms
    assert entry("bag of old wind").forms == ("bag of old wind",)


def test_the_place_of_the_target_is_filled_in():
    assert (
        entry({"term": "noddy", "what": "a slur against {target}", "target": "clerks"}).what == "a slur against clerks"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"colour": "red"}, "unknown field 'colour'"),
        ({"terms": ["nodder"]}, "unknown field 'terms'"),
        ({"inflect": "adverb"}, "inflect must be one of adjective, none, noun, verb, not 'adverb'"),
        ({"inflect": ["noun"]}, "inflect must be one of"),
        ({"ambiguity": "often"}, "ambiguity must be one of none, some, high, not 'often'"),
        ({"score": 1.5}, "score must be a number from 0 to 1, not 1.5"),
        ({"score": "sure"}, "score must be a number from 0 to 1, not 'sure'"),
        ({"score": True}, "score must be a number from 0 to 1, not True"),
        ({"category": "rudeness"}, "category must be one of toxicity"),
        ({"severity": "fatal"}, "severity must be one of low, medium, high, critical, not 'fatal'"),
        ({"severity": "none"}, "severity must be one of low"),
        ({"severity": 3}, "severity must be one of low"),
        ({"what": 3}, "what must be a text"),
        ({"what": ""}, "what must be a text"),
        ({"what": "a slur against {target}"}, "needs a target"),
        ({"target": 3}, "target must be a text"),
        ({"forms": "noddie"}, "forms must be a list of texts, not 'noddie'"),
        ({"forms": [3]}, "forms must be a text, not 3"),
        ({"forms": ["***"]}, r"forms must have a letter or digit, not '\*\*\*'"),
        ({"except": "noddy hat"}, "except must be a list of texts"),
        ({"except": ["\u200b"]}, "except must have a letter or digit"),
        ({"harmless": "a bird"}, "harmless must be a list of texts"),
        ({"reclaimed": "yes"}, "reclaimed must be true or false, not 'yes'"),
        ({"only_at_home": 1}, "only_at_home must be true or false, not 1"),
    ],
)
def test_a_broken_line_is_told_by_its_term_and_its_field(line, said):
    with pytest.raises(DataError, match=f"^xx.toml: noddy: .*{said}"):
        entry({"term": "noddy"} | line)


@pytest.mark.parametrize("term", ["", "!!!", "\u3164"])
def test_a_term_that_leaves_nothing_to_look_for_is_refused(term):
    with pytest.raises(DataError, match=r"xx.toml: .*term must"):
        entry(term)


@pytest.mark.parametrize("missing", SECTION)
def test_a_missing_field_is_named(missing):
    with pytest.raises(DataError, match=f"xx.toml: noddy: needs '{missing}'"):
        list(read_entries(file({key: SECTION[key] for key in SECTION if key != missing} | {"terms": ["noddy"]})))


@pytest.mark.parametrize("term", [3, ["noddy"], {"forms": ["noddy"]}])
def test_a_term_without_a_name_is_told_by_its_file(term):
    with pytest.raises(DataError, match=r"xx\.toml: .*term"):
        entry(term)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"language": "en"},
        {"section": []},
        {"language": 3, "section": []},
        {"language": "en", "section": {"terms": []}},
    ],
)
def test_a_file_needs_a_language_and_sections(content):
    with pytest.raises(DataError, match=r"xx.toml: needs a language and at least one \[\[section\]\]"):
        list(read_entries(DataFile("xx.toml", content, "")))


@pytest.mark.parametrize("section", [SECTION, SECTION | {"terms": "noddy"}, "noddy"])
def test_a_section_needs_terms(section):
    with pytest.raises(DataError, match=r"xx.toml: a \[\[section\]\] needs terms, a list"):
        list(read_entries(file(section)))


def test_an_unknown_key_of_a_file_is_named():
    with pytest.raises(DataError, match=r"xx\.toml: unknown key 'sections'"):
        list(read_entries(file(sections=[])))


def test_a_file_on_disk_is_read_alike(tmp_path):
    path = tmp_path / "xx.toml"
    path.write_text(
        'language = "en"\n[[section]]\nwhat = "an insult"\ncategory = "insult"\nseverity = "low"\nterms = ["noddy"]\n',
        encoding="utf-8",
    )
    assert list(read_entries(read_file(path))) == [entry("noddy")]


def test_every_field_that_an_entry_holds_can_be_written():
    written = {"excuses": "except", "language": None}
    held = {written.get(name, name) for name in Entry.__slots__} - {None}
    assert held <= FIELDS
