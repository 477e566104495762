"""Every page in every state, in the light and in the dark, held to WCAG 2.2 AA by axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Route

from db.store import Store
from flagpost.console.app import make_app
from flagpost.people import People
from flagpost.settings import load_settings

from .conftest import PASSWORD, Site, Staffed, Visit, expect
from .states import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Page

EVERYTHING = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
"""What can differ between the light and the dark."""
MUST_SPEAK = {"color-contrast", "document-title", "html-has-lang", "page-has-heading-one"}
"""Rules that have something to look at on every page: where axe does not name them, it did not look."""
DARK = "rgb(20, 23, 28)"
LIGHT = "rgb(245, 246, 248)"
COMING_IN = {"/sign-in", "/welcome/{secret}"}
"""Pages for those who are not signed in."""
NO_PAGES = {
    "/",
    "/static/{name}",
    "/health",
    "/sign-in/provider",
    "/sign-in/back",
    "/cases/{case_id}/page",
    "/opinions/{decision_id}/case",
}
"""Routes that lead on, or answer with something else."""


def assert_accessible(page: Page) -> None:
    """No rule of axe is broken, in the light and in the dark, and axe really looked."""
    from axe_playwright_python.base import AXE_SCRIPT, AxeResults  # noqa: PLC0415 - missing where the browser is

    page.evaluate(AXE_SCRIPT)
    looked: set[str] = set()
    for theme, ground, options in (("light", LIGHT, EVERYTHING), ("dark", DARK, COLOURS)):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("body")).to_have_css("background-color", ground)
        found = AxeResults(page.evaluate("options => axe.run(options)", options))
        assert found.violations_count == 0, f"{page.url}, {theme}: {found.generate_report()}"
        passed = {rule["id"] for rule in found.response["passes"]}
        assert "color-contrast" in passed
        looked |= passed
    assert looked >= MUST_SPEAK or page.locator("dialog[open]").count(), "beneath a dialog axe looks at nothing else"


@pytest.mark.parametrize("name", STATES)
def test_every_page_is_accessible_in_every_state(site: Site, visit: Visit, name: str) -> None:
    state = STATES[name]
    page = visit(state.who)
    state.arrange(page, site)
    assert_accessible(page)


def test_no_page_is_left_out(scanned: Path) -> None:
    def within(found: list[Any]) -> Iterator[Route]:
        for route in found:
            inner = getattr(route, "original_router", None) or getattr(route, "app", None)
            if isinstance(route, Route):
                yield route
            else:
                yield from within(inner.routes)

    with Store.open(f"sqlite:///{scanned}") as store:
        routes = list(within(make_app(store, load_settings()).app.routes))  # type: ignore[attr-defined]
    pages = {route.path for route in routes if "GET" in (route.methods or ())}
    assert pages - NO_PAGES - COMING_IN <= {state.route for state in STATES.values()}


def test_coming_in_is_accessible(site: Site, visit: Visit, scanned: Path, staffed: Staffed) -> None:
    page = visit()
    page.goto("/sign-in")
    assert_accessible(page)
    page.get_by_label("Name").fill("Ben")
    page.get_by_label("Password").fill("no such password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    with Store.open(f"sqlite:///{site.store}") as store:
        secret = People(store, load_settings()).new_link("Ben", by="Anna").secret
    page.goto(f"/welcome/{secret}")
    expect(page.get_by_role("heading", name="Welcome, Ben")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("The same again").fill(f"{PASSWORD}!")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    page.goto("/welcome/nothing")
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    assert_accessible(page)
    site.set_back(scanned)
    with Store.open(f"sqlite:///{site.store}") as store:
        secret = People(store, load_settings()).first_link() or ""
    page.goto(f"/welcome/{secret}")
    expect(page.get_by_role("heading", name="The first admin")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_chosen_theme_wins_over_the_systems(visit: Visit, system: Any) -> None:
    page = visit("Ben", color_scheme=system)
    page.goto("/account")
    body = page.locator("body")
    expect(body).to_have_css("background-color", DARK if system == "dark" else LIGHT)
    for chosen, colour in (("dark", DARK), ("light", LIGHT)):
        page.get_by_label("Colours").select_option(chosen)
        page.get_by_role("button", name="Keep").click()
        expect(page.locator("html")).to_have_attribute("data-theme", chosen)
        expect(body).to_have_css("background-color", colour)
