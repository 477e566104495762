"""Marking: a post's words in pieces, each with the flags that speak of it, for faces that show them.

Scraped words are hostile: characters that turn text around, or cannot be seen, are told by name instead of obeyed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from db.items import Case, StoredFlag
from moderation.items import Category, Span

LONGEST_TERM = 40
"""Characters of a flagged stretch that counts as a term; a longer one is a passage."""
EXCERPT = 220
"""Characters of a post that stand for it in a list."""
QUOTED = re.compile(r"\"[^\"]+\"|“[^”]+”")
"""What a reason quotes."""
PARTING = r"[\s_.,:;/+~-]"
"""What parts a term of several words, and may be another of these, or nothing, where the term stands once more."""
AROUND = " \t\n.,;:!?\"'()[]"
"""What may stand at the ends of a flagged stretch without being part of its term."""
LEAST_MARKED = 4
"""Letters of a word that the classifier marks, so that it is looked for in what else a page says."""
MOST_KNOWN = 200
"""Terms that are looked for in what else a page says. A post full of slurs must not keep a reviewer waiting."""
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


class Stretch(NamedTuple):
    """Where a flag speaks of a text."""

    start: int
    end: int
    place: int
    """Of the flag."""
    term: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is flagged in the texts of a page, so that its terms are known again wherever else the page says them."""

    flags: tuple[StoredFlag, ...] = ()
    """Those of all texts, one text after another. Pieces of what else the page says tell their places here."""
    own: Mapping[int, tuple[Stretch, ...]] = field(default_factory=dict)
    """Where the terms of each text stand in it, by the number of the text."""
    terms: tuple[tuple[str, int], ...] = ()
    """A pattern for each term, and the place of a flag that found it."""

    @classmethod
    def of(cls, texts: Mapping[int, tuple[str, Sequence[StoredFlag]]]) -> Known:
        """What is flagged in some texts: numbers of the texts, to their words and what was found in those."""
        all_flags: list[StoredFlag] = []
        own: dict[int, tuple[Stretch, ...]] = {}
        places: dict[str, int] = {}
        for number, (text, flags) in texts.items():
            terms = [each for each in _stretches(text, flags, len(all_flags)) if each.term]
            all_flags += flags
            own[number] = tuple(terms)
            for each in terms:
                term = text[each.start : each.end].strip(AROUND).casefold()
                if _says_enough(all_flags[each.place], term):
                    places.setdefault(term, each.place)
        known = sorted(islice(places, MOST_KNOWN), key=len, reverse=True)  # of two that begin alike the longer counts
        return cls(tuple(all_flags), own, tuple((_pattern(term), places[term]) for term in known))

    def again(self, text: str, number: int | None = None, *, within: bool = False) -> list[Stretch]:
        """Where flagged terms stand in a text.

        Args:
            text: The text.
            number: Its number, where it is one of those in which they were found.
            within: Whether they may be parts of words, as they are in addresses.
        """
        any_term = "|".join(f"({pattern})" for pattern, _ in self.terms)
        pattern = any_term if within else rf"(?<![^\W_])(?:{any_term})(?![^\W_])"
        found = re.finditer(pattern, text, re.IGNORECASE) if self.terms else ()
        again = [Stretch(*each.span(), self.terms[(each.lastindex or 1) - 1][1], term=True) for each in found]
        return [*(self.own.get(number, ()) if number is not None else ()), *again]


NOTHING_KNOWN = Known()


def marked(text: str, flags: Sequence[StoredFlag]) -> list[Piece]:
    """A text in pieces.

    Args:
        text: The words as they were judged.
        flags: What was found in them.

    Returns:
        Pieces whose texts, without the unseen ones, are the text in its order.
    """
    return parted(text, _stretches(text, flags))


def parted(text: str, stretches: Iterable[Stretch]) -> list[Piece]:
    """A text in pieces, by where flags speak of it; what reaches beyond the text counts as far as the text goes."""
    opening: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    closing: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for each in stretches:
        start, end = max(each.start, 0), min(each.end, len(text))
        if start < end:
            opening[start].append((each.place, each.term))
            closing[end].append((each.place, each.term))
    pieces: list[Piece] = []
    here: Counter[tuple[int, bool]] = Counter()
    for start, end in pairwise(sorted({0, len(text), *opening, *closing})):
        here.subtract(closing[start])
        here.update(opening[start])
        here = +here
        places = tuple(sorted({place for place, _ in here}))
        pieces += _seen(Piece(text[start:end], places, any(term for _, term in here)))
    return pieces


def reaching(stretches: deque[Stretch], start: int, length: int) -> list[Stretch]:
    """Those that reach into a part of the text, told by its beginning. Those that end before it are forgotten.

    Args:
        stretches: In the order of the text.
        start: Where the part begins.
        length: How long it is.
    """
    while stretches and stretches[0].end <= start:
        stretches.popleft()
    here = takewhile(lambda each: each.start < start + length, stretches)
    return [each._replace(start=each.start - start, end=each.end - start) for each in here]


