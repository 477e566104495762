"""What to fetch next, from a page and from what is known. Pure: no network, no store, no clock.

    page       leads to
    index      its forums
    listing    its sub-forums, the threads that changed, its next page
    thread     its next page; its first page, where the scan came in further down

So the target decides how far a scan goes: an index is the board, a listing its forum and the forums inside, a thread
itself. Nothing leads upwards, and nothing leads off the board.

The caller fetches each step once, however often it is planned: a store that ignores addresses it already has is the
memory of a scan. Where this module is called without one, page numbers end a circle of pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from scraper.addresses import canonical, without_page
from scraper.changes import has_changed
from scraper.items import (
    ForumLink,
    IndexPage,
    KnownThread,
    ListingPage,
    Page,
    Step,
    StepKind,
    ThreadLink,
    ThreadPage,
)

MAX_THREAD_PAGES: Final = 20_000
"""Pages of one thread. The longest threads of the web have some thousands; more is a calendar or a trap."""
MAX_LISTING_PAGES: Final = 20_000
"""Pages of one listing: at 20 rows a page, a forum of 400,000 threads."""
MAX_LINKS: Final = 2_000
"""Links taken from one page. Boards print 20 to 200 rows; a page with more was made for crawlers to drown in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What follows from one page."""

    steps: tuple[Step, ...] = ()
    """What to fetch, in order, each address once."""
    skipped: int = 0
    """Threads that are left alone because nothing changed since they were last read to their end."""
    finished_thread: str | None = None
    """The id of the thread whose last page this was, where it was read from its first page on."""
    remarks: tuple[str, ...] = ()
    """What does not add up, in plain words."""


def first_step(url: str) -> Step:
    """Where a scan of ``url`` begins: at the first page of whatever stands there."""
    try:
        address = without_page(url)
    except ValueError:
        address = url  # too broken to be read; whoever fetches it says so
    return Step(url=address, kind=StepKind.TARGET)


def listed_ids(page: Page) -> tuple[str, ...]:
    """The ids of the threads that ``page`` lists: what ``follow`` needs to know of, each once, in page order."""
    return tuple(dict.fromkeys(link.id for link in page.threads)) if isinstance(page, ListingPage) else ()


def follow(
    page: ThreadPage | ListingPage | IndexPage, step: Step, known: Mapping[str, KnownThread] | None = None
) -> Plan:
    """What to do after ``page``, which stood behind ``step``.

    Args:
        page: The page as read. It decides, not what the step expected.
        step: The step that was fetched.
        known: What the store knows of ``listed_ids(page)``.
    """
    if remark := _astray(page, step):
        return Plan(remarks=(remark,))
    match page:
        case IndexPage():
            return _collected(page, step, [_forum_step(forum) for forum in page.forums])
        case ListingPage():
            return _after_listing(page, step, known or {})
        case ThreadPage():
            return _after_thread(page, step)


def _astray(page: Page, step: Step) -> str | None:
    """Why a page is no place to go on from, although it can be read."""
    if step.kind is StepKind.TARGET:
        return None
    if not _on_board(step.url, page.board_url):
        return f"the address belongs to another board than the page behind it, {page.board_url}"
    if step.kind is StepKind.THREAD and not isinstance(page, ThreadPage):
        return "a thread was expected, and the board shows a list instead: the thread may have been removed"
    if isinstance(page, IndexPage) and canonical(page.url) == canonical(page.board_url):
        return "a forum was expected, and the board shows its index instead: the forum may have been removed"
    return None


def _after_listing(page: ListingPage, step: Step, known: Mapping[str, KnownThread]) -> Plan:
    rows: dict[str, ThreadLink] = {}
    for link in page.threads:
        rows.setdefault(link.id, link)  # a thread that is shown twice counts once
    steps = [_forum_step(forum) for forum in page.subforums]
    skipped = 0
    for link in rows.values():
        if has_changed(link, known.get(link.id)):
            steps.append(_thread_step(link))
        elif not link.sticky or step.page == 1:  # some boards repeat pinned threads on every page of a listing
            skipped += 1
    pages, remarks = _pages(page, step, StepKind.FORUM, MAX_LISTING_PAGES)
    return _collected(page, step, [*steps, *pages], skipped=skipped, remarks=remarks)


def _after_thread(page: ThreadPage, step: Step) -> Plan:
    pages, remarks = _pages(page, step, StepKind.THREAD, MAX_THREAD_PAGES)
    # On a page further down than the scan has walked, it came in after the first page: the posts before are unread.
    whole = page.page <= step.page
    finished = page.id if whole and page.next_url is None and not remarks else None
    return _collected(page, step, pages, finished=finished, remarks=remarks)


def _pages(page: Page, step: Step, kind: StepKind, most: int) -> tuple[list[Step], list[str]]:
    """The further pages of the thread or listing that ``page`` belongs to, and what does not add up."""
    steps = []
    if first := _first_page(page, step):
        steps.append(Step(url=first, kind=kind, thread=step.thread))
        if step.url != canonical(page.url):
            return steps, []  # the way down from the first page comes past here, under the page's own address
    if remark := _no_next_page(page, step, most):
        return steps, [remark]
    if page.next_url is not None:
        steps.append(Step(url=canonical(page.next_url), kind=kind, page=step.page + 1, thread=step.thread))
    return steps, []


def _first_page(page: Page, step: Step) -> str | None:
    """The address of the first page, where the scan came in further down."""
    if not step.page == 1 < page.page:
        return None
    printed = page.first_url if isinstance(page, ThreadPage) else None
    first = canonical(printed or without_page(page.url))
    return None if first in {step.url, canonical(page.url)} else first


def _no_next_page(page: Page, step: Step, most: int) -> str | None:
    """Why a next page is not followed, or is missing where there should be one."""
    if page.next_url is None:
        missing = page.pages is not None and page.page < page.pages
        return f"page {page.page} of {page.pages} shows no way to the next one" if missing else None
    following = canonical(page.next_url)
    if following in {step.url, canonical(page.url)}:
        return f"page {page.page} names itself as its next page"
    if 1 < page.page < step.page:
        return f"page {page.page} came again as page {step.page}: the pages lead in a circle"
    if step.page >= most:
        return f"more than {most} pages: the rest is left out"
    if not _on_board(following, page.board_url):
        return f"the next page is said to stand off the board, at {following}"
    return None


def _collected(
    page: Page,
    step: Step,
    steps: Iterable[Step],
    *,
    skipped: int = 0,
    finished: str | None = None,
    remarks: Iterable[str] = (),
) -> Plan:
    """The plan of ``steps``: each address once, on the board, not this page itself, and no more than the cap."""
    remarks = list(remarks)
    here = {step.url, canonical(page.url)}
    unique: dict[str, Step] = {}
    for candidate in steps:
        if candidate.url not in here and _on_board(candidate.url, page.board_url):
            unique.setdefault(candidate.url, candidate)
    if len(unique) > MAX_LINKS:
        remarks.append(f"{len(unique)} links on one page: those after the first {MAX_LINKS} are left out")
    kept = tuple(unique.values())[:MAX_LINKS]
    return Plan(steps=kept, skipped=skipped, finished_thread=finished, remarks=tuple(remarks))


def _forum_step(forum: ForumLink) -> Step:
    return Step(url=canonical(forum.url), kind=StepKind.FORUM)


def _thread_step(link: ThreadLink) -> Step:
    return Step(url=canonical(link.url), kind=StepKind.THREAD, thread=link)


def _on_board(url: str, board_url: str) -> bool:
    """Whether ``url`` has the origin of the board and stands in its folder."""
    address, board = urlsplit(canonical(url)), urlsplit(canonical(board_url))
    folder = board.path.rpartition("/")[0] + "/"
    return (address.scheme, address.netloc) == (board.scheme, board.netloc) and (address.path or "/").startswith(folder)
