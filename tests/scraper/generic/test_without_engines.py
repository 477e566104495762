"""The generic reader on the written pages of every engine, as if no module knew them.

The floors are what it reaches. `tests/benchmarks/reading.py` tells it by engine, and on real pages, whose posts are
longer and so better told apart.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper.decode import decode
from scraper.document import Document
from scraper.generic import read_generic
from scraper.items import IndexPage, ListingPage, ThreadPage

PAGES = Path(__file__).parents[3] / "fixtures" / "pages"
KINDS = {"thread": ThreadPage, "listing": ListingPage, "index": IndexPage}
ALIKE = 0.8
"""Likeness of two texts that are one post."""


@dataclass(frozen=True)
class Pair:
    """What a page holds, and what the generic reader makes of it."""

    truth: dict[str, Any]
    read: Any


def pairs(*kinds: str) -> list[Pair]:
    found = []
    for folder in sorted(path for path in PAGES.iterdir() if (path / "input.html").exists()):
        truth = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        if truth["kind"] in kinds:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            text = decode((folder / "input.html").read_bytes(), meta.get("content_type"))
            found.append(Pair(truth, read_generic(Document.parse(text, meta["url"]))))
    return found


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    return 2 * sum((one & other).values()) / max(sum(one.values()) + sum(other.values()), 1)


def alike(truth: list[str], read: list[str]) -> int:
    """How many texts of the truth are among those that were read, each of which serves one."""
    left, found = [tokens(text) for text in read], 0
    for text in truth:
        words = tokens(text)
        best = max(left, key=lambda other: likeness(words, other), default=None)
        if best is not None and likeness(words, best) >= ALIKE:
            left.remove(best)
            found += 1
    return found


def test_most_posts_are_found_with_their_own_words_alone() -> None:
    truth = read = found = 0
    for pair in pairs("thread"):
        original = [pair.truth["original_post"]] if pair.truth.get("original_post") else []
        texts = [text for post in (*original, *pair.truth.get("replies", ())) if (text := post.get("text"))]
        posts = [post.text for post in pair.read.posts if post.text] if isinstance(pair.read, ThreadPage) else []
        truth, read, found = truth + len(texts), read + len(posts), found + alike(texts, posts)
    assert found >= 0.80 * truth
    assert found >= 0.84 * read


def test_most_pages_are_told_for_what_they_are() -> None:
    told = [isinstance(pair.read, KINDS[pair.truth["kind"]]) for pair in pairs(*KINDS)]
    assert sum(told) >= 0.85 * len(told)


def test_most_rows_of_listings_and_indexes_are_found() -> None:
    truth = read = found = 0
    for pair in pairs("listing", "index"):
        if not isinstance(pair.read, KINDS[pair.truth["kind"]]):
            continue
        is_listing = pair.truth["kind"] == "listing"
        rows = pair.read.threads if is_listing else pair.read.forums
        names = {row.title if is_listing else row.name for row in rows}
        wanted = {
            row["title" if is_listing else "name"] for row in pair.truth.get("threads" if is_listing else "forums", ())
        }
        truth, read, found = truth + len(wanted), read + len(names), found + len(wanted & names)
    assert found >= 0.9 * truth
    assert found >= 0.7 * read
