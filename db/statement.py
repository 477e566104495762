"""What a decision says by itself where its reviewer left it open (Digital Services Act, article 17)."""

from __future__ import annotations

from collections.abc import Iterator

from db.items import Draft, StoredRevision, StoredVerdict
from moderation.items import Category

LONGEST_QUOTATION = 200
"""Characters of a flagged span that are quoted among the facts."""


def category_of(draft: Draft, verdict: StoredVerdict) -> Category | None:
    """The draft's category, or the verdict's gravest, or that of its gravest flag."""
    if draft.category is not None:
        return draft.category
    if verdict.categories:
        return verdict.categories[0]
    gravest = max(verdict.flags, key=lambda flag: (flag.severity, flag.score), default=None)
    return gravest.category if gravest else None


def explanation_of(draft: Draft, verdict: StoredVerdict) -> str:
    """The draft's explanation, or the flags' reasons, each once."""
    return draft.explanation.strip() or "\n".join(dict.fromkeys(flag.reason for flag in verdict.flags))


def facts_of(draft: Draft, verdict: StoredVerdict, revision: StoredRevision) -> str:
    """The draft's facts, or what was flagged, where it stood and when it was read."""
    if draft.facts.strip():
        return draft.facts.strip()
    evidence = revision.evidence
    read = f"Read at {evidence.url} on {evidence.fetched_at:%Y-%m-%d at %H:%M} UTC."
    flagged = "; ".join(dict.fromkeys(_flagged(verdict, revision.text)))
    return f"Flagged: {flagged}. {read}" if flagged else read


def _flagged(verdict: StoredVerdict, text: str) -> Iterator[str]:
    for flag in verdict.flags:
        if not flag.spans:
            yield f"the whole post ({flag.rule})"
        for span in flag.spans:
            words = text[span.start : span.end]
            if len(words) > LONGEST_QUOTATION:
                words = f"{words[:LONGEST_QUOTATION]}…"
            yield f"“{words}” ({flag.rule})"
