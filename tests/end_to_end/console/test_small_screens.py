"""A phone, words at twice their size, a page at four times its size, and the screen that most people work at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .conftest import PHONE, WIDE, Site, Visit, expect, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = (
    "/queue",
    "/queue?rule=x&state=all",
    "/next",
    "/decisions/batches",
    "/actions",
    "/escalations",
    "/figures",
    "/boards",
    "/boards/1",
    "/scans",
    "/phrases",
    "/views",
    "/account",
    "/people",
    "/audit",
    "/keys",
    "/nowhere",
)
FOUR_TIMES = {"width": 320, "height": 256}
"""What is left of 1280 x 1024 where a page is shown at four times its size (WCAG 1.4.10)."""
TWICE = {"standard": 32, "fixed": 26}
"""Pixels of text where the browser's own are 16 and 13."""

CUT_OFF = """
() => [...document.querySelectorAll("main *, header *")].filter(each => {
  const style = getComputedStyle(each);
  const text = [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return text && !each.closest(".unseen, dialog, .scrolls, select, option") && style.overflowX !== "visible"
    && each.scrollWidth > each.clientWidth + 1;
}).map(each => each.outerHTML.slice(0, 200))
"""
"""Elements whose own words do not fit into them, and cannot be reached."""
HIDDEN_FOCUS = """
() => {
  const here = document.activeElement;
  const box = here.getBoundingClientRect();
  const sticky = [...document.querySelectorAll("[data-sticks]")].filter(each => !each.contains(here));
  const seen = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].some(([x, y]) => {
    const at = [box.left + box.width * x, box.top + box.height * y];
    const there = document.elementFromPoint(...at);
    return there && !sticky.some(each => each.contains(there)) && at[1] >= 0 && at[1] <= innerHeight;
  });
  return here === document.body || seen ? null : here.outerHTML.slice(0, 200);
}
"""
"""The element that has the focus, where none of its corners can be seen; null where all is well."""


def assert_fits(page: Page) -> None:
    """Nothing has to be scrolled sideways, and no words are cut off."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, page.url
    assert page.evaluate(CUT_OFF) == [], page.url


def twice_the_text(page: Page) -> Page:
    """The page, in a browser whose owner has set its text to twice the size."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": TWICE})
    return page


def walked(page: Page) -> None:
    """See every page, and that it fits."""
    for path in PAGES:
        page.goto(path)
        assert_fits(page)
        page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
        assert_fits(page)


@pytest.mark.parametrize(
    ("size", "twice"),
    [(PHONE, False), (PHONE, True), (WIDE, True), (FOUR_TIMES, False)],
    ids=["a phone", "a phone, twice the text", "a desk, twice the text", "four times the size"],
)
def test_every_page_fits(visit: Visit, size: dict[str, int], twice: bool) -> None:
    page = visit("Anna", viewport=size)
    if twice:
        twice_the_text(page)
        page.goto("/queue")
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "32px"
    walked(page)
    page.context.clear_cookies()
    page.goto("/sign-in")
    assert_fits(page)


def test_a_case_is_decided_and_undone_by_thumb(site: Site, visit: Visit) -> None:
    page = visit("Ben", viewport=PHONE, has_touch=True, is_mobile=True)
    first, second, *_ = site.cases()
    page.goto("/queue")
    page.get_by_role("link", name="Next case").tap()
    expect(page.locator("#words")).to_be_in_viewport(ratio=1)
    page.get_by_label("remove").tap()
    page.get_by_role("button", name="Agree", exact=True).tap()
    expect(page.get_by_role("heading", name=f"Case {second}", exact=True)).to_be_attached()
    expect(page.locator("kbd:visible")).to_have_count(0)
    assert site.standing() == {first: "agree"}
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_in_viewport()
    undo.tap()
    expect(page.get_by_role("heading", name=f"Case {first}", exact=True)).to_be_attached()
    assert site.standing() == {}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["a desk", "a phone"])
def test_the_flagged_post_and_the_buttons_are_seen_at_once(site: Site, visit: Visit, size: dict[str, int]) -> None:
    page = visit("Ben", viewport=size)
    first, second, *others = site.cases()
    for path in (f"/cases/{first}", f"/cases/{second}", *(f"/cases/{case}#post" for case in (first, second, *others))):
        page.goto(path)
        words, bar = box(page, "#words"), box(page, ".dock")
        top = page.locator(".strip").evaluate("each => Math.max(each.getBoundingClientRect().bottom, 0)")
        assert words["y"] >= top, path
        assert words["y"] + words["height"] <= bar["y"], path
        assert bar["y"] + bar["height"] <= size["height"] + 1, path


def test_the_flagged_post_is_seen_from_the_next_case_on(visit: Visit) -> None:
    page = visit("Ben")
    page.goto("/next")
    for decided in range(1, 4):
        press(page, "d")
        page.wait_for_url(f"**/cases/*?done={decided}#post")
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
        expect(page.get_by_role("button", name="Undo")).to_be_in_viewport()
        assert box(page, "#words")["y"] >= box(page, ".strip")["y"] + box(page, ".strip")["height"]
        assert box(page, "#words")["y"] + box(page, "#words")["height"] <= box(page, ".dock")["y"]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["a desk", "a phone"])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_what_has_the_focus_is_never_hidden(visit: Visit, size: dict[str, int], key: str) -> None:
    page = visit("Ben", viewport=size)
    page.goto("/next")
    page.get_by_role("button", name="Disagree").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    press(page, "m")
    press(page, "Escape")
    seen, rounds = 0, 0
    while rounds < 2:
        press(page, key)
        assert page.evaluate(HIDDEN_FOCUS) is None
        rounds += page.evaluate("document.activeElement.matches('.skip')")
        seen += rounds
        assert seen < 100
    assert seen > 30, "the way around the page, from the skip link to the skip link"


@pytest.mark.parametrize("path", ["/queue", "/account", "/people", "/audit"])
def test_what_has_the_focus_can_be_told(visit: Visit, path: str) -> None:
    page = visit("Anna")
    page.goto(path)
    for _ in range(12):
        press(page, "Tab")
        assert page.evaluate(HIDDEN_FOCUS) is None
        assert page.evaluate("""() => {
            const here = document.activeElement;
            return [here, here.closest(".row")].some(each => each && getComputedStyle(each).outlineStyle === "solid");
        }""")


def box(page: Page, selector: str) -> dict[str, Any]:
    """Where an element stands in the window."""
    found: dict[str, Any] = page.locator(selector).evaluate("each => each.getBoundingClientRect().toJSON()")
    return found
