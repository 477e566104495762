"""Where one text stands in another: letter for letter, or whatever the case of letters, alike on both databases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

TRIGRAM = 3
"""Characters."""
PART = re.compile(r"""["“”„]([^"“”„]*)["“”„]|([^\s"“”„]+)""")
"""A phrase in quotes, which telephones bend, or a word."""
BLANKS = "[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
"""White space as Python knows it, spelled out: what PostgreSQL takes for it depends on the server's locale."""
BLANK = re.compile(BLANKS)


class Place(FunctionElement[int]):
    """The 1-based place of the second text in the first; 0 where it does not stand there."""

    type = Integer()
    inherit_cache = True


@compiles(Place, "sqlite")
def _on_sqlite(element: Place, compiler: SQLCompiler, **given: Any) -> str:
    return f"instr({compiler.process(element.clauses, **given)})"


@compiles(Place, "postgresql")
def _on_postgresql(element: Place, compiler: SQLCompiler, **given: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **given)})"


class HoldsInAnyCase(FunctionElement[bool]):
    """Whether the first text holds the second, whatever the case of their letters: on SQLite, of those in ASCII."""

    type = Boolean()
    inherit_cache = True


@compiles(HoldsInAnyCase, "sqlite")
def _like_on_sqlite(element: HoldsInAnyCase, compiler: SQLCompiler, **given: Any) -> str:
    text, part = (compiler.process(each, **given) for each in element.clauses)
    # LIKE copies no text, as lower() would, and takes a third of the time
    for sign in ("!", "%", "_"):
        part = f"replace({part}, '{sign}', '!{sign}')"
    return f"{text} LIKE '%' || {part} || '%' ESCAPE '!'"


@compiles(HoldsInAnyCase, "postgresql")
def _strpos_on_postgresql(element: HoldsInAnyCase, compiler: SQLCompiler, **given: Any) -> str:
    text, part = (compiler.process(each, **given) for each in element.clauses)
    return f"strpos(lower({text}), lower({part})) > 0"


class HoldsInARow(FunctionElement[bool]):
    """Whether the first text holds the second, a phrase, whatever the case of letters, and any white space for a blank.

    The third clause is what PostgreSQL takes for white space, see ``BLANKS``; SQLite asks ``holds_in_a_row``.
    """

    type = Boolean()
    inherit_cache = True


@compiles(HoldsInARow, "sqlite")
def _ask_on_sqlite(element: HoldsInARow, compiler: SQLCompiler, **given: Any) -> str:
    text, phrase = (compiler.process(each, **given) for each in list(element.clauses)[:2])
    return f"holds_in_a_row({text}, {phrase})"


@compiles(HoldsInARow, "postgresql")
def _replace_on_postgresql(element: HoldsInARow, compiler: SQLCompiler, **given: Any) -> str:
    text, phrase, blanks = (compiler.process(each, **given) for each in element.clauses)
    return f"strpos(lower(regexp_replace({text}, {blanks}, ' ', 'g')), lower({phrase})) > 0"


def holds_in_a_row(text: str, phrase: str) -> bool:
    """What ``HoldsInARow`` asks for, to be called by SQLite."""
    return phrase.lower() in BLANK.sub(" ", text.lower())


class Matched(FunctionElement[bool]):
    """Whether SQLite's index of trigrams finds the case of an id, the first clause, by a question, the second."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Self:  # noqa: ARG002
        """Stand as it is: compared with 1, as SQLAlchemy does where there are no booleans, no index would serve it."""
        return self


@compiles(Matched, "sqlite")
def _match_on_sqlite(element: Matched, compiler: SQLCompiler, **given: Any) -> str:
    case_id, asked = (compiler.process(each, **given) for each in element.clauses)
    return f"{case_id} IN (SELECT rowid FROM case_trigrams WHERE case_trigrams MATCH {asked})"  # noqa: S608


class OnEach(FunctionElement[bool]):
    """One condition in two ways: the first clause as SQLite is asked for it, the second as PostgreSQL is."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Self:  # noqa: ARG002
        """Stand as it is, see ``Matched``."""
        return self


@compiles(OnEach, "sqlite")
def _first_on_sqlite(element: OnEach, compiler: SQLCompiler, **given: Any) -> str:
    return f"({compiler.process(next(iter(element.clauses)), **given)})"


@compiles(OnEach, "postgresql")
def _second_on_postgresql(element: OnEach, compiler: SQLCompiler, **given: Any) -> str:
    return f"({compiler.process(list(element.clauses)[1], **given)})"


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search asks of a text: all of it must stand there, wherever."""

    words: tuple[str, ...]
    """Words and parts of words, with those of phrases."""
    phrases: tuple[str, ...]
    """Words in a row, a blank between each and the next."""

    @property
    def in_trigrams(self) -> str | None:
        """The words as an index of trigrams is asked for them; None where all are too short for one."""
        long = [each for each in self.words if len(each) >= TRIGRAM]
        return " ".join('"{}"'.format(each.replace('"', '""')) for each in long) or None

    @property
    def beyond_trigrams(self) -> tuple[str, ...]:
        """The words that such an index is not asked for."""
        return tuple(each for each in self.words if len(each) < TRIGRAM)


def sought(search: str) -> Sought:
    """What somebody searches for: words, and phrases in double quotes. A quote that nothing ends says nothing."""
    parts = [in_quotes.split() or [word] for in_quotes, word in PART.findall(search)]
    parts = [words for words in parts if words != [""]]
    words = dict.fromkeys(word for part in parts for word in part)
    phrases = dict.fromkeys(" ".join(part) for part in parts if len(part) > 1)
    return Sought(tuple(words) or (search,), tuple(phrases))


def holds(text: Any, part: Any) -> ColumnElement[bool]:
    """Whether a text holds another one."""
    return Place(text, part) > 0
