"""The foot of a plain-text dump: the board statistics, and the buttons at the page's end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.items import BoardStatistics
from scraper.statistics import from_pairs

STATISTICS_STEMS = (
    "statist", "statyst", "estad", "estat", "statystyki", "istatist", "tilasto", "статист", "στατιστ", "統計", "统计",
    "통계", "إحصائ", "סטטיסט", "thống kê",
)  # fmt: skip
"""Every language's heading over the board statistics contains one of these."""

FURNITURE = frozenset({
    "back", "top", "back to top", "share", "share:", "reply", "quote", "like", "report", "log in", "login",
    "register", "zurück", "nach oben", "oben", "retour", "haut", "volver", "arriba", "indietro", "in alto", "voltar",
    "topo", "terug", "boven", "wstecz", "góra", "назад", "вверх", "сверху", "tillbaka", "toppen", "geri", "üst",
    "返回", "顶部", "뒤로",
    "facebook", "twitter", "x", "x (twitter)", "bluesky", "linkedin", "reddit", "pinterest", "tumblr", "whatsapp",
    "telegram", "email", "e-mail", "link", "copy link", "teilen", "teilen:", "partager", "partager:", "compartir",
    "compartir:", "поделиться", "поделиться:",
})  # fmt: skip
"""Whole lines that are buttons of the page, where they stand at the page's end."""

LONGEST_LABEL = 48


@dataclass(frozen=True, slots=True)
class Foot:
    """What the end of a dump says."""

    statistics: BoardStatistics | None
    """The board statistics, where they are printed."""
    before: list[str]
    """The lines above all of it."""
    left_out: int
    """How many lines with words stand behind the statistics, buttons aside."""
    furniture: bool
    """Whether two or more buttons end the page, as only a page does."""


def read_foot(lines: list[str]) -> Foot:
    """The board statistics with their heading, and everything before them."""
    run: list[tuple[str, str]] = []
    start = index = 0
    while index < len(lines):
        pairs, used = _pairs_at(lines, index)
        if pairs:
            start = start if run else index
            run += pairs
            index += used
        elif not lines[index].strip() and run:
            index += 1
        elif len(run) > 1 or (run and _heading_above(lines, start) is not None):
            break
        else:
            run, index = [], index + 1
    heading = _heading_above(lines, start) if run else None
    if len(run) < 2 and heading is None:
        before, furniture = _without_furniture(lines)
        return Foot(None, before, 0, furniture)
    behind, furniture = _without_furniture(lines[index:])
    before, more = _without_furniture(lines[: start if heading is None else heading])
    return Foot(from_pairs(run), before, sum(1 for line in behind if line.strip()), furniture or more)


def _pairs_at(lines: list[str], index: int) -> tuple[list[tuple[str, str]], int]:
    """The labels and values that begin at a line, with the number of lines they take; none where it is no label."""
    line = lines[index]
    if not line.strip() or len(line) > 4 * LONGEST_LABEL:
        return [], 0
    inline = [pair for piece in re.split(r"[•·|]", line) if (pair := _inline_pair(piece.strip()))]
    if inline:
        return inline, 1
    if len(line) <= LONGEST_LABEL:
        for ahead in range(index + 1, min(index + 3, len(lines))):
            if lines[ahead].strip():
                pair = (line.rstrip(": "), lines[ahead])
                return ([pair], ahead + 1 - index) if _is_statistic(pair) else ([], 0)
    return [], 0


def _inline_pair(piece: str) -> tuple[str, str] | None:
    """Label and value on one line: ``Threads: 2,635``, ``Total members 9``."""
    label, colon, value = piece.partition(":")
    if not colon:
        label, _, value = piece.rpartition(" ")
    pair = (label.strip(), value.strip())
    return pair if all(pair) and len(label) <= LONGEST_LABEL and _is_statistic(pair) else None


def _is_statistic(pair: tuple[str, str]) -> bool:
    """Whether the label is one that boards print in their statistics, with a value that fits it."""
    found = from_pairs([pair])
    return found is not None and found != BoardStatistics(other=found.other)


def _heading_above(lines: list[str], start: int) -> int | None:
    """The line of the heading over the statistics that begin at ``start``."""
    for index in range(start - 1, max(start - 4, -1), -1):
        line = lines[index].casefold()
        if line.strip():
            known = len(line) <= LONGEST_LABEL and any(stem in line for stem in STATISTICS_STEMS)
            return index if known else None
    return None


def _without_furniture(lines: list[str]) -> tuple[list[str], bool]:
    """The lines without the buttons at their end, and whether there were two or more of them."""
    end, dropped = len(lines), 0
    while end and (not lines[end - 1].strip() or lines[end - 1].casefold() in FURNITURE):
        dropped += bool(lines[end - 1].strip())
        end -= 1
    return (lines[:end], True) if dropped > 1 else (lines, False)
