"""Words from the web, made safe for a terminal."""

from __future__ import annotations

from datetime import datetime, tzinfo

from rich.text import Text

from flagpost.zone import local

LINE_BREAKS = {"\n": "\n", "\t": "    ", "\r": "", "\u2028": "\n", "\u2029": "\n"}
"""What stays of the characters that move a terminal's cursor."""
DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of writing, and can make words read as others."""
CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
"""Everything that a terminal might obey."""


def visible(text: str) -> str:
    """The text without anything that a terminal would obey; what turns the direction of writing is shown by name."""
    return "".join(_visible(character) for character in text)


def one_line(text: str, *, width: int | None = None) -> str:
    """The text on one line, cut at ``width`` characters."""
    line = " ".join(visible(text).split())
    return line if width is None or len(line) <= width else line[: width - 1].rstrip() + "…"


def words(text: str, *, style: str = "") -> Text:
    """The text as it is, for rich: never markup."""
    return Text(visible(text), style=style)


def moment(value: datetime | None, zone: tzinfo, *, raw: str | None = None) -> str:
    """A moment in the reader's zone with its offset; else what the page printed; else a dash."""
    if value is None:
        return one_line(raw) if raw else "–"
    written = local(value, zone).isoformat(" ", "minutes")
    return f"{written[:16]} {written[16:]}"


def _visible(character: str) -> str:
    kept = LINE_BREAKS.get(character)
    if kept is not None:
        return kept
    if character in DIRECTIONS:
        return f"[U+{ord(character):04X}]"
    return "\ufffd" if character in CONTROLS or "\ud800" <= character <= "\udfff" else character
