"""The posts of a thread page, by an engine's selectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from scraper.addresses import permanent
from scraper.document import Document, first, ids, pick, text_of
from scraper.edges import ANSWERS
from scraper.engines.shared.fields import moment, number, person, position, position_of_answer, wording
from scraper.engines.shared.selectors import Files, PostFields, Templates
from scraper.identity import PostDigests
from scraper.items import Absence, Attachment, Placeholder, Post, Reaction, Role
from scraper.words import Words, read_words

NO_WORDS = Words(text="")
NONE: frozenset[int] = frozenset()
RULER = re.compile(r"^[_\-–—=*~]{3,}\s*")
"""What boards draw above a signature."""
LONGEST_NOTICE = 300
"""Characters of what stands in a post's place."""


@dataclass(frozen=True, slots=True)
class Posts:
    """What a thread page shows."""

    posts: tuple[Post, ...]
    """The posts, in page order, each once, all of them as replies."""
    placeholders: tuple[Placeholder, ...]
    """Places of posts that are not shown."""


def read_posts(
    doc: Document,
    templates: Templates,
    reactions: Callable[[LexborNode], tuple[Reaction, ...]],
    completed: Callable[[Post, LexborNode], Post],
) -> Posts:
    """The posts of a page.

    Of a post that the page shows twice, the one in its place counts, not the copy that is held up.
    """
    where = templates.post
    blocks = doc.css(where.block)
    absent = _absent(doc, where.absent)
    copies = {one.mem_id for box in doc.css(where.copies) for one in box.css(where.block)} if where.copies else NONE
    originals = ids(doc.css(where.original)) if where.original else NONE
    digests = PostDigests()
    found: dict[str, Post] = {}
    held_up: set[str] = set()
    for block in blocks:
        if block.mem_id in absent:
            continue
        post = _read_post(block, doc, templates, reactions, digests)
        if post is None:
            continue
        post = completed(replace(post, position=1) if block.mem_id in originals else post, block)
        if post.id in found and post.id not in held_up:
            continue
        # Taking a held-up copy out first puts the post itself in its own place.
        found.pop(post.id, None)
        found[post.id] = post
        if block.mem_id in copies:
            held_up.add(post.id)
        else:
            held_up.discard(post.id)
    places = tuple(_placeholder(block, kind, where) for block, kind in absent.values())
    return Posts(tuple(found.values()), places)


def _absent(doc: Document, kinds: Mapping[Absence, str]) -> dict[int, tuple[LexborNode, Absence]]:
    """The blocks that stand for posts which are not shown, in page order, with the reason why."""
    if not kinds:
        return {}
    blocks = {block.mem_id: block for block in doc.css(", ".join(kinds.values()))}
    if not blocks:
        return {}
    reasons = {block.mem_id: kind for kind, selector in kinds.items() for block in doc.css(selector)}
    return {key: (block, reasons[key]) for key, block in blocks.items()}


def _placeholder(block: LexborNode, kind: Absence, where: PostFields) -> Placeholder:
    return Placeholder(
        kind=kind,
        id=number(pick(block, where.id)),
        position=position(block, where.position) or position_of_answer(block, where.answer),
        author=pick(block, where.author.name),
        text=_notice(block, where),
    )


def _notice(block: LexborNode, where: PostFields) -> str:
    notice = block.css_first(where.notice) if where.notice else None
    return text_of(notice if notice is not None else block)[:LONGEST_NOTICE]


def with_roles(posts: Sequence[Post], page: int) -> tuple[Post | None, tuple[Post, ...]]:
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


def with_own_title(post: Post, thread: str) -> Post:
    """The post with its title where that says more than the thread's, or than that it answers."""
    if post.title is None:
        return post
    bare = ANSWERS.sub("", post.title).rstrip("….")
    same = not bare or thread.casefold().startswith(bare.casefold()) or bare.casefold().startswith(thread.casefold())
    return replace(post, title=None) if same else post


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
    note = block.css_first(where.edit_note) if where.edit_note else None
    return Post(
        id=number(pick(block, where.id))
        or digests.name(name, published.isoformat() if published else None, words.text),
        role=Role.REPLY,
        text=words.text,
        title=_title(block, where) if where.title else None,
        position=position(block, where.position) or position_of_answer(block, where.answer),
        permalink=permanent(doc.absolute(pick(block, where.permalink))),
        author=author,
        published=published,
        published_raw=published_raw,
        edited=edited,
        edited_raw=(wording(note, doc, where.words.skip) if note is not None else "") or edited_raw,
        quotes=words.quotes,
        links=words.links,
        attachments=tuple(dict.fromkeys((*words.attachments, *_files(block, doc, where.files)))),
        reactions=reactions(block),
        signature=words.signature or _signature(block, doc, templates),
    )


def _title(block: LexborNode, where: PostFields) -> str | None:
    title = pick(block, where.title)
    if not title or not where.title_behind:
        return title
    label, behind, alone = title.partition(where.title_behind)
    return (alone if behind else label).strip() or None


def _signature(block: LexborNode, doc: Document, templates: Templates) -> str | None:
    node = block.css_first(templates.post.signature) if templates.post.signature else None
    words = read_words(node, doc, templates.post.words) if node is not None else NO_WORDS
    return words.signature or RULER.sub("", words.text) or None


def _files(block: LexborNode, doc: Document, where: Files) -> list[Attachment]:
    found = []
    for item in block.css(where.item) if where.item else ():
        url = doc.absolute(pick(item, where.url))
        if url:
            kind = "image" if ids(item.css(where.image)) else "file"
            found.append(Attachment(url=url, kind=kind, name=pick(item, where.name)))
    return found
