"""Cases to order: posts of boards that no scan has read, with words, authors and flags as a test needs them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from httpx import Response
from selectolax.lexbor import LexborHTMLParser, LexborNode

from db.items import WarcRecord
from db.store import Store
from flagpost.kept import Keeper
from flagpost.reading import Source
from moderation.items import Category, Flag, Severity, Span, Verdict
from scraper.items import Author, Method, Post, Reading, Role, ThreadPage

BOARD = "https://harbour.example/forum/"
BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)
_numbers = count(1)


@dataclass(kw_only=True)
class Words:
    """A post with a case."""

    store: Store
    text: str = "Blockhead, said the pilot."
    id: str = field(default_factory=lambda: f"p{next(_numbers)}")
    author: str | None = "Perrin Vale"
    thread: str = "t1"
    title: str = "Timetables"
    board: str = BOARD
    board_title: str = "Harbour"
    queue: str = "triage"
    severity: Severity = Severity.MEDIUM
    score: float = 0.8
    category: Category = Category.INSULT
    rule: str = "lexicon/en/blockhead"
    reason: str = '"Blockhead" is an insult.'
    spans: tuple[tuple[int, int], ...] = ((0, 9),)
    target: str | None = None
    language: str | None = "en"
    opened_at: datetime = BEGAN
    role: Role = Role.REPLY
    more: dict[str, Any] = field(default_factory=dict)
    """Further fields of the post."""
    post_id: int = 0
    case_id: int = 0

    def save(self, text: str | None = None, *, folder: Path | None = None) -> Words:
        """Store the post, with other words where some are given, and keep its page in a folder where one is."""
        self.text = self.text if text is None else text
        post = Post(
            id=self.id,
            text=self.text,
            role=self.role,
            author=Author(name=self.author) if self.author is not None else None,
            **self.more,
        )
        page = ThreadPage(
            id=self.thread,
            url=f"{self.board}threads/{self.thread}/",
            board_url=self.board,
            board_title=self.board_title,
            title=self.title,
            reading=Reading(method=Method.ENGINE, engine="xenforo2"),
            original_post=post if self.role is Role.ORIGINAL else None,
            replies=() if self.role is Role.ORIGINAL else (post,),
        )
        at = BEGAN + timedelta(seconds=next(_numbers))
        with self.store.begin() as unit:
            body = self.text.encode()
            source = Source(url=page.url, body=body, content_type="text/plain", fetched_at=at, status=200)
            saved = unit.archive.save(page, source.evidence, keep=partial(kept, folder, source) if folder else None)
            posts = unit.archive.thread_posts(saved.thread_id or 0)
            self.post_id = next(each.id for each in posts if each.external_id == self.id)
        return self

    def screen(self, *others: Flag) -> Words:
        """Flag the words that the post has now, and open its case, or let it speak of them."""
        spans = tuple(Span(start=start, end=end) for start, end in self.spans)
        flag = Flag(
            rule=self.rule,
            category=self.category,
            severity=self.severity,
            score=self.score,
            spans=spans,
            reason=self.reason,
            target=self.target,
        )
        verdict = Verdict(
            scores={self.category: self.score},
            categories=(self.category,),
            flags=(flag, *others),
            severity=self.severity,
            queue=self.queue,
            policy="default@1",
            versions={"lexicon": "1"},
            language=self.language,
        )
        with self.store.begin() as unit:
            [revision] = [each for each in unit.archive.revisions(self.post_id) if each.current]
            verdict_id = unit.verdicts.save(revision.id, verdict, self.opened_at)
            self.case_id, _ = unit.review.open_case(
                self.post_id,
                verdict_id,
                queue=self.queue,
                severity=self.severity,
                score=self.score,
                at=self.opened_at,
            )
        return self

    def found_harmless(self) -> Words:
        """The words that the post has now are not flagged."""
        verdict = Verdict(
            scores={self.category: 0.1},
            categories=(),
            flags=(),
            severity=Severity.NONE,
            queue=None,
            policy="default@1",
            versions={"lexicon": "1"},
        )
        with self.store.begin() as unit:
            [revision] = [each for each in unit.archive.revisions(self.post_id) if each.current]
            verdict_id = unit.verdicts.save(revision.id, verdict, self.opened_at)
            unit.review.refresh_case(self.post_id, verdict_id, self.opened_at)
        return self


def kept(folder: Path, source: Source) -> WarcRecord:
    """Where a page is kept from now on."""
    with Keeper(folder, about={}, clock=lambda: BEGAN) as keeper:
        return keeper.keep(source)


def make_case(store: Store, text: str = "Blockhead, said the pilot.", **more: Any) -> int:
    """A case of a new post."""
    return Words(store=store, text=text, **more).save().screen().case_id


def parsed(page: Response) -> LexborHTMLParser:
    """A page, as a browser reads it."""
    return LexborHTMLParser(page.text)


def unveiled(page: Response) -> LexborHTMLParser:
    """A page, as a browser shows it to somebody who wants to see flagged terms."""
    seen = parsed(page)
    for veil in seen.css(".veil"):
        veil.decompose()
    return seen


def words_of(page: Response, selector: str = "main") -> str:
    """What a page says in some element, white space evened out; "" where there is none."""
    found = parsed(page).css_first(selector)
    return " ".join(found.text().split()) if found is not None else ""


def links(page: Response, selector: str = "a") -> list[str]:
    """Where a page's links lead."""
    return [each.attributes["href"] or "" for each in parsed(page).css(selector)]


def rows(page: Response) -> list[int]:
    """The cases that a page of the queue lists, in its order."""
    return [int(each.text()) for each in parsed(page).css("a[data-row]")]


def total(page: Response) -> int:
    """How many cases a page of the queue says there are."""
    [told] = parsed(page).css("h1 .count")
    return int(told.text().replace(",", ""))


def value_of(page: Response, name: str) -> str:
    """What a field holds; a page may have it in several forms, each of which holds the same."""
    found = {
        (each.text() if each.tag == "textarea" else each.attributes.get("value")) or ""
        for each in parsed(page).css(f"[name={name}]")
    }
    assert len(found) == 1, f"{name}: {found}"
    return found.pop()


def is_safe(page: Response) -> bool:
    """Whether a page has no script, style or handler of its own, and no link that runs something."""

    def bad(node: LexborNode) -> bool:
        own = node.tag == "style" or (
            node.tag == "script" and not (node.attributes.get("src") or "").startswith("/static/")
        )
        foreign = node.tag in {"iframe", "object", "embed", "svg", "base", "template"}
        handlers = any(name.startswith("on") or name == "style" for name in node.attributes)
        runs = any(
            (node.attributes.get(name) or "").strip().lower().startswith(("javascript:", "data:", "vbscript:"))
            for name in ("href", "src", "action", "formaction")
        )
        return own or foreign or handlers or runs

    return not [node for node in parsed(page).css("*") if bad(node)]
