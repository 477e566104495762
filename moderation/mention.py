"""Use and mention: whether a word stands in a text because its author means somebody by it.

They may speak of the word, tell who was called so, quote it, or curse a thing. Told by what stands right around the
word, in English and, for quotation marks, everywhere. Nothing here decides: it lowers what a finding says, and the
reason tells it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from moderation.datafiles import read_data, texts_in
from moderation.detectors import Passage
from moderation.items import Flag

LOOK_BACK, LOOK_AHEAD = 90, 70
"""Characters before and behind a word that tell."""
WIDEST_QUOTE = 300
"""Characters between quotation marks, at most."""

MARKS = {
    '"': '"',
    "\u201c": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    "\u2018": "\u2019",
}
"""Marks that open a quotation, to those that close it."""
_WORD = r"(?:words?|terms?|slurs?|insults?|epithets?|expressions?|phrases?|names?|nicknames?)"
_ARTICLE = r"(?:(?:an?|the|some|such an?|that|those|these|their|our|your|my|his|her|all)\s+)?"
_NAMED = re.compile(
    rf"\b{_WORD}\s+(?:(?:like|such as|of|was|is|were|are|being|used|:|as)\s*)*[\"'\u201c\u2018(]?\s*\Z", re.IGNORECASE
)
_CALLING = re.compile(
    r"(?P<who>\b(?:i|we|i'll|i'd|i've|let's|lets|will|gonna|just|to)\s+)?(?:\w+\s+)?"
    r"\b(?P<verb>call(?:s|ed|ing)?|nam(?:es?|ed|ing)|label(?:s|l?ed|l?ing)?|brand(?:s|ed|ing)?|dub(?:s|bed|bing)?)\s+"
    r"(?P<whom>me|us|him|her|them|you|(?:my|our|his|her|their|the|a|an|other|another|any|every|some)\s+\w+(?:\s+\w+)?"
    r"|people|folks|someone|somebody|anyone|anybody|everyone|everybody|others|it)\s+"
    rf"{_ARTICLE}(?:\w+\s+){{0,2}}[\"'\u201c\u2018]?\s*\Z",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:i|we|he|she|they|(?:my|our|his|her|their)\s+\w+|people|kids|nobody|no one)\s+(?:\w+\s+){0,3}?"
    r"(?:was|were|been|be|being|am|get|gets|got|getting)\s+(?:\w+\s+)?(?:called|named|labell?ed|branded|dubbed)\s+"
    rf"{_ARTICLE}(?:\w+\s+){{0,2}}[\"'\u201c\u2018]?\s*\Z",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(
    r"\b(?:do\s?n[o']?t|don\u2019t|never|stop|quit|please (?:do\s?n[o']?t|stop)|should\s?n[o']?t|should never"
    r"|must\s?n[o']?t|not (?:ok|okay|fine|right|funny|cool|acceptable) to|no need to|wrong to|refuse to"
    r"|(?:banned|warned|reported) for)\s+"
    r"(?:to\s+)?(?:say|saying|said|use|using|used|call|calling|write|writing|post|posting|type|typing|throw|throwing)\b"
    r"(?:\s+[^\s,;:.!?]+){0,4}?\s*[\"'\u201c\u2018]?\s*\Z",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"[\"'\u201d\u2019)]?,?\s+(?:is|are|was|were|'s|isn't|aren't|as)\s+(?:not\s+)?(?:an?\s+|the\s+)?(?:\w+\s+){0,2}?"
    r"(?:slurs?|racist|offensive|insults?|insulting|derogatory|hateful|homophobic|sexist|ableist|hurtful|dehumani[sz]ing"
    r"|unacceptable|(?:not\s+)?(?:ok|okay|acceptable)|words?|terms?|epithets?)\b",
    re.IGNORECASE,
)

_IS = r"(?:is|are|was|were|'s|looks?|sounds?|seems?|feels?|gets?|got|being|be)"
_DEGREE = r"(?:so|really|just|very|too|completely|totally|pretty|kinda|fucking|all|such|quite|absolutely|always|not)"
_ITSELF = re.compile(rf"\bit(?:'s|\s+{_IS})\s+(?:{_DEGREE}\s+)*\Z", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:who|whoever|you|he|she|they|we)\b[^.!?\n]*\Z", re.IGNORECASE)

QUOTED = "it stands in quotation marks"
NAMED_AS_WORD = "the text speaks of the word"
CALLED = "the text tells who was called so"
FORBIDDEN = "the text asks not to say it"
OF_A_THING = "it is said of a thing"
SHARES = {QUOTED: 0.6, NAMED_AS_WORD: 0.3, CALLED: 0.4, FORBIDDEN: 0.3, OF_A_THING: 0.5}
"""What is left of a finding's score, by how it is told that nobody here is meant."""


