"""What stands around the posts or rows of a page: path of forums, page x of y, next page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical, without_page
from scraper.document import Document, squeeze
from scraper.generic.outline import HEADINGS, Outline
from scraper.generic.routes import Kind, board_of, id_of, is_front, is_same_thread, is_shown, route_of
from scraper.generic.titles import titles
from scraper.items import ForumLink

NEXT_TEXTS = frozenset({
    "next", "next page", "next »", "next ›", "next >", "next →", "»", "›", ">", ">>", "→", "older", "older posts",
    "load more", "show more", "more", "weiter", "nächste", "nächste seite", "vor", "suivant", "suivante",
    "page suivante", "siguiente", "página siguiente", "próxima", "próximo", "seguinte", "prossima", "successiva",
    "avanti", "succ.", "volgende", "nästa", "neste", "næste", "seuraava", "następna", "następny", "dalej", "další",
    "ďalšie", "следующая", "след.", "след", "вперёд", "вперед", "далее", "наступна", "sonraki", "ileri", "tiếp",
    "kế tiếp", "다음", "次へ", "次", "下一页", "下一頁", "下页", "التالي", "הבא", "επόμενη", "επόμενο",
    "następna strona", "következő",
})  # fmt: skip
"""The whole words of a link to the next page, without arrows around them, in lower case."""
ARROWS = " »›>→⟩▶❯\u00a0"
PAGER_WORDS = frozenset({
    "pagination", "pager", "paginator", "pagenav", "pages", "paging", "pagelinks", "page", "numbers", "pagnav",
    "paginate", "pagebar", "multipage",
})  # fmt: skip
PATH_WORDS = frozenset({
    "breadcrumb", "breadcrumbs", "crumb", "crumbs", "navpath", "navbit", "navbits", "navlinks", "path", "trail",
    "breadboxes", "ariane", "fil",
})  # fmt: skip
PATH_SELECTORS = '[itemtype*="BreadcrumbList"], [aria-label*="readcrumb"], .navigation, #breadcrumb'
PAGE_OF = re.compile(
    r"\b(?:page|seite|página|pagina|страница|strona|sivu|sayfa|sida|side|стр\.)\W{0,3}(\d{1,6})\s*"
    r"(?:of|von|sur|de|di|van|из|z|av|af|/)\s*(\d{1,6})\b",
    re.IGNORECASE,
)
PAGE_NAMES = frozenset({"page", "pg", "paged", "pagenumber", "pageno", "p"})
"""What addresses call the number of a page."""
PAGES_WORD = re.compile(
    r"(?:go to )?(?:pages?|seiten?|páginas?|pagin[ae]|page\(s\)|страниц[аы]|strony?|sivut?|sayfa|sid(?:a|or|er)|side)"
    r"\W{1,4}\d",
    re.IGNORECASE,
)
"""How a bar of page numbers begins, where it is called nothing."""
TRAIL = re.compile(r"\s(?:>|/|::)\s|[»›→]")
"""What parts the links of a path."""
LEAVES = re.compile(r"[?&;](?:prev_next|goto)=|[?&]view=(?:next|previous)\b", re.IGNORECASE)
"""The address of the thread before or behind this one, written as one of this thread's."""
LONGEST_PAGER = 400
"""Characters of a bar of page numbers."""
MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class Pager:
    """Page x of y, and where the next one is."""

    page: int
    pages: int | None
    next_url: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """What a page is called and where it stands."""

    title: str
    board_title: str | None
    board_url: str
    forums: tuple[ForumLink, ...]


def head_of(doc: Document, outline: Outline) -> Head:
    """Title, board and path of forums."""
    board_url = board_of(doc.url, outline.links.values())
    title, board_title = titles(doc, outline, board_url)
    forums = _path(doc, board_url, _path_bars(doc, outline))
    forums = forums or _path(doc, board_url, _trails(outline, board_url, title))
    return Head(title, doc.board_title or board_title, board_url, forums)


