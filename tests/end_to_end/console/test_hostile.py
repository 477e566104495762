"""Posts that attack whoever reads them: nothing runs, nothing is fetched, nothing is turned around, nothing overflows.

That no dialog opens, no script fails, the browser's console stays silent (the content security policy speaks there),
and no other host is asked, is what ``visit`` holds every test to.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.items import Evidence
from db.store import Store
from flagpost.screening import Screening
from moderation.policy import load_policy
from scraper.items import Attachment, Author, Link, Method, Post, Quote, Reading, Role, ThreadPage

from .conftest import PHONE, WIDE, Site, Staffed, Visit, Visits, bring_before_a_person, expect, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

FLAGGED = "I know where you live, and I will break your legs, you stupid cow"
"""Words that are flagged, that every post below has."""
BOARD = "http://hostile.example/"
EVIDENCE = Evidence(url=BOARD, fetched_at=datetime(2026, 3, 1, tzinfo=UTC), sha256="0" * 64)
ANSWER = Author(name="Peaceful", url=f"{BOARD}u/peaceful")
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)><iframe src=javascript:alert(4)>"
OVERRIDE = "\u202e"
HUGE = "The tide comes in and the tide goes out. " * 5_000
"""200 KB."""
LONG_WORD = "w" * 6_000
ZALGO = "".join(letter + "\u0336\u030d\u0316" * 20 for letter in "tide")


@dataclass(frozen=True, slots=True)
class Hostile:
    """A post, and what its page is to show."""

    post: Post
    shown: str
    """Words that must stand on the page as they were written."""


def post(text: str, **more: object) -> Post:
    return Post(**{"id": "1", "role": Role.REPLY, "text": f"{text} {FLAGGED}", "author": Author(name="Mallory")} | more)  # type: ignore[arg-type]


POSTS = {
    "markup": Hostile(post(MARKUP, author=Author(name=f'"><b>{MARKUP}')), MARKUP),
    "markup in quotes": Hostile(
        post("see", quotes=(Quote(text=MARKUP, author=MARKUP, quotes=(Quote(text=MARKUP),)),)), MARKUP
    ),
    "an attribute": Hostile(post('\' onmouseover=\'alert(1)\' " autofocus onfocus="alert(1)" x="'), "onmouseover"),
    "a template": Hostile(post("{{ 7 * 7 }} {% if 1 %} ${7*7} <%= 7*7 %>"), "{{ 7 * 7 }} {% if 1 %} ${7*7} <%= 7*7 %>"),
    "an entity": Hostile(post("&lt;script&gt; &#60;b&#62; &amp;amp;"), "&lt;script&gt; &#60;b&#62; &amp;amp;"),
    "links": Hostile(
        post(
            "look",
            permalink="javascript:alert(1)",
            author=Author(name="Mallory", url="javascript:alert(2)"),
            links=(
                Link(url="javascript:alert(3)", text="the minutes"),
                Link(url="data:text/html,<script>alert(4)</script>", text=MARKUP),
                Link(url=" \tjAvAsCrIpT:alert(5)", text=""),
            ),
            attachments=(
                Attachment(url="http://tracker.example/pixel.png", kind="image", name=MARKUP),
                Attachment(url="javascript:alert(6)", kind="image"),
            ),
        ),
        "look",
    ),
    "turned around": Hostile(
        post(f"{OVERRIDE}drawkcab\u2066\u2067 and on", author=Author(name=f"gpj{OVERRIDE}exe.Mallory")),
        "[right-to-left override]drawkcab[left-to-right isolate][right-to-left isolate] and on",
    ),
    "unseen": Hostile(post("in\u200bvis\u00adible\u2060 \ufeffwords\x07"), "in[zero width space]vis[soft hyphen]ible"),
    "hidden in a term": Hostile(post("you stu\u200bpid c\u00adow,"), "[zero width space]"),
    "a formula": Hostile(post('=HYPERLINK("http://evil.example","x")'), '=HYPERLINK("http://evil.example","x")'),
    "huge": Hostile(post(HUGE), HUGE[:200]),
    "a long word": Hostile(post(LONG_WORD, author=Author(name="n" * 400)), LONG_WORD),
    "stacked marks": Hostile(post(ZALGO * 50), ZALGO),
    "the other direction": Hostile(post("البحر هادئ اليوم", author=Author(name="ليلى")), "البحر هادئ اليوم"),
    "controls": Hostile(post("\x1b[31mred\x1b[0m \u2028 line \u2029 paragraph"), "[31mred"),
}
TITLES = {"markup": f"</title>{MARKUP}", "a long word": "t" * 480, "turned around": f"{OVERRIDE}eltit a"}
"""Titles of their threads, where those attack, too."""


@pytest.fixture(scope="session")
def attacked(staffed: Staffed, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """A store with those posts, screened; and which case is about which."""
    path = tmp_path_factory.mktemp("hostile") / "flagpost.db"
    shutil.copy(staffed.path, path)
    with Store.open(f"sqlite:///{path}") as store:
        with store.begin() as unit:
            for number, (name, hostile) in enumerate(POSTS.items(), 1):
                unit.archive.save(thread_of(number, name, hostile.post), EVIDENCE)
        Screening(store, load_policy(None)).pending()
        with store.begin() as unit:
            posts = {post.external_id: post.id for post in unit.archive.posts()}
            cases = {
                name: bring_before_a_person(unit, posts[f"hostile-{number}"]) for number, name in enumerate(POSTS, 1)
            }
    return path, cases


def thread_of(number: int, name: str, attack: Post) -> ThreadPage:
    """A thread in which a post attacks, and is answered."""
    url = f"{BOARD}t/{number}"
    answer = Post(id=f"answer-{number}", role=Role.REPLY, text="Let us talk about the tide.", author=ANSWER, position=2)
    return ThreadPage(
        url=url,
        board_url=BOARD,
        title=TITLES.get(name, f"Thread {number}"),
        reading=Reading(method=Method.ENGINE),
        id=str(number),
        original_post=replace(attack, id=f"hostile-{number}", role=Role.ORIGINAL, position=1),
        replies=(answer,),
    )


@pytest.fixture
def cases_of(running: Site, attacked: tuple[Path, dict[str, int]]) -> dict[str, int]:
    """The server, over the store that was attacked."""
    path, cases = attacked
    running.set_back(path)
    return cases


@pytest.fixture
def page(visit: Visits, cases_of: dict[str, int]) -> Page:
    """Ben's browser."""
    return visit("Ben")


