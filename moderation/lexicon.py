"""The lexicon: known words and phrases, found by looking each word up, whatever the number of terms."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from moderation.datafiles import DATA, DataFile, read_data, version_of
from moderation.detectors import Passage
from moderation.disguises import Disguise
from moderation.folding import fold
from moderation.items import Flag, Severity
from moderation.likeness import common_start
from moderation.terms import Ambiguity, Entry, read_entries
from moderation.tokens import Guess, Tokens, read_tokens

CODE_VERSION = "2"
"""Raised with every change of this module's judgement."""

MASKABLE = frozenset({Ambiguity.NONE})
"""What a word must be for a guess with hidden letters, or a word broken in two, to count."""
GUESSABLE = frozenset({Ambiguity.NONE, Ambiguity.SOME})
"""What a word must be for any other guess to count."""
WEAK_GUESSES = frozenset({Disguise.MASKED, Disguise.JOINED})
"""Disguises that harmless text also wears."""
SHORTEST_WEAK = 4
"""Letters that such a guess must have."""
AT_HOME = 2
"""Everyday words of a language that make a text its own, where nobody says in what language it is."""
CACHED_MASKS = 10_000
"""Masks whose words are remembered."""
VOWELS = frozenset("aeiou")
UNACCENTED = frozenset({"en"})
"""Languages that write no accents: in theirs, an accent marks another word, or a disguise."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One form of an entry as a sequence of folded words."""

    words: tuple[str, ...]
    entry: Entry | None
    """None for a phrase in which an entry's term is harmless."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A pattern found in the folded text."""

    start: int
    end: int
    pattern: _Pattern
    disguise: Disguise | None


