"""What ``flagpost read`` prints of a saved page is what its ``expected.json`` says: the two forms of JSON are one."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from flagpost.as_json import json_text
from scraper import read_page

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
FOLDERS = sorted(folder for folder in PAGES.iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_expected_json_is_what_is_printed(folder: Path) -> None:
    (page,) = folder.glob("input.*")
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    moment = datetime.fromisoformat(meta["fetched_at"])
    reading = read_page(page.read_bytes(), meta["url"], meta.get("content_type"), fetched_at=moment)
    assert json_text(reading, indent=2) + "\n" == (folder / "expected.json").read_text(encoding="utf-8")
