"""`screen`: texts to verdicts. Runs the detectors in order, then the policy."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from moderation.addressing import with_addressee
from moderation.classifier import LANGUAGE, Reader, Reading, flags_of, load_reader
from moderation.classifier import NAME as CLASSIFIER
from moderation.coinages import load_coinages
from moderation.detectors import Detector, Passage
from moderation.items import Context, Flag, Span, Trust, Verdict
from moderation.languages import language_of
from moderation.lexicon import load_lexicon
from moderation.mention import with_mentions
from moderation.policy import Policy, default_policy
from moderation.quoting import quoted_stretches, within
from moderation.reading import Look, read_closely
from moderation.rules import Rules
from moderation.sentiment import polarity, sentiment_version
from moderation.transcript import PICTURES
from moderation.weighing import weighing_version

_NO_CONTEXT = Context()
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Eyes:
    """All that looks at texts."""

    detectors: tuple[Detector, ...]
    """In the order in which they look."""
    reader: Reader | None
    """The classifier, where it is installed."""
    languages: frozenset[str]
    """Those whose words the lexicon has."""


@cache
def _load_eyes() -> _Eyes:
    lexicon = load_lexicon()
    return _Eyes((lexicon, load_coinages()), load_reader(lexicon), lexicon.languages)


def _eyes() -> _Eyes:
    """All that looks at texts; its data is read at the first call, once."""
    with _loading:
        return _load_eyes()


@cache
def versions() -> Mapping[str, str]:
    """Every detector to its version, as verdicts name them."""
    eyes = _eyes()
    found = {detector.name: detector.version for detector in eyes.detectors}
    read = {CLASSIFIER: eyes.reader.version, "weighing": weighing_version()} if eyes.reader else {}
    return MappingProxyType({**found, **read, "sentiment": sentiment_version()})


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
    named = versions() if rules is None else MappingProxyType({**versions(), rules.name: rules.version})
    found = examine(passages, rules=rules, read=chosen.hears_classifier)
    return [judged(one, chosen, named) for one in found]


@dataclass(frozen=True, slots=True)
class Findings:
    """What is found in a text, before a policy weighs it."""

    flags: tuple[Flag, ...]
    """In text order."""
    tone: float | None
    """Its polarity, -1 to 1, where words were flagged, the classifier did not read it, and it is known."""
    reading: Reading | None
    """What the classifier makes of it, where it read it."""
    language: str | None
    """Its language, where it is known."""
    trust: Trust
    """How far what is found, or not, can be trusted in it."""


def judged(found: Findings, policy: Policy, named: Mapping[str, str]) -> Verdict:
    """Findings as a policy weighs them.

    Args:
        found: What was found in a text.
        policy: The policy.
        named: The detectors that looked, to their versions.
    """
    return policy.judge(found.flags, found.tone, named, found.reading, found.language, found.trust)


def examine(
    passages: Sequence[Passage], *, rules: Rules | None = None, read: bool = True, skim: bool = True
) -> list[Findings]:
    """What every detector finds in passages.

    Args:
        passages: The passages.
        rules: A board's own rules.
        read: Whether the classifier may read them.
        skim: Whether a glance may settle what no detector flags, so that the classifier need not read all of it.
    """
    eyes = _eyes()
    passages = [passage.in_language(language_of(passage) or "") for passage in passages]
    flags: list[list[Flag]] = [[] for _ in passages]
    for detector in (*eyes.detectors, *((rules,) if rules is not None else ())):
        for found, more in zip(flags, detector.find(passages), strict=True):
            found.extend(more)
    own = [_own_words(passage, found) for passage, found in zip(passages, flags, strict=True)]
    reader = eyes.reader if read else None
    looks = _looks(own, reader, skim=skim) if reader else [None] * len(own)
    return [
        _findings(one, look, _trust(one.passage, reader, eyes.languages)) for one, look in zip(own, looks, strict=True)
    ]


class _Own(NamedTuple):
    """A passage in its author's own words."""

    passage: Passage
    """The passage as given."""
    unquoted: Passage
    """The passage with blanks in place of what it quotes, so that the rest stands where it stood."""
    flags: list[Flag]
    """What is flagged in it, but for what it quotes."""


def _own_words(passage: Passage, flags: list[Flag]) -> _Own:
    unquoted = passage
    if passage.context.quotes:
        quoted = quoted_stretches(passage.text, passage.context.quotes)
        flags = [flag for flag in flags if not flag.spans or not all(within(span, quoted) for span in flag.spans)]
        if quoted:
            unquoted = Passage(_without(passage.text, quoted), passage.context)
    return _Own(passage, unquoted, with_mentions(passage, flags))


def _looks(passages: Sequence[_Own], reader: Reader, *, skim: bool) -> list[Look | None]:
    """What the classifier makes of passages; None of those that it cannot read."""
    readable = [_is_readable(one.unquoted) for one in passages]
    read = [one for one, can in zip(passages, readable, strict=True) if can]
    looks = iter(read_closely(reader, [one.unquoted for one in read], [one.flags for one in read], skim=skim))
    return [next(looks) if can else None for can in readable]


def _findings(own: _Own, look: Look | None, trust: Trust) -> Findings:
    passage, flags = own.passage, own.flags
    if look:
        flags = [*flags, *flags_of(own.unquoted, look.reading, look.meant)]
    tone = polarity(passage) if flags and look is None else None
    flags = sorted((with_addressee(passage, flag) for flag in flags), key=_place)
    reading = look.reading if look else None
    return Findings(tuple(flags), tone, reading, passage.context.main_language or None, trust)


def _trust(passage: Passage, reader: Reader | None, lexicons: Container[str]) -> Trust:
    language = passage.context.main_language or None
    if language == LANGUAGE and reader:
        return Trust.FULL
    return Trust.WORDS if language is None or language in lexicons else Trust.NONE


def _is_readable(passage: Passage) -> bool:
    """Whether a text has words or pictures, in no language that the classifier does not know."""
    if passage.context.main_language not in {"", LANGUAGE}:
        return False
    return any(letter.isalpha() or letter >= PICTURES for letter in passage.folded.text)


def _without(text: str, stretches: Iterable[Span]) -> str:
    """A text with blanks in place of some stretches, so that the rest stands where it stood."""
    for stretch in stretches:
        text = text[: stretch.start] + " " * (stretch.end - stretch.start) + text[stretch.end :]
    return text


def _place(flag: Flag) -> tuple[int, int]:
    """Where a flag stands in its text; one about the whole text stands first."""
    return (flag.spans[0].start, flag.spans[0].end) if flag.spans else (0, 0)
