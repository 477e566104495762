"""The queue worked by keyboard: two keys a case at most, and no key where somebody writes or holds another key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import CASES, PASSWORD, Site, Visit, Visits, expect, press, serving

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Request

AT_MOST = 2
"""Keys a case."""
WAYS = (("a",), ("2", "a"), ("d",), ("i",), ("e",), ("6", "a"), ("3", "d"), ("a",), ("4", "a"), ("i",))
"""What is pressed for one case after the other."""
OUTCOMES = {"a": "agree", "d": "disagree", "i": "ignore", "e": "agree"}
ACTIONS = {"1": "none", "2": "remove", "3": "edit", "4": "warn", "5": "lock", "6": "ban"}
ALL_KEYS = "njkoxtbadie123456mhzvsrq/?"
"""Every key that does something on some page."""


def said(keys: tuple[str, ...]) -> tuple[str, str]:
    """The outcome and the action that keys stand for."""
    verb = keys[-1]
    chosen = ACTIONS[keys[0]] if len(keys) > 1 and verb == "a" else "none"
    return OUTCOMES[verb], "escalate" if verb == "e" else chosen


class Hands:
    """Press keys, and count them."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.pressed = 0

    def __call__(self, *keys: str) -> None:
        press(self._page, *keys)
        self.pressed += len(keys)


def case_of(page: Page) -> int:
    """The case that a page shows."""
    return int(page.get_by_role("heading", level=1).inner_text().removeprefix("Case "))


def title(page: Page, case: int) -> Locator:
    """The heading of a case's page."""
    return page.get_by_role("heading", name=f"Case {case}", exact=True)


