"""Export: posts, cases and decisions as JSON lines or CSV, a batch at a time, from one snapshot of the store."""

from __future__ import annotations

import csv
import errno
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from enum import Enum
from pathlib import Path
from typing import Any, Protocol, TextIO, TypeVar

from db.items import Case, CaseFilter, Decision, StoredPost
from db.store import Store, Unit
from flagpost.as_json import json_text, plain
from flagpost.choices import Format, What
from flagpost.errors import OutputFailed

BATCH = 500
"""Rows that are held at once."""
FORMULA_STARTS = frozenset("=+-@＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula; the last four are full-width."""
NOT_SEEN = frozenset("\"'`‘’“”«»")
"""Quotes that some spreadsheets drop before they look for a formula."""
ROW_BREAKERS = frozenset("\t\r\n")
"""What can begin a new cell or row where a file is taken apart carelessly."""
ESCAPE = "'"
"""Put before a cell that could be taken for a formula: spreadsheets then show it as text."""
BOM = "\ufeff"
"""At the beginning of a CSV file, Excel takes it for UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedCase(Case):
    """A case with what became of the last objection to a decision on it."""

    appeal_state: str | None
    """``open``, ``upheld``, ``reversed`` or ``withdrawn``; None where nobody ever objected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedDecision(Decision):
    """A decision with how many second opinions it got."""

    second_opinions: int
    second_opinions_differing: int
    """Those of them that say something else."""


CASE_COLUMNS: Mapping[str, str] = {
    "id": "id",
    "queue": "queue",
    "state": "state",
    "severity": "severity",
    "score": "score",
    "priority": "priority",
    "opened_at": "opened_at",
    "reopened": "reopened",
    "claimed_by": "claim.user",
    "claim_expires_at": "claim.expires_at",
    "assignee": "assignment.user",
    "appeal_state": "appeal_state",
    "board_url": "post.board_url",
    "thread_title": "post.thread_title",
    "thread_url": "post.thread_url",
    "post": "post.external_id",
    "position": "post.position",
    "permalink": "post.permalink",
    "author": "post.author",
    "published": "post.published",
    "text": "post.text",
    "gone_at": "post.gone_at",
    "categories": "verdict.categories",
    "scores": "verdict.scores",
    "flags": "verdict.flags",
    "policy": "verdict.policy",
    "language": "verdict.language",
    "trust": "verdict.trust",
    "outcome": "decision.outcome",
    "action": "decision.action",
    "decided_by": "decision.user",
    "decided_at": "decision.decided_at",
}
"""The columns of exported cases, and where each stands in the item."""
POST_COLUMNS: Mapping[str, str] = {
    **{field.name: field.name for field in fields(StoredPost) if field.name != "evidence"},
    "evidence_url": "evidence.url",
    "evidence_fetched_at": "evidence.fetched_at",
    "evidence_sha256": "evidence.sha256",
    "evidence_warc_file": "evidence.record.file",
    "evidence_warc_offset": "evidence.record.offset",
    "evidence_warc_record": "evidence.record.id",
}
"""The columns of exported posts."""
DECISION_COLUMNS: Mapping[str, str] = {field.name: field.name for field in fields(ExportedDecision)}
"""The columns of exported decisions."""
COLUMNS: Mapping[What, Mapping[str, str]] = {
    What.POSTS: POST_COLUMNS,
    What.CASES: CASE_COLUMNS,
    What.DECISIONS: DECISION_COLUMNS,
}


def export(
    store: Store, what: What, out: TextIO, *, form: Format, wanted: CaseFilter | None = None, bom: bool = False
) -> int:
    """Write everything of a kind, and say how many rows.

    Args:
        store: The store.
        what: Posts, cases or decisions.
        out: Where to.
        form: JSON lines or CSV.
        wanted: Which cases, and which board's posts; all of them without it.
        bom: Begin a CSV file with a byte order mark, for Excel.
    """
    wanted = wanted or CaseFilter(state=None)
    with store.read() as unit:
        rows = _rows(unit, what, wanted)
        if form is Format.JSONL:
            return _json_lines(rows, out)
        return _csv(rows, COLUMNS[what], out, bom=bom)


@contextmanager
def output(path: Path | None) -> Iterator[TextIO]:
    """A file to write to, or standard output. A file appears under its name once it is complete.

    Raises:
        OutputFailed: it cannot be written, or the disk is full. What was there before is untouched.
    """
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        hint = "free some space" if error.errno == errno.ENOSPC else "choose another place with --out"
        message = f"{path} cannot be written ({error.strerror}); {hint}"
        raise OutputFailed(message) from error
    finally:
        unfinished.unlink(missing_ok=True)


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula. What looks like one gets an apostrophe before it.

    White space, quotes and invisible characters before the formula sign do not hide it.
    """
    for character in text:
        if character in FORMULA_STARTS or character in ROW_BREAKERS:
            return ESCAPE + text
        if not (character.isspace() or character in NOT_SEEN or unicodedata.category(character) in {"Cf", "Cc"}):
            break
    return text


def _rows(unit: Unit, what: What, wanted: CaseFilter) -> Iterator[StoredPost | Case | Decision]:
    match what:
        case What.POSTS:
            yield from _pages(lambda after: unit.archive.posts(board_id=wanted.board_id, after=after, limit=BATCH))
        case What.DECISIONS:
            yield from _pages(lambda after: _with_opinions(unit, unit.review.decisions(after=after, limit=BATCH)))
        case What.CASES:
            offset = 0
            while cases := unit.review.cases(wanted, limit=BATCH, offset=offset):
                yield from _with_appeals(unit, cases)
                offset += len(cases)


def _with_appeals(unit: Unit, cases: Sequence[Case]) -> Iterator[ExportedCase]:
    latest = unit.appeals.latest([case.id for case in cases])
    for case in cases:
        appeal = latest.get(case.id)
        state = None if appeal is None else appeal.outcome.value if appeal.outcome else "open"
        yield ExportedCase(**_fields(case), appeal_state=state)


def _with_opinions(unit: Unit, decisions: Sequence[Decision]) -> list[ExportedDecision]:
    beside = unit.agreement.beside([each.id for each in decisions])
    counts = ((each, *beside.get(each.id, (0, 0))) for each in decisions)
    return [
        ExportedDecision(**_fields(each), second_opinions=given, second_opinions_differing=differing)
        for each, given, differing in counts
    ]


def _fields(item: Case | Decision) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in fields(item)}


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=_Numbered)


def _pages(fetch: Callable[[int], list[Row]]) -> Iterator[Row]:
    after = 0
    while rows := fetch(after):
        yield from rows
        after = rows[-1].id


def _json_lines(rows: Iterable[object], out: TextIO) -> int:
    count = 0
    for row in rows:
        out.write(json_text(row) + "\n")
        count += 1
    return count


def _csv(rows: Iterable[object], columns: Mapping[str, str], out: TextIO, *, bom: bool) -> int:
    if bom:
        out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(_found(row, path)) for path in columns.values()])
        count += 1
    return count


def _found(item: object, path: str) -> object:
    """What stands in an item under a dotted name; None where something on the way is None."""
    for name in path.split("."):
        item = getattr(item, name) if item is not None else None
    return item


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | float) and not isinstance(value, Enum):
        return str(value).lower() if isinstance(value, bool) else str(value)
    written = plain(value)
    return safe_cell(written if isinstance(written, str) else json_text(value))
