"""Flarum 1 and 2: the document that its pages carry, its JSON:API, and what it shows without a script."""

from __future__ import annotations

import re

from scraper.addresses import canonical, origin
from scraper.document import Document, text_of
from scraper.engines.flarum_data import board_statistics, read_document, read_errors
from scraper.engines.flarum_resources import Resources
from scraper.engines.flarum_words import WORDS
from scraper.engines.shared.answers import Answer
from scraper.engines.shared.engine import Engine, Outcome
from scraper.engines.shared.payload import Payload, mapping, text_at
from scraper.engines.shared.selectors import (
    Addresses,
    ForumFields,
    PageFields,
    Person,
    PostFields,
    RowFields,
    Templates,
)
from scraper.items import ListingPage, Refusal, Unreadable
from scraper.refusals import refused

TEMPLATES = Templates(
    page=PageFields(
        title=("#flarum-content h1", "noscript h1"),
        home=("#home-link@href",),
        board_title=('meta[property="og:site_name"]@content', "#home-link", "#home-link img@alt"),
    ),
    post=PostFields(
        block="#flarum-content article, noscript article",
        author=Person(name=(".PostUser-name",)),
        body=(".Post-body",),
        words=WORDS,
    ),
    row=RowFields(block="#flarum-content li:has(> a[href*='/d/'])", link="a"),
    forum=ForumFields(block="#flarum-content li:has(> a[href*='/t/'])", link="a"),
    addresses=Addresses(
        thread=re.compile(r"/d/(?P<id>\d+)(?![^/?-])"),
        forum=re.compile(r"/t/(?P<id>[^/?#]+)"),
        listing=re.compile(r"/t/[^/?]"),
        page=re.compile(r"[?&]page=(?P<page>\d{1,7})(?!\d)"),
        root=re.compile(r"/(?:d|t|u|p|tags|all|following|posts|users|api|login|settings)(?:[/?]|$)"),
    ),
)

LOADED = re.compile(r"\bapp\.load\((?=\{)")
"""Before 1.0 the page called its script with the document."""


class Flarum(Engine):
    """Flarum."""

    name = "flarum"
    marks = ('id="flarum-loading"', 'id="flarum-content"')
    signs = ("flarum-json-payload", "flarum.core.app")
    templates = TEMPLATES

    def read(self, doc: Document) -> Outcome | None:
        """The document in the page has all that its HTML lacks: ids, moments, who edited what."""
        carried = _carried(doc)
        if carried is None:
            return super().read(doc)
        data = mapping(carried.data)
        known = Resources.of(data.get("resources"))
        board = known.first("forums")
        told = text_at(board, "baseUrl")
        url = canonical(f"{told.rstrip('/')}/") if told and origin(told) == origin(doc.url) else self.board_url(doc)
        title = text_at(board, "title") or self.board_title(doc)
        answer = Answer(
            engine=self.name,
            payload=carried,
            board_url=url,
            board_title=title,
            language=doc.language,
            statistics=board_statistics(board),
        )
        found = read_document(answer, mapping(data.get("apiDocument")), known)
        if isinstance(found, ListingPage) and not found.threads and board.get("canViewForum") is False:
            return answer.refused(Refusal.LOGIN_WALL)
        return found or super().read(doc)

    def read_json(self, payload: Payload) -> Outcome | None:
        """What the API answers."""
        board_url = self.folder(payload.url) or origin(payload.url)
        data = mapping(payload.data)
        board = Resources.of([data.get("data")]).first("forums")
        answer = Answer(
            engine=self.name,
            payload=payload,
            board_url=board_url,
            board_title=text_at(board, "title"),
            statistics=board_statistics(board),
        )
        return read_document(answer, data, Resources.of(None)) or read_errors(answer, data)

    def refusal(self, doc: Document) -> Unreadable | None:
        """A page whose script would fetch everything."""
        told = super().refusal(doc)
        empty = not text_of(doc.css_first("#flarum-content"))
        return refused(doc, Refusal.NEEDS_JAVASCRIPT) if told is None and empty else told


def _carried(doc: Document) -> Payload | None:
    """What the page carries for its own script."""
    script = doc.css_first("#flarum-json-payload")
    if script is not None:
        return Payload.parse(script.text(), doc.url, fetched_at=doc.fetched_at)
    called = LOADED.search(doc.text)
    return Payload.leading(doc.text[called.end() :], doc.url, fetched_at=doc.fetched_at) if called else None
