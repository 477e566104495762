"""Lines among the words of posts that are the page's: subjects, profiles, edit notes, signatures.

Where no element sets them off, the posts of a page tell them together: what stands at the head of several posts under
the same label is their template's, and a ruler that several posts end with has their signatures behind it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scraper.arrows import without_quotes
from scraper.edges import ANSWERS, ends_page, is_edge, is_note, label_of, paragraphs, up_blanks
from scraper.words import Words

RULER = re.compile(r"^([_\-–—=*~])\1{9,}$")
"""A line drawn over a signature."""
NUMBERED = re.compile(r"^(?:[^\W\d]{4,12}\s*:?\s*)?#\s?\d{1,7}$|^«[^«»]{0,80}\d[^«»]{0,40}»$")
"""The post's number: ``#6``, ``Post: #4``, ``« Reply #4 on: … »``."""
ATTACHED = re.compile(
    r"^(?:attach(?:ments?|ed (?:files?|images?|thumbnails?))(?:\(s\))?|(?:images?|files?)\(s\)|"
    r"angehängte (?:dateien|bilder|grafiken)|dateianhänge|anhänge|fichiers? joints?|pièces jointes|archivos adjuntos|"
    r"allegati|bijlagen|вложения)\s*:?$",
    re.IGNORECASE,
)
"""What heads attached files."""
HEAD_LINES = 14
"""Filled lines at a post's head among which a profile is looked for."""
RANK_LINES = 3
"""Lines between a post's head and its profile's first label."""
LONGEST_ENTRY = 60
"""Characters of a line of a profile."""
LONGEST_SIGNATURE = 15
"""Filled lines of a signature."""
SEVERAL = 2
"""So many posts make a template."""


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The words of a post without what is the page's."""

    words: Words
    note: str | None = None
    """The note that it was changed."""


def trimmed(read: Sequence[Words], names: Sequence[str | None], title: str) -> list[Trimmed]:
    """The words of a page's posts without the lines around them.

    Args:
        read: The posts' words, in page order.
        names: Their authors.
        title: The thread's.
    """
    texts = [words.text.split("\n") for words in read]
    heads = [_labels(lines) for lines in texts]
    shared = {label for label, count in Counter(label for head in heads for label in head).items() if count >= SEVERAL}
    rulers = Counter(ruler for lines in texts for ruler in {line for line in lines if RULER.match(line)})
    found = []
    for place, (words, name) in enumerate(zip(read, names, strict=True)):
        labels = heads[place] if len(heads[place]) >= SEVERAL else heads[place] & shared
        lines = texts[place]
        if place == len(read) - 1:
            lines = lines[: next((at for at, line in enumerate(lines) if at and ends_page(line)), len(lines))]
        start = _head(lines, title, name, labels)
        found.append(_without_tail(words, lines[start:], rulers))
    return found


def _labels(lines: list[str]) -> set[str]:
    """The labels of the lines at a post's head that are entries of a profile."""
    filled = [line for line in lines if line.strip()][:HEAD_LINES]
    entries = (line for line in filled if len(line) <= LONGEST_ENTRY and line.partition(":")[2].strip())
    return {label for line in entries if (label := label_of(line))}


def _head(lines: list[str], title: str, name: str | None, labels: set[str]) -> int:
    """Where a post's own words begin."""
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if is_edge(line) or NUMBERED.match(line) or _repeats(line, title) or _repeats(line, name or ""):
            at += 1
        elif (behind := _behind_profile(lines, at, labels)) > at:
            at = behind
        else:
            break
    return at


def _repeats(line: str, title: str) -> bool:
    return bool(title) and ANSWERS.sub("", line).casefold() == ANSWERS.sub("", title).casefold()


def _behind_profile(lines: list[str], at: int, labels: set[str]) -> int:
    """Where the profile ends that begins with a line, perhaps with a rank; the line itself where none does."""
    filled = [index for index in range(at, min(at + 3 * HEAD_LINES, len(lines))) if lines[index].strip()]
    first = next((index for index in filled[: RANK_LINES + 1] if label_of(lines[index]) in labels), None)
    if first is None or any(len(lines[index]) > LONGEST_ENTRY for index in filled if index <= first):
        return at
    end = first + 1
    while end < len(lines) and (not lines[end].strip() or label_of(lines[end]) in labels):
        end += 1
    return end


def _without_tail(words: Words, lines: list[str], rulers: Counter[str]) -> Trimmed:
    """The words without notes and buttons at their end, and the signature behind a ruler."""
    lines, note = _peeled(lines, None)
    signature = words.signature
    ruled = next((at for at in range(len(lines) - 1, -1, -1) if _is_over_signature(lines, at, rulers)), None)
    if ruled is not None:
        signature = signature or paragraphs(lines[ruled + 1 :]) or None
        lines, note = _peeled(lines[:ruled], note)
    text = "\n".join(lines).strip("\n")
    text, quotes = without_quotes(text) if "\n>" in text else (text, ())
    quotes = (*words.quotes, *quotes)
    if not (text or quotes or words.attachments):
        return Trimmed(words)
    return Trimmed(replace(words, text=text, quotes=quotes, signature=signature), note)


def _is_over_signature(lines: list[str], at: int, rulers: Counter[str]) -> bool:
    line = lines[at]
    if not RULER.match(line):
        return False
    behind = sum(bool(one.strip()) for one in lines[at + 1 :])
    return behind <= LONGEST_SIGNATURE and (line.startswith("_") or rulers[line] >= SEVERAL or not behind)


def _peeled(lines: list[str], note: str | None) -> tuple[list[str], str | None]:
    """The lines without notes, buttons and headings of attachments at their end, and the note."""
    while (last := up_blanks(lines, len(lines) - 1)) >= 0:
        line = lines[last].strip()
        if is_note(line) and any(letter.isdigit() for letter in line):
            note = note or line
        elif not (is_edge(line) or ATTACHED.match(line)):
            break
        lines = lines[:last]
    return lines, note
