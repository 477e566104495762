"""The lexicon's data files: sections of terms to checked entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from moderation.datafiles import DataFile, choice_in, severity_named, share_in, switch_in, text_in, texts_in
from moderation.errors import DataError
from moderation.folding import fold_form
from moderation.inflection import KINDS, inflected, respelled
from moderation.items import Category, Severity


class Ambiguity(StrEnum):
    """How often a term is harmless."""

    NONE = "none"
    SOME = "some"
    HIGH = "high"


SCORES: Mapping[Ambiguity, float] = {Ambiguity.NONE: 0.9, Ambiguity.SOME: 0.5, Ambiguity.HIGH: 0.15}
"""How likely a term is meant in its bad sense, where its line names no score."""

SHORTEST_RUN_TOGETHER = 8
"""Letters of a two-word term from which it also counts when written as one word."""

TARGET = "{target}"
"""In ``what``, the place of the term's own target."""

KEYS = frozenset({"language", "common", "everyday", "section"})
"""What a file may say at its top."""
NEEDED = "needs a language and at least one [[section]]"
FIELDS = frozenset(
    {"term", "forms", "inflect", "except", "terms"}
    | {"what", "category", "target", "severity", "score", "ambiguity", "harmless", "reclaimed", "only_at_home", "note"}
)
"""What a section or a term may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One term of a lexicon, whatever its forms."""

    term: str
    """Its plain form."""
    language: str
    """The language it belongs to."""
    what: str
    """How the reason names it, such as ``a vulgar insult``."""
    category: Category
    """What it is evidence of."""
    severity: Severity
    """How grave it is in its bad sense."""
    score: float
    """0 to 1: how likely it is meant in its bad sense."""
    ambiguity: Ambiguity
    """How often it is harmless."""
    target: str | None = None
    """Whom it is aimed at."""
    harmless: tuple[str, ...] = ()
    """Its harmless senses."""
    reclaimed: bool = False
    """Whether those it is aimed at also use it of themselves."""
    only_at_home: bool = False
    """Whether it counts only in a text of its own language."""
    excuses: tuple[str, ...] = ()
    """Phrases in which it is harmless."""
    forms: tuple[str, ...] = ()
    """Every form, the plain one first."""

    @property
    def rule(self) -> str:
        """The name of its rule, such as ``lexicon/en/windbag``."""
        return f"lexicon/{self.language}/{self.term.replace(' ', '-')}"


def language_of(file: DataFile) -> str:
    """The language of a lexicon file.

    Raises:
        DataError: It names none.
    """
    language = file.content.get("language")
    if not isinstance(language, str):
        raise DataError(f"{file.name}: {NEEDED}")
    return language


def read_entries(file: DataFile) -> Iterator[Entry]:
    """The entries of one lexicon file.

    Raises:
        DataError: A line of the file is not as it must be; the message names the term and the field.
    """
    language = language_of(file)
    sections = file.content.get("section")
    if not isinstance(sections, list):
        raise DataError(f"{file.name}: {NEEDED}")
    unknown = file.content.keys() - KEYS
    if unknown:
        raise DataError(f"{file.name}: unknown key {min(unknown)!r}; known are {', '.join(sorted(KEYS))}")
    for section in sections:
        if not isinstance(section, dict) or not isinstance(section.get("terms"), list):
            raise DataError(f"{file.name}: a [[section]] needs terms, a list")
        shared = {key: value for key, value in section.items() if key != "terms"}
        for term in section["terms"]:
            own = term if isinstance(term, dict) else {"term": term}
            try:
                yield _entry({**shared, **own}, language)
            except KeyError as error:
                raise DataError(f"{file.name}: {own.get('term', 'a term')}: needs {error}") from error
            except ValueError as error:
                raise DataError(f"{file.name}: {own.get('term', 'a term')}: {error}") from error


def _entry(line: Mapping[str, Any], language: str) -> Entry:
    known = FIELDS - {"terms"}
    unknown = line.keys() - known
    if unknown:
        raise ValueError(f"unknown field {min(unknown)!r}; known are {', '.join(sorted(known))}")
    kind = line.get("inflect", "none")
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"inflect must be one of {', '.join(sorted(KINDS))}, not {kind!r}")
    ambiguity = choice_in(line.get("ambiguity", "none"), "ambiguity", Ambiguity)
    term = _spelled(line["term"], "term")
    listed = [_spelled(form, "forms") for form in texts_in(line.get("forms", []), "forms")]
    kinds = ["noun" if _has_plural(form, kind) else "none" for form in listed]
    further = [form for one, own in zip(listed, kinds, strict=True) for form in inflected(one, own, language)]
    forms = respelled([*inflected(term, kind, language), *further], language)
    excuses = [_spelled(phrase, "except") for phrase in texts_in(line.get("except", []), "except")]
    target = text_in(line["target"], "target") if "target" in line else None
    what = text_in(line["what"], "what")
    if TARGET in what and not target:
        raise ValueError(f"what speaks of {TARGET}, so the term needs a target")
    return Entry(
        term=term,
        language=language,
        what=what.replace(TARGET, target or ""),
        category=choice_in(line["category"], "category", Category),
        severity=severity_named(line["severity"], "severity"),
        score=share_in(line.get("score", SCORES[ambiguity]), "score"),
        ambiguity=ambiguity,
        target=target,
        harmless=texts_in(line.get("harmless", []), "harmless"),
        reclaimed=switch_in(line.get("reclaimed", False), "reclaimed"),
        only_at_home=switch_in(line.get("only_at_home", False), "only_at_home"),
        excuses=tuple(respelled(excuses, language)),
        forms=tuple(dict.fromkeys((*forms, *_run_together(forms)))),
    )


def _has_plural(form: str, kind: str) -> bool:
    """Whether a further form has a plural: that of a noun, unless it is one; other words list the forms that differ."""
    return kind == "noun" and (not form.endswith("s") or form.endswith("ss"))


def _spelled(value: object, field: str) -> str:
    """A term or phrase: it must leave something when it is folded, or there is nothing to look for."""
    text = text_in(value, field)
    if not any(character.isalnum() for character in fold_form(text)):
        raise ValueError(f"{field} must have a letter or digit, not {value!r}")
    return text


def _run_together(forms: list[str]) -> Iterator[str]:
    """Two-word forms as one word, the way hashtags write them."""
    for form in forms:
        if form.count(" ") == 1 and len(form) > SHORTEST_RUN_TOGETHER:
            yield form.replace(" ", "")
