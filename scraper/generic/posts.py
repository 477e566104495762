"""Threads of unknown software: the blocks of a page, with their fields, to posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical, without_page
from scraper.document import Document, squeeze
from scraper.generic.absence import absence_of
from scraper.generic.blocks import Parting
from scraper.generic.conventions import NAME_TITLE_WORDS, words_in
from scraper.generic.fields import Fields, is_chrome
from scraper.generic.figures import figures_of
from scraper.generic.ids import wrapping
from scraper.generic.moments import Moments
from scraper.generic.navigation import Head, Pager
from scraper.generic.outline import HEADINGS, Outline
from scraper.generic.quoting import quoting_in
from scraper.generic.routes import Kind, Route, id_of, route_of
from scraper.generic.trimming import Trimmed, trimmed
from scraper.generic.voting import fields_of
from scraper.generic.wording import quotes_in, words_of
from scraper.identity import NO_ID, PostDigests
from scraper.items import Absence, Author, Method, Placeholder, Post, Reading, Role, ThreadPage
from scraper.words import Words

LEAST_CONFIDENCE = 0.3
FOR_NAMES = 0.2
FOR_DATES = 0.2
FOR_IDS = 0.1
"""What the share of posts with each field adds to the confidence."""
AUTHOR_ID = re.compile(
    r"[?&](?:u|uid|id|user|userid|user_id|memberid|showuser|user_profile)=(\d{1,12})(?:&|$)|"
    r"/(?:[^/?]*\.)?(\d{1,12})(?:-[^/?]*)?/?$|/(\d{1,12})/[^/?]+/?$",
    re.IGNORECASE,
)
LONGEST_TITLE = 60


def read_thread(doc: Document, outline: Outline, parting: Parting, head: Head, pager: Pager) -> ThreadPage | None:
    """The thread page whose posts are the blocks of a parting; None where no block has a word.

    A single block with neither an author nor a date is no thread either.
    """
    found = fields_of(outline, parting.blocks)
    moments = Moments(doc, (fields.date for fields in found if fields.date))
    digests = PostDigests()
    placeholders: list[Placeholder] = []
    shown: list[tuple[int, Fields, Words]] = []
    for place, fields in enumerate(found):
        if fields.is_note:
            continue
        absence = absence_of(outline, fields)
        if absence is not None:
            placeholders.append(_placeholder(outline, fields, absence))
            continue
        words = _words(doc, outline, fields, head.title)
        if words.text or words.quotes or words.attachments:
            shown.append((place, fields, words))
    own = trimmed([words for _, _, words in shown], [fields.name_text for _, fields, _ in shown], head.title)
    posts = []
    for (place, fields, _), trimmed_words in zip(shown, own, strict=True):
        position = fields.number or (place + 1 if pager.page == 1 else None)
        posts.append(_post(doc, outline, fields, trimmed_words, position, moments, digests))
    posts = _once(posts)
    if not posts or (len(posts) == 1 and posts[0].author is None and posts[0].published_raw is None):
        return None
    original = posts[0] if posts[0].role is Role.ORIGINAL else None
    address = own_address(doc)
    return ThreadPage(
        url=doc.url,
        board_url=head.board_url,
        title=head.title,
        reading=_reading(outline, posts),
        forums=head.forums,
        page=pager.page,
        pages=pager.pages,
        next_url=pager.next_url,
        statistics=figures_of(doc, outline, parting.blocks),
        board_title=head.board_title,
        language=doc.language,
        id=id_of(address),
        original_post=original,
        replies=tuple(posts[1:] if original else posts),
        placeholders=tuple(placeholders),
        first_url=without_page(address),
    )


def own_address(doc: Document) -> str:
    """The address of the thread: the page's own, or the one it declares where its own names a post only."""
    route = route_of(doc.url)
    if route is not None and route.kind is Kind.THREAD:
        return doc.url
    link = doc.css_first('link[rel="canonical"]')
    declared = doc.absolute(link.attributes.get("href")) if link else None
    declared_route = route_of(declared) if declared else None
    return declared if declared and declared_route and declared_route.kind is Kind.THREAD else doc.url


