"""The audit log in a browser: pages, what a line is about, and where it leads."""

from __future__ import annotations

import json

import pytest

from db.items import UserRole
from flagpost.console.pages.audit import LINES

from .making import is_safe, links, make_case, parsed, value_of, words_of


@pytest.fixture
def anna(bare):
    return bare.browser("Anna", UserRole.ADMIN)


def fill(console, count, *, actor="robot", subject="case:{}", **details):
    with console.store.begin() as unit:
        for number in range(count):
            unit.audit.note(actor, "test.line", subject.format(number), {"number": number, **details}, console.clock())


def numbers(page):
    return [int(each.css_first("td").text()) for each in parsed(page).css("tbody tr")]


def last(console):
    with console.store.read() as unit:
        return unit.audit.newest(limit=1)[0].number


def test_the_newest_line_comes_first_and_says_what_happened(bare, anna):
    case_id = make_case(bare.store)
    ben = bare.browser("Ben")
    ben.decide(ben.open(case_id), "agree", action="remove")
    page = anna.get("/audit")
    assert numbers(page) == list(range(last(bare), 0, -1))
    [line] = [each for each in parsed(page).css("tbody tr") if "case.decided" in each.text()]
    cells = [each.text() for each in line.css("td")]
    assert cells[2:5] == ["Ben", "case.decided", f"case:{case_id}"]
    assert json.loads(cells[5])["action"] == "remove"
    assert f"/cases/{case_id}" in links(page, "tbody a")


def test_pages_show_every_line_once(bare, anna):
    fill(bare, 2 * LINES + 30)
    newest = last(bare)
    page, found = anna.get("/audit"), []
    for _ in range(4):
        found += numbers(page)
        onwards = links(page, "nav.pages a")
        if not onwards:
            break
        assert len(numbers(page)) == LINES
        page = anna.get(onwards[0])
    assert found == list(range(newest, 0, -1))


def test_a_full_last_page_leads_to_an_empty_one(bare, anna):
    fill(bare, LINES, actor="twin")
    page = anna.get("/audit?about=twin")
    [onwards] = links(page, "nav.pages a")
    assert "about=twin" in onwards
    page = anna.get(onwards)
    assert (numbers(page), "No line is like that." in page.text) == ([], True)


def test_lines_about_somebody_or_something(bare, anna):
    fill(bare, 3, actor="robot & <b>", subject="thing/{}?")
    fill(bare, LINES + 5, actor="robot & <b>", subject="case:7")
    for about, count in (("thing/1?", 1), ("case:7", LINES), ("  robot & <b>  ", LINES), ("robot", 0), ("case:", 0)):
        page = anna.get("/audit", params={"about": about})
        assert is_safe(page)
        assert len(numbers(page)) == count, about
        assert value_of(page, "about") == about.strip()
        assert ("No line is like that." in page.text) == (count == 0)
    [onwards] = links(anna.get("/audit", params={"about": "robot & <b>"}), "nav.pages a")
    assert len(numbers(anna.get(onwards))) == 8
    assert links(anna.get("/audit?about=case:7"), "form a") == ["/audit"]


@pytest.mark.parametrize("before", ["0", "-5", str(2**62), str(2**70), str(-(2**70)), "1"])
def test_a_line_that_cannot_be_there_is_passed_over(bare, anna, before):
    page = anna.get(f"/audit?before={before}")
    assert page.status_code == 200
    assert numbers(page) == ([] if before == "1" else list(range(last(bare), 0, -1)))


def test_what_strangers_write_into_the_log_is_text(bare, anna):
    name = "<script>alert(1)</script>\u202e"
    data = {"name": name, "password": "x"}
    bare.stranger().client.post("/sign-in", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    fill(bare, 1, words="</td><script>'\"\u202e")
    for about in ("", f"user:{name}", "\x00", "x" * 5000, "%"):
        page = anna.get("/audit", params={"about": about})
        assert page.status_code == 200
        assert is_safe(page)
    page = anna.get("/audit")
    assert "\u202e" not in parsed(page).css_first("table").html
    assert "user:<script>alert(1)</script>[right-to-left override]" in words_of(page, "table")
    assert anna.get("/audit?before=x").status_code == 422


def test_only_cases_are_linked(bare, anna):
    fill(bare, 1, subject="user:Eva")
    assert not links(anna.get("/audit?about=user:Eva"), "tbody a")


@pytest.mark.parametrize("role", [UserRole.READ_ONLY, UserRole.MODERATOR, UserRole.REVIEWER])
def test_the_log_is_for_admins(bare, role):
    browser = bare.browser("Ben", role)
    page = browser.get("/audit")
    assert page.status_code == 403
    assert "session.began" not in page.text
    assert "/audit" not in links(browser.get("/queue"), "nav a")
