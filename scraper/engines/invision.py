"""What the forums of Invision have in common: their addresses through all versions, and the reactions of 4 and 5."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.document import Document, pick, text_of
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.selectors import Addresses
from scraper.items import Reaction
from scraper.numbers import parse_number
from scraper.wordrules import WordRules

ADDRESSES = Addresses(
    thread=re.compile(r"(?:/topic/|[?&]showtopic=|[?&]t=)(?P<id>\d+)"),
    forum=re.compile(r"(?:/forum/|[?&]showforum=|[?&]f=)(?P<id>\d+)"),
    listing=re.compile(r"/forum/\d|[?&]showforum=\d|[?&]act=SF\b"),
    member=re.compile(r"(?:/profile/|/user/|[?&]showuser=)(?P<id>\d+)"),
    page=re.compile(r"(?:/page/|/page-|[?&]page=)(?P<page>\d{1,7})(?!\d)"),
    root=re.compile(r"/(?:index\.php(?:$|[/?])|lofiversion/|(?:topic|forum|announcement|profile|user)/\d)"),
)
A_FORUM = ('a[href*="/forum/"]@href', 'a[href*="showforum="]@href')

WORDS = WordRules(
    quote="blockquote",
    quote_author=("@data-ipsquote-username", "@data-author", ".ipsQuote_citation"),
    quote_post=("@data-ipsquote-contentcommentid", "@data-cid"),
    quote_head=".ipsQuote_citation",
    quote_name=re.compile(r"^(?:.*(?:,\s|\bschrieb\s))?(?P<name>[^,]{1,60}?)\s?:$"),
    skip="[data-excludequote], .ipsEdited, .ipsSpoiler_header, .ipsTime__short",
    attachment="a.ipsAttachLink:not(.ipsAttachLink_image)",
)
"""Posts of 4 and 5: the one editor's words are the other's."""


class Invision(Engine):
    """Any version."""

    def wrote(self, doc: Document) -> bool:
        """Views for printers carry no marks; their addresses are no other engine's."""
        return super().wrote(doc) or self.is_other_view(doc)

    def board_url(self, doc: Document) -> str:
        """On the index, which may be any folder, the addresses of its forums tell."""
        root = self.templates.addresses.root
        if root is None or root.search(doc.url):
            return super().board_url(doc)
        return super().board_url(replace(doc, url=doc.absolute(doc.pick(A_FORUM)) or doc.url))

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """Kinds with their counts. Who pressed is told of all kinds together."""
        del doc
        bar = block.css_first(".ipsReact_reactions")
        if bar is None:
            return ()
        kinds = tuple(
            Reaction(name=pick(kind, ("img@alt", "@title")) or "Like", count=parse_number(text_of(kind)))
            for kind in bar.css(".ipsReact_reactCount")
        )
        names = tuple(dict.fromkeys(text_of(name) for name in bar.css(".ipsReact_overview a[data-ipshover]")))
        return (replace(kinds[0], by=names),) if len(kinds) == 1 else kinds
