"""The rows of listings and indexes, the path of forums, and the board statistics, by an engine's selectors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from scraper.addresses import canonical, without_page
from scraper.document import Document, Picks, first, pick, text_of
from scraper.engines.shared.fields import is_one, is_or_has, moment, number, wording
from scraper.engines.shared.selectors import BoardFields, RowFields, Templates
from scraper.items import BoardStatistics, ForumLink, ThreadLink
from scraper.numbers import parse_number
from scraper.sentences import with_told
from scraper.statistics import from_pairs, merged
from scraper.words import read_words

LEAST_KNOWN = 2
"""A table with fewer labels that we know is not the board's."""
COUNT = re.compile(r"\d[\d.,' \u00a0\u202f]*")


def id_in(url: str, pattern: re.Pattern[str]) -> str:
    """The id that an address holds; where it holds none, its canonical form."""
    first_page = without_page(url)
    found = pattern.search(first_page)
    return found["id"] if found else first_page


def read_rows(doc: Document, templates: Templates) -> list[ThreadLink]:
    """The thread links of a listing, in page order, each once."""
    where = templates.row
    rows = doc.css(where.block) if where.block else []
    shown = (row for row in rows if not is_one(row, where.skip) and not is_or_has(row, where.moved))
    links = (_row(row, doc, templates) for row in shown)
    return list({link.id: link for link in links if link is not None}.values())


def read_forums(doc: Document, templates: Templates) -> list[ForumLink]:
    """The forums that an index or a forum lists, in page order, each once."""
    where = templates.forum
    links = (_forum(row, doc, templates) for row in (doc.css(where.block) if where.block else []))
    return list({link.id: link for link in links if link is not None}.values())


def read_path(doc: Document, templates: Templates, board_url: str) -> list[ForumLink]:
    """The forums above a page, outermost first. Home and board are none."""
    root = doc.tree.root
    box = first(root, templates.page.crumbs) if root else None
    path: dict[str, ForumLink] = {}
    for link in box.css("a[href]") if box is not None else ():
        url, name = doc.absolute(link.attrs.get("href")), _crumb(link, doc, templates.page.crumb_skip)
        if url is None or not name:
            continue
        found = templates.addresses.forum.search(url)
        # A category without a page of its own is an anchor on the index.
        if found is None and (canonical(url) == board_url or "#" in url or not url.startswith(board_url)):
            continue
        if found is None and (not path or templates.addresses.thread.search(url)):
            continue
        key = found["id"] if found else without_page(url)
        path.setdefault(key, ForumLink(name=name, url=url, id=key))
    return list(path.values())


def _crumb(link: LexborNode, doc: Document, skip: str) -> str:
    return wording(link, doc, skip) if skip else text_of(link)


def read_statistics(doc: Document, where: BoardFields) -> BoardStatistics | None:
    """The board statistics, from the surest table that has any, and who is online."""
    root = doc.tree.root
    if root is None:
        return None
    found: BoardStatistics | None = None
    for selector in where.pairs if first(root, where.pairs) is not None else ():
        table = from_pairs(_pairs(root.css(selector), where))
        if table is not None and _known(table) >= LEAST_KNOWN:
            found = merged(found, table)
    if where.sentences:
        lines = [line for element in doc.css(where.sentences) for line in read_words(element, doc).text.split("\n")]
        found = with_told(found, lines, doc)
    return merged(merged(_apart(root, doc, where), found), _online(root, where))


def _row(row: LexborNode, doc: Document, templates: Templates) -> ThreadLink | None:
    where = templates.row
    links = row.css(where.link)
    url = doc.absolute(links[-1].attrs.get("href")) if links else None
    if url is None:
        return None
    url = without_page(url)
    started, _started_raw = moment(row, doc, where.started)
    last, last_raw = moment(row, doc, where.last_post)
    return ThreadLink(
        id=number(pick(row, where.id)) or id_in(url, templates.addresses.thread),
        title=text_of(links[-1]),
        url=url,
        author=_name(row, where.author, where.byline),
        replies=_replies(row, where),
        views=parse_number(pick(row, where.views)),
        started_at=started,
        last_post_at=last,
        last_post_raw=last_raw,
        last_post_author=_name(row, where.last_author, where.byline),
        sticky=is_or_has(row, where.sticky),
        locked=is_or_has(row, where.locked),
    )


def _replies(row: LexborNode, where: RowFields) -> int | None:
    replies, messages = parse_number(pick(row, where.replies)), parse_number(pick(row, where.messages))
    return replies if messages is None else max(messages - 1, 0)


def _name(row: LexborNode, picks: Picks, byline: re.Pattern[str] | None) -> str | None:
    for one in picks:
        value = pick(row, (one,))
        if value:
            found = byline.search(value) if byline and "@:" in one else None
            return found["name"] if found else value
    return None


def _forum(row: LexborNode, doc: Document, templates: Templates) -> ForumLink | None:
    where = templates.forum
    link = row.css_first(where.link)
    url = doc.absolute(link.attrs.get("href")) if link is not None else None
    if url is None:
        return None
    return ForumLink(
        name=text_of(link),
        url=url,
        id=number(pick(row, where.id)) or id_in(url, templates.addresses.forum),
        threads=parse_number(pick(row, where.threads)),
        messages=parse_number(pick(row, where.messages)),
    )


def _pairs(tables: list[LexborNode], where: BoardFields) -> Iterator[tuple[str, str]]:
    for table in tables:
        for label, value in zip(table.css(where.label), table.css(where.value), strict=False):
            yield text_of(label), text_of(value)


def _known(table: BoardStatistics) -> int:
    """How many of its labels we know."""
    return sum(
        getattr(table, name) is not None
        for name in ("threads", "messages", "members", "latest_member", "online", "record_online")
    )


def _apart(root: LexborNode, doc: Document, where: BoardFields) -> BoardStatistics | None:
    """What stands in places of its own."""
    latest, record_at = pick(root, where.latest_member), moment(root, doc, where.record_at)[0]
    return BoardStatistics(latest_member=latest, record_online_at=record_at) if latest or record_at else None


def _online(root: LexborNode, where: BoardFields) -> BoardStatistics | None:
    names = tuple(dict.fromkeys(text_of(found) for found in root.css(where.online_names))) if where.online_names else ()
    totals = pick(root, where.online_totals) or ""
    counts = [parse_number(count) for count in COUNT.findall(totals)]
    if not names and not counts:
        return None
    online, members, guests, robots = (*counts, *[None] * 4)[:4]
    return BoardStatistics(
        online=online,
        online_members=members,
        online_guests=guests,
        online_robots=robots,
        online_names=tuple(filter(None, names)),
    )