def pager_of(doc: Document, outline: Outline) -> Pager:
    """The number of this page, the number of pages where printed, and the next page's address."""
    current, largest, numbered_next = _numbers(doc, outline)
    said = _said(outline)
    page = current or (said[0] if said else None) or page_in(doc.url) or 1
    pages = said[1] if said else None
    if pages is None and largest is not None and largest >= page:
        pages = largest
    next_url = _declared_next(doc) or numbered_next or _labelled_next(doc, outline) or _counted_next(doc, outline, page)
    if next_url is None and pages is not None and page > pages:
        pages = None
    if pages is not None and page == pages:
        next_url = None
    return Pager(page, pages, next_url)


def page_in(url: str) -> int | None:
    """The page number that an address says; offsets (``start=20``) count posts and say none."""
    parts, route = urlsplit(url), route_of(url)
    names = PAGE_NAMES - {"p"} if route is not None and route.kind is Kind.POST else PAGE_NAMES
    for name, value in parse_qsl(parts.query):
        if name.lower() in names and value.isdecimal() and len(value) < 7:
            return int(value) or None
    found = re.search(r"/page[-/]?(\d{1,6})/?$", f"{parts.path}?{parts.query}".rstrip("?"))
    return int(found[1]) or None if found else None


def _path(doc: Document, board_url: str, bars: list[LexborNode]) -> tuple[ForumLink, ...]:
    """The forums above the page, outermost first, from the first bar that has any."""
    found: dict[str, ForumLink] = {}
    for bar in bars:
        for link in bar.css("a[href]"):
            url, name = doc.absolute(link.attributes.get("href")), squeeze(link.text(separator=" "))
            if not url or not name or is_same_thread(url, doc.url):
                continue
            route = route_of(url)
            if route is not None and route.kind is not Kind.FORUM:
                continue
            if url.startswith(board_url) and not is_front(url, board_url) and is_shown(url):
                found.setdefault(id_of(url), ForumLink(name=name, url=canonical(url), id=id_of(url)))
        if found:
            break
    forums = tuple(found.values())
    routed = tuple(forum for forum in forums if route_of(forum.url))
    return routed or forums


def _path_bars(doc: Document, outline: Outline) -> list[LexborNode]:
    """The elements that show the path, the likelier ones first."""
    bars = doc.css(PATH_SELECTORS)
    known = {bar.mem_id for bar in bars}
    for index, node in enumerate(outline.nodes):
        if not PATH_WORDS.isdisjoint(outline.words(index)) and node.mem_id not in known:
            bars.append(node)
    return [bar for bar in bars if len(bar.text()) <= 2 * LONGEST_PAGER][:20]


def _trails(outline: Outline, board_url: str, title: str) -> list[LexborNode]:
    """The elements that look like a path without being called one: links from the front page on, parted by arrows."""
    found = []
    for index, url in outline.links.items():
        route, parent = route_of(url), outline.parent[index]
        if route is None or route.kind is not Kind.FORUM or parent < 0:
            continue
        if outline.length(parent, outline.end[parent]) > LONGEST_PAGER or not TRAIL.search(outline.text(parent)):
            continue
        first = next(link for place, link in outline.links.items() if place > parent)
        if is_front(first, board_url) or (title and outline.text(parent).endswith(title)):
            found.append(outline.nodes[parent])
    return found


def _declared_next(doc: Document) -> str | None:
    """What the page itself declares as its next page."""
    for link in doc.css('link[rel~="next"], a[rel~="next"]'):
        url = _checked(doc, link.attributes.get("href"))
        if url:
            return url
    return None


def _checked(doc: Document, href: str | None) -> str | None:
    """An address, where it may be another page of the same thread or listing."""
    url = doc.absolute(href)
    if not url or canonical(url) == canonical(doc.url) or not is_same_thread(url, doc.url) or LEAVES.search(url):
        return None
    return canonical(url)


