"""Coinages: a vulgar or derogatory stem blended with the name of a nation, people, faith, party or place.

A blend takes a name, leaves one or both of its ends standing and puts a stem in place of the rest: "-istan" with a
stem before it, "Republi-" with one behind. Of all names that keep such an end, the one that the blend looks most like
is the one it twists. Real names, and the harmless words of the data file, are never blends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from moderation.blends import LINKS, Habits, Split
from moderation.datafiles import DIGEST_LENGTH, DataFile, listed_in, read_data, read_words, text_in, version_of
from moderation.detectors import Passage
from moderation.disguises import Disguise
from moderation.errors import DataError
from moderation.folding import fold, fold_form
from moderation.groups import GroupKind, Name, Names, read_names
from moderation.items import Category, Flag, Severity
from moderation.languages import ENGLISH, everyday_in
from moderation.stems import FIELDS, SHORTEST_CLIPPED, Stem, clipped, read_stems
from moderation.tokens import read_tokens

CODE_VERSION = "5"
"""Raised with every change of this module's judgement."""

SHORTEST, LONGEST = 5, 24
"""Letters of a word that may be a coinage."""
LIKELY = 0.1
"""What a target that is often twisted has ahead of one that fits as well."""
PINNED_SCORE = 0.6
"""Score of an ending pinned to a name that never had it."""
PINNED_SHARE, PINNED_LETTERS = 0.55, 4
"""Share and number of a name's letters that must stand before such an ending; a shorter name must be left whole."""
SPOKEN_OF = 0.5
"""Share of the doubt that is left where the original post speaks of the target."""
LEAST_BESIDE = 3
"""Letters of a name that stand beside a stem where an underscore parts the two, as in names of members."""
SUFFIXES = ("y", "ie", "er", "ish", "ist", "ian", "ite")
"""Suffixes that a stem at the end of a coinage may take ("Pakistinky")."""
DEMONYM = "i"
"""What makes the name of a people of a harmless word ("kurdistani")."""
CACHED_WORDS = 100_000
"""Words whose judgement is remembered."""
MOSTLY_ENGLISH = 0.5
"""The share of everyday English words from which a text whose language nobody knows is taken for English."""

TABLES: Mapping[str, frozenset[str]] = {
    "stem": FIELDS,
    "topics": frozenset({"words"}),
    "likely": frozenset({"targets"}),
    "endings": frozenset(),
    "harmless": frozenset({"words"}),
    "derivations": frozenset({"suffixes"}),
    "common": frozenset({"beginnings", "endings"}),
}
"""The tables of the data file, and their keys; those of ``endings`` are the endings themselves."""
CATEGORIES: Mapping[GroupKind, Category] = {
    GroupKind.NATION: Category.IDENTITY_ATTACK,
    GroupKind.PEOPLE: Category.IDENTITY_ATTACK,
    GroupKind.FAITH: Category.IDENTITY_ATTACK,
    GroupKind.PARTY: Category.INSULT,
    GroupKind.PLACE: Category.INSULT,
}
"""What a coinage is evidence of, by what it twists."""
GRAVEST: Mapping[GroupKind, Severity] = {GroupKind.PARTY: Severity.MEDIUM, GroupKind.PLACE: Severity.MEDIUM}
"""The gravest that twisting such a name can be; others by the stem alone."""


@dataclass(frozen=True, slots=True)
class Blend:
    """A word read as a coinage."""

    rule: str
    """The rule, without the detector."""
    target: str
    """Whom it is aimed at."""
    category: Category
    """What it is evidence of."""
    severity: Severity
    """How grave it is."""
    score: float
    """How likely it is meant."""
    told: str
    """What it is made of, in words."""


