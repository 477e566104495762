"""Screening what is stored: pending words get a verdict, hostile ones a case."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.items import PendingRevision
from db.store import Store, Unit, utc_now
from moderation import screen
from moderation.items import Context, Verdict
from moderation.policy import Policy, load_policy
from moderation.rules import Rules, load_rules

BATCH = 128
"""Revisions that are screened together and stored in one transaction."""

log = logging.getLogger(__name__)

Stop = Callable[[], bool]
"""Asked between two batches: whether the user wants an end."""
Watch = Callable[["Screened"], None]
"""Told after every batch how far screening got."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What screening did."""

    posts: int = 0
    """Posts that were looked at."""
    opened: int = 0
    """Cases that were opened, or opened again."""
    failed: int = 0
    """Posts that a detector stumbled over. They stay pending, and are tried again with the next scan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A post that screening again judges differently."""

    post_id: int
    queue_before: str | None
    queue_now: str | None
    verdict: Verdict
    """The new one."""


class Texts:
    """Screens texts that are not stored.

    Raises:
        moderation.errors.ModerationError: the policy or the rules cannot be used.
    """

    def __init__(self, policy: Path | None = None, rules: Path | None = None) -> None:
        self._policy = load_policy(policy)
        self._rules = own_rules(rules)

    def screen(self, texts: Sequence[str], context: Sequence[Context | None] | None = None) -> list[Verdict]:
        """A verdict a text, in their order.

        Args:
            texts: The texts.
            context: What stands around each; None where nothing is known of any.
        """
        return screen(texts, context, policy=self._policy, rules=self._rules)


def own_rules(path: Path | None) -> Rules | None:
    """The rules of the file that the setting names; None where it names none.

    Raises:
        moderation.errors.RulesError: they cannot be used.
    """
    return load_rules(path) if path else None


def context_of(revision: PendingRevision) -> Context:
    """What stands around the words of a stored post."""
    return Context(
        quotes=revision.quotes,
        answers=revision.answers,
        original_post=revision.original_post,
        language=revision.language,
        board=revision.board_url,
        author=revision.author,
        author_posts=revision.author_posts,
    )


def batches_of(store: Store, *, pending: bool = False) -> Iterator[list[PendingRevision]]:
    """What posts say now, in batches by the revision's id.

    Args:
        store: The posts.
        pending: Only what no verdict speaks of.
    """
    after = 0
    while True:
        with store.read() as unit:
            wanted = unit.verdicts.pending if pending else unit.verdicts.current
            batch = wanted(limit=BATCH, after=after)
        if not batch:
            return
        yield batch
        after = batch[-1].revision_id


def never() -> bool:
    """Nobody wants an end."""
    return False


class Screening:
    """Screens what a store holds, by one policy, and by a board's own rules where there are any."""

    def __init__(
        self, store: Store, policy: Policy, rules: Rules | None = None, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._store = store
        self._policy = policy
        self._rules = rules
        self._clock = clock

    def pending(self, *, stop: Stop = never, watch: Watch | None = None) -> Screened:
        """Screen every revision that no verdict speaks of. What is killed goes on with the next call."""
        total = Screened()
        for batch in batches_of(self._store, pending=True):
            if stop():
                break
            opened, failed = self._judge(batch)
            total = Screened(
                posts=total.posts + len(batch) - failed, opened=total.opened + opened, failed=total.failed + failed
            )
            if watch:
                watch(total)
        return total

    def again(self, *, dry_run: bool = False, stop: Stop = never) -> Iterator[Change]:
        """Screen all current words again, and tell which posts the change of a policy or detector moves.

        Args:
            dry_run: Only tell; store nothing.
            stop: Asked between two batches.
        """
        for batch in batches_of(self._store):
            if stop():
                return
            judged = self._verdicts(batch)
            with self._store.read() as unit:
                before = {revision.post_id: unit.verdicts.of_post(revision.post_id) for revision, _ in judged}
            if not dry_run:
                with self._store.begin() as unit:
                    for revision, verdict in judged:
                        self._store_verdict(unit, revision, verdict)
            for revision, verdict in judged:
                known = [old for old in before[revision.post_id] if old.revision_id == revision.revision_id]
                queue = known[0].queue if known else None
                if queue != verdict.queue:
                    yield Change(post_id=revision.post_id, queue_before=queue, queue_now=verdict.queue, verdict=verdict)

    def _judge(self, batch: Sequence[PendingRevision]) -> tuple[int, int]:
        judged = self._verdicts(batch)
        opened = 0
        with self._store.begin() as unit:
            for revision, verdict in judged:
                opened += self._store_verdict(unit, revision, verdict)
        return opened, len(batch) - len(judged)

    def _verdicts(self, batch: Sequence[PendingRevision]) -> list[tuple[PendingRevision, Verdict]]:
        """Verdicts of a batch. A text that a detector stumbles over is left out, and takes no other one along."""
        try:
            return list(zip(batch, self._screen(batch), strict=True))
        except Exception:
            if len(batch) == 1:
                log.exception("post %s could not be screened and stays pending", batch[0].post_id)
                return []
            return [pair for revision in batch for pair in self._verdicts([revision])]

    def _screen(self, batch: Sequence[PendingRevision]) -> list[Verdict]:
        contexts = [context_of(revision) for revision in batch]
        return screen([revision.text for revision in batch], contexts, policy=self._policy, rules=self._rules)

    def _store_verdict(self, unit: Unit, revision: PendingRevision, verdict: Verdict) -> bool:
        """Store a verdict, and keep the post's case in step with it. True where a case was opened."""
        at = self._clock()
        verdict_id = unit.verdicts.save(revision.revision_id, verdict, at)
        if verdict.queue is None:
            unit.review.refresh_case(revision.post_id, verdict_id, at)
            return False
        _, opened = unit.review.open_case(
            revision.post_id,
            verdict_id,
            queue=verdict.queue,
            severity=verdict.severity,
            score=max(verdict.scores.values(), default=0.0),
            at=at,
        )
        return opened
