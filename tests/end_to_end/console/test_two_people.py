"""Two people, one case: one decides, the other is told what happened, and nothing that was written is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .conftest import Site, Visit, expect, press

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

HALF_AN_HOUR_AND_MORE = 31 * 60 * 1000
"""Milliseconds: longer than a claim lasts."""


def agree(page: Page) -> Locator:
    """The button that agrees."""
    return page.get_by_role("button", name="Agree", exact=True)


def test_two_who_ask_for_the_next_case_get_two_cases(site: Site, visit: Visit) -> None:
    ben, eva = visit("Ben"), visit("Eva")
    first, second, *_ = site.cases()
    for page in (ben, eva):
        page.goto("/queue")
    for page in (ben, eva):
        press(page, "n")
    titles = [page.get_by_role("heading", level=1) for page in (ben, eva)]
    for title in titles:
        expect(title).to_have_text(re.compile(r"^Case \d+$"))
    assert sorted(title.inner_text() for title in titles) == sorted((f"Case {first}", f"Case {second}"))


def test_who_opens_a_case_that_somebody_works_on_is_told_and_cannot_decide(site: Site, visit: Visit) -> None:
    ben, eva = visit("Ben"), visit("Eva")
    case = site.cases()[0]
    for page in (ben, eva):
        page.goto(f"/cases/{case}")
    expect(ben.get_by_text("Yours until")).to_be_visible()
    expect(eva.get_by_text("Ben works on this case until")).to_be_in_viewport()
    expect(agree(eva)).to_have_count(0)
    for key in "adie":
        press(eva, key)
    eva.get_by_role("button", name="See whether it is free").click()
    expect(eva.get_by_role("alert")).to_contain_text("is claimed by Ben.")
    agree(ben).click()
    expect(ben.get_by_text(f"Case {case}: agree.")).to_be_visible()
    assert site.rows("SELECT case_id, name FROM decisions JOIN users ON users.id = user_id") == [(case, "Ben")]
    eva.goto(f"/cases/{case}")
    expect(eva.get_by_text("Decided by Ben")).to_be_visible()


def test_of_two_who_race_for_a_case_one_decides_and_the_other_is_told(site: Site, visit: Visit) -> None:
    ben, eva = visit("Ben"), visit("Eva")
    case = site.cases()[0]
    ben.goto(f"/cases/{case}")
    press(ben, "m")
    ben.keyboard.type("I was faster")
    site.expire_claims()
    eva.goto(f"/cases/{case}")
    expect(agree(eva)).to_be_visible()
    agree(ben).click()
    expect(ben.get_by_role("alert")).to_contain_text("Eva works on this case by now")
    expect(ben.get_by_text("Eva works on this case until")).to_be_in_viewport()
    expect(ben.get_by_role("region", name="What you wrote")).to_contain_text("I was faster")
    assert site.standing() == {}
    press(eva, "d")
    expect(eva.get_by_text(f"Case {case}: disagree.")).to_be_visible()
    ben.get_by_role("button", name="See whether it is free").click()
    expect(ben.get_by_role("alert")).to_contain_text("has its decision already")
    expect(ben.get_by_text("Decided by Eva")).to_be_visible()
    assert site.standing() == {case: "disagree"}


def test_a_claim_that_expired_is_told_and_made_again_and_the_note_is_still_there(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    case = site.cases()[0]
    page.goto(f"/cases/{case}")
    press(page, "m")
    page.keyboard.type("I called the harbour master")
    page.get_by_label("remove").check()
    site.expire_claims()
    agree(page).click()
    expect(page.get_by_role("alert")).to_contain_text("it expired")
    expect(page.get_by_role("alert")).to_contain_text("It is yours again")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    assert site.standing() == {}
    expect(page.get_by_text("Yours until")).to_be_visible()
    expect(page.get_by_label("Note for your team")).to_have_value("I called the harbour master")
    expect(page.get_by_label("remove")).to_be_checked()
    agree(page).click()
    expect(page.get_by_text(f"Case {case}: agree, remove recommended.")).to_be_visible()
    assert site.rows("SELECT case_id, note FROM decisions") == [(case, "I called the harbour master")]


def test_a_case_that_was_released_is_claimed_by_the_one_who_waited(site: Site, visit: Visit) -> None:
    ben, eva = visit("Ben"), visit("Eva")
    case = site.cases()[0]
    ben.goto(f"/cases/{case}")
    eva.goto(f"/cases/{case}")
    press(ben, "r")
    expect(ben.get_by_role("heading", name="Queue")).to_be_visible()
    eva.get_by_role("button", name="See whether it is free").click()
    expect(eva.get_by_text("Yours until")).to_be_visible()
    agree(eva).click()
    expect(eva.get_by_text(f"Case {case}: agree.")).to_be_visible()


def test_keeping_a_case_for_longer_keeps_what_was_written(site: Site, visit: Visit) -> None:
    page = visit("Ben")
    page.goto("/next")
    press(page, "m")
    page.keyboard.type("half a thought")
    site.change("UPDATE claims SET expires_at = datetime('now', '+1 minute')")
    site.change("UPDATE cases SET claimed_until = datetime('now', '+1 minute') WHERE claimed_until IS NOT NULL")
    page.get_by_role("button", name="Keep for longer").click()
    expect(page.get_by_role("button", name="Keep for longer")).to_be_visible()
    expect(page.get_by_label("Note for your team")).to_have_value("half a thought")
    assert site.rows("SELECT COUNT(*) FROM claims WHERE expires_at > datetime('now', '+20 minutes')") == [(1,)]


def test_a_page_that_is_left_open_says_when_its_claim_has_ended(visit: Visit) -> None:
    page = visit("Ben", kept=False)  # a window's clock, once it is another, stays so
    page.clock.install()
    page.goto("/next")
    claimed = page.locator(".claimed")
    expect(claimed).not_to_contain_text("back in the queue")
    page.clock.fast_forward(HALF_AN_HOUR_AND_MORE)
    expect(claimed).to_contain_text("back in the queue")
    expect(claimed).to_be_in_viewport()
    expect(page.get_by_role("status").filter(has_text="has ended")).to_have_count(1)
