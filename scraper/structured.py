"""Pages that state their posts as schema.org data, and what such data adds to posts that were read otherwise.

Microdata stands in the page itself, so its words are whole. JSON-LD repeats them beside the page, often the original
post alone, shortened, and without its quotes apart: it is read as the page only where the page shows less than it
states. Elsewhere it completes what was read: an exact moment, an author, likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from scraper.addresses import without_page
from scraper.dates import parse_machine
from scraper.document import Document, squeeze
from scraper.generic.blocks import best_parting
from scraper.generic.figures import figures_of
from scraper.generic.marks import outline_of
from scraper.generic.navigation import head_of, pager_of
from scraper.generic.outline import Outline
from scraper.generic.posts import own_address
from scraper.generic.routes import Kind, id_of, route_of
from scraper.generic.wording import words_of
from scraper.identity import PostDigests
from scraper.items import Author, Method, Post, Reaction, Reading, Role, ThreadPage
from scraper.stated import Stated, Statement, stated_in_jsonld, stated_in_microdata
from scraper.words import Words

CONFIDENCE_MICRODATA = 0.9
CONFIDENCE_JSONLD = 0.75
MARKS_IN_SOURCE = ("application/ld+json", "itemprop")
"""A page with neither states nothing."""
POST_NUMBER = re.compile(
    r"#(?:[a-z_-]*?)(\d+)$|/(?:comments?|posts?|answers?|p)/(\d+)|[?&](?:p|pid|post)=(\d+)", re.IGNORECASE
)
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
SAME_BEGINNING = 60
"""Letters that tell whether two texts are one post's."""


def read_structured(doc: Document) -> ThreadPage | None:
    """The thread that the page states; None where it states none, or less than the page shows."""
    if not any(mark in doc.text for mark in MARKS_IN_SOURCE) or _is_forum(doc):
        return None
    statement = stated_in_microdata(doc)
    if len(statement.posts) > 1 and _is_one_thread(doc, statement):
        return _page(doc, statement, CONFIDENCE_MICRODATA)
    statement = stated_in_jsonld(doc)
    if not statement.posts or not _is_one_thread(doc, statement):
        return None
    says_alone = len(statement.posts) == 1 and statement.posts[0].replies_stated == 0
    if any(post.is_cut for post in statement.posts) or not (len(statement.posts) > 1 or says_alone):
        return None
    parting = best_parting(outline_of(doc))
    if parting is not None and len(parting.blocks) >= len(statement.posts):
        return None
    return _page(doc, statement, CONFIDENCE_JSONLD)


def completed(page: ThreadPage, doc: Document) -> ThreadPage:
    """The same page, with what the structured data knows better: moments, authors and likes."""
    if not any(mark in doc.text for mark in MARKS_IN_SOURCE):
        return page
    stated = [*stated_in_jsonld(doc).posts, *stated_in_microdata(doc).posts]
    if not stated:
        return page
    original = page.original_post
    posts = [_completed(post, _match(post, stated), doc) for post in page.posts]
    return replace(page, original_post=posts[0] if original else None, replies=tuple(posts[1:] if original else posts))


def _is_forum(doc: Document) -> bool:
    """Whether the page's address is a forum's rather than a thread's."""
    route = route_of(own_address(doc))
    return route is not None and route.kind is Kind.FORUM and route.id is not None


def _is_one_thread(doc: Document, statement: Statement) -> bool:
    """Whether the posts are one thread's, and not the threads of a listing."""
    threads = set()
    for post in statement.posts:
        url = doc.absolute(post.url)
        route = route_of(url) if url else None
        if route is not None and route.kind is Kind.THREAD and route.id:
            threads.add(route.id)
    return len(threads) < 2


def _page(doc: Document, statement: Statement, confidence: float) -> ThreadPage | None:
    """The thread page of a statement."""
    outline = outline_of(doc)
    head, pager = head_of(doc, outline), pager_of(doc, outline)
    digests = PostDigests()
    profiles = _profiles(doc, outline)
    once: dict[str, Post] = {}
    for place, stated in enumerate(statement.posts):
        position = stated.position or (place + 1 if pager.page == 1 else None)
        post = _with_profile(_post(doc, stated, position, digests), profiles)
        if post.text or post.quotes or post.attachments:
            once.setdefault(post.id, post)
    if not once:
        return None
    posts = list(once.values())
    original = posts[0] if posts[0].role is Role.ORIGINAL else None
    address = own_address(doc)
    return ThreadPage(
        url=doc.url,
        board_url=head.board_url,
        title=head.title or statement.title or "",
        reading=Reading(method=Method.STRUCTURED, confidence=confidence),
        forums=head.forums,
        page=pager.page,
        pages=pager.pages,
        next_url=pager.next_url,
        statistics=figures_of(doc, outline, ()),
        board_title=head.board_title,
        language=doc.language,
        id=id_of(address),
        original_post=original,
        replies=tuple(posts[1:] if original else posts),
        first_url=without_page(address),
    )


