"""The words of Vanilla's posts: rich, typed in Markdown or BBCode, with quotes that a script draws."""

from __future__ import annotations

import json
import re
from html import escape, unescape

from scraper.engines.shared.payload import mapping, text_at
from scraper.wordrules import WordRules

SAID = "blockquote.Quote > .blockquote-content:first-child"
"""The line that names who is quoted, where the board's sanitizer took its class."""

WORDS = WordRules(
    quote="blockquote",
    quote_author=(
        "@data-author",
        ".QuoteAuthor a:not(.QuoteLink)",
        ".QuoteAuthor",
        f"{SAID} > a[href*='/profile/']:first-child",
        "p:first-child:lexbor-contains(' said:') > a[href*='/profile/']:first-child",
        "@rel",
    ),
    quote_source=("@cite", "a.QuoteLink@href"),
    quote_post=("@data-comment", "a.QuoteLink[href*='comment']@href"),
    quote_head=f".QuoteAuthor, {SAID}:has(> a[href*='/profile/']:first-child)",
    skip=".SpoilerTitle, .SpoilerReveal, .spoiler-buttonContainer",
    quote_name=re.compile(r'^@?"?(?P<name>.+?)"?$'),
    attachment="a[download]",
)

EMBEDDED = re.compile(
    r"<div class=\"js-embed[^\"]*\" data-embedjson=\"(?P<data>[^\"]*)\">.*?</div>", re.IGNORECASE | re.DOTALL
)
"""A place that the page's script fills."""


def drawn(html: str) -> str:
    """HTML with the quotes that its script would draw."""
    return EMBEDDED.sub(_quote, html)


def _quote(place: re.Match[str]) -> str:
    """What the script would draw, where it is a quote."""
    try:
        data = mapping(json.loads(unescape(place["data"])))
    except ValueError:
        return place[0]
    if data.get("embedType") != "quote":
        return place[0]
    author = text_at(mapping(data.get("insertUser")), "name") or ""
    comment = data.get("recordID") if data.get("recordType") == "comment" else ""
    return (
        f'<blockquote data-author="{escape(author)}" data-comment="{escape(str(comment))}" '
        f'cite="{escape(text_at(data, "url") or "")}">{text_at(data, "body") or ""}</blockquote>'
    )
