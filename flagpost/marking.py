"""Marking: a post's words in pieces, each with the flags that speak of it, for faces that show them.

Scraped words are hostile: characters that turn text around, or cannot be seen, are told by name instead of obeyed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from db.items import StoredFlag
from moderation.items import Category, Span

LONGEST_TERM = 40
"""Characters of a flagged stretch that counts as a term; a longer one is a passage."""
EXCERPT = 220
"""Characters of a post that stand for it in a list."""
QUOTED = re.compile(r"\"[^\"]+\"|“[^”]+”")
"""What a reason quotes."""
VEILED = frozenset({Category.IDENTITY_ATTACK, Category.INSULT, Category.PROFANITY, Category.SEXUALLY_EXPLICIT})
"""Categories whose terms are veiled. A threat must be read to be judged."""
UNSEEN = frozenset("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufff9\ufffa\ufffb")
"""Characters beside Unicode's control and format characters that cannot be seen."""
KEPT = frozenset("\n\t\u200c\u200d\ufe0e\ufe0f")
"""Line breaks and tabs, and what joins letters and emoji: needed, and harmless."""
TAGS = range(0xE0000, 0xE0080)
"""Tags, which make flags of emoji."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text."""

    text: str
    flags: tuple[int, ...] = ()
    """Places of the flags that speak of it."""
    term: bool = False
    """Whether it is (part of) a flagged term that is veiled until wanted: a slur, say."""
    unseen: bool = False
    """Whether ``text`` names a character that cannot be seen, and is not itself part of the post."""


def marked(text: str, flags: Sequence[StoredFlag]) -> list[Piece]:
    """A text in pieces.

    Args:
        text: The words as they were judged.
        flags: What was found in them.

    Returns:
        Pieces whose texts, without the unseen ones, are the text in its order.
    """
    opening: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    closing: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for place, flag in enumerate(flags):
        for span in flag.spans:
            start, end = max(span.start, 0), min(span.end, len(text))
            if start < end:
                speaks = place, _is_term(flag, text[start:end])
                opening[start].append(speaks)
                closing[end].append(speaks)
    pieces: list[Piece] = []
    here: Counter[tuple[int, bool]] = Counter()
    for start, end in pairwise(sorted({0, len(text), *opening, *closing})):
        here.subtract(closing[start])
        here.update(opening[start])
        here = +here
        places = tuple(sorted({place for place, _ in here}))
        pieces += _seen(Piece(text[start:end], places, any(term for _, term in here)))
    return pieces


def told(text: str) -> list[Piece]:
    """A text without flags, with the characters told that cannot be seen."""
    return marked(text, ())


def echoed(text: str, words: str, flags: Sequence[StoredFlag]) -> list[Piece]:
    """What else stands in a post, such as an address, in pieces: flagged terms are veiled there, too.

    Args:
        text: What else stands there.
        words: The post's own words as they were judged.
        flags: What was found in those. Of a term of several words, anything may stand between them here.
    """
    again = []
    for flag in flags:
        terms = {words[max(span.start, 0) : span.end].casefold() for span in flag.spans}
        parted = [re.findall(r"\w+", term) for term in sorted(terms, key=len, reverse=True) if _is_term(flag, term)]
        known = "|".join(r"[\W_]*".join(map(re.escape, each)) for each in parted if each)
        found = re.finditer(known, text, re.IGNORECASE) if known else ()
        again.append(replace(flag, spans=tuple(Span(start=each.start(), end=each.end()) for each in found)))
    return marked(text, again)


def legible(text: str) -> str:
    """A name, a title or an address, with the characters told in brackets that cannot be seen."""
    if _nothing_hidden(text):  # nearly always, and a page has hundreds of them
        return text
    return "".join(f"[{piece.text}]" if piece.unseen else piece.text for piece in told(text))


def excerpt(text: str, flags: Sequence[StoredFlag], width: int = EXCERPT) -> list[Piece]:
    """The words around the first flagged stretch, or the beginning where there is none, in pieces."""
    first = min((span.start for flag in flags for span in flag.spans), default=0)
    begin = max(min(first - width // 3, len(text) - width), 0)
    shifted = [
        replace(flag, spans=tuple(Span(start=span.start - begin, end=span.end - begin) for span in flag.spans))
        for flag in flags
    ]
    before = [Piece("…")] if begin else []
    after = [Piece("…")] if begin + width < len(text) else []
    return [*before, *marked(text[begin : begin + width], shifted), *after]


def reason(flag: StoredFlag, place: int) -> list[Piece]:
    """A flag's reason in pieces: the words that it quotes are the flag's.

    Args:
        flag: The flag.
        place: Its place among the verdict's flags.
    """
    pieces, end = [], 0
    for quoted in QUOTED.finditer(flag.reason):
        words = quoted[0][1:-1]
        pieces.append(Piece(flag.reason[end : quoted.start() + 1]))
        pieces.append(Piece(words, (place,), _is_term(flag, words)))
        end = quoted.end() - 1
    return [seen for piece in (*pieces, Piece(flag.reason[end:])) for seen in _seen(piece)]


def _is_term(flag: StoredFlag, words: str) -> bool:
    """Whether flagged words are a term. The classifier marks passages, too; of its marks only single words are."""
    whole = flag.rule.partition("/")[0] != "classifier" or not any(map(str.isspace, words))
    return flag.category in VEILED and len(words) <= LONGEST_TERM and whole


def _seen(piece: Piece) -> Iterator[Piece]:
    if _nothing_hidden(piece.text):
        if piece.text:
            yield piece
        return
    run = ""
    for letter in piece.text:
        if not hidden(letter):
            run += letter
            continue
        if run:
            yield Piece(run, piece.flags, piece.term)
        run = ""
        yield Piece(name_of(letter), piece.flags, piece.term, unseen=True)
    if run:
        yield Piece(run, piece.flags, piece.term)


def _nothing_hidden(text: str) -> bool:
    """Whether no character of a text can be hidden, as of nearly every text, told without a look at each of them."""
    return text.replace("\n", "").replace("\t", "").isprintable() and (text.isascii() or UNSEEN.isdisjoint(text))


def hidden(letter: str) -> bool:
    """Whether a character turns text around or cannot be seen."""
    if letter in KEPT or ord(letter) in TAGS:
        return False
    return letter in UNSEEN or unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"}


def name_of(letter: str) -> str:
    """A character's name, or its number where it has none."""
    return unicodedata.name(letter, f"U+{ord(letter):04X}").lower()