def _post(
    doc: Document,
    outline: Outline,
    fields: Fields,
    own: Trimmed,
    position: int | None,
    moments: Moments,
    digests: PostDigests,
) -> Post:
    """One post."""
    published = moments.of(fields.date)
    author = _author(doc, outline, fields)
    raw = (fields.date.text or fields.date.machine) if fields.date else None
    words = own.words
    note = outline.text(fields.edited) if fields.edited is not None else own.note
    moment = (
        fields.date.machine or (published.isoformat() if published and not doc.fetched_at else None)
        if fields.date
        else None
    )
    return Post(
        id=fields.id or digests.name(author.name if author else None, moment, words.text),
        role=Role.ORIGINAL if position == 1 else Role.REPLY,
        text=words.text,
        position=position,
        permalink=_permalink(doc, outline, fields),
        author=author,
        published=published,
        published_raw=raw,
        edited=_edited(outline, fields, moments, note),
        edited_raw=note,
        quotes=words.quotes,
        links=words.links,
        attachments=words.attachments,
        signature=outline.text(fields.signature) or None if fields.signature is not None else words.signature,
    )


def _placeholder(outline: Outline, fields: Fields, kind: Absence) -> Placeholder:
    """The place of a post that is not shown."""
    said = fields.body if fields.body is not None else fields.block.start
    name = squeeze(fields.name_text) or None
    return Placeholder(kind=kind, id=fields.id, position=fields.number, author=name, text=outline.text(said))


def _author(doc: Document, outline: Outline, fields: Fields) -> Author | None:
    """Who wrote it."""
    name = squeeze(fields.name_text)
    if not name:
        return None
    url = doc.absolute(fields.name.machine) if fields.name and fields.name.machine else None
    number = AUTHOR_ID.search(canonical(url)) if url else None
    return Author(
        name=name,
        url=url,
        id=next((group for group in number.groups() if group), None) if number else None,
        title=_author_title(outline, fields),
    )


def _author_title(outline: Outline, fields: Fields) -> str | None:
    """The rank under the name, where an element is called so."""
    for index in range(fields.block.start, fields.block.end):
        if not NAME_TITLE_WORDS.isdisjoint(words_in(outline.attributes[index].get("class") or "")):
            text = outline.text(index)
            if 0 < len(text) <= LONGEST_TITLE and text != fields.name_text:
                return text
    return None


def _edited(outline: Outline, fields: Fields, moments: Moments, note: str | None) -> datetime | None:
    """When the post was changed, as its note says."""
    if note is None:
        return None
    if fields.edited is None:
        return moments.parse(note)
    inside = outline.dates.within(fields.edited, outline.end[fields.edited])
    return (moments.of(inside[-1]) if inside else None) or moments.parse(note)


def _permalink(doc: Document, outline: Outline, fields: Fields) -> str | None:
    """The address of the post: a link of the block that names its id, or the page with the block's anchor."""
    if fields.id is None:
        return None
    named = re.compile(rf"(?<!\d){re.escape(fields.id)}(?!\d)")
    for index in range(fields.block.start, fields.block.end):
        href = outline.attributes[index].get("href") or ""
        url = doc.absolute(href) if outline.tags[index] == "a" and named.search(href) else None
        if url and (named.search(url.partition("#")[2]) or route_of(url) == Route(Kind.POST, fields.id)):
            return url
    own = outline.attributes[fields.block.start].get("id") or ""
    inside = (*wrapping(outline, fields), *range(fields.block.start, fields.block.end))
    anchors = (outline.attributes[index].get(name) or "" for index in inside for name in ("id", "name"))
    anchor = own or next((anchor for anchor in anchors if named.search(anchor)), None)
    return f"{canonical(doc.url)}#{anchor}" if anchor else _dated_link(outline, fields, named)


