"""Addresses: made absolute, made canonical, and stripped of what does not name a page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

SCHEMES = frozenset({"http", "https"})
DEFAULT_PORTS = {"http": 80, "https": 443}

SESSION_PARAMETERS = frozenset(
    {
        "sid",
        "phpsessid",
        "jsessionid",
        "aspsessionid",
        "sessionid",
        "session_id",
        "osadm",
        "zenid",
        "s_hash",
    }
)
"""Parameters that name a visitor, in lower case."""

TRACKING_PARAMETERS = frozenset(
    {
        "fbclid",
        "gclid",
        "dclid",
        "msclkid",
        "yclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "_ga",
        "_gl",
        "ref_src",
        "amp",
        "_xftoken",
        "_xfredirect",
    }
)
"""Parameters that say how a visitor came, in lower case; besides everything that begins with ``utm_``."""

HASHED_SESSION = re.compile(r"^s=[0-9a-f]{20,}$", re.IGNORECASE)
"""vBulletin's session: ``s=`` and a hash."""

PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/?#]*", re.IGNORECASE)
"""A session that stands in the path."""

PAGE_PARAMETERS = frozenset(
    {
        "page",
        "pagenumber",
        "pagenum",
        "paged",
        "pg",
        "pageno",
        "page_number",
        "start",
        "st",
        "offset",
        "skip",
    }
)
"""Parameters that choose a page of a thread or listing, in lower case."""

PAGE_SEGMENT = re.compile(r"(?<=/)(?:page-?\d+|page/\d+|page=\d+|p\d+)/?$", re.IGNORECASE)
"""The last part of a path, where it chooses a page: ``/page-2``, ``/page2/``, ``/page/2/``, ``/p2``."""

FIRST_PAGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), first)
    for pattern, first in (
        (r"([?&;](?:topic|board)=\d+)\.(?:\d+|msg\d+|new|from\d+)(?=[&;]|$)", r"\1.0"),  # Simple Machines
        (r"(/(?:topic|board),\d+)\.(?:\d+|msg\d+|new|from\d+)(?=\.html)", r"\1.0"),  # and with rewritten addresses
        (r"(/t/[^/?]+/\d+/)(?:\d+|last|new|unapproved|best-answer|post/\d+)/(?=\?|$)", r"\1"),  # Misago
        (r"(/t/[^/?]+/\d+)/\d+/?(?=\?|$)", r"\1"),  # Discourse: the post that is scrolled to
        (r"(/d/\d+[^/?]*)/\d+/?(?=\?|$)", r"\1"),  # Flarum, likewise
        (r"(/topic/\d+/[^/?]+)/\d+/?(?=\?|$)", r"\1"),  # NodeBB, likewise
        (r"(/view(?:topic|forum)\.php\?(?:[^#]*&)?id=\d+)&p=\d+(?=&|$)", r"\1"),  # FluxBB, PunBB
        (r"(/(?:thread|forum|user)-[^/?]*?)-page-\d+(?=\.html)", r"\1"),  # MyBB
        (r"(/topic/[^/?]+/)page__(?:[^/?]*__)?st__\d+[^/?]*/?", r"\1"),  # Invision 3
        (r"(/(?:read|list)\.php\?\d+(?:,\d+)?)(?:,\d+)?,page=\d+", r"\1"),  # Phorum
        (r"(/read\.php\?\d+,\d+),\d+(?=,|$)", r"\1"),  # and a message
        (r"([?&/]ubb[=/])showthreaded(?=[&/])", r"\1showflat"),  # UBB.threads: a post and the tree of the others
        (r"(/ubbthreads\.php/(?:topics|forums)/\d+)/\d+(?=/|\?|$)", r"\1"),  # UBB.threads
        (r"(/ubbthreads\.php/ubb/(?:showflat|postlist)/(?:Number|Board)/\d+)/page/\d+(?=/|\?|$)", r"\1"),
        (
            r"((?:/showthread\.php(?:\?t=|[?/])|/threads/)\d+[^?&]*)[?&](?:p|goto|viewfull|highlight|mode|nojs)=.*$",
            r"\1",
        ),  # vBulletin: a post, a search
        (r"(/\d+-[^/?]+(?:/page\d+)?)\?p=\d+$", r"\1"),  # vBulletin 5, likewise
        (r"([/?]\d+-[^/?&=]+)/page\d+(?=[?&]|$)", r"\1"),  # vBulletin since 4: nothing ends its addresses
        (r"(/discussion/\d+(?:/[^/?&]*)?|/categories/[^/?&]+|/discussions)/p\d+/?(?=[?&]|$)", r"\1"),  # Vanilla
        (r"(/viewtopic\.php\?)f=-?\d+&(?=t=\d)", r"\1"),  # phpBB before 3.3, which names the forum too
        # phpBB: a post, a search, an order.
        (r"(/viewtopic\.php\?t=\d+)&(?:p|start|hilit|highlight|sk|sd|st|postdays|postorder)=.*$", r"\1"),
        (r"((?:-[ft]|/(?:forum|topic))\d+)-\d+(?=\.html(?:\?|$))", r"\1"),  # phpBB with readable addresses
        (r"(/topic/[^?&]*|[?&]showtopic=\d+)[?&](?:do|view)=(?:get|find)\w+(?:&(?:comment|p)=\d+)?(?=&|$)", r"\1"),
        (r"(/topic/[^?&]*|[?&]showtopic=\d+)[?&](?:p|gopid|comment)=\d+(?=&|$)", r"\1"),  # Invision: a post
        (r"([?/]thread/[^?&]*)[?&](?:action=[a-z]+|postID=\d+)(?=&|$)", r"\1"),  # WoltLab, likewise
    )
)
"""What engines write between a thread's or forum's own address and a page of it, and what the first page has there."""

