"""The data that comes with Flagpost keeps to its own rules."""

from __future__ import annotations

from collections import Counter

import pytest

from moderation.datafiles import DATA, read_data
from moderation.folding import fold, fold_form, script_lookalikes
from moderation.groups import read_names
from moderation.items import Severity
from moderation.terms import Ambiguity, read_entries
from moderation.tokens import read_tokens

LEXICONS = sorted(path.name for path in (DATA / "lexicon").glob("*.toml"))
COINAGES = read_data("coinages.toml").content
CONFUSABLES = read_data("confusables.toml").content


@pytest.fixture(params=LEXICONS)
def entries(request):
    return list(read_entries(read_data(f"lexicon/{request.param}")))


def test_every_lexicon_is_named_for_its_language():
    assert "en.toml" in LEXICONS
    assert {f"{read_data(f'lexicon/{name}').content['language']}.toml" for name in LEXICONS} == set(LEXICONS)


def test_no_term_stands_twice(entries):
    counted = Counter(entry.term for entry in entries)
    assert [term for term, times in counted.items() if times > 1] == []


def test_terms_are_written_as_they_are_compared(entries):
    assert [form for entry in entries for form in entry.forms if form != form.lower().strip()] == []
    assert [form for entry in entries for form in entry.forms if not read_tokens(fold(form)).forms] == []


def test_an_excuse_holds_a_form_of_its_term(entries):
    def words(text: str) -> str:
        return f" {' '.join(read_tokens(fold(text)).forms)} "

    idle = [
        phrase
        for entry in entries
        for phrase in entry.excuses
        if not any(words(form) in words(phrase) for form in entry.forms) and phrase not in entry.forms
    ]
    assert idle == []


def test_a_term_that_is_ever_harmless_says_how(entries):
    silent = [entry.term for entry in entries if entry.ambiguity is Ambiguity.HIGH and not entry.harmless]
    assert silent == []


def test_a_reason_speaks_of_the_target_and_of_nobody_else(entries):
    assert [
        entry.term
        for entry in entries
        if "slur against" in entry.what and entry.target not in entry.what.split("against ")
    ] == []


def test_what_calls_for_harm_is_grave(entries):
    assert [entry.term for entry in entries if entry.category == "threat" and entry.severity < Severity.HIGH] == []


def test_targets_that_are_often_twisted_are_targets():
    assert set(COINAGES["likely"]["targets"]) <= {name.target for name in read_names(read_data("groups.toml")).all}


def test_every_topic_is_a_stem():
    stems = {word for section in COINAGES["stem"] for word in section["words"]}
    assert [word for word in COINAGES["topics"]["words"] if word not in stems] == []


def test_a_stem_stands_once_and_as_it_is_compared():
    stems = Counter(word for section in COINAGES["stem"] for word in section["words"])
    assert [word for word, times in stems.items() if times > 1] == []
    assert [word for word in stems if word != fold_form(word) or not word.isalpha()] == []


@pytest.mark.parametrize(
    ("table", "key"),
    [("harmless", "words"), ("topics", "words")],
)
def test_lists_hold_every_word_once_and_as_it_is_compared(table, key):
    listed = COINAGES[table][key]
    assert [word for word in listed if word != fold_form(word) or not word.isalpha()] == []
    assert [word for word, times in Counter(listed).items() if times > 1] == []


def test_a_lookalike_stands_for_one_letter_and_in_one_table():
    letters = Counter(character for rows in CONFUSABLES.values() for row in rows.values() for character in row)
    assert [character for character, times in letters.items() if times > 1] == []
    assert all(len(letter) == 1 and letter.isascii() for rows in CONFUSABLES.values() for letter in rows)
    assert not any(character.isascii() for character in letters)


def test_a_lookalike_of_the_first_table_folds_to_its_letter():
    for letter, characters in CONFUSABLES["always"].items():
        assert {fold_form(character) for character in characters} == {letter}


def test_a_lookalike_of_the_second_table_is_known_as_it_stands_in_folded_texts():
    known = script_lookalikes()
    missing = {
        character
        for letter, characters in CONFUSABLES["scripts"].items()
        for character in characters
        if fold_form(character).translate(known) != letter
    }
    assert missing == set()
