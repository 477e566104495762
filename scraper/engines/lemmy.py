"""Lemmy: what lemmy-ui prints, the data in its pages, and the API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.addresses import origin
from scraper.document import Document, classes
from scraper.engines.lemmy_data import read_view, statistics_of
from scraper.engines.lemmy_words import Written
from scraper.engines.shared.answers import Answer
from scraper.engines.shared.engine import Engine, Outcome
from scraper.engines.shared.payload import Payload, mapping, text_at
from scraper.engines.shared.selectors import Addresses, Moment, PageFields, Person, PostFields, RowFields, Templates
from scraper.items import Post, Refusal
from scraper.wordrules import WordRules

CREATED = Moment(element=(".moment-time",), printed=("@data-tippy-content", ""))
COMMENT = ".comment-node[id^=comment-]"

TEMPLATES = Templates(
    page=PageFields(
        title=(".community-info h1", ".post-title h1", ".post-title", "h1"),
        crumbs=(".post-listing .small",),
        next=("link[rel=next]@href", ".paginator a@href"),
        board_title=("#navTitle", "#navbar .navbar-brand"),
        notice=(".error-page",),
        login=".login-form, form#login",
    ),
    post=PostFields(
        block=f".post-listing, {COMMENT}",
        original=".post-listing",
        id=("@id", ".post-title a[href*='/post/']@href"),
        permalink=("a[href*='/comment/']@href", ".post-title a[href*='/post/']@href"),
        author=Person(name=(".person-listing span", ".person-listing"), url=(".person-listing@href",)),
        published=CREATED,
        body=("#postContent", ".md-div"),
        words=WordRules(),
    ),
    row=RowFields(
        block=".post-listings .post-listing",
        link=".post-title a[href*='/post/']",
        author=(".person-listing span", ".person-listing"),
        replies=("a[href*='scrollToComments']@title", "a[href*='scrollToComments']"),
        started=CREATED,
        sticky="use[href$=icon-pin]",
        locked="use[href$=icon-lock]",
    ),
    addresses=Addresses(
        thread=re.compile(r"/post/(?P<id>\d+)"),
        forum=re.compile(r"/c/(?P<id>[^/?#]+)"),
        member=re.compile(r"/u/(?P<id>\d+)$"),
        listing=re.compile(r"/c/[^/?]|/home"),
        root=re.compile(r"/(?:post|comment|c|u|communities|home|search|modlog|instances|login|signup|api)(?:[/?]|$)"),
    ),
)

CARRIED = re.compile(r"window\.isoData\s*=\s*(?=\{)")
MISSING = re.compile(r"couldnt_find_|not_found|deleted|removed")


class Lemmy(Engine):
    """Lemmy."""

    name = "lemmy"
    marks = ("window.isoData", 'class="lemmy-site"')
    templates = TEMPLATES

    def read(self, doc: Document) -> Outcome | None:
        """The data in the page says who, when and where; the words stand in its HTML."""
        found = CARRIED.search(doc.text)
        told = Payload.leading(doc.text[found.end() :], doc.url, fetched_at=doc.fetched_at) if found else None
        if told is None:
            return super().read(doc)
        data = mapping(told.data)
        site = mapping(mapping(data.get("site_res")).get("site_view"))
        answer = Answer(
            engine=self.name,
            payload=told,
            board_url=self.board_url(doc),
            board_title=text_at(mapping(site.get("site")), "name"),
            language=doc.language,
            statistics=statistics_of(site),
        )
        blocks = {str(block.attrs.get("id")).rpartition("-")[2]: block for block in doc.css(COMMENT)}
        post = doc.css_first("#postContent")
        view = dict(_views(data.get("routeData")))
        if mapping(data.get("errorPageData")) and not view:
            error = text_at(mapping(data["errorPageData"]), "error") or ""
            return answer.refused(Refusal.REMOVED if MISSING.search(error) else Refusal.NOTICE, error)
        if mapping(site.get("local_site")).get("private_instance") and not view:
            return answer.refused(Refusal.LOGIN_WALL)
        return read_view(answer, view, Written(doc=doc, post=post, comments=blocks)) or super().read(doc)

    def read_json(self, payload: Payload) -> Outcome | None:
        """What the API answers."""
        data, board_url = mapping(payload.data), self.folder(payload.url) or origin(payload.url)
        answer = Answer(engine=self.name, payload=payload, board_url=board_url)
        error = text_at(data, "error")
        if error and "/api/v" in payload.url:
            return answer.refused(Refusal.REMOVED if MISSING.search(error) else Refusal.LOGIN_WALL, error)
        return read_view(answer, data, None)

    def shows_posts(self, doc: Document) -> bool:
        """A listing prints its posts like a thread its first."""
        return self.templates.addresses.thread.search(self.own_url(doc)) is not None or "/comment/" in doc.url

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """Posts and comments are counted apart."""
        del doc
        return post if "comment-node" in classes(block) else replace(post, id=f"post-{post.id}")


def _views(route: Any) -> Iterator[tuple[str, Any]]:
    """What the page asked of the API: an object or a list of answers, in some versions each with its state."""
    for part in route.values() if isinstance(route, dict) else route if isinstance(route, list) else ():
        answer: Mapping[str, Any] = mapping(mapping(part).get("data")) or mapping(part)
        yield from answer.items()
