"""The posts of a thread page, by an engine's selectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.document import Document, first, ids, pick, text_of
from scraper.engines.fields import moment, number, person, position
from scraper.engines.selectors import Files, Templates
from scraper.identity import PostDigests
from scraper.items import Attachment, Post, Reaction, Role
from scraper.words import Words, read_words

NO_WORDS = Words(text="")


def read_posts(
    doc: Document, templates: Templates, reactions: Callable[[LexborNode], tuple[Reaction, ...]]
) -> list[Post]:
    """The posts of a page, in page order, each once.

    Of a post that the page shows twice, the one in its place counts, not the copy that is held up.
    """
    where = templates.post
    copies = (
        {found.mem_id for box in doc.css(where.copies) for found in box.css(where.block)} if where.copies else set()
    )
    placeholders, originals = (
        ids(doc.css(selector)) if selector else frozenset() for selector in (where.placeholder, where.original)
    )
    digests = PostDigests()
    found: dict[str, Post] = {}
    held_up: set[str] = set()
    for block in doc.css(where.block):
        if block.mem_id in placeholders:
            continue
        post = _read_post(block, doc, templates, reactions, digests)
        if post is not None and block.mem_id in originals:
            post = replace(post, position=1)
        if post is None or (post.id in found and post.id not in held_up):
            continue
        # Taking a held-up copy out first puts the post itself in its own place.
        found.pop(post.id, None)
        found[post.id] = post
        if block.mem_id in copies:
            held_up.add(post.id)
        else:
            held_up.discard(post.id)
    return list(found.values())


def with_roles(posts: list[Post], page: int) -> tuple[Post | None, tuple[Post, ...]]:
    """The original post, where the page shows it, and the replies.

    A board that numbers its posts says which is the first, on whatever page it is pinned. On one that does not, it is
    the first post of the first page.
    """
    original = next((post for post in posts if post.position == 1), None)
    if original is None and page == 1 and posts and posts[0].position is None:
        original = posts[0]
    if original is None:
        return None, tuple(posts)
    replies = tuple(post for post in posts if post is not original)
    return replace(original, role=Role.ORIGINAL, position=1), replies


def _read_post(
    block: LexborNode,
    doc: Document,
    templates: Templates,
    reactions: Callable[[LexborNode], tuple[Reaction, ...]],
    digests: PostDigests,
) -> Post | None:
    where = templates.post
    body = first(block, where.body)
    author = person(block, doc, where.author, templates.addresses.member)
    published, published_raw = moment(block, doc, where.published)
    if body is None and author is None:
        return None
    words = read_words(body, doc, where.words) if body is not None else NO_WORDS
    name = author.name if author else None
    edited, edited_raw = moment(block, doc, where.edited)
    note = text_of(block.css_first(where.edit_note)) if where.edit_note else ""
    return Post(
        id=number(pick(block, where.id))
        or digests.name(name, published.isoformat() if published else None, words.text),
        role=Role.REPLY,
        text=words.text,
        position=position(block, where.position),
        permalink=doc.absolute(pick(block, where.permalink)),
        author=author,
        published=published,
        published_raw=published_raw,
        edited=edited,
        edited_raw=note or edited_raw,
        quotes=words.quotes,
        links=words.links,
        attachments=tuple(dict.fromkeys((*words.attachments, *_files(block, doc, where.files)))),
        reactions=reactions(block),
        signature=words.signature or _signature(block, doc, templates),
    )


def _signature(block: LexborNode, doc: Document, templates: Templates) -> str | None:
    node = block.css_first(templates.post.signature) if templates.post.signature else None
    return (read_words(node, doc, templates.post.words).text or None) if node is not None else None


def _files(block: LexborNode, doc: Document, where: Files) -> list[Attachment]:
    found = []
    for item in block.css(where.item) if where.item else ():
        url = doc.absolute(pick(item, where.url))
        if url:
            kind = "image" if ids(item.css(where.image)) else "file"
            found.append(Attachment(url=url, kind=kind, name=pick(item, where.name)))
    return found
