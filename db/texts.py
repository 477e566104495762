"""Where one text stands in another: letter for letter, or whatever the case of letters, alike on both databases."""

from __future__ import annotations

from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

TRIGRAM = 3
"""Characters."""


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


class CaseSays(FunctionElement[bool]):
    """Whether the words of the case of an id, the first clause, hold a text: by an index, whatever the case of letters.

    The second clause is that text as SQLite's index of trigrams is asked for it, see ``in_trigrams``; the third is the
    condition that tells the same on PostgreSQL, which has no such index.
    """

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Self:  # noqa: ARG002
        """Stand as it is: compared with 1, as SQLAlchemy does where there are no booleans, no index would serve it."""
        return self


@compiles(CaseSays, "sqlite")
def _match_on_sqlite(element: CaseSays, compiler: SQLCompiler, **given: Any) -> str:
    case_id, text = (compiler.process(each, **given) for each in list(element.clauses)[:2])
    return f"{case_id} IN (SELECT rowid FROM case_trigrams WHERE case_trigrams MATCH {text})"  # noqa: S608


@compiles(CaseSays, "postgresql")
def _read_on_postgresql(element: CaseSays, compiler: SQLCompiler, **given: Any) -> str:
    return compiler.process(list(element.clauses)[2], **given)


def in_trigrams(text: str) -> str | None:
    """A text as an index of trigrams is asked for it; None where it is too short for one."""
    return '"{}"'.format(text.replace('"', '""')) if len(text) >= TRIGRAM else None


def holds(text: Any, part: Any) -> ColumnElement[bool]:
    """Whether a text holds another one."""
    return Place(text, part) > 0
