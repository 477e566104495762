"""The pages of boards and scans: what is shown of them, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.items import Grant, UserRole
from flagpost.console.pages import boards as boards_page
from flagpost.runner import this_runner
from scraper.items import Step, StepKind

from .making import BOARD, links, make_case, parsed, words_of

QUAY = "https://quay.example/"


@pytest.fixture
def mo(bare):
    return bare.browser("Mo")


@pytest.fixture
def scan(bare):
    """A scan of a target: so many pages read, these errors, so many pages to go."""

    def scanned(target=BOARD, *, runner="backup-host:7:1", ago=timedelta(), read=1, errors=(), left=0, finish=False):
        at = bare.clock() - ago
        steps = [Step(url=f"{target}{number}", kind=StepKind.THREAD) for number in range(read + len(errors) + left)]
        with bare.store.begin() as unit:
            made = unit.scans.start(target, runner=runner, options={}, first=steps[0], at=at)
            unit.scans.add(made.id, steps)
            for step in steps[:read]:
                unit.scans.done(made.id, step, at=at, new=3, revised=1)
            for step, kind in zip(steps[read:], errors, strict=False):
                unit.scans.failed(made.id, step, kind=kind, message=f"<b>{kind}</b>", at=at)
            if finish:
                unit.scans.finish(made.id, at)
        return made.id

    return scanned


def cards(page):
    return [" ".join(each.text().split()) for each in parsed(page).css("article.scan")]


def labels(page):
    return [each.attributes["aria-label"] for each in parsed(page).css("article.scan")]


# --- boards ------------------------------------------------------------------------------------------------------


def test_where_nothing_was_scanned_the_pages_say_so(mo):
    assert "No board yet." in words_of(mo.get("/boards"))
    assert "No scan yet." in words_of(mo.get("/scans"))


def test_a_scanned_board_is_listed_with_its_numbers(ben, console):
    with console.store.read() as unit:
        [board] = unit.archive.boards()
        [latest] = unit.archive.snapshots(board.id)
    page = ben.get("/boards")
    said = words_of(page, "tbody tr")
    for number in (board.posts, board.threads, board.open_cases, latest.statistics.members):
        assert f"{number:,}" in said
    assert (board.title in said, board.engine in said, latest.statistics.latest_member in said) == (True, True, True)
    assert f"/boards/{board.id}" in links(page, "tbody a[data-row]")
    assert f"/queue?board={board.id}" in links(page, "tbody a")


def test_a_board_has_its_statistics_scans_and_queue(ben, console):
    page = ben.get("/boards/1")
    assert page.status_code == 200
    with console.store.read() as unit:
        [board] = unit.archive.boards()
        [done] = unit.scans.recent()
    assert {f"/queue?board={board.id}", f"/actions?board={board.id}"} <= set(links(page, "main .buttons a"))
    assert words_of(page, "main .buttons .primary").endswith(str(board.open_cases))
    assert words_of(page, "h1") == board.title
    [card] = cards(page)
    assert f"Found {done.posts_new} new posts" in card
    assert "finished" in card
    assert "Nothing." in words_of(page)
    assert len(parsed(page).css("table tbody tr")) == 1


def test_what_went_wrong_on_a_board_is_told_by_kind_over_its_last_scans(bare, mo, scan):
    make_case(bare.store)
    scan(errors=["timed_out", "not_found"], finish=True)
    scan(errors=["timed_out"], finish=True)
    scan(QUAY, errors=["challenge"], finish=True)
    page = mo.get("/boards/1")
    lately = parsed(page).css_first(".kinds")
    assert [" ".join(each.text().split()) for each in lately.css("summary")] == ["timed out 2", "not found 1"]
    assert "In the last 2 scans, by kind." in words_of(page)
    assert "<b>timed_out</b>" in lately.text()
    assert f"{BOARD}1" in lately.text()
    assert "challenge" not in page.text
    assert len(cards(page)) == 2


def test_a_board_that_printed_nothing_about_itself(bare, mo):
    make_case(bare.store, board_title="<i>Harbour</i>")
    assert "No page of it printed any." in words_of(mo.get("/boards"))
    page = mo.get("/boards/1")
    assert "No page of it printed statistics." in words_of(page)
    assert "None of the last scans read anything of it." in words_of(page)
    assert words_of(page, "h1") == "<i>Harbour</i>"


def test_a_board_that_is_not_there(mo):
    assert mo.get("/boards/7").status_code == 404
    assert mo.get(f"/boards/{2**70}").status_code in {404, 422}


def test_who_is_narrowed_sees_the_boards_within_reach(bare, scan):
    make_case(bare.store, queue="spam")
    make_case(bare.store)
    make_case(bare.store, board=QUAY, board_title="Quay")
    scan(finish=True)
    scan(QUAY, finish=True)
    bare.browser("Nia")
    bare.people.set_grants("Nia", [Grant(role=UserRole.READ_ONLY, board_id=1, queue="spam")], by="Anna")
    nia = bare.browser("Nia")
    page = nia.get("/boards")
    assert [each.text() for each in parsed(page).css("tbody a[data-row]")] == ["Harbour"]
    assert words_of(page, "tbody a[href^='/queue']").startswith("1 ")
    assert words_of(nia.get("/boards/1"), "main .primary").endswith("1")
    assert nia.get("/boards/2").status_code == 403
    [card] = cards(nia.get("/scans"))
    assert BOARD in card
    bare.people.set_grants("Nia", [Grant(role=UserRole.READ_ONLY, queue="spam")], by="Anna")
    assert len(parsed(nia.get("/boards")).css("tbody a[data-row]")) == 2


# --- scans -------------------------------------------------------------------------------------------------------


def test_a_scan_that_somebody_works_on_is_running(mo, scan):
    scan(read=2, errors=["timed_out"], left=1)
    scan(runner=this_runner(), ago=timedelta(hours=2), left=3)
    for card in cards(mo.get("/scans")):
        assert "running" in card
        assert "Resume" not in card
    page = mo.get("/scans")
    assert "3 of 4 known pages" in cards(page)[1]
    assert "2 pages read, 1 failed. Found 6 new posts, 2 changed, 0 gone; 0 flagged." in cards(page)[1]
    progress = parsed(page).css("progress")[1]
    assert (progress.attributes["value"], progress.attributes["max"]) == ("3", "4")


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("https://quay.example/forum/", "flagpost scan https://quay.example/forum/"),
        ("https://quay.example/?a=1&b=2", "flagpost scan 'https://quay.example/?a=1&b=2'"),
        ("https://quay.example/;reboot", "flagpost scan 'https://quay.example/;reboot'"),
        ("file:///srv/saved%20pages", "flagpost scan '/srv/saved pages'"),
    ],
)
def test_a_scan_that_nobody_works_on_stopped_and_says_how_to_go_on(mo, scan, target, command):
    scan(target, ago=timedelta(hours=3), left=1)
    page = mo.get("/scans")
    [card] = cards(page)
    assert "stopped" in card
    assert parsed(page).css_first("code").text() == command
    assert "last sign of life 3 h ago" in card


def test_what_went_wrong_is_told_by_kind_with_examples(bare, mo, scan):
    last = scan(errors=["timed_out"] * 5 + ["not_found"], finish=True)
    with bare.store.begin() as unit:
        unit.scans.remark(last, BOARD, message="It says 20 posts, and shows 19.", at=bare.clock())
    page = mo.get("/scans")
    kinds = parsed(page).css(".kinds > li")
    assert [" ".join(each.css_first("summary").text().split()) for each in kinds] == [
        "timed out 5",
        "not found 1",
        "remark 1",
    ]
    assert len(kinds[0].css(".plain-list li")) == 3
    assert "And 2 more." in kinds[0].text()
    assert "It says 20 posts, and shows 19." in kinds[2].text()
    assert "What does not add up" in page.text


def test_older_scans_are_on_pages_of_their_own(mo, scan, monkeypatch):
    monkeypatch.setattr(boards_page, "SCANS", 2)
    ids = [scan(finish=True) for _ in range(3)]
    page = mo.get("/scans")
    assert [each.attributes["aria-label"] for each in parsed(page).css("article")] == [
        f"Scan {ids[2]}",
        f"Scan {ids[1]}",
    ]
    [older] = links(page, ".pages a")
    page = mo.get(older)
    assert labels(page) == [f"Scan {ids[0]}"]
    assert links(page, ".pages a") == []
    assert len(cards(mo.get(f"/scans?before={2**70}"))) == 2