def _numbers(doc: Document, outline: Outline) -> tuple[int | None, int | None, str | None]:
    """This page's number, the largest number, and the address behind the number that follows this one's."""
    here = canonical(doc.url)
    behind = 0
    for index in range(len(outline.nodes)):
        is_bar = index >= behind and outline.length(index, outline.end[index]) <= LONGEST_PAGER
        if not is_bar or (PAGER_WORDS.isdisjoint(outline.words(index)) and not _begins_as_pager(outline, index)):
            continue
        behind = outline.end[index]
        linked, plain = _numbers_in(doc, outline, index)
        current = next((number for number in plain if number not in linked), None)
        current = current or next((number for number, url in linked.items() if url == here), None)
        if linked and current is not None:
            following = linked.get(current + 1)
            return current, max([*linked, current]), following if following != here else None
    return None, None, None


def _begins_as_pager(outline: Outline, index: int) -> bool:
    """Whether a bar without a name begins with the word for pages, as in ``Page 1 2 3 next``."""
    return outline.length(index, outline.end[index]) > 5 and PAGES_WORD.match(outline.text(index)) is not None


def _numbers_in(doc: Document, outline: Outline, bar: int) -> tuple[dict[int, str], list[int]]:
    """The page numbers in a bar: those that are links, with their addresses, and those that are not."""
    linked: dict[int, str] = {}
    plain: list[int] = []
    for index in range(bar, outline.end[bar]):
        number = _number(outline, index)
        if number is None:
            continue
        href = outline.attributes[index].get("href")
        if outline.tags[index] == "a" and href:
            url = doc.absolute(href) if href != "#" else None
            if url and is_same_thread(url, doc.url):
                linked.setdefault(number, canonical(url))
        elif not any(outline.tags[above] == "a" for above in outline.ancestors(index, 3)):
            plain.append(number)
    return linked, plain


def _number(outline: Outline, index: int) -> int | None:
    """The number that is an element's only text."""
    if not 0 < outline.length(index, outline.end[index]) <= 8:
        return None
    text = outline.text(index).strip(" []().")
    return int(text) if text.isdecimal() and 0 < int(text) <= MOST_PAGES else None


def _said(outline: Outline) -> tuple[int, int] | None:
    """Page x of y in words."""
    for index, node in enumerate(outline.nodes):
        if not 5 < outline.length(index, outline.end[index]) <= LONGEST_PAGER // 4 or node.tag in HEADINGS:
            continue
        found = PAGE_OF.search(outline.text(index))
        if found and 0 < int(found[1]) <= int(found[2]):
            return int(found[1]), int(found[2])
    return None


def _labelled_next(doc: Document, outline: Outline) -> str | None:
    """A link that is called next, in words, by an arrow, or by its class."""
    for index, node in enumerate(outline.nodes):
        attributes = outline.attributes[index]
        href = attributes.get("href")
        if node.tag != "a" or not href or outline.length(index, outline.end[index]) > 40:
            continue
        parent = outline.parent[index]
        words = outline.words(index) | (outline.words(parent) if parent >= 0 else frozenset())
        text = outline.text(index).casefold()
        label = squeeze(attributes.get("aria-label") or attributes.get("title")).casefold()
        called = {text, text.strip(ARROWS), label}
        if "next" in words or not NEXT_TEXTS.isdisjoint(called - {""}):
            url = _checked(doc, href)
            if url and not _goes_back(doc.url, url):
                return url
    return None


def _counted_next(doc: Document, outline: Outline, page: int) -> str | None:
    """A link whose address says the number behind this page's, such as a button that is only a picture."""
    for link in outline.links.values():
        if str(page + 1) in link and page_in(link) == page + 1 and (url := _checked(doc, link)):
            return url
    return None


def _goes_back(here: str, other: str) -> bool:
    """Whether an address is an earlier page than this one."""
    if without_page(other) == canonical(other):
        return without_page(here) != canonical(here)
    one, two = page_in(here), page_in(other)
    return two is not None and two <= (one or 1)
