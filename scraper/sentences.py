"""Board statistics that are told in sentences, in the languages whose labels ``statistics`` knows.

    Total posts 111 • Total topics 13 • Total members 9 • Our newest member Lurker01
    111 Beiträge in 13 Themen von 9 Mitgliedern. Neuestes Mitglied: Lurker01
    In total there are 5 users online :: 1 registered, 0 hidden and 4 guests
    Most users ever online was 50 on Sat Mar 02, 2024 8:15 pm

Every number belongs to the label beside it. In which order the two stand, each sentence tells by how it begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scraper.dates import parse_date
from scraper.datewords import fold, units
from scraper.document import Document
from scraper.items import BoardStatistics
from scraper.numbers import NUMBER, parse_number
from scraper.statistics import field_of, label_in, merged

SENTENCE_ENDS = re.compile(r"(?<!\b\d)(?<!\b\d\d)[.!](?:\s|$)|\s[–—-]\s|[•·|;\n]|::")
"""What parts sentences; a dot inside a number or behind a day does not."""
TOTALS = frozenset({"threads", "messages", "members"})
RECORD = re.compile(
    r"most (?:users|people|members|visitors|guests)?\s?(?:ever )?(?:been )?(?:on ?line|at once)|record|rekord|máxim|"
    r"massim|am meisten online|max(?:imum)? online|meeste? (?:gebruikers|bezoekers)|"
    r"najwięcej|рекорд|больше всего|en çok|eniten|flest|nejvíce",
    re.IGNORECASE,
)
"""A sentence about the most that were ever there at once."""
OF_TODAY = re.compile(
    r"^[^:：]*\b(?:today|heute|aujourd'hui|hoy|oggi|hoje|vandaag|сегодня|dzisiaj|dziś|bugün|tänään|i ?dag|dnes)"
    r"(?:\s+online)?\s*[:：]\s*\d[\d.,]*",
    re.IGNORECASE,
)
"""The most on this one day, which is no record: ``Most Online Today: 31.``"""
PRESENCE = re.compile(
    r"\bon ?line\b|\bactive\b|browsing|viewing|\bat the moment\b|anwesend|\baktiv|gerade|en ligne|connecté|"
    r"conectad|en línea|en linea|collegat|in linea|aanwezig|obecn|zalogowan|przegląda|онлайн|на форуме|сейчас|"
    r"находится|çevrimiçi|paikalla|kirjautunut|inloggad|pålogget|připojen",
    re.IGNORECASE,
)
"""A sentence about who is there now, which counts other people than the members."""
PRESENT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("online_guests", re.compile(r"guest|gäst|besucher(?! online)|gast|invité|visiteur|invitado|visitante|ospit|"
                                 r"visitator|bezoeker|goś|"
                                 r"гост|misafir|ziyaretçi|vieras|vierail|gjest|host", re.IGNORECASE)),
    ("online_robots", re.compile(r"\b(?:ro)?bots?\b|spider|crawler|suchmaschine|search engine|бот", re.IGNORECASE)),
    ("online_members", re.compile(r"regist|member|mitglied|membre|miembro|membri|iscritt|leden|\blid\b|członk|"
                                  r"зарегистр|участник|üye|kayıtlı|jäsen|medlem|inscrit|benutzer|użytkownik|rekister",
                                  re.IGNORECASE)),
)  # fmt: skip
"""Who is counted, by the words behind the number, or before it."""
USERS = re.compile(r"user|utilisateur|usuario|usuário|utilizador|utent|gebruiker|пользовател|kullanıcı|användare|"
                   r"bruger|bruker|käyttäj|uživatel", re.IGNORECASE)  # fmt: skip
HIDDEN = re.compile(r"hidden|invisible|unsichtbar|versteckt|oculto|nascost|verborgen|onzichtbaar|ukryt|скрыт|gizli|"
                    r"piilo|anonym|anónim|anônim|аноним", re.IGNORECASE)  # fmt: skip
STAFF = re.compile(r"\bstaff\b", re.IGNORECASE)
"""Some of the members, whom one board counts apart from the rest."""
COPULAS = re.compile(
    r"^(?:[:\s,]|is\b|ist\b|est\b|es\b|è\b|é\b|to\b|our\b|to welcome\b|jest\b|это\b|on\b|olan\b|heißt\b|we welcome\b)+",
    re.IGNORECASE,
)
"""What stands between "our newest member" and the name."""
IN_ALL = frozenset(
    {"insgesamt", "gesamt", "total", "totaux", "totales", "totali", "totais", "yhteensa", "all", "всего"}
)
"""What may stand between a label and its number."""
LONGEST_NAME = 60
LONGEST_SENTENCE = 400
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
MOST_LABEL_WORDS = 4
LABEL_NEAR = 24
"""Characters before a number that its label stands in."""


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of a sentence with the words on either side of it, up to the next number."""

    value: str
    before: str
    after: str


def told_statistics(lines: Iterable[str], doc: Document | None = None) -> BoardStatistics | None:
    """The statistics that some lines tell; None where they tell none.

    Args:
        lines: Words as they are laid out.
        doc: The page that they stand in, for the date of a record.
    """
    told: dict[str, Any] = {}
    for sentence in _sentences(lines):
        for name, value in _told_in(sentence, doc):
            told.setdefault(name, value)
    return BoardStatistics(**told) if told else None


