"""What Phorum adds to the words of a message, and what it breaks in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.document import Document, squeeze
from scraper.items import Post

LINES_BEFORE_EDIT = 4
"""Ends of lines between a message and the note that it was changed, which is part of the same text."""
BLOCKS = frozenset({"blockquote", "pre", "ul", "ol"})
"""What takes the first of them away."""
CHANGES = " ("
"""What stands between the note and a link to what was changed."""
BROKEN = re.compile(r"(?P<sign>&(?:quot|gt|lt|amp))<img\b[^<>]{0,300}\balt=\"winking smiley\"[^<>]{0,80}>")
"""A sign and a bracket that were taken for a smilie: ``&quot;)`` ends with one."""
SHORTENED = re.compile(
    r"\[<a href=\"(?P<url>\w{1,9}://(?P<host>[^\"/?#:]{1,250})[^\"]{0,2000})\"(?P<rest>[^<>]{0,100})>(?P=host)</a>\]"
)
"""An address of which only the host is shown: ``[bells.example]``."""
PARAGRAPH = "\n\n"


def repaired(doc: Document) -> Document:
    """The page without the smilies that nobody typed, and with addresses as they were typed."""
    text = BROKEN.sub(r"\g<sign>;)", doc.text)
    text = SHORTENED.sub(r"<a href='\g<url>'\g<rest>>\g<url></a>", text)
    if text == doc.text:
        return doc
    mended = Document.parse(text, doc.url, content_type=doc.content_type, fetched_at=doc.fetched_at)
    return replace(doc, text=text, tree=mended.tree)


def edit_note(body: LexborNode, doc: Document) -> str:
    """The last words of a message, where empty lines and a date show that they are a note; else nothing."""
    for end in reversed(body.css("br + br + br")):
        note = squeeze(end.next.text_content) if end.next is not None and end.next.is_text_node else ""
        if note:
            note = note.removesuffix(CHANGES.rstrip()).rstrip()
            return note if _empty_lines(end) >= LINES_BEFORE_EDIT and doc.date(note) is not None else ""
    return ""


def _empty_lines(end: LexborNode) -> int:
    """How many ends of lines stand together, counted back from one."""
    count = 0
    node: LexborNode | None = end
    while node is not None and (node.tag == "br" or (node.is_text_node and not squeeze(node.text_content))):
        count += node.tag == "br"
        node = node.prev
    return count + (node is not None and node.tag in BLOCKS)


def without_signatures(posts: Iterable[Post]) -> tuple[Post, ...]:
    """The posts without their authors' signatures, which stand behind an empty line, as a part of the same text.

    They are told by what all messages of a member on the page, two at the least, end with.
    """
    posts = tuple(posts)
    written: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        if post.author is not None and post.author.id is not None:
            written[post.author.id].append(post)
    signatures = {account: _common_end(by) for account, by in written.items() if len(by) > 1}
    return tuple(_without(post, signatures.get((post.author and post.author.id) or "")) for post in posts)


def _common_end(posts: list[Post]) -> str | None:
    """The last paragraph of every one of some messages, where it is the same one and no message is that alone."""
    said, end = zip(*(post.text.rpartition(PARAGRAPH)[::2] for post in posts), strict=True)
    alone = any(not before and not post.quotes for before, post in zip(said, posts, strict=True))
    return end[0] if len(set(end)) == 1 and end[0] and not alone else None


def _without(post: Post, signature: str | None) -> Post:
    return replace(post, text=post.text.rpartition(PARAGRAPH)[0], signature=signature) if signature else post
