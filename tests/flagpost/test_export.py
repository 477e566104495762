"""Exports: what a spreadsheet must not run, whole files or none, every row once."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.items import Outcome
from db.store import Store
from flagpost import export as exporting
from flagpost.choices import Format, What
from flagpost.errors import OutputFailed
from flagpost.export import BOM, COLUMNS, export, output, safe_cell
from flagpost.opinions import Opinions
from flagpost.settings import load_settings

NOW = datetime(2026, 3, 1, tzinfo=UTC)


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


def test_cases_tell_whose_they_are_and_decisions_what_others_say(flagpost: Any, scanned: str, store: Store) -> None:
    ids = [row["id"] for row in rows_of(store, What.CASES, Format.JSONL)]
    assert len(ids) > 3
    first, second, third, fourth = ids[:4]
    with store.begin() as unit:
        unit.users.ensure("Eva", at=NOW)
    flagpost("queue", "hand", first, "Eva")
    for case in (second, third, fourth):
        flagpost("queue", "decide", case, "agree")
    for case in (second, third):
        flagpost("queue", "appeal", case, "--from", "author", "--text", "No")
    flagpost("queue", "withdraw", third, "--why", "By mistake")
    flagpost("queue", "appeal", third, "--from", "forum", "--text", "No")
    flagpost("queue", "withdraw", third, "--why", "Again")
    for name, outcome in (("Eva", "agree"), ("Ben", "disagree")):
        desk = Opinions(store, load_settings(reviewer=name))
        decision = desk.show(fourth).case.decision
        assert decision
        Opinions(store, load_settings(reviewer="anna" if name == "Eva" else "Eva")).ask(fourth)
        desk.give(decision.id, Outcome(outcome))
    lines = {row["id"]: row for row in rows_of(store, What.CASES, Format.JSONL)}
    table = {int(row["id"]): row for row in rows_of(store, What.CASES, Format.CSV)}
    assert {case: table[case]["assignee"] for case in ids[:2]} == {first: "Eva", second: ""}
    assert lines[first]["assignment"]["user"] == "Eva"
    assert [lines[case]["appeal_state"] for case in ids[:4]] == [None, "open", "withdrawn", None]
    assert [table[case]["appeal_state"] for case in ids[:4]] == ["", "open", "withdrawn", ""]
    told = {row["case_id"]: row for row in rows_of(store, What.DECISIONS, Format.JSONL)}
    assert (told[fourth]["second_opinions"], told[fourth]["second_opinions_differing"]) == (2, 1)
    assert (told[second]["second_opinions"], told[second]["second_opinions_differing"]) == (0, 0)
    [row] = [row for row in rows_of(store, What.DECISIONS, Format.CSV) if row["case_id"] == str(fourth)]
    assert (row["second_opinions"], row["second_opinions_differing"]) == ("2", "1")


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