def settled(page: Page) -> None:
    """Whatever the keys before have set off has begun."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


@pytest.fixture
def untouched(scanned: Path, tmp_path: Path) -> Iterator[Site]:
    """A console of its own in which nobody can sign in yet."""
    shutil.copy(scanned, tmp_path / "flagpost.db")
    with serving(tmp_path / "flagpost.db") as site:
        yield site


def test_the_first_admin_comes_in_by_the_link_and_decides_ten_cases(untouched: Site) -> None:
    visits = Visits(url=untouched.url, secrets={})
    page = visits()
    link = re.search(r"http\S+/welcome/\S+", untouched.told)
    assert link, untouched.told
    page.goto(link[0])
    page.keyboard.type("Anna")
    for _ in range(2):
        press(page, "Tab")
        page.keyboard.type(PASSWORD)
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()

    hands, decided = Hands(page), {}
    hands("n")
    for keys in WAYS:
        expect(page.get_by_role("button", name="Agree", exact=True)).to_be_in_viewport()
        case = case_of(page)
        before = hands.pressed
        hands(*keys)
        expect(page.get_by_role("main").get_by_role("status").filter(has_text=f"Case {case}:")).to_be_visible()
        assert hands.pressed - before <= AT_MOST
        decided[case] = said(keys)
    assert len(decided) == CASES
    found = untouched.rows("SELECT case_id, outcome, action FROM decisions WHERE undone_at IS NULL")
    assert {case: (outcome, action) for case, outcome, action in found} == decided

    last = list(decided)[-1]
    hands("z")
    expect(title(page, last)).to_be_visible()
    assert set(untouched.standing()) == set(decided) - {last}
    assert untouched.rows("SELECT undone_at IS NOT NULL FROM decisions WHERE case_id = ?", last) == [(1,)]

    page.goto(link[0])
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    visits.close()
    assert visits.complaints == []


def test_z_takes_the_last_decision_back_from_the_next_case(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    first, second, *_ = site.cases()
    page.goto("/next")
    press(page, "a")
    expect(title(page, second)).to_be_visible()
    assert site.standing() == {first: "agree"}
    press(page, "z")
    expect(title(page, first)).to_be_visible()
    expect(page.get_by_role("button", name="Agree", exact=True)).to_be_visible()
    assert site.standing() == {}


def test_a_key_that_is_held_down_decides_one_case(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    first, second, *_ = site.cases()
    page.goto("/next")
    page.keyboard.down("a")
    expect(title(page, second)).to_be_visible()
    for _ in range(3):
        page.keyboard.down("a")
    settled(page)
    assert site.standing() == {first: "agree"}
    assert case_of(page) == second


def test_j_k_and_o_walk_the_list(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    page.goto("/queue")
    rows = page.locator("[data-row]")
    press(page, "j")
    expect(rows.nth(0)).to_be_focused()
    for _ in range(3):
        press(page, "j")
    expect(rows.nth(3)).to_be_focused()
    press(page, "k")
    expect(rows.nth(2)).to_be_focused()
    for _ in range(rows.count()):
        press(page, "j")
    expect(rows.last).to_be_focused()
    expect(rows.last).to_be_in_viewport()
    press(page, "k")
    wanted = site.cases()[-2]
    press(page, "o")
    expect(title(page, wanted)).to_be_visible()
    expect(page.locator("#words")).to_be_in_viewport()
    press(page, "q")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    press(page, "o")
    expect(title(page, site.cases()[0])).to_be_visible()


def test_a_slash_searches_and_escape_leaves_the_field(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    page.goto("/queue?words=town")
    found = page.locator("[data-row]")
    expect(found).to_have_count(1)
    search = page.get_by_label("Words in the post")
    press(page, "/")
    expect(search).to_be_focused()
    page.keyboard.type("legs")
    expect(search).to_have_value("legs")
    press(page, "Escape")
    expect(search).not_to_be_focused()
    press(page, "/")
    press(page, "Enter")
    page.wait_for_url("**/queue?*words=legs*")
    expect(found).to_have_count(1)
    expect(page.locator("ol.cases li")).to_contain_text("legs")
    expect(page).to_have_url(f"{site.url}/queue?words=legs")


def test_a_question_mark_shows_every_key_and_escape_closes_it(visit: Visit) -> None:
    page = visit("Ben")
    page.goto("/queue")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_hidden()
    press(page, "?")
    expect(dialog).to_be_visible()
    told = set(dialog.locator("kbd").all_inner_texts())
    assert told == set(ALL_KEYS) - set("2345")
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    press(page, "j")
    expect(page.locator("[data-row]").first).to_be_focused()


def test_v_shows_flagged_terms_and_veils_them_again(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    case = next(case for case in site.cases() if "you stupid cow" in words_of(site, case))
    page.goto(f"/cases/{case}#post")
    words, reasons = page.locator("#words"), page.locator(".reasons")
    expect(words).not_to_contain_text("cow", use_inner_text=True)
    expect(reasons).not_to_contain_text("cow", use_inner_text=True)
    press(page, "v")
    expect(words).to_contain_text("stupid cow", use_inner_text=True)
    expect(reasons).to_contain_text("stupid cow", use_inner_text=True)
    expect(page.get_by_role("button", name="Veil flagged terms")).to_be_visible()
    press(page, "v")
    expect(words).not_to_contain_text("cow", use_inner_text=True)
    expect(page.get_by_role("button", name="Show flagged terms")).to_be_visible()


def test_m_opens_the_note_and_what_is_written_goes_with_the_decision(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    page.goto("/next")
    case = case_of(page)
    press(page, "m")
    note = page.get_by_label("Note for your team")
    expect(note).to_be_focused()
    page.keyboard.type("second time this week")
    expect(page.locator("#words")).to_be_in_viewport()
    press(page, "Escape")
    press(page, "d")
    expect(page.get_by_role("main").get_by_role("status").filter(has_text=f"Case {case}:")).to_be_visible()
    assert site.rows("SELECT case_id, outcome, note FROM decisions") == [(case, "disagree", "second time this week")]


def test_r_gives_the_case_back_and_q_keeps_it(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    first = site.cases()[0]
    page.goto("/queue")
    press(page, "n")
    expect(title(page, first)).to_be_visible()
    press(page, "q")
    expect(page.locator("ol.cases li").first).to_contain_text("yours")
    press(page, "n")
    expect(title(page, first)).to_be_visible()
    press(page, "r")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    expect(page.locator("ol.cases li").first).not_to_contain_text("yours")
    assert site.rows("SELECT released_at IS NOT NULL FROM claims") == [(1,)]


def test_s_skips_a_case_and_n_does_not_bring_it_again(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    first, second, *_ = site.cases()
    page.goto("/next")
    expect(title(page, first)).to_be_visible()
    press(page, "s")
    expect(title(page, second)).to_be_visible()
    press(page, "a")
    expect(title(page, second)).to_be_hidden()
    # What was decided may move the author's other cases.
    third = next(case for case in site.cases() if case != first)
    expect(title(page, third)).to_be_visible()
    press(page, "r")
    expect(page.get_by_text("You skipped 1 of these cases")).to_be_visible()
    press(page, "n")
    expect(title(page, third)).to_be_visible()
    assert site.standing() == {second: "agree"}
    assert site.rows(f"SELECT COUNT(*) FROM claims WHERE case_id = {first} AND released_at IS NULL") == [(0,)]


def test_what_is_ticked_is_counted_and_said_one_by_one_or_all_at_once(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    page.goto("/queue")
    number = len(site.cases())
    everything = page.get_by_label(f"all {number}")
    told, said = page.locator("[data-ticked]"), page.locator("#said")
    page.locator("input[name=case]").first.check()
    for shown in (told, said):
        expect(shown).to_have_text("1 ticked")
    everything.check()
    for shown in (told, said):
        expect(shown).to_have_text(f"{number} ticked")
    everything.uncheck()
    for shown in (told, said):
        expect(shown).to_have_text("1 ticked")


def test_a_digit_chooses_the_action(visit: Visit) -> None:
    page = visit("Ben")
    page.goto("/next")
    for key, action in reversed(ACTIONS.items()):
        press(page, key)
        expect(page.get_by_role("radio", checked=True)).to_have_value(action)


# --- where keys are to do nothing --------------------------------------------------------------------------------


@pytest.fixture
def asked(visit: Visit) -> list[str]:
    """What pages asked the server for since a test cleared the list."""
    return []


def opened(visit: Visit, asked: list[str], path: str) -> Page:
    """A page of Ben's after which everything that is asked of the server is noted."""
    page = visit("Ben")
    page.goto(path)
    page.on("request", noting(asked))
    return page


