"""Trying rules out: what they find in the posts that are stored, and how often people agreed there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from db.items import Outcome, PendingRevision
from db.store import Store
from flagpost.precision import Precision
from flagpost.screening import batches_of, context_of
from moderation.detectors import Passage
from moderation.items import Flag
from moderation.rules import Rule, Rules

Watch = Callable[[int], None]
"""Told after every batch how many posts were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A post in which a rule finds something."""

    post_id: int
    text: str
    flag: Flag
    outcome: Outcome | None
    """What somebody decided on these words; None where nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a rule did to the stored posts."""

    rule: str
    """Its name."""
    shadow: bool
    hits: int
    """Posts in which it finds something."""
    authors: int
    """Different authors of those."""
    precision: Precision
    examples: tuple[Hit, ...]
    """The newest hits, those that people disagreed with first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """What a file of rules did."""

    posts: int
    """Posts that were looked at."""
    rules: tuple[Trial, ...]
    """In the file's order."""


@dataclass(slots=True)
class _Tally:
    hits: int = 0
    authors: set[str] = field(default_factory=set)
    agreed: int = 0
    disagreed: int = 0
    wrong: list[Hit] = field(default_factory=list)
    other: list[Hit] = field(default_factory=list)

    def add(self, revision: PendingRevision, hit: Hit, examples: int) -> None:
        self.hits += 1
        self.authors.add(f"{revision.board_url} {revision.author or revision.post_id}")
        self.agreed += hit.outcome is Outcome.AGREE
        self.disagreed += hit.outcome is Outcome.DISAGREE
        kept = self.wrong if hit.outcome is Outcome.DISAGREE else self.other
        kept.append(hit)
        del kept[:-examples]


def try_rules(
    store: Store,
    rules: Rules,
    *,
    examples: int = 3,
    stop: Callable[[], bool] = lambda: False,
    watch: Watch = lambda _posts: None,
) -> Trials:
    """Let rules look at all stored posts as they are now. Nothing is stored.

    Args:
        store: The posts, and the decisions on them.
        rules: The rules.
        examples: Hits to keep a rule.
        stop: Asked between two batches; what was seen so far is told.
        watch: Told how far it got.
    """
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    posts = 0
    for batch in batches_of(store):
        if stop():
            break
        found = rules.find([Passage(revision.text, context_of(revision)) for revision in batch])
        hit = [revision.post_id for revision, flags in zip(batch, found, strict=True) if flags]
        with store.read() as unit:
            outcomes = unit.review.outcomes(hit) if hit else {}
        for revision, flags in zip(batch, found, strict=True):
            for flag in flags:
                one = Hit(
                    post_id=revision.post_id,
                    text=revision.text,
                    flag=flag,
                    outcome=outcomes.get(revision.post_id),
                )
                tallies[flag.rule.partition("/")[2]].add(revision, one, max(examples, 1))
        posts += len(batch)
        watch(posts)
    trials = tuple(_trial(rule, tallies[rule.name], examples) for rule in rules.rules)
    return Trials(posts=posts, rules=trials)


def _trial(rule: Rule, tally: _Tally, examples: int) -> Trial:
    return Trial(
        rule=rule.name,
        shadow=rule.shadow,
        hits=tally.hits,
        authors=len(tally.authors),
        precision=Precision(agreed=tally.agreed, disagreed=tally.disagreed),
        examples=(*reversed(tally.wrong), *reversed(tally.other))[:examples],
    )
