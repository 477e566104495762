"""The marks that forum software leaves between the posts of a page that was dumped as plain text.

Two are certain enough to part posts by: a line ``#2`` beside a line with the post's date (XenForo, vBulletin), and a
line ``by Author » date`` (phpBB). What stands around them (names, titles, join dates, counts) is told apart by labels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from scraper.attribution import QUOTE_OPENS
from scraper.dates import looks_like_date, parse_date, prints_day_first
from scraper.edges import LONGEST_NOTE, is_button, label_of, paragraphs, up_blanks, without_edges, without_note
from scraper.items import Quote
from scraper.notes import zone_in

NUMBER = re.compile(r"^(?P<date>.{4,60}?)??\s*#\s?(?P<number>\d{1,7})$")
BYLINE = re.compile(
    r"^(?:(?:unread )?(?:post|beitrag|message|mensaje|messaggio|bericht|сообщение|post)?\s*"
    r"(?:by|von|par|por|da|di|door|przez|av|af|от)\s+)?(?P<name>\S.{0,60}?) » (?P<date>.{6,60})$",
    re.IGNORECASE,
)

MEMBER_TITLES = re.compile(
    r"\b(member|guest|moderator|administrator|admin|staff|newbie|veteran|mitglied|gast|membre|invité|miembro|invitado|"
    r"membro|ospite|lid|gast|участник|гость|użytkownik|gość|üye|misafir)\b",
    re.IGNORECASE,
)

QUOTE_ENDS = frozenset({
    "click to expand...", "zum vergrößern anklicken....", "cliquez pour agrandir...", "haz clic para expandir...",
    "clicca per espandere...", "clique para expandir...", "klik om uit te vouwen...", "нажмите, чтобы раскрыть...",
    "kliknij, aby rozwinąć...", "genişletmek için tıkla ...", "klicka för att utvidga...", "点击展开...",
    "klicka för att expandera...", "klik for at udvide...", "klikk for å utvide...",
})  # fmt: skip
"""XenForo's button under a quote: the one certain end of a quote in a text without structure."""

LONGEST_NAME = 60
FOOT_LINES = 60
"""How far above the page's end the time zone may stand."""
DEEPEST_QUOTE = 20
HEADER_LINES = 40
"""How far above or below a mark its author's block may reach."""


@dataclass(frozen=True, slots=True)
class DumpedPost:
    """A post as a dump shows it."""

    words: list[str]
    """Its lines, quotes and quote marks among them."""
    number: int | None = None
    """The number it is printed with."""
    author: str | None = None
    """The name in its header."""
    title: str | None = None
    """The line under the name."""
    published: datetime | None = None
    """The header's date."""
    published_raw: str | None = None
    """The same as printed."""
    moment: str | None = None
    """The date in a form that does not depend on when the page was fetched; None where there is no such."""
    edited: datetime | None = None
    """The edit note's date."""
    edited_raw: str | None = None
    """The edit note, where it is the last line."""
    signature: str | None = None
    """What stands under a line of underscores."""


@dataclass(slots=True)
class _Mark:
    """A post's header: its lines ``start`` up to ``end``."""

    start: int
    end: int
    date: str
    number: int | None = None
    author: str | None = None
    title: str | None = None


@dataclass(slots=True)
class _Level:
    """The words of a post, or of a quote that has begun."""

    author: str | None = None
    lines: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)


