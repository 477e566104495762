"""The title of a thread or forum, and the board's name, from the browser's title and what on the page repeats it."""

from __future__ import annotations

import re

from scraper.addresses import canonical, origin
from scraper.document import Document, squeeze
from scraper.generic.conventions import words_in
from scraper.generic.outline import HEADINGS, MOST_INSIDE, Outline
from scraper.generic.routes import is_front, is_same_thread

LOGO_WORDS = frozenset({"logo", "site", "headerbar", "masthead", "banner", "branding", "sitename"})
TITLE_BARS = re.compile(r"\s+(?:[|–—•·»:/]|::|-)\s+|\s*[|•»]\s*")
"""What parts a thread's title from the board's name in the browser's title."""
PAGE_NOTE = re.compile(
    r"\s*[,(\[–—-]*\s*\b(?:page|seite|página|pagina|страница|strona|sivu|sayfa|sida|side)\b:?\s*\d{1,6}"
    r"(?:\s*(?:of|von|sur|de|di|van|из|z|/)\s*\d{1,6})?\s*[)\]]?$",
    re.IGNORECASE,
)
"""What stands behind a title on later pages."""
LONGEST_TITLE = 300
MOST_HEADINGS = 60


def titles(doc: Document, outline: Outline, board_url: str) -> tuple[str, str | None]:
    """The page's title and the board's name.

    The title is the part of the browser's title that a heading, or a link to this very page, repeats. What is on every
    page of a board (its logo, the link to its front page) is the board's name, and no thread's title.
    """
    names = _board_names(doc, outline, board_url)
    head = doc.css_first("head title") or doc.css_first("title")
    whole = PAGE_NOTE.sub("", squeeze(head.text()) if head else "")
    parts = [part for raw in TITLE_BARS.split(whole) if (part := PAGE_NOTE.sub("", raw.strip()))]
    board = next((part for part in (*reversed(parts), *parts) if part.casefold() in names), None)
    own = [part for part in parts if part.casefold() not in names] or parts
    title = _repeated(outline, doc, whole, own, names)
    if title is None and board is not None and len(parts) > 1:
        title = max(own, key=len)
    if title is None:
        title = _alone(doc, names) or (own[0] if own else "")
        board = board or (parts[-1] if len(parts) > 1 and parts[-1] not in title else None)
        for tail in filter(None, (doc.board_title, board)):
            title = re.sub(rf"\s*[|\-–—•·»:]+\s*{re.escape(tail)}$", "", title)
    rest = [part for part in parts if part.casefold() not in title.casefold()]
    return title, board or (rest[-1] if rest else None)


def _board_names(doc: Document, outline: Outline, board_url: str) -> frozenset[str]:
    """What the board may be called: the words of links to its front page or the site's, and of headings by its logo."""
    names = {squeeze(doc.board_title).casefold()}
    home = origin(doc.url)
    for index, url in outline.links.items():
        if is_front(url, board_url) or canonical(url) == home:
            link = outline.nodes[index]
            names |= {squeeze(link.text(separator=" ")).casefold(), squeeze(link.attributes.get("title")).casefold()}
            names |= {squeeze(image.attributes.get("alt")).casefold() for image in link.css("img[alt]")}
    for heading in doc.css("h1, h2"):
        above, steps = heading.parent, 0
        while above is not None and steps < 4:
            if above.tag not in ("body", "html") and not LOGO_WORDS.isdisjoint(
                words_in(f"{above.attributes.get('class') or ''} {above.attributes.get('id') or ''}")
            ):
                names.add(squeeze(heading.text(separator=" ")).casefold())
            above, steps = above.parent, steps + 1
    return frozenset(names - {""})


def _repeated(outline: Outline, doc: Document, whole: str, parts: list[str], names: frozenset[str]) -> str | None:
    """What a heading repeats of the browser's title; failing that, the part that a link to this page bears."""
    told = whole.casefold()
    headings = 0
    for index, tag in enumerate(outline.tags):
        if tag not in HEADINGS or tag == "h4" or outline.end[index] - index > MOST_INSIDE:
            continue
        headings += 1
        text = outline.text(index)
        if headings > MOST_HEADINGS:
            break
        if not 1 < len(text) <= LONGEST_TITLE or text.casefold() in names:
            continue
        if text.casefold() in told:
            return text
        held = max((part for part in parts if part.casefold() in text.casefold()), key=len, default="")
        if len(held) > len(text) // 2:
            return held
    whose = {part.casefold(): part for part in parts}
    for index, url in outline.links.items():
        text = outline.text(index).casefold()
        if text in whose and is_same_thread(url, doc.url):
            return whose[text]
    return None


def _alone(doc: Document, names: frozenset[str]) -> str:
    """What the page is called where nothing repeats the browser's title."""
    shared = doc.css_first('meta[property="og:title"]')
    first = doc.css_first("h1")
    said = squeeze(shared.attributes.get("content")) if shared else ""
    heading = squeeze(first.text(separator=" ")) if first else ""
    return said or (heading if 1 < len(heading) <= LONGEST_TITLE and heading.casefold() not in names else "")
