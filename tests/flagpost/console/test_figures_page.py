"""The page of figures: what it counts, for whom, how its pictures are told, and that its address keeps the filters."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlencode

import pytest

from db.items import Draft, Evidence, Grant, Outcome, UserRole
from flagpost.console.pages.figures import read_wanted
from flagpost.dashboard import Wanted
from scraper.items import BoardStatistics, IndexPage, Method, Reading, Step, StepKind

from .making import BOARD, make_case, parsed, words_of

QUAY = "https://quay.example/"
HOSTILE = "Quay <b>\u202e"
"""The title of a board, as somebody hostile may choose it."""


def figures(browser, **wanted):
    answer = browser.get(f"/figures?{urlencode(wanted)}")
    assert answer.status_code == 200, answer.text
    return answer


def table(page, heading):
    """The numbers of a picture, row by row."""
    [found] = [each for each in parsed(page).css("article") if each.css_first("h3").text() == heading]
    return [[" ".join(cell.text().split()) for cell in row.css("th, td")] for row in found.css("tr")]


def chosen(page, name):
    [option] = parsed(page).css(f"select[name={name}] option[selected]") or [None]
    return option.attributes["value"] if option else None


@pytest.fixture
def work(bare):
    """Two boards with cases, decisions, numbers of their own, and scans."""
    now = datetime.now(UTC)
    ids = [make_case(bare.store, opened_at=now - timedelta(hours=2), target="women") for _ in range(3)]
    ids.append(make_case(bare.store, opened_at=now, board=QUAY, board_title=HOSTILE, queue="urgent", target=HOSTILE))
    with bare.store.begin() as unit:
        unit.users.ensure("Rosa", at=now)
        for case_id, outcome in zip(ids[:2], (Outcome.AGREE, Outcome.DISAGREE), strict=True):
            claim = unit.review.claim(case_id, "Rosa", lease=timedelta(minutes=5), at=now)
            unit.review.decide(case_id, token=claim.token, user="Rosa", draft=Draft(outcome=outcome), at=now)
        for url in (BOARD, QUAY):
            reading = Reading(method=Method.ENGINE, engine="xenforo2")
            statistics = BoardStatistics(threads=1200, messages=34_000)
            index = IndexPage(url=url, board_url=url, title="Index", reading=reading, statistics=statistics)
            unit.archive.save(index, Evidence(url=url, fetched_at=now, sha256="0" * 64))
            first = Step(url=url, kind=StepKind.TARGET)
            scan = unit.scans.start(url, runner="elsewhere:1:1", options={}, first=first, at=now - timedelta(hours=1))
            unit.scans.failed(scan.id, first, kind="not_found", message="Gone.", at=now)
            unit.scans.finish(scan.id, now - timedelta(minutes=30))
    return bare


@pytest.fixture
def admin(work):
    return work.browser("Anna", UserRole.ADMIN)


# --- what it shows -----------------------------------------------------------------------------------------------


def test_it_tells_in_words_and_numbers_what_its_pictures_show(admin):
    page = figures(admin)
    said = words_of(page)
    assert "4 cases opened or opened again, 2 decisions made." in said
    assert "2 open cases, as it is now, whatever the days." in said
    assert "Half of 2 decisions came within 2 h, nine of ten within 2 h." in said
    assert "1 rule with fewer than 5 such decisions: uncertain." in said
    assert sum(int(row[1]) for row in table(page, "Opened and decided, by day")[1:]) == 4
    assert table(page, "Time to a decision")[3] == ["1–4 h", "2"]
    assert table(page, "How often people agreed, by rule")[1] == [
        "lexicon/en/blockhead", "1", "1", "0", "50 %", "9 % and 91 %", "uncertain",
    ]  # fmt: skip
    told = HOSTILE.replace("\u202e", "[right-to-left override]")
    assert table(page, "Whom it is aimed at, by board")[1:] == [["Harbour", "women", "3"], [told, told, "1"]]
    assert table(page, "Harbour")[1][1:] == ["1,200", "34,000", "–"]
    [newest, _] = table(page, "Pages of the last scans")[1:]
    assert newest[1] == QUAY
    assert newest[3:] == ["finished", "0", "1", "0", "0", "30 min"]
    assert table(page, "What went wrong in scans, by kind")[1:] == [["not found", "2", "2"]]


def test_every_picture_has_a_name_a_description_and_a_table(admin):
    page = parsed(figures(admin))
    pictures = page.css("svg")
    assert len(pictures) == 11
    for picture in pictures:
        assert picture.attributes["role"] == "img"
        named = picture.attributes["aria-labelledby"].split()
        assert [picture.css_first(f"#{id_}").tag for id_ in named] == ["title", "desc"]
        assert all(picture.css_first(f"#{id_}").text().strip() for id_ in named)
        assert len(picture.parent.css("details table tbody tr")) > 0
    ids = Counter(node.attributes["id"] for node in page.css("[id]"))
    assert max(ids.values()) == 1


def test_it_has_no_script_and_no_style_of_its_own(admin):
    page = parsed(figures(admin))
    assert [node.attributes.get("src") for node in page.css("script")] == ["/static/console.js"]
    assert page.css("style, [style], image, use, foreignObject, animate") == []
    assert not any(name.startswith("on") for node in page.css("*") for name in node.attributes)


def test_what_a_board_calls_itself_is_only_ever_text(admin):
    page = figures(admin)
    assert "\u202e" not in page.text
    assert parsed(page).css("main b") == []
    assert "Quay &lt;b&gt;[right-to-left override]" in page.text


def test_headings_come_in_order(admin):
    levels = [int(node.tag[1]) for node in parsed(figures(admin)).css("main h1, main h2, main h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_store_without_anything_has_figures_too(bare):
    page = figures(bare.browser("Anna", UserRole.ADMIN))
    said = words_of(page)
    assert parsed(page).css("svg") == []
    assert "0 cases opened or opened again, 0 decisions made." in said
    assert "Nobody decided on anything that a rule had flagged." in said
    assert "No scan began in these days." in said


def test_the_main_navigation_leads_to_it(admin):
    [link] = [each for each in parsed(figures(admin)).css("nav[aria-label=Main] a") if each.text() == "Figures"]
    assert link.attributes["href"] == "/figures"
    assert link.attributes["aria-current"] == "page"


# --- what is asked for -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "wanted", "unknown"),
    [
        ({}, Wanted(), []),
        ({"days": "", "board": "", "queue": " "}, Wanted(), []),
        ({"days": "365", "board": "2", "queue": "urgent"}, Wanted(days=365, board_id=2, queue="urgent"), []),
        ({"days": "8"}, Wanted(), ["days"]),
        ({"days": "-7", "board": "-1"}, Wanted(), ["days", "board"]),
        ({"board": "x"}, Wanted(), ["board"]),
        ({"board": "0"}, Wanted(), ["board"]),
        ({"board": "9" * 5000}, Wanted(), ["board"]),
        ({"board": "²"}, Wanted(), ["board"]),
        ({"queue": "q" * 5000}, Wanted(queue="q" * 200), []),
    ],
)
def test_an_address_is_read_leniently(given, wanted, unknown):
    assert read_wanted(given) == (wanted, unknown)


def test_filters_stand_in_the_address_and_narrow(admin):
    page = figures(admin, days=7, board=2, queue="urgent")
    assert (chosen(page, "days"), chosen(page, "board"), chosen(page, "queue")) == ("7", "2", "urgent")
    assert "1 case opened or opened again" in words_of(page)
    assert len(table(page, "Opened and decided, by day")) == 8
    form = parsed(page).css_first("form[action='/figures']")
    assert form.attributes["method"] == "get"
    assert {node.attributes["name"] for node in form.css("select, input")} == {"days", "board", "queue"}


def test_a_queue_without_cases_stays_chosen(admin):
    page = figures(admin, queue="nowhere")
    assert chosen(page, "queue") == "nowhere"
    assert "0 cases opened or opened again" in words_of(page)


@pytest.mark.parametrize("wanted", [{"days": 8}, {"board": "x"}, {"board": 99}, {"board": 2**62}])
def test_what_means_nothing_is_left_out_and_told(admin, wanted):
    page = figures(admin, **wanted)
    assert f"Left out, since it means nothing here: {next(iter(wanted))}." in words_of(page, "[role=alert]")
    assert "4 cases opened or opened again" in words_of(page)


# --- who asks ----------------------------------------------------------------------------------------------------


def test_who_is_narrowed_sees_figures_of_their_reach_alone(work, admin):
    ben = work.browser("Ben", UserRole.READ_ONLY)
    work.people.set_grants("Ben", [Grant(role=UserRole.READ_ONLY, board_id=1)], by="Anna")
    page = figures(ben)
    assert "3 cases opened or opened again" in words_of(page)
    assert "of what you may look at" in words_of(page)
    assert "Quay" not in page.text
    assert QUAY not in page.text
    assert [row[1] for row in table(page, "Pages of the last scans")[1:]] == [BOARD]
    assert words_of(figures(ben, board=2)) == words_of(figures(ben, board=99))


def test_who_is_not_signed_in_is_sent_to_sign_in(work):
    answer = work.stranger().client.get("/figures?days=7", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
