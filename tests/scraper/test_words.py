from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.document import Document
from scraper.items import Attachment, Link, Quote
from scraper.wordrules import WordRules
from scraper.words import DEEPEST_QUOTE, Words, read_words

URL = "https://kettles.example/threads/descaling.7/"

torture = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def read(html: str, **rules: Any) -> Words:
    doc = Document.parse(f"<body><div id=post>{html}</div></body>", URL)
    element = doc.css_first("#post")
    assert element is not None
    return read_words(element, doc, WordRules(**rules))


LAYOUT = {
    "white space is one space": ("a \n\t b&nbsp;c", "a b c"),
    "br is a line": ("a<br>b", "a\nb"),
    "two are a blank line": ("a<br>\n<br />b", "a\n\nb"),
    "five are no more": ("a<br><br><br><br><br>b", "a\n\nb"),
    "paragraphs": ("<p>a</p><p>b</p>", "a\n\nb"),
    "divs are lines": ("<div>a</div><div>b</div>c", "a\nb\nc"),
    "inline elements part no word": ("un<b>der</b>li<i>ned</i>", "underlined"),
    "space at an inline edge": ("<b>one </b>two<i> three</i>", "one two three"),
    "lists": ("x<ul><li>a</li><li>b</li></ul>y", "x\n\na\nb\n\ny"),
    "tables": (
        "<table><tr><th>Year</th><th>Lift</th></tr><tr><td>1908</td><td>1 mm</td></tr></table>",
        "Year Lift\n1908 1 mm",
    ),
    "headings": ("<h2>The wheel</h2>It turned.", "The wheel\n\nIt turned."),
    "code keeps its space": ("x<pre>a  b\n  c</pre>y", "x\n\na  b\n  c\n\ny"),
    "br in code is a line": ("<pre>a<br><br><br>b</pre>", "a\n\n\nb"),
    "inline code": ("say <code>a  b</code> now", "say a  b now"),
    "nobody sees scripts": ("a<script>x()</script><style>y</style><noscript>z</noscript><button>Like</button>b", "ab"),
    "comments": ("a<!-- b -->c", "ac"),
    "entities": ("&lt;b&gt; &amp; &#8364;", "<b> & €"),
    "edges": ("<br><p> </p>\u200b a \ufeff<br>", "a"),
    "hr parts": ("a<hr>b", "a\n\nb"),
    "details": ("<details><summary>more</summary>all</details>", "more\nall"),
}


@pytest.mark.parametrize(("html", "text"), LAYOUT.values(), ids=LAYOUT)
def test_layout(html: str, text: str) -> None:
    assert read(html).text == text


SMILIES = {
    "alt": '<img class="smilie" src="x.png" alt=":)">',
    "data-shortname": '<img class="emoji" src="x.png" data-shortname=":)">',
    "by its folder": '<img src="/images/smilies/smile.gif" alt=":)">',
    "drawn by a style sheet": '<i class="smilie smilie--1" title=":)"></i>',
    "a code in a title": '<span class="s7" title=":smile:"></span>',
}


@pytest.mark.parametrize("html", SMILIES.values(), ids=SMILIES)
def test_smilies_are_words(html: str) -> None:
    words = read(f"fine {html}")
    assert words.text in ("fine :)", "fine :smile:")
    assert words.attachments == ()


def test_links() -> None:
    words = read(
        'See <a href="/a"><b>this</b> one</a>, <a href="/a">this one</a> and <a href="javascript:x()">that</a>.'
    )
    assert words.text == "See this one, this one and that."
    assert words.links == (Link(url="https://kettles.example/a", text="this one"),), "each once"


def test_an_image_that_is_a_link_is_an_image() -> None:
    words = read('<a href="/full.jpg"><img src="/thumb.jpg" alt="a spout"></a>')
    assert words.attachments == (Attachment(url="https://kettles.example/thumb.jpg", kind="image", name="a spout"),)
    assert words.links == ()


def test_a_lazy_images_own_address() -> None:
    words = read('<img src="data:image/gif;base64,R0" data-src="/real.jpg">')
    assert [one.url for one in words.attachments] == ["https://kettles.example/real.jpg"]


def test_embeds() -> None:
    words = read('a<iframe src="//video.example/1">fallback</iframe>b<video><source src="/v.mp4">x</video>')
    assert words.text == "ab"
    assert [(one.kind, one.url) for one in words.attachments] == [
        ("embed", "https://video.example/1"),
        ("embed", "https://kettles.example/v.mp4"),
    ]


def test_attached_files() -> None:
    words = read('<a class=file href="/f/1.pdf">plan.pdf</a>', attachment="a.file")
    assert words.attachments == (Attachment(url="https://kettles.example/f/1.pdf", name="plan.pdf"),)
    assert words.links == ()


def test_a_quote_is_nobodys_words_but_the_quoteds() -> None:
    words = read(
        '<blockquote data-author="Wick" cite="/posts/5"><cite>Wick said:</cite><p>Is it lime?</p></blockquote>It is.'
    )
    assert words.text == "It is."
    assert words.quotes == (Quote(text="Is it lime?", author="Wick", url="https://kettles.example/posts/5"),)


def test_links_in_a_quote_are_not_the_authors() -> None:
    words = read('<blockquote><a href="/x">x</a><img src="/y.png"></blockquote>mine')
    assert (words.links, words.attachments) == ((), ())


