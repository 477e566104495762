"""The HTML that Flarum makes of a post."""

from __future__ import annotations

import re

from scraper.wordrules import WordRules

HEAD = ":is(p:first-child, blockquote + p) > .PostMention:first-child"
"""What begins a quote: the name of the one quoted, as a link to the post, or as words where that is gone."""


def _rules(head: str) -> WordRules:
    return WordRules(
        quote_author=(f"{head}:not(.PostMention--deleted)", "cite"),
        quote_source=(f"{head}@href",),
        quote_post=(f"{head}@data-id",),
        quote_head=f"blockquote {head}, cite",
        skip="[data-fof-upload-download-uuid]",
    )


WORDS = _rules(HEAD)
MARKED_WORDS = _rules(f"{HEAD}[data-begins]")
"""The same where :func:`marked` has told what begins a paragraph; selectors know nothing of the words before it."""
BEGINS = re.compile(r"(<p>\s*<(?:a|span)\b)(?=[^<>]*\bclass=\"PostMention\b)")


def marked(html: str) -> str:
    """The HTML of a post with a mark on the mentions that begin a paragraph."""
    return BEGINS.sub(r"\1 data-begins", html)
