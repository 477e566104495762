"""Who is spoken to: an insult or a threat may be meant for the member whom a post answers, or names with an @.

Told by the words of the sentence that a flag stands in, in English. It changes no score: a moderator reads it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from moderation.detectors import Passage
from moderation.items import Category, Flag, Span
from moderation.sentences import sentence_around

PERSONAL = frozenset({Category.INSULT, Category.THREAT, Category.TOXICITY})
"""Categories of findings that may be meant for one person."""
MENTION = re.compile(r"(?<![\w@/.])@(\w[\w-]{0,59})")
SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself|u|ur|ya)\b", re.IGNORECASE)


def with_addressee(passage: Passage, flag: Flag) -> Flag:
    """A flag with the member that it is meant for as its target, where that is clear and it has no other."""
    if flag.category not in PERSONAL or flag.target is not None:
        return flag
    member = addressee(passage, flag.spans)
    if member is None:
        return flag
    return replace(flag, target=member, reason=f"{flag.reason} It speaks to {member}.")


def addressee(passage: Passage, spans: tuple[Span, ...]) -> str | None:
    """The member that some stretches of a passage speak to, by name; None where that is not clear.

    Args:
        passage: The passage.
        spans: The stretches; the whole passage where there are none.
    """
    text = passage.text
    first, last = (spans[0].start, spans[-1].end) if spans else (0, len(text))
    sentence = sentence_around(text, first, last)
    said = text[sentence.start : sentence.end]
    mentions = {found[1] for found in MENTION.finditer(said)}
    if mentions:
        return mentions.pop() if len(mentions) == 1 else None
    answered = passage.context.answers
    if answered and (SECOND_PERSON.search(said) or _is_named(answered, said)):
        return answered
    return None


def _is_named(name: str, said: str) -> bool:
    """Whether a name stands in some words, and not inside one of them."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said, re.IGNORECASE) is not None
