"""The lexicon's data files: sections of terms to checked entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from moderation.datafiles import DataFile
from moderation.errors import DataError
from moderation.inflection import KINDS, inflected
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


def read_entries(file: DataFile) -> Iterator[Entry]:
    """The entries of one lexicon file.

    Raises:
        DataError: A line of the file is not as it must be; the message names the term and the field.
    """
    language = file.content.get("language")
    sections = file.content.get("section")
    if not isinstance(language, str) or not isinstance(sections, list):
        raise DataError(f"{file.name}: needs a language and at least one [[section]]")
    for section in sections:
        shared = {key: value for key, value in section.items() if key != "terms"}
        for term in section.get("terms", ()):
            own = {"term": term} if isinstance(term, str) else term
            try:
                yield _entry({**shared, **own}, language)
            except (KeyError, ValueError, TypeError) as error:
                raise DataError(f"{file.name}: {own.get('term', 'a term without a name')}: {error}") from error


def _entry(line: Mapping[str, Any], language: str) -> Entry:
    unknown = line.keys() - FIELDS
    if unknown:
        raise ValueError(f"unknown field {min(unknown)!r}; known are {', '.join(sorted(FIELDS))}")
    kind = line.get("inflect", "none")
    if kind not in KINDS:
        raise ValueError(f"inflect must be one of {', '.join(sorted(KINDS))}, not {kind!r}")
    ambiguity = Ambiguity(line.get("ambiguity", "none"))
    score = float(line.get("score", SCORES[ambiguity]))
    if not 0 <= score <= 1:
        raise ValueError(f"score must be a number from 0 to 1, not {score}")
    term = line["term"]
    listed = line.get("forms", ())
    # A noun's further spellings have plurals too; verbs and adjectives list the forms that differ.
    further = [form for one in listed for form in inflected(one, kind, language)] if kind == "noun" else listed
    forms = [*inflected(term, kind, language), *further]
    return Entry(
        term=term,
        language=language,
        what=line["what"],
        category=Category(line["category"]),
        severity=Severity[line["severity"].upper()],
        score=score,
        ambiguity=ambiguity,
        target=line.get("target"),
        harmless=tuple(line.get("harmless", ())),
        reclaimed=bool(line.get("reclaimed", False)),
        only_at_home=bool(line.get("only_at_home", False)),
        excuses=tuple(line.get("except", ())),
        forms=tuple(dict.fromkeys((*forms, *_run_together(forms)))),
    )


def _run_together(forms: list[str]) -> Iterator[str]:
    """Two-word forms as one word, the way hashtags write them."""
    for form in forms:
        if form.count(" ") == 1 and len(form) > SHORTEST_RUN_TOGETHER:
            yield form.replace(" ", "")
