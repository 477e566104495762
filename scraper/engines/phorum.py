"""Phorum 5 since 5.2: the templates "emerald" and "lightweight"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import unquote_plus

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical
from scraper.arrows import without_quotes
from scraper.document import Document, first, pick
from scraper.edges import ANSWERS
from scraper.engines.phorum_words import edit_note, repaired, without_signatures
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.selectors import (
    Addresses,
    BoardFields,
    Files,
    ForumFields,
    Moment,
    PageFields,
    Person,
    PostFields,
    RowFields,
    Templates,
)
from scraper.engines.shared.threads import Posts
from scraper.items import Attachment, Post, Role, ThreadPage
from scraper.moments import day_first_of
from scraper.wordrules import WordRules

SMILIES = {
    "spinning smiley sticking its tongue out": "(:P)", "smiley23": "(td)", "smiley24": "(tu)",
    "smileys with beer": ":)-D", "the finger smiley": ">:D<", "smiling bouncing smiley": "(:D",
    "eye rolling smiley": "8-)", "drinking smiley": ":)o", "eye popping smiley": "::o", "smoking smiley": "B)-",
    "sad smiley": ":(", "smiling smiley": ":)", "moody smiley": ":?", "grinning smiley": ":D",
    "tongue sticking out smiley": ":P", "confused smiley": ":S", "angry smiley": ":X", "yawning smiley": ":o",
    "winking smiley": ";)", "cool smiley": "B)", "hot smiley": "X(",
}  # fmt: skip
"""What Phorum comes with; its pictures say only how a smilie is called. The names of two differ among versions."""
FILE_NAME = re.compile(r",filename=(?P<name>[^,&#]+)")
IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)$", re.IGNORECASE)
DIGITS = re.compile(r"\d+")
SHORT_DATE = re.compile(r"\b\d\d/\d\d/\d{4} \d\d:\d\d[AP]M\b")
BYLINE = re.compile(r"^\S+\s(?P<name>.+)$")

WORDS = WordRules(
    quote="blockquote",
    quote_author=("div > small + strong", "div > strong:first-child:has(+ br)"),
    quote_head="blockquote > div > small, div > small + strong, div > strong:first-child:has(+ br)",
    skip=".message-options, .attachments, .message-moderation, .warning, a[href*='changes.php']",
    smilies=SMILIES,
)
SUBJECT = "td:has(> h4)"
CURRENT = "#"
"""The page itself."""

TEMPLATES = Templates(
    page=PageFields(
        title=("#page-info .heading", "h1"),
        crumbs=("#breadcrumb",),
        bar=(".paging",),
        page=(".current-page",),
        pages=("a", "strong"),
        next=(".current-page + a@href",),
        home=("#breadcrumb a@href", "#logo a@href"),
        notice=("#phorum > .information", "#phorum > .attention:not([id])"),
        login="#phorum .form-table #password",
    ),
    post=PostFields(
        block=".message:has(> .message-body)",
        id=(".message-options a[href*='read.php']:not([href*='quote'])@href",),
        title=("td > small > strong",),
        author=Person(
            name=(".message-author > a", ".message-author@:first"),
            url=(".message-author > a@href",),
            title=(".message-user-info > strong",),
        ),
        published=Moment(element=("td > small", ".message-date"), printed=("@:last",)),
        body=(".message-body",),
        words=WORDS,
        files=Files(item=".attachments > a[href*='file=']:not([href*='download='])", url=("@href",)),
    ),
    row=RowFields(
        block=".list tr:has(> td > h4):not(:has(h4 > img[src*=bullet]))",
        link="h4 > a",
        author=(
            f"{SUBJECT} > a[href*='profile']",
            f"{SUBJECT}:has(> h4[style]) + td",
            f"{SUBJECT}@:last",
        ),
        messages=(f"{SUBJECT}:has(> h4:not([style])) ~ td:nth-last-child(2)",),
        views=("td:nth-child(3):nth-last-child(3)",),
        started=Moment(element=(f"{SUBJECT}:has(> h4[style]) ~ td:last-child",), printed=("@:first",)),
        last_post=Moment(element=(f"{SUBJECT}:has(> h4:not([style])) ~ td:last-child",), printed=("@:first",)),
        last_author=("br ~ a[href*='profile']", f"{SUBJECT}:has(> h4:not([style])) ~ td:last-child@:last"),
        byline=BYLINE,
        sticky="img[src*=bell]",
        moved=f"{SUBJECT} ~ td[colspan]",
    ),
    forum=ForumFields(
        block=".list tr:has(> td > h3)", link="h3 > a", threads=("td:nth-child(2)",), messages=("td:nth-child(3)",)
    ),
    board=BoardFields(),
    addresses=Addresses(
        thread=re.compile(r"/read\.php\?\d+,(?P<id>\d+)"),
        forum=re.compile(r"/list\.php\?(?P<id>\d+)"),
        listing=re.compile(r"/list\.php\?\d"),
        member=re.compile(r"/profile\.php\?\d+,(?P<id>\d+)"),
        other_view=re.compile(r",printview\b"),
        page=re.compile(r",page=(?P<page>\d+)"),
        root=re.compile(r"/(?:read|list|index|profile|login|search|posting|control|register|feed|report|pm|file)\.php"),
    ),
)


class Phorum(Engine):
    """Phorum 5.2 and later."""

    name = "phorum"
    marks: ClassVar[tuple[str, ...]] = ('id="phorum"',)
    signs: ClassVar[tuple[str, ...]] = ('"http://www.phorum.org/">Phorum</a>',)
    templates = TEMPLATES
    prints_dates_for_people = True

    def prepare(self, doc: Document) -> Document:
        """The page, with the order of day and month, which edit notes need and the dates of posts do not tell."""
        return super().prepare(replace(repaired(doc), day_first=day_first_of(SHORT_DATE.findall(doc.text))))

    def title(self, doc: Document) -> str:
        """The title, which some pages print as an answer's."""
        return ANSWERS.sub("", super().title(doc))

    def page_of(self, doc: Document) -> tuple[int, int | None]:
        """``Page 2 of 14``, for the bar links to some pages alone. Where each message has a page, those count."""
        messages = self._messages_with_pages(doc)
        if messages:
            return messages.index(CURRENT) + 1, len(messages)
        told = doc.pick((".paging@:first", ".PhorumNavBlock:has(> div > strong)@:last")) or ""
        numbers = [int(number) for number in DIGITS.findall(told)]
        return (numbers[0], numbers[-1]) if len(numbers) > 1 else super().page_of(doc)

    def next_url(self, doc: Document, page: int, pages: int | None) -> str | None:
        """The address of the next page, or of the next message."""
        messages = self._messages_with_pages(doc)
        url = doc.absolute(messages[page]) if page < len(messages) else None
        return canonical(url) if url else super().next_url(doc, page, pages)

    def _messages_with_pages(self, doc: Document) -> list[str]:
        """The addresses of all messages, ``CURRENT`` for the one shown, where a thread is shown message by message."""
        rows = doc.css(".message-subject-threaded") if self.templates.addresses.thread.search(doc.url) else []
        where = [
            CURRENT if "current" in (row.attrs["class"] or "") else pick(row, ("h4 > a@href",)) or "" for row in rows
        ]
        return where if where.count(CURRENT) == 1 else []

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """The post with its id, which stands before it where it is an answer, and without what is added to its text."""
        anchor = block.prev
        while anchor is not None and not anchor.is_element_node:
            anchor = anchor.prev
        named = pick(anchor, ("@name",)) if anchor is not None else None
        thread = self.thread_id(doc, self.own_url(doc))
        if named and named.startswith("msg-"):
            post = replace(post, id=named.removeprefix("msg-"))
        elif not post.id.isdecimal():
            post = replace(post, id=thread)
        body = first(block, self.templates.post.body)
        note = edit_note(body, doc) if body is not None else ""
        text = post.text[: post.text.rfind(note)].rstrip() if note and note in post.text else post.text
        text, quotes = without_quotes(text)
        return replace(
            post,
            text=text,
            quotes=(*post.quotes, *quotes),
            position=1 if post.id == thread else None,
            permalink=f"{self.own_url(doc).partition(',')[0]},{thread},{post.id}#msg-{post.id}",
            edited=doc.date(note),
            edited_raw=note or None,
            attachments=tuple(map(_with_name, post.attachments)),
        )

    def _thread(self, doc: Document, shown: Posts) -> ThreadPage:
        """The thread. The first post has the thread's id: what else stands first is shown alone, or newest first."""
        page = super()._thread(doc, replace(shown, posts=without_signatures(shown.posts)))
        shown_first = page.original_post
        if shown_first is None or shown_first.id == page.id:
            return page
        answer = replace(shown_first, role=Role.REPLY, position=None)
        return replace(page, original_post=None, replies=(answer, *page.replies))


def _with_name(file: Attachment) -> Attachment:
    """An attached file with the name that its address holds."""
    found = FILE_NAME.search(file.url)
    if found is None:
        return file
    name = unquote_plus(found["name"])
    return replace(file, name=name, kind="image" if IMAGE_NAME.search(name) else "file")
