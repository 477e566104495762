"""A report's sections, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def section(title: str, rows: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """The lines of a heading and a table under it; nothing where there are no rows.

    Args:
        title: The heading.
        rows: Column to value, in the order in which they are shown; every row has the same columns.
    """
    if not rows:
        return
    names = list(rows[0])
    yield ""
    yield f"## {title}"
    yield ""
    yield "| " + " | ".join(names) + " |"
    yield "|" + "|".join(" --- " if isinstance(rows[0][name], str) else " ---: " for name in names) + "|"
    for row in rows:
        yield "| " + " | ".join(f"{one:.3f}" if isinstance(one, float) else str(one) for one in row.values()) + " |"
