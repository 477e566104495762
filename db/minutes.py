"""Minutes between two moments, counted in the database: each of the two has words of its own for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class MinutesBetween(FunctionElement[int]):
    """Whole minutes from one moment to a later one; fractions of a second count in neither."""

    type = BigInteger()
    inherit_cache = True

    def __init__(self, earlier: InstrumentedAttribute[datetime], later: InstrumentedAttribute[datetime]) -> None:
        super().__init__(earlier, later)


@compiles(MinutesBetween, "sqlite")
def _on_sqlite(element: MinutesBetween, compiler: SQLCompiler, **more: Any) -> str:
    earlier, later = (compiler.process(each, **more) for each in element.clauses)
    return f"((strftime('%s', {later}) - strftime('%s', {earlier})) / 60)"


@compiles(MinutesBetween, "postgresql")
def _on_postgres(element: MinutesBetween, compiler: SQLCompiler, **more: Any) -> str:
    seconds = (f"FLOOR(EXTRACT(EPOCH FROM {compiler.process(each, **more)}))::BIGINT" for each in element.clauses)
    earlier, later = seconds
    return f"(({later} - {earlier}) / 60)"
