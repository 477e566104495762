"""What all versions of phpBB share: the forms of their addresses."""

from __future__ import annotations

import re
from itertools import chain
from typing import ClassVar

from scraper.document import Document, Picks, picked
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.selectors import Addresses

ADDRESSES = Addresses(
    thread=re.compile(r"(?:[?&]t=|[-/](?:f?topic|v?t)-?)(?P<id>\d+)(?=&|$|[-.][^?]*$)"),
    forum=re.compile(r"(?:[/=]viewforum(?:\.php\?|&)(?:[^#]*&)?f=|[-/](?:forum|v?f)-?)(?P<id>\d+)(?=&|$|[-./][^?]*$)"),
    listing=re.compile(r"[/=]viewforum\b"),
    other_view=re.compile(r"[?&]view=print\b|/printview\.php"),
    member=re.compile(r"(?:[?&]u=|/(?:member|membre|mitglied|miembro|user)-?)(?P<id>\d+)"),
    root=re.compile(
        r"/(?:viewtopic|viewforum|index|search|ucp|memberlist|posting|mcp|app|profile|login|viewonline|modules)\.php"
    ),
)


class PhpBB(Engine):
    """phpBB, whatever the version."""

    own_links: ClassVar[Picks]
    """Links from a page to itself, which name the thread also where a post's address led to the page."""
    prints_dates_for_people = True

    def own_url(self, doc: Document) -> str:
        """The thread's or forum's own address, also where the page was reached by the address of a post."""
        told, root, named = super().own_url(doc), doc.tree.root, self.templates.addresses
        links = map(doc.absolute, picked(root, self.own_links)) if root is not None else ()
        names = (url for url in chain(links, (told,)) if url and (named.thread.search(url) or named.forum.search(url)))
        return next(names, told)
