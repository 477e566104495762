"""What quotes, code and edit notes look like in the posts of most forum software."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.attribution import QUOTE_OPENS
from scraper.document import Document, ids
from scraper.items import Quote
from scraper.wordrules import WordRules
from scraper.words import Words, read_words

RULES = WordRules(
    quote="blockquote:not([class*='messagetext' i]):not([class*='postcontent' i]):not([class*='postbody' i])"
    ":not([class*='spoiler' i]), "
    "aside.quote, div[class$='quote' i], div[class*='quote ' i], div.quotebox, div.quote_container, "
    "div.quotecontainer, div.quotation, div.zitat, div.citation, table.quote, fieldset.quote, div.quote-block, "
    "div.quoted-text, div.quotecontent, td[class^='quote' i], td[class$='quote' i]",
    quote_label="p.citation, p.quote_author, p.quotetop, div.quotetop, div.quoteheader, div.quotetitle, .quotehead",
    quote_author=(
        "@data-author", "@data-quote", "@data-username", "@data-ipsquote-username", "cite > a", "cite > strong", "cite",
        ".bbcode_postedby strong", ".quoteheader", ".quote_header", ".quote-author", ".QuoteAuthor", ".title",
    ),
    quote_source=("@cite", "cite a[href*='#']@href", "@data-ipsquote-contenturl", ".title a@href"),
    quote_post=("@data-post-id", "@data-ipsquote-contentcommentid", "@data-post", "cite a[href*='#']@href"),
    quote_head="cite, .quoteheader, .quote_header, .topslice_quote, .botslice_quote, .quote-author, .QuoteAuthor, "
    ".bbcode_postedby, .ipsQuote_citation, aside.quote > .title, .attribution, .quote-controls, .bbCodeBlock-title",
    skip=".codebox > p, .codeblock > .title, .codehead, dl.codebox > dt, .bbCodeBlock-expandLink, .quoteExpand, "
    ".sr-only, .visually-hidden, .screen-reader-text",
    signature=".signature, .sig, .forum-signature, .post-signature",
    code=".codeblock > .body, .codecontent",
    card="aside.onebox, .bbCodeBlock--unfurl, .unfurl, .link-preview, .linkpreview, .url-preview, .link-card",
    attachment="a.attachment, .attachment a[href], .attachbox a[href], .postimage, a[href*='attachment.php'], "
    "a[href*='download/file.php']",
)  # fmt: skip
"""The shared names. Selectors without a page's own host, as everything here."""


DATE_BEFORE_NAME = re.compile(r"^\([^()]*\d[^()]*\)\s*")
"""What some templates print in front of the name of the one quoted."""


def quotes_in(elements: Iterable[LexborNode]) -> frozenset[int]:
    """The quotes inside elements, as their class names tell."""
    return frozenset().union(*(ids(element.css(RULES.quote)) for element in elements))


def words_of(
    element: LexborNode, doc: Document, skip: frozenset[int] = frozenset(), quoted: Mapping[int, str] | None = None
) -> Words:
    """The words of an element, with quotes that name their author in a first line of their own."""
    words = read_words(element, doc, RULES, skip=skip, quoted=quoted)
    return replace(words, quotes=tuple(_with_author(quote) for quote in words.quotes)) if words.quotes else words


def _with_author(quote: Quote, depth: int = 0) -> Quote:
    """A quote whose first line is ``Name said:``, to its author and words."""
    inner = tuple(_with_author(one, depth + 1) for one in quote.quotes) if depth < 30 else quote.quotes
    if (
        not quote.text
        and len(inner) == 1
        and (None in (quote.author, inner[0].author) or quote.author == inner[0].author)
    ):
        # One box inside another, which is how some templates frame a single quote.
        return replace(inner[0], author=quote.author or inner[0].author, url=quote.url or inner[0].url)
    if quote.author is not None:
        return replace(quote, author=DATE_BEFORE_NAME.sub("", quote.author) or None, quotes=inner)
    first, _, rest = quote.text.partition("\n")
    attribution = QUOTE_OPENS.match(first.strip())
    if attribution is None:
        return replace(quote, quotes=inner)
    return replace(quote, author=attribution["name"].lstrip("@").strip(), text=rest.strip(), quotes=inner)
