"""`screen`: texts to verdicts. Runs the detectors in order, then the policy."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from moderation.addressing import with_addressee
from moderation.classifier import LANGUAGE, Reader, Reading, flags_of, load_reader
from moderation.classifier import NAME as CLASSIFIER
from moderation.coinages import load_coinages
from moderation.detectors import Detector, Passage
from moderation.groups import load_names
from moderation.items import Category, Context, Flag, Span, Trust, Verdict
from moderation.languages import language_of
from moderation.lexicon import load_lexicon
from moderation.mention import with_mentions
from moderation.policy import Policy, default_policy
from moderation.quoting import quoted_stretches, within
from moderation.reference import spoken_of, with_group
from moderation.rules import Rules
from moderation.sentences import sentence_around
from moderation.sentiment import polarity, sentiment_version
from moderation.transcript import PICTURES
from moderation.weighing import weighing_version

LONG = 240
"""Characters from which a text is long: a sentence with a flagged word in it is read by itself, too."""
MOST_SENTENCES = 4
"""Sentences of a text that are."""
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
    reader = eyes.reader if read else None
    return [
        _examined(passage, found, reader, eyes.languages, skim=skim)
        for passage, found in zip(passages, flags, strict=True)
    ]


def _examined(
    passage: Passage, flags: list[Flag], reader: Reader | None, lexicons: Container[str], *, skim: bool
) -> Findings:
    language = passage.context.main_language or None
    own = passage
    if passage.context.quotes:
        quoted = quoted_stretches(passage.text, passage.context.quotes)
        flags = [flag for flag in flags if not flag.spans or not all(within(span, quoted) for span in flag.spans)]
        if quoted:
            own = Passage(_without(passage.text, quoted), passage.context)
    flags = with_mentions(passage, flags)
    reading = None
    if reader and _is_readable(own, language):
        reading, meant = _read(own, reader, skim=skim and not flags)
        if len(own.text) > LONG:
            reading = _with_sentences(own, reading, reader, flags)
        flags += flags_of(own, reading, meant)
    tone = polarity(passage) if flags and reading is None else None
    flags = sorted((with_addressee(passage, flag) for flag in flags), key=_place)
    return Findings(tuple(flags), tone, reading, language, _trust(language, reader, lexicons))


def _read(passage: Passage, reader: Reader, *, skim: bool) -> tuple[Reading, str | None]:
    """What the classifier makes of a passage, and of whom it takes "they" to speak where that makes it worse."""
    look = reader.skim if skim else reader.read
    reading = look(passage)
    meant = spoken_of(passage, load_names())
    named = look(Passage(with_group(passage.text, meant), passage.context)) if meant else reading
    if not _is_worse(named, reading):
        return reading, None
    # The stretches of the words as they stand: the others stand in words that nobody wrote.
    return replace(named, spans=reading.spans), meant


def _with_sentences(passage: Passage, reading: Reading, reader: Reader, flags: Iterable[Flag]) -> Reading:
    """The reading of a long text, with what sentences of flagged words say by themselves: one may drown in the rest."""
    sentences = {sentence_around(passage.text, span.start, span.end) for flag in flags for span in flag.spans}
    for sentence in sorted(sentences, key=lambda span: span.start)[:MOST_SENTENCES]:
        alone = reader.read(Passage(passage.text[sentence.start : sentence.end], passage.context))
        target = alone.target if _is_worse(alone, reading) else reading.target
        scores = {category: max(score, alone.scores[category]) for category, score in reading.scores.items()}
        reading = replace(reading, scores=MappingProxyType(scores), target=target)
    return reading


def _is_worse(one: Reading, other: Reading) -> bool:
    return one.scores[Category.IDENTITY_ATTACK] > other.scores[Category.IDENTITY_ATTACK]


def _trust(language: str | None, reader: Reader | None, lexicons: Container[str]) -> Trust:
    if language == LANGUAGE and reader:
        return Trust.FULL
    return Trust.WORDS if language is None or language in lexicons else Trust.NONE


def _is_readable(passage: Passage, language: str | None) -> bool:
    """Whether a text has words or pictures, in no language that the classifier does not know."""
    text = passage.folded.text
    return language in {None, LANGUAGE} and any(letter.isalpha() or letter >= PICTURES for letter in text)


def _without(text: str, stretches: Iterable[Span]) -> str:
    """A text with blanks in place of some stretches, so that the rest stands where it stood."""
    for stretch in stretches:
        text = text[: stretch.start] + " " * (stretch.end - stretch.start) + text[stretch.end :]
    return text


def _place(flag: Flag) -> tuple[int, int]:
    """Where a flag stands in its text; one about the whole text stands first."""
    return (flag.spans[0].start, flag.spans[0].end) if flag.spans else (0, 0)
