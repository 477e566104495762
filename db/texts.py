"""Where one text stands in another, letter for letter: LIKE would take letters in either case on SQLite alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


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


def holds(text: Any, part: Any) -> ColumnElement[bool]:
    """Whether a text holds another one."""
    return Place(text, part) > 0
