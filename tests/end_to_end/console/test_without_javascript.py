"""The whole way without JavaScript: in, to a case, through a decision, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import PASSWORD, Site, Visit, expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


@pytest.fixture
def page(visit: Visit) -> Page:
    """A browser that runs no scripts, in which nobody is signed in."""
    page: Page = visit(java_script_enabled=False)
    return page


@pytest.fixture
def ben(page: Page) -> Page:
    """The same, after Ben has signed in by hand."""
    page.goto("/queue?severity=high")
    page.get_by_label("Name").fill("Ben")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    return page


def test_a_case_is_found_decided_and_undone(site: Site, ben: Page) -> None:
    expect(ben).to_have_url(f"{site.url}/queue?severity=high")
    expect(ben.get_by_label("Severity")).to_have_value("high")
    ben.get_by_label("Words in the post").fill("town")
    ben.get_by_label("Category").select_option("identity_attack")
    ben.get_by_role("button", name="Show").click()
    rows = ben.locator("ol.cases li")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("town")
    rows.get_by_role("link").first.click()
    expect(ben.get_by_text("Yours until")).to_be_visible()
    expect(ben.locator("#words")).to_be_in_viewport()
    case = int(ben.get_by_role("heading", level=1).inner_text().removeprefix("Case "))
    ben.get_by_text("Note and reasons").click()
    ben.get_by_label("Note for your team").fill("by hand")
    ben.get_by_label("remove").check()
    ben.get_by_role("button", name="Agree", exact=True).click()
    expect(ben.get_by_text(f"Case {case}: agree, remove recommended.")).to_be_visible()
    expect(ben.get_by_text("No case is like that.")).to_be_visible()
    assert site.rows("SELECT case_id, outcome, action, note FROM decisions") == [(case, "agree", "remove", "by hand")]
    ben.get_by_role("button", name="Undo").click()
    expect(ben.get_by_role("heading", name=f"Case {case}", exact=True)).to_be_visible()
    assert site.standing() == {}


def test_one_case_after_the_other_is_worked_by_buttons(site: Site, ben: Page) -> None:
    ben.goto("/queue")
    first, second, *_ = site.cases()
    ben.get_by_role("link", name="Next case").click()
    ben.get_by_role("button", name="Disagree").click()
    expect(ben.get_by_role("heading", name=f"Case {second}", exact=True)).to_be_visible()
    ben.get_by_role("button", name="Release").click()
    expect(ben.get_by_role("heading", name="Queue")).to_be_visible()
    assert site.standing() == {first: "disagree"}
    assert site.rows("SELECT COUNT(*) FROM claims WHERE released_at IS NULL") == [(0,)]


def test_what_was_skipped_comes_again_when_somebody_begins_anew(site: Site, ben: Page) -> None:
    [case] = [int(each.inner_text()) for each in ben_finds(ben, "town")]
    ben.get_by_role("link", name="Next case").click()
    ben.get_by_role("button", name="Skip", exact=True).click()
    expect(ben.get_by_text("Nothing else is free here. You skipped 1 of these cases")).to_be_visible()
    ben.get_by_role("link", name="Next case").click()
    expect(ben.get_by_role("heading", name="Queue")).to_be_visible()
    ben.get_by_role("button", name="Begin anew").click()
    expect(ben.get_by_role("heading", name=f"Case {case}", exact=True)).to_be_visible()


def ben_finds(ben: Page, words: str) -> list[Locator]:
    """The cases that a search finds."""
    ben.goto(f"/queue?words={words}")
    return list(ben.locator("ol.cases a[data-row]").all())


def test_flagged_terms_can_be_shown_and_veiled_again(site: Site, ben: Page) -> None:
    case = site.cases()[1]
    ben.goto(f"/cases/{case}#post")
    veils = ben.locator("#words .veil")
    expect(veils.first).to_be_visible()
    ben.get_by_role("button", name="Show flagged terms").click()
    expect(ben).to_have_url(f"{site.url}/cases/{case}#post")
    expect(veils.first).to_be_hidden()
    expect(ben.locator("#words .bare").first).to_be_visible()
    ben.get_by_role("button", name="Veil flagged terms").click()
    expect(veils.first).to_be_visible()


def test_no_key_is_promised_where_none_works(site: Site, ben: Page) -> None:
    for path in ("/queue", f"/cases/{site.cases()[0]}"):
        ben.goto(path)
        expect(ben.locator("kbd:visible")).to_have_count(0)
    ben.get_by_role("link", name="Keys").click()
    expect(ben).to_have_url(f"{site.url}/keys")
    expect(ben.locator("main dt kbd").first).to_be_visible()


def test_colours_are_chosen_and_somebody_signs_out(site: Site, ben: Page) -> None:
    ben.goto("/account")
    ben.get_by_label("Colours").select_option("dark")
    ben.get_by_role("button", name="Keep").click()
    expect(ben.locator("html")).to_have_attribute("data-theme", "dark")
    ben.get_by_role("button", name="Sign out", exact=True).click()
    expect(ben).to_have_url(f"{site.url}/sign-in")
    ben.goto("/queue")
    expect(ben.get_by_role("heading", name="Sign in")).to_be_visible()
