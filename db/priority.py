"""Priority: which of two cases of one severity comes first.

A case's confidence, its spread and its author's record give it a head start, in hours. Its priority is the head start
less the hours between ``EPOCH`` and the moment at which it was opened; the higher one comes first. So a case with a
head start of 20 hours stands where one without any stands that was opened 20 hours before it.

Time passes for all cases alike, so the difference between two of them never changes: the number is stored once, an
index on it has the order, and ageing is built in. Nothing starves: the longest head start is ``LONGEST`` hours, and a
case that has waited for so long goes before whatever is opened from then on at its severity.

The weights, in hours:

``CONFIDENCE``
    Between a score of 0 and one of 1. What is in a queue mostly scores 0.4 and more, so that the surest finding goes
    before the least sure one that came almost two days earlier. The largest weight: a wrong flag is work for nothing.
``SAME_WORDS``
    For each doubling of how often the same words stand on the board: 2, 4, 8, 16 times. Copies are a campaign, or spam.
``AUTHOR``
    For each doubling of one and the author's other cases that people agreed with; one that still waits counts half, for
    a flag is no finding yet. Slightly more than copies, for it rests on what people said.
``REPLIES``
    For each doubling of the thread, up to about a thousand replies: how many are there to read it. The least weight by
    far: a board's liveliest thread is no worse for being lively. Views are not asked: few boards print them, they count
    robots, and they go with the replies.

All grow with the logarithm and end at some number: the second copy says more than the fifteenth, and past the end
nothing has to be weighed anew, however many follow.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import log2

from db.items.priority import Standing

CONFIDENCE = 72.0
SAME_WORDS = 9.0
AUTHOR = 10.0
REPLIES = 2.0
MOST = 15
"""Posts of the same words, and cases of an author, that count: four doublings."""
MOST_REPLIES = 1023
"""Replies that count: ten doublings."""
LONGEST = CONFIDENCE + (SAME_WORDS + AUTHOR) * log2(1 + MOST) + REPLIES * log2(1 + MOST_REPLIES)
"""Hours of the longest head start: a week."""
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""From when hours are counted; any moment gives the same order."""
HOUR = timedelta(hours=1)


def head_start(score: float, standing: Standing) -> float:
    """Hours by which a case goes before one that was opened at the same moment and has nothing that speaks for it.

    Args:
        score: The highest score of a category, 0 to 1.
        standing: How far the post reaches, and who wrote it.
    """
    return (
        CONFIDENCE * score
        + SAME_WORDS * _doublings(standing.same_words, MOST)
        + AUTHOR * _doublings(standing.agreed + standing.waiting / 2, MOST)
        + REPLIES * _doublings(standing.replies or 0, MOST_REPLIES)
    )


def priority(score: float, standing: Standing, opened_at: datetime) -> float:
    """Where a case stands among those of its severity, in hours: the higher, the sooner it comes.

    Args:
        score: The highest score of a category, 0 to 1.
        standing: How far the post reaches, and who wrote it.
        opened_at: Since when the case waits.
    """
    return head_start(score, standing) - (opened_at - EPOCH) / HOUR


def _doublings(more: float, most: int) -> float:
    """How often one was doubled when so many have joined it, of whom no more than the most count."""
    return log2(1 + min(more, most))
