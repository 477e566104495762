"""What the rows of listings and indexes print about a thread or forum: counts, dates, names, marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from scraper.dates import looks_like_date
from scraper.generic.conventions import words_in
from scraper.generic.moments import Moments
from scraper.generic.outline import Mark, Outline
from scraper.generic.rows import CLIMB, LAST_WORDS, Row
from scraper.items import ForumLink, ThreadLink
from scraper.numbers import parse_number

REPLY_WORDS = frozenset(
    {"replies", "reply", "posts", "messages", "comments", "answers", "antworten", "comment", "respuestas"}
)
VIEW_WORDS = frozenset({"views", "view", "hits", "reads", "aufrufe", "visits", "vues"})
THREAD_WORDS = frozenset({"threads", "topics", "discussions", "themen", "sujets", "temas"})
STICKY_WORDS = frozenset(
    {"sticky", "stickied", "pinned", "pin", "announcement", "announce", "important", "tack", "thumbtack"}
)
LOCKED_WORDS = frozenset({"locked", "lock", "closed"})

REPLY_LABEL = re.compile(
    r"\b(?:repl(?:y|ies)|posts?|messages?|comments?|answers?|antwort(?:en)?|beiträge|réponses?|messages?|respuestas?|"
    r"respostas?|risposte|reacties|ответ\w*|сообщен\w*|odpowied\w*|svar|yanıt\w*)\b",
    re.IGNORECASE,
)
VIEW_LABEL = re.compile(
    r"\b(?:views?|hits|reads?|aufrufe|zugriffe|vues|visitas|vistas|visite|weergaven|просмотр\w*|wyświetle\w*|visninga?r|"
    r"görüntüle\w*)\b",
    re.IGNORECASE,
)
THREAD_LABEL = re.compile(
    r"\b(?:threads?|topics?|discussions?|themen|sujets?|temas?|tópicos?|discussioni|onderwerpen|тем[аы]?|wątk\w*|tematy|"
    r"trådar|konular?)\b",
    re.IGNORECASE,
)
BY_NAME = re.compile(r"[\s,]+(?:by|von|par|por|da|door|av|af|przez|от)[\s:]+(?P<name>\S.{0,60})$", re.IGNORECASE)
"""Who wrote the last post, where the name is no link and stands behind the date."""
LONGEST_COUNT = 24
"""Characters of a count with its label."""
FIRST_ROWS = 12
"""Rows of a table that may be its head."""
FEWEST_COLUMNS = 3
ABOVE_ROWS = 3
"""How far above the rows of a list that is no table its head may stand."""
LONGEST_HEAD = 30
"""Characters of the head of a column."""


class Columns:
    """The heads of a page's tables, each looked up once."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._heads: dict[int, list[str]] = {}

    def of(self, row: Row) -> dict[int, str]:
        """The words over each cell of a row, by the cell's place; empty where the row is no table's."""
        outline = self._outline
        around = outline.ancestors(row.start, CLIMB)
        head: list[str] = []
        if outline.tags[row.start] != "tr":
            lists = list(islice(around, ABOVE_ROWS))
            head = next((head for above in lists if (head := self._known(above, self._head_of_list))), [])
            head = head if len(head) <= len(outline.children(row.start)) else []
        else:
            table = next((above for above in around if outline.tags[above] == "table"), None)
            head = self._known(table, self._head) if table is not None else []
        # A head with fewer cells than the row begins with one that spans the icons.
        skew = len(outline.children(row.start)) - len(head)
        return {place + skew: text for place, text in enumerate(head)}

    def _known(self, around: int, head: Callable[[int], list[str]]) -> list[str]:
        if around not in self._heads:
            self._heads[around] = head(around)
        return self._heads[around]

    def _head_of_list(self, around: int) -> list[str]:
        """The words of a list's head: short texts side by side before its rows, of which one names a count."""
        outline = self._outline
        for child in outline.children(around)[:ABOVE_ROWS]:
            for index in range(child, min(outline.end[child], child + ABOVE_ROWS)):
                cells = outline.children(index)
                texts = [outline.text(cell) for cell in cells] if len(cells) >= FEWEST_COLUMNS else []
                named = any(REPLY_LABEL.fullmatch(text) or THREAD_LABEL.fullmatch(text) for text in texts[1:])
                if named and all(len(text) <= LONGEST_HEAD for text in texts[1:]):
                    return texts
        return []

    def _head(self, table: int) -> list[str]:
        """The words of a table's head: of its first row that names a column of counts."""
        outline = self._outline
        rows = (index for index in range(table, outline.end[table]) if outline.tags[index] == "tr")
        for index in islice(rows, FIRST_ROWS):
            texts = [outline.text(cell) for cell in outline.children(index)]
            if len(texts) > 1 and any(REPLY_LABEL.search(text) or THREAD_LABEL.search(text) for text in texts):
                return texts
        return []