class Coinages:
    """Finds blends of an insulting stem with a name, and names the target."""

    name = "coinage"

    def __init__(
        self,
        stems: DataFile,
        groups: DataFile,
        known: frozenset[str] = frozenset(),
        foreign: frozenset[str] = frozenset(),
    ) -> None:
        """Reads the stems and the names.

        Args:
            stems: The insulting stems, and the habits of harmless words.
            groups: The names that they twist.
            known: Real words that look like coinages, folded.
            foreign: Words of other languages that do, and may be one in an English text.

        Raises:
            DataError: A line is not as it must be.
        """
        words = " ".join((*sorted(known), "", *sorted(foreign)))
        digest = hashlib.sha256(words.encode()).hexdigest()[:DIGEST_LENGTH]
        self.version = version_of(CODE_VERSION, (stems, groups, DataFile("known words", {}, digest)))
        self._names: Names = read_names(groups)
        _check_tables(stems)
        self._stems = tuple(read_stems(stems))
        self._endings = _read_endings(stems)
        self._likely = listed_in(stems, "likely", "targets")
        self._harmless = listed_in(stems, "harmless", "words") | self._names.forms | known
        self._foreign = foreign
        self._habits = Habits(
            beginnings=listed_in(stems, "common", "beginnings"),
            endings=listed_in(stems, "common", "endings"),
            derivations=listed_in(stems, "derivations", "suffixes"),
            pinned=frozenset(self._endings),
        )
        self._by_form: Mapping[str, Stem] = {stem.form: stem for stem in reversed(self._stems)}
        self._heads, self._tails = clipped(self._stems, tuple(self._endings))
        self._lengths = sorted(set(map(len, self._by_form)))
        self._judged: dict[str, tuple[Blend, ...]] = {}

    def find(self, batch: Sequence[Passage]) -> list[list[Flag]]:
        """The flags of each passage, in text order."""
        return [self._find(passage) for passage in batch]

    def _find(self, passage: Passage) -> list[Flag]:
        tokens = passage.tokens
        found: dict[tuple[int, int], tuple[Blend, ...]] = {}
        foreign = frozenset() if _is_english(passage) else self._foreign
        for index, form in enumerate(tokens.forms):
            blends = () if form in foreign else self.read(form)
            if blends:
                found[tokens.starts[index], tokens.ends[index]] = blends
        for guesses in tokens.guesses.values():
            for guess in guesses:
                skipped = guess.kind is Disguise.MASKED or guess.form in foreign
                blends = () if skipped else self.read(guess.form)
                if blends and not self._stands_apart(passage.shown(guess.start, guess.end).casefold()):
                    found.setdefault((guess.start, guess.end), blends)
        if not found:
            return []
        spoken_of = _words_of(passage.context.original_post)
        return [_flag(passage, *place, self._heard(found[place], spoken_of)) for place in sorted(found)]

    def _stands_apart(self, written: str) -> bool:
        """Whether a stem stands for itself in a member's name: "dr_compost" is somebody, and no word of the DRC."""
        parts = written.split("_")
        beside = (len("".join(parts)) - len(part) for part in parts if part in self._by_form)
        return len(parts) > 1 and any(letters < LEAST_BESIDE for letters in beside)

    def read(self, word: str) -> tuple[Blend, ...]:
        """Reads a folded word as a coinage: what it twists, then what else it may twist; empty for no coinage."""
        try:
            return self._judged[word]
        except KeyError:
            pass
        blends = self._judge(word) if SHORTEST <= len(word) <= LONGEST else ()
        if len(word) <= LONGEST:
            if len(self._judged) >= CACHED_WORDS:
                self._judged.clear()
            self._judged[word] = blends
        return blends

    def _judge(self, word: str) -> tuple[Blend, ...]:
        if not (word.isascii() and word.isalpha()):
            return ()
        singular = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
        if not self._harmless.isdisjoint({word, singular, singular.removesuffix(DEMONYM)}):
            return ()
        readings = [*self._blends(singular), *self._pinned(singular)]
        if singular != word:
            readings += [*self._blends(word), *self._pinned(word)]
        for suffix in SUFFIXES:
            if singular.endswith(suffix):
                readings += self._blends(singular.removesuffix(suffix), inflected=True)
        return max(readings, key=lambda blends: blends[0].score, default=())

    def _blends(self, word: str, *, inflected: bool = False) -> Iterator[tuple[Blend, ...]]:
        """For each stem in a word, the names that the rest of it keeps a piece of, the likeliest first.

        Args:
            word: The word, in the singular.
            inflected: Whether it lost a suffix of the stem's, which then must stand at its end.
        """
        for at, stem in self._stems_in(word):
            split = Split(word, stem, word[:at], word[at + len(stem.form) :])
            if inflected and (split.right or stem.clipped_of):
                continue
            fits = (
                (split.fit(name, name.target in self._likely, self._habits), name) for name in self._names_of(split)
            )
            fitting = sorted((fit for fit in fits if fit[0]), key=self._rank, reverse=True)
            if fitting:
                yield tuple(_blend(split, name, fit) for fit, name in fitting)

    def _stems_in(self, word: str) -> Iterator[tuple[int, Stem]]:
        """The stems in a word, with where each stands."""
        known = self._by_form.get
        for at in range(len(word)):
            for length in self._lengths:
                stem = known(word[at : at + length]) if at + length <= len(word) else None
                if stem:
                    yield at, stem
        for length in range(SHORTEST_CLIPPED, len(word)):
            if head := self._heads.get(word[:length]):
                yield 0, head
            if tail := self._tails.get(word[-length:]):
                yield len(word) - length, tail

    def _rank(self, fitting: tuple[float, Name]) -> float:
        fit, name = fitting
        return fit + LIKELY if name.target in self._likely else fit

    def _names_of(self, split: Split) -> Sequence[Name]:
        """The names that begin and end with what a stem leaves of a word, a linking vowel aside."""
        left, right, names = split.left, split.right, self._names
        if split.stem.clipped_of:  # what is left of a stem runs into the name, by a letter at least
            end, start = split.word[-len(right) - 1 :], split.word[: len(left) + 1]
            return names.by_end.get(end, ()) if right else names.by_start.get(start, ())
        if left and right:
            return [name for name in names.by_start.get(left, ()) if name.form.endswith(right)]
        if right:
            return names.by_end.get(right) or names.by_end.get(right[1:] if right[0] in LINKS else "", ())
        return names.by_start.get(left) or names.by_start.get(left[:-1] if left[-1:] in LINKS else "", ())

    def _pinned(self, word: str) -> Iterator[tuple[Blend, ...]]:
        """An ending of some nations, pinned to a name that never had it."""
        for ending, target in self._endings.items():
            head = word.removesuffix(ending)
            if head == word or (len(head) < PINNED_LETTERS and head not in self._names.forms):
                continue
            for name in self._names.by_start.get(head, ()):
                had = any(form.endswith(tuple(self._endings)) for form in (name.form, fold_form(name.target)))
                if len(head) >= PINNED_SHARE * len(name.form) and not had:
                    aimed = name.target if name.kind is GroupKind.FAITH else target
                    told = f'pins the ending "-{ending}" to "{name.printed}"'
                    rule = f"pinned-{name.kind}"
                    yield (Blend(rule, aimed, Category.IDENTITY_ATTACK, Severity.MEDIUM, PINNED_SCORE, told),)
                    return

    def _heard(self, blends: tuple[Blend, ...], words: frozenset[str]) -> Blend:
        """Of what a word can twist, that which the original post speaks of: then it is surer."""
        for blend in blends:
            if not words.isdisjoint(self._names.of_target.get(blend.target, ())):
                return replace(
                    blend,
                    score=round(1 - (1 - blend.score) * SPOKEN_OF, 3),
                    told=f"{blend.told}, and the original post speaks of {blend.target}",
                )
        return blends[0]