def assert_harmless(page: Page) -> None:
    """No markup of a post is markup of the page, no address leads anywhere but to the web, and nothing overflows."""
    strange = page.locator(
        "script:not([src='/static/console.js']), iframe, object, embed, base, style, main img, main svg, main b, "
        "[onmouseover], [onfocus], [onerror], [onload], main [style]:not(#post)"
    )
    expect(strange).to_have_count(0)
    other = "[...document.links].filter(each => !/^https?:$/.test(each.protocol)).map(each => each.href)"
    assert page.evaluate(other) == []
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, page.url


@pytest.mark.parametrize("name", POSTS)
def test_a_hostile_post_is_words_and_nothing_else(page: Page, cases_of: dict[str, int], name: str) -> None:
    page.goto(f"/cases/{cases_of[name]}#post")
    press(page, "v")
    expect(page.locator("#post")).to_contain_text(POSTS[name].shown, use_inner_text=True)
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
    assert_harmless(page)
    expect(page.get_by_role("button", name="Agree", exact=True)).to_be_in_viewport()
    page.set_viewport_size(PHONE)
    assert_fits(page)


def test_the_queue_shows_hostile_posts_as_words(page: Page, cases_of: dict[str, int]) -> None:
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        script = "%3Cscript%3Ealert(1)%3C/script%3E"
        for query in ("", "?author=n" + "n" * 399, f"?words={script}", f"?queue=%22%3E{script}"):
            page.goto(f"/queue{query}")
            assert_harmless(page)
    page.goto("/queue?words=%3Cscript%3Ealert(1)%3C/script%3E")
    expect(page.get_by_label("Words in the post")).to_have_value("<script>alert(1)</script>")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator(".excerpt")).to_contain_text("<iframe src=javascript:alert(4)>")


def test_what_turns_text_around_is_told_and_not_obeyed(page: Page, cases_of: dict[str, int]) -> None:
    for name in ("turned around", "unseen", "controls", "hidden in a term"):
        page.goto(f"/cases/{cases_of[name]}#post")
        press(page, "v")
        for words in ("#words", ".reasons"):
            shown = page.locator(words).text_content() or ""
            assert not set(shown) & set("\u202e\u2066\u2067\u200b\u00ad\u2060\ufeff\x07\x1b\u2028\u2029"), name
    page.goto(f"/cases/{cases_of['turned around']}#post")
    author, position = page.locator("#post .byline > *").all()[:2]
    left, right = author.bounding_box(), position.bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"], "a name turned around what stands behind it"


def test_a_huge_post_is_worked_like_any_other(page: Page, site: Site, cases_of: dict[str, int]) -> None:
    page.goto(f"/cases/{cases_of['huge']}#post")
    expect(page.locator("#post .label")).to_be_in_viewport()
    press(page, "d")
    expect(page.get_by_text(f"Case {cases_of['huge']}: disagree.")).to_be_visible()


def test_hostile_names_of_people_are_words(visit: Visit, site: Site) -> None:
    page = visit("Anna")
    page.goto("/people")
    page.get_by_label("Name", exact=True).fill("<img src=x onerror=alert(1)>")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("main").get_by_role("status").filter(has_text="this link")).to_contain_text(
        "<img src=x onerror=alert(1)>"
    )
    assert_harmless(page)
    page.goto("/audit")
    expect(page.get_by_role("table")).to_contain_text("<img src=x onerror=alert(1)>")
    assert_harmless(page)
