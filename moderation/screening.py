"""`screen`: texts to verdicts. Runs the detectors in order, then the policy."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from moderation.coinages import load_coinages
from moderation.detectors import Detector, Passage
from moderation.items import Context, Flag, Verdict
from moderation.lexicon import load_lexicon
from moderation.policy import Policy, default_policy
from moderation.quoting import quoted_stretches, within
from moderation.rules import Rules
from moderation.sentiment import polarity, sentiment_version

_NO_CONTEXT = Context()
_loading = threading.Lock()


@cache
def _load_detectors() -> tuple[Detector, ...]:
    return (load_lexicon(), load_coinages())


def _detectors() -> tuple[Detector, ...]:
    """The detectors in the order in which they look; their data is read at the first call, once."""
    with _loading:
        return _load_detectors()


@cache
def versions() -> Mapping[str, str]:
    """Every detector to its version, as verdicts name them."""
    found = {detector.name: detector.version for detector in _detectors()}
    return MappingProxyType({**found, "sentiment": sentiment_version()})


def screen(
    texts: Sequence[str],
    context: Sequence[Context | None] | None = None,
    *,
    policy: Policy | None = None,
    rules: Rules | None = None,
) -> list[Verdict]:
    """Screens texts: what the detectors find in each, weighed by a policy.

    Spans are counted in Python characters (code points) of the text as given. Words that a context names as quoted
    are never flagged. Safe to call from several threads; takes time in proportion to the texts' length.

    Args:
        texts: The texts, authors' own words.
        context: What stands around each text, None where nothing is known; as many as texts.
        policy: The policy to weigh by; the default policy where None.
        rules: A board's own rules, which look besides.

    Returns:
        One verdict a text, in the same order.

    Raises:
        ValueError: There are not as many contexts as texts.
        TypeError: ``texts`` is one string.
        DataError: A data file of a detector is broken.
    """
    if isinstance(texts, str):
        raise TypeError("screen takes a sequence of texts; put a single text into a list")
    if context is not None and len(context) != len(texts):
        raise ValueError(f"screen got {len(texts)} texts and {len(context)} contexts; give one context a text, or None")
    chosen = policy or default_policy()
    passages = [
        Passage(text, around or _NO_CONTEXT) for text, around in zip(texts, context or [None] * len(texts), strict=True)
    ]
    found: list[list[Flag]] = [[] for _ in passages]
    own: tuple[Detector, ...] = (rules,) if rules is not None else ()
    for detector in (*_detectors(), *own):
        for flags, more in zip(found, detector.find(passages), strict=True):
            flags.extend(more)
    named = versions() if rules is None else MappingProxyType({**versions(), rules.name: rules.version})
    return [_judged(passage, flags, chosen, named) for passage, flags in zip(passages, found, strict=True)]


def _judged(passage: Passage, flags: list[Flag], policy: Policy, named: Mapping[str, str]) -> Verdict:
    if flags and passage.context.quotes:
        quoted = quoted_stretches(passage.text, passage.context.quotes)
        flags = [flag for flag in flags if not flag.spans or not all(within(span, quoted) for span in flag.spans)]
    if not flags:
        return policy.judge((), None, named)
    flags.sort(key=_place)
    return policy.judge(flags, polarity(passage), named)


def _place(flag: Flag) -> tuple[int, int]:
    """Where a flag stands in its text; one about the whole text stands first."""
    return (flag.spans[0].start, flag.spans[0].end) if flag.spans else (0, 0)