def posts_by_marks(lines: list[str], fetched_at: datetime | None = None) -> list[DumpedPost]:
    """The posts between marks that are certain, in order; none where there are no such marks.

    Args:
        lines: The lines of the dump behind its title.
        fetched_at: When it was fetched, for relative dates.
    """
    marks = _bylines(lines, fetched_at) or _numbered(lines, fetched_at)
    day_first = prints_day_first(mark.date for mark in marks)
    zone = _zone(lines)
    posts = []
    for index, mark in enumerate(marks):
        is_last = index + 1 == len(marks)
        words, signature = without_edges(
            lines[mark.end : len(lines) if is_last else marks[index + 1].start], is_last=is_last
        )
        words, note = without_note(words)
        fixed = parse_date(mark.date, day_first=day_first)
        posts.append(
            DumpedPost(
                words=words,
                number=mark.number,
                author=mark.author,
                title=mark.title,
                published=parse_date(mark.date, fetched_at=fetched_at, zone=zone, day_first=day_first),
                published_raw=mark.date,
                moment=fixed.isoformat() if fixed else None,
                edited=parse_date(note, fetched_at=fetched_at, zone=zone, day_first=day_first),
                edited_raw=note,
                signature=signature,
            )
        )
    return posts


def is_mark(line: str) -> bool:
    """Whether a line may be a mark of a post, so that the top of the page ends before it."""
    return NUMBER.match(line) is not None or (" » " in line and BYLINE.match(line) is not None)


def words_of(lines: list[str]) -> tuple[str, tuple[Quote, ...]]:
    """A post's own words, and the quotes whose both ends are printed."""
    levels: list[_Level] = [_Level()]
    for line in lines:
        if line.casefold() in QUOTE_ENDS:
            if len(levels) > 1:
                closed = levels.pop()
                words = paragraphs(closed.lines[1:])
                if words or closed.quotes:
                    levels[-1].quotes.append(Quote(text=words, author=closed.author, quotes=tuple(closed.quotes)))
            continue
        attribution = QUOTE_OPENS.match(line)
        if attribution and len(levels) <= DEEPEST_QUOTE:
            levels.append(_Level(author=attribution["name"]))
        levels[-1].lines.append(line)
    own = levels[0]
    for unclosed in levels[1:]:
        own.lines += unclosed.lines
        own.quotes += unclosed.quotes
    return paragraphs(own.lines), tuple(own.quotes)


def _is_date(line: str, fetched_at: datetime | None) -> bool:
    """Whether a whole line is a date and nothing else."""
    if not 5 < len(line) <= LONGEST_NAME or not any(letter.isdigit() for letter in line):
        return False
    return parse_date(line, fetched_at=fetched_at) is not None or looks_like_date(line)


def _bylines(lines: list[str], fetched_at: datetime | None) -> list[_Mark]:
    """The marks of phpBB; the line above is the post's subject, and above that its author's profile."""
    marks: list[_Mark] = []
    for index, line in enumerate(lines):
        found = BYLINE.match(line) if " » " in line else None
        if found is None or not _is_date(found["date"], fetched_at):
            continue
        above = up_blanks(lines, index - 1)
        subject = above >= 0 and len(lines[above]) <= 4 * LONGEST_NAME and (index - above) <= 2
        floor = marks[-1].end if marks else 0
        start = max(floor, _up_profile(lines, above - 1 if subject else above, found["name"]))
        marks.append(_Mark(start=start, end=index + 1, date=found["date"], author=found["name"]))
    return marks


def _up_profile(lines: list[str], index: int, name: str) -> int:
    """Where the author's profile above a byline begins; just below ``index`` where none stands there."""
    for at in range(index, max(index - HEADER_LINES, -1), -1):
        if lines[at].casefold() == name.casefold():
            between = [line for line in lines[at + 1 : index + 1] if line.strip()]
            return at if not between or any(label_of(line) for line in between) else index + 1
    return index + 1


def _numbered(lines: list[str], fetched_at: datetime | None) -> list[_Mark]:
    """XenForo's and vBulletin's marks: rising numbers, each beside a date."""
    marks: list[_Mark] = []
    for index, line in enumerate(lines):
        found = NUMBER.match(line)
        if found is None:
            continue
        number = int(found["number"])
        top, date = index, (found["date"] or "").strip(" \u00a0")
        if not date:
            top = up_blanks(lines, index - 1)
            while top >= 0 and is_button(lines[top]):
                top = up_blanks(lines, top - 1)
            date = lines[top] if top >= 0 and index - top < 6 else ""
        if not _is_date(date, fetched_at) or (marks and number <= (marks[-1].number or 0)):
            continue
        marks.append(_Mark(start=top, end=index + 1, date=date, number=number))
    if marks and _profile_below(lines, marks):
        for mark in marks:
            _read_below(lines, mark)
    else:
        known: set[str] = set()
        for index, mark in enumerate(marks):
            _read_above(lines, mark, marks[index - 1].end if index else 0, known)
    return marks


