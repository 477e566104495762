"""Coinages: a vulgar or derogatory stem blended with the name of a nation, people, faith, party or place.

A blend takes a name, leaves one or both of its ends standing and puts a stem in place of the rest: "-istan" with a
stem before it, "Republi-" with one behind. A word is read in every way that a stem in it and a name allow; what can be
measured of a reading is scored by trees that were grown on coinages and on words that only look like them. Real names,
and the harmless words of the data files, are never blends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, pairwise

from moderation.blends import TRAITS, Habits, Split, splits
from moderation.datafiles import (
    DATA,
    DIGEST_LENGTH,
    DataFile,
    listed_in,
    read_data,
    read_words,
    text_in,
    version_of,
)
from moderation.detectors import Passage
from moderation.disguises import Disguise
from moderation.errors import DataError
from moderation.folding import fold, fold_form
from moderation.forest import Forest, read_forest
from moderation.groups import GroupKind, Names, read_names
from moderation.items import Category, Flag, Severity
from moderation.languages import ENGLISH, english_words, everyday_in
from moderation.practice import Practice, read_practice
from moderation.stems import FIELDS, Stems, read_stems
from moderation.tokens import read_tokens
from moderation.weighing import logistic

CODE_VERSION = "7"
"""Raised with every change of this module's judgement."""
TREES = DATA / "coinage_trees.json"
"""What scores a reading."""
PRACTICE = "coinage_practice.toml"
"""What those who coin words do, as the trees know it."""

SHORTEST, LONGEST = 5, 24
"""Letters of a word that may be a coinage."""
LEAST_SCORE, MOST_SCORE = 0.6, 0.95
"""Scores of what is barely a coinage, or an ending pinned to a name that never had it, and of what surely is one."""
BARELY = -3.0
"""The score, in log-odds, from which a coinage may twist a name that another fits better."""
SURE = 1.0
"""The score, in log-odds, from which a stem and a name are rather meant than an ending that is pinned to a name."""
LIKELY = 0.5
"""What a target that is often twisted has ahead, in log-odds, of one that fits as well."""
AHEAD = 1.0
"""What a name that is left whole has ahead, in log-odds, of a longer one that begins or ends so."""
PINNED_SHARE, PINNED_LETTERS = 0.55, 4
"""Share and number of a name's letters that must stand before such an ending; a shorter name must be left whole."""
SPOKEN_OF = 0.5
"""Share of the doubt that is left where the original post speaks of the target."""
LEAST_BESIDE = 3
"""Letters of a name that stand beside a stem where an underscore parts the two, as in names of members."""
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
        trees: Forest | None = None,
        practice: Practice | None = None,
    ) -> None:
        """Reads the stems and the names.

        Args:
            stems: The insulting stems, and what is harmless.
            groups: The names that they twist.
            known: Real words that look like coinages, folded.
            foreign: Words of other languages that do, and may be one in an English text.
            trees: What scores a reading; the package's own where None.
            practice: What those who coin words do; what the package knows of it where None.

        Raises:
            DataError: A line is not as it must be.
        """
        self._trees, practised = trees or load_trees(), practice or load_practice()
        words = " ".join((*sorted(known), "", *sorted(foreign), "", *sorted(english_words())))
        digest = hashlib.sha256(words.encode()).hexdigest()[:DIGEST_LENGTH]
        digests = {"known words": digest, "trees": self._trees.digest, "practice": practised.digest}
        others = (DataFile(name, {}, told) for name, told in digests.items())
        self.version = version_of(CODE_VERSION, (stems, groups, *others))
        self._names: Names = read_names(groups)
        _check_tables(stems)
        self._endings = _read_endings(stems)
        self._stems = Stems(read_stems(stems), tuple(self._endings))
        self._habits = Habits.of(english_words(), listed_in(stems, "likely", "targets"), practised)
        self._harmless = listed_in(stems, "harmless", "words") | self._names.forms | known
        self._foreign = foreign
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
        beside = (len("".join(parts)) - len(part) for part in parts if part in self._stems.by_form)
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
        forms = list(singulars(word))
        if any(self._is_ordinary(form) for form in forms):
            return ()
        scored = [(self._trees.score(traits), split) for form in forms for split, traits in self.readings(form)]
        blends = [blend for form in forms for blend in self._pinned(form)]
        surest = max((score for score, _ in scored), default=BARELY)
        if surest >= 0:
            scored.sort(key=self._rank, reverse=True)
            read = [_blend(split, score) for score, split in scored if score >= BARELY]
            blends = [*read, *blends] if surest >= SURE else [*blends, *read]
        best: dict[str, Blend] = {}
        for blend in blends:
            best.setdefault(blend.target, blend)
        return tuple(best.values())

    def _rank(self, told: tuple[float, Split]) -> float:
        score, split = told
        return score + AHEAD * split.is_joined + LIKELY * (split.name.target in self._habits.likely)

    def _is_ordinary(self, form: str) -> bool:
        return form in self._habits.everyday or not self._harmless.isdisjoint({form, form.removesuffix(DEMONYM)})

    def readings(self, form: str) -> Iterator[tuple[Split, tuple[float, ...]]]:
        """The ways to read a word as a blend, and what is measured of each: a number for each of `blends.TRAITS`.

        Args:
            form: A folded word in the singular.
        """
        names = self._names.sharing_a_piece(form)
        found = list(splits(form, self._stems.within(form), names)) if names else []
        if found:
            habits = self._habits
            misspelled, compound = habits.is_misspelled(form), habits.is_compound(form)
            yield from ((split, split.traits(habits, misspelled=misspelled, compound=compound)) for split in found)

    def _pinned(self, word: str) -> Iterator[Blend]:
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
                    yield Blend(rule, aimed, Category.IDENTITY_ATTACK, Severity.MEDIUM, LEAST_SCORE, told)
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


def singulars(word: str) -> Iterator[str]:
    """A word, and those that it may be the plural of."""
    yield word
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]


def _blend(split: Split, score: float) -> Blend:
    stem, name = split.at.stem, split.name
    return Blend(
        rule=f"{stem.kind}-{name.kind}",
        target=name.target,
        category=CATEGORIES[name.kind],
        severity=min(stem.severity, GRAVEST.get(name.kind, Severity.CRITICAL)),
        score=round(LEAST_SCORE + (MOST_SCORE - LEAST_SCORE) * max(2 * logistic(score) - 1, 0), 3),
        told=split.told(),
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


@cache
def load_trees() -> Forest:
    """The package's own trees.

    Raises:
        DataError: Their file is missing or broken.
    """
    return read_forest(TREES, TRAITS)


@cache
def load_practice() -> Practice:
    """What the package knows of those who coin words.

    Raises:
        DataError: Its file is missing or broken.
    """
    return read_practice(read_data(PRACTICE))


def load_coinages() -> Coinages:
    """The detector over the package's own files.

    Raises:
        DataError: A data file is not as it must be.
    """
    known, foreign = map(read_words, ("known_words.txt", "foreign_words.txt"))
    return Coinages(read_data("coinages.toml"), read_data("groups.toml"), known, foreign)
