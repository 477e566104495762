"""The words of NodeBB's posts: Markdown, with lines that its composer writes into quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from scraper.items import Post, Quote
from scraper.wordrules import WordRules


def _saying(words: Iterable[str]) -> str:
    """Has one of some words itself. A bare ``@`` would begin the name of an attribute."""
    said = ", ".join(f":lexbor-contains('{word}')" for word in words)
    return f":is({said})".replace("@", r"\40 ")


# ``@wren said in Boats:``, ``@wren said:`` with a link on the verb, or typed without any. Who has no account is not
# linked, who quotes himself not named. The line stands before what it quotes, and in newer versions on top of it.
VERBS = ("said", "wrote", "sagte", "schrieb", "a dit", "dijo", "ha detto", "написал", "说")
MENTION = "a[class*=plugin-mentions]"
SOURCE = "a[href*='/post/']"
COLON = _saying(":：")
WHO = f":is(:has(> {MENTION}), {_saying(('@', 'Guest', *VERBS))})"
LINKED = f":has(> {SOURCE}:last-child){WHO}"
TYPED = f":has(> {MENTION}:first-child:last-child){_saying(f' {verb}' for verb in VERBS)}"
LINE = f"p:is({LINKED}, {TYPED}){COLON}"
NAMELESS = f"p:first-child:has(> {SOURCE}:first-child:last-child){COLON}"
HEAD = (
    f"blockquote > {LINE}:first-child:not(:has(+ blockquote)), "
    f"blockquote:not({LINE} + blockquote) > {LINE}:first-child, blockquote > {NAMELESS}"
)

WORDS = WordRules(
    quote_label=f"{LINE}:has(+ blockquote):not({HEAD})",
    quote_head=HEAD,
    quote_author=(f"{LINE} > {MENTION} bdi", f"{LINE} > {MENTION}", f"{LINE}@:first"),
    quote_name=re.compile(
        rf"^(?:[^@]*@(?=\S))?(?P<name>(?<=@)\S+|(?!(?:{'|'.join(VERBS)})\b)[^@:]+?(?=\s(?:{'|'.join(VERBS)})\s|$))"
    ),
    quote_source=(f"{LINE} > {SOURCE}:last-child@href", f"{NAMELESS} > {SOURCE}@href"),
    quote_post=(f"{LINE} > {SOURCE}:last-child@href", f"{NAMELESS} > {SOURCE}@href"),
    attachment="a[href*='/assets/uploads/files/']:not(:has(img))",
    card=".link-preview",
    smilie=("@title", "@alt"),
)


def with_names(posts: Iterable[Post], slugs: Mapping[str, str]) -> tuple[Post, ...]:
    """The posts, and those that they quote by the names of their authors: the composer writes an address for a name.

    Args:
        posts: Posts of one page.
        slugs: The names of people on it, by the last part of their addresses.
    """
    shown = tuple(posts)
    authors = {post.id: post.author.name for post in shown if post.author}

    def named(quote: Quote) -> Quote:
        slug = (quote.author or "").lower().replace(" ", "-")
        name = authors.get(quote.post_id or "") or slugs.get(slug) or quote.author
        return replace(quote, author=name, quotes=tuple(map(named, quote.quotes)))

    return tuple(replace(post, quotes=tuple(map(named, post.quotes))) if post.quotes else post for post in shown)
