"""The pictures of the documentation. Made by hand, when a page has changed:

python -m pytest tests/end_to_end/console/screenshots.py
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .conftest import PHONE, Site, Visit, expect, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = Path(__file__).parents[3] / "docs" / "images"
SIZE = {"width": 1120, "height": 700}
LARGEST = 150 * 1024
"""Bytes of a picture."""


def test_pictures(site: Site, visit: Visit) -> None:
    site.change("UPDATE boards SET url = 'https://forum.example/'")
    for hours, (case,) in enumerate(site.rows("SELECT id FROM cases ORDER BY id"), 2):
        site.change(f"UPDATE cases SET opened_at = datetime('now', '-{hours * 3} hours') WHERE id = ?", case)
    FOLDER.mkdir(exist_ok=True)
    page = visit("Ben", viewport=SIZE)
    page.goto("/queue")
    taken(page, "queue")
    page.goto("/next")
    press(page, "d")
    expect(page.get_by_role("button", name="Undo")).to_be_in_viewport()
    press(page, "2")
    taken(page, "case")
    page.emulate_media(color_scheme="dark")
    taken(page, "case-dark")
    phone = visit("Ben", viewport=PHONE, has_touch=True, is_mobile=True)
    phone.goto("/next")
    taken(phone, "phone")


def taken(page: Page, name: str) -> None:
    """Take a picture once the page stands still."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
    assert (FOLDER / f"{name}.png").stat().st_size < LARGEST, name
