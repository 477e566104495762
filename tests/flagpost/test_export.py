"""Exports: what a spreadsheet must not run, whole files or none, every row once."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.store import Store
from flagpost import export as exporting
from flagpost.choices import Format, What
from flagpost.errors import OutputFailed
from flagpost.export import BOM, COLUMNS, export, output, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@A1", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠A",
        "  =1", '"=1', "'=1", "“=1", "\u200b=1", "\u3000=1",
    ],
)  # fmt: skip
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=b", "1-2", "anna@example.org", "'tis", "😀 =1", "  plain"])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text(alphabet=" \t\r\n\"'=+-@＝＋－＠a\u200b\u3000", max_size=8))
def test_no_cell_begins_with_a_formula_sign(text: str) -> None:
    cell = safe_cell(text)
    assert cell in (text, "'" + text)
    first = text.lstrip(" \u200b\u3000\"'")[:1]
    assert (cell != text) == (first in set("=+-@＝＋－＠\t\r\n") and first != "")


def rows_of(store: Store, what: What, form: Format, **more: Any) -> list[dict[str, Any]]:
    out = io.StringIO(newline="")
    count = export(store, what, out, form=form, **more)
    if form is Format.CSV:
        rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    else:
        rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(rows) == count
    return rows


@pytest.mark.parametrize("what", What)
def test_both_forms_have_every_row_once(
    flagpost: Any, scanned: str, store: Store, monkeypatch: pytest.MonkeyPatch, what: What
) -> None:
    monkeypatch.setattr(exporting, "BATCH", 3)
    flagpost("queue", "decide", 1, "agree", "--note", "=1+1")
    lines = rows_of(store, what, Format.JSONL)
    table = rows_of(store, what, Format.CSV)
    assert lines
    assert [str(line["id"]) for line in lines] == [row["id"] for row in table]
    assert len({line["id"] for line in lines}) == len(lines)
    assert list(table[0]) == list(COLUMNS[what])
    if what is What.DECISIONS:
        assert lines[0]["note"] == "=1+1"
        assert table[0]["note"] == "'=1+1"


def test_an_empty_store_gives_a_header_alone(store: Store) -> None:
    out = io.StringIO()
    assert export(store, What.POSTS, out, form=Format.CSV, bom=True) == 0
    assert out.getvalue().startswith(BOM + "id,")
    assert rows_of(store, What.CASES, Format.JSONL) == []


def test_a_file_appears_once_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")

    def stopped() -> None:
        with output(path) as file:
            file.write("half")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        stopped()
    assert path.read_text() == "before"
    with output(path) as file:
        file.write("whole\r\n")
    assert path.read_bytes() == b"whole\r\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputFailed, match="nowhere"), output(tmp_path / "nowhere" / "out.csv"):
        pass