def _is_english(passage: Passage) -> bool:
    """Whether a passage is in English, as far as is known; a word alone may be."""
    if language := passage.context.main_language:
        return language == ENGLISH
    forms = passage.tokens.forms
    return everyday_in(forms) >= MOSTLY_ENGLISH * (len(forms) - 1)


def _check_tables(file: DataFile) -> None:
    unknown = file.content.keys() - TABLES.keys()
    if unknown:
        raise DataError(f"{file.name}: unknown table [{min(unknown)}]; known are {', '.join(TABLES)}")


def _read_endings(file: DataFile) -> dict[str, str]:
    endings = file.content.get("endings", {})
    if not isinstance(endings, dict):
        raise DataError(f"{file.name}: [endings] needs an ending and whom it is aimed at, a line each")
    try:
        return {ending: text_in(target, ending) for ending, target in endings.items()}
    except ValueError as error:
        raise DataError(f"{file.name}: [endings] {error}") from error


def _words_of(text: str | None) -> frozenset[str]:
    """The words of a text, in the singular too, and each pair of them as the names of two words are kept."""
    if not text:
        return frozenset()
    forms = read_tokens(fold(text)).forms
    pairs = (one + other for one, other in pairwise(forms))
    return frozenset(chain(forms, (form.removesuffix("s") for form in forms), pairs))


def _blend(split: Split, name: Name, fit: float) -> Blend:
    return Blend(
        rule=f"{split.stem.kind}-{name.kind}",
        target=name.target,
        category=CATEGORIES[name.kind],
        severity=min(split.stem.severity, GRAVEST.get(name.kind, Severity.CRITICAL)),
        score=round(split.stem.strength**0.5 * fit, 3),
        told=split.told(name),
    )


def _flag(passage: Passage, start: int, end: int, blend: Blend) -> Flag:
    return Flag(
        rule=f"coinage/{blend.rule}",
        category=blend.category,
        severity=blend.severity,
        score=blend.score,
        spans=(passage.folded.span(start, end),),
        reason=f'"{passage.shown(start, end)}" {blend.told}.',
        target=blend.target,
    )


def load_coinages() -> Coinages:
    """The detector over the package's own files.

    Raises:
        DataError: A data file is not as it must be.
    """
    known, foreign = map(read_words, ("known_words.txt", "foreign_words.txt"))
    return Coinages(read_data("coinages.toml"), read_data("groups.toml"), known, foreign)