POST_SEGMENT = re.compile(r"(?<=/)(?:post-\d+|unread|latest|goto/(?:post|newpost))/?$", re.IGNORECASE)
"""The last part of a path, where it points to a post in the page."""

WHITE = re.compile(r"[\t\r\n]+")

PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:/(?!\.\.?/)[!-\[\]-~]*)?\Z")
"""An absolute address that stays as it is when it is joined to another one."""
PLAIN_PATH = re.compile(r"/(?![/.])[!-.0-\[\]-~]*(?:/(?![.])[!-.0-\[\]-~]*)*\Z")
"""A path from the root that only needs its host: no dots to be resolved, nothing to be escaped."""
PLAIN_RELATIVE = re.compile(
    r"(?:\./)?(?P<rest>\w[\w.?=&;%+~,!*'()@$-]*(?:/\w[\w.?=&;%+~,!*'()@$-]*)*/?(?:#[\w-]*)?)\Z", re.ASCII
)
"""A path from the page's own folder, without dots that lead upwards."""
PLAIN_FRAGMENT = re.compile(r"#[\w-]+\Z", re.ASCII)
"""A place in the page itself."""


class Base:
    """The address that the relative links of a page start from."""

    def __init__(self, url: str) -> None:
        self.url = url
        """The address."""
        whole = PLAIN_ADDRESS.match(url)
        host_end = url.find("/", url.find("//") + 2)
        self._host = url[:host_end] if whole and host_end > 0 else None
        self._page = url.partition("#")[0]
        self._folder: str | None = url[: url.partition("?")[0].partition("#")[0].rfind("/") + 1]
        if not self._host or "//" in self._folder[host_end:]:
            self._folder = None

    def absolute(self, href: str | None) -> str | None:
        """The absolute form of a link, as the function of that name tells; most links are told by a glance."""
        if href and self._host is not None and href[-1] not in "#?;":
            if PLAIN_PATH.match(href):
                return self._host + href
            if PLAIN_ADDRESS.match(href):
                return href
            if PLAIN_FRAGMENT.match(href):
                return self._page + href
            relative = PLAIN_RELATIVE.match(href)
            if relative and self._folder is not None:
                return self._folder + relative["rest"]
        return absolute(self.url, href)


def absolute(base: str, href: str | None) -> str | None:
    """The absolute form of a link, or None where it leads to no page.

    Args:
        base: The address that relative links start from.
        href: The link as it stands in the page.

    Returns:
        An ``http`` or ``https`` address; None for empty links, for other schemes (``javascript:``, ``mailto:``,
        ``data:``), and for links too broken to follow.
    """
    if href is None:
        return None
    href = WHITE.sub("", href).strip()
    if not href:
        return None
    try:
        joined = urljoin(base, href)
        parts = urlsplit(joined)
        if parts.scheme not in SCHEMES or not parts.hostname:
            return None
    except ValueError:
        return None
    return joined.replace(" ", "%20")


@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """The one form of an address: host in lower case, no default port, fragment, session or tracking parameters.

    The order of parameters and the case of the path stay, because servers may care. A broken address stays as it is.
    """
    try:
        parts = urlsplit(url)
        host = _host(parts)
    except ValueError:
        return url
    path = PATH_SESSION.sub("", parts.path)
    pieces = [piece for piece in parts.query.split("&") if piece and not _is_noise(piece)]
    return urlunsplit((parts.scheme.lower(), host, path or "/", "&".join(pieces), ""))


def permanent(url: str | None) -> str | None:
    """An address that is kept to point at a place in a page: canonical, with its fragment."""
    if url is None:
        return None
    _, mark, fragment = url.partition("#")
    return f"{canonical(url)}{mark}{fragment}"


@lru_cache(maxsize=4096)
def without_page(url: str) -> str:
    """The canonical address of the first page: no page parameter, no page segment, no pointer to a post.

    A broken address stays as it is.
    """
    try:
        parts = urlsplit(canonical(url))
    except ValueError:
        return url
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    for pattern, first in FIRST_PAGES:
        target = pattern.sub(first, target)
    path, _, query = target.partition("?")
    path = POST_SEGMENT.sub("", PAGE_SEGMENT.sub("", path))
    pieces = []
    for piece in query.split("&"):
        name, equals, _value = piece.partition("=")
        if equals and name.lower() in PAGE_PARAMETERS:
            continue
        # Where the route stands in the query (``?threads/x.1/page-2``), it is stripped like a path.
        pieces.append(piece if equals else POST_SEGMENT.sub("", PAGE_SEGMENT.sub("", piece)))
    return urlunsplit((parts.scheme, parts.netloc, path or "/", "&".join(filter(None, pieces)), ""))


def is_broken(url: str) -> bool:
    """Whether an address cannot even be taken apart, as ``http://[::1`` cannot."""
    try:
        _host(urlsplit(url))
    except ValueError:
        return True
    return False


def origin(url: str) -> str:
    """Scheme, host and port of an address, with a slash: ``https://host/``. A broken address stays as it is."""
    try:
        parts = urlsplit(canonical(url))
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}/"


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"


def _is_noise(piece: str) -> bool:
    name = piece.partition("=")[0].lower()
    if name in SESSION_PARAMETERS or name in TRACKING_PARAMETERS or name.startswith("utm_"):
        return True
    return bool(HASHED_SESSION.match(piece))
