"""An element to its author's own words, and apart from them what they quote, link to, attach and sign with.

The walk goes from node to node without recursion, so that no depth of nesting can exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from selectolax.lexbor import LexborNode

from scraper.attribution import ATTRIBUTION_TAIL, NOBODY
from scraper.document import Document, Picks, ids, pick, split_pick, value_at
from scraper.flow import Flow
from scraper.items import Attachment, Link, Quote
from scraper.wordrules import DEFAULT_RULES, WordRules

UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "button", "select", "option", "input", "form", "svg",
    "math", "link", "meta", "object", "canvas", "map",
})  # fmt: skip
"""Elements whose text nobody wrote into a post."""
VERBATIM = frozenset({"pre", "code", "textarea", "tt", "samp", "kbd"})
"""Elements whose white space is the author's."""
EMBEDS = frozenset({"iframe", "video", "audio", "embed"})
EMBED_URL: Picks = (
    "@src", "@data-src", "@data-s9e-mediaembed-src", "@data-lazy-src", "source@src", "@data-url",
    "@data-video-src",
)  # fmt: skip
IMAGE_URL: Picks = ("@data-src", "@data-lazy-src", "@data-original", "@src", "@data-url")
SMILIE_CLASS = re.compile(r"smil|emoji|emoticon", re.IGNORECASE)
SMILIE_SRC = re.compile(r"/(?:smil|emoji|emoticon|twemoji|graemlin)|style_emoticons/", re.IGNORECASE)
FILE_NAME = re.compile(r"/(?P<name>[^/?#.]+)\.\w+(?:[?#].*)?$")
SMILIE_CODE = re.compile(r"^:[\w+-]+:$")
LONGEST_SMILIE = 40


DEEPEST_QUOTE = 24
"""Quotes nested deeper are read into the last one that is kept."""

