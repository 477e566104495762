"""Whole boards of other engines, saved with their databases' truth, scanned like live ones by the generic reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

BOARDS = Path(__file__).parents[3] / "shared" / "boards"
"""They lie beside the project and are no part of it."""


def pages_of(folder: Path) -> list[dict[str, Any]]:
    """The manifest of a saved board, an address a row."""
    return [json.loads(line) for line in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines()]


def path_of(url: str) -> str:
    """What a request line says of an address."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize("engine", ["phpbb", "mybb"])
def test_every_thread_and_page_is_reached(engine: str, flagpost: Any, serve: Any, answer: Any) -> None:
    folder = BOARDS / engine
    if not folder.is_dir():
        pytest.skip("the saved boards do not lie beside the project")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    rows = pages_of(folder)
    board = serve({})
    ours, theirs = urlsplit(board.url).netloc.encode(), urlsplit(truth["base_url"]).netloc.encode()
    for row in rows:
        body = (folder / row["file"]).read_bytes().replace(theirs, ours)
        page = answer(body=body, status=row["status"], content_type=row["content_type"])
        board.answers |= {path_of(row["url"]): page, path_of(row["final_url"]): page}

    flagpost.scan(board.url, code=None)

    asked = set(board.asked)
    pages = [row for row in rows if row["kind"] == "thread" and row["page_no"]]
    reached = [row for row in pages if asked & {path_of(row["url"]), path_of(row["final_url"])}]
    assert {(row["thread_id"], row["page_no"]) for row in reached} == {
        (row["thread_id"], row["page_no"]) for row in pages
    }
    stored = {row["id"] for row in flagpost.rows("SELECT external_id AS id FROM posts WHERE gone_at IS NULL")}
    assert stored == {str(post["id"]) for thread in truth["threads"] for post in thread["posts"]}
