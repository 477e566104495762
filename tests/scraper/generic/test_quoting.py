"""Quotes and missing posts on pages of unknown software, told by their words alone."""

from __future__ import annotations

import pytest

from scraper import read_page
from scraper.items import Absence, Post, ThreadPage

URL = "https://antennas.example/viewthread.cgi?id=812"


def block(number: int, name: str, body: str) -> str:
    return f"""<table class="row" width="100%"><tr><td width="150"><a href="user.cgi?id={number}">{name}</a></td>
      <td><font size="1">May {number}, 2011, 08:15 pm</font><hr>{body}</td></tr></table>"""


def read(body: str) -> ThreadPage:
    bodies = (
        "<div>Forty metres of wire on three masts, and one very patient sheep below.</div>",
        f"<div>{body}</div>",
        "<div>I measured mine in the rain, and it heard Greenland all the same.</div>",
        "<div>Greenland on a good night is no measurement, as my grandfather said.</div>",
    )
    names = ("Pasco", "Tamsin", "Bram", "Quillon")
    blocks = "".join(block(at, name, one) for at, (name, one) in enumerate(zip(names, bodies, strict=True), 1))
    html = f"<html><head><title>Loop antenna</title></head><body><h1>Loop antenna</h1>{blocks}</body></html>"
    page = read_page(html.encode(), URL, "text/html; charset=utf-8")
    assert isinstance(page, ThreadPage), page
    assert page.reading.method == "generic"
    return page


def second(body: str) -> Post:
    page = read(body)
    assert len(page.posts) == 4
    return page.posts[1]


OWN = "It may hang lower than that, if the heather is wet enough to count."
QUOTED = "How low may it hang over the bridle path?"
SHAPES = {
    "a table and its label": ("<div class=small>Quote:</div><table><tr><td>{q}</td></tr></table>{o}", None),
    "a table with its author": (
        """<div class=small>Quote:</div><table><tr><td><div>Originally Posted by <strong>Pasco</strong></div>
        <div style="font-style:italic">{q}</div></td></tr></table>{o}""",
        "Pasco",
    ),
    "rows": ("<table><tr><td><b>Pasco wrote:</b></td></tr><tr><td class=quote>{q}</td></tr></table>{o}", "Pasco"),
    "german": ("<b>Zitat von Pasco</b><blockquote>{q}</blockquote>{o}", "Pasco"),
    "where it was said": ("<p>@Pasco said in Loop antenna:</p><blockquote>{q}</blockquote><p>{o}</p>", "Pasco"),
    "a head and a body": (
        "<div class=box><div class=head>Originally Posted By: Pasco</div><div class=words>{q}</div></div>{o}",
        "Pasco",
    ),
    "a quote by its class with a label": (
        '<div class="quote"><b>Pasco wrote:</b><br><div align="center" class=x>{q}</div></div>{o}',
        "Pasco",
    ),
}


@pytest.mark.parametrize(("shape", "author"), SHAPES.values(), ids=SHAPES)
def test_a_line_and_a_box_are_a_quote(shape: str, author: str | None) -> None:
    post = second(shape.format(q=QUOTED, o=OWN))
    assert post.text == OWN
    assert [(quote.author, quote.text, quote.quotes) for quote in post.quotes] == [(author, QUOTED, ())]


@pytest.mark.parametrize(
    "body",
    [
        "<p>As Pasco wrote:</p><p>it hangs too low, and I say so myself.</p>",
        "<div>My neighbour said:</div><div>nothing at all, but I say it hangs too low.</div>",
        "<b>Quote:</b> it hangs too low, unquote, and that is what I say.",
    ],
)
def test_own_words_behind_a_colon_stay_own(body: str) -> None:
    post = second(body)
    assert "hangs too low" in post.text
    assert not post.quotes


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        ("This message has been deleted by Bram.", Absence.DELETED),
        ("[removed]", Absence.DELETED),
        ("You are ignoring this user.", Absence.IGNORED),
        ("This post is awaiting approval", Absence.HIDDEN),
    ],
)
def test_a_notice_in_the_place_of_a_post_is_none(notice: str, kind: Absence) -> None:
    page = read(notice)
    assert [post.author.name for post in page.posts if post.author] == ["Pasco", "Bram", "Quillon"]
    assert [place.kind for place in page.placeholders] == [kind]


def test_words_that_begin_like_a_notice_are_a_post() -> None:
    assert second("This post was deleted by a fool. I write it again, for I still have forty metres of wire.").text
