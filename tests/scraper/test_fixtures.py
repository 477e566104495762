"""Saved pages, each held as a whole against what a person says that it shows. How to add one: ``docs/fixtures.md``.

As a program it writes what the reader makes of a new page, for a person to check field by field against the page:

    python tests/scraper/test_fixtures.py xenforo2-my-page
"""

from __future__ import annotations

import difflib
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from flagpost.as_json import plain
from scraper import read_page

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
FOLDERS = sorted(folder for folder in PAGES.iterdir() if folder.is_dir())


def bare(value: Any) -> Any:
    """The JSON that ``flagpost read`` prints, without what the page does not say."""
    if isinstance(value, dict):
        return {name: entry for name, each in value.items() if (entry := bare(each)) not in (None, [], {})}
    return [bare(entry) for entry in value] if isinstance(value, list) else value


def text_of(value: Any) -> str:
    """JSON as it stands in ``expected.json``."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def meta_of(folder: Path) -> dict[str, str]:
    """Where and when a page was saved."""
    return json.loads((folder / "meta.json").read_text(encoding="utf-8"))


def reading_of(folder: Path) -> Any:
    """What the reader makes of a saved page."""
    (page,) = folder.glob("input.*")
    meta = meta_of(folder)
    moment = datetime.fromisoformat(meta["fetched_at"])
    return bare(plain(read_page(page.read_bytes(), meta["url"], meta.get("content_type"), fetched_at=moment)))


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_the_page_is_read_as_a_person_reads_it(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    reading = reading_of(folder)
    if reading != expected:
        wanted, found = text_of(expected).splitlines(), text_of(reading).splitlines()
        diff = difflib.unified_diff(wanted, found, "expected.json", "as read", lineterm="", n=4)
        pytest.fail("\n".join(diff), pytrace=False)


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_the_page_says_where_and_when_it_was_saved(folder: Path) -> None:
    meta = meta_of(folder)
    assert meta.keys() - {"content_type"} == {"url", "engine", "fetched_at"}
    assert folder.name.startswith(f"{meta['engine']}-"), "a page is called <engine>-<what>"
    assert datetime.fromisoformat(meta["fetched_at"]).tzinfo is not None


def write(names: list[str]) -> None:
    """Write ``expected.json`` of the pages that are named."""
    for name in names:
        folder = PAGES / Path(name).name
        (folder / "expected.json").write_text(text_of(reading_of(folder)), encoding="utf-8")
        print(f"{name}: now check every field of expected.json against the page, by hand")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(f"usage: python {sys.argv[0]} NAME..., a folder of fixtures/pages each")
    write(sys.argv[1:])
