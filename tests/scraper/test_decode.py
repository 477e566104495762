from __future__ import annotations

import codecs
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.decode import LOOKED_AT, charset_of, decode

torture = settings(max_examples=300, deadline=None, derandomize=True, database=None)

GERMAN = "Der Kessel ist verkalkt. Nächste Woche kommt Größeres, süß und heiß."
RUSSIAN = "Чайник зарос накипью по самый носик. Чем снять её, не поцарапав?"


def meta(charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head>'


@pytest.mark.parametrize(
    ("bom", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_mark_is_surer_than_what_is_declared(bom: bytes, charset: str) -> None:
    assert decode(bom + RUSSIAN.encode(charset), "text/html; charset=iso-8859-1") == RUSSIAN


def test_what_can_only_be_utf_8_is_it_whatever_is_declared() -> None:
    page = meta("iso-8859-1") + GERMAN
    assert decode(page.encode(), "text/html; charset=windows-1251") == page


def test_the_header_comes_before_the_pages_own() -> None:
    page = meta("windows-1252") + RUSSIAN
    assert decode(page.encode("cp1251"), 'text/html; charset="windows-1251"') == page


@pytest.mark.parametrize(
    "head",
    ['<meta charset="windows-1251">', '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
     '<?xml version="1.0" encoding="windows-1251"?>', "<META CHARSET=WINDOWS-1251>"],
)  # fmt: skip
def test_the_pages_own_charset(head: str) -> None:
    page = head + RUSSIAN
    assert decode(page.encode("cp1251")) == page


def test_it_must_stand_near_the_top() -> None:
    page = " " * LOOKED_AT + meta("koi8-r") + RUSSIAN
    assert decode(page.encode("cp1251"), "text/html; charset=windows-1251") == page


def test_latin_1_means_what_browsers_take_it_for() -> None:
    assert decode("“Größe” – 5 €".encode("cp1252"), "text/html; charset=iso-8859-1") == "“Größe” – 5 €"


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("shift_jis", "cp932", "やかん①を磨く"),
        ("gb2312", "gb18030", "水壶的水垢，€5"),
        ("euc-kr", "cp949", "주전자 똠방각하"),
    ],
)
def test_asian_charsets_are_believed(charset: str, codec: str, text: str) -> None:
    assert decode(text.encode(codec), f"text/html; charset={charset}") == text


def test_nothing_declared_is_guessed() -> None:
    assert decode((GERMAN * 8).encode("cp1252")) == GERMAN * 8
    assert decode((RUSSIAN * 8).encode("cp1251")) == RUSSIAN * 8


def test_utf_8_with_a_broken_place_is_still_utf_8() -> None:
    body = (meta("iso-8859-1") + RUSSIAN * 4).encode()
    broken = body[:120] + b"\xff" + body[120:]
    assert decode(broken).count("\ufffd") == 1
    assert RUSSIAN in decode(broken)


def test_utf_16_without_a_mark_shows_by_its_zeros() -> None:
    page = "<html><body>" + GERMAN
    assert decode(page.encode("utf-16-le"), "text/html; charset=windows-1252") == page
    assert decode(page.encode("utf-16-be"), None) == page


@pytest.mark.parametrize(
    "label", ["", None, "x-unheard-of", "hex", "rot13", "base64", "\x00", "utf-8; boundary=x", "idna" * 99]
)
def test_a_label_that_is_no_charset(label: str | None) -> None:
    assert charset_of(label) == ""


@pytest.mark.parametrize("label", ["hex", "rot13", "undefined", "unicode_escape", "punycode", "x", "utf-7"])
def test_no_declared_charset_raises(label: str) -> None:
    body = f'<meta charset="{label}">'.encode() + RUSSIAN.encode("cp1251")
    assert isinstance(decode(body, f"text/html; charset={label}"), str)


@torture
@given(
    st.binary(max_size=400), st.sampled_from([None, "text/html", "text/html; charset=utf-16", "a; charset=big5", "é"])
)
def test_any_bytes_are_a_text(body: bytes, content_type: str | None) -> None:
    assert decode(body, content_type) == decode(body, content_type)


def test_the_guess_takes_bounded_time() -> None:
    body = bytes(range(128, 256)) * 40_000
    started = time.process_time()
    decode(body)
    assert time.process_time() - started < 5