@dataclass(slots=True)
class _Index:
    """Every form of every entry."""

    patterns: dict[tuple[str, ...], _Pattern] = field(default_factory=dict)
    common: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Adds the forms of an entry and the phrases that excuse it."""
        for form in entry.forms:
            words = tuple(read_tokens(fold(form)).forms)
            known = self.patterns.get(words)
            if not known or (known.entry and _is_closer(words, entry, known.entry)):
                self.patterns[words] = _Pattern(words, entry)
        for phrase in entry.excuses:
            words = tuple(read_tokens(fold(phrase)).forms)
            self.patterns.setdefault(words, _Pattern(words, None))

    def by_first(self) -> dict[str, tuple[_Pattern, ...]]:
        """The patterns by their first words."""
        grouped: dict[str, list[_Pattern]] = defaultdict(list)
        for pattern in self.patterns.values():
            grouped[pattern.words[0]].append(pattern)
        return {word: tuple(patterns) for word, patterns in grouped.items()}

    def maskable(self) -> dict[tuple[int, str], tuple[str, ...]]:
        """The words that a mask may hide, by their length and first letter."""
        grouped: dict[tuple[int, str], list[str]] = defaultdict(list)
        for words, pattern in self.patterns.items():
            if len(words) == 1 and pattern.entry and pattern.entry.ambiguity in MASKABLE:
                grouped[len(words[0]), words[0][0]].append(words[0])
        return {shape: tuple(words) for shape, words in grouped.items()}


class Lexicon:
    """Finds the terms of the lexicon files as whole words, plain or disguised."""

    name = "lexicon"

    def __init__(self, files: Sequence[DataFile]) -> None:
        """Indexes the files. A form that several name belongs to the first, within a file to the term most like it."""
        self.version = version_of(CODE_VERSION, files)
        self._index = _Index()
        for file in files:
            for entry in read_entries(file):
                self._index.add(entry)
            self._index.common[str(file.content["language"])] = frozenset(file.content.get("common", ()))
        self._first = self._index.by_first()
        self._maskable = self._index.maskable()
        self._masks: dict[str, tuple[str, ...]] = {}

    def find(self, batch: Sequence[Passage]) -> list[list[Flag]]:
        """The flags of each passage, in text order."""
        return [self._find(passage) for passage in batch]

    def _find(self, passage: Passage) -> list[Flag]:
        tokens = passage.tokens
        first = self._first
        starts = [index for index, form in enumerate(tokens.forms) if form in first]
        if not starts and not tokens.guesses:
            return []
        hits = [*self._plain(tokens, starts), *self._guessed(tokens)]
        if not hits:
            return []
        languages = self._languages(passage)
        counting = [
            hit
            for hit in hits
            if not hit.pattern.entry
            or (_counts(hit.pattern.entry, languages) and not _is_foreign_word(passage, hit, hit.pattern.entry))
        ]
        return [_flag(passage, hit, hit.pattern.entry) for hit in _longest(counting) if hit.pattern.entry]

    def _plain(self, tokens: Tokens, starts: Iterable[int]) -> Iterator[_Hit]:
        for index in starts:
            for pattern in self._first[tokens.forms[index]]:
                end, disguise = _follow(tokens, pattern.words, index + 1, tokens.ends[index])
                if end:
                    yield _Hit(tokens.starts[index], end, pattern, disguise)

    def _guessed(self, tokens: Tokens) -> Iterator[_Hit]:
        for guesses in tokens.guesses.values():
            for guess in guesses:
                for form in self._unmask(guess.form) if guess.kind is Disguise.MASKED else (guess.form,):
                    yield from self._spelled(tokens, guess, form)

    def _spelled(self, tokens: Tokens, guess: Guess, form: str) -> Iterator[_Hit]:
        weak = guess.kind in WEAK_GUESSES
        if weak and len(form) < SHORTEST_WEAK:
            return
        for pattern in self._first.get(form, ()):
            if pattern.entry and pattern.entry.ambiguity in (MASKABLE if weak else GUESSABLE):
                end, _ = _follow(tokens, pattern.words, guess.after, guess.end)
                if end:
                    yield _Hit(guess.start, end, pattern, guess.kind)

    def _unmask(self, mask: str) -> tuple[str, ...]:
        """The single-word terms that a mask may hide, by length and first letter."""
        words = self._masks.get(mask)
        if words is None:
            candidates = self._maskable.get((len(mask), mask[0]), ())
            words = tuple(word for word in candidates if _fits(mask, word))[:1]
            if len(self._masks) >= CACHED_MASKS:
                self._masks.clear()
            self._masks[mask] = words
        return words

    def _languages(self, passage: Passage) -> frozenset[str]:
        """The languages a text may be in: what the context says, else English and those it shows words of."""
        if passage.context.language:
            return frozenset({passage.context.language.partition("-")[0].lower()})
        words = set(passage.tokens.forms)
        shown = {name for name, common in self._index.common.items() if len(common & words) >= AT_HOME}
        return frozenset({"en", *shown})


def _is_closer(words: tuple[str, ...], entry: Entry, known: Entry) -> bool:
    """Whether a form is more an entry's own than the one's that has it: a "wanker" is more than a form of "wank"."""
    form = " ".join(words)
    return entry.language == known.language and common_start(form, entry.term) > common_start(form, known.term)


def _follow(tokens: Tokens, words: tuple[str, ...], index: int, end: int) -> tuple[int, Disguise | None]:
    """Follows a pattern from its second word on, over words and clear guesses: where it ends, 0 where it breaks off."""
    disguise = None
    for word in words[1:]:
        if index < len(tokens.forms) and tokens.forms[index] == word:
            end = tokens.ends[index]
            index += 1
            continue
        for guess in tokens.guesses.get(index, ()):
            if guess.form == word and guess.kind not in WEAK_GUESSES:
                end, index, disguise = guess.end, guess.after, guess.kind
                break
        else:
            return 0, None
    return end, disguise


def _fits(mask: str, word: str) -> bool:
    return all(
        sign in {letter, "*"} or (sign == "?" and letter in VOWELS) for sign, letter in zip(mask, word, strict=True)
    )


def _counts(entry: Entry, languages: frozenset[str]) -> bool:
    """Whether a term counts in a text of these languages: a clear one everywhere, an ambiguous one at home."""
    if entry.language in languages:
        return True
    return not entry.only_at_home and entry.ambiguity is Ambiguity.NONE


def _is_foreign_word(passage: Passage, hit: _Hit, entry: Entry) -> bool:
    """Whether a weak term of a language without accents is met with one: then it is a name, or another language's.

    Several accents in one word are a disguise.
    """
    if entry.language not in UNACCENTED or (entry.ambiguity is Ambiguity.NONE and entry.severity > Severity.LOW):
        return False
    shown = unicodedata.normalize("NFC", passage.shown(hit.start, hit.end))
    return sum(not letter.isascii() and "COMBINING" in _parts(letter) for letter in shown) == 1


def _parts(letter: str) -> str:
    return " ".join(unicodedata.name(part, "") for part in unicodedata.normalize("NFD", letter)[1:])


def _longest(hits: list[_Hit]) -> list[_Hit]:
    """Of hits that overlap, the longest; of equally long ones, the plain one."""
    hits.sort(key=lambda hit: (hit.start, -hit.end, hit.disguise is not None))
    kept: list[_Hit] = []
    for hit in hits:
        if kept and hit.start < kept[-1].end:
            if hit.end - hit.start > kept[-1].end - kept[-1].start:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


def _flag(passage: Passage, hit: _Hit, entry: Entry) -> Flag:
    shown = passage.shown(hit.start, hit.end)
    named = f'"{shown}"'
    if hit.disguise:
        named += f' spells "{" ".join(hit.pattern.words)}" ({hit.disguise}), which'
    verb = "is" if entry.ambiguity is Ambiguity.NONE else "can be"
    reason = f"{named} {verb} {entry.what}"
    if entry.harmless:
        reason += f"; harmless senses: {', '.join(entry.harmless)}"
    if entry.reclaimed:
        reason += "; also used by the group of itself"
    return Flag(
        rule=f"lexicon/{entry.language}/{entry.term.replace(' ', '-')}",
        category=entry.category,
        severity=entry.severity,
        score=entry.score,
        spans=(passage.folded.span(hit.start, hit.end),),
        reason=reason + ".",
        target=entry.target,
    )


def load_lexicon() -> Lexicon:
    """The lexicon of the package's own files, English first.

    Raises:
        DataError: A data file is not as it must be.
    """
    names = [path.name for path in (DATA / "lexicon").glob("*.toml")]
    names.sort(key=lambda name: (name != "en.toml", name))
    return Lexicon([read_data(f"lexicon/{name}") for name in names])