def _dated_link(outline: Outline, fields: Fields, named: re.Pattern[str]) -> str | None:
    """The link that bears the date, where it names the id: what most boards link a post's date to."""
    if fields.date is None:
        return None
    for index in (fields.date.index, *outline.ancestors(fields.date.index, 2)):
        url = outline.links.get(index)
        if url and named.search(url):
            _, mark, fragment = url.partition("#")
            return f"{canonical(url)}{mark}{fragment}"
    return None


def _words(doc: Document, outline: Outline, fields: Fields, title: str) -> Words:
    """The words of a post: of its body, or of the block without its other fields."""
    if fields.body is not None:
        start, end = fields.body, outline.end[fields.body]
        elements = [outline.nodes[start]]
    else:
        start, end = fields.block.start, fields.block.end
        elements = list(_siblings(outline, start, end))
    quoting = quoting_in(outline, start, end, lambda: quotes_in(elements))
    not_own = (*_skipped(outline, fields, start, end, title), *quoting.labels)
    skip = frozenset(outline.nodes[index].mem_id for index in not_own)
    quoted = {outline.nodes[index].mem_id: name for index, name in quoting.names.items()}
    read = [words_of(element, doc, skip, quoted) for element in elements]
    if len(read) == 1:
        return read[0]
    return Words(
        text="\n\n".join(words.text for words in read if words.text),
        quotes=tuple(quote for words in read for quote in words.quotes),
        links=tuple(link for words in read for link in words.links),
        attachments=tuple(attachment for words in read for attachment in words.attachments),
        signature=next((words.signature for words in read if words.signature), None),
    )


def _siblings(outline: Outline, start: int, end: int) -> Iterator[LexborNode]:
    """The elements side by side in an interval."""
    while start < end:
        yield outline.nodes[start]
        start = outline.end[start]


def _skipped(outline: Outline, fields: Fields, start: int, end: int, title: str) -> Iterator[int]:
    """The elements in an interval that are none of the author's words."""
    marks = {mark.index for mark in (fields.date, fields.name) if mark} | {fields.name_index}
    index = start
    while index < end:
        heading = outline.tags[index] in HEADINGS and title and outline.text(index).endswith(title)
        if heading or index in marks or (index != fields.body and is_chrome(outline, index, fields)):
            yield index
            index = outline.end[index]
        else:
            index += 1


def _once(posts: list[Post]) -> list[Post]:
    """Every post once. One that is highlighted above the others stands where it belongs, which is further down."""
    told = {(post.author, post.text) for post in posts if post.text and not post.id.startswith(NO_ID)}
    posts = [post for post in posts if not (post.id.startswith(NO_ID) and (post.author, post.text) in told)]
    last = {post.id: place for place, post in enumerate(posts)}
    first_id = posts[0].id if posts else None
    return [post for place, post in enumerate(posts) if (place == 0 if post.id == first_id else last[post.id] == place)]


def _reading(outline: Outline, posts: list[Post]) -> Reading:
    """How sure the reading is, by the share of posts that have every field."""
    count = len(posts)
    named = sum(1 for post in posts if post.author) / count
    dated = sum(1 for post in posts if post.published_raw) / count
    numbered = sum(1 for post in posts if not post.id.startswith(NO_ID)) / count
    remarks = []
    if unread := sum(1 for post in posts if post.published_raw and post.published is None):
        remarks.append(f"The dates of {unread} of {count} posts could not be read.")
    if named < 1:
        remarks.append(f"{count - round(named * count)} of {count} posts name no author.")
    if not outline.complete:
        remarks.append("The page is too large; what is behind its first part was not read.")
    return Reading(
        method=Method.GENERIC,
        confidence=round(LEAST_CONFIDENCE + FOR_NAMES * named + FOR_DATES * dated + FOR_IDS * numbered, 2),
        remarks=tuple(remarks),
    )
