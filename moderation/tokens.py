"""Folded text to words, and to guesses at the words that somebody spelled around a filter.

A word is read as it stands. A guess is made only where the word bears the mark of a disguise: a digit or symbol among
letters, a letter three times in a row, a letter of another script, a star in the middle, letters set apart one by
one. So "assess", "4 you" and "class" have no second reading, and a detector can ask more of a guess than of a word.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from moderation.disguises import (
    Disguise,
    cyrillic_reading,
    is_spelled,
    leet_readings,
    mask_of,
    script_reading,
    unstretched,
)
from moderation.folding import Folded

LONGEST_DISGUISE = 48
"""Characters of a chunk, or letters of a word, beyond which nobody disguises a word."""
LONGEST_SPACED = 24
"""Letters set apart one by one that are read as one word at most."""
WIDEST_GAP = 3
"""Characters between letters set apart one by one, at most."""
CACHED_CHUNKS = 100_000
"""Chunks whose reading is remembered; texts repeat their words, so most are read once."""

ELIDED = frozenset({
    "l", "d", "c", "j", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu",
    "un", "all", "dall", "dell", "nell", "sull", "coll", "quell", "quest", "bell", "sant", "anch", "tutt", "dov", "v",
})  # fmt: skip
"""Words that lose their last vowel to the next one (l'amie, qu'elle, dell'amica): each is a word of its own.

French words, then Italian ones."""

_CHUNK = re.compile(r"\S+")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0963\u0966-\u1049\u1050-\u109f])+(?:'[^\W_]+)*")
_PLAIN = re.compile(r"[\"'(\[]*[a-z]+(?:'[a-z]+)?[\"')\].,:;?!]*\Z")
_STRETCHED = re.compile(r"(.)\1\1")
_RUN = re.compile(r"[^\s\"'(),.:;?/\\<>\[\]{}~=\u00ab\u00bb\u201c-\u201e\u060c\u061b\u061f\u0964\u3001\u3002]+")
_DOTTED_RUN = re.compile(r"[a-z]+(?:\.[a-z]+)+")
_BREAKS = re.compile(r"[-._*~+|]+")
_LISTED = re.compile(r"\n|[,;]\s")
_ADDRESS = re.compile(r"://|www\.|\w@[\w-]+\.\w")


@dataclass(frozen=True, slots=True)
class Guess:
    """A second reading of one or more words."""

    form: str
    """What it may spell; a mask (`disguises.mask_of`) where letters are hidden."""
    kind: Disguise
    """How it was disguised."""
    start: int
    """First folded character."""
    end: int
    """One past the last folded character."""
    after: int
    """The index of the first word behind it."""


@dataclass(slots=True)
class Tokens:
    """The words of a text, in parallel lists, and the guesses."""

    forms: list[str] = field(default_factory=list)
    """The words as they stand in the folded text, without a possessive ``'s``."""
    starts: list[int] = field(default_factory=list)
    """Where each starts in the folded text."""
    ends: list[int] = field(default_factory=list)
    """One past its last folded character."""
    guesses: dict[int, list[Guess]] = field(default_factory=dict)
    """Index of a word to the guesses that begin with it."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What stands between two blanks, read once: words and guesses with places counted from its own start."""

    words: tuple[tuple[str, int, int], ...]
    guesses: tuple[tuple[int, Guess], ...]


_chunks: dict[str, _Chunk] = {}


def read_tokens(folded: Folded) -> Tokens:
    """Reads the words of a folded text and the guesses at them, in time proportional to its length."""
    text = folded.text
    tokens = Tokens()
    forms, starts, ends = tokens.forms, tokens.starts, tokens.ends
    for match in _CHUNK.finditer(text):
        chunk = _chunks.get(match.group()) or _read_chunk(match.group())
        offset = match.start()
        if chunk.guesses:
            _place_guesses(chunk.guesses, offset, len(forms), tokens.guesses)
        for form, start, end in chunk.words:
            forms.append(form)
            starts.append(offset + start)
            ends.append(offset + end)
    for first, after in _letter_runs(text, tokens):
        _guess_at_letters(tokens, first, after)
    if not text.isascii():
        _drop_foreign_words(text, tokens)
    return tokens


def _place_guesses(
    guesses: tuple[tuple[int, Guess], ...], offset: int, words: int, into: dict[int, list[Guess]]
) -> None:
    for word, guess in guesses:
        placed = Guess(guess.form, guess.kind, offset + guess.start, offset + guess.end, words + guess.after)
        into.setdefault(words + word, []).append(placed)


def _read_chunk(chunk: str) -> _Chunk:
    words = []
    for match in (_ASCII_WORD if chunk.isascii() else _WORD).finditer(chunk):
        start = match.start()
        form = match.group().removesuffix("'s")
        end = start + len(form)
        elided, _, rest = form.partition("'")
        while rest and elided in ELIDED:
            words.append((elided, start, start + len(elided)))
            start += len(elided) + 1
            form = rest
            elided, _, rest = form.partition("'")
        words.append((form, start, end))
    plain = _PLAIN.match(chunk) and not _STRETCHED.search(chunk)
    reading = _Chunk(tuple(words), () if plain else tuple(_guesses(chunk, words)))
    if len(chunk) <= LONGEST_DISGUISE:
        if len(_chunks) >= CACHED_CHUNKS:
            _chunks.clear()
        _chunks[chunk] = reading
    return reading


def _guesses(chunk: str, words: list[tuple[str, int, int]]) -> Iterator[tuple[int, Guess]]:
    """The guesses at a chunk, each once, with the index of its first word."""
    seen: set[tuple[str, int]] = set()
    starts, ends = [word[1] for word in words], [word[2] for word in words]
    for form, kind, start, end in _readings(chunk, words):
        first, after = bisect_right(ends, start), bisect_left(starts, end)
        if first < after and (form, first) not in seen and (form, start, end) != words[first]:
            seen.add((form, first))
            yield first, Guess(form, kind, start, end, after)


def _readings(chunk: str, words: list[tuple[str, int, int]]) -> Iterator[tuple[str, Disguise, int, int]]:
    """Everything that a chunk may spell in disguise: form, kind, start, end."""
    if len(chunk) > LONGEST_DISGUISE or _ADDRESS.search(chunk):
        for form, start, end in words:
            if _STRETCHED.search(form):
                for reading in unstretched(form):
                    if len(reading) <= LONGEST_DISGUISE:
                        yield reading, Disguise.STRETCHED, start, end
        return
    for match in _RUN.finditer(chunk):
        yield from _read_run(match.group(), match.start())
    for match in _DOTTED_RUN.finditer(chunk):
        yield from _read_run(match.group(), match.start())


def _read_run(run: str, offset: int) -> Iterator[tuple[str, Disguise, int, int]]:
    """The readings of characters that no clear punctuation parts."""
    bare = run.lstrip("-_*#&%^").rstrip("-_!|+^")
    offset += run.find(bare)
    if run.startswith(("*", "_")):
        bare = bare.rstrip("*_")
    end = offset + len(bare)
    latin, cyrillic = script_reading(bare), cyrillic_reading(bare)
    if latin and not mask_of(latin):
        yield latin, Disguise.LOOKALIKES, offset, end
    if cyrillic and not mask_of(cyrillic):
        yield cyrillic, Disguise.LOOKALIKES if _has_latin(bare) else Disguise.LEET, offset, end
    own = None if _has_latin(bare) and (latin or cyrillic) else bare
    for shown in (latin, cyrillic, own):
        if shown:
            yield from _read_shown(shown, offset, end)


def _read_shown(shown: str, offset: int, end: int) -> Iterator[tuple[str, Disguise, int, int]]:
    """The readings of characters whose letters are all of one script, as far as can be told."""
    mask = mask_of(shown)
    if mask:
        yield mask, Disguise.MASKED, offset, end
    for reading in (shown, *leet_readings(shown)):
        if reading != shown and is_spelled(reading):
            yield reading, Disguise.LEET, offset, end
        for single in unstretched(reading):
            yield single, Disguise.STRETCHED, offset, end
        joined = _BREAKS.sub("", reading)
        if joined != reading and is_spelled(joined):
            yield joined, Disguise.JOINED, offset, end


def _letter_runs(text: str, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Runs of three or more words of one letter each, parted alike and closely: first index, index after."""
    singles = [index for index, form in enumerate(tokens.forms) if len(form) == 1]
    if len(singles) < 3:
        return
    first = last = singles[0]
    gap = ""
    for index in (*singles[1:], len(tokens.forms) + 1):
        between = text[tokens.ends[last] : tokens.starts[index]] if index == last + 1 else ""
        if not _parts_letters(between) or (last > first and between != gap):
            if last - first >= 2:
                yield first, last + 1
            first = index
        gap = between
        last = index


def _parts_letters(between: str) -> bool:
    """Whether what stands between two letters may set apart letters of one word: no line end, no comma of a list."""
    return 0 < len(between) <= WIDEST_GAP and not _LISTED.search(between)


def _guess_at_letters(tokens: Tokens, first: int, after: int) -> None:
    """Reads letters set apart as one word; a leading "a" or "I" may be a word of its own."""
    if after - first > LONGEST_SPACED:
        return
    begins = [first]
    if tokens.forms[first] in {"a", "i"} and after - first > 3:
        begins.append(first + 1)
    for begin in begins:
        shown = "".join(tokens.forms[begin:after])
        for form in dict.fromkeys((shown, *leet_readings(shown), *unstretched(shown))):
            if is_spelled(form):
                guess = Guess(form, Disguise.SPACED, tokens.starts[begin], tokens.ends[after - 1], after)
                tokens.guesses.setdefault(begin, []).append(guess)


def _drop_foreign_words(text: str, tokens: Tokens) -> None:
    """Takes back Latin guesses at words that are wholly of another script, unless the text is mostly Latin."""
    foreign = [
        (index, guess)
        for index, guesses in tokens.guesses.items()
        for guess in guesses
        if guess.form.isascii() and not _has_latin(text[guess.start : guess.end])
    ]
    if not foreign:
        return
    latin = sum(character.isascii() for character in text if character.isalpha())
    others = sum(not character.isascii() for character in text if character.isalpha())
    if latin <= 2 * others:
        for index, guess in foreign:
            tokens.guesses[index].remove(guess)
            if not tokens.guesses[index]:
                del tokens.guesses[index]


def _has_latin(word: str) -> bool:
    return any("a" <= character <= "z" for character in word)
