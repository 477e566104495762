"""The words of Lemmy's posts, as its pages show the Markdown that its API gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.items import Quote
from scraper.words import Words, read_words

SET_FOR = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "…": "...",
    "–": "--",
    "—": "---",
    "©": "(c)",
    "®": "(r)",
    "™": "(tm)",
    "±": "+-",
}
"""What pages set for what was typed."""
MARKS = re.compile(f"[{''.join(SET_FOR)}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where a page shows the words that the API gives as Markdown."""

    doc: Document
    post: LexborNode | None
    comments: Mapping[str, LexborNode]

    def words(self, block: LexborNode | None, typed: str | None) -> Words | None:
        """The words in a block, with the marks that were typed and not those that are set for them."""
        box = block.css_first(".md-div") if block is not None else None
        if box is None:
            return None
        words = read_words(box, self.doc)
        was = (typed or "").lower()
        set_for = {mark: plain for mark, plain in SET_FOR.items() if plain in was and mark not in was}
        return replace(
            words,
            text=_with_typed(words.text, set_for),
            quotes=tuple(_quote_with_typed(quote, set_for) for quote in words.quotes),
        )


def _with_typed(text: str, set_for: Mapping[str, str]) -> str:
    return MARKS.sub(lambda mark: set_for.get(mark[0], mark[0]), text) if set_for else text


def _quote_with_typed(quote: Quote, set_for: Mapping[str, str]) -> Quote:
    inner = tuple(_quote_with_typed(one, set_for) for one in quote.quotes)
    return replace(quote, text=_with_typed(quote.text, set_for), quotes=inner)