NUMBER_AT_END = re.compile(r"(\d{1,20})\D{0,200}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an element says."""

    text: str
    """The author's own words: paragraphs parted by a blank line."""
    quotes: tuple[Quote, ...] = ()
    """What they quote, in page order."""
    links: tuple[Link, ...] = ()
    """Links in their own words."""
    attachments: tuple[Attachment, ...] = ()
    """Images, files and embeds."""
    signature: str | None = None
    """Their signature."""


def read_words(
    element: LexborNode,
    doc: Document,
    rules: WordRules = DEFAULT_RULES,
    *,
    skip: frozenset[int] = frozenset(),
    quoted: Mapping[int, str] | None = None,
) -> Words:
    """Read the words of an element.

    Args:
        element: What holds one post's words, and perhaps quotes, an edit note and a signature.
        doc: The page that it stands in.
        rules: What the parts are called.
        skip: Further elements that are nobody's words, as ``document.ids`` tells them apart.
        quoted: Further quotes, told apart likewise, with whose words they are; "" where nobody is named.
    """
    return _Walk(element, doc, rules, skip, quoted or NO_QUOTES).run()


def _is_drawn_smilie(node: LexborNode) -> bool:
    """Whether an empty element is a smilie that a style sheet draws, with its text in the title."""
    title = node.attrs.get("title") or ""
    if not 0 < len(title) <= LONGEST_SMILIE:
        return False
    return SMILIE_CODE.match(title) is not None or SMILIE_CLASS.search(node.attrs.get("class") or "") is not None


NOTHING: frozenset[int] = frozenset()
NO_QUOTES: Mapping[int, str] = MappingProxyType({})


def _nothing(_selector: str) -> frozenset[int]:
    """What is marked where no part is."""
    return NOTHING


@dataclass(slots=True)
class _Frame:
    """Whose words are being read: the author's, their signature's, or those of one they quote."""

    node: LexborNode | None = None
    kind: str = "own"
    flow: Flow = field(default_factory=Flow)
    quotes: list[Quote] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def _is_word_for_quotes(node: LexborNode, frame: _Frame) -> bool:
    """Whether a quote begins with a word that only says that it is one: ``Quote:`` before a box of its own."""
    if node.prev is not None or node.next is None or node.next.tag != "div":
        return False
    quote = node.parent is not None and frame.node is not None and node.parent.mem_id == frame.node.mem_id
    return quote and (node.text_content or "").endswith(":")


class _Walk:
    """One pass over one element."""

    def __init__(
        self, element: LexborNode, doc: Document, rules: WordRules, skip: frozenset[int], quoted: Mapping[int, str]
    ) -> None:
        self.root, self.doc, self.rules = element, doc, rules
        # Most posts have none of it all, which one question tells.
        parts = self._marked(rules.any_part)
        marked = self._marked if parts else _nothing
        self.quoted = quoted
        self.quote = marked(rules.quote) | quoted.keys()
        self.heads = marked(rules.quote_head) if self.quote else NOTHING
        self.labels = marked(rules.quote_label)
        self.skip = {*marked(rules.skip), *self.labels, *skip}
        self.signature = marked(rules.signature)
        self.code = marked(rules.code)
        self.box = marked(rules.box)
        self.laid_out = marked(rules.laid_out)
        self.card = marked(rules.card)
        self.attachment = marked(rules.attachment)
        self.embed = marked(rules.embed)
        self.frames = [_Frame()]
        self.anchors: list[tuple[LexborNode, int, int]] = []
        self.signed: str | None = None
        self.verbatim = 0

    def run(self) -> Words:
        node: LexborNode | None = self.root.first_child
        own = self.root.mem_id
        while node is not None:
            if node.is_text_node:
                self._text(node)
                below = None
            else:
                below = node.first_child if node.is_element_node and self._enter(node) else None
            if below is not None:
                node = below
                continue
            # Up until there is a neighbour: closing what ends on the way.
            if node.is_element_node:
                self._leave(node)
            while node.next is None:
                parent = node.parent
                if parent is None or parent.mem_id == own:
                    return self._words()
                node = parent
                self._leave(node)
            node = node.next
        return self._words()

    def _words(self) -> Words:
        frame, last = self.frames[0], self.frames[-1]
        return Words(
            text=frame.flow.text(),
            quotes=tuple(frame.quotes),
            links=tuple(dict.fromkeys(frame.links)),
            attachments=tuple(dict.fromkeys(frame.attachments)),
            signature=(last.kind == "signature" and last.flow.text()) or self.signed,
        )

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        if self.rules.signature_line and len(self.frames) == 1 and text.strip() == self.rules.signature_line:
            self.frames.append(_Frame(kind="signature"))
            return
        frame = self.frames[-1]
        if frame.kind == "quote" and _is_word_for_quotes(node, frame):
            return
        flow = frame.flow
        if self.verbatim:
            # Software that makes a line of every newline often leaves the newline behind it, or before it.
            if text.startswith(("\n", "\r")) and node.prev is not None and node.prev.tag == "br":
                text = text.removeprefix("\r").removeprefix("\n")
            if text.endswith("\n") and node.next is not None and node.next.tag == "br":
                text = text.removesuffix("\n").removesuffix("\r")
            flow.verbatim(text)
        else:
            flow.say(text)

    def _enter(self, node: LexborNode) -> bool:
        """Open an element; whether to read what is in it."""
        tag, key = node.tag or "", node.mem_id
        if key in self.heads and len(self.frames) > 1:
            self.skip.add(key)
        if tag in UNSEEN or key in self.skip:
            self._kept(node)
            return False
        if self._show(node, tag):
            return False
        self._open(node, tag)
        if self._is_verbatim(tag, key):
            self.verbatim += 1
        return True

    def _is_verbatim(self, tag: str, key: int) -> bool:
        return (tag in VERBATIM and key not in self.laid_out) or key in self.code

    def _part(self, tag: str, key: int) -> str:
        """What an element is laid out as."""
        return "div" if key in self.box else tag

    def _show(self, node: LexborNode, tag: str) -> bool:
        """Read an element that stands for something else than the words in it, where it is one."""
        flow = self.frames[-1].flow
        if tag == "br":
            flow.verbatim("\n") if self.verbatim else flow.newline()
        elif tag == "img":
            self._image(node)
        elif tag in {"i", "span"} and node.first_child is None and _is_drawn_smilie(node):
            flow.say(node.attrs.get("title") or "")
        elif tag in EMBEDS or node.mem_id in self.embed:
            self._attach(pick(node, EMBED_URL), "embed", pick(node, ("@title",)))
        elif node.mem_id in self.card:
            self._show_card(node)
        else:
            return False
        return True

    def _open(self, node: LexborNode, tag: str) -> None:
        """Begin a quote, a signature, a link or a part of a page."""
        frame, key = self.frames[-1], node.mem_id
        if key in self.signature and key not in self.quote:
            self.frames.append(_Frame(node, "signature"))
            return
        frame.flow.part(self._part(tag, key))
        if key in self.quote and len(self.frames) <= DEEPEST_QUOTE:
            self.frames.append(_Frame(node, "quote"))
        elif tag == "a":
            self.anchors.append((node, frame.flow.mark(), len(frame.attachments)))

    def _leave(self, node: LexborNode) -> None:
        """Close an element."""
        tag, key = node.tag or "", node.mem_id
        if tag in UNSEEN or key in self.skip:
            return
        if self._is_verbatim(tag, key) and self.verbatim:
            self.verbatim -= 1
        if self.anchors and self.anchors[-1][0].mem_id == key:
            self._link(*self.anchors.pop())
        frame = self.frames[-1]
        if frame.node is not None and frame.node.mem_id == key:
            self.frames.pop()
            self._close(frame, node)
            frame = self.frames[-1]
        frame.flow.part(self._part(tag, key))

    def _close(self, frame: _Frame, node: LexborNode) -> None:
        above = self.frames[-1]
        if frame.kind == "signature":
            self.signed = frame.flow.text() or self.signed
            return
        above.flow.paragraph()
        label = self._label(node)
        number = NUMBER_AT_END.search(self._pick(node, label, self.rules.quote_post) or "")
        quote = Quote(
            text=frame.flow.text(),
            author=self._quoted_name(node, label),
            post_id=number[1] if number else None,
            url=self.doc.absolute(self._pick(node, label, self.rules.quote_source)),
            quotes=tuple(frame.quotes),
        )
        if quote.text or quote.quotes or frame.attachments:
            above.quotes.append(quote)

    def _label(self, quote: LexborNode) -> LexborNode | None:
        """The line that names a quote's author, where it stands right before it."""
        before = quote.prev if self.labels else None
        while before is not None and not before.is_element_node and not (before.text_content or "").strip():
            before = before.prev
        return before if before is not None and before.mem_id in self.labels else None

    def _quoted_name(self, quote: LexborNode, label: LexborNode | None) -> str | None:
        """The name of the one quoted: an attribute holds nothing else, a line of words goes on with ``said:``.

        An ``@`` before it makes a mention and is no part of it.
        """
        if quote.mem_id in self.quoted:
            return self.quoted[quote.mem_id] or None
        for one in self.rules.quote_author:
            value = self._pick(quote, label, (one,))
            if not value:
                continue
            if "@" in one and "@:" not in one:
                return value.removeprefix("@")
            if self.rules.quote_name is not None:
                found = self.rules.quote_name.search(value)
                value = found["name"] if found else ""
            name = ATTRIBUTION_TAIL.sub("", value).removeprefix("@")
            return None if not name or NOBODY.match(name) else name
        return None

    def _link(self, node: LexborNode, mark: int, attached: int) -> None:
        frame = self.frames[-1]
        url = self.doc.absolute(node.attrs.get("href"))
        if url is None:
            return
        text = frame.flow.since(mark)
        if node.mem_id in self.attachment:
            frame.attachments.append(Attachment(url=url, name=text or None))
        elif text or len(frame.attachments) == attached:
            frame.links.append(Link(url=url, text=text))

    def _show_card(self, node: LexborNode) -> None:
        url = self.doc.absolute(pick(node, self.rules.card_url))
        if url:
            flow = self.frames[-1].flow
            flow.part("span" if node.tag == "a" else "div")
            flow.say(url)
            flow.part("span" if node.tag == "a" else "div")
            self.frames[-1].links.append(Link(url=url, text=url))

    def _image(self, node: LexborNode) -> None:
        source = f"{node.attrs.get('src') or ''} {node.attrs.get('data-src') or ''}"
        if SMILIE_CLASS.search(node.attrs.get("class") or "") or SMILIE_SRC.search(source):
            text = self._typed(node)
            if text and len(text) <= LONGEST_SMILIE:
                self.frames[-1].flow.say(text)
                return
        self._attach(pick(node, IMAGE_URL), "image", pick(node, ("@alt", "@title")))

    def _typed(self, smilie: LexborNode) -> str | None:
        """What was typed for a smilie: a name may be translated or be missing, a file's seldom is."""
        text, names = pick(smilie, self.rules.smilie), self.rules.smilies
        file = FILE_NAME.search(smilie.attrs.get("src") or "") if names else None
        return names.get(text or "") or (names.get(file["name"]) if file else None) or text

    def _attach(self, href: str | None, kind: str, name: str | None) -> None:
        url = self.doc.absolute(href)
        if url:
            self.frames[-1].attachments.append(Attachment(url=url, kind=kind, name=name))

    def _kept(self, node: LexborNode) -> None:
        if self.rules.keep:
            for kept in node.css(self.rules.keep):
                flow = self.frames[-1].flow
                flow.line()
                flow.say(kept.text())
                flow.line()

    def _marked(self, selector: str) -> frozenset[int]:
        """The elements that a selector names, without the root: a whole post may well be a ``blockquote``."""
        return ids(self.root.css(selector)) - {self.root.mem_id} if selector else NOTHING

    def _pick(self, quote: LexborNode, label: LexborNode | None, picks: Picks) -> str | None:
        """Like :func:`pick`, and leaves the quotes nested in a quote alone."""
        if label is not None:
            return pick(label, picks)
        for one in picks:
            selector, name = split_pick(one)
            for found in quote.css(selector) if selector else (quote,):
                if self._quote_of(found) == quote.mem_id:
                    value = value_at(found, name)
                    if value:
                        return value
        return None

    def _quote_of(self, node: LexborNode) -> int | None:
        """The nearest quote around an element, or itself; a line that stands before a quote belongs to that one."""
        above: LexborNode | None = node
        while above is not None and above.mem_id not in self.quote and above.mem_id not in self.labels:
            above = above.parent
        return above.mem_id if above is not None else None
