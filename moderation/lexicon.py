"""The lexicon: known words and phrases, found by looking each word up, whatever the number of terms."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from moderation.datafiles import DATA, DataFile, read_data, version_of
from moderation.detectors import Passage
from moderation.disguises import Disguise
from moderation.folding import fold_form
from moderation.items import Flag, Severity
from moderation.terms import Ambiguity, Entry, language_of
from moderation.tokens import Guess, Tokens
from moderation.vocabulary import MASKABLE, OWN_LETTERS, Pattern, Vocabulary, letters_of

CODE_VERSION = "4"
"""Raised with every change of this module's judgement."""

GUESSABLE = frozenset({Ambiguity.NONE, Ambiguity.SOME})
"""What a word must be for any other guess to count."""
WEAK_GUESSES = frozenset({Disguise.MASKED, Disguise.JOINED})
"""Disguises that harmless text also wears."""
SHORTEST_WEAK = 4
"""Letters that such a guess must have."""
AT_HOME = 2
"""Everyday words of a language that make a text its own, where nobody says in what language it is."""
LATIN = "LATIN"
NO_SCRIPTS: frozenset[str] = frozenset()
UNACCENTED = frozenset({"en"})
"""Languages that write no accents: in theirs, an accent marks another word, or a disguise."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A pattern found in the folded text."""

    start: int
    end: int
    pattern: Pattern
    disguise: Disguise | None


@dataclass(frozen=True, slots=True)
class Disguised:
    """A term that is spelled in disguise: where it stands in the folded text, and what it spells."""

    start: int
    end: int
    spelled: str


class Lexicon:
    """Finds the terms of the lexicon files as whole words, plain or disguised.

    A language's terms are looked for in texts that may be in it. Its vocabulary is read with the first such text.
    """

    name = "lexicon"

    def __init__(self, files: Sequence[DataFile], everywhere: str = "en") -> None:
        """Takes the files.

        Args:
            files: Those of one language in the order in which they count.
            everywhere: The language that any text may be in.
        """
        self.version = version_of(CODE_VERSION, files)
        self._everywhere = everywhere
        self._files: dict[str, list[DataFile]] = defaultdict(list)
        self._common: dict[str, frozenset[str]] = defaultdict(frozenset)
        for file in files:
            language = language_of(file)
            self._files[language].append(file)
            self._common[language] |= frozenset(map(fold_form, file.content.get("common", ())))
        self._scripts = {
            language: scripts
            for language, words in self._common.items()
            if (scripts := frozenset(map(_script, words))) and LATIN not in scripts
        }
        self._read: dict[str, Vocabulary] = {}
        self._vocabulary(everywhere)

    @property
    def languages(self) -> frozenset[str]:
        """The languages whose words it has."""
        return frozenset(self._files)

    def find(self, batch: Sequence[Passage]) -> list[list[Flag]]:
        """The flags of each passage, in text order.

        Raises:
            DataError: A language that a text is in has a file that is not as it must be.
        """
        return [self._find(passage) for passage in batch]

    def disguised(self, passage: Passage) -> list[Disguised]:
        """The terms of the language that any text may be in that a text spells in disguise, in its order."""
        if not passage.tokens.guesses:
            return []
        hits = list(_hits(self._vocabulary(self._everywhere), passage.tokens))
        return [
            Disguised(hit.start, hit.end, " ".join(hit.pattern.words))
            for hit in _longest(hits, {})
            if hit.disguise and hit.pattern.entry
        ]

    def _vocabulary(self, language: str) -> Vocabulary:
        known = self._read.get(language)
        if known is None:
            known = self._read[language] = Vocabulary(self._files.get(language, ()))
        return known

    def _find(self, passage: Passage) -> list[Flag]:
        shown = self._shown(passage)
        hits = [hit for language in shown for hit in _hits(self._vocabulary(language), passage.tokens)]
        if not hits:
            return []
        languages = self._languages(passage, shown)
        counting = [
            hit
            for hit in hits
            if not hit.pattern.entry
            or (
                _counts(hit.pattern.entry, languages)
                and not _is_foreign_word(passage, hit, hit.pattern.entry)
                and not self._is_everyday(hit, hit.pattern.entry, languages)
                and not self._is_other_word(passage, hit, hit.pattern.entry)
            )
        ]
        return [_flag(passage, hit, hit.pattern.entry) for hit in _longest(counting, languages) if hit.pattern.entry]

    def _shown(self, passage: Passage) -> Mapping[str, int]:
        """The languages that a text may be in at all, with how many of their words it shows.

        The one that any text may be in, the one that the context says, those that it shows words of, and those whose
        letters it has. Where nobody says and nothing is clear, it may be in any.
        """
        words = set(passage.tokens.forms)
        shown = {self._everywhere: 0} | {language: len(common & words) for language, common in self._common.items()}
        told = passage.context.main_language
        if not told and not shown[self._everywhere] and max(shown.values()) < AT_HOME:
            return shown
        scripts = NO_SCRIPTS if passage.text.isascii() else frozenset(map(_script, words))
        return {
            language: count
            for language, count in shown.items()
            if count
            or language in (self._everywhere, told)
            or not scripts.isdisjoint(self._scripts.get(language, NO_SCRIPTS))
        }

    def _languages(self, passage: Passage, shown: Mapping[str, int]) -> Mapping[str, int]:
        """Those of the languages that the text is in: there, ambiguous terms count too."""
        told = passage.context.main_language
        own = told or self._everywhere
        needed = AT_HOME + bool(told)
        return {language: count for language, count in shown.items() if language == own or count >= needed}

    def _is_everyday(self, hit: _Hit, entry: Entry, languages: Mapping[str, int]) -> bool:
        """Whether a term is spelled like an everyday word of a language that the text is rather in."""
        word = hit.pattern.words[0]
        return len(hit.pattern.words) == 1 and any(
            language != entry.language
            and count >= languages.get(entry.language, 0)
            and word in self._vocabulary(language).everyday
            for language, count in languages.items()
        )

    def _is_other_word(self, passage: Passage, hit: _Hit, entry: Entry) -> bool:
        """Whether a term is met with a letter of its language in a place where it has another one.

        Or with a plain letter there, where that makes an everyday word of the language.
        """
        own = OWN_LETTERS.get(entry.language)
        if not own:
            return False
        vocabulary = self._vocabulary(entry.language)
        shown = letters_of(passage.shown(hit.start, hit.end))
        known = [spelled for spelled in vocabulary.spellings.get(hit.pattern.words, ()) if len(spelled) == len(shown)]
        if shown not in known and shown in map(letters_of, vocabulary.everyday):
            return True
        return bool(known) and not any(
            all(letter == other or letter not in own for letter, other in zip(shown, spelled, strict=True))
            for spelled in known
        )


