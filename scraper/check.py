"""Hold what was read against what the page says about itself: post numbers, pages, order of time.

A page that does not add up is still given, with remarks and less confidence: a template drifted, or the board
miscounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from scraper.items import IndexPage, ListingPage, Refusal, ThreadPage, Unreadable

LESS_SURE = 0.8
"""What each remark leaves of the confidence."""
FEW_DATED = 0.5
MANY_EMPTY = 0.5

Outcome = ThreadPage | ListingPage | IndexPage | Unreadable


def checked(page: Outcome) -> Outcome:
    """The same page, with remarks about what does not add up and the confidence lowered by each.

    Of posts with one id only the first is left, and of a thread with nothing in it only that it is empty.
    """
    if not isinstance(page, ThreadPage):
        return page
    if not page.posts and not page.placeholders:
        return _empty(page)
    several = len(page.posts)
    page = _with_one_post_an_id(page)
    remarks = (*_remarks_on_ids(several - len(page.posts)), *_remarks(page))
    if not remarks:
        return page
    reading = replace(
        page.reading,
        remarks=(*page.reading.remarks, *remarks),
        confidence=round(page.reading.confidence * LESS_SURE ** len(remarks), 3),
    )
    return replace(page, reading=reading)


def _empty(page: ThreadPage) -> Unreadable:
    return Unreadable(
        url=page.url,
        reason=Refusal.EMPTY,
        detail="The page is a thread's, and no post was found in it. Open it in a browser to see whether it shows any.",
        engine=page.reading.engine,
        statistics=page.statistics,
    )


def _with_one_post_an_id(page: ThreadPage) -> ThreadPage:
    ids = {post.id for post in page.posts}
    if len(ids) == len(page.posts):
        return page
    if page.original_post is not None:
        ids.discard(page.original_post.id)
    firsts = {post.id: post for post in reversed(page.replies) if post.id in ids}
    return replace(page, replies=tuple(post for post in page.replies if firsts.get(post.id) is post))


def _remarks_on_ids(left_out: int) -> Iterator[str]:
    if left_out:
        yield f"Several posts have the same id: {left_out} were left out."


def _remarks(page: ThreadPage) -> Iterator[str]:
    posts = page.posts
    yield from _against_counts(page)
    numbers = [post.position for post in page.replies if post.position is not None]
    if numbers:
        # Answers may be in the order of their votes; what no board prints is one number on two posts.
        in_order = all(earlier < later for earlier, later in pairwise(numbers))
        if len(set(numbers)) < len(numbers):
            yield "Several posts have the same number."
        # The place of a post that is not shown need not say its number.
        missing = numbers[-1] - numbers[0] + 1 - len(numbers) - len(page.placeholders)
        if in_order and len(numbers) == len(page.replies) and missing > 0:
            yield f"Of the posts numbered {numbers[0]} to {numbers[-1]}, {missing} were not found."
    if page.page == 1 and page.original_post is None:
        yield "This is the first page of the thread, and its original post was not found."
    if page.pages is not None and page.page > page.pages:
        yield f"The page calls itself {page.page} of {page.pages}."
    if page.next_url and page.pages is not None and page.page >= page.pages:
        yield "The last page has a link to a next one."
    undated = sum(post.published is None and post.published_raw is not None for post in posts)
    if undated > FEW_DATED * len(posts):
        yield f"Of {len(posts)} printed dates, {undated} could not be read."
    empty = sum(not (post.text or post.quotes or post.attachments) for post in posts)
    if empty > MANY_EMPTY * len(posts):
        yield f"Of {len(posts)} posts, {empty} have no words."


def _against_counts(page: ThreadPage) -> Iterator[str]:
    """The number of posts against the numbers that the page prints about itself."""
    found = len(page.posts) + len(page.placeholders)
    if page.shown is not None:
        first, last = page.shown
        # Boards count a place whose post is not shown, or they do not.
        if not len(page.posts) <= last - first + 1 <= found:
            yield f"The page says that it shows messages {first} to {last}; {found} were found."
    elif page.messages is not None and page.page == 1 and page.next_url is None and found < page.messages - 1:
        yield f"The page says that the thread has {page.messages} messages; {found} were found on its only page."
