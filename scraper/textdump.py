"""A page as plain text, as web-crawl text dumps (WET) and copy-paste give it, to items.

Such a text has lost its structure; what is left of it is a title that is printed twice (by the browser's title and by
the page), marks between the posts (see ``textmarks``) or at least lines of one no-break space where the page had an
empty cell, and the board statistics at the end. Only what can be known is read; what is guessed lowers the confidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from scraper.addresses import canonical, origin
from scraper.identity import PostDigests
from scraper.items import Author, Method, Post, Reading, Refusal, Role, ThreadPage, Unreadable
from scraper.textfoot import Foot, read_foot
from scraper.textmarks import DumpedPost, is_mark, posts_by_marks, words_of

ORDINARY_SPACE = " \t\v\f"
"""What a dump pads its lines with; a no-break space is none of it, for it is what an empty cell leaves."""

EMPTY_CELL = re.compile(r"^[\s\u00a0\u200b\u2060\ufeff]+$")
"""A line of invisible characters that are not ordinary space."""

TITLE_TAIL = re.compile(r"\s*(?:[|\-–—•·:»/]|::)\s*(\S.*)$")
"""What a browser title has behind the thread's: a bar and the board's name."""

PAGE_OF = re.compile(
    r"\b(?:page|seite|página|pagina|страница|strona|sivu|sayfa|sida|side|стр\.)\s*(?P<page>\d{1,6})\s*"
    r"(?:of|von|sur|de|di|van|из|z|av|af|/)\s*(?P<pages>\d{1,6})\b",
    re.IGNORECASE,
)

MOST_LINES = 40_000
"""Lines that are read; the dump of a long page has some thousands."""
LONGEST_TITLE = 250
LONGEST_NAVIGATION = 200
"""How many lines of navigation may stand between the browser's title and the page's own."""
NAVIGATION_LINE = 60
"""No button or menu line is longer."""

CONFIDENCE_MARKS = 0.85
CONFIDENCE_FULL = 0.8
CONFIDENCE_PART = 0.6
CONFIDENCE_WEAK = 0.4

TAG = re.compile(r"<(?:[a-zA-Z][^<>]{0,2000}|/[a-zA-Z][^<>]{0,80}|!doctype[^<>]{0,200}|!--)", re.IGNORECASE)
LOOKED_AT = 200_000
"""Characters that are searched for a tag."""


@dataclass(frozen=True, slots=True)
class _Title:
    """What the top of a dump says."""

    text: str
    board: str | None
    repeated: bool
    rest: list[str]


def looks_like_dump(text: str, content_type: str | None = None) -> bool:
    """Whether a text is to be read as a plain-text dump: served as such, or without a single tag."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind == "text/plain":
        return not text.lstrip("\ufeff \t\r\n")[:15].lower().startswith(("<!doctype", "<html"))
    return bool(text.strip()) and TAG.search(text, 0, LOOKED_AT) is None


def read_dump(text: str, url: str, fetched_at: datetime | None = None) -> ThreadPage | Unreadable:
    """Read a plain-text dump of a thread page.

    Args:
        text: The decoded text.
        url: Where it came from; its canonical form is the thread's id.
        fetched_at: When, for relative dates such as "Yesterday".

    Returns:
        A thread page whose posts have digest ids, or an ``Unreadable`` where nothing shows that the text is a forum's.
    """
    lines = _lines(text)
    if not any(line.strip() for line in lines):
        detail = "The text has no words. Save the page again, with its content."
        return Unreadable(url=url, reason=Refusal.EMPTY, detail=detail)
    foot = read_foot(lines)
    title = _title(foot.before)
    dumped, marked = posts_by_marks(title.rest, fetched_at), True
    if not dumped:
        dumped, marked = [DumpedPost(words=part) for part in _parts(title.rest)], False
    confidence = _confidence(marked=marked, parts=len(dumped), title=title, foot=foot)
    if not dumped or not confidence:
        return Unreadable(
            url=url,
            reason=Refusal.UNKNOWN,
            detail="The text shows no mark of a forum: no board statistics, no lines between posts. "
            "Save the page as HTML, which tells more.",
            statistics=foot.statistics,
        )
    return _page(url, title, foot, dumped, confidence)