def thread_link(outline: Outline, row: Row, columns: Columns, moments: Moments) -> ThreadLink:
    """What a row prints about a thread.

    Args:
        outline: The page's elements.
        row: The row.
        columns: The heads of the page's tables.
        moments: What reads the page's dates.
    """
    people = [mark for mark in outline.people.within(row.start, row.end) if mark.text]
    dates = outline.dates.within(row.start, row.end)
    last = _last(outline, row, dates)
    last_people = [mark for mark in people if last is not None and _near(outline, row, mark, last)]
    starter = next((mark for mark in people if mark not in last_people), None)
    first = next((mark for mark in dates if last is None or mark.index < last.index), None)
    labels = columns.of(row)
    words = _row_words(outline, row)
    title = outline.attributes[row.link].get("title") or ""
    text = outline.text(row.link)
    raw, by = _without_author(last.text or last.machine or "") if last else (None, None)
    return ThreadLink(
        id=row.id,
        title=title if text.endswith(("…", "...")) and title.startswith(text.rstrip(".… ")) else text,
        url=row.url,
        author=starter.text if starter else None,
        replies=_count(outline, row, labels, REPLY_WORDS, REPLY_LABEL),
        views=_count(outline, row, labels, VIEW_WORDS, VIEW_LABEL),
        started_at=moments.of(first),
        last_post_at=moments.of(last),
        last_post_raw=raw,
        last_post_author=last_people[-1].text if last_people else by,
        sticky=not STICKY_WORDS.isdisjoint(words),
        locked=not LOCKED_WORDS.isdisjoint(words),
    )


def forum_link(outline: Outline, row: Row, columns: Columns) -> ForumLink:
    """What a row prints about a forum."""
    labels = columns.of(row)
    return ForumLink(
        name=outline.text(row.link),
        url=row.url,
        id=row.id,
        threads=_count(outline, row, labels, THREAD_WORDS, THREAD_LABEL),
        messages=_count(outline, row, labels, REPLY_WORDS, REPLY_LABEL),
    )


def _last(outline: Outline, row: Row, dates: list[Mark]) -> Mark | None:
    """The date of the last post: the one that is called so, else the last one."""
    for mark in dates:
        around = [mark.index, *outline.ancestors(mark.index, 4)]
        if any(not LAST_WORDS.isdisjoint(outline.words(index)) for index in around if index >= row.start):
            return mark
    return dates[-1] if dates else None


def _without_author(raw: str) -> tuple[str, str | None]:
    """A printed date that ends with ``by Name``: the date, and the name."""
    found = BY_NAME.search(raw)
    return (raw[: found.start()], found["name"]) if found and looks_like_date(raw[: found.start()]) else (raw, None)


def _near(outline: Outline, row: Row, person: Mark, date: Mark) -> bool:
    """Whether a name and a date stand in one cell of a row that has several."""
    cell = date.index
    while outline.parent[cell] > row.start and outline.length(cell, outline.end[cell]) <= len(date.text) + 2:
        cell = outline.parent[cell]
    return cell <= person.index < outline.end[cell] and not cell <= row.link < outline.end[cell]


def _row_words(outline: Outline, row: Row) -> frozenset[str]:
    """All words of the class names, titles and labels in a row, its title's own words aside."""
    found: set[str] = set()
    for index in range(row.start, row.end):
        attributes = outline.attributes[index]
        found |= words_in(attributes.get("class") or "")
        if outline.tags[index] in ("i", "img", "span", "svg", "dt", "div", "td"):
            found |= words_in((attributes.get("title") or "")[:80])
            found |= words_in((attributes.get("alt") or "")[:80])
    return frozenset(found)


def _count(
    outline: Outline, row: Row, labels: dict[int, str], wanted: frozenset[str], label: re.Pattern[str]
) -> int | None:
    """A number of a row: by its cell's class name, by a label beside it, or by its column's head."""
    for index in range(row.start, row.end):
        length = outline.length(index, outline.end[index])
        if not 0 < length <= LONGEST_COUNT or index <= row.link < outline.end[index]:
            continue
        text = outline.text(index)
        if not any(letter.isdigit() for letter in text):
            continue
        named = not wanted.isdisjoint(words_in(outline.attributes[index].get("class") or ""))
        if (named or label.search(text)) and not outline.dates.within(index, outline.end[index]):
            return parse_number(text)
    for place, cell in enumerate(outline.children(row.start)):
        if label.search(labels.get(place, "")) and outline.length(cell, outline.end[cell]) <= LONGEST_COUNT:
            return parse_number(outline.text(cell))
    return None
