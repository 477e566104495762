"""In which language a text is."""

from __future__ import annotations

import pytest

from moderation import datafiles, languages
from moderation.detectors import Passage
from moderation.errors import DataError
from moderation.items import Context
from moderation.languages import language_of

pytest.importorskip("py3langid", reason="needs the extra 'classifier'")


def told(text: str, **context) -> str | None:
    return language_of(Passage(text, Context(**context)))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry leaves at nine and the tickets are sold at the counter.", "en"),
        ("Das Schiff fährt um neun, und die Karten gibt es am Schalter.", "de"),
        ("Le bateau part à neuf heures et les billets sont au guichet.", "fr"),
        ("El barco sale a las nueve y los billetes están en la taquilla.", "es"),
        ("Паром отходит в девять, а билеты продаются в кассе.", "ru"),
        ("Prom odpływa o dziewiątej, a bilety są w kasie.", "pl"),
        ("Gemi dokuzda kalkıyor, biletler gişede satılıyor.", "tr"),
        ("العبارة تغادر في التاسعة والتذاكر عند الشباك", "ar"),
        ("船は九時に出ます。切符は窓口で売っています。", "ja"),
        ("ok", None),
        ("", None),
        ("12345 !!!", None),
    ],
)
def test_a_language_is_told_where_it_is_clear(text, language):
    assert told(text) == language


@pytest.mark.parametrize("content", [None, b"\xff"], ids=["missing", "no text"])
def test_a_broken_file_of_words_is_told(monkeypatch, tmp_path, content):
    monkeypatch.setattr(datafiles, "DATA", tmp_path)
    if content is not None:
        (tmp_path / languages.ENGLISH_WORDS).write_bytes(content)
    languages.english_words.cache_clear()
    with pytest.raises(DataError, match=r"english_words\.txt"):
        told("The ferry leaves at nine.")


def test_what_a_board_says_holds_for_what_is_unclear():
    assert told("ok", language="de") == "de"
    assert told("ok", language="pt-BR") == "pt"
    assert told("ok", language="\ud800") is None


def test_what_a_post_clearly_shows_comes_before_what_the_board_says():
    english = "The ferry leaves at nine and the tickets are sold at the counter."
    assert told(english, language="de") == "en"
    german = "Das Schiff fährt um neun, und die Karten gibt es am Schalter."
    assert told(german, language="en") == "de"
