"""Quality: how well those who review agree with one another, and with golden cases. Cohen's kappa is computed here.

What is left to chance is drawn by a digest of what it is about: the same question has the same answer again.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from db.items import CaseFilter, Golden, Tally
from db.store import Store, utc_now
from flagpost.access import Access, Right
from flagpost.precision import CONFIDENT

Said = TypeVar("Said", bound=Hashable)
FEW = 30
"""Opinions below which a kappa says little: its standard error is one for large samples."""


def chance(about: str) -> float:
    """A number from 0 up to 1, evenly spread over what it may be about, and the same for the same."""
    return int.from_bytes(hashlib.sha256(f"flagpost:{about}".encode()).digest()[:8], "big") / 2**64


def drawn(decision_id: int, share: float) -> bool:
    """Whether chance asks for a second opinion on a decision.

    Args:
        decision_id: The decision. Whoever is drawn by a small share is drawn by a larger one, too.
        share: Of all decisions, from 0 to 1.
    """
    return chance(f"second opinion:{decision_id}") < share


@dataclass(frozen=True, slots=True)
class Kappa:
    """How far two people agree beyond what chance would have them (Cohen 1960)."""

    n: int
    """Cases that both judged."""
    agreed: int
    """Those of which both said the same."""
    value: float | None
    """1 where they always agree, 0 where as often as chance, -1 at worst. None where there is nothing to tell: no
    cases, or both always said the same one thing."""
    error: float | None
    """The standard error for large samples (Fleiss, Cohen and Everitt 1969); with a few cases it is a rough guide."""

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true value lies in 95 of 100 cases, within -1 and 1.

        None where nothing is known, or where so few opinions differ that the error comes out as 0 by itself.
        """
        if self.value is None or not self.error:
            return None
        away = CONFIDENT * self.error
        return max(self.value - away, -1.0), min(self.value + away, 1.0)

    @property
    def uncertain(self) -> bool:
        """Whether it rests on too few opinions."""
        return self.n < FEW

    @property
    def share(self) -> float | None:
        """The share of cases of which both said the same."""
        return self.agreed / self.n if self.n else None


def cohens_kappa(pairs: Mapping[tuple[Said, Said], int]) -> Kappa:
    """Cohen's kappa of two raters, with its standard error.

    Args:
        pairs: What the first and the second said, to how often. Counts are zero or more.
    """
    n = sum(pairs.values())
    agreed = sum(count for (first, second), count in pairs.items() if first == second)
    if not n:
        return Kappa(0, 0, None, None)
    firsts: defaultdict[Said, float] = defaultdict(float)
    seconds: defaultdict[Said, float] = defaultdict(float)
    for (first, second), count in pairs.items():
        firsts[first] += count / n
        seconds[second] += count / n
    observed = agreed / n
    by_chance = sum(firsts[said] * seconds[said] for said in {*firsts, *seconds})
    room = 1 - by_chance
    if room < 1e-12:  # both said one thing only, up to rounding
        return Kappa(n, agreed, None, None)
    value = (observed - by_chance) / room
    same = sum(
        pairs.get((said, said), 0) / n * (1 - (firsts[said] + seconds[said]) * (1 - value)) ** 2 for said in firsts
    )
    differing = sum(
        count / n * (seconds[first] + firsts[second]) ** 2
        for (first, second), count in pairs.items()
        if first != second
    )
    spread = same + (1 - value) ** 2 * differing - (value - by_chance * (1 - value)) ** 2
    return Kappa(n, agreed, value, math.sqrt(max(spread, 0.0) / n) / room)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonQuality:
    """One person's judgement, measured."""

    user: str
    given: int
    """Opinions given, second ones and answers to golden cases."""
    kappa: Kappa
    """Of the deciders' decisions and this person's second opinions on them."""
    golden_right: int
    golden_wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The judgement of all who gave an opinion."""

    people: tuple[PersonQuality, ...]
    """By name."""
    golden: tuple[Golden, ...]
    """The golden cases in force, the newest first."""


def measured(tally: Tally) -> PersonQuality:
    """What one person's counted opinions come to."""
    kappa = cohens_kappa(tally.pairs)
    return PersonQuality(
        user=tally.user,
        given=kappa.n + tally.golden_right + tally.golden_wrong,
        kappa=kappa,
        golden_right=tally.golden_right,
        golden_wrong=tally.golden_wrong,
    )


def quality(store: Store, access: Access | None = None, *, clock: Callable[[], datetime] = utc_now) -> Quality:
    """The judgement of all who gave an opinion, over the cases that somebody may review.

    Args:
        store: The store.
        access: Who asks; None at the command line, whose user has every right.
        clock: What time it is.
    """
    which = CaseFilter(state=None)
    if access is not None:
        which = access.narrowed(which, Right.REVIEW)
    now = clock()
    with store.read() as unit:
        return Quality(
            people=tuple(map(measured, unit.agreement.tallies(which, now))),
            golden=tuple(unit.golden.all(which, now)),
        )