def _page(url: str, title: _Title, foot: Foot, dumped: list[DumpedPost], confidence: float) -> ThreadPage:
    """The thread page of what was found."""
    remarks = [] if title.text else ["The text prints no title of its own."]
    if foot.left_out:
        remarks.append(f"{foot.left_out} lines behind the board statistics were left out.")
    digests = PostDigests()
    page, pages = _page_of(title.rest)
    number = next((post.number for post in dumped if post.number), 1 if page == 1 else None)
    posts = []
    for index, post in enumerate(dumped):
        position = post.number or (number + index if number else None)
        posts.append(_post(post, position, title.text, digests))
    original = posts[0] if posts[0].role is Role.ORIGINAL else None
    address = canonical(url)
    return ThreadPage(
        url=url,
        board_url=origin(url),
        title=title.text,
        reading=Reading(method=Method.TEXT, confidence=confidence, remarks=tuple(remarks)),
        page=page,
        pages=pages,
        statistics=foot.statistics,
        board_title=title.board,
        id=address,
        original_post=original,
        replies=tuple(posts[1:] if original else posts),
        first_url=address if original else None,
    )


def _page_of(lines: list[str]) -> tuple[int, int | None]:
    """Page x of y, where a line says so."""
    found = next((match for line in lines if len(line) <= NAVIGATION_LINE and (match := PAGE_OF.search(line))), None)
    return (int(found["page"]) or 1, int(found["pages"])) if found else (1, None)


def _post(dumped: DumpedPost, position: int | None, title: str, digests: PostDigests) -> Post:
    """One post item; its id is a digest, for a dump prints none."""
    subject = dumped.number and dumped.words and dumped.words[0].casefold() in _subjects(title)
    text, quotes = words_of(dumped.words[1:] if subject else dumped.words)
    return Post(
        id=digests.name(dumped.author, dumped.moment, text),
        role=Role.ORIGINAL if position == 1 else Role.REPLY,
        text=text,
        position=position,
        author=Author(name=dumped.author, title=dumped.title) if dumped.author else None,
        published=dumped.published,
        published_raw=dumped.published_raw,
        edited=dumped.edited,
        edited_raw=dumped.edited_raw,
        quotes=quotes,
        signature=dumped.signature,
    )


def _subjects(title: str) -> tuple[str, str]:
    """The lines that a post's subject may be."""
    return title.casefold(), f"re: {title.casefold()}"


def _lines(text: str) -> list[str]:
    """The lines without their ordinary padding. Form feeds and other exotic breaks do not part lines."""
    text = text.removeprefix("\ufeff").replace("\x00", "")
    lines = re.split(r"\r\n|\r|\n|\u2028|\u2029", text, maxsplit=MOST_LINES)
    return [line.strip(ORDINARY_SPACE) for line in lines[:MOST_LINES]]


def _is_empty_cell(line: str) -> bool:
    """A line of nothing but a no-break space or the like."""
    return EMPTY_CELL.match(line) is not None


def _parts(lines: list[str]) -> list[list[str]]:
    """The runs of lines between empty cells that have any words."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if _is_empty_cell(line):
            parts.append([])
        else:
            parts[-1].append(line)
    return [part for part in parts if any(part)]


def _title(lines: list[str]) -> _Title:
    """The title, once, and the lines behind it."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if not filled or len(lines[filled[0]]) > LONGEST_TITLE:
        return _Title("", None, repeated=False, rest=lines)
    first = lines[filled[0]]
    for count, index in enumerate(filled[1 : LONGEST_NAVIGATION + 1]):
        board = _same_title(first, lines[index])
        if board is not None:
            return _Title(lines[index], board or None, repeated=True, rest=lines[index + 1 :])
        if is_mark(lines[index]) or (len(lines[index]) > NAVIGATION_LINE and count):
            break
    following = lines[filled[0] + 1 : filled[0] + 2]
    alone = bool(following) and (not following[0].strip() or is_mark(following[0]))
    sentence = first.endswith((".", "!", "…", ":", ",", "。"))
    if alone and not sentence and len(filled) > 1:
        return _Title(first, None, repeated=False, rest=lines[filled[0] + 1 :])
    return _Title("", None, repeated=False, rest=lines)


def _same_title(first: str, line: str) -> str | None:
    """Where ``line`` is the title that ``first`` begins with: the board's name behind it, or "" for none there."""
    if first.casefold() == line.casefold():
        return ""
    if len(line) < len(first) and first.casefold().startswith(line.casefold()):
        tail = TITLE_TAIL.match(first[len(line) :])
        return tail[1] if tail else None
    return None


def _confidence(*, marked: bool, parts: int, title: _Title, foot: Foot) -> float:
    """How sure it is that this is a thread; 0 where nothing says so."""
    if marked:
        return CONFIDENCE_MARKS
    shown = [title.repeated, parts > 1, foot.statistics is not None or foot.furniture]
    if all(shown):
        return CONFIDENCE_FULL
    if sum(shown) > 1 or foot.statistics is not None:
        return CONFIDENCE_PART
    return CONFIDENCE_WEAK if parts > 1 and title.text else 0.0