def told(text: str) -> list[Piece]:
    """A text without flags, with the characters told that cannot be seen."""
    return marked(text, ())


def echoed(text: str, known: Known, number: int | None = None, *, within: bool = False) -> list[Piece]:
    """What else a page says, such as a neighbour, a title or an address, in pieces: flagged terms are veiled in it.

    Args:
        text: What it says.
        known: What is flagged on the page.
        number: Of the text, where it is one of those that ``known`` speaks of.
        within: Whether terms are looked for inside of words, as in addresses.
    """
    return parted(text, known.again(text, number, within=within))


def legible(text: str) -> str:
    """A name, a title or an address, with the characters told in brackets that cannot be seen."""
    if _nothing_hidden(text):  # nearly always, and a page has hundreds of them
        return text
    return "".join(f"[{piece.text}]" if piece.unseen else piece.text for piece in told(text))


def excerpt(text: str, flags: Sequence[StoredFlag], known: Known = NOTHING_KNOWN, width: int = EXCERPT) -> list[Piece]:
    """The words around the first flagged stretch, or the beginning where there is none, in pieces.

    Args:
        text: The words.
        flags: What was found in them.
        known: What is flagged elsewhere, where nothing is known of these very words.
        width: Characters that are shown.
    """
    stretches = [*_stretches(text, flags), *known.again(text[: width + LONGEST_TERM])]
    first = min((each.start for each in stretches), default=0) if flags else 0
    begin = max(min(first - width // 3, len(text) - width), 0)
    before = [Piece("…")] if begin else []
    after = [Piece("…")] if begin + width < len(text) else []
    shown = [each._replace(start=each.start - begin, end=each.end - begin) for each in stretches]
    return [*before, *parted(text[begin : begin + width], shown), *after]


def known_of(case: Case) -> Known:
    """What is flagged in a case's post: in its words, or, where those have changed since, in what the reasons quote."""
    post, flags = case.post, case.verdict.flags
    if post.revision_id == case.judged_revision_id:
        return Known.of({post.revision_id: (post.text, flags)})
    return Known.of({place: (flag.reason, [replace(flag, spans=_quotes(flag))]) for place, flag in enumerate(flags)})


def reason(flag: StoredFlag, place: int, known: Known = NOTHING_KNOWN) -> list[Piece]:
    """A flag's reason in pieces: the words that it quotes are the flag's, and terms of other flags are veiled in it.

    Args:
        flag: The flag.
        place: Its place among the verdict's flags.
        known: What is flagged on the page, the verdict's flags first.
    """
    quoting = replace(flag, spans=_quotes(flag))
    return parted(flag.reason, [*_stretches(flag.reason, [quoting], place), *known.again(flag.reason)])


def rule(flag: StoredFlag, place: int) -> list[Piece]:
    """A flag's rule in pieces. One of the lexicon is called by its term, behind the last slash.

    Args:
        flag: The flag.
        place: Its place among the verdict's flags.
    """
    called = flag.category in VEILED and flag.rule.startswith("lexicon/")
    term = Stretch(flag.rule.rfind("/") + 1, len(flag.rule), place, term=True)
    return parted(flag.rule, [term] if called else ())


def _quotes(flag: StoredFlag) -> tuple[Span, ...]:
    """Where a flag's reason quotes something, without the marks around it."""
    return tuple(Span(start=each.start() + 1, end=each.end() - 1) for each in QUOTED.finditer(flag.reason))


def _stretches(text: str, flags: Sequence[StoredFlag], first: int = 0) -> Iterator[Stretch]:
    """Where flags speak of a text.

    Args:
        text: The text.
        flags: The flags.
        first: The place of the first of them.
    """
    for place, flag in enumerate(flags, first):
        for span in flag.spans:
            start, end = max(span.start, 0), min(span.end, len(text))
            if start < end:
                yield Stretch(start, end, place, _is_term(flag, text[start:end]))


def _pattern(term: str) -> str:
    """A term as it is looked for. No part has in it what parts them, so that no term takes long to look for."""
    return f"{PARTING}*".join(re.escape(part) for part in re.split(PARTING, term) if part)


def _says_enough(flag: StoredFlag, term: str) -> bool:
    """Whether a term is looked for elsewhere. The classifier marks words like "out", too: no slur elsewhere."""
    return len(term) >= (LEAST_MARKED if _is_classifiers(flag) else 2) and bool(_pattern(term))


def _is_classifiers(flag: StoredFlag) -> bool:
    return flag.rule.partition("/")[0] == "classifier"


def _is_term(flag: StoredFlag, words: str) -> bool:
    """Whether flagged words are a term. The classifier marks passages, too; of its marks only single words are."""
    whole = not _is_classifiers(flag) or not any(map(str.isspace, words))
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