def with_told(known: BoardStatistics | None, lines: Iterable[str], doc: Document) -> BoardStatistics | None:
    """What a table of labels said, completed by what sentences tell."""
    return merged(known, told_statistics(lines, doc))


def _sentences(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        for sentence in SENTENCE_ENDS.split(line):
            if sentence and 2 < len(sentence.strip()) <= LONGEST_SENTENCE:
                yield sentence.strip()


def _told_in(sentence: str, doc: Document | None) -> Iterator[tuple[str, Any]]:
    newest = _newest(sentence)
    if newest is not None:
        yield "latest_member", newest
        return
    sentence = OF_TODAY.sub("", sentence)
    counts = list(_counts(sentence))
    if not counts:
        return
    totals = list(_totals(counts))
    if RECORD.search(sentence):
        yield from _record(sentence, counts, doc)
    elif (PRESENCE.search(sentence) or _speaks_of_guests(counts)) and not _speaks_of_the_board(totals):
        yield from _present(counts)
    else:
        yield from totals


def _counts(sentence: str) -> Iterator[_Count]:
    found = list(NUMBER.finditer(sentence))
    for place, match in enumerate(found):
        before = sentence[found[place - 1].end() if place else 0 : match.start()]
        behind = found[place + 1].start() if place + 1 < len(found) else len(sentence)
        yield _Count(match[0], before, sentence[match.end() : behind])


def _newest(sentence: str) -> str | None:
    """The name behind a phrase for the newest member."""
    place = label_in(sentence, "latest_member")
    if place is None:
        return None
    name = COPULAS.sub("", sentence[place:]).strip(" ,:\"'“”„")
    return name if 0 < len(name) <= LONGEST_NAME else None


def _record(sentence: str, counts: list[_Count], doc: Document | None) -> Iterator[tuple[str, Any]]:
    yield "record_online", parse_number(counts[0].value)
    at = _date_in(sentence, counts[0].value, doc)
    if at is not None:
        yield "record_online_at", at


def _date_in(sentence: str, count: str, doc: Document | None) -> datetime | None:
    """The date of a record: what stands behind the number, or before it."""
    before, _, behind = sentence.partition(count)
    for text in (behind, before):
        raw = text[-90:].strip(" ()[],.:")
        at = doc.date(raw) if doc is not None else parse_date(raw)
        if at is not None:
            return at
    return None


def _speaks_of_guests(counts: list[_Count]) -> bool:
    return any(PRESENT[0][1].search(count.after.partition(",")[0]) for count in counts)


def _speaks_of_the_board(totals: list[tuple[str, Any]]) -> bool:
    """Whether threads and messages are counted: then its active members are no visitors."""
    return {"threads", "messages"} <= {name for name, _value in totals}


def _present(counts: list[_Count]) -> Iterator[tuple[str, Any]]:
    labelled = _label_first(counts, lambda words: _presence_of(words) is not None)
    total, guests = None, False
    for count in counts:
        words = count.before if labelled else count.after.partition(",")[0]
        name = _presence_of(words)
        guests = guests or name == "online_guests"
        if fold((WORD.findall(count.after) or [""])[0]) in units():
            continue
        if name is not None:
            yield name, parse_number(count.value)
        elif total is None and not (HIDDEN.search(words) or STAFF.search(words)) and _is_labelled(count, words):
            total = parse_number(count.value)
            # Whoever is counted beside the guests is not everybody.
            yield ("online_members" if guests and USERS.search(words) else "online"), total


def _is_labelled(count: _Count, words: str) -> bool:
    """Whether anything beside a number says what it counts: the one in a name, as in ``Ann, Ned 77``, has nothing."""
    before = count.before.rstrip()
    return bool(words.strip()) or before.endswith((":", "：")) or PRESENCE.search(before[-LABEL_NEAR:]) is not None


def _presence_of(words: str) -> str | None:
    """Who is counted; None for everybody, and for those who hide, whom every board counts in its own way."""
    if HIDDEN.search(words):
        return None
    return next((name for name, pattern in PRESENT if pattern.search(words)), None)


def _totals(counts: list[_Count]) -> Iterator[tuple[str, Any]]:
    labelled = _label_first(counts, lambda words: _field_before(words) is not None)
    for count in counts:
        name = _field_before(count.before) if labelled else _field_behind(count.after)
        if name is not None:
            yield name, parse_number(count.value)


def _label_first(counts: list[_Count], is_label: Callable[[str], bool]) -> bool:
    """Whether the labels stand before their numbers: then the first number has one before it, the last none behind."""
    return is_label(counts[0].before) and not (is_label(counts[-1].after) and not is_label(counts[-1].before))


def _field_before(words: str) -> str | None:
    """The field that the last words before a number name: ``Total number of posts: 111``, ``Posts in all 111``."""
    found = WORD.findall(words)[-MOST_LABEL_WORDS:]
    while found and fold(found[-1]) in IN_ALL:
        del found[-1]
    return next((name for start in range(len(found)) if (name := _total(found[start:]))), None)


def _field_behind(words: str) -> str | None:
    """The field that the first words behind a number name: ``9 registered members``."""
    found = WORD.findall(words)[:MOST_LABEL_WORDS]
    spans = [(start, end) for start in range(2) for end in range(start + 1, len(found) + 1)]
    return next((name for start, end in spans if (name := _total(found[start:end]))), None)


def _total(words: list[str]) -> str | None:
    name = field_of(" ".join(words))
    return name if name in TOTALS else None
