"""Coinages: a vulgar or derogatory stem blended with the name of a nation, people, faith, party or place.

A blend takes a name, leaves one or both of its ends standing and puts a stem in place of the rest: "-istan" with a
stem before it, "Republi-" with one behind. Of all names that keep such an end, the one that the blend looks most like
is the one it twists. Real names, and the harmless words of the data file, are never blends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from moderation.blends import LINKS, Habits, Split, Stem
from moderation.datafiles import DataFile, read_data, version_of
from moderation.detectors import Passage
from moderation.disguises import Disguise
from moderation.errors import DataError
from moderation.folding import fold
from moderation.groups import GroupKind, Name, Names, read_names
from moderation.items import Category, Flag, Severity
from moderation.tokens import read_tokens

CODE_VERSION = "1"
"""Raised with every change of this module's judgement."""

SHORTEST, LONGEST = 5, 24
"""Letters of a word that may be a coinage."""
LIKELY = 0.1
"""What a target that is often twisted has ahead of one that fits as well."""
PINNED_SCORE = 0.6
"""Score of an ending pinned to a name that never had it."""
PINNED_SHARE, PINNED_LETTERS = 0.55, 4
"""Share and number of a name's letters that must stand before such an ending."""
SPOKEN_OF = 0.5
"""Share of the doubt that is left where the original post speaks of the target."""
CACHED_WORDS = 100_000
"""Words whose judgement is remembered."""

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

    def __init__(self, stems: DataFile, groups: DataFile) -> None:
        """Reads the stems and the names.

        Raises:
            DataError: A line is not as it must be.
        """
        self.version = version_of(CODE_VERSION, (stems, groups))
        self._names: Names = read_names(groups)
        self._stems = tuple(_read_stems(stems))
        self._endings: dict[str, str] = dict(stems.content.get("endings", {}))
        self._likely = frozenset(stems.content.get("likely", {}).get("targets", ()))
        harmless = stems.content.get("harmless", {}).get("words", ())
        self._harmless = frozenset(harmless) | self._names.forms
        common = stems.content.get("common", {})
        self._habits = Habits(
            beginnings=frozenset(common.get("beginnings", ())),
            endings=frozenset(common.get("endings", ())),
            derivations=frozenset(stems.content.get("derivations", {}).get("suffixes", ())),
            pinned=frozenset(self._endings),
        )
        pieces = {stem.form for stem in self._stems} | set(self._endings)
        self._candidate = re.compile("|".join(sorted(map(re.escape, pieces), key=len, reverse=True)))
        self._judged: dict[str, Blend | None] = {}

    def find(self, batch: Sequence[Passage]) -> list[list[Flag]]:
        """The flags of each passage, in text order."""
        return [self._find(passage) for passage in batch]

    def _find(self, passage: Passage) -> list[Flag]:
        tokens = passage.tokens
        found: dict[tuple[int, int], Blend] = {}
        for index, form in enumerate(tokens.forms):
            blend = self.read(form)
            if blend:
                found[tokens.starts[index], tokens.ends[index]] = blend
        for guesses in tokens.guesses.values():
            for guess in guesses:
                blend = self.read(guess.form) if guess.kind is not Disguise.MASKED else None
                if blend:
                    found.setdefault((guess.start, guess.end), blend)
        if not found:
            return []
        spoken_of = _words_of(passage.context.original_post)
        return [_flag(passage, *place, self._heard(found[place], spoken_of)) for place in sorted(found)]

    def read(self, word: str) -> Blend | None:
        """Reads a folded word as a coinage; None where it is none."""
        try:
            return self._judged[word]
        except KeyError:
            pass
        blend = self._judge(word) if SHORTEST <= len(word) <= LONGEST else None
        if len(word) <= LONGEST:
            if len(self._judged) >= CACHED_WORDS:
                self._judged.clear()
            self._judged[word] = blend
        return blend

    def _judge(self, word: str) -> Blend | None:
        if not self._candidate.search(word) or not (word.isascii() and word.isalpha()):
            return None
        singular = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
        if word in self._harmless or singular in self._harmless:
            return None
        blends = [*self._blends(singular), *self._pinned(singular)]
        if singular != word:
            blends += self._blends(word)
        return max(blends, key=lambda blend: blend.score, default=None)

    def _blends(self, word: str) -> Iterator[Blend]:
        for stem in self._stems:
            at = word.find(stem.form)
            while at >= 0:
                split = Split(word, stem, word[:at], word[at + len(stem.form) :])
                fits = (
                    (split.fit(name, name.target in self._likely, self._habits), name) for name in self._names_of(split)
                )
                fit, name = max(fits, key=self._rank, default=(0.0, None))
                if fit and name:
                    yield _blend(split, name, fit)
                at = word.find(stem.form, at + 1)

    def _rank(self, fitting: tuple[float, Name | None]) -> float:
        fit, name = fitting
        return fit + LIKELY if fit and name and name.target in self._likely else fit

    def _names_of(self, split: Split) -> Sequence[Name]:
        """The names that begin and end with what a stem leaves of a word, a linking vowel aside."""
        left, right, names = split.left, split.right, self._names
        if left and right:
            return [name for name in names.by_start.get(left, ()) if name.form.endswith(right)]
        if right:
            return names.by_end.get(right) or names.by_end.get(right[1:] if right[0] in LINKS else "", ())
        return names.by_start.get(left) or names.by_start.get(left[:-1] if left[-1:] in LINKS else "", ())

    def _pinned(self, word: str) -> Iterator[Blend]:
        """An ending of some nations, pinned to a name that never had it."""
        for ending, target in self._endings.items():
            head = word.removesuffix(ending)
            if head == word or len(head) < PINNED_LETTERS:
                continue
            for name in self._names.by_start.get(head, ()):
                if len(head) >= PINNED_SHARE * len(name.form) and not name.form.endswith(ending):
                    aimed = name.target if name.kind is GroupKind.FAITH else target
                    told = f'pins the ending "-{ending}" to "{name.printed}"'
                    rule = f"pinned-{name.kind}"
                    yield Blend(rule, aimed, Category.IDENTITY_ATTACK, Severity.MEDIUM, PINNED_SCORE, told)
                    return

    def _heard(self, blend: Blend, words: frozenset[str]) -> Blend:
        """A blend is surer where the original post speaks of what it twists."""
        if not any(name.form in words for name in self._names.all if name.target == blend.target):
            return blend
        return replace(
            blend,
            score=round(1 - (1 - blend.score) * SPOKEN_OF, 3),
            told=f"{blend.told}, and the original post speaks of {blend.target}",
        )


def _read_stems(file: DataFile) -> Iterator[Stem]:
    for section in file.content.get("stem", ()):
        try:
            severity = Severity[section["severity"].upper()]
            strength = float(section["strength"])
            for word in section["words"]:
                yield Stem(word, section["kind"], severity, strength, section.get("whole_names", True))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"{file.name}: a [[stem]] needs kind, severity, strength and words: {error!r}") from error


def _words_of(text: str | None) -> frozenset[str]:
    return frozenset(read_tokens(fold(text)).forms) if text else frozenset()


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
    return Coinages(read_data("coinages.toml"), read_data("groups.toml"))