def noting(asked: list[str]) -> Callable[[Request], None]:
    """Note what is asked of the server. The browser asks for the icon when it likes."""
    return lambda request: None if "/static/" in request.url else asked.append(request.url)


def assert_nothing_happened(page: Page, site: Site, asked: list[str]) -> None:
    settled(page)
    assert asked == []
    assert site.standing() == {}
    assert page.locator("html").get_attribute("data-terms") == "veiled"


@pytest.mark.parametrize("path", ["/queue", "/next"])
def test_no_key_works_together_with_another(site: Site, visit: Visit, asked: list[str], path: str) -> None:
    page = opened(visit, asked, path)
    for modifier in ("Control", "Alt", "Meta"):
        for key in ALL_KEYS:
            press(page, f"{modifier}+{key}")
    assert_nothing_happened(page, site, asked)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("[data-row]:focus, input:focus, button:focus, input[type=checkbox]:checked")).to_have_count(0)
    expect(page.locator("details[open]")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "label"), [("/queue", "Words in the post"), ("/queue", "Author"), ("/next", "Note for your team")]
)
def test_no_key_works_while_somebody_writes(site: Site, visit: Visit, asked: list[str], path: str, label: str) -> None:
    page = opened(visit, asked, path)
    if path == "/next":
        press(page, "m")
    field = page.get_by_label(label)
    field.focus()
    for key in ALL_KEYS:
        press(page, key)
    expect(field).to_have_value(ALL_KEYS)
    expect(field).to_be_focused()
    assert_nothing_happened(page, site, asked)


def test_no_key_works_while_something_is_chosen_from_a_list(site: Site, visit: Visit, asked: list[str]) -> None:
    page = opened(visit, asked, "/next")
    press(page, "m")
    page.get_by_label("Category").focus()
    for key in ALL_KEYS:
        press(page, key)
    assert_nothing_happened(page, site, asked)


def test_no_key_works_beneath_the_dialog(site: Site, visit: Visit, asked: list[str]) -> None:
    page = opened(visit, asked, "/next")
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    for key in ALL_KEYS:
        press(page, key)
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert_nothing_happened(page, site, asked)


def test_no_key_works_where_somebody_switched_them_off(site: Site, visit: Visit, asked: list[str]) -> None:
    page = visit("Ben")
    page.goto("/account")
    page.get_by_label("Single keys").select_option("off")
    page.get_by_role("button", name="Keep").click()
    for path in ("/queue", "/next"):
        page.goto(path)
        expect(page.locator("[aria-keyshortcuts]")).to_have_count(0)
        expect(page.locator("main kbd:visible, header kbd:visible")).to_have_count(0)
        page.on("request", note := noting(asked))
        for key in ALL_KEYS:
            press(page, key)
        assert_nothing_happened(page, site, asked)
        page.remove_listener("request", note)
    page.goto("/keys")
    expect(page.locator("main")).to_contain_text("switched off")
    expect(page.locator("main dt kbd:visible")).not_to_have_count(0)


def words_of(site: Site, case: int) -> str:
    """The words that a case is about."""
    found: list[tuple[Any, ...]] = site.rows(
        "SELECT text FROM revisions JOIN cases ON cases.revision_id = revisions.id WHERE cases.id = ?", case
    )
    return str(found[0][0])
