"""What an engine module says about its templates, as data: where each field of each item stands.

Strings are CSS selectors; :data:`~scraper.document.Picks` name the text or attribute that is wanted, the first that
gives one wins. A field that an engine does not print is left empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scraper.document import Picks
from scraper.items import Absence
from scraper.wordrules import DEFAULT_RULES, WordRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where a moment stands."""

    element: Picks = ()
    """Selectors of the element, the surest first; the first element that is there is taken."""
    machine: Picks = ("@data-timestamp", "@data-time", "@datetime")
    """The same moment for machines."""
    printed: Picks = ("@title", "@data-original-title", "")
    """The same moment as printed; the empty pick is the element's own text."""
    behind: str = ""
    """What stands right before the moment, where more than the moment is printed: ``by Ann » Mon Feb 10, 2025``."""
    inside: re.Pattern[str] | None = None
    """Finds the moment, group ``at``, where words stand on both sides of it; what it does not find stays whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who wrote something, inside the element that it is asked of."""

    name: Picks = ()
    url: Picks = ()
    id: Picks = ()
    """The account's id, as a number somewhere in the string."""
    title: Picks = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """A list of attached files below a post."""

    item: str = ""
    url: Picks = ("a@href",)
    name: Picks = ("a",)
    image: str = "img"
    """What an item has that is an image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFields:
    """What thread pages, listings and indexes have in common."""

    title: Picks = ("h1",)
    title_skip: str = ""
    """Parts of a title that are none of it, such as its prefix."""
    crumbs: Picks = ()
    """Selectors of the path's container; its links are the path."""
    crumb_skip: str = ""
    """Parts of its links that are none of a name: icons, short forms."""
    bar: Picks = ()
    """Selectors of a bar of page numbers; what names this page and the last one stands inside."""
    page: Picks = ()
    pages: Picks = ()
    shown: Picks = ()
    """A note that says which messages of how many the page shows, as in ``Results 21 to 40 of 93``."""
    now: Picks = ()
    """The moment that the page calls now, which "yesterday" leans on where nobody knows when it was fetched."""
    now_machine: Picks = ()
    """The same moment for machines: how far the two are apart is the page's zone."""
    next: Picks = ("link[rel=next]@href",)
    home: Picks = ()
    """The link to the board's index, for addresses that do not show where the board's folder ends."""
    board_title: Picks = ('meta[property="og:site_name"]@content',)
    notice: Picks = ()
    """What a page says instead of content: that there is none, or that it is for members."""
    login: str = ""
    """The form of a page that asks for a login before it shows anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFields:
    """Where the posts of a thread page stand, and their fields inside the block of each."""

    block: str
    """The block of one post."""
    absent: Mapping[Absence, str] = field(default_factory=dict)
    """Blocks that stand for a post which is not shown, by the reason why."""
    events: str = ""
    """Blocks with a post's id that are none: what was done to the thread, in its place; the page around the posts."""
    notice: str = ""
    """Inside such a block: what the page says instead of the post."""
    original: str = ""
    """Blocks that can only be the original post, also where they print no number: an article above its comments."""
    copies: str = ""
    """Containers of posts that the page shows a second time, such as a highlighted solution."""
    id: Picks = ("@id",)
    """The post's id: the last number of the string."""
    title: Picks = ()
    """Its own title; the thread's, and an answer to the thread's, is none."""
    title_behind: str = ""
    """What stands right before a title that has a label: ``Subject: Ropes``."""
    position: Picks = ()
    """Its number in the thread; strings that are no number are passed over."""
    answer: Picks = ()
    """Its number among the answers, behind a ``#``, on a board that counts those alone: ``Reply #4`` is the fifth."""
    permalink: Picks = ()
    author: Person = Person()
    published: Moment = Moment()
    edited: Moment = Moment()
    edit_note: str = ""
    """The note that says that it was changed."""
    body: Picks = ()
    """Selectors of the element with the words, the surest first."""
    words: WordRules = DEFAULT_RULES
    """How its words are told from what they quote, and from what the board adds."""
    signature: str = ""
    """The signature, where it stands outside the body."""
    files: Files = Files()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """The rows of a listing."""

    block: str = ""
    skip: str = ""
    """Rows that are no thread's that a guest can read: deleted ones, advertisements."""
    id: Picks = ()
    """The thread's id where the row says it: the last number of the string. Else it is told from the address."""
    link: str = ""
    """The link to the thread; of several the last, for a prefix may be a link too."""
    author: Picks = ()
    replies: Picks = ()
    messages: Picks = ()
    """Its messages, on a board that counts the first post too: the replies are one fewer."""
    views: Picks = ()
    started: Moment = Moment()
    last_post: Moment = Moment()
    last_author: Picks = ()
    byline: re.Pattern[str] | None = None
    """Finds a name, group ``name``, in the words that ``@:first`` or ``@:last`` give: ``by Ann » Monday``."""
    sticky: str = ""
    """What a pinned row is, or has in it."""
    locked: str = ""
    moved: str = ""
    """What a row is, or has in it, that only tells where its thread went: its own forum lists that thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumFields:
    """The rows of an index, and of the forums inside a forum."""

    block: str = ""
    id: Picks = ()
    """The forum's id where the row says it: the last number of the string. Else it is told from the address."""
    link: str = ""
    threads: Picks = ()
    messages: Picks = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFields:
    """Board statistics."""

    pairs: Picks = ()
    """Selectors of ``dl`` elements or of rows with a label and a value, the surest first."""
    label: str = "dt"
    value: str = "dd"
    sentences: str = ""
    """Elements that tell statistics in sentences."""
    latest_member: Picks = ()
    """The name of the newest member, where it stands in a place of its own."""
    record_at: Moment = Moment()
    """When most people were online at once, where that stands in a place of its own."""
    online_names: str = ""
    online_totals: Picks = ()
    """A sentence with numbers of everybody online, members, guests and robots, in that order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """What the engine's addresses look like."""

    thread: re.Pattern[str]
    """Finds a thread's id, group ``id``, in the canonical address of its first page."""
    forum: re.Pattern[str]
    """Finds a forum's id, group ``id``."""
    listing: re.Pattern[str] | None = None
    """Finds what only the address of a forum has, also of one without threads."""
    member: re.Pattern[str] | None = None
    """Finds an account's id, group ``id``, in the address of a profile."""
    other_view: re.Pattern[str] | None = None
    """Finds what only the address of a view for printers or the like has."""
    page: re.Pattern[str] | None = None
    """Finds the number of a page, group ``page``."""
    root: re.Pattern[str] | None = None
    """What stands behind the board's own folder in the path and query of an address, so that the folder can be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Everything an engine's templates print, and where."""

    page: PageFields = PageFields()
    post: PostFields
    row: RowFields = RowFields()
    forum: ForumFields = ForumFields()
    board: BoardFields = field(default_factory=BoardFields)
    addresses: Addresses