@pytest.mark.parametrize(
    "head",
    [
        "Wick said:",
        "Wick said: ↑",
        "Wick wrote",
        "Wick schrieb:",
        "Wick a écrit :",
        "Wick сказал(а): ↑",
        "Wick",
        "Wick:",
    ],
)
def test_what_stands_behind_a_quoteds_name(head: str) -> None:
    (quote,) = read(f"<blockquote><cite>{head}</cite>Lime.</blockquote>").quotes
    assert (quote.author, quote.text) == ("Wick", "Lime.")


@pytest.mark.parametrize("name", ["Amir Said", "Posted", "sa", "Tom:"])
def test_a_name_in_an_attribute_is_a_name_and_no_more(name: str) -> None:
    (quote,) = read(f'<blockquote data-author="{name}"><cite>{name} said:</cite>Lime.</blockquote>').quotes
    assert quote.author == name


@pytest.mark.parametrize("name", ["Susa", "Wrotek", "Lisa wrote a book"])
def test_a_name_that_only_sounds_like_an_attribution(name: str) -> None:
    (quote,) = read(f"<blockquote><cite>{name}</cite>Lime.</blockquote>").quotes
    assert quote.author == name


def test_quotes_nest_and_name_their_own_authors() -> None:
    inner = '<blockquote data-author="Wick">Is it lime?</blockquote>'
    words = read(f'<blockquote data-author="Ivo">{inner}Looks like it.</blockquote>It is.')
    (outer,) = words.quotes
    assert (outer.author, outer.text) == ("Ivo", "Looks like it.")
    assert [(quote.author, quote.text) for quote in outer.quotes] == [("Wick", "Is it lime?")]


def test_an_outer_quote_does_not_borrow_the_inner_ones_name() -> None:
    (outer,) = read('<blockquote><blockquote data-author="Wick">a</blockquote>b</blockquote>').quotes
    assert outer.author is None


def test_the_id_of_the_quoted_post() -> None:
    (quote,) = read('<blockquote data-source="post: 4711">a</blockquote>', quote_post=("@data-source",)).quotes
    assert quote.post_id == "4711"


def test_an_empty_quote_is_none() -> None:
    assert read("<blockquote> <cite>Wick said:</cite></blockquote>a").quotes == ()


def test_words_between_quotes_keep_apart() -> None:
    words = read("<blockquote>a</blockquote>one<blockquote>b</blockquote>two")
    assert words.text == "one\n\ntwo"
    assert [quote.text for quote in words.quotes] == ["a", "b"]


def test_a_whole_post_may_be_a_blockquote() -> None:
    doc = Document.parse("<blockquote id=post>my own words</blockquote>", URL)
    element = doc.css_first("#post")
    assert element is not None
    assert read_words(element, doc).text == "my own words"


def test_parts_that_are_nobodys() -> None:
    words = read("a<div class=edit>Last edited: now</div>b", skip=".edit")
    assert words.text == "ab"


def test_what_is_kept_of_them() -> None:
    words = read(
        "<div class=spoiler><button>Spoiler: <b>the end</b></button><div>It was lime.</div></div>", keep="button b"
    )
    assert words.text == "the end\nIt was lime."


def test_a_signature_stands_apart() -> None:
    words = read("Boil it.<div class=sig>Kettles <b>of the world</b>!</div>", signature=".sig")
    assert (words.text, words.signature) == ("Boil it.", "Kettles of the world!")


def test_a_card_is_its_address() -> None:
    words = read('See<div class=card data-url="https://lime.example/"><h3>All about lime</h3></div>there', card=".card")
    assert words.text == "See\nhttps://lime.example/\nthere"
    assert words.links == (Link(url="https://lime.example/", text="https://lime.example/"),)


def test_what_is_code_by_its_class() -> None:
    assert read("<div class=code>a  b\nc</div>", code=".code").text == "a  b\nc"


def test_deep_quotes_end_in_the_last_that_is_kept() -> None:
    depth = DEEPEST_QUOTE + 6
    words = read("".join(f"<blockquote>q{level} " for level in range(depth)) + "</blockquote>" * depth + "mine")
    assert words.text == "mine"
    levels, quotes = 0, words.quotes
    while quotes:
        levels, last, quotes = levels + 1, quotes[0], quotes[0].quotes
    assert levels == DEEPEST_QUOTE
    assert f"q{depth - 1}" in last.text


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "a href=/x", "pre", "span class=smilie"])
def test_no_nesting_exhausts_the_stack_or_the_time(tag: str) -> None:
    started = time.process_time()
    words = read(f"<{tag}>" * 4_000 + "bottom")
    assert "bottom" in words.text + repr(words.quotes)
    assert time.process_time() - started < 10


TAGS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<blockquote data-author=Wick>", "</blockquote>", "<br>", "<li>", "<a href='/x'>",
     "</a>", "<pre>", "</pre>", "<img src=/a alt=b>", "<cite>", "</cite>", "<table><td>", "</table>", "word", " ",
     "\x00", "&#0;", "<", "<!--", "<div class=sig>", "</div>", "<iframe src=/e>", "</iframe>", "<svg>", "<textarea>"]
)  # fmt: skip


@torture
@given(st.lists(TAGS, max_size=40).map("".join))
def test_any_markup_has_words(html: str) -> None:
    words = read(html, signature=".sig")
    assert words == read(html, signature=".sig")
    assert words.text == words.text.strip(" \n\t")