def _profile_below(lines: list[str], marks: list[_Mark]) -> bool:
    """Whether the author's profile follows a mark (vBulletin) rather than standing above it (XenForo)."""
    behind_last = [line for line in lines[marks[-1].end : marks[-1].end + HEADER_LINES] if line.strip()]
    above_first = lines[max(0, marks[0].start - HEADER_LINES) : marks[0].start]
    return any(label_of(line) for line in behind_last[:8]) and not any(label_of(line) for line in above_first)


def _read_below(lines: list[str], mark: _Mark) -> None:
    """Author and title of a mark whose profile follows it, which ends with the last labelled line."""
    limit = min(mark.end + HEADER_LINES, len(lines))
    filled = [index for index in range(mark.end, limit) if lines[index].strip()]
    labels = [index for index in filled if label_of(lines[index])]
    if not filled:
        return
    mark.author = lines[filled[0]][:LONGEST_NAME]
    behind = [lines[index] for index in filled[1:] if not is_button(lines[index])]
    mark.title = behind[0] if behind and not label_of(behind[0]) and labels else None
    mark.end = filled[0] + 1
    last = filled[0]
    for index in labels:
        if index - last > 6:
            break
        last = index
        mark.end = index + (1 if ":" in lines[index] and lines[index].partition(":")[2].strip() else 2)


def _read_above(lines: list[str], mark: _Mark, floor: int, known: set[str]) -> None:
    """Author and title of a mark whose profile stands above it, and where that profile begins."""
    at = _up_labels(lines, up_blanks(lines, mark.start - 1), max(floor, mark.start - HEADER_LINES))
    near = [index for index in range(at, max(floor, at - 3) - 1, -1) if index >= 0]
    near = near[: next((n for n, index in enumerate(near) if not lines[index].strip()), len(near))]
    if not near:
        return
    named = _name_line(lines, near, known)
    mark.author = lines[named]
    mark.title = lines[named + 1] if named < near[0] else None
    mark.start = named - 1 if named - 1 in near and _is_initial(lines[named - 1], lines[named]) else named
    known.add(mark.author.casefold())


def _up_labels(lines: list[str], at: int, floor: int) -> int:
    """The line above the labelled entries that end at line ``at``."""
    while at >= floor:
        if label_of(lines[at]):
            at = up_blanks(lines, at - 1)
        elif at - 1 >= floor and (above := up_blanks(lines, at - 1)) >= floor and label_of(lines[above]):
            at = up_blanks(lines, above - 1)
        else:
            break
    return at


def _name_line(lines: list[str], near: list[int], known: set[str]) -> int:
    """Which of up to three lines above a profile or date is the author's name."""
    for index in near[:2]:
        if index - 1 in near and _is_initial(lines[index - 1], lines[index]):
            return index
    if len(near) == 1 or lines[near[0]].casefold() in known:
        return near[0]
    if MEMBER_TITLES.search(lines[near[0]]) or lines[near[1]].casefold() in known or len(near) == 2:
        return near[1]
    return near[0]


def _is_initial(line: str, name: str) -> bool:
    """Whether a line is the letter that stands in for a portrait."""
    return len(line) == 1 and name[:1].casefold() == line.casefold()


def _zone(lines: list[str]) -> tzinfo | None:
    """The zone that the page's foot says its times are in; None where it says none."""
    return zone_in("\n".join(line for line in lines[-FOOT_LINES:] if len(line) <= LONGEST_NOTE))
