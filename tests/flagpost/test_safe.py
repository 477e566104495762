"""Words from the web on a terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from flagpost.cli.safe import moment, one_line, visible, words


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[2Jgone", "\ufffd[2Jgone"),
        ("\x9b31mred", "\ufffd31mred"),
        ("a\x07b\x00c\x7f", "a\ufffdb\ufffdc\ufffd"),
        ("ab\u202etxt.exe", "ab[U+202E]txt.exe"),
        ("one\r\ntwo\tthree", "one\ntwo    three"),
        ("a\udc80", "a\ufffd"),
        ("שלום 👩‍👧 naïve", "שלום 👩‍👧 naïve"),
    ],
)
def test_nothing_moves_the_terminal(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_markup_is_text() -> None:
    assert words("[red]not red[/red] :smile:").plain == "[red]not red[/red] :smile:"


def test_one_line_is_one_line() -> None:
    assert one_line("a\n b\u2028c") == "a b c"
    assert one_line("abcdef", width=4) == "abc…"


def test_moments_have_their_offset() -> None:
    at = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert moment(at, ZoneInfo("Europe/Vienna")) == "2026-07-01 12:00 +02:00"
    assert moment(at, ZoneInfo("Asia/Kolkata")) == "2026-07-01 15:30 +05:30"
    assert moment(None, None) == "–"
    assert moment(None, None, raw="yesterday\n") == "yesterday"
    assert moment(datetime(1, 1, 1, tzinfo=UTC), ZoneInfo("America/New_York")).startswith("0001-01-01")