@cache
def _things() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A thing of which something is said, before a word; and one right behind it.

    Raises:
        DataError: The data file is broken.
    """
    things = "|".join(sorted(texts_in(read_data("things.toml").content.get("words"), "words"), key=len, reverse=True))
    before = rf"\b(?:this|that|the|my|your|our|these|those|his|her|their|its)\s+(?:[\w'-]+\s+){{0,2}}?(?:{things})"
    return (
        re.compile(rf"{before}(?:'s|\s+{_IS})\s+(?:{_DEGREE}\s+)*(?:an?\s+)?\Z", re.IGNORECASE),
        re.compile(rf"\s+(?:[\w'-]+\s+)?(?:{things})\b", re.IGNORECASE),
    )


def with_mentions(passage: Passage, flags: list[Flag]) -> list[Flag]:
    """The same flags, with lower scores where nobody here is meant by all that one found."""
    return [_lowered(flag, mention_of(passage.text, flag)) for flag in flags]


def mention_of(text: str, flag: Flag) -> str | None:
    """How what a flag shows is mentioned, a key of `SHARES`; None where it is used, or the flag shows nothing."""
    told = [_mention(text, span.start, span.end) for span in flag.spans]
    return told[0] if told and all(told) else None


def _lowered(flag: Flag, told: str | None) -> Flag:
    if told is None:
        return flag
    reason = f"{flag.reason} Perhaps nobody is meant: {told}."
    return replace(flag, score=round(flag.score * SHARES[told], 4), reason=reason)


def _mention(text: str, start: int, end: int) -> str | None:
    before, behind = text[max(0, start - LOOK_BACK) : start], text[end : end + LOOK_AHEAD]
    if _NAMED.search(before) or _BEHIND.match(behind):
        return NAMED_AS_WORD
    if _FORBIDDEN.search(before):
        return FORBIDDEN
    calling = _CALLING.search(before)
    if _CALLED.search(before) or (calling and _is_told_of_others(calling)):
        return CALLED
    if _is_quoted(text, start, end):
        return QUOTED
    thing, thing_behind = _things()
    if thing_behind.match(behind) or ((thing.search(before) or _ITSELF.search(before)) and not _PERSON.search(before)):
        return OF_A_THING
    return None


def _is_told_of_others(calling: re.Match[str]) -> bool:
    """Whether it is others that call somebody so: "they called me", and not "I call them"."""
    return calling["whom"].lower() in {"me", "us"} or (calling["who"] is None and calling["verb"].lower() != "call")


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether quotation marks open before a stretch and close behind it, on one line."""
    line = text.rfind("\n", max(0, start - WIDEST_QUOTE), start) + 1
    before = text[max(line, start - WIDEST_QUOTE) : start]
    behind = text[end : end + WIDEST_QUOTE].partition("\n")[0]
    for opening, closing in MARKS.items():
        if opening == closing:
            if before.count(opening) % 2 and closing in behind:
                return True
        elif before.rfind(opening) > max(before.rfind(mark) for mark in closing) and any(
            mark in behind for mark in closing
        ):
            return True
    return False
