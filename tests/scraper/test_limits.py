"""Pages that are nested too deep lose the nesting, and not their words."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from flagpost.as_json import json_text
from scraper import read_page
from scraper.items import ThreadPage
from scraper.limits import DEEPER, KEPT_DEPTH, excess, flattened, takes_long_to_parse, takes_long_to_search

PAGE = Path(__file__).parents[2] / "fixtures" / "pages" / "xenforo2-thread-page-2-of-3"
HTML = (PAGE / "input.html").read_text(encoding="utf-8")
URL = json.loads((PAGE / "meta.json").read_text(encoding="utf-8"))["url"]
NESTS = ("<div>", "<b>", "<blockquote>", "<table><tr><td>", "<ul><li>", '<div class="message">', "<a href=/x><i>")


def words(html: str) -> str:
    return " ".join(LexborHTMLParser(html).text(separator=" ").split())


def test_an_ordinary_page_stays_as_it_is() -> None:
    assert excess(HTML) is None
    assert not takes_long_to_parse(HTML)
    assert not takes_long_to_search(HTML, LexborHTMLParser(HTML))
    assert flattened(HTML) == HTML


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize("closed", [True, False])
def test_a_deep_page_is_flattened_and_keeps_its_words(nest: str, closed: bool) -> None:
    close = "".join(f"</{tag.strip('<').split()[0]}>" for tag in reversed(nest.split(">")[:-1])) if closed else ""
    deep = f"<p>first</p>{nest * 10_000}<img src=x>inside{close * 10_000}<p>last</p>"
    assert takes_long_to_search(deep, LexborHTMLParser(deep))
    flat = flattened(deep)
    assert LexborHTMLParser(flat).css_first(DEEPER) is None
    assert words(flat).replace(" ", "") == "firstinsidelast"
    assert "<img src=x>" in flat


def test_every_level_up_to_the_bound_is_kept() -> None:
    page = "<div>" * (KEPT_DEPTH - 10) + "words" + "</div>" * (KEPT_DEPTH - 10) + "<br>" * 9_000
    assert flattened(page) == page
    assert not takes_long_to_search(page, LexborHTMLParser(page))


@pytest.mark.parametrize("nest", NESTS)
def test_one_deep_post_hides_no_other(nest: str) -> None:
    whole = read_page(HTML.encode(), URL)
    assert isinstance(whole, ThreadPage)
    first = whole.posts[0].text.split("\n")[0]
    started = time.process_time()
    page = read_page(HTML.replace(first, f"{nest * 10_000}{first}", 1).encode(), URL)
    assert time.process_time() - started < 6
    assert isinstance(page, ThreadPage)
    assert first in json_text(page)


def test_one_deep_quote_that_is_closed_leaves_everything_else_as_it_was() -> None:
    whole = read_page(HTML.encode(), URL)
    assert isinstance(whole, ThreadPage)
    first = whole.posts[0].text.split("\n")[0]
    deep = f"{first}{'<blockquote>' * 10_000}so they said{'</blockquote>' * 10_000}"
    page = read_page(HTML.replace(first, deep, 1).encode(), URL)
    assert isinstance(page, ThreadPage)
    assert [post.id for post in page.posts] == [post.id for post in whole.posts]
    assert [post.text for post in page.posts[1:]] == [post.text for post in whole.posts[1:]]
