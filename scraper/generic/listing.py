"""Listings and indexes of unknown software."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.document import Document
from scraper.generic.cells import Columns, forum_link, thread_link
from scraper.generic.figures import figures_of
from scraper.generic.moments import Moments
from scraper.generic.navigation import Head, Pager
from scraper.generic.outline import Outline
from scraper.generic.routes import Kind, id_of, is_front, route_of
from scraper.generic.rows import Row, Rows
from scraper.items import ForumLink, IndexPage, ListingPage, Method, Reading, ThreadLink

EMPTY = re.compile(
    r"(?:there (?:are|were) (?:currently |as yet )?|there is )?(?:no|0) (?:topics?|threads?|discussions?|posts?)\b|"
    r"(?:es gibt |es sind )?(?:hier )?(?:noch |derzeit |zurzeit )?keine (?:themen|beiträge|diskussionen)\b|"
    r"(?:il n'y a )?(?:encore |actuellement )?aucune? (?:sujet|message|discussion)|"
    r"(?:no hay|sin) (?:temas|mensajes)|"
    r"(?:non ci sono|nessun(?:a)?) (?:discussion[ei]|argoment[io]|topic)|não (?:há|existem) tópicos|"
    r"(?:er zijn )?(?:nog )?geen (?:onderwerpen|berichten|discussies)|(?:нет|немає) тем|brak (?:tematów|wątków)|"
    r"(?:в этом форуме|здесь) (?:пока |ещё )?нет (?:тем|сообщений)",
    re.IGNORECASE,
)
"""What an empty forum says."""
LONGEST_SENTENCE = 120
CONFIDENCE_ROUTED = 0.7
"""Rows whose addresses have the shape that forum software gives them."""
CONFIDENCE_GUESSED = 0.4
"""Rows that are told by their looks."""


def read_listing(
    doc: Document, outline: Outline, rows: Rows, head: Head, pager: Pager
) -> ListingPage | IndexPage | None:
    """A listing where the page shows threads or lies behind a forum's address; an index where it shows forums alone.

    None where the rows print nothing that a forum's rows do, for any page may link to a category.
    """
    columns = Columns(outline)
    moments = Moments(doc, outline.dates)
    forum_rows, thread_rows = _told_apart(outline, rows, columns)
    threads = tuple(thread_link(outline, row, columns, moments) for row in thread_rows)
    own_id = id_of(doc.url)
    elsewhere = {own_id, *(forum.id for forum in head.forums)}
    forums = tuple(forum_link(outline, row, columns) for row in forum_rows if row.id not in elsewhere)
    route = route_of(doc.url)
    is_forum = route is not None and route.kind is Kind.FORUM
    sure = is_forum and route is not None and route.id is not None
    is_empty = is_forum and not (threads or forums) and says_empty(outline)
    if not is_empty and (not (threads or forums) or not (sure or _print_counts(threads, forums))):
        return None
    statistics = figures_of(doc, outline, ())
    reading = Reading(
        method=Method.GENERIC,
        confidence=CONFIDENCE_GUESSED if rows.guessed else CONFIDENCE_ROUTED,
        remarks=tuple(_remarks(outline, rows)),
    )
    if forums and not is_forum and (not threads or (len(forums) > 1 and is_front(doc.url, head.board_url))):
        return IndexPage(
            url=doc.url,
            board_url=head.board_url,
            title=head.title,
            reading=reading,
            forums=forums,
            page=pager.page,
            pages=pager.pages,
            next_url=pager.next_url,
            statistics=statistics,
            board_title=head.board_title,
            language=doc.language,
        )
    return ListingPage(
        url=doc.url,
        board_url=head.board_url,
        title=head.title,
        reading=reading,
        forums=head.forums,
        page=pager.page,
        pages=pager.pages,
        next_url=pager.next_url,
        statistics=statistics,
        board_title=head.board_title,
        language=doc.language,
        id=own_id,
        threads=threads,
        subforums=forums,
    )


def says_empty(outline: Outline) -> bool:
    """Whether the page says that there are no threads."""
    return any(
        0 < outline.length(index, outline.end[index]) <= LONGEST_SENTENCE and EMPTY.match(outline.text(index))
        for index in range(len(outline.nodes))
    )


def _told_apart(outline: Outline, rows: Rows, columns: Columns) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows about forums and those about threads; a guessed row that counts threads is a forum's."""
    if not rows.guessed:
        return rows.forums, rows.threads
    counting = tuple(row for row in rows.threads if forum_link(outline, row, columns).threads is not None)
    return (*rows.forums, *counting), tuple(row for row in rows.threads if row not in counting)


def _print_counts(threads: tuple[ThreadLink, ...], forums: tuple[ForumLink, ...]) -> bool:
    """Whether the rows print what rows of forums do: counts, or who wrote last and when."""
    return any(
        thread.replies is not None or thread.views is not None or (thread.last_post_raw and thread.last_post_author)
        for thread in threads
    ) or any(forum.threads is not None or forum.messages is not None for forum in forums)


def _remarks(outline: Outline, rows: Rows) -> Iterator[str]:
    """What the reader noticed."""
    if rows.guessed:
        yield "The threads are told by the looks of their rows, not by their addresses."
    if not outline.complete:
        yield "The page is too large; what is behind its first part was not read."