def _post(doc: Document, stated: Stated, position: int | None, digests: PostDigests) -> Post:
    """One stated post as an item."""
    words = words_of(stated.element, doc) if stated.element is not None else _words(doc, stated.text)
    url = doc.absolute(stated.url)
    is_own = url is not None and (not stated.is_main or bool(urlsplit(url).fragment))
    return Post(
        id=(_number(url) if is_own else None) or digests.name(stated.author, stated.published, words.text),
        role=Role.ORIGINAL if position == 1 else Role.REPLY,
        text=words.text,
        position=position,
        permalink=url if is_own else None,
        author=Author(name=squeeze(stated.author), url=doc.absolute(stated.author_url)) if stated.author else None,
        published=_moment(doc, stated.published),
        published_raw=stated.published,
        edited=_edited(doc, stated),
        edited_raw=stated.edited if _edited(doc, stated) else None,
        quotes=words.quotes,
        links=words.links,
        attachments=words.attachments,
        reactions=_reactions(stated),
        signature=words.signature,
    )


def _profiles(doc: Document, outline: Outline) -> dict[str, str]:
    """The names that the page links to one profile each, with its address."""
    found: dict[str, set[str]] = {}
    for mark in outline.people:
        url = doc.absolute(mark.machine)
        if url is not None and mark.text:
            found.setdefault(mark.text, set()).add(url)
    return {name: urls.pop() for name, urls in found.items() if len(urls) == 1}


def _with_profile(post: Post, profiles: Mapping[str, str]) -> Post:
    """The post with its author's profile, where the data names the author alone and the page links to the profile."""
    if post.author is None or post.author.url or post.author.name not in profiles:
        return post
    return replace(post, author=replace(post.author, url=profiles[post.author.name]))


def _number(url: str | None) -> str | None:
    """The id of a post in its address."""
    found = POST_NUMBER.search(url or "")
    return next((group for group in found.groups() if group), None) if found else None


def _words(doc: Document, text: str) -> Words:
    """The words of a stated text, which may be HTML."""
    if TAG.search(text):
        body = LexborHTMLParser(text).body
        if body is not None:
            return words_of(body, doc)
    paragraphs = (squeeze_lines(part) for part in re.split(r"\n\s*\n", text))
    return Words(text="\n\n".join(filter(None, paragraphs)))


def squeeze_lines(text: str) -> str:
    """The lines of a paragraph, each on one line and none empty."""
    return "\n".join(filter(None, (squeeze(line) for line in text.splitlines())))


def _moment(doc: Document, raw: str | None) -> datetime | None:
    """A stated moment, which should be one for machines."""
    return parse_machine(raw) or doc.date(raw)


def _edited(doc: Document, stated: Stated) -> datetime | None:
    """When the post was changed, where that differs from when it was written."""
    edited = _moment(doc, stated.edited)
    return edited if edited and edited != _moment(doc, stated.published) else None


def _reactions(stated: Stated) -> tuple[Reaction, ...]:
    """The likes, where there are any."""
    return (Reaction(name="Like", count=stated.likes),) if stated.likes else ()


def _match(post: Post, stated: Iterable[Stated]) -> Stated | None:
    """What the data states about a post: by its id, or by the beginning of its words."""
    begins = _beginning(post.text)
    for one in stated:
        if not one.is_main and (number := _number(one.url)) and number == post.id:
            return one
        text = squeeze(one.element.text(separator=" ")) if one.element is not None else one.text
        if len(begins) >= SAME_BEGINNING // 3 and _beginning(text) == begins:
            return one
        if (
            one.is_main
            and post.role is Role.ORIGINAL
            and (not text or (one.is_cut and begins.startswith(_beginning(text)[:20])))
        ):
            return one
    return None


def _beginning(text: str) -> str:
    """The first letters of a text, without spaces and marks."""
    return "".join(re.findall(r"\w", text[: 3 * SAME_BEGINNING].casefold()))[:SAME_BEGINNING]


def _completed(post: Post, stated: Stated | None, doc: Document) -> Post:
    """A post with what is stated about it and was not read so well."""
    if stated is None:
        return post
    published = parse_machine(stated.published)
    vague = post.published is None or (post.published.hour, post.published.minute, post.published.second) == (0, 0, 0)
    author = post.author
    if author is None and stated.author:
        author = Author(name=squeeze(stated.author), url=doc.absolute(stated.author_url))
    elif author is not None and author.url is None and stated.author == author.name:
        author = replace(author, url=doc.absolute(stated.author_url))
    return replace(
        post,
        author=author,
        published=published if published and vague else post.published,
        published_raw=post.published_raw or stated.published,
        edited=post.edited or (_edited(doc, stated) if post.edited_raw else None),
        reactions=post.reactions or _reactions(stated),
    )