def _script(word: str) -> str:
    """The script of a word's first letter, as Unicode names it."""
    return unicodedata.name(word[0], "").partition(" ")[0] if word else ""


def _hits(vocabulary: Vocabulary, tokens: Tokens) -> Iterator[_Hit]:
    """Where a language's terms stand in a text, plain or disguised."""
    for index, form in enumerate(tokens.forms):
        for pattern in vocabulary.first.get(form, ()):
            end, disguise = _follow(tokens, pattern.words, index + 1, tokens.ends[index])
            if end:
                yield _Hit(tokens.starts[index], end, pattern, disguise)
    for guesses in tokens.guesses.values():
        for guess in guesses:
            for form in vocabulary.unmasked(guess.form) if guess.kind is Disguise.MASKED else (guess.form,):
                yield from _spelled(vocabulary, tokens, guess, form)


def _spelled(vocabulary: Vocabulary, tokens: Tokens, guess: Guess, form: str) -> Iterator[_Hit]:
    """The terms that begin with what a disguise may spell."""
    weak = guess.kind in WEAK_GUESSES
    if weak and len(form) < SHORTEST_WEAK:
        return
    for pattern in vocabulary.first.get(form, ()):
        if pattern.entry and pattern.entry.ambiguity in (MASKABLE if weak else GUESSABLE):
            end, _ = _follow(tokens, pattern.words, guess.after, guess.end)
            if end:
                yield _Hit(guess.start, end, pattern, guess.kind)


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


def _counts(entry: Entry, languages: Container[str]) -> bool:
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


def _longest(hits: list[_Hit], languages: Mapping[str, int]) -> list[_Hit]:
    """Of hits that overlap, the longest; of equally long ones, the plain one, then that of the text's own language.

    Where the text may be in several, its own is the one of which it shows the most common words.
    """

    def rank(hit: _Hit) -> tuple[int, int, bool, int]:
        entry = hit.pattern.entry
        shown = languages.get(entry.language, -1) if entry else max(languages.values(), default=0)
        return hit.start, -hit.end, hit.disguise is not None, -shown

    hits.sort(key=rank)
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
        rule=entry.rule,
        category=entry.category,
        severity=entry.severity,
        score=entry.score,
        spans=(passage.folded.span(hit.start, hit.end),),
        reason=reason + ".",
        target=entry.target,
    )


def lexicon_files() -> list[DataFile]:
    """The package's own files, English first.

    Raises:
        DataError: One is missing or is no TOML.
    """
    names = [path.name for path in (DATA / "lexicon").glob("*.toml")]
    names.sort(key=lambda name: (name != "en.toml", name))
    return [read_data(f"lexicon/{name}") for name in names]


def load_lexicon() -> Lexicon:
    """The lexicon of the package's own files.

    Raises:
        DataError: A data file is not as it must be.
    """
    return Lexicon(lexicon_files())
