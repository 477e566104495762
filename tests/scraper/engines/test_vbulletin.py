"""Quirks of vBulletin that the saved pages do not show."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper import read_page
from scraper.addresses import without_page
from scraper.engines.vbulletin import ADDRESSES
from scraper.items import ListingPage, Reaction, Refusal, ThreadPage, Unreadable

PAGES = Path(__file__).parents[3] / "fixtures" / "pages"
THREAD = "https://tidewater.example/plots/showthread.php?2201-Salt-on-the-runner-beans"


def page(name: str, was: str = "", now: str = "") -> str:
    html = (PAGES / name / "input.html").read_text(encoding="utf-8")
    assert was in html
    return html.replace(was, now)


def thread(html: str, url: str) -> ThreadPage:
    found = read_page(html.encode(), url, "text/html; charset=utf-8")
    assert isinstance(found, ThreadPage), found
    return found


def test_thanks_stand_behind_the_post() -> None:
    first = thread(page("vbulletin4-thread-page-1"), THREAD).posts[0]
    box = f"""<div id="post_thanks_box_{first.id}" class="postbit"><div class="postbody"><a
      href="member.php?31-Ivo-Lund">Ivo Lund</a>, <a href="member.php?32-Mirre">Mirre</a></div></div>"""
    html = page("vbulletin4-thread-page-1", "</ol>", f"</ol>{box}")
    assert Reaction(name="Thanks", count=2, by=("Ivo Lund", "Mirre")) in thread(html, THREAD).posts[0].reactions


def test_half_an_hour_of_the_zone_counts() -> None:
    whole = thread(page("vbulletin4-thread-page-1"), THREAD).posts[0].published
    half = thread(page("vbulletin4-thread-page-1", "GMT -5", "GMT +5.5"), THREAD).posts[0].published
    assert isinstance(whole, datetime)
    assert isinstance(half, datetime)
    assert half.tzinfo is UTC
    assert (whole - half).total_seconds() == 10.5 * 3600


def test_posts_in_the_tab_of_what_is_new_make_no_thread_of_a_listing() -> None:
    new = """<ul class="conversation-list activity-view"><li class="b-post" data-node-id="9" data-node-publishdate="1">
      <div class="author"><strong>Ivo Lund</strong></div><div class="js-post__content-text">Hum.</div></li></ul>"""
    html = page("vbulletin5-listing", "</body>", f"{new}</body>").encode()
    found = read_page(html, "https://lanternchoir.example/forum/rehearsals/altos", "text/html; charset=utf-8")
    assert isinstance(found, ListingPage)


@pytest.mark.parametrize(
    "view",
    [
        "showpost.php?p=9001&postcount=3",
        "printthread.php?t=812",
        "archive/index.php/t-812",
        "showthread.php?p=9001&mode=threaded",
        "showthread.php?t=812&mode=hybrid",
    ],
)
def test_a_view_without_the_thread_around_is_another_view(view: str) -> None:
    html = """<html><head><meta name="generator" content="vBulletin 3.8.7"></head><body><b>Ivo Lund</b>
      <p>The mast hums.</p></body></html>"""
    found = read_page(html.encode(), f"https://kestrelmoor.example/forum/{view}", "text/html; charset=utf-8")
    assert isinstance(found, Unreadable)
    assert found.reason is Refusal.OTHER_VIEW


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("showthread.php?t=812&page=2", "812"),
        ("showthread.php?s=0123&t=812", "812"),
        ("showthread.php/812-loop-antenna", "812"),
        ("threads/812-loop-antenna/page2", "812"),
        ("f7/loop-antenna-812/", "812"),
        ("f7/loop-antenna-812/index2.html", "812"),
        ("radio/812-loop-antenna.html", "812"),
        ("radio/812-loop-antenna-2.html", "812"),
        ("loop-antenna-t812.html", "812"),
        ("loop-antenna-t812-2.html", "812"),
    ],
)
def test_addresses_tell_the_thread_also_where_vbseo_makes_them(path: str, number: str) -> None:
    found = ADDRESSES.thread.search(f"https://kestrelmoor.example/{path}")
    assert found is not None
    assert found["id"] == number


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("showthread.php?t=812&page=3", "showthread.php?t=812"),
        ("showthread.php?t=812&goto=newpost", "showthread.php?t=812"),
        ("showthread.php?2201-Salt/page2", "showthread.php?2201-Salt"),
        ("showthread.php?2201-Salt&p=77&viewfull=1", "showthread.php?2201-Salt"),
        ("threads/2201-Salt/page2", "threads/2201-Salt"),
        ("forum/altos/341-breath-marks?p=5", "forum/altos/341-breath-marks"),
        ("forum/altos/341-breath-marks/page2", "forum/altos/341-breath-marks"),
    ],
)
def test_pages_and_posts_of_a_thread_have_its_address(path: str, own: str) -> None:
    assert without_page(f"https://tidewater.example/{path}") == f"https://tidewater.example/{own}"
